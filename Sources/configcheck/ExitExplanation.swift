import Reporting
import RuleKit

/// Why the exit status is what it is, in one line.
enum ExitExplanation {
    /// - Parameter basis: what was evaluated, in words.
    static func text(_ status: ExitStatus, _ content: ReportContent, basis: String) -> String {
        let summary = content.summary
        let gate = content.gate
        var reasons: [String] = []
        switch status {
        case .internalError: reasons.append("a report could not be written")
        case .incompleteInput where content.conclusion == .nothingEvaluated:
            reasons.append("nothing was evaluated")
        case .incompleteInput:
            let count = content.errors.count
            reasons.append("\(count) fault\(count == 1 ? "" : "s") in the input, which outranks the gate")
        case .gateFailed:
            reasons.append(
                "too many findings: " + gate.excesses.joined(separator: "; ") + " (\(severities(gate.counted)))")
        case .passed where gate.count > 0:
            let findings = gate.count == 1 ? "1 finding is" : "\(gate.count) findings are"
            reasons.append("\(findings) allowed (\(severities(gate.counted)))")
        case .passed, .usage: reasons.append("no finding counts for the gate")
        }
        func note(_ count: Int, _ what: String) {
            if count > 0 { reasons.append("\(count) \(what)") }
        }
        note(summary.open - gate.count, "below the gate's level")
        note(summary.waived, "waived")
        note(summary.unchanged, "in the baseline")
        note(summary.total.insufficientData, "undecided")
        reasons.append("\(basis) read")
        return "exit \(status.rawValue): " + reasons.joined(separator: ", ")
    }

    private static func severities(_ counts: [Severity: Int]) -> String {
        Severity.allCases.reversed().compactMap { severity in counts[severity].map { "\($0) \(severity.rawValue)" } }
            .joined(separator: ", ")
    }
}
