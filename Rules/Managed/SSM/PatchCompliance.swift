import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ssmPatchCompliance = [ec2ManagedInstancePatchComplianceStatusCheck]

    static let ec2ManagedInstancePatchComplianceStatusCheck = ManagedRule(
        "EC2_MANAGEDINSTANCE_PATCH_COMPLIANCE_STATUS_CHECK",
        name: "ec2-managedinstance-patch-compliance-status-check", severity: .high,
        "Managed instances have all patches that their patch baseline asks for.",
        scope: [.ssmPatchCompliance],
        remedy: Remedy(
            "Install the missing patches, and restart the instance where they need it.",
            command:
                "aws ssm send-command --document-name AWS-RunPatchBaseline --parameters Operation=Install --instance-ids RESOURCE_ID"
        ),
        examples: [
            .compliant(
                "patched",
                ["AWS:ComplianceSummary": ["SchemaVersion": "1.0", "Content": ["Patch": ["Status": "COMPLIANT"]]]]),
            .nonCompliant(
                "patches missing", ["AWS:ComplianceSummary": ["Content": ["Patch": ["Status": "NON_COMPLIANT"]]]]),
            .insufficientData(
                "not scanned yet", ["AWS:ComplianceSummary": ["Content": ["Patch": ["Status": "UNSPECIFIED_DATA"]]]]),
            .insufficientData("an item without a status", ["AWS:ComplianceSummary": ["Content": [:]]]),
        ]
    ) { instance, _ in
        .systemsManager(
            status: instance.configuration["AWS:ComplianceSummary"]["Content"]["Patch"]["Status"],
            path: "configuration.AWS:ComplianceSummary.Content.Patch.Status",
            nonCompliant: "The patch status is NON_COMPLIANT.")
    }
}
