import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let iamGroup = [iamGroupHasUsersCheck]

    static let iamGroupHasUsersCheck = ManagedRule(
        "IAM_GROUP_HAS_USERS_CHECK", name: "iam-group-has-users-check", severity: .low,
        "Every IAM group has a user in it.",
        scope: [.iamGroup], needs: [.optionalResources(.iamUser)],
        remedy: Remedy("Delete the group if nobody needs it.", command: "aws iam delete-group --group-name GROUP"),
        examples: [
            .compliant(
                "a user among the relationships", ["groupName": "developers"],
                item: [
                    "relationships": [
                        ["resourceType": "AWS::IAM::User", "resourceName": "alice", "name": "Contains User"]
                    ]
                ]),
            .compliant(
                "a user who names the group", ["groupName": "developers"], item: ["relationships": []],
                related: [.init(.iamUser, ["userName": "alice", "groupList": ["readers", "developers"]])]),
            .nonCompliant("no users", ["groupName": "developers"], item: ["relationships": []]),
            .nonCompliant(
                "only a policy among the relationships", ["groupName": "developers"],
                item: ["relationships": [["resourceType": "AWS::IAM::Policy", "resourceName": "deploy"]]],
                related: [.init(.iamUser, ["userName": "alice", "groupList": ["readers"]])]),
            .insufficientData("an item without its relationships", ["groupName": "developers"]),
        ]
    ) { group, context in
        if group.relationships.elements.contains(where: { $0["resourceType"] == "AWS::IAM::User" }) {
            return .compliant
        }
        guard let name = group.configuration["groupName"].string ?? group.resourceName.string else {
            return .missing("configuration.groupName")
        }
        let users = context.resources(.iamUser)
        for user in users
        where user.configuration["groupList"].elements.contains(where: { $0.string == name }) {
            return .compliant
        }
        guard group.relationships.isArray || !users.isEmpty else { return .missing("relationships") }
        return .nonCompliant("The group \(name) has no users.")
    }
}
