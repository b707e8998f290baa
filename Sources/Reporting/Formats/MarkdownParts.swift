import Compliance
import RuleKit

/// The folded parts of a ``MarkdownReport``, a table each.
struct MarkdownParts {
    /// A table with as many of its rows as may be shown.
    private struct Part {
        var heading: String
        var columns: [String]
        var rows: [String] = []
        /// Where the rows' findings stand, for parts that say so.
        var places: [(path: String, line: Int?)] = []
        /// How many rows there are in all.
        var count = 0
        var more: String
        var text = ""

        mutating func add(_ cells: [String], upTo most: Int) {
            count += 1
            if rows.count < most { rows.append("| " + cells.joined(separator: " | ") + " |") }
        }

        /// A path may be long, so where there is but one it is said once.
        private func place(_ row: Int, _ isOne: Bool) -> String {
            guard places.indices.contains(row) else { return "" }
            let (path, line) = places[row]
            return isOne
                ? " \(line.map(String.init) ?? "") |"
                : " \(MarkdownReport.cell(path + (line.map { ":\($0)" } ?? ""))) |"
        }

        func block(rows most: Int) -> String {
            let paths = Set(places.prefix(most).map(\.path))
            let isOne = paths.count < 2
            var columns = columns
            if !places.isEmpty, paths != [""] { columns.append(isOne ? "line" : "file") }
            var block = "\n<details><summary>\(heading)</summary>\n\n"
            block += "| " + columns.joined(separator: " | ") + " |\n|" + columns.map { _ in " --- |" }.joined() + "\n"
            for (number, row) in rows.prefix(most).enumerated() {
                block += row + (paths == [""] ? "" : place(number, isOne)) + "\n"
            }
            if isOne, let path = paths.first, !path.isEmpty { block += "\nin \(MarkdownReport.code(path))\n" }
            let rest = count - min(most, rows.count)
            if rest > 0 { block += "\nand \(grouped(rest)) more: \(more)\n" }
            return block + text + "\n</details>\n"
        }
    }

    private var parts: [Part] = []

    /// - Parameter most: how many rows of a part are kept.
    init(_ content: ReportContent, rows most: Int) {
        let summary = content.summary
        var failing: [Int: Part] = [:]
        var waived = Part(
            heading: "Waived: \(grouped(summary.waived))", columns: ["rule", "resource", "finding", "waiver"],
            more: "`--output csv`")
        var unchanged = Part(
            heading: "In the baseline: \(grouped(summary.unchanged))", columns: ["rule", "resource", "finding"],
            more: "`--output csv`")
        let cell = MarkdownReport.cell
        content.forEachFinding { finding in
            let index = finding.evaluation.ruleIndex
            func resource() -> String {
                cell(finding.resourceTitle) + (finding.place.isEmpty ? "" : " " + cell(finding.place))
            }
            if let waiver = finding.waiver {
                waived.add(
                    waived.rows.count < most
                        ? [cell(finding.rule.name), resource(), cell(finding.breach), cell(waiver.note)] : [],
                    upTo: most)
            } else if finding.excuse != nil {
                unchanged.add(
                    unchanged.rows.count < most ? [cell(finding.rule.name), resource(), cell(finding.breach)] : [],
                    upTo: most)
            } else {
                var part = failing[index] ?? Self.part(finding.rule, summary.openByRule[index], summary.byRule[index])
                failing[index] = nil
                if part.rows.count < most { part.places.append((finding.path, finding.line)) }
                part.add(part.rows.count < most ? [resource(), cell(finding.breach)] : [], upTo: most)
                failing[index] = part
            }
        }
        parts = content.rulesWorstFirst.compactMap { failing[$0] }
        parts += [waived, unchanged, Self.gone(content.gone, most), Self.undecided(content, most)]
            .filter { $0.count > 0 }
    }

    func blocks(rows: Int) -> [String] { parts.map { $0.block(rows: rows) } }

    private static func part(_ rule: EvaluatedRule, _ open: Int, _ counts: Counts) -> Part {
        var part = Part(
            heading: "<b>\(rule.severity.rawValue)</b> \(MarkdownReport.htmlCode(rule.name)): "
                + "\(grouped(open)) of \(grouped(counts.decided))",
            columns: ["resource", "finding"], more: "\(MarkdownReport.code("--rule \(rule.name) --output csv"))")
        if !rule.summary.isEmpty { part.text += "\n\(MarkdownReport.prose(rule.summary))\n" }
        if let remedy = rule.remedy {
            part.text += "\n→ \(MarkdownReport.prose(remedy.summary))\n"
            if let command = remedy.command { part.text += "\n```sh\n\(command)\n```\n" }
        }
        return part
    }

    private static func gone(_ findings: [Baseline.Finding], _ most: Int) -> Part {
        var part = Part(
            heading: "Gone from the baseline, which may be written anew: \(grouped(findings.count))",
            columns: ["rule", "resource", "finding"], more: "`--output json`")
        for finding in findings {
            let place = [finding.accountId, finding.awsRegion].filter { !$0.isEmpty }.joined(separator: "/")
            let resource = MarkdownReport.cell("\(finding.resourceType)/\(finding.resourceId)")
            part.add(
                [
                    MarkdownReport.cell(finding.configRuleName), "\(resource) \(MarkdownReport.cell(place))",
                    MarkdownReport.cell(finding.annotation),
                ], upTo: most)
        }
        return part
    }

    /// A row a rule, with what one of its verdicts wants.
    private static func undecided(_ content: ReportContent, _ most: Int) -> Part {
        let summary = content.summary
        let reasons = content.undecided
        var part = Part(
            heading: "Not decided for want of data, which is no pass: \(grouped(summary.total.insufficientData))",
            columns: ["rule", "resources", "what is missing"], more: "`--output csv`")
        for index in content.rulesWorstFirst {
            guard let reason = reasons[index] else { continue }
            part.add(
                [
                    MarkdownReport.cell(content.evaluations.rules[index].name),
                    grouped(summary.byRule[index].insufficientData), MarkdownReport.cell(reason),
                ], upTo: most)
        }
        return part
    }
}
