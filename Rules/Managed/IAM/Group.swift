import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let iamGroup = [iamGroupHasUsersCheck]

    static let iamGroupHasUsersCheck = ManagedRule(
        "IAM_GROUP_HAS_USERS_CHECK", name: "iam-group-has-users-check", severity: .low,
        "Every IAM group has a user in it.",
        scope: [.iamGroup], needs: [.optionalResources(.iamUser, by: .configuration("groupList"))],
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
        if context.resources(.iamUser, by: .configuration("groupList"), name).contains(where: { _ in true }) {
            return .compliant
        }
        guard group.relationships.isArray || context.related.records(.iamUser, account: context.accountId) else {
            return .missing("relationships")
        }
        return .nonCompliant("The group \(name) has no users.")
    }
}
