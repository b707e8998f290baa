import Compliance
import JSON
import RuleKit
import Store

/// The rules of a store: those of the runs since they were last set.
struct RecordedRules: Equatable {
    /// A rule as PutConfigRule defines it.
    struct Definition: Equatable {
        let name: String
        let identifier: String
        let inputParameters: [String: String]
    }

    /// In the order of their names.
    let rules: [Definition]
    /// The program's: another one may judge otherwise.
    let version: String

    init(_ rules: [BoundRule], version: String) {
        self.rules = rules.map {
            Definition(name: $0.rule.name, identifier: $0.rule.identifier, inputParameters: $0.inputParameters)
        }
        self.version = version
    }

    init(_ line: JSONValue) {
        version = line["version"].string ?? ""
        rules = line["configRules"].elements.map { rule in
            Definition(
                name: rule["ConfigRuleName"].string ?? "",
                identifier: rule["Source"]["SourceIdentifier"].string ?? "",
                inputParameters: Dictionary(
                    rule["InputParameters"].embedded.members.map { ($0.name.string ?? "", $0.value.string ?? "") }
                ) { _, last in last })
        }
    }

    /// ConfigRulesRecorded, a line of the store's own.
    var line: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("configRules") {
                $0.array { writer in
                    for rule in rules {
                        writer.object { writer in
                            writer.member("ConfigRuleName", rule.name)
                            writer.member("Source") {
                                $0.object {
                                    $0.member("Owner", "AWS")
                                    $0.member("SourceIdentifier", rule.identifier)
                                }
                            }
                            guard !rule.inputParameters.isEmpty else { return }
                            let parameters = rule.inputParameters.sorted { $0.key < $1.key }
                            let literal = JSONLiteral.object(parameters.map { ($0.key, .string($0.value)) })
                            writer.member("InputParameters", JSONWriter.text(literal))
                        }
                    }
                }
            }
            writer.member("version", version)
            writer.member("messageType", "ConfigRulesRecorded")
        }
        return writer.bytes
    }
}

extension TimelineStore {
    /// The rules of the store, in the order of their names; nil before any were set.
    public var ruleDefinitions: [(name: String, inputParameters: [String: String])]? {
        get throws(StoreError) { try recordedRules()?.rules.map { ($0.name, $0.inputParameters) } }
    }

    /// The rules that were recorded last; nil before the first.
    func recordedRules() throws(StoreError) -> RecordedRules? {
        guard let entry = log.first(IndexKey.rules)?.entry else { return nil }
        let range = LogRange(position: LogPosition(rawValue: entry.a), count: Int(entry.b))
        return try document(range).withRoot { RecordedRules($0) }
    }
}
