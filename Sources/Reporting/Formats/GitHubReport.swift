import CommandLineKit
import Compliance
import RuleKit

/// Annotations of a GitHub Actions run (GitHub Docs, "Workflow commands for GitHub Actions"), a finding a line.
///
/// GitHub shows ten of each level a step, so the worst come first; the message also reads alone, in the log. What is excused
/// is a notice. The last line is the total.
public enum GitHubReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var text = TextPieces(sink)
        for error in content.errors {
            text.write(line("error", title: "configcheck: input not read in full", clipped(error, to: 2000)))
        }
        if content.conclusion == .nothingEvaluated {
            text.write(line("error", title: "configcheck", "nothing was evaluated, so this is no pass"))
        }
        for severity in Severity.allCases.reversed() where content.summary.bySeverity[severity] ?? 0 > 0 {
            content.forEachFinding { finding in
                if finding.excuse == nil, finding.rule.severity == severity { text.write(line(finding)) }
            }
        }
        if content.summary.waived + content.summary.unchanged > 0 {
            content.forEachFinding { if $0.excuse != nil { text.write(line($0)) } }
        }
        let (word, detail) = content.outcome
        var totals = ["\(word)\(detail.isEmpty ? "" : ": \(detail)")", content.resourceCounts] + content.verdictCounts
        if content.summary.waived > 0 { totals.append("\(grouped(content.summary.waived)) waived") }
        if content.summary.unchanged > 0 { totals.append("\(grouped(content.summary.unchanged)) in the baseline") }
        if !content.gone.isEmpty { totals.append("\(grouped(content.gone.count)) of the baseline gone") }
        text.write(line("notice", title: "configcheck", totals.joined(separator: "; ")))
        text.flush()
    }

    private static func line(_ finding: Finding) -> String {
        let severity = finding.rule.severity
        let rule = clipped(finding.rule.name, to: 200)
        var message = "\(rule) (\(severity.rawValue)): \(finding.sentence)"
        if let excuse = finding.excuse {
            message = "\(clipped(excuse, to: 500)): \(message)"
        } else if let remedy = finding.rule.remedy {
            message += " → \(remedy.summary)"
        }
        let level = finding.excuse != nil || severity == .low ? "notice" : severity.isError ? "error" : "warning"
        return line(level, path: finding.path, line: finding.line, title: rule, message)
    }

    private static func line(
        _ level: String, path: String = "", line: Int? = nil, title: String, _ message: String
    ) -> String {
        var properties = path.isEmpty ? "" : "file=\(escaped(path, isProperty: true)),"
        if !path.isEmpty, let line { properties += "line=\(line)," }
        properties += "title=\(escaped(title, isProperty: true))"
        return "::\(level) \(properties)::\(escaped(message, isProperty: false))\n"
    }

    /// As the toolkit's `command.ts` does; line ends cannot be there any more.
    static func escaped(_ text: String, isProperty: Bool) -> String {
        replacing(in: sanitized(text)) { scalar in
            switch scalar {
            case "%": "%25"
            case ":" where isProperty: "%3A"
            case "," where isProperty: "%2C"
            default: nil
            }
        }
    }
}
