import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let iamUser = [iamUserNoPoliciesCheck, iamNoInlinePolicyCheck, iamUserGroupMembershipCheck]

    static let iamUserNoPoliciesCheck = ManagedRule(
        "IAM_USER_NO_POLICIES_CHECK", name: "iam-user-no-policies-check", severity: .low,
        "IAM users get their permissions from groups and roles, not from policies of their own.",
        scope: [.iamUser],
        remedy: Remedy(
            "Attach the policy to a group that the user is in, and take it off the user.",
            command: "aws iam detach-user-policy --user-name USER --policy-arn POLICY"),
        examples: [
            .compliant(
                "permissions from a group",
                ["userPolicyList": [], "groupList": ["developers"], "attachedManagedPolicies": []]),
            .nonCompliant(
                "an attached policy",
                [
                    "userPolicyList": [], "groupList": [],
                    "attachedManagedPolicies": [
                        [
                            "policyName": "IAMUserChangePassword",
                            "policyArn": "arn:aws:iam::aws:policy/IAMUserChangePassword",
                        ]
                    ],
                ]),
            .nonCompliant(
                "an inline policy",
                [
                    "userPolicyList": [["policyName": "deploy", "policyDocument": "%7B%22Statement%22%3A%5B%5D%7D"]],
                    "attachedManagedPolicies": [],
                ]),
            .insufficientData("an item without its inline policies", ["attachedManagedPolicies": []]),
            .insufficientData("an item without its attached policies", ["userPolicyList": []]),
        ]
    ) { user, _ in
        let attached = user.configuration["attachedManagedPolicies"]
        let inline = user.configuration["userPolicyList"]
        var breaches = Breaches()
        for policy in attached.elements {
            breaches.add(
                policy["policyName"].string ?? "of no name", "The policy ", " is attached to the user",
                many: ("The policies ", " are attached to the user"))
        }
        for policy in inline.elements {
            breaches.add(
                policy["policyName"].string ?? "of no name", "The user has the inline policy ",
                many: ("The user has the inline policies ", ""))
        }
        if let finding = breaches.finding { return finding }
        guard attached.isArray else { return .missing("configuration.attachedManagedPolicies") }
        guard inline.isArray else { return .missing("configuration.userPolicyList") }
        return .compliant
    }

    static let iamNoInlinePolicyCheck = ManagedRule(
        "IAM_NO_INLINE_POLICY_CHECK", name: "iam-no-inline-policy-check", severity: .low,
        "IAM users, roles and groups have no inline policies.",
        scope: [.iamUser, .iamRole, .iamGroup],
        remedy: Remedy(
            "Make a managed policy of the inline one, attach it, and delete the inline one.",
            command: "aws iam delete-user-policy --user-name USER --policy-name POLICY"),
        examples: [
            .compliant("a user without", ["userPolicyList": []]),
            .compliant("a role without", ["rolePolicyList": []], type: .iamRole),
            .compliant("a group without", ["groupPolicyList": []], type: .iamGroup),
            .nonCompliant("a user with one", ["userPolicyList": [["policyName": "deploy"]]]),
            .nonCompliant("a role with one", ["rolePolicyList": [["policyName": "deploy"]]], type: .iamRole),
            .nonCompliant("a group with one", ["groupPolicyList": [["policyName": "deploy"]]], type: .iamGroup),
            .insufficientData("an item without its inline policies", ["roleName": "deploy"], type: .iamRole),
        ]
    ) { item, _ in
        let policies = InlinePolicies(of: item)
        guard policies.list.isArray else { return .missing(policies.path) }
        var breaches = Breaches()
        for policy in policies.list.elements {
            breaches.add(
                policy["policyName"].string ?? "of no name", "There is the inline policy ",
                many: ("There are the inline policies ", ""))
        }
        return breaches.finding ?? .compliant
    }

    static let iamUserGroupMembershipCheck = ManagedRule(
        "IAM_USER_GROUP_MEMBERSHIP_CHECK", name: "iam-user-group-membership-check", severity: .low,
        "IAM users are in a group.",
        scope: [.iamUser], baseline: false,
        remedy: Remedy(
            "Add the user to the group whose permissions it needs.",
            command: "aws iam add-user-to-group --user-name USER --group-name GROUP"),
        parameters: Parameter<[String]>(
            "groupNames", "The groups of which a user must be in one; any group without it.", default: []),
        examples: [
            .compliant("in a group", ["userName": "alice", "groupList": ["developers"]]),
            .compliant(
                "in one of the groups that count", ["groupList": ["developers", "readers"]],
                with: ["groupNames": "admins, readers"]),
            .nonCompliant("in no group", ["userName": "alice", "groupList": []]),
            .nonCompliant("in another group", ["groupList": ["developers"]], with: ["groupNames": "admins,readers"]),
            .insufficientData("an item without its groups", ["userName": "alice"]),
        ]
    ) { user, _, wanted in
        let groups = user.configuration["groupList"]
        guard groups.isArray else { return .missing("configuration.groupList") }
        if wanted.isEmpty { return .require(groups.count > 0, "The user is in no group.") }
        let isMember = groups.elements.contains { group in group.string.map(wanted.contains) ?? false }
        return .require(isMember, "The user is in none of the groups \(wanted.joined(separator: ", ")).")
    }
}
