import CommandLineKit
import ManagedRules
import Reporting
import RuleKit

/// `configcheck rules`
struct RulesRun {
    let options: RulesOptions

    func run() -> ExitStatus {
        let catalog = ManagedRuleCatalog.all.filter { options.ruleSet == .all || $0.isBaseline }
            .sorted { $0.name < $1.name }
        let exact = options.queries.count == 1 ? catalog.first { isCalled($0, options.queries[0]) } : nil
        let rules = exact.map { [$0] } ?? catalog.filter { rule in options.queries.allSatisfy { mentions(rule, $0) } }
        guard !rules.isEmpty else {
            let query = options.queries.joined(separator: " ")
            let names = catalog.map(\.name) + catalog.map(\.identifier)
            let hint = suggestion(for: query, among: names).map { "; did you mean '\($0)'?" } ?? ""
            complain("configcheck: no rule matches '\(query)'\(hint)")
            return .usage
        }
        let terminal = Terminal(fileDescriptor: 1)
        let style = Style(isEnabled: options.color.isEnabled(for: terminal))
        let width = terminal.tableWidth
        let text =
            switch options.format {
            case .json: RuleList.json(rules)
            case .markdown: rules.map { RulePage.markdown($0) }.joined(separator: "\n")
            case .table where exact != nil: rules.map { RuleList.page($0, width: width, style: style) }.joined()
            case .table: RuleList.table(rules, width: width, style: style)
            }
        let output = OutputFile()
        output.write(Array(text.utf8))
        guard let error = output.error, !output.isBrokenPipe else { return .passed }
        complain("configcheck: \(error)")
        return .internalError
    }

    private func isCalled(_ rule: ManagedRule, _ name: String) -> Bool {
        rule.name == name.lowercased() || rule.identifier == name.uppercased()
    }

    private func mentions(_ rule: ManagedRule, _ query: String) -> Bool {
        let texts = [rule.name, rule.identifier, rule.summary, rule.severity.rawValue] + rule.scope.map(\.rawValue)
        return texts.contains { $0.lowercased().contains(query.lowercased()) }
    }
}
