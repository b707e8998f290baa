import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let sageMakerEndpointConfig = [sageMakerEndpointConfigurationKMSKeyConfigured]

    static let sageMakerEndpointConfigurationKMSKeyConfigured = sageMakerKMSKeyConfigured(
        "SAGEMAKER_ENDPOINT_CONFIGURATION_KMS_KEY_CONFIGURED",
        name: "sagemaker-endpoint-configuration-kms-key-configured",
        "SageMaker endpoint configurations encrypt the volumes of their instances with a chosen KMS key.",
        subject: "The endpoint configuration", scope: .sageMakerEndpointConfig,
        remedy: Remedy(
            "The key is fixed: make the endpoint configuration again with a key, and point the endpoint to it.",
            command:
                "aws sagemaker create-endpoint-config --endpoint-config-name NAME --production-variants VARIANTS --kms-key-id KEY"
        ), recorded: (name: "ProductionVariants", value: [["VariantName": "all", "ModelName": "prices"]]))
}
