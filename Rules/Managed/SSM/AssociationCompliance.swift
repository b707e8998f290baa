import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ssmAssociationCompliance = [ec2ManagedInstanceAssociationComplianceStatusCheck]

    static let ec2ManagedInstanceAssociationComplianceStatusCheck = ManagedRule(
        "EC2_MANAGEDINSTANCE_ASSOCIATION_COMPLIANCE_STATUS_CHECK",
        name: "ec2-managedinstance-association-compliance-status-check", severity: .low,
        "State Manager associations of managed instances ran with success.",
        scope: [.ssmAssociationCompliance],
        remedy: Remedy(
            "Read the output of the failed association, mend the cause, and apply it again.",
            command: "aws ssm start-associations-once --association-ids ASSOCIATION_ID"),
        examples: [
            .compliant(
                "all associations ran",
                [
                    "AWS:ComplianceItem": [
                        "SchemaVersion": "1.0",
                        "Content": ["Association": ["a-1": ["Status": "COMPLIANT"], "a-2": ["Status": "COMPLIANT"]]],
                    ]
                ]),
            .nonCompliant(
                "one failed",
                [
                    "AWS:ComplianceItem": [
                        "Content": [
                            "Association": ["a-1": ["Status": "COMPLIANT"], "a-2": ["Status": "NON_COMPLIANT"]]
                        ]
                    ]
                ]),
            .nonCompliant(
                "one has not run, another failed",
                [
                    "AWS:ComplianceItem": [
                        "Content": ["Association": ["a-1": ["Status": "UNKNOWN"], "a-2": ["Status": "NON_COMPLIANT"]]]
                    ]
                ]),
            .insufficientData(
                "one has not run",
                [
                    "AWS:ComplianceItem": [
                        "Content": ["Association": ["a-1": ["Status": "UNKNOWN"], "a-2": ["Status": "COMPLIANT"]]]
                    ]
                ]),
            .insufficientData("an item without associations", ["AWS:ComplianceItem": ["Content": [:]]]),
        ]
    ) { instance, _ in
        let path = "configuration.AWS:ComplianceItem.Content.Association.Status"
        var breaches = Breaches()
        var verdict: Finding?
        for (id, association) in instance.configuration["AWS:ComplianceItem"]["Content"]["Association"].members {
            if association["Status"] == "NON_COMPLIANT" {
                breaches.add(
                    id.string ?? "without an id", "Association ", " is NON_COMPLIANT",
                    many: ("Associations ", " are NON_COMPLIANT"))
                continue
            }
            let finding = Finding.systemsManager(status: association["Status"], path: path, nonCompliant: "")
            if verdict == nil || finding.complianceType == .insufficientData { verdict = finding }
        }
        return breaches.finding ?? verdict ?? .missing(path)
    }
}
