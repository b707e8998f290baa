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

    private static func statement(_ sid: JSONLiteral, _ members: KeyValuePairs<String, JSONLiteral>) -> JSONLiteral {
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

    private static let balancerARN: JSONLiteral =
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1"

    @Sendable private static func balancer(_ listeners: [JSONLiteral]) -> Example {
        .nonCompliant(
            "", ["type": "application", "loadBalancerArn": balancerARN],
            related: listeners.map { listener in
                guard case .object(let members) = listener else { return .init(.elasticLoadBalancingV2Listener, nil) }
                return .init(
                    .elasticLoadBalancingV2Listener, .object([("LoadBalancerArn", balancerARN)] + members))
            })
    }

    private static func https(_ port: JSONLiteral, _ certificate: JSONLiteral) -> JSONLiteral {
        ["listener": ["protocol": "HTTPS", "loadBalancerPort": port, "sslcertificateId": certificate]]
    }

    private static let services = [
        Case(
            "elb-tls-https-listeners-only",
            [8080, 80, 81].map { ["listener": ["protocol": "HTTP", "loadBalancerPort": $0]] },
            "The listeners on ports 80, 8080 speak HTTP.", list("listenerDescriptions")),
        Case(
            "elb-acm-certificate-required", [https(443, "b"), https(443, "a"), https(993, "a")],
            "The certificate of the listener on port 443 is not from ACM: a, b.", list("listenerDescriptions")),
        Case(
            "alb-http-to-https-redirection-check",
            [8080, 80, 81].map { ["Port": $0, "Protocol": "HTTP", "DefaultActions": [["Type": "forward"]]] },
            "The HTTP listeners on ports 80, 8080 do not redirect to HTTPS.", balancer),
        Case(
            "elbv2-acm-certificate-required",
            [
                [
                    "Port": 443, "Protocol": "HTTPS",
                    "Certificates": [["CertificateArn": "b"], ["CertificateArn": "a"]],
                ],
                ["Port": 80, "Protocol": "HTTP"], ["Port": 81, "Protocol": "HTTP"],
            ],
            "The HTTP listener on port 80 has no certificate; the certificates of port 443 are not from ACM: a, b.",
            balancer),
        Case(
            "ecs-task-definition-user-for-host-mode-check", ["b", "a", "c"].map { ["Name": $0, "User": "root"] },
            "The containers a, b are on the host's network as root."
        ) { .nonCompliant("", ["NetworkMode": "host", "ContainerDefinitions": .array($0)]) },
        Case(
            "lambda-function-public-access-prohibited",
            ["B", "A", "C"].map { statement($0, ["Principal": "*"]) },
            "In the function's policy, statement A, statement B allow everybody."
        ) { .nonCompliant("", supplementary: ["Policy": ["Statement": .array($0)]]) },
        Case(
            "lambda-inside-vpc", ["subnet-2", "subnet-1", "subnet-3"],
            "The function is connected to subnet-1, subnet-2, which are none of the given subnets."
        ) { .nonCompliant("", ["vpcConfig": ["subnetIds": .array($0)]], with: ["subnetIds": "subnet-9"]) },
        Case(
            "codebuild-project-envvar-awscred-check",
            ["AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"].map { ["name": $0, "type": "PLAINTEXT"] },
            "The environment variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY are in plain text."
        ) { .nonCompliant("", ["environment": ["environmentVariables": .array($0)]]) },
        Case(
            "codebuild-project-source-repo-url-check",
            ["b", "a", "c"].map {
                ["type": "BITBUCKET", "location": "https://u@bitbucket.org/r.git", "sourceIdentifier": $0]
            }, "The URLs of the source a, source b have sign-in data before their hosts."
        ) { .nonCompliant("", ["source": ["type": "S3"], "secondarySources": .array($0)]) },
        Case(
            "redshift-require-tls-ssl", ["b", "a", "c"], "Parameter groups a, b do not set require_ssl to true."
        ) { names in
            .nonCompliant(
                "", ["clusterParameterGroups": .array(names.map { ["parameterGroupName": $0] })],
                related: names.map {
                    .init(
                        .redshiftClusterParameterGroup, ["parameterGroupName": $0],
                        supplementary: [
                            "Parameters": [["parameterName": "require_ssl", "parameterValue": "false"]]
                        ])
                })
        },
        Case(
            "ec2-managedinstance-association-compliance-status-check",
            ["b", "a", "c"].map { .object([($0, ["Status": "NON_COMPLIANT"])]) },
            "Associations a, b are NON_COMPLIANT."
        ) { associations in
            let members = associations.flatMap(\.membersOfObject)
            return .nonCompliant(
                "", ["AWS:ComplianceItem": ["Content": ["Association": .object(members)]]])
        },
        Case(
            "backup-plan-min-frequency-and-min-retention-check",
            [
                ["RuleName": "b", "Lifecycle": ["DeleteAfterDays": 7]],
                ["RuleName": "a", "ScheduleExpression": "cron(0 5 ? * 1 *)", "Lifecycle": ["DeleteAfterDays": 7]],
                ["RuleName": "c", "Lifecycle": ["DeleteAfterDays": 7]],
            ],
            "Asked for: every 1 days, 35 days. a keeps recovery points for 7 days, "
                + "a leaves up to 7 days between backups, b keeps recovery points for 7 days."
        ) { .nonCompliant("", ["BackupPlan": ["BackupPlanRule": .array($0)]]) },
        Case(
            "cloudtrail-s3-dataevents-enabled", ["b", "a", "c"],
            "The trail audit does not record the data events of a, does not record the data events of b."
        ) { names in
            let buckets = names.compactMap(\.text)
            return .nonCompliant(
                "",
                related: [
                    .init(
                        .cloudTrailTrail,
                        ["name": "audit", "s3BucketName": "logs", "hasCustomEventSelectors": false],
                        supplementary: ["TrailStatus": ["isLogging": true]])
                ], with: ["S3BucketNames": buckets.joined(separator: ",")])
        },
    ]

    private static func method(_ name: String, _ members: JSONLiteral) -> JSONLiteral { .object([(name, members)]) }

    @Sendable private static func stage(_ methods: [JSONLiteral]) -> Example {
        let members = methods.flatMap(\.membersOfObject)
        return .nonCompliant("", ["cacheClusterEnabled": true, "methodSettings": .object(members)])
    }

    /// Rules about several settings of one resource.
    private static let settings = [
        Case(
            "api-gw-execution-logging-enabled",
            ["b", "a", "c"].map { method($0, ["loggingLevel": "OFF"]) }, "loggingLevel of a, b is OFF.", stage),
        Case(
            "api-gw-cache-enabled-and-encrypted",
            ["b", "a", "c"].map { method($0, ["cachingEnabled": false, "cacheDataEncrypted": false]) },
            "cacheDataEncrypted of a, b is false; cachingEnabled of a, b is false.", stage),
        Case(
            "cloudwatch-alarm-action-check",
            [["insufficientDataActions": []], ["alarmActions": []], ["okactions": []]],
            "alarmActions, insufficientDataActions are empty.",
            merged(
                into: ["alarmActions": ["a"], "insufficientDataActions": ["a"], "okactions": ["a"]],
                with: ["okActionRequired": "true"])),
        Case(
            "opensearch-logs-to-cloudwatch",
            ["SEARCH_SLOW_LOGS", "INDEX_SLOW_LOGS", "ES_APPLICATION_LOGS"].map { method($0, ["Enabled": false]) },
            "INDEX_SLOW_LOGS, SEARCH_SLOW_LOGS are not published."
        ) { logs in
            var members: [(String, JSONLiteral)] = []
            for name in ["ES_APPLICATION_LOGS", "INDEX_SLOW_LOGS", "SEARCH_SLOW_LOGS"] {
                let isOff = logs.contains(method(name, ["Enabled": false]))
                members.append((name, ["Enabled": .bool(!isOff)]))
            }
            return .nonCompliant(
                "", ["LogPublishingOptions": .object(members)], with: ["logTypes": "search, index, error"])
        },
        Case("required-tags", ["b", "a", "c"], "The tags a, b are missing.") { names in
            let keys = names.compactMap(\.text)
            let parameters = keys.enumerated().map { ("tag\($0.offset + 1)Key", $0.element) }
            return .nonCompliant(
                "", ["instanceId": "i-1"], item: ["tags": [:]],
                with: Dictionary(uniqueKeysWithValues: parameters), type: .ec2Instance)
        },
        Case("rds-logging-enabled", ["error", "audit", "general"], "mysql does not export: audit, error.") { absent in
            let logs: [JSONLiteral] = ["slowquery", "general", "error", "audit"]
            return .nonCompliant(
                "",
                ["engine": "mysql", "enabledCloudwatchLogsExports": .array(logs.filter { !absent.contains($0) })])
        },
        Case(
            "db-instance-backup-enabled", [["preferredBackupWindow": "b"], ["backupRetentionPeriod": 1]],
            "Backups are kept for 1 days, fewer than 7; the backup window is b, not a.",
            merged(
                into: ["preferredBackupWindow": "a", "backupRetentionPeriod": 7],
                with: ["backupRetentionMinimum": "7", "preferredBackupWindow": "a"])),
        Case(
            "redshift-cluster-configuration-check", [["nodeType": "b"], ["encrypted": false]],
            "The node type is b; encrypted is false.",
            { breaches in
                let merge = merged(
                    into: ["encrypted": true, "nodeType": "a"], with: ["nodeTypes": "a", "loggingEnabled": "false"])
                return merge(breaches)
            }),
        Case(
            "redshift-cluster-maintenancesettings-check",
            [
                ["preferredMaintenanceWindow": "b"], ["allowVersionUpgrade": false],
                ["automatedSnapshotRetentionPeriod": 0],
            ], "The maintenance window is b; allowVersionUpgrade is false.",
            merged(
                into: [
                    "allowVersionUpgrade": true, "preferredMaintenanceWindow": "a",
                    "automatedSnapshotRetentionPeriod": 1,
                ], with: ["preferredMaintenanceWindow": "a"])),
    ]
}

extension JSONLiteral {
    fileprivate var membersOfObject: [(String, JSONLiteral)] {
        if case .object(let members) = self { members } else { [] }
    }
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
}
