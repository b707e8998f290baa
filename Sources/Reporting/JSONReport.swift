import Compliance
import ConfigModel
import Ingest
import JSON
import RuleKit

/// The whole run as one document: numbers, rules, evaluations.
///
/// It does not name the inputs, so that a file and its compressed copy give the same report.
public enum JSONReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("configcheckVersion", content.version)
            writer.member("summary") { summary(content, &$0) }
            writer.member("errors") { writer in
                writer.array { for fault in content.outcome.faults { $0.string("\(fault)") } }
            }
            writer.member("rules") { writer in
                writer.array { writer in
                    for (index, bound) in content.evaluations.rules.enumerated() {
                        rule(bound.rule, content.summary.byRule[index], &writer)
                    }
                }
            }
            var lines = EvaluationLines(content.evaluations)
            writer.member("evaluations") { writer in
                writer.array { writer in
                    content.evaluations.forEach { resource, evaluations in
                        let start = lines.start(of: resource)
                        for evaluation in evaluations { lines.write(evaluation, after: start, to: &writer) }
                        if writer.bytes.count > 1 << 20 { sink.write(writer.take()) }
                    }
                }
            }
        }
        writer.newline()
        sink.write(writer.take())
    }

    private static func summary(_ content: ReportContent, _ writer: inout JSONWriter) {
        let summary = content.summary
        writer.object { writer in
            writer.member("content") { writer in
                let kinds = content.outcome.kinds
                writer.array {
                    for kind in DocumentKind.allCases where kinds.contains(kind) { $0.string(kind.rawValue) }
                }
            }
            writer.member("configurationItems", content.outcome.itemCount)
            if content.outcome.untypedCount > 0 {
                writer.member("itemsWithoutResourceType", content.outcome.untypedCount)
            }
            writer.member("facts") { writer in
                writer.array { for fact in content.outcome.facts { $0.string(fact.rawValue) } }
            }
            writer.member("resources", summary.resourceCount)
            writer.member("nonCompliantResources", summary.nonCompliantResourceCount)
            writer.member("rules", content.evaluations.rules.count)
            writer.member("evaluations") { counts(summary.total, &$0) }
            writer.member("nonCompliantBySeverity") { writer in
                writer.object { writer in
                    for severity in Severity.allCases.reversed() {
                        writer.name(severity.rawValue)
                        writer.integer(summary.bySeverity[severity] ?? 0)
                    }
                }
            }
            writer.member("conclusion", content.conclusion.rawValue)
        }
    }

    private static func counts(_ counts: Counts, _ writer: inout JSONWriter) {
        writer.object { writer in
            for type in ComplianceType.allCases {
                writer.name(type.rawValue)
                writer.integer(counts[type])
            }
        }
    }

    private static func rule(_ rule: ManagedRule, _ numbers: Counts, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("configRuleName", rule.name)
            writer.member("sourceIdentifier", rule.identifier)
            writer.member("severity", rule.severity.rawValue)
            writer.member("summary", rule.summary)
            writer.member("evaluations") { counts(numbers, &$0) }
        }
    }
}
