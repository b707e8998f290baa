public import Compliance
public import ConfigModel
public import RuleKit

/// All that a report is made from.
public struct ReportContent: Sendable {
    public let outcome: SnapshotEvaluation.Outcome
    public let summary: Summary
    public let conclusion: Conclusion
    /// The program's version.
    public let version: String

    public init(outcome: SnapshotEvaluation.Outcome, summary: Summary, conclusion: Conclusion, version: String) {
        self.outcome = outcome
        self.summary = summary
        self.conclusion = conclusion
        self.version = version
    }

    public var evaluations: EvaluationSet { outcome.evaluations }
}

/// Numbers of verdicts.
public struct Counts: Sendable, Equatable {
    public private(set) var compliant = 0
    public private(set) var nonCompliant = 0
    public private(set) var notApplicable = 0
    public private(set) var insufficientData = 0

    public init() {}

    public mutating func add(_ type: ComplianceType) {
        switch type {
        case .compliant: compliant += 1
        case .nonCompliant: nonCompliant += 1
        case .notApplicable: notApplicable += 1
        case .insufficientData: insufficientData += 1
        }
    }

    /// Verdicts that say something: COMPLIANT and NON_COMPLIANT.
    public var decided: Int { compliant + nonCompliant }

    public subscript(type: ComplianceType) -> Int {
        switch type {
        case .compliant: compliant
        case .nonCompliant: nonCompliant
        case .notApplicable: notApplicable
        case .insufficientData: insufficientData
        }
    }
}

/// The numbers of a run.
public struct Summary: Sendable {
    public private(set) var total = Counts()
    /// By index of the rule.
    public private(set) var byRule: [Counts]
    /// NON_COMPLIANT verdicts by severity.
    public private(set) var bySeverity: [Severity: Int] = [:]
    /// Resources with at least one verdict, and with a NON_COMPLIANT one.
    public private(set) var resourceCount = 0
    public private(set) var nonCompliantResourceCount = 0

    public init(_ evaluations: EvaluationSet) {
        var total = Counts()
        var byRule = Array(repeating: Counts(), count: evaluations.rules.count)
        var resources = 0
        var failing = 0
        evaluations.forEachVerdicts { verdicts in
            resources += 1
            var fails = false
            for (rule, complianceType) in verdicts {
                total.add(complianceType)
                byRule[rule].add(complianceType)
                if complianceType == .nonCompliant { fails = true }
            }
            if fails { failing += 1 }
        }
        self.total = total
        self.byRule = byRule
        resourceCount = resources
        nonCompliantResourceCount = failing
        for (index, counts) in byRule.enumerated() where counts.nonCompliant > 0 {
            bySeverity[evaluations.rules[index].rule.severity, default: 0] += counts.nonCompliant
        }
    }

    /// How many NON_COMPLIANT verdicts are of a severity or a worse one.
    public func findings(from severity: Severity) -> Int {
        bySeverity.reduce(0) { $1.key >= severity ? $0 + $1.value : $0 }
    }
}

/// What a run comes to; the exit status says the same.
public enum Conclusion: String, Sendable, Equatable {
    /// Evaluated, and nothing at or above the gate's level.
    case passed
    /// Evaluated, and something at or above the gate's level.
    case failed
    /// No rule could say COMPLIANT or NON_COMPLIANT of anything.
    case nothingEvaluated = "nothing evaluated"
    /// An input could not be read in full, so that nobody knows what else there is.
    case incomplete

    /// - Parameters:
    ///   - level: the lowest severity that closes the gate; nil for none.
    ///   - hasFaults: whether an input could not be read in full.
    ///   - allowsEmpty: whether nothing to evaluate is a pass.
    public init(_ summary: Summary, failingFrom level: Severity?, hasFaults: Bool, allowsEmpty: Bool) {
        if hasFaults {
            self = .incomplete
        } else if summary.total.decided == 0, !allowsEmpty {
            self = .nothingEvaluated
        } else {
            self = level.map { summary.findings(from: $0) > 0 } == true ? .failed : .passed
        }
    }
}

/// Takes a report's bytes in order.
public protocol ByteSink: AnyObject {
    func write(_ bytes: [UInt8])
}
