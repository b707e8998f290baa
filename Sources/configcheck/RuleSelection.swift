import CommandLineKit
import Compliance
import ManagedRules
import RuleKit

/// Why the rules of a run cannot be settled.
enum SelectionError: Error, CustomStringConvertible {
    case unknownRule(String, suggestion: String?)
    case patternMatchesNothing(String)
    case unselectedRule(String)
    case parameter(rule: String, ParameterError)
    case noRulesLeft

    var description: String {
        switch self {
        case .unknownRule(let name, let suggestion):
            "unknown rule '\(name)'" + (suggestion.map { "; did you mean '\($0)'?" } ?? "; see 'configcheck rules'")
        case .patternMatchesNothing(let pattern): "no rule matches '\(pattern)'; see 'configcheck rules'"
        case .unselectedRule(let name):
            "--param names the rule '\(name)', which is not among the rules of this run; add '--rule \(name)' or '--rules all'"
        case .parameter(let rule, .missing(let name, let expected)):
            "the rule '\(rule)' needs the parameter '\(name)': --param \(rule).\(name)=VALUE, \(expected)"
        case .parameter(let rule, .malformed(let name, let text, let expected)):
            "the parameter '\(name)' of '\(rule)' cannot be '\(text)'; expected \(expected)"
        case .parameter(let rule, .unknown(let name, let known)):
            "the rule '\(rule)' has no parameter '\(name)'"
                + (known.isEmpty
                    ? "; it has none"
                    : suggestion(for: name, among: known).map { "; did you mean '\($0)'?" }
                        ?? "; it has \(known.joined(separator: ", "))")
        case .noRulesLeft: "no rule is left to run; see --rule and --skip-rule"
        }
    }
}

/// The rules of a run with their parameters.
struct RuleSelection {
    let rules: [BoundRule]
    /// Rules of the set that were left out because they need a parameter that nobody gave.
    let leftOut: [ManagedRule]

    init(_ options: RuleChoice, catalog: [ManagedRule] = ManagedRuleCatalog.all) throws(SelectionError) {
        // Who names a rule wants it, be it in the baseline or not.
        let set = options.ruleSet ?? (options.rules.isEmpty ? .baseline : .all)
        let candidates = catalog.filter { set == .all || $0.isBaseline }
        let wanted = try Self.patterns(options.rules, catalog, candidates)
        let skipped = try Self.patterns(options.skippedRules, catalog, catalog)
        let selected = candidates.filter { rule in
            (wanted.isEmpty || wanted.contains { $0.matches(rule) }) && !skipped.contains { $0.matches(rule) }
        }

        var parameters: [String: [String: String]] = [:]
        for assignment in options.parameters {
            guard let rule = catalog.first(where: { RuleGlob(assignment.rule).matches($0) }) else {
                throw Self.unknown(assignment.rule, catalog)
            }
            guard selected.contains(where: { $0.identifier == rule.identifier }) else {
                throw .unselectedRule(rule.name)
            }
            parameters[rule.identifier, default: [:]][assignment.key] = assignment.value
        }

        var bound: [BoundRule] = []
        var leftOut: [ManagedRule] = []
        for rule in selected {
            do throws(ParameterError) {
                bound.append(try rule.bind(parameters[rule.identifier] ?? [:]))
            } catch {
                // A rule of a set that cannot run without a parameter is left out; one that was named must run.
                let isNamed = wanted.contains { $0.isPlain && $0.matches(rule) }
                guard case .missing = error, parameters[rule.identifier] == nil, !isNamed else {
                    throw .parameter(rule: rule.name, error)
                }
                leftOut.append(rule)
            }
        }
        guard !bound.isEmpty else { throw .noRulesLeft }
        rules = bound
        self.leftOut = leftOut
    }

    /// The rules that a store remembers.
    init(
        recorded: [(name: String, inputParameters: [String: String])], catalog: [ManagedRule] = ManagedRuleCatalog.all
    ) throws(SelectionError) {
        let byName = Dictionary(catalog.map { ($0.name, $0) }) { first, _ in first }
        var bound: [BoundRule] = []
        for (name, parameters) in recorded {
            guard let rule = byName[name] else { throw .unknownRule(name, suggestion: nil) }
            do throws(ParameterError) {
                bound.append(try rule.bind(parameters))
            } catch {
                throw .parameter(rule: name, error)
            }
        }
        rules = bound
        leftOut = []
    }

    private static func patterns(
        _ lists: [String], _ catalog: [ManagedRule], _ candidates: [ManagedRule]
    ) throws(SelectionError) -> [RuleGlob] {
        var patterns: [RuleGlob] = []
        for text in lists.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let pattern = RuleGlob(text)
            if !candidates.contains(where: pattern.matches) {
                throw pattern.isPlain && !catalog.contains(where: pattern.matches)
                    ? unknown(text, catalog) : .patternMatchesNothing(text)
            }
            patterns.append(pattern)
        }
        return patterns
    }

    private static func unknown(_ name: String, _ catalog: [ManagedRule]) -> SelectionError {
        .unknownRule(name, suggestion: suggestion(for: name, among: catalog.map(\.name) + catalog.map(\.identifier)))
    }
}

extension RuleGlob {
    func matches(_ rule: ManagedRule) -> Bool { matches(name: rule.name, identifier: rule.identifier) }
}
