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
        let waiver: Waiver?
    }

    /// - Parameters:
    ///   - width: columns of the terminal.
    ///   - findingsOnly: nothing of what is undecided, of what went away, and no totals.
    public static func write(
        _ content: ReportContent, to sink: some ByteSink, width: Int, style: Style, findingsOnly: Bool = false
    ) {
        let rules = content.evaluations.rules
        var failing: [[Row]] = Array(repeating: [], count: rules.count)
        var waived: [[Row]] = Array(repeating: [], count: rules.count)
        var undecided: [[Row]] = Array(repeating: [], count: rules.count)
        content.evaluations.forEach { resource, evaluations in
            for evaluation in evaluations {
                let index = evaluation.ruleIndex
                switch evaluation.complianceType {
                case .nonCompliant where evaluation.isOpen && failing[index].count < shown:
                    failing[index].append(row(resource, evaluation))
                case .nonCompliant where evaluation.waiver != nil && waived[index].count < shown:
                    waived[index].append(
                        row(resource, evaluation, evaluation.waiver.map { content.evaluations.waivers[$0] }))
                case .insufficientData where undecided[index].isEmpty:
                    undecided[index].append(row(resource, evaluation))
                default: break
                }
            }
        }
        var text = ""
        let summary = content.summary
        let order = content.rulesWorstFirst
        for index in order where !failing[index].isEmpty {
            group(rules[index], failing[index], summary.openByRule[index], summary.byRule[index], width, style, &text)
        }
        excused(order.filter { !waived[$0].isEmpty }, rules, waived, summary, width, style, &text)
        if !findingsOnly {
            gone(content.gone, width, style, &text)
            notDecided(order.filter { !undecided[$0].isEmpty }, rules, undecided, summary, width, style, &text)
            totals(content, style, &text)
        }
        sink.write(Array(text.utf8))
    }

    private static func row(
        _ resource: EvaluationSet.Resource, _ evaluation: EvaluationSet.Evaluation, _ waiver: Waiver? = nil
    ) -> Row {
        func string(_ bytes: ArraySlice<UInt8>) -> String { sanitized(String(decoding: bytes, as: UTF8.self)) }
        return Row(
            accountId: string(resource.accountId), region: string(resource.awsRegion), type: resource.type,
            label: sanitized(resource.label),
            annotation: string(evaluation.annotation), waiver: waiver)
    }

    private static func group(
        _ rule: EvaluatedRule, _ rows: [Row], _ open: Int, _ counts: Counts, _ width: Int, _ style: Style,
        _ text: inout String
    ) {
        let heading = "\(rule.severity.rawValue.uppercased())  "
        let number = "\(grouped(open)) of \(grouped(counts.decided))"
        let name = sanitized(rule.name)
        let gap = max(2, width - displayWidth(of: heading) - displayWidth(of: name) - number.count)
        text += style.apply(heading, .bold, color(rule.severity)) + style.apply(name, .bold)
        text += String(repeating: " ", count: gap) + number + "\n"
        if !rule.summary.isEmpty {
            for line in wrapped(rule.summary, toWidth: width - 2) { text += "  " + style.apply(line, .dim) + "\n" }
        }
        append(rows, width, &text)
        let rest = open - rows.count
        if rest > 0 { text += "    and \(grouped(rest)) more: --rule \(name) --output ndjson\n" }
        if let remedy = rule.remedy {
            for line in wrapped("→ \(remedy.summary)", toWidth: width - 2) { text += "  \(line)\n" }
        }
        text += "\n"
    }

    private static func append(_ rows: [Row], _ width: Int, _ text: inout String) {
        let manyAccounts = Set(rows.map(\.accountId)).count > 1
        let manyTypes = Set(rows.map(\.type)).count > 1
        for row in rows {
            var place: [String] = []
            if manyAccounts, !row.accountId.isEmpty { place.append(row.accountId) }
            if !row.region.isEmpty, row.region != "global" { place.append(row.region) }
            if manyTypes { place.append(sanitized(row.type.rawValue)) }
            place.append(row.label)
            text += "    " + truncated(place.joined(separator: "  "), toWidth: width - 4) + "\n"
            for line in wrapped(row.annotation, toWidth: width - 6) { text += "      \(line)\n" }
            guard let waiver = row.waiver else { continue }
            let why = sanitized("until \(waiver.expiry), \(waiver.owner), \(waiver.ticket): \(waiver.reason)")
            for line in wrapped(why, toWidth: width - 6) { text += "      \(line)\n" }
        }
    }

    /// Findings stay findings: each is listed with what excuses it.
    private static func excused(
        _ order: [Int], _ rules: [EvaluatedRule], _ rows: [[Row]], _ summary: Summary, _ width: Int, _ style: Style,
        _ text: inout String
    ) {
        guard !order.isEmpty else { return }
        text += style.apply("WAIVED", .bold, .cyan) + "  \(grouped(summary.waived)), no matter of the gate\n"
        for index in order {
            text += "  \(rules[index].severity.rawValue)  \(sanitized(rules[index].name))\n"
            append(rows[index], width, &text)
            if rows[index].count == shown {
                text += "    and maybe more: --rule \(sanitized(rules[index].name)) --output ndjson\n"
            }
        }
        text += "\n"
    }

    private static func gone(
        _ findings: [Baseline.Finding], _ width: Int, _ style: Style, _ text: inout String
    ) {
        guard !findings.isEmpty else { return }
        text += style.apply("GONE", .bold, .green) + "  \(grouped(findings.count)) of the baseline; write it anew\n"
        for finding in findings.prefix(shown) {
            let place = [finding.accountId, finding.awsRegion, finding.resourceId].filter { !$0.isEmpty }
            let line = "  \(sanitized(finding.configRuleName))  \(sanitized(place.joined(separator: "  ")))"
            text += truncated(line, toWidth: width) + "\n"
        }
        if findings.count > shown { text += "  and \(grouped(findings.count - shown)) more: --output json\n" }
        text += "\n"
    }

    /// Grouped by what is missing: one command often decides several rules.
    private static func notDecided(
        _ order: [Int], _ rules: [EvaluatedRule], _ rows: [[Row]], _ summary: Summary, _ width: Int, _ style: Style,
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
                return sanitized(rules[index].name) + (count > 1 ? " (\(grouped(count)))" : "")
            }
            for line in wrapped(names.joined(separator: ", "), toWidth: width - 4) { text += "    \(line)\n" }
        }
        text += "\n"
    }

    private static func totals(_ content: ReportContent, _ style: Style, _ text: inout String) {
        let summary = content.summary
        text += content.resourceCounts + "\n"
        text += content.verdictCounts.isEmpty ? "no verdicts\n" : content.verdictCounts.joined(separator: "  ") + "\n"
        if summary.unchanged > 0 { text += "\(counted(summary.unchanged, "finding")) in the baseline\n" }
        let (word, detail) = content.outcome
        let color: Style.Rendition =
            switch content.conclusion {
            case .passed: .green
            case .failed: .red
            case .nothingEvaluated, .incomplete: .yellow
            }
        text += style.apply(word, .bold, color) + (detail.isEmpty ? "" : ": \(detail)") + "\n"
    }

    private static func color(_ severity: Severity) -> Style.Rendition {
        switch severity {
        case .critical: .magenta
        case .high: .red
        case .medium: .yellow
        case .low: .blue
        }
    }
}
