/// A verdict (AWS Config API Reference, "Evaluation": ComplianceType).
public enum ComplianceType: String, Sendable, CaseIterable {
    case compliant = "COMPLIANT"
    case nonCompliant = "NON_COMPLIANT"
    /// The rule has nothing to say about the resource.
    case notApplicable = "NOT_APPLICABLE"
    /// What the rule would have to know was not supplied. Never a pass.
    case insufficientData = "INSUFFICIENT_DATA"
}
