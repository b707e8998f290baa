import CommandLineKit
import Compliance
import ConfigModel
import JSON
import RuleKit

/// Results for code scanning (OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"), with what GitHub
/// reads of it (GitHub Docs, "SARIF support for code scanning").
///
/// GitHub refuses results without a place in a file: where a finding has none, a path that names its resource stands there.
/// Undecided verdicts are notifications, errors of the input too, and after an error the run is no success. Findings that went
/// away are no results: GitHub does not read that they are absent, and would show them as open.
public enum SARIFReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var writer = JSONWriter(pretty: true)
        writer.object { writer in
            writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            writer.member("version", "2.1.0")
            writer.member("runs") { writer in
                writer.array { writer in
                    writer.object { run(content, sink, &$0) }
                }
            }
        }
        writer.newline()
        sink.write(writer.take())
    }

    private static func run(_ content: ReportContent, _ sink: some ByteSink, _ writer: inout JSONWriter) {
        let rules = content.usedRules
        let places = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($0.element.index, $0.offset) })
        writer.member("tool") { writer in
            writer.object { writer in
                writer.member("driver") { writer in
                    writer.object { writer in
                        writer.member("name", "configcheck")
                        writer.member("version", content.version)
                        writer.member("rules") { writer in
                            writer.array { for (_, used) in rules { rule(used, &$0) } }
                        }
                    }
                }
            }
        }
        writer.member("invocations") { $0.array { $0.object { invocation(content, places, &$0) } } }
        writer.member("columnKind", "utf16CodeUnits")
        writer.member("results") { writer in
            writer.array { writer in
                var fingerprints = Fingerprints()
                let hasSuppressions = content.summary.waived > 0
                content.forEachFinding { finding in
                    let prints = fingerprints.next(finding)
                    writer.object { writer in
                        result(finding, places[finding.evaluation.ruleIndex], prints, &writer)
                        // All results of a run have a list, or none has one (section 3.27.23).
                        if hasSuppressions { suppressions(finding.waiver, &writer) }
                    }
                    sink.drain(&writer)
                }
            }
        }
        writer.member("properties") { $0.object { properties(content, &$0) } }
    }

    private static func rule(_ rule: EvaluatedRule, _ writer: inout JSONWriter) {
        let summary = rule.summary.isEmpty ? sanitized(rule.name) : rule.summary
        writer.object { writer in
            writer.member("id", rule.name)
            writer.member("name", clipped(sanitized(rule.name), to: 255))
            writer.member("shortDescription") { text(clipped(summary, to: 1024), &$0) }
            writer.member("fullDescription") { text(clipped(summary, to: 1024), &$0) }
            writer.member("defaultConfiguration") { $0.object { $0.member("level", level(rule.severity)) } }
            if let remedy = rule.remedy {
                let command = remedy.command
                writer.member("help") { writer in
                    writer.object { writer in
                        writer.member("text", remedy.summary + (command.map { "\n\n" + $0 } ?? ""))
                        writer.member(
                            "markdown",
                            MarkdownReport.prose(remedy.summary) + (command.map { "\n\n```sh\n\($0)\n```" } ?? ""))
                    }
                }
            }
            writer.member("properties") { writer in
                writer.object { writer in
                    writer.member("tags") { $0.array { for tag in ["security", "aws-config"] { $0.string(tag) } } }
                    writer.member("security-severity", score(rule.severity))
                    if !rule.identifier.isEmpty { writer.member("sourceIdentifier", rule.identifier) }
                }
            }
        }
    }

    private static func invocation(_ content: ReportContent, _ places: [Int: Int], _ writer: inout JSONWriter) {
        let isNothing = content.conclusion == .nothingEvaluated
        writer.member("executionSuccessful", content.errors.isEmpty && !isNothing)
        let undecided = content.undecided
        writer.member("toolExecutionNotifications") { writer in
            writer.array { writer in
                func notification(_ level: String, _ message: String, rule: Int? = nil) {
                    writer.object { writer in
                        writer.member("level", level)
                        writer.member("message") { text(message, &$0) }
                        if let rule { writer.member("associatedRule") { $0.object { $0.member("index", rule) } } }
                    }
                }
                for error in content.errors { notification("error", error) }
                if isNothing { notification("error", "nothing was evaluated, so this is no pass") }
                for (index, rule) in content.usedRules {
                    guard let reason = undecided[index] else { continue }
                    let count = counted(content.summary.byRule[index].insufficientData, "resource")
                    notification(
                        "warning", "\(rule.name) could not decide on \(count) (INSUFFICIENT_DATA): \(reason)",
                        rule: places[index])
                }
            }
        }
    }

    private static func result(
        _ finding: Finding, _ place: Int?, _ prints: (resource: String, finding: String), _ writer: inout JSONWriter
    ) {
        start(finding.rule, place, prints, &writer)
        writer.member("message") { text(finding.sentence, &$0) }
        let name = finding.arn.isEmpty ? "\(finding.resourceType)/\(finding.resourceId)" : finding.arn
        let uri = finding.path.isEmpty ? uri(segments: finding.resourcePath) : uri(path: finding.path)
        location(uri, line: finding.path.isEmpty ? nil : finding.line, name, &writer)
        if let state = finding.evaluation.baselineState { writer.member("baselineState", state.rawValue) }
    }

    private static func start(
        _ rule: EvaluatedRule, _ place: Int?, _ prints: (resource: String, finding: String), _ writer: inout JSONWriter
    ) {
        writer.member("ruleId", rule.name)
        if let place { writer.member("ruleIndex", place) }
        writer.member("kind", "fail")
        writer.member("level", level(rule.severity))
        writer.member("partialFingerprints") { writer in
            writer.object { writer in
                // The only one that GitHub looks at.
                writer.member("primaryLocationLineHash", "\(prints.finding):1")
                writer.member("configcheckFinding/v1", prints.finding)
                writer.member("configcheckResource/v1", prints.resource)
            }
        }
    }

    private static func location(_ uri: String, line: Int?, _ name: String, _ writer: inout JSONWriter) {
        writer.member("locations") { writer in
            writer.array { writer in
                writer.object { writer in
                    writer.member("physicalLocation") { writer in
                        writer.object { writer in
                            writer.member("artifactLocation") { $0.object { $0.member("uri", uri) } }
                            if let line { writer.member("region") { $0.object { $0.member("startLine", line) } } }
                        }
                    }
                    writer.member("logicalLocations") { writer in
                        writer.array { writer in
                            writer.object { writer in
                                writer.member("fullyQualifiedName", name)
                                writer.member("kind", "resource")
                            }
                        }
                    }
                }
            }
        }
    }

    private static func suppressions(_ waiver: Waiver?, _ writer: inout JSONWriter) {
        writer.member("suppressions") { writer in
            writer.array { writer in
                guard let waiver else { return }
                writer.object { writer in
                    writer.member("kind", "external")
                    writer.member("status", "accepted")
                    writer.member("justification", sanitized(waiver.note))
                    writer.member("properties") { $0.value(waiver.json) }
                }
            }
        }
    }

    private static func properties(_ content: ReportContent, _ writer: inout JSONWriter) {
        let summary = content.summary
        writer.member("conclusion", content.conclusion.rawValue)
        writer.member("resources", summary.resourceCount)
        writer.member("evaluations") { writer in
            writer.object { writer in
                for type in ComplianceType.allCases {
                    writer.name(type.rawValue)
                    writer.integer(summary.total[type])
                }
            }
        }
        writer.member("waived", summary.waived)
        writer.member("unchanged", summary.unchanged)
        writer.member("gone", content.gone.count)
    }

    /// A message. A link in it would lead where the input wants (section 3.11.6), so nothing looks like one.
    private static func text(_ text: String, _ writer: inout JSONWriter) {
        var safe = String.UnicodeScalarView()
        for scalar in sanitized(text).unicodeScalars {
            if scalar == "(", safe.last == "]" { safe.append(" ") }
            safe.append(scalar)
        }
        writer.object { $0.member("text", String(safe)) }
    }

    private static func level(_ severity: Severity) -> String {
        severity.isError ? "error" : severity == .low ? "note" : "warning"
    }

    private static func score(_ severity: Severity) -> String {
        switch severity {
        case .critical: "9.5"
        case .high: "8.0"
        case .medium: "5.5"
        case .low: "2.0"
        }
    }

    /// A path as a URI (RFC 3986): relative as it was given, or of the scheme `file`.
    static func uri(path: String) -> String {
        let segments = FindingPath.normalized(path)
        guard path.utf8.first == UInt8(ascii: "/") else { return uri(segments: segments.map(String.init)) }
        return "file:///" + uri(segments: segments.drop { $0 == ".." }.map(String.init))
    }

    private static func uri(segments: [String]) -> String {
        segments.isEmpty ? "." : segments.map(percentEncoded).joined(separator: "/")
    }

    /// Everything but what RFC 3986 calls unreserved.
    private static func percentEncoded(_ segment: String) -> String {
        var result = ""
        for byte in segment.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
