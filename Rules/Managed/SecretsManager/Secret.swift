import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let secretsManagerSecret = [secretsManagerUsingCMK]

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
}
