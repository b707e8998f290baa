import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let cloudTrailTrail = [
        cloudTrailCloudWatchLogsEnabled, cloudTrailEncryptionEnabled, cloudTrailLogFileValidationEnabled,
    ]

    static let cloudTrailCloudWatchLogsEnabled = ManagedRule(
        "CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED", name: "cloud-trail-cloud-watch-logs-enabled", severity: .low,
        "A trail sends its events to CloudWatch Logs.",
        scope: [.cloudTrailTrail], trigger: .periodic, needs: [.clock],
        remedy: Remedy(
            "Give the trail a log group and a role that may write to it.",
            command:
                "aws cloudtrail update-trail --name RESOURCE_ID --cloud-watch-logs-log-group-arn LOG_GROUP --cloud-watch-logs-role-arn ROLE"
        ),
        parameters: Parameter<Int?>(
            "expectedDeliveryWindowAge", "How many hours ago the last delivery to CloudWatch Logs may be."),
        examples: [
            .compliant("a log group", trail(["cloudWatchLogsLogGroupArn": .string(logGroup)])),
            .compliant(
                "a recent delivery", trail(["cloudWatchLogsLogGroupArn": .string(logGroup)]),
                supplementary: ["TrailStatus": ["latestCloudWatchLogsDeliveryTime": "2025-12-31T23:10:00.000Z"]],
                with: ["expectedDeliveryWindowAge": "1"]),
            .nonCompliant("no log group", trail(["cloudWatchLogsLogGroupArn": nil])),
            .nonCompliant("no log group, left out", trail()),
            .nonCompliant(
                "an old delivery", trail(["cloudWatchLogsLogGroupArn": .string(logGroup)]),
                supplementary: ["TrailStatus": ["latestCloudWatchLogsDeliveryTime": "2025-12-31T20:10:00.000Z"]],
                with: ["expectedDeliveryWindowAge": "1"]),
            .insufficientData(
                "no time of delivery", trail(["cloudWatchLogsLogGroupArn": .string(logGroup)]),
                supplementary: ["TrailStatus": ["isLogging": true]], with: ["expectedDeliveryWindowAge": "1"]),
            .insufficientData("an item that does not say", ["name": "audit"]),
        ]
    ) { item, context, limit in
        let trail = Trail(item)
        switch trail.setting("cloudWatchLogsLogGroupArn") {
        case .unrecorded: return .missing("configuration.cloudWatchLogsLogGroupArn")
        case .off: return .nonCompliant("The trail has no CloudWatch Logs log group.")
        case .made: break
        }
        guard let limit else { return .compliant }
        guard let time = trail.lastLogsDelivery else {
            return .missing("supplementaryConfiguration.TrailStatus.latestCloudWatchLogsDeliveryTime")
        }
        return .require(
            context.asOf.days(since: time) * 24 <= Double(limit),
            "The last delivery to CloudWatch Logs was at \(time.iso8601), over \(limit) hours ago.")
    }

    static let cloudTrailEncryptionEnabled = ManagedRule(
        "CLOUD_TRAIL_ENCRYPTION_ENABLED", name: "cloud-trail-encryption-enabled", severity: .medium,
        "A trail encrypts its log files with a KMS key.",
        scope: [.cloudTrailTrail], trigger: .periodic,
        remedy: Remedy(
            "Give the trail a KMS key whose policy lets CloudTrail use it.",
            command: "aws cloudtrail update-trail --name RESOURCE_ID --kms-key-id KEY"),
        examples: [
            .compliant("a key", trail(["kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"])),
            .nonCompliant("no key", trail(["kmsKeyId": nil])),
            .nonCompliant("no key, left out", trail()),
            .insufficientData("an item that does not say", ["name": "audit"]),
        ]
    ) { trail, _ in
        switch Trail(trail).setting("kmsKeyId") {
        case .unrecorded: .missing("configuration.kmsKeyId")
        case .off: .nonCompliant("The trail has no KMS key.")
        case .made: .compliant
        }
    }

    static let cloudTrailLogFileValidationEnabled = ManagedRule(
        "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED", name: "cloud-trail-log-file-validation-enabled",
        severity: .medium,
        "CloudTrail signs digests of a trail's log files.",
        scope: [.cloudTrailTrail], trigger: .periodic,
        remedy: Remedy(
            "Turn on log file validation.",
            command: "aws cloudtrail update-trail --name RESOURCE_ID --enable-log-file-validation"),
        examples: [
            .compliant("on", ["logFileValidationEnabled": true]),
            .nonCompliant("off", ["logFileValidationEnabled": false]),
            .insufficientData("an item that does not say", ["name": "audit"]),
        ]
    ) { trail, _ in
        guard let isOn = trail.configuration["logFileValidationEnabled"].lenientBool else {
            return .missing("configuration.logFileValidationEnabled")
        }
        return .require(isOn, "Log file validation is off.")
    }

    private static let logGroup = "arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/DefaultLogGroup:*"

    private static func trail(_ members: JSONLiteral = [:]) -> JSONLiteral {
        guard case .object(let more) = members else { return members }
        return .object([("name", "audit"), ("s3BucketName", "audit-logs")] + more)
    }
}
