import ByteSource
import CommandLineKit
import Compliance
import JSON
import RuleKit

/// Findings for GitLab's merge request widget (GitLab Docs, "Code Quality", "Code Quality report format").
///
/// Excused findings are of severity `info` and say why; errors of the input are blockers. A finding without a file stands
/// under a path that names its resource.
public enum GitLabReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var writer = JSONWriter(pretty: true)
        writer.array { writer in
            var faults = content.errors.map { "Input not read in full: \($0)" }
            if content.conclusion == .nothingEvaluated { faults.append("Nothing was evaluated, so this is no pass.") }
            for fault in faults {
                var hash = StableHash()
                hash.add("configcheck")
                hash.add(fault)
                issue(
                    sanitized(clipped(fault, to: 2000)), check: "configcheck", fingerprint: hash.hex,
                    severity: "blocker", path: "configcheck", line: nil, &writer)
            }
            var fingerprints = Fingerprints()
            content.forEachFinding { finding in
                let excuse = finding.excuse.map { "[\(sanitized(clipped($0, to: 500)))] " }
                issue(
                    (excuse ?? "") + finding.sentence, check: finding.rule.name,
                    fingerprint: fingerprints.next(finding).finding,
                    severity: excuse == nil ? severity(finding.rule.severity) : "info", path: path(finding),
                    line: finding.line, &writer)
                sink.drain(&writer)
            }
        }
        writer.newline()
        sink.write(writer.take())
    }

    private static func issue(
        _ description: String, check: String, fingerprint: String, severity: StaticString, path: String, line: Int?,
        _ writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("description", description)
            writer.member("check_name", check.isEmpty ? "unnamed" : sanitized(check))
            writer.member("fingerprint", fingerprint)
            writer.member("severity", "\(severity)")
            writer.member("location") { writer in
                writer.object { writer in
                    writer.member("path", sanitized(path))
                    writer.member("lines") { $0.object { $0.member("begin", line ?? 1) } }
                }
            }
        }
    }

    /// Relative to the repository, whatever the path: GitLab wants no other.
    static func path(_ finding: Finding) -> String {
        let path = finding.path.isEmpty ? finding.resourcePath.joined(separator: "/") : finding.path
        let segments = FindingPath.normalized(path).filter { $0 != ".." }
        return segments.isEmpty ? "configcheck" : segments.joined(separator: "/")
    }

    private static func severity(_ severity: Severity) -> StaticString {
        switch severity {
        case .critical: "critical"
        case .high: "major"
        case .medium: "minor"
        case .low: "info"
        }
    }
}
