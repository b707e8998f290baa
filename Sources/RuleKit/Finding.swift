public import ConfigModel

/// What a rule says about one resource.
public struct Finding: Sendable, Equatable {
    /// The verdict.
    public let complianceType: ComplianceType
    /// Why, in a sentence that names the port, policy, key or value; nil when compliant.
    public let annotation: String?

    /// The longest annotation that AWS Config takes, in characters (API Reference, "Evaluation").
    public static let annotationLimit = 256

    /// A verdict and why.
    @inlinable
    public init(_ complianceType: ComplianceType, _ annotation: String? = nil) {
        self.complianceType = complianceType
        self.annotation = annotation
    }

    /// The resource does what the rule asks for.
    public static let compliant = Finding(.compliant)
    /// The rule has nothing to say about the resource.
    public static let notApplicable = Finding(.notApplicable)

    /// The resource breaks the rule, and how.
    @inlinable
    public static func nonCompliant(_ annotation: String) -> Finding { Finding(.nonCompliant, annotation) }

    /// What the rule would have to know is not there.
    public static func insufficientData(_ annotation: String) -> Finding { Finding(.insufficientData, annotation) }

    /// The item does not record the property at `path`, such as `configuration.encrypted`.
    public static func missing(_ path: String) -> Finding {
        .insufficientData("The item does not record \(path).")
    }

    /// Compliant when `condition` holds, else not, and why.
    @inlinable
    public static func require(_ condition: Bool, _ annotation: @autoclosure () -> String) -> Finding {
        condition ? .compliant : .nonCompliant(annotation())
    }
}
