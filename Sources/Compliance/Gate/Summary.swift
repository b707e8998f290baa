public import ConfigModel
public import RuleKit

/// Numbers of verdicts.
public struct Counts: Sendable, Equatable {
    public private(set) var compliant = 0
    public private(set) var nonCompliant = 0
    public private(set) var notApplicable = 0
    public private(set) var insufficientData = 0

    public init() {}

    public mutating func add(_ type: ComplianceType) { change(type, by: 1) }

    public mutating func remove(_ type: ComplianceType) { change(type, by: -1) }

    private mutating func change(_ type: ComplianceType, by count: Int) {
        switch type {
        case .compliant: compliant += count
        case .nonCompliant: nonCompliant += count
        case .notApplicable: notApplicable += count
        case .insufficientData: insufficientData += count
        }
    }

    /// Verdicts that say something: COMPLIANT and NON_COMPLIANT.
    public var decided: Int { compliant + nonCompliant }
    /// All verdicts.
    public var all: Int { decided + notApplicable + insufficientData }

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
    /// By index of the rule, the findings that the gate looks at: neither waived nor in the baseline.
    public private(set) var openByRule: [Int]
    /// Findings that are waived, and such as are in the baseline and not waived.
    public private(set) var waived = 0
    public private(set) var unchanged = 0
    /// Resources with at least one verdict, and with a NON_COMPLIANT one.
    public private(set) var resourceCount = 0
    public private(set) var nonCompliantResourceCount = 0
    /// Rules with at least one verdict.
    public var ruleCount: Int { byRule.count { $0.all > 0 } }
    /// Findings that the gate looks at.
    public var open: Int { openByRule.reduce(0, +) }

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
        openByRule = byRule.map(\.nonCompliant)
        for (index, counts) in byRule.enumerated() where counts.nonCompliant > 0 {
            bySeverity[evaluations.rules[index].severity, default: 0] += counts.nonCompliant
        }
        guard evaluations.dispositions != nil else { return }
        evaluations.forEach { _, found in
            for evaluation in found where evaluation.complianceType == .nonCompliant && !evaluation.isOpen {
                openByRule[evaluation.ruleIndex] -= 1
                if evaluation.waiver != nil { waived += 1 } else { unchanged += 1 }
            }
        }
    }
}
