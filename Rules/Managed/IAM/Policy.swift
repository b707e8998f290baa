import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let iamPolicy = [iamPolicyNoStatementsWithAdminAccess, iamPolicyNoStatementsWithFullAccess]

    static let iamPolicyNoStatementsWithAdminAccess = ManagedRule(
        "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS", name: "iam-policy-no-statements-with-admin-access",
        severity: .high,
        "Customer managed policies allow nobody every action on every resource.",
        scope: [.iamPolicy],
        remedy: Remedy(
            "Make a new version of the policy that names the actions and resources that are needed.",
            command:
                "aws iam create-policy-version --policy-arn POLICY --policy-document file://policy.json --set-as-default"
        ),
        parameters: excludePermissionBoundaryPolicy,
        examples: [
            .compliant("some actions on everything", policyExample(action: "s3:Get*", resource: "*")),
            .compliant("every action on one resource", policyExample(action: "*", resource: "arn:aws:s3:::logs/*")),
            .compliant("every action denied", policyExample(effect: "Deny", action: "*", resource: "*")),
            .compliant(
                "an older version with everything",
                [
                    "arn": "arn:aws:iam::123456789012:policy/deploy", "defaultVersionId": "v2",
                    "policyVersionList": [
                        ["versionId": "v1", "isDefaultVersion": false, "document": .string(encodedAdministrator)],
                        [
                            "versionId": "v2", "isDefaultVersion": true,
                            "document": #"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#,
                        ],
                    ],
                ]),
            .nonCompliant("everything on everything", policyExample(action: "*", resource: "*")),
            .nonCompliant(
                "lists with a star in them", policyExample(action: ["s3:*", "*"], resource: ["arn:aws:s3:::a", "*"])),
            .nonCompliant(
                "percent-encoded",
                [
                    "arn": "arn:aws:iam::123456789012:policy/deploy", "defaultVersionId": "v2",
                    "policyVersionList": [["versionId": "v2", "document": .string(encodedAdministrator)]],
                ]),
            .nonCompliant(
                "a boundary", policyExample(action: "*", resource: "*", boundaries: 1),
                with: ["excludePermissionBoundaryPolicy": "false"]),
            .notApplicable(
                "a boundary, and boundaries left out", policyExample(action: "*", resource: "*", boundaries: 1),
                with: ["excludePermissionBoundaryPolicy": "true"]),
            .notApplicable("a policy of AWS's own", ["arn": "arn:aws:iam::aws:policy/AdministratorAccess"]),
            .insufficientData(
                "a version without its document",
                ["policyVersionList": [["versionId": "v1", "isDefaultVersion": true]]]),
            .insufficientData("an item without its versions", ["policyName": "deploy"]),
        ]
    ) { policy, _, excludesBoundaries in
        judgeDefaultVersion(of: policy, excludesBoundaries) { document in
            var breaches = Breaches()
            for (index, statement) in document.statements.enumerated()
            where statement.isAllow && statement.actions.contains(where: isEverything)
                && statement.resources.contains(where: isEverything)
            {
                let (before, what) = ("In the default version, ", "Action \"*\" on Resource \"*\"")
                breaches.add(
                    statement.name(at: index), before, " allows \(what)", many: (before, " allow \(what)"))
            }
            return breaches.finding ?? .compliant
        }
    }

    static let iamPolicyNoStatementsWithFullAccess = ManagedRule(
        "IAM_POLICY_NO_STATEMENTS_WITH_FULL_ACCESS", name: "iam-policy-no-statements-with-full-access",
        severity: .low,
        "Customer managed policies allow nobody every action of a service.",
        scope: [.iamPolicy], baseline: false,
        remedy: Remedy(
            "Make a new version of the policy that names the actions that are needed.",
            command:
                "aws iam create-policy-version --policy-arn POLICY --policy-document file://policy.json --set-as-default"
        ),
        parameters: excludePermissionBoundaryPolicy,
        examples: [
            .compliant("some actions", policyExample(action: ["s3:Get*", "ec2:DescribeInstances"], resource: "*")),
            .compliant(
                "every action of a service denied", policyExample(effect: "Deny", action: "s3:*", resource: "*")),
            .nonCompliant("every action of a service", policyExample(action: ["ec2:Start*", "s3:*"], resource: "*")),
            .nonCompliant(
                "every action of a service on one resource",
                policyExample(action: "s3:*", resource: "arn:aws:s3:::logs/*")),
            .nonCompliant("every action", policyExample(effect: "allow", action: "*", resource: "*")),
            .nonCompliant(
                "all actions but some",
                [
                    "arn": "arn:aws:iam::123456789012:policy/deploy",
                    "policyVersionList": [
                        [
                            "isDefaultVersion": true,
                            "document": #"{"Statement":[{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}]}"#,
                        ]
                    ],
                ]),
            .notApplicable(
                "a boundary, and boundaries left out", policyExample(action: "s3:*", resource: "*", boundaries: 1),
                with: ["excludePermissionBoundaryPolicy": "true"]),
            .insufficientData("an item without its versions", ["policyName": "deploy"]),
        ]
    ) { policy, _, excludesBoundaries in
        judgeDefaultVersion(of: policy, excludesBoundaries) { document in
            var breaches = Breaches()
            for (index, statement) in document.statements.enumerated() where statement.isAllow {
                var before: String { "In the default version, \(statement.name(at: index)) allows " }
                for action in statement.actions where isWholeService(action) {
                    breaches.add(action.string ?? "*", before)
                }
                if !statement.json["NotAction"].isNull, !statement.notActions.contains(where: isEverything) {
                    breaches.add("\(before)every action but those of NotAction")
                }
            }
            return breaches.finding ?? .compliant
        }
    }

    static let excludePermissionBoundaryPolicy = Parameter<Bool?>(
        "excludePermissionBoundaryPolicy", "Whether policies that serve as permissions boundaries are left out.")

    /// Judges the default version of a customer managed policy.
    static func judgeDefaultVersion(
        of policy: ConfigurationItem, _ excludesBoundaries: Bool?, by verdict: (PolicyDocument) -> Finding
    ) -> Finding {
        let configuration = policy.configuration
        let arn = configuration["arn"].isString ? configuration["arn"] : policy.arn
        if ARN(arn.string ?? "")?.accountId == nil, arn.isString { return .notApplicable }
        if excludesBoundaries == true {
            guard let count = configuration["permissionsBoundaryUsageCount"].lenientInt else {
                return .missing("configuration.permissionsBoundaryUsageCount")
            }
            if count > 0 { return .notApplicable }
        }
        let versions = configuration["policyVersionList"]
        let defaultId = configuration["defaultVersionId"].string
        let version = versions.elements.first { version in
            version["isDefaultVersion"].lenientBool == true
                || version["isDefaultVersion"].isNull && defaultId != nil && version["versionId"].string == defaultId
        }
        guard let version else { return .missing("the default version in configuration.policyVersionList") }
        guard let document = PolicyDocument(version["document"]) else {
            return .missing("configuration.policyVersionList.document of the default version")
        }
        return verdict(document)
    }

    /// `*`, and what means the same.
    private static func isEverything(_ pattern: JSONValue) -> Bool {
        pattern.withUTF8 { bytes in
            let colons = bytes.reduce(0) { $1 == UInt8(ascii: ":") ? $0 + 1 : $0 }
            return bytes.contains(UInt8(ascii: "*")) && colons <= 1
                && bytes.allSatisfy { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: ":") }
        }
    }

    /// `*`, or `s3:*`.
    private static func isWholeService(_ pattern: JSONValue) -> Bool {
        if isEverything(pattern) { return true }
        return pattern.withUTF8 { bytes in
            guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon + 1 < bytes.count else { return false }
            return bytes[(colon + 1)...].allSatisfy { $0 == UInt8(ascii: "*") }
        }
    }

    private static let encodedAdministrator =
        "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22%2A%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D"

    /// A policy of one statement, written as the recorder did in 2016: a list around the document.
    static func policyExample(
        effect: JSONLiteral = "Allow", action: JSONLiteral, resource: JSONLiteral, boundaries: Int = 0
    ) -> JSONLiteral {
        [
            "arn": "arn:aws:iam::123456789012:policy/deploy", "defaultVersionId": "v1",
            "permissionsBoundaryUsageCount": .integer(boundaries),
            "policyVersionList": [
                [
                    "document": [
                        [
                            "Version": "2012-10-17",
                            "Statement": [["Effect": effect, "Action": action, "Resource": resource]],
                        ]
                    ], "versionId": "v1", "isDefaultVersion": true,
                ]
            ],
        ]
    }
}
