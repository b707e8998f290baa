import JSON
import ManagedRules
import Recording
import RuleKit

extension EveryBreachTests {
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

    static let services = [
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
    static let settings = [
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
