public import RuleKit

/// What lets a run pass and what does not.
public struct Gate: Sendable {
    /// The lowest severity that counts; nil for none.
    public var level: Severity? = .low
    /// The same for single rules; the last that names a rule counts.
    public var levelsByRule: [(rules: RuleGlob, level: Severity?)] = []
    /// How many findings that count are let through.
    public var allowed = 0
    /// The same for a severity: its findings are then no matter of `allowed`.
    public var allowedBySeverity: [Severity: Int] = [:]
    /// The same for each of some rules, whose findings are then no matter of the others; the last that names a rule counts.
    public var allowedByRule: [(rules: RuleGlob, count: Int)] = []

    /// Any finding fails it.
    public init() {}

    /// What it makes of a run.
    public struct Outcome: Sendable, Equatable {
        /// Whether it fails.
        public fileprivate(set) var fails = false
        /// Findings at or above the level that counts for their rule.
        public fileprivate(set) var counted: [Severity: Int] = [:]
        /// Where there are more than are let through: `3 low, 2 allowed`.
        public fileprivate(set) var excesses: [String] = []

        /// How many findings count.
        public var count: Int { counted.values.reduce(0, +) }
    }

    /// Looks at the numbers of a run.
    public func judge(_ summary: Summary, _ rules: [EvaluatedRule]) -> Outcome {
        var outcome = Outcome()
        var rest = 0
        var restBySeverity: [Severity: Int] = [:]
        for (index, rule) in rules.enumerated() where summary.openByRule[index] > 0 {
            let count = summary.openByRule[index]
            let own = levelsByRule.last { $0.rules.matches(rule) }
            guard let level = own.map(\.level) ?? level, rule.severity >= level else { continue }
            outcome.counted[rule.severity, default: 0] += count
            if let allowed = allowedByRule.last(where: { $0.rules.matches(rule) })?.count {
                outcome.note(count, allowed, "of \(rule.name)")
            } else if allowedBySeverity[rule.severity] != nil {
                restBySeverity[rule.severity, default: 0] += count
            } else {
                rest += count
            }
        }
        for severity in Severity.allCases.reversed() {
            outcome.note(restBySeverity[severity] ?? 0, allowedBySeverity[severity] ?? 0, severity.rawValue)
        }
        outcome.note(rest, allowed, allowedBySeverity.isEmpty && allowedByRule.isEmpty ? "" : "others")
        return outcome
    }
}

extension Gate.Outcome {
    fileprivate mutating func note(_ count: Int, _ allowed: Int, _ what: String) {
        guard count > allowed else { return }
        fails = true
        excesses.append("\(count)\(what.isEmpty ? "" : " " + what), \(allowed) allowed")
    }
}

/// What a run comes to; the exit status says the same.
public enum Conclusion: String, Sendable, Equatable {
    /// Evaluated, and the gate lets it pass.
    case passed
    /// Evaluated, and the gate does not.
    case failed
    /// No rule could say COMPLIANT or NON_COMPLIANT of anything.
    case nothingEvaluated = "nothing evaluated"
    /// An input could not be read in full, so that nobody knows what else there is.
    case incomplete

    /// - Parameters:
    ///   - hasFaults: whether an input could not be read in full.
    ///   - allowsEmpty: whether nothing to evaluate is a pass.
    public init(_ summary: Summary, _ gate: Gate.Outcome, hasFaults: Bool, allowsEmpty: Bool) {
        if hasFaults {
            self = .incomplete
        } else if summary.total.decided == 0, !allowsEmpty {
            self = .nothingEvaluated
        } else {
            self = gate.fails ? .failed : .passed
        }
    }
}
