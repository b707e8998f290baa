import CommandLineKit
import Compliance
import ConfigModel
import RuleKit

/// The report for looking at: one HTML file that loads nothing, with filters, pictures and timelines.
///
/// It depends on its content and details alone. Texts of the input reach the page as text: those of the head through
/// `text`, all others as JSON that the page's script shows.
public enum HTMLReport {
    /// How many errors are named.
    private static let shownErrors = 200

    public static func write(_ content: ReportContent, details: HTMLDetails = HTMLDetails(), to sink: some ByteSink) {
        var isMarkup = true
        for piece in HTMLPage.skeleton.split(separator: "{{", omittingEmptySubsequences: false) {
            var literal = piece
            if !isMarkup, let end = piece.firstRange(of: "}}") {
                sink.write(hole(String(piece[..<end.lowerBound]), content, details))
                literal = piece[end.upperBound...]
            }
            isMarkup = false
            sink.write(Array(literal.utf8))
        }
    }

    /// What stands in place of `{{name}}`.
    private static func hole(_ name: String, _ content: ReportContent, _ details: HTMLDetails) -> [UInt8] {
        switch name {
        case "data": return HTMLData.bytes(content, details)
        case "style": return Array(HTMLPage.style.utf8)
        case "script": return Array(HTMLPage.script.utf8)
        case "errors": return Array(errors(content).utf8)
        default: return Array(text(headText(name, HTMLHead(content))).utf8)
        }
    }

    private static func headText(_ name: String, _ head: HTMLHead) -> String {
        func number(_ type: ComplianceType) -> String { grouped(head.content.summary.total[type]) }
        func number(_ severity: Severity) -> String {
            grouped(head.content.summary.bySeverity[severity] ?? 0)
        }
        return switch name {
        case "styleHash": HTMLPage.styleHash
        case "scriptHash": HTMLPage.scriptHash
        case "title": "\(head.conclusion): \(head.reason)"
        case "version": head.content.version
        case "state": head.state
        case "mark": head.mark
        case "conclusion": head.conclusion
        case "reason": head.reason
        case "when": head.when
        case "scope": head.scope
        case "score": head.score
        case "errorsHidden": head.content.errors.isEmpty ? "hidden" : ""
        case "compliant": number(.compliant)
        case "nonCompliant": number(.nonCompliant)
        case "notApplicable": number(.notApplicable)
        case "insufficientData": number(.insufficientData)
        case "critical": number(.critical)
        case "high": number(.high)
        case "medium": number(.medium)
        case "low": number(.low)
        default: preconditionFailure("the skeleton has a hole that nothing fills: \(name)")
        }
    }

    private static func errors(_ content: ReportContent) -> String {
        var items = content.errors.prefix(shownErrors).map { "<li>\(text($0))</li>" }
        let rest = content.errors.count - items.count
        if rest > 0 { items.append("<li>and \(grouped(rest)) more</li>") }
        return items.joined(separator: "\n")
    }

    /// For between tags and in quotes.
    private static func text(_ raw: String) -> String {
        GraphSVG.escaped(sanitized(raw)).replacing("\"", with: "&quot;")
    }
}

/// What the head of the page says, in words.
struct HTMLHead {
    let content: ReportContent

    init(_ content: ReportContent) { self.content = content }

    var conclusion: String { content.outcome.word }

    /// A class of the page.
    var state: String {
        switch content.conclusion {
        case .passed: "passed"
        case .failed: "failed"
        case .nothingEvaluated, .incomplete: "open"
        }
    }

    var mark: String {
        switch content.conclusion {
        case .passed: "✓"
        case .failed: "✗"
        case .nothingEvaluated, .incomplete: "!"
        }
    }

    /// `3 new findings (1 high, 2 low), 4 in the baseline, 2 waived`
    var reason: String {
        let summary = content.summary
        let detail = content.outcome.detail
        var text = detail.isEmpty ? "no \(content.evaluations.hasBaseline ? "new findings" : "findings")" : detail
        if summary.unchanged > 0 { text += ", \(grouped(summary.unchanged)) in the baseline" }
        if summary.waived > 0 { text += ", \(grouped(summary.waived)) waived" }
        return text
    }

    /// The newest time that the evaluations name: of the run, where it was given one, else of the newest capture.
    var when: String {
        var newest: Timestamp?
        content.evaluations.forEach { _, evaluations in
            for evaluation in evaluations {
                if let time = evaluation.orderingTimestamp, time > newest ?? time { newest = time }
                if newest == nil { newest = evaluation.orderingTimestamp }
            }
        }
        return newest.map { "As of \($0.iso8601)" } ?? "No capture time is known"
    }

    /// `51 resources in 1 account and 2 regions, judged by 118 rules`
    var scope: String {
        var accounts: Set<ArraySlice<UInt8>> = []
        var regions: Set<ArraySlice<UInt8>> = []
        content.evaluations.forEach { resource, _ in
            accounts.insert(resource.accountId)
            regions.insert(resource.awsRegion)
        }
        accounts.remove([])
        regions.remove([])
        regions.remove(ArraySlice("global".utf8))
        let places = [(accounts.count, "account"), (regions.count, "region")].filter { $0.0 > 0 }
            .map { counted($0.0, $0.1) }
        let resources = counted(content.summary.resourceCount, "resource")
        return resources + (places.isEmpty ? "" : " in " + places.joined(separator: " and "))
            + ", judged by " + counted(content.summary.ruleCount, "rule")
    }

    /// AWS's compliance score (AWS Config Developer Guide, "Compliance Scores for Conformance Packs"), rounded down, so
    /// that only all is 100.
    var score: String {
        let (compliant, decided) = (content.summary.total.compliant, content.summary.total.decided)
        guard decided > 0 else { return "–" }
        let tenths = compliant * 1000 / decided
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
