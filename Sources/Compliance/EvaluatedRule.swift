import Recording
public import RuleKit

/// A rule as results speak of it: what reports say of it, without how it judges.
public struct EvaluatedRule: Sendable {
    /// The ConfigRuleName.
    public let name: String
    /// AWS's SourceIdentifier; empty of a rule that is not known here, but from evaluations of another version.
    public let identifier: String
    /// How bad it is when the rule is broken.
    public var severity: Severity
    /// One sentence that is true of a compliant resource; empty where nothing is known of the rule.
    public let summary: String
    /// What to do when it is broken.
    public let remedy: Remedy?
    /// Whether its ordering timestamps are of the run, not of the item.
    let isPeriodic: Bool
    /// Whether the same breach reads differently from day to day.
    let changesWithTime: Bool
    /// The facts that decide it.
    let facts: [Fact]

    /// What an annotation of the rule says is wrong, without what changes from day to day: of rules that look at the clock
    /// `91 days` becomes `# days`.
    package func withoutAges(_ annotation: String) -> String {
        guard changesWithTime else { return annotation }
        let words = annotation.split(separator: " ", omittingEmptySubsequences: false)
        return words.indices.map { i in
            let isAge =
                i + 1 < words.count && words[i + 1].hasPrefix("day") && !words[i].isEmpty
                && words[i].allSatisfy { $0.isASCII && $0.isNumber }
            return isAge ? "#" : String(words[i])
        }.joined(separator: " ")
    }

    /// A managed rule.
    public init(_ rule: ManagedRule) {
        name = rule.name
        identifier = rule.identifier
        severity = rule.severity
        summary = rule.summary
        remedy = rule.remedy
        isPeriodic = rule.trigger == .periodic
        changesWithTime = rule.needs.contains(.clock)
        facts = rule.needs.flatMap { need -> [Fact] in
            if case .facts(let facts) = need { facts } else { [] }
        }
    }

    /// A rule of which evaluations tell the name and the severity, and nothing else is known.
    public init(name: String, severity: Severity) {
        self.name = name
        identifier = ""
        self.severity = severity
        summary = ""
        remedy = nil
        isPeriodic = false
        changesWithTime = false
        facts = []
    }
}
