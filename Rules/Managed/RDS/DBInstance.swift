import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let rdsDBInstance = [rdsStorageEncrypted]

    static let rdsStorageEncrypted = ManagedRule(
        "RDS_STORAGE_ENCRYPTED", name: "rds-storage-encrypted", severity: .medium,
        "RDS DB instances keep their storage encrypted.",
        scope: [.rdsDBInstance],
        remedy: Remedy(
            "Encryption is fixed when an instance is made: copy a snapshot with a key, restore it, and move over.",
            command:
                "aws rds copy-db-snapshot --source-db-snapshot-identifier SNAPSHOT --target-db-snapshot-identifier COPY --kms-key-id KEY"
        ),
        parameters: Parameter<String?>("kmsKeyId", "The ARN of the KMS key that the storage must be encrypted with."),
        examples: [
            .compliant("encrypted", ["storageEncrypted": true]),
            .nonCompliant("not encrypted", ["storageEncrypted": false]),
            .nonCompliant(
                "encrypted with another key",
                ["storageEncrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .insufficientData("an item that does not say", ["dBInstanceIdentifier": "orders"]),
        ]
    ) { instance, _, wantedKey in
        guard let encrypted = instance.configuration["storageEncrypted"].bool else {
            return .missing("configuration.storageEncrypted")
        }
        guard encrypted else { return .nonCompliant("storageEncrypted is false.") }
        guard let wantedKey else { return .compliant }
        let key = instance.configuration["kmsKeyId"].string ?? "none"
        return .require(key == wantedKey, "The storage is encrypted with another key: \(key).")
    }
}
