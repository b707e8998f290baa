import Compliance
import Foundation
import Ingest
import JSON
import ManagedRules
import Reporting

/// Evaluations as `ndjson` has them, and the reports of them.
struct Reports {
    var lines: [String] = []
    var gone: [Baseline.Finding] = []
    var gate = Gate()

    static let hostile = [
        "pipe|`tick`</code></details><script>alert(1)</script>", "=HYPERLINK(\"http://a.example\")", "@someone #123",
        "[link](https://a.example) ![image](x)", "\u{1B}[31m\u{7}\r\n::error::forged\u{2028}::error::forged",
        "\u{202E}reversed\u{2066}", "]]>&<!--", "\u{FFFE}\u{FFFF}\u{0}", "\"quoted\", 'so' |\u{301}`\u{301}<\u{301}",
        String(repeating: "long|", count: 2000), "a/../../b", "  ", "%0A%25::,", "\u{85}\u{9B}2J",
    ]

    /// Adds an evaluation; members that are nil are left out.
    mutating func add(
        _ type: String = "NON_COMPLIANT", rule: String = "restricted-ssh", id: String = "sg-1",
        account: String? =
            "111122223333", region: String? = "us-east-1", resource: String = "AWS::EC2::SecurityGroup",
        name: String? = nil, arn: String? = nil, annotation: String? = "TCP port 22 is open.",
        severity: String = "high",
        time: String? = "2026-01-01T00:00:00.000Z", path: String? = nil, line: Int? = nil, waiver: String? = nil,
        state: String? = nil
    ) {
        var writer = JSONWriter()
        writer.object { writer in
            let members = [
                ("accountId", account), ("awsRegion", region), ("resourceType", resource), ("resourceId", id),
                ("resourceName", name), ("arn", arn), ("configRuleName", rule), ("complianceType", type),
                ("annotation", annotation), ("severity", severity), ("orderingTimestamp", time), ("path", path),
                ("baselineState", state),
            ]
            for case (let key, let value?) in members {
                writer.name(key)
                writer.string(value)
            }
            if let line { writer.member("line", line) }
            if let waiver {
                writer.member("waiver") { writer in
                    writer.object { writer in
                        writer.member("reason", waiver)
                        writer.member("owner", "team")
                        writer.member("ticket", "SEC-1")
                        writer.member("expiry", "2099-12-31")
                    }
                }
            }
        }
        lines.append(String(decoding: writer.bytes, as: UTF8.self))
    }

    mutating func add(error: String) {
        lines.append(#"{"error":\#(JSONWriter.text(.string(error)))}"#)
    }

    func content() async throws -> ReportContent {
        let file = FileManager.default.temporaryDirectory.appending(path: "reports-\(UUID().uuidString).ndjson")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(lines.joined(separator: "\n").utf8).write(to: file)
        let rules = Dictionary(uniqueKeysWithValues: ManagedRuleCatalog.all.map { ($0.name, EvaluatedRule($0)) })
        let outcome = await EvaluationReader { rules[$0] }.read([InputFile(path: file.path)], jobs: 1)
        return ReportContent(
            outcome.evaluations, errors: outcome.errors + outcome.faults.map(\.description), gone: gone, gate: gate,
            allowsEmpty: false, version: "1.2.3")
    }
}

/// The formats, for tests of all of them.
enum Format: String, CaseIterable, Sendable {
    case csv, markdown, junit, sarif, github, gitlab, asff, ocsf

    func text(_ content: ReportContent) -> String {
        let sink = Collected()
        switch self {
        case .csv: CSVReport.write(content, to: sink)
        case .markdown: MarkdownReport.write(content, to: sink)
        case .junit: JUnitReport.write(content, to: sink)
        case .sarif: SARIFReport.write(content, to: sink)
        case .github: GitHubReport.write(content, to: sink)
        case .gitlab: GitLabReport.write(content, to: sink)
        case .asff: ASFFReport.write(content, to: sink)
        case .ocsf: OCSFReport.write(content, to: sink)
        }
        return String(decoding: sink.bytes, as: UTF8.self)
    }
}

final class Collected: ByteSink {
    private(set) var bytes: [UInt8] = []
    func write(_ bytes: [UInt8]) { self.bytes += bytes }
}

/// What a text holds at a path of names and indices.
func value(_ text: String, _ path: String) throws -> Any? {
    var value: Any? = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    for part in path.split(separator: ".").map(String.init) {
        if let index = Int(part) {
            let list = value as? [Any] ?? []
            value = list.indices.contains(index) ? list[index] : nil
        } else {
            value = (value as? [String: Any])?[part]
        }
    }
    return value
}
