import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let secretsManagerSecret = [secretsManagerUsingCMK, secretsManagerRotationEnabledCheck]

    static let secretsManagerUsingCMK = ManagedRule(
        "SECRETSMANAGER_USING_CMK", name: "secretsmanager-using-cmk", severity: .medium,
        "Secrets are encrypted with a KMS key that the customer manages.",
        scope: [.secretsManagerSecret], needs: [.optionalResources(.kmsKey, by: .configuration("keyManager"))],
        baseline: false,
        remedy: Remedy(
            "Encrypt the secret with a key of your own; everybody who reads it must be allowed to use the key.",
            command: "aws secretsmanager update-secret --secret-id RESOURCE_ID --kms-key-id KEY"),
        parameters: Parameter<[String]>(
            "kmsKeyArns", "The ARNs of the KMS keys allowed; any when not set.", default: []),
        examples: [
            .compliant(
                "a key of the customer's",
                ["Name": "db", "KMSKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .compliant("an alias of the customer's", ["Name": "db", "KMSKeyId": "alias/secrets"]),
            .nonCompliant("the default key, which is left out", ["Name": "db"]),
            .nonCompliant("the default key by its alias", ["Name": "db", "KMSKeyId": "alias/aws/secretsmanager"]),
            .nonCompliant(
                "the default key by its alias's ARN",
                ["Name": "db", "KMSKeyId": "arn:aws:kms:us-east-1:123456789012:alias/aws/secretsmanager"]),
            .nonCompliant(
                "a key that the recorder shows to be managed by AWS",
                ["Name": "db", "KMSKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                related: [.init(.kmsKey, ["keyManager": "AWS", "keyId": "one"], item: ["resourceId": "one"])]),
            .compliant(
                "a key that the recorder shows to be the customer's",
                ["Name": "db", "KMSKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                related: [
                    .init(.kmsKey, ["keyManager": "AWS", "keyId": "two"], item: ["resourceId": "two"]),
                    .init(.kmsKey, ["keyManager": "CUSTOMER", "keyId": "one"], item: ["resourceId": "one"]),
                ]),
            .nonCompliant(
                "another key than those allowed",
                ["Name": "db", "KMSKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .insufficientData("an item with little in it", ["Description": "The database's password"]),
        ]
    ) { secret, context, allowed in
        let recorded = secret.configuration["KMSKeyId"]
        guard let key = recorded.string, !key.isEmpty else {
            guard !recorded.isMissing || secret.configuration["Name"].isString else {
                return .missing("configuration.KMSKeyId")
            }
            return .nonCompliant("The secret has no KMSKeyId: it is encrypted with aws/secretsmanager.")
        }
        let reference = KMSKeyReference(key, in: secret)
        guard !reference.isAWSAlias else { return .nonCompliant("The secret is encrypted with \(key).") }
        for item in context.resources(.kmsKey, by: .configuration("keyManager"), "AWS") {
            if let id = item.configuration["keyId"].string, reference.isSame(as: KMSKeyReference(id, in: item)) == true
            {
                return .nonCompliant("The secret is encrypted with a key that AWS manages: \(key).")
            }
        }
        return KMSKeyReference.finding(key, of: secret, allowed: allowed, "The secret")
    }

    static let secretsManagerRotationEnabledCheck = ManagedRule(
        "SECRETSMANAGER_ROTATION_ENABLED_CHECK", name: "secretsmanager-rotation-enabled-check", severity: .medium,
        "Secrets are rotated automatically, and as often as asked for.",
        scope: [.secretsManagerSecret],
        remedy: Remedy(
            "Rotate the secret with a function that knows how to change it where it is used.",
            command:
                "aws secretsmanager rotate-secret --secret-id RESOURCE_ID --rotation-lambda-arn FUNCTION --rotation-rules AutomaticallyAfterDays=DAYS"
        ),
        parameters: Parameter<Int?>(
            "maximumAllowedRotationFrequencyInHours", "The most hours that may pass between two rotations."),
        Parameter<Int?>("maximumAllowedRotationFrequency", "The most days that may pass between two rotations."),
        examples: [
            .compliant("rotated", ["Name": "db", "RotationEnabled": true]),
            .compliant(
                "often enough",
                ["Name": "db", "RotationEnabled": true, "RotationRules": ["AutomaticallyAfterDays": 30]],
                with: ["maximumAllowedRotationFrequency": "30"]),
            .compliant(
                "by a schedule, which goes before the days",
                [
                    "Name": "db", "RotationEnabled": true,
                    "RotationRules": ["AutomaticallyAfterDays": 31, "RotationScheduleExpression": "rate(4 hours)"],
                ], with: ["maximumAllowedRotationFrequencyInHours": "4"]),
            .compliant(
                "on the first of every month",
                [
                    "Name": "db", "RotationEnabled": true,
                    "RotationRules": ["RotationScheduleExpression": "cron(0 8 1 * ? *)"],
                ], with: ["maximumAllowedRotationFrequency": "31"]),
            .nonCompliant("not rotated", ["Name": "db", "RotationEnabled": false]),
            .nonCompliant("never set up, which is null", ["RotationEnabled": nil]),
            .nonCompliant("never set up, which is left out", ["Name": "db"]),
            .nonCompliant(
                "too seldom",
                ["Name": "db", "RotationEnabled": true, "RotationRules": ["AutomaticallyAfterDays": 30]],
                with: ["maximumAllowedRotationFrequency": "7"]),
            .nonCompliant(
                "often enough by days, but not by hours",
                ["Name": "db", "RotationEnabled": true, "RotationRules": ["AutomaticallyAfterHours": 12]],
                with: ["maximumAllowedRotationFrequency": "1", "maximumAllowedRotationFrequencyInHours": "4"]),
            .nonCompliant(
                "every other month by a schedule",
                [
                    "Name": "db", "RotationEnabled": true,
                    "RotationRules": ["RotationScheduleExpression": "cron(0 8 1 1/2 ? *)"],
                ], with: ["maximumAllowedRotationFrequency": "31"]),
            .notApplicable("about to be deleted", ["Name": "db", "Deleted": true, "RotationEnabled": false]),
            .insufficientData(
                "no schedule to compare with", ["Name": "db", "RotationEnabled": true],
                with: ["maximumAllowedRotationFrequency": "90"]),
            .insufficientData(
                "a schedule that cannot be read",
                [
                    "Name": "db", "RotationEnabled": true,
                    "RotationRules": ["RotationScheduleExpression": "cron(0 8 1W * ? *)"],
                ], with: ["maximumAllowedRotationFrequency": "90"]),
            .insufficientData("an item with little in it", ["Description": "The database's password"]),
        ]
    ) { secret, _, maximumHours, maximumDays in
        let configuration = secret.configuration
        if configuration["Deleted"].lenientBool == true { return .notApplicable }
        let enabled = configuration["RotationEnabled"]
        guard let isEnabled = enabled.lenientBool else {
            // The API gives nothing where rotation was never set up; only a full item can say so.
            guard enabled.kind == .null || enabled.isMissing && configuration["Name"].isString else {
                return .missing("configuration.RotationEnabled")
            }
            return .nonCompliant("Rotation was never set up.")
        }
        guard isEnabled else { return .nonCompliant("RotationEnabled is false.") }
        // Compared as doubles, which no parameter makes overflow.
        let limits = [maximumHours.map { Double($0) * 60 }, maximumDays.map { Double($0) * 1440 }]
        guard let limit = limits.compactMap({ $0 }).min() else { return .compliant }
        guard let minutes = minutesBetweenRotations(configuration["RotationRules"]) else {
            return .insufficientData(
                "It cannot be read from configuration.RotationRules how often the secret is rotated.")
        }
        return .require(
            Double(minutes) <= limit,
            "The secret is rotated every \(ScheduleExpression.describe(minutes: minutes)), which is too seldom.")
    }

    /// The longest time between two rotations.
    private static func minutesBetweenRotations(_ rules: JSONValue) -> Int? {
        let schedule = rules["RotationScheduleExpression"]
        if let text = schedule.string, !text.isEmpty { return ScheduleExpression.longestGap(text) }
        guard schedule.isNull || schedule.isString else { return nil }
        // At most 1000 days (API Reference, "RotationRulesType").
        if let hours = rules["AutomaticallyAfterHours"].lenientInt, 1...24_000 ~= hours { return hours * 60 }
        if let days = rules["AutomaticallyAfterDays"].lenientInt, 1...1000 ~= days { return days * 1440 }
        return nil
    }
}
