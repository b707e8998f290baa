public import CommandLineKit
import ConfigModel
import JSON
public import RuleKit

/// Rules as `configcheck rules` writes them.
public enum RuleList {
    /// A line a rule, by severity and name.
    public static func table(_ rules: [ManagedRule], width: Int, style: Style) -> String {
        var text = ""
        for severity in Severity.allCases.reversed() {
            let group = rules.filter { $0.severity == severity }
            guard !group.isEmpty else { continue }
            text += style.apply("\(severity.rawValue.uppercased()) (\(group.count))", .bold) + "\n"
            for rule in group {
                let mark = rule.isBaseline ? " " : "+"
                text += " \(mark) \(style.apply(rule.name, .bold))\n"
                for line in wrapped(rule.summary, toWidth: width - 6) { text += "     \(line)\n" }
            }
        }
        text += "\(rules.count) rule\(rules.count == 1 ? "" : "s")"
        text += rules.contains { !$0.isBaseline } ? "; + marks those outside the baseline (--rules all)\n" : "\n"
        return text
    }

    /// All about one rule.
    public static func page(_ rule: ManagedRule, width: Int, style: Style) -> String {
        var text = style.apply(rule.name, .bold) + "  \(rule.identifier)\n"
        for line in wrapped(rule.summary, toWidth: width) { text += line + "\n" }
        text += "\nseverity    \(rule.severity.rawValue)\n"
        text += "judges      \(rule.scope.map(\.rawValue).joined(separator: ", "))\n"
        text += "trigger     \(rule.trigger.rawValue)\n"
        text += "baseline    \(rule.isBaseline ? "yes" : "no")\n"
        for need in RuleNeeds.sentences(rule) { text += "needs       \(need.filter { $0 != "`" })\n" }
        if !rule.parameters.isEmpty { text += "\n" + style.apply("Parameters", .bold) + "\n" }
        for parameter in rule.parameters {
            let value = parameter.isRequired ? "required" : parameter.defaultText.map { "default \($0)" } ?? "not set"
            text += "  \(parameter.name)  (\(value))\n"
            for line in wrapped("\(parameter.summary) Value: \(parameter.expectation).", toWidth: width - 4) {
                text += "    \(line)\n"
            }
        }
        text += "\n" + style.apply("Remedy", .bold) + "\n"
        for line in wrapped(rule.remedy.summary, toWidth: width - 2) { text += "  \(line)\n" }
        if let command = rule.remedy.command { text += "  $ \(command)\n" }
        return text
    }

    /// For programs.
    public static func json(_ rules: [ManagedRule]) -> String {
        var writer = JSONWriter(pretty: true)
        writer.array { writer in
            for rule in rules { self.rule(rule, &writer) }
        }
        writer.newline()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func rule(_ rule: ManagedRule, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("configRuleName", rule.name)
            writer.member("sourceIdentifier", rule.identifier)
            writer.member("severity", rule.severity.rawValue)
            writer.member("baseline", rule.isBaseline)
            writer.member("summary", rule.summary)
            writer.member("resourceTypes") { writer in
                writer.array { for type in rule.scope { $0.string(type.rawValue) } }
            }
            writer.member("trigger", rule.trigger.rawValue)
            writer.member("needs") { writer in
                writer.array { for need in RuleNeeds.sentences(rule) { $0.string(need.filter { $0 != "`" }) } }
            }
            writer.member("parameters") { writer in
                writer.array { writer in
                    for parameter in rule.parameters {
                        writer.object { writer in
                            writer.member("name", parameter.name)
                            writer.member("summary", parameter.summary)
                            writer.member("value", parameter.expectation)
                            writer.member("required", parameter.isRequired)
                            if let text = parameter.defaultText { writer.member("default", text) }
                        }
                    }
                }
            }
            writer.member("remedy") { writer in
                writer.object { writer in
                    writer.member("summary", rule.remedy.summary)
                    if let command = rule.remedy.command { writer.member("command", command) }
                }
            }
        }
    }
}
