import ConfigModel
import JSON
import Recording
public import RuleKit

/// A rule's page in `docs/rules/`, made from the rule.
public enum RulePage {
    public static func markdown(_ rule: ManagedRule) -> String {
        var text = "# \(rule.name)\n\n\(rule.summary)\n\n"
        text += "| | |\n| --- | --- |\n"
        text += "| SourceIdentifier | `\(rule.identifier)` |\n"
        text += "| Severity | \(rule.severity.rawValue) |\n"
        text += "| Resource types | \(rule.scope.map { "`\($0.rawValue)`" }.joined(separator: ", ")) |\n"
        text += "| Trigger | \(rule.trigger.rawValue) |\n"
        text += "| In the baseline | \(rule.isBaseline ? "yes" : "no") |\n"
        for line in RuleNeeds.sentences(rule) { text += "| Needs | \(line) |\n" }
        text += "\n## Remedy\n\n\(rule.remedy.summary)\n"
        if let command = rule.remedy.command { text += "\n```\n\(command)\n```\n" }
        if !rule.parameters.isEmpty {
            text += "\n## Parameters\n\n| Name | Meaning | Value | Default |\n| --- | --- | --- | --- |\n"
            for parameter in rule.parameters {
                let value = parameter.isRequired ? "required" : parameter.defaultText.map { "`\($0)`" } ?? ""
                text += "| `\(parameter.name)` | \(parameter.summary) | \(parameter.expectation) | \(value) |\n"
            }
        }
        text += "\n## Examples\n"
        for example in rule.examples {
            text += "\n### \(example.expected.rawValue): \(example.name)\n"
            if !example.parameters.isEmpty {
                let list = example.parameters.sorted { $0.key < $1.key }.map { "`\($0.key)` = `\($0.value)`" }
                text += "\nWith \(list.joined(separator: ", ")).\n"
            }
            text += "\n```json\n\(JSONWriter.text(shown(example, rule), pretty: true))\n```\n"
        }
        return text
    }

    /// The list of all pages.
    public static func index(_ rules: [ManagedRule]) -> String {
        var text = "# Managed rules\n\n\(rules.count) rules. Those marked + are not in the baseline: `--rules all`.\n"
        for severity in Severity.allCases.reversed() {
            text += "\n## \(severity.rawValue.prefix(1).uppercased())\(severity.rawValue.dropFirst())\n\n"
            for rule in rules where rule.severity == severity {
                text += "- [\(rule.name)](\(rule.name).md)\(rule.isBaseline ? "" : " +"): \(rule.summary)\n"
            }
        }
        return text
    }

    /// Of the item only what the example is about.
    private static func shown(_ example: Example, _ rule: ManagedRule) -> JSONLiteral {
        var members: [(String, JSONLiteral)] = []
        if let type = example.type { members.append(("resourceType", .string(type.rawValue))) }
        members += example.item
        if let configuration = example.configuration, configuration != [:] {
            members.append(("configuration", configuration))
        }
        if let more = example.supplementaryConfiguration { members.append(("supplementaryConfiguration", more)) }
        if !example.tags.isEmpty { members.append(("tags", .object(example.tags.map { ($0.key, .string($0.value)) }))) }
        for other in example.related {
            var related: [(String, JSONLiteral)] = other.item + [("configuration", other.configuration)]
            if let more = other.supplementaryConfiguration { related.append(("supplementaryConfiguration", more)) }
            members.append((other.type.rawValue, .object(related)))
        }
        for fact in example.facts {
            switch fact {
            case .accountSummary(let map): members.append((Fact.accountSummary.rawValue, map))
            case .passwordPolicy(let policy): members.append((Fact.passwordPolicy.rawValue, policy ?? .null))
            case .virtualMFADevices(let list): members.append((Fact.virtualMFADevices.rawValue, list))
            case .credentialReport(let rows):
                let list = rows.map { row in
                    JSONLiteral.object(row.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
                }
                members.append((Fact.credentialReport.rawValue, .array(list)))
            }
        }
        return .object(members)
    }
}

/// What a rule needs, in words.
enum RuleNeeds {
    static func sentences(_ rule: ManagedRule) -> [String] {
        rule.needs.map { need in
            switch need {
            case .facts(let facts): facts.map { "`\($0.command)`" }.joined(separator: " or ")
            case .resources(let type, _): "items of `\(type.rawValue)`"
            case .optionalResources(let type, _): "items of `\(type.rawValue)`, as far as there are some"
            case .optionalFacts(let facts):
                facts.map { "\($0.rawValue) (`\($0.command)`), as far as given" }.joined(separator: " and ")
            case .clock: "the time of the evaluation (`--as-of`)"
            }
        }
    }
}
