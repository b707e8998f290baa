import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let iamBlockedKMSActions = [iamCustomerPolicyBlockedKMSActions, iamInlinePolicyBlockedKMSActions]

    static let iamCustomerPolicyBlockedKMSActions = ManagedRule(
        "IAM_CUSTOMER_POLICY_BLOCKED_KMS_ACTIONS", name: "iam-customer-policy-blocked-kms-actions", severity: .medium,
        "Customer managed policies allow none of the blocked actions on all KMS keys.",
        scope: [.iamPolicy], baseline: false,
        remedy: Remedy(
            "Name the keys in the statement's Resource, and make that the policy's default version.",
            command:
                "aws iam create-policy-version --policy-arn POLICY --policy-document file://policy.json --set-as-default"
        ),
        parameters: blockedActionsPatterns, excludePermissionBoundaryPolicy,
        examples: [
            .compliant(
                "another action on all keys", policyExample(action: "kms:DescribeKey", resource: "*"), with: blocked),
            .compliant(
                "a blocked action on one key",
                policyExample(action: "kms:Decrypt", resource: "arn:aws:kms:us-east-1:123456789012:key/one"),
                with: blocked),
            .compliant(
                "a blocked action denied", policyExample(effect: "Deny", action: "kms:*", resource: "*"), with: blocked),
            .nonCompliant(
                "a blocked action on everything",
                policyExample(action: ["s3:GetObject", "kms:decrypt"], resource: "*"),
                with: blocked),
            .nonCompliant(
                "a pattern with a blocked action on all keys",
                policyExample(action: "kms:De*", resource: ["arn:aws:s3:::logs", "arn:aws:kms:*:123456789012:key/*"]),
                with: blocked),
            .nonCompliant(
                "an action of a blocked pattern", policyExample(action: "kms:ReEncryptFrom", resource: "*"),
                with: ["blockedActionsPatterns": "kms:Encrypt, kms:ReEncrypt*"]),
            .nonCompliant("everything", policyExample(action: "*", resource: "*"), with: blocked),
            .notApplicable(
                "a boundary, and boundaries left out", policyExample(action: "*", resource: "*", boundaries: 2),
                with: blocked.merging(["excludePermissionBoundaryPolicy": "true"]) { $1 }),
            .insufficientData("an item without its versions", ["policyName": "deploy"], with: blocked),
        ]
    ) { policy, _, patterns, excludesBoundaries in
        judgeDefaultVersion(of: policy, excludesBoundaries) { document in
            var breaches = Breaches()
            addOffences(in: document, patterns, "In the default version", to: &breaches)
            return breaches.finding ?? .compliant
        }
    }

    static let iamInlinePolicyBlockedKMSActions = ManagedRule(
        "IAM_INLINE_POLICY_BLOCKED_KMS_ACTIONS", name: "iam-inline-policy-blocked-kms-actions", severity: .medium,
        "Inline policies allow none of the blocked actions on all KMS keys.",
        scope: [.iamUser, .iamRole, .iamGroup], baseline: false,
        remedy: Remedy(
            "Name the keys in the statement's Resource.",
            command:
                "aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json"),
        parameters: blockedActionsPatterns,
        Parameter<Bool?>(
            "excludeRoleByManagementAccount",
            "Whether roles that only the organisation's management account may assume are left out."),
        examples: [
            .compliant("no inline policies", ["userPolicyList": []], with: blocked),
            .compliant(
                "a blocked action on one key",
                [
                    "rolePolicyList": [
                        [
                            "policyName": "read",
                            "policyDocument":
                                #"{"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"arn:aws:kms:us-east-1:123456789012:key/one"}}"#,
                        ]
                    ]
                ], with: blocked, type: .iamRole),
            .nonCompliant(
                "a blocked action on all keys, percent-encoded",
                [
                    "userPolicyList": [
                        [
                            "policyName": "decrypt",
                            "policyDocument":
                                "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22kms%3ADecrypt%22%5D%2C%22Resource%22%3A%22%2A%22%7D%5D%7D",
                        ]
                    ]
                ], with: blocked),
            .nonCompliant(
                "all actions but some",
                [
                    "groupPolicyList": [
                        [
                            "policyName": "power",
                            "policyDocument": [
                                "Statement": [["Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"]]
                            ],
                        ]
                    ]
                ], with: blocked, type: .iamGroup),
            .compliant(
                "all actions but the blocked ones",
                [
                    "groupPolicyList": [
                        [
                            "policyName": "power",
                            "policyDocument": [
                                "Statement": [["Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"]]
                            ],
                        ]
                    ]
                ], with: blocked, type: .iamGroup),
            .nonCompliant(
                "a role of a service, and management's roles left out",
                [
                    "assumeRolePolicyDocument": [
                        "Statement": [["Effect": "Allow", "Principal": ["Service": "lambda.amazonaws.com"]]]
                    ],
                    "rolePolicyList": [
                        [
                            "policyName": "all",
                            "policyDocument": ["Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]]],
                        ]
                    ],
                ], with: blocked.merging(["excludeRoleByManagementAccount": "true"]) { $1 }, type: .iamRole),
            .insufficientData(
                "a role of another account, which may be management's",
                [
                    "assumeRolePolicyDocument": [
                        "Statement": [["Effect": "Allow", "Principal": ["AWS": "arn:aws:iam::210987654321:root"]]]
                    ],
                    "rolePolicyList": [
                        [
                            "policyName": "all",
                            "policyDocument": ["Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]]],
                        ]
                    ],
                ], with: blocked.merging(["excludeRoleByManagementAccount": "true"]) { $1 }, type: .iamRole),
            .insufficientData(
                "a policy without its document", ["userPolicyList": [["policyName": "decrypt"]]], with: blocked),
            .insufficientData(
                "an item without its inline policies", ["roleName": "deploy"], with: blocked, type: .iamRole),
        ]
    ) { item, context, patterns, excludesManagement in
        let policies = InlinePolicies(of: item)
        guard policies.list.isArray else { return .missing(policies.path) }
        var breaches = Breaches()
        var isIncomplete = false
        for policy in policies.list.elements {
            guard let document = PolicyDocument(policy["policyDocument"]) else {
                isIncomplete = true
                continue
            }
            addOffences(
                in: document, patterns, "In the inline policy \(policy["policyName"].string ?? "of no name")",
                to: &breaches)
        }
        if let finding = breaches.finding {
            if excludesManagement == true, let account = onlyForeignAccount(trustedBy: item, in: context.accountId) {
                return .insufficientData(
                    "Only account \(account) may assume the role; whether that is the management account is not recorded."
                )
            }
            return finding
        }
        return isIncomplete ? .missing("\(policies.path).policyDocument") : .compliant
    }

    private static let blockedActionsPatterns = Parameter<[String]>(
        "blockedActionsPatterns", "The blocked actions and patterns of actions, such as kms:ReEncrypt*.")

    private static let blocked = ["blockedActionsPatterns": "kms:Decrypt, kms:ReEncryptFrom"]

    /// Adds which statements of a policy allow blocked actions on all keys. Conditions and other statements that deny do
    /// not count, as with AWS.
    private static func addOffences(
        in document: PolicyDocument, _ patterns: [String], _ place: @autoclosure () -> String,
        to breaches: inout Breaches
    ) {
        let blocked = patterns.map { WildcardPattern($0, ignoringCase: true) }
        for (index, statement) in document.statements.enumerated() where statement.isAllow && concernsAllKeys(statement)
        {
            for (pattern, text) in zip(blocked, patterns) where statement.concernsSome(pattern) {
                breaches.add(text, "\(place()), \(statement.name(at: index)) allows ", " on all KMS keys")
            }
        }
    }

    private static let allKeys: [WildcardPattern] = ["aws", "aws-cn", "aws-us-gov"].map {
        WildcardPattern("arn:\($0):kms:*:*:key/*", ignoringCase: false)
    }
    private static let someKey = WildcardPattern("arn:*:kms:*", ignoringCase: false)

    /// Whether a statement is about all keys: those of every region, of every account or of one.
    private static func concernsAllKeys(_ statement: PolicyStatement) -> Bool {
        if !statement.json["NotResource"].isNull { return !statement.notResources.contains(where: someKey.intersects) }
        return statement.resources.contains { resource in
            allKeys.contains { $0.isCovered(by: resource) } || isAllKeysOfOneAccount(resource)
        }
    }

    /// `arn:aws:kms:*:123456789012:key/*`
    private static func isAllKeysOfOneAccount(_ resource: JSONValue) -> Bool {
        guard let text = resource.string, let arn = ARN(text), arn.accountId != nil else { return false }
        return arn.service == "kms" && arn.region == "*" && (arn.resource == "key/*" || arn.resource == "*")
    }

    /// The one other account that a role trusts, if it trusts nobody else.
    private static func onlyForeignAccount(trustedBy role: ConfigurationItem, in account: String) -> String? {
        guard let trust = PolicyDocument(role.configuration["assumeRolePolicyDocument"]) else { return nil }
        var only: String?
        for statement in trust.statements where statement.isAllow {
            let principal = statement.json["Principal"]
            guard principal.count == 1, !principal["AWS"].isNull else { return nil }
            for value in statement.principals("AWS") {
                let text = value.string ?? ""
                guard let trusted = AccountID.isValid(text) ? text : ARN(text)?.accountId, trusted != account,
                    only == nil || only == trusted
                else { return nil }
                only = trusted
            }
        }
        return only
    }
}
