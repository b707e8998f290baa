import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let snsTopic = [snsEncryptedKMS]

    static let snsEncryptedKMS = ManagedRule(
        "SNS_ENCRYPTED_KMS", name: "sns-encrypted-kms", severity: .medium,
        "SNS topics encrypt their messages with a KMS key.",
        scope: [.snsTopic],
        remedy: Remedy(
            "Set a KMS key; publishers, AWS services among them, must be allowed to use it.",
            command:
                "aws sns set-topic-attributes --topic-arn RESOURCE_ID --attribute-name KmsMasterKeyId --attribute-value KEY"
        ),
        parameters: Parameter<[String]>(
            "kmsKeyIds", "The KMS keys allowed, by ARN or id, or by an alias's ARN or name; any when not set.",
            default: []),
        examples: [
            .compliant(
                "encrypted",
                ["TopicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "KmsMasterKeyId": "alias/aws/sns"]),
            .nonCompliant("not encrypted", ["TopicArn": "arn:aws:sns:us-east-1:123456789012:alerts"]),
            .nonCompliant("null for no key", ["KmsMasterKeyId": nil]),
            .nonCompliant(
                "an empty key", ["TopicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "KmsMasterKeyId": ""]),
            .compliant(
                "the alias that is asked for, by its ARN",
                ["TopicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "KmsMasterKeyId": "alias/alerts"],
                with: ["kmsKeyIds": "arn:aws:kms:us-east-1:123456789012:alias/alerts"]),
            .nonCompliant(
                "encrypted with another key",
                ["TopicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "KmsMasterKeyId": "one"],
                with: ["kmsKeyIds": "two, arn:aws:kms:us-east-1:123456789012:key/three"]),
            .insufficientData(
                "encrypted with an alias, asked for a key",
                ["TopicArn": "arn:aws:sns:us-east-1:123456789012:alerts", "KmsMasterKeyId": "alias/alerts"],
                with: ["kmsKeyIds": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .insufficientData("an item with little in it", ["DisplayName": "Alerts"]),
        ]
    ) { topic, _, allowed in
        let key = topic.configuration["KmsMasterKeyId"]
        if let key = key.string, !key.isEmpty {
            return KMSKeyReference.finding(key, of: topic, allowed: allowed, "The topic")
        }
        guard !key.isMissing || topic.configuration["TopicArn"].isString else {
            return .missing("configuration.KmsMasterKeyId")
        }
        return .nonCompliant("The topic has no KmsMasterKeyId.")
    }
}
