import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let dynamoDBTable = [dynamoDBPITREnabled, dynamoDBTableEncryptedKMS, dynamoDBInBackupPlan]

    static let dynamoDBPITREnabled = ManagedRule(
        "DYNAMODB_PITR_ENABLED", name: "dynamodb-pitr-enabled", severity: .medium,
        "DynamoDB tables can be restored to any point of their last days.",
        scope: [.dynamoDBTable],
        remedy: Remedy(
            "Switch on point-in-time recovery.",
            command:
                "aws dynamodb update-continuous-backups --table-name RESOURCE_ID --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true"
        ),
        examples: [
            .compliant(
                "switched on", ["tableStatus": "ACTIVE"],
                supplementary: [
                    "ContinuousBackupsDescription": [
                        "continuousBackupsStatus": "ENABLED",
                        "pointInTimeRecoveryDescription": ["pointInTimeRecoveryStatus": "ENABLED"],
                    ]
                ]),
            .nonCompliant(
                "switched off", ["tableStatus": "ACTIVE"],
                supplementary: [
                    "ContinuousBackupsDescription": [
                        "continuousBackupsStatus": "ENABLED",
                        "pointInTimeRecoveryDescription": ["pointInTimeRecoveryStatus": "DISABLED"],
                    ]
                ]),
            .nonCompliant(
                "switched off, from the API", ["tableStatus": "ACTIVE"],
                supplementary: [
                    "ContinuousBackupsDescription":
                        "{\"pointInTimeRecoveryDescription\":{\"pointInTimeRecoveryStatus\":\"DISABLED\"}}"
                ]),
            .nonCompliant(
                "without continuous backups", ["tableStatus": "ACTIVE"],
                supplementary: ["ContinuousBackupsDescription": ["continuousBackupsStatus": "DISABLED"]]),
            .insufficientData("an item without its backups", ["tableStatus": "ACTIVE"]),
        ]
    ) { table, _ in
        let backups = table.supplementary("ContinuousBackupsDescription")
        let status = backups["pointInTimeRecoveryDescription"]["pointInTimeRecoveryStatus"]
        if status == "ENABLED" { return .compliant }
        if status == "DISABLED" { return .nonCompliant("pointInTimeRecoveryStatus is DISABLED.") }
        if backups["continuousBackupsStatus"] == "DISABLED" {
            return .nonCompliant("continuousBackupsStatus is DISABLED.")
        }
        return .missing(
            "supplementaryConfiguration.ContinuousBackupsDescription.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus"
        )
    }

    static let dynamoDBTableEncryptedKMS = ManagedRule(
        "DYNAMODB_TABLE_ENCRYPTED_KMS", name: "dynamodb-table-encrypted-kms", severity: .medium,
        "DynamoDB tables are encrypted with a KMS key instead of one that DynamoDB owns.",
        scope: [.dynamoDBTable], baseline: false,
        remedy: Remedy(
            "Encrypt the table with a KMS key instead of the one that DynamoDB owns.",
            command:
                "aws dynamodb update-table --table-name RESOURCE_ID --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY"
        ),
        parameters: Parameter<[String]>(
            "kmsKeyArns", "The ARNs of the KMS keys allowed; any when not set.", default: []),
        examples: [
            .compliant(
                "encrypted with KMS",
                [
                    "tableStatus": "ACTIVE",
                    "ssedescription": [
                        "status": "ENABLED", "ssetype": "KMS",
                        "kmsmasterKeyArn": "arn:aws:kms:us-east-1:123456789012:key/one",
                    ],
                ]),
            .compliant(
                "about to get another key",
                ["tableStatus": "UPDATING", "ssedescription": ["status": "UPDATING", "ssetype": "KMS"]]),
            .nonCompliant("encrypted with DynamoDB's own key, which is left out", ["tableStatus": "ACTIVE"]),
            .nonCompliant(
                "no longer encrypted with KMS",
                ["tableStatus": "ACTIVE", "ssedescription": ["status": "DISABLED", "ssetype": "KMS"]]),
            .nonCompliant(
                "encrypted with another key",
                [
                    "tableStatus": "ACTIVE",
                    "ssedescription": [
                        "status": "ENABLED", "ssetype": "KMS",
                        "kmsmasterKeyArn": "arn:aws:kms:us-east-1:123456789012:key/one",
                    ],
                ], with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .insufficientData(
                "encrypted, but its key is not recorded",
                ["tableStatus": "ACTIVE", "ssedescription": ["status": "ENABLED", "ssetype": "KMS"]],
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .insufficientData("an item with little in it", ["tableName": "orders"]),
        ]
    ) { table, _, allowed in
        let configuration = table.configuration
        let encryption = configuration["ssedescription"]
        guard encryption.isObject else {
            // The API leaves the member out for the default key; only a full item can say so.
            guard configuration["tableStatus"].isString else { return .missing("configuration.ssedescription") }
            return .nonCompliant("The table is encrypted with a key that DynamoDB owns.")
        }
        let status = encryption["status"]
        guard let statusText = status.string else { return .missing("configuration.ssedescription.status") }
        guard status == "ENABLED" || status == "UPDATING" else {
            return .nonCompliant("Encryption with KMS is \(statusText).")
        }
        guard let type = encryption["ssetype"].string else { return .missing("configuration.ssedescription.ssetype") }
        guard type == "KMS" else { return .nonCompliant("The table is encrypted with \(type), not KMS.") }
        guard !allowed.isEmpty else { return .compliant }
        guard let key = encryption["kmsmasterKeyArn"].string else {
            return .missing("configuration.ssedescription.kmsmasterKeyArn")
        }
        return KMSKeyReference.finding(key, of: table, allowed: allowed, "The table")
    }

    static let dynamoDBInBackupPlan = inBackupPlan(
        "DYNAMODB_IN_BACKUP_PLAN", name: "dynamodb-in-backup-plan", "DynamoDB tables", type: .dynamoDBTable,
        arn: "arn:aws:dynamodb:us-east-1:123456789012:table/orders", configuration: ["tableName": "orders"])
}
