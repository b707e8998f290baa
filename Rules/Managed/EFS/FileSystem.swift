import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let efsFileSystem = [efsEncryptedCheck, efsInBackupPlan]

    static let efsEncryptedCheck = ManagedRule(
        "EFS_ENCRYPTED_CHECK", name: "efs-encrypted-check", severity: .medium,
        "EFS file systems keep their files encrypted.",
        scope: [.efsFileSystem], trigger: .periodic,
        remedy: Remedy(
            "Encryption is fixed when a file system is made: make an encrypted one and copy the files, with DataSync for example.",
            command: "aws efs create-file-system --encrypted --kms-key-id KEY"),
        parameters: Parameter<String?>("KmsKeyId", "The ARN of the KMS key that the files must be encrypted with."),
        examples: [
            .compliant(
                "encrypted", ["Encrypted": true, "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .nonCompliant("not encrypted", ["Encrypted": false]),
            .nonCompliant(
                "encrypted with another key",
                ["Encrypted": true, "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .compliant(
                "the key recorded by its id", ["Encrypted": true, "KmsKeyId": "one"],
                with: ["KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .nonCompliant(
                "the same id in another account", ["Encrypted": true, "KmsKeyId": "one"],
                with: ["KmsKeyId": "arn:aws:kms:us-east-1:210987654321:key/one"]),
            .nonCompliant(
                "the same id in another region", ["Encrypted": true, "KmsKeyId": "one"],
                with: ["KmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/one"]),
            .insufficientData(
                "recorded by an alias", ["Encrypted": true, "KmsKeyId": "alias/files"],
                with: ["KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .insufficientData("an item that does not say", ["FileSystemId": "fs-01f0d526165b57f95"]),
        ]
    ) { fileSystem, _, wantedKey in
        guard let encrypted = fileSystem.configuration["Encrypted"].lenientBool else {
            return .missing("configuration.Encrypted")
        }
        guard encrypted else { return .nonCompliant("Encrypted is false.") }
        guard let wantedKey else { return .compliant }
        guard let key = fileSystem.configuration["KmsKeyId"].string else { return .missing("configuration.KmsKeyId") }
        return KMSKeyReference.finding(key, of: fileSystem, allowed: [wantedKey], "The file system")
    }

    static let efsInBackupPlan = inBackupPlan(
        "EFS_IN_BACKUP_PLAN", name: "efs-in-backup-plan", "EFS file systems", type: .efsFileSystem,
        arn: "arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-01f0d526165b57f95",
        configuration: ["FileSystemId": "fs-01f0d526165b57f95"])
}
