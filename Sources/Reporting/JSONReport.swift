import Compliance
import ConfigModel
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
                writer.array { for error in content.errors { $0.string(error) } }
            }
            writer.member("rules") { writer in
                writer.array { writer in
                    for (index, used) in content.usedRules { rule(used, content.summary.byRule[index], &writer) }
                }
            }
            // Also where all of the baseline is gone, so that nothing is left to be told apart.
            if content.evaluations.hasBaseline || !content.gone.isEmpty {
                writer.member("gone") { writer in
                    writer.array { writer in
                        for finding in content.gone { writer.object { finding.writeMembers(to: &$0) } }
                    }
                }
            }
            var lines = EvaluationLines(content.evaluations)
            writer.member("evaluations") { writer in
                writer.array { writer in
                    content.evaluations.forEach { resource, evaluations in
                        let start = lines.start(of: resource)
                        for evaluation in evaluations { lines.write(evaluation, after: start, to: &writer) }
                        sink.drain(&writer)
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
            writer.member("resources", summary.resourceCount)
            writer.member("nonCompliantResources", summary.nonCompliantResourceCount)
            writer.member("rules", summary.ruleCount)
            writer.member("evaluations") { counts(summary.total, &$0) }
            writer.member("nonCompliantBySeverity") { writer in
                writer.object { writer in
                    for severity in Severity.allCases.reversed() {
                        writer.name(severity.rawValue)
                        writer.integer(summary.bySeverity[severity] ?? 0)
                    }
                }
            }
            if content.evaluations.hasWaivers { writer.member("waived", summary.waived) }
            if content.evaluations.hasBaseline { writer.member("unchanged", summary.unchanged) }
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

    private static func rule(_ rule: EvaluatedRule, _ numbers: Counts, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("configRuleName", rule.name)
            if !rule.identifier.isEmpty { writer.member("sourceIdentifier", rule.identifier) }
            writer.member("severity", rule.severity.rawValue)
            if !rule.summary.isEmpty { writer.member("summary", rule.summary) }
            writer.member("evaluations") { counts(numbers, &$0) }
        }
    }
}
