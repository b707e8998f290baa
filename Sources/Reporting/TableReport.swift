public import CommandLineKit
import Compliance
import ConfigModel
import RuleKit

/// The report for reading: worst first, grouped by rule, what is wrong and where; what could not be decided; totals last.
public enum TableReport {
    /// How many findings of one rule are shown.
    public static let shown = 10

    private struct Row {
        let accountId: String
        let region: String
        let type: ResourceType
        let label: String
        let annotation: String
    }

    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - how: what to run for all findings of a rule, given its name.
    public static func write(
        _ content: ReportContent, to sink: some ByteSink, width: Int, style: Style, seeRest how: (String) -> String
    ) {
        let rules = content.evaluations.rules.map(\.rule)
        var failing: [[Row]] = Array(repeating: [], count: rules.count)
        var undecided: [[Row]] = Array(repeating: [], count: rules.count)
        content.evaluations.forEach { resource, evaluations in
            for evaluation in evaluations {
                let index = evaluation.ruleIndex
                switch evaluation.complianceType {
                case .nonCompliant where failing[index].count < shown:
                    failing[index].append(row(resource, evaluation))
                case .insufficientData where undecided[index].isEmpty:
                    undecided[index].append(row(resource, evaluation))
                default: break
                }
            }
        }
        var text = ""
        let summary = content.summary
        let order = rules.indices.sorted {
            let a = (rules[$0].severity, summary.byRule[$0].nonCompliant)
            let b = (rules[$1].severity, summary.byRule[$1].nonCompliant)
            return a != b ? a > b : $0 < $1
        }
        for index in order where !failing[index].isEmpty {
            group(rules[index], failing[index], summary.byRule[index], width, style, how, &text)
        }
        notDecided(order.filter { !undecided[$0].isEmpty }, rules, undecided, summary, width, style, &text)
        totals(content, style, &text)
        sink.write(Array(text.utf8))
    }

    private static func row(_ resource: EvaluationSet.Resource, _ evaluation: EvaluationSet.Evaluation) -> Row {
        func string(_ bytes: ArraySlice<UInt8>) -> String { sanitized(String(decoding: bytes, as: UTF8.self)) }
        let id = string(resource.id)
        let name = string(resource.name)
        return Row(
            accountId: string(resource.accountId), region: string(resource.awsRegion), type: resource.type,
            label: name.isEmpty || name == id ? ARN(id)?.resource ?? id : ARN(id) == nil ? "\(id) (\(name))" : name,
            annotation: string(evaluation.annotation))
    }

    private static func group(
        _ rule: ManagedRule, _ rows: [Row], _ counts: Counts, _ width: Int, _ style: Style, _ how: (String) -> String,
        _ text: inout String
    ) {
        let heading = "\(rule.severity.rawValue.uppercased())  "
        let number = "\(grouped(counts.nonCompliant)) of \(grouped(counts.decided))"
        let gap = max(2, width - displayWidth(of: heading) - displayWidth(of: rule.name) - number.count)
        text += style.apply(heading, .bold, color(rule.severity)) + style.apply(rule.name, .bold)
        text += String(repeating: " ", count: gap) + number + "\n"
        for line in wrapped(rule.summary, toWidth: width - 2) { text += "  " + style.apply(line, .dim) + "\n" }
        let manyAccounts = Set(rows.map(\.accountId)).count > 1
        let manyTypes = rule.scope.count > 1
        for row in rows {
            var place: [String] = []
            if manyAccounts, !row.accountId.isEmpty { place.append(row.accountId) }
            if !row.region.isEmpty, row.region != "global" { place.append(row.region) }
            if manyTypes { place.append(row.type.rawValue) }
            place.append(row.label)
            text += "    " + truncated(place.joined(separator: "  "), toWidth: width - 4) + "\n"
            for line in wrapped(row.annotation, toWidth: width - 6) { text += "      \(line)\n" }
        }
        let rest = counts.nonCompliant - rows.count
        if rest > 0 { text += "    and \(grouped(rest)) more: \(how(rule.name))\n" }
        for line in wrapped("→ \(rule.remedy.summary)", toWidth: width - 2) { text += "  \(line)\n" }
        text += "\n"
    }

    /// Grouped by what is missing: one command often decides several rules.
    private static func notDecided(
        _ order: [Int], _ rules: [ManagedRule], _ rows: [[Row]], _ summary: Summary, _ width: Int, _ style: Style,
        _ text: inout String
    ) {
        guard !order.isEmpty else { return }
        text += style.apply("NOT DECIDED", .bold, .yellow) + "  for want of data; this is no pass\n"
        var reasons: [String] = []
        for index in order where !reasons.contains(rows[index][0].annotation) {
            reasons.append(rows[index][0].annotation)
        }
        for reason in reasons {
            for line in wrapped(reason, toWidth: width - 2) { text += "  \(line)\n" }
            let names = order.filter { rows[$0][0].annotation == reason }.map { index in
                let count = summary.byRule[index].insufficientData
                return rules[index].name + (count > 1 ? " (\(grouped(count)))" : "")
            }
            for line in wrapped(names.joined(separator: ", "), toWidth: width - 4) { text += "    \(line)\n" }
        }
        text += "\n"
    }

    private static func totals(_ content: ReportContent, _ style: Style, _ text: inout String) {
        let summary = content.summary
        func number(_ count: Int, _ one: String, _ many: String? = nil) -> String {
            "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
        }
        text += "\(number(content.outcome.itemCount, "configuration item")), "
        text += "\(number(summary.resourceCount, "resource")) judged by "
        text += "\(number(content.evaluations.rules.count, "rule"))\n"
        text += ComplianceType.allCases.filter { summary.total[$0] > 0 }
            .map { "\(grouped(summary.total[$0])) \($0.rawValue)" }.joined(separator: "  ")
        text += summary.total == Counts() ? "no verdicts\n" : "\n"
        let severities = Severity.allCases.reversed().compactMap { severity in
            summary.bySeverity[severity].map { "\(grouped($0)) \(severity.rawValue)" }
        }
        let findings =
            severities.isEmpty
            ? "" : "\(number(summary.total.nonCompliant, "finding")) (\(severities.joined(separator: ", ")))"
        switch content.conclusion {
        case .passed:
            text += style.apply("PASSED", .bold, .green)
            text += findings.isEmpty ? "\n" : ": \(findings), none at the gate's level\n"
        case .failed: text += style.apply("FAILED", .bold, .red) + ": \(findings)\n"
        case .nothingEvaluated:
            text += style.apply("NO PASS", .bold, .yellow) + ": nothing was evaluated\n"
        case .incomplete:
            text += style.apply("NO PASS", .bold, .yellow)
            text += ": \(number(content.outcome.faults.count, "fault")) in the input, so this is not the whole picture"
            text += findings.isEmpty ? "\n" : "; \(findings)\n"
        }
    }

    private static func color(_ severity: Severity) -> Style.Rendition {
        switch severity {
        case .critical: .magenta
        case .high: .red
        case .medium: .yellow
        case .low: .blue
        }
    }

    /// 1234567 as 1,234,567.
    static func grouped(_ number: Int) -> String {
        var result = ""
        let digits = String(number)
        for (i, digit) in digits.enumerated() {
            if i > 0, (digits.count - i) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result
    }
}
