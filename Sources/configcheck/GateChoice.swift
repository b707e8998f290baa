import CommandLineKit
import Compliance
import RuleKit

/// What `--fail-on` names.
enum FailLevel: String, CaseIterable {
    case any, low, medium, high, critical, never

    /// The lowest severity that counts; nil for none.
    var severity: Severity? {
        switch self {
        case .any, .low: .low
        case .medium: .medium
        case .high: .high
        case .critical: .critical
        case .never: nil
        }
    }
}

/// `LEVEL`, or `RULE=LEVEL`.
struct FailOnArgument: ArgumentValue {
    /// Nil for all rules.
    let rule: String?
    let level: FailLevel

    init(_ level: FailLevel) {
        rule = nil
        self.level = level
    }

    init?(argument: String) {
        let (rule, value) = splitAtLastEquals(argument)
        guard let level = FailLevel(rawValue: value), rule?.isEmpty != true else { return nil }
        self.rule = rule
        self.level = level
    }

    var argument: String { (rule.map { $0 + "=" } ?? "") + level.rawValue }
    static var placeholder: String { "[RULE=]LEVEL" }
    static var choices: [String] { FailLevel.allCases.map(\.rawValue) }
    static var expected: String { "one of \(choices.joined(separator: ", ")), or RULE= and one of them" }
}

/// `N`, `SEVERITY=N` or `RULE=N`.
struct MaxFindingsArgument: ArgumentValue {
    /// A severity, or else a rule; nil for all findings.
    let of: String?
    let count: Int

    init?(argument: String) {
        let (of, value) = splitAtLastEquals(argument)
        guard let count = Int(value), count >= 0, of?.isEmpty != true else { return nil }
        self.of = of
        self.count = count
    }

    var argument: String { (of.map { $0 + "=" } ?? "") + "\(count)" }
    static var placeholder: String { "[WHAT=]N" }
    static var expected: String { "a number such as 10, or low=10, or restricted-ssh=2" }
}

/// `RULE=LEVEL`
struct SeverityArgument: ArgumentValue {
    let rule: String
    let severity: Severity

    init?(argument: String) {
        let (rule, value) = splitAtLastEquals(argument)
        guard let rule, !rule.isEmpty, let severity = Severity(rawValue: value) else { return nil }
        self.rule = rule
        self.severity = severity
    }

    var argument: String { "\(rule)=\(severity.rawValue)" }
    static var placeholder: String { "RULE=LEVEL" }
    static var expected: String { "RULE=LEVEL, such as restricted-ssh=critical" }
}

private func splitAtLastEquals(_ text: String) -> (name: String?, value: String) {
    guard let equals = text.lastIndex(of: "=") else { return (nil, text) }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}

/// Options of a verb that has a gate.
protocol HasGateChoice: Sendable {
    var gateChoice: GateChoice { get set }
}

/// The flags that say what a run may come to; the same for every verb that gates.
struct GateChoice: Sendable {
    var failOn = [FailOnArgument(.any)]
    var maxFindings: [MaxFindingsArgument] = []
    var severities: [SeverityArgument] = []
    var waivers: String?
    var baseline: String?
    var newBaseline: String?
    var allowsEmpty = false
    var explainsExit = false

    /// The files that it reads, which are no inputs.
    var files: [String] { [waivers, baseline].compactMap(\.self) }

    /// The rows of a command.
    static func options<Options: HasGateChoice>() -> [Option<Options>] {
        [
            .values(
                "fail-on", \Options.gateChoice.failOn, group: "Gate",
                help: "The lowest severity of a NON_COMPLIANT finding that fails the gate; RULE=LEVEL for single rules."
            ),
            .values(
                "max-findings", \Options.gateChoice.maxFindings, defaultShown: "0", group: "Gate",
                help: "How many findings the gate lets through: in all, of a severity (low=10), or of a rule (NAME=2)."),
            .values(
                "severity", \Options.gateChoice.severities, group: "Gate",
                help: "Give a rule another severity, in reports and for the gate."),
            .value(
                "waivers", \Options.gateChoice.waivers, placeholder: "FILE", group: "Gate",
                help: "Findings that may stay, each with a reason, an owner, a ticket and an expiry."),
            .value(
                "baseline", \Options.gateChoice.baseline, placeholder: "FILE", group: "Gate",
                help: "Only findings that are not in this file fail the gate."),
            .value(
                "write-baseline", \Options.gateChoice.newBaseline, placeholder: "FILE", group: "Gate",
                help: "Write all findings that are not waived to a file for --baseline."),
            .flag(
                "allow-empty", \Options.gateChoice.allowsEmpty, group: "Gate", help: "Nothing to evaluate is no error."),
            .flag(
                "explain-exit", \Options.gateChoice.explainsExit, group: "Gate",
                help: "Say in one line on standard error why the exit status is what it is."),
        ]
    }
}

/// Why a gate cannot be made of what the command line says.
enum GateError: Error, CustomStringConvertible {
    case twice(option: String, String, String)
    case unknownRule(option: String, String, suggestion: String?)

    var description: String {
        switch self {
        case .twice(let option, let first, let second):
            "option '\(option)' was given both '\(sanitized(first))' and '\(sanitized(second))'; give it once for each rule or severity"
        case .unknownRule(let option, let name, let suggestion):
            "option '\(option)' names the rule '\(sanitized(name))', which there is not"
                + (suggestion.map { "; did you mean '\($0)'?" } ?? "; see 'configcheck rules'")
        }
    }
}

extension Gate {
    /// - Throws: `GateError` for a rule that is not among `rules`.
    init(_ choice: GateChoice, rules: [EvaluatedRule]) throws(GateError) {
        self.init()
        func glob(_ option: String, _ name: String) throws(GateError) -> RuleGlob {
            let glob = RuleGlob(name)
            guard rules.contains(where: glob.matches) else {
                let names = rules.flatMap { [$0.name, $0.identifier] }
                throw .unknownRule(option: option, name, suggestion: suggestion(for: name, among: names))
            }
            return glob
        }
        var given: [String: String] = [:]
        func note(_ option: String, _ what: String, _ value: String) throws(GateError) {
            if let first = given[option + what] { throw .twice(option: option, first, value) }
            given[option + what] = value
        }
        for argument in choice.failOn {
            try note("--fail-on", argument.rule ?? "", argument.argument)
            if let rule = argument.rule {
                levelsByRule.append((try glob("--fail-on", rule), argument.level.severity))
            } else {
                level = argument.level.severity
            }
        }
        for argument in choice.maxFindings {
            try note("--max-findings", argument.of ?? "", argument.argument)
            if let severity = argument.of.flatMap(Severity.init(rawValue:)) {
                allowedBySeverity[severity] = argument.count
            } else if let rule = argument.of {
                allowedByRule.append((try glob("--max-findings", rule), argument.count))
            } else {
                allowed = argument.count
            }
        }
        for argument in choice.severities { _ = try glob("--severity", argument.rule) }
    }
}
