import JSON
import ManagedRules
import Recording
import RuleKit
import Testing

/// A second breach changes the annotation, or a baseline lets it pass.
@Suite struct EveryBreachTests {
    /// Three breaches of a rule, what it says of the first two, and an example of some of them.
    struct Case: CustomTestStringConvertible, Sendable {
        let rule: String
        let breaches: [JSONLiteral]
        let annotation: String
        let example: @Sendable ([JSONLiteral]) -> Example

        init(
            _ rule: String, _ breaches: [JSONLiteral], _ annotation: String,
            _ example: @escaping @Sendable ([JSONLiteral]) -> Example
        ) {
            (self.rule, self.breaches, self.annotation, self.example) = (rule, breaches, annotation, example)
        }

        var testDescription: String { rule }
    }

    static let cases = networks + identities + storage + services + settings

    @Test(arguments: cases)
    func annotationNamesEveryBreach(_ case: Case) throws {
        let rule = try #require(ManagedRuleCatalog.all.first { $0.name == `case`.rule })
        func annotation(_ breaches: some Sequence<JSONLiteral>) throws -> String {
            let example = RuleExample(rule: rule, example: `case`.example(Array(breaches)))
            try OrderTests.expectSameFindingInEveryOrder(example)
            let finding = try example.verdict()
            #expect(finding.complianceType == .nonCompliant)
            return try #require(finding.annotation)
        }
        let two = try annotation(`case`.breaches.prefix(2))
        #expect(two == `case`.annotation)
        #expect(try annotation(`case`.breaches.prefix(2).reversed()) == two)
        let ones = try [annotation(`case`.breaches.prefix(1)), annotation(`case`.breaches.dropFirst().prefix(1))]
        #expect(!ones.contains(two))
        if `case`.breaches.count > 2 { #expect(try annotation(`case`.breaches) != two) }
    }

    /// A configuration with the breaches in a list.
    static func list(
        _ name: String, with parameters: [String: String] = [:]
    ) -> @Sendable ([JSONLiteral]) -> Example {
        { .nonCompliant("", .object([(name, .array($0))]), with: parameters) }
    }

    /// A configuration, or supplementary one, with the members of all breaches.
    static func merged(
        into rest: JSONLiteral = [:], supplementary name: String? = nil, with parameters: [String: String] = [:]
    ) -> @Sendable ([JSONLiteral]) -> Example {
        { breaches in
            var members: [(String, JSONLiteral)] = []
            for case .object(let more) in [rest] + breaches {
                for member in more {
                    members.removeAll { $0.0 == member.0 }
                    members.append(member)
                }
            }
            guard let name else { return .nonCompliant("", .object(members), with: parameters) }
            return .nonCompliant("", supplementary: .object([(name, .object(members))]), with: parameters)
        }
    }

    private static func open(_ port: Int, _ range: JSONLiteral = "0.0.0.0/0", _ name: JSONLiteral = "tcp")
        -> JSONLiteral
    {
        ["ipProtocol": name, "fromPort": .integer(port), "toPort": .integer(port), "ipRanges": [range]]
    }

    private static let networks = [
        Case(
            "restricted-ssh", [open(22, "::/0"), open(22), open(22, "0::/0")],
            "TCP port 22 is open to 0.0.0.0/0 and ::/0.", list("ipPermissions")),
        Case(
            "restricted-common-ports", [open(3389), open(21), open(21, "::/0")],
            "TCP ports 21, 3389 open to 0.0.0.0/0.", list("ipPermissions")),
        Case(
            "vpc-sg-open-only-to-authorized-ports", [open(443), open(80), open(53, "0.0.0.0/0", "udp")],
            "TCP ports 80, 443 are open to 0.0.0.0/0, but not authorized.", list("ipPermissions")),
        Case(
            "no-unrestricted-route-to-igw",
            [
                ["destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-2"],
                ["destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"],
                ["destinationIpv6CidrBlock": "::/0", "gatewayId": "igw-1"],
            ], "The route for 0.0.0.0/0 leads to internet gateway igw-1, igw-2.", list("routes")),
        Case(
            "internet-gateway-authorized-vpc-only", [["vpcId": "vpc-2"], ["vpcId": "vpc-1"], ["vpcId": "vpc-3"]],
            "The gateway is attached to vpc-1, vpc-2, which are not authorized.", list("attachments")),
        Case(
            "ec2-instance-no-public-ip",
            [
                ["networkInterfaceId": "eni-2", "association": ["publicIp": "192.0.2.1"]],
                ["networkInterfaceId": "eni-1", "association": ["publicIp": "192.0.2.2"]],
                [
                    "networkInterfaceId": "eni-1",
                    "privateIpAddresses": [["association": ["publicIp": "192.0.2.3"]]],
                ],
            ], "The public address of eni-1 is 192.0.2.2; the public address of eni-2 is 192.0.2.1.",
            list("networkInterfaces")),
        Case(
            "vpc-vpn-2-tunnels-up",
            ["192.0.2.10", "192.0.2.9", "192.0.2.8"].map { ["outsideIpAddress": .string($0), "status": "DOWN"] },
            "Tunnels 192.0.2.9, 192.0.2.10 are DOWN.", list("vgwTelemetry")),
        Case(
            "ec2-volume-inuse-check",
            ["i-2", "i-1", "i-3"].map { ["instanceId": $0, "deleteOnTermination": false] },
            "deleteOnTermination is false for the attachments to i-1, i-2.",
            list("attachments", with: ["deleteOnTermination": "true"])),
        Case(
            "vpc-flow-logs-enabled", ["FAILED", "BROKEN", "GONE"], "The VPC's flow logs have status BROKEN, FAILED."
        ) { states in
            .nonCompliant(
                "", ["vpcId": "vpc-1"],
                related: states.map { .init(.ec2FlowLog, ["resourceId": "vpc-1", "flowLogStatus": $0]) })
        },
    ]

    static func statement(_ sid: JSONLiteral, _ members: KeyValuePairs<String, JSONLiteral>) -> JSONLiteral {
        .object([("Sid", sid), ("Effect", "Allow")] + members.map { ($0, $1) })
    }

    private static func defaultVersion(_ parameters: [String: String] = [:]) -> @Sendable ([JSONLiteral]) -> Example {
        { statements in
            .nonCompliant(
                "",
                [
                    "arn": "arn:aws:iam::123456789012:policy/deploy",
                    "policyVersionList": [
                        ["isDefaultVersion": true, "document": ["Statement": .array(statements)]]
                    ],
                ], with: parameters)
        }
    }

    private static let keys: [JSONLiteral] = ["access_key_2", "access_key_1"]

    private static func report(
        _ breaches: [JSONLiteral], _ columns: (String) -> [String: String], user: String = "alice"
    ) -> [ExampleFact] {
        var row = [
            "user": user, "password_enabled": "false", "mfa_active": "true", "access_key_1_active": "false",
            "access_key_2_active": "false",
        ]
        for case .string(let name) in breaches { row.merge(columns(name)) { $1 } }
        return [.credentialReport([row])]
    }

    private static let identities = [
        Case(
            "iam-user-no-policies-check", ["b", "a", "c"], "The policies a, b are attached to the user."
        ) { names in
            .nonCompliant(
                "", ["attachedManagedPolicies": .array(names.map { ["policyName": $0] }), "userPolicyList": []])
        },
        Case(
            "iam-no-inline-policy-check", ["b", "a", "c"].map { ["policyName": $0] },
            "There are the inline policies a, b.", list("userPolicyList")),
        Case(
            "iam-policy-no-statements-with-admin-access",
            ["B", "A", "C"].map { statement($0, ["Action": "*", "Resource": "*"]) },
            "In the default version, statement A, statement B allow Action \"*\" on Resource \"*\".", defaultVersion()),
        Case(
            "iam-policy-no-statements-with-full-access",
            [
                statement("A", ["Action": ["s3:*", "ec2:*"]]), statement("B", ["NotAction": "iam:*"]),
                statement("C", ["Action": "s3:*"]),
            ],
            "In the default version, statement A allows ec2:*, s3:*; "
                + "in the default version, statement B allows every action but those of NotAction.",
            defaultVersion()),
        Case(
            "iam-customer-policy-blocked-kms-actions",
            [
                statement("A", ["Action": "kms:*", "Resource": "*"]),
                statement("B", ["Action": "kms:Encrypt", "Resource": "*"]),
                statement("C", ["Action": "kms:Encrypt", "Resource": "*"]),
            ],
            "In the default version, statement A allows kms:Decrypt, kms:Encrypt on all KMS keys; "
                + "in the default version, statement B allows kms:Encrypt on all KMS keys.",
            defaultVersion(["blockedActionsPatterns": "kms:Encrypt, kms:Decrypt"])),
        Case(
            "iam-inline-policy-blocked-kms-actions",
            ["b", "a", "c"].map {
                [
                    "policyName": $0,
                    "policyDocument": ["Statement": [["Effect": "Allow", "Action": "*", "Resource": "*"]]],
                ]
            },
            "In the inline policy a, statement 1 allows kms:Decrypt on all KMS keys; "
                + "in the inline policy b, statement 1 allows kms:Decrypt on all KMS keys.",
            list("userPolicyList", with: ["blockedActionsPatterns": "kms:Decrypt"])),
        Case(
            "access-keys-rotated", keys,
            "access_key_1_last_rotated is 2025-01-01T00:00:00.000Z, 365 days ago, over 90; "
                + "access_key_2_last_rotated is 2025-01-01T00:00:00.000Z, 365 days ago, over 90."
        ) { names in
            .nonCompliant(
                "", nil, item: ["ARN": "arn:aws:iam::123456789012:user/alice"],
                facts: report(names) { ["\($0)_active": "true", "\($0)_last_rotated": "2025-01-01T00:00:00+00:00"] })
        },
        Case(
            "iam-user-unused-credentials-check", keys,
            "The first access key was last used 365 days ago, over 90; "
                + "the second access key was last used 365 days ago, over 90."
        ) { names in
            .nonCompliant(
                "", nil, item: ["ARN": "arn:aws:iam::123456789012:user/alice"],
                facts: report(names) {
                    ["\($0)_active": "true", "\($0)_last_used_date": "2025-01-01T00:00:00+00:00"]
                })
        },
        Case(
            "iam-root-access-key-check", keys,
            "The root user has access keys: access_key_1_active, access_key_2_active are true."
        ) { names in
            .nonCompliant("", facts: report(names, { ["\($0)_active": "true"] }, user: "<root_account>"))
        },
        Case(
            "root-account-hardware-mfa-enabled", ["b", "a", "c"], "The root user's MFA devices are virtual: a, b."
        ) { names in
            let devices = names.map { ["SerialNumber": $0, "User": ["Arn": "arn:aws:iam::1:root"]] as JSONLiteral }
            return .nonCompliant(
                "", facts: [.accountSummary(["AccountMFAEnabled": 1]), .virtualMFADevices(.array(devices))])
        },
    ]

    @Sendable private static func publicRead(_ statements: [JSONLiteral]) -> Example {
        .nonCompliant(
            "",
            supplementary: [
                "BucketPolicy": ["policyText": .string(JSONWriter.text(["Statement": .array(statements)]))],
                "AccessControlList": [
                    "grantList": [["grantee": "AllUsers", "permission": "Read"]]
                ],
            ])
    }

    private static let storage = [
        Case(
            "s3-bucket-public-read-prohibited",
            [
                statement("A", ["Principal": "*", "Action": ["s3:List*", "s3:GetObject"]]),
                statement("B", ["Principal": "*", "Action": "s3:GetObject"]),
                statement("C", ["Principal": "*", "Action": "s3:GetObject"]),
            ],
            "In the bucket policy, statement A allows everybody s3:GetObject, s3:List*; in the bucket policy, "
                + "statement B allows everybody s3:GetObject; the bucket's ACL grants Read to AllUsers.", publicRead),
        Case(
            "s3-bucket-public-write-prohibited",
            ["WriteAcp", "Write", "FullControl"].map { ["grantee": "AllUsers", "permission": $0] },
            "The bucket's ACL grants Write, WriteAcp to AllUsers."
        ) { grants in
            .nonCompliant(
                "",
                supplementary: [
                    "BucketPolicy": ["policyText": nil], "AccessControlList": ["grantList": .array(grants)],
                ])
        },
        Case(
            "s3-bucket-level-public-access-prohibited",
            [["ignorePublicAcls": false], ["blockPublicPolicy": false], ["blockPublicAcls": false]],
            "Of the bucket's Block Public Access, blockPublicPolicy, ignorePublicAcls are off.",
            merged(supplementary: "PublicAccessBlockConfiguration")),
        Case(
            "s3-account-level-public-access-blocks",
            [["ignorePublicAcls": false], ["blockPublicPolicy": false], ["blockPublicAcls": false]],
            "blockPublicPolicy, ignorePublicAcls of the account are false, not true.", merged()),
        Case(
            "s3-bucket-replication-enabled", ["b", "a", "a"],
            "The replication rules to arn:aws:s3:::a, arn:aws:s3:::b are Disabled."
        ) { names in
            let rules = names.map { name -> JSONLiteral in
                guard case .string(let text) = name else { return nil }
                return ["status": "Disabled", "destinationConfig": ["bucketARN": .string("arn:aws:s3:::\(text)")]]
            }
            return .nonCompliant("", supplementary: ["BucketReplicationConfiguration": ["rules": .array(rules)]])
        },
        Case(
            "s3-bucket-logging-enabled", [["logFilePrefix": "x"], ["destinationBucketName": "b"]],
            "The logs go to the bucket b, not to a; the logs have the prefix \"x\", not \"y\".",
            merged(
                into: ["destinationBucketName": "a", "logFilePrefix": "y"], supplementary: "BucketLoggingConfiguration",
                with: ["targetBucket": "a", "targetPrefix": "y"])),
        Case(
            "s3-bucket-versioning-enabled", [["status": "Suspended"], ["isMfaDeleteEnabled": false]],
            "MFA delete is off; versioning is Suspended.",
            merged(
                into: ["status": "Enabled", "isMfaDeleteEnabled": true], supplementary: "BucketVersioningConfiguration",
                with: ["isMfaDeleteEnabled": "true"])),
    ]
}
