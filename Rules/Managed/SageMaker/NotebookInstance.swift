import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let sageMakerNotebookInstance = [
        sageMakerNotebookNoDirectInternetAccess, sageMakerNotebookInstanceKMSKeyConfigured,
    ]

    static let sageMakerNotebookNoDirectInternetAccess = ManagedRule(
        "SAGEMAKER_NOTEBOOK_NO_DIRECT_INTERNET_ACCESS", name: "sagemaker-notebook-no-direct-internet-access",
        severity: .high,
        "SageMaker notebook instances reach the internet through a VPC only.",
        scope: [.sageMakerNotebookInstance], trigger: .periodic,
        remedy: Remedy(
            "The setting is fixed: make the notebook instance again in a subnet, without direct internet access.",
            command:
                "aws sagemaker create-notebook-instance --notebook-instance-name NAME --instance-type TYPE --role-arn ROLE --subnet-id SUBNET --security-group-ids GROUP --direct-internet-access Disabled"
        ),
        examples: [
            .compliant("through a VPC", ["DirectInternetAccess": "Disabled"]),
            .nonCompliant("directly", ["DirectInternetAccess": "Enabled"]),
            .insufficientData("an item that does not say", ["InstanceType": "ml.t3.medium"]),
        ]
    ) { notebook, _ in
        let access = notebook.configuration["DirectInternetAccess"]
        if access == "Disabled" { return .compliant }
        if access == "Enabled" { return .nonCompliant("DirectInternetAccess is Enabled.") }
        return .missing("configuration.DirectInternetAccess")
    }

    static let sageMakerNotebookInstanceKMSKeyConfigured = sageMakerKMSKeyConfigured(
        "SAGEMAKER_NOTEBOOK_INSTANCE_KMS_KEY_CONFIGURED", name: "sagemaker-notebook-instance-kms-key-configured",
        "SageMaker notebook instances encrypt their volume with a chosen KMS key.", subject: "The notebook instance",
        scope: .sageMakerNotebookInstance,
        remedy: Remedy(
            "The key is fixed: make the notebook instance again with a key.",
            command:
                "aws sagemaker create-notebook-instance --notebook-instance-name NAME --instance-type TYPE --role-arn ROLE --kms-key-id KEY"
        ), recorded: (name: "RoleArn", value: "arn:aws:iam::123456789012:role/notebooks"))

    /// A rule on the `KmsKeyId` of a SageMaker resource, which is left out where no key was chosen.
    ///
    /// - Parameter recorded: a member that every full item has.
    static func sageMakerKMSKeyConfigured(
        _ identifier: String, name: String, _ summary: String, subject: String, scope: ResourceType, remedy: Remedy,
        recorded: (name: StaticString, value: JSONLiteral)
    ) -> ManagedRule {
        let (member, value) = recorded
        let memberName = "\(member)"
        return ManagedRule(
            identifier, name: name, severity: .medium, summary, scope: [scope], trigger: .periodic, baseline: false,
            remedy: remedy,
            parameters: Parameter<[String]>(
                "kmsKeyArns", "The ARNs of the KMS keys allowed; any when not set.", default: []),
            examples: [
                .compliant("with a key", [memberName: value, "KmsKeyId": "one"]),
                .nonCompliant("without a key", [memberName: value]),
                .nonCompliant("null for no key", ["KmsKeyId": nil]),
                .compliant(
                    "with a key that is allowed", [memberName: value, "KmsKeyId": "one"],
                    with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/one"]),
                .nonCompliant(
                    "with another key", [memberName: value, "KmsKeyId": "one"],
                    with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/two"]),
                .insufficientData("an item with little in it", ["Id": "example"]),
            ]
        ) { item, _, allowed in
            let key = item.configuration["KmsKeyId"]
            if let key = key.string, !key.isEmpty {
                return KMSKeyReference.finding(key, of: item, allowed: allowed, subject)
            }
            guard !key.isMissing || !item.configuration[member].isNull else {
                return .missing("configuration.KmsKeyId")
            }
            return .nonCompliant("\(subject) has no KmsKeyId.")
        }
    }
}
