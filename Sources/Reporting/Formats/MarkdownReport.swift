import CommandLineKit
import Compliance
import RuleKit

/// A comment on a pull request (GitHub Flavored Markdown Spec; GitLab reads the same): the conclusion, a table of rules, and
/// folded what is behind it.
///
/// A comment of GitHub holds 65,536 characters: of each part as many rows are shown as fit, and the rest is counted. What
/// comes from the input stands in code spans, where nothing is markup, a mention, a reference or a link.
public enum MarkdownReport {
    /// Room for a line of the user's own around it.
    static let limit = 60_000
    /// How many rows of a part are tried, the most first.
    private static let rowCounts = [50, 20, 10, 5, 2, 1]

    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        let head = head(content)
        let parts = MarkdownParts(content, rows: rowCounts[0])
        var text = ""
        for rows in rowCounts {
            let blocks = parts.blocks(rows: rows)
            text = head + blocks.joined()
            if text.utf16.count <= limit { break }
            if rows == rowCounts.last { text = head + fitting(blocks, into: limit - head.utf16.count) }
        }
        sink.write(Array(text.utf8))
    }

    private static func fitting(_ blocks: [String], into room: Int) -> String {
        var room = room - 200
        var text = ""
        var omitted = 0
        for block in blocks {
            if block.utf16.count <= room {
                room -= block.utf16.count
                text += block
            } else {
                omitted += 1
            }
        }
        return text + "\n\(grouped(omitted)) more rules or parts have no room here: `--output table` shows them.\n"
    }

    private static func head(_ content: ReportContent) -> String {
        let (word, detail) = content.outcome
        var text = "## configcheck: \(word)\n\n"
        if !detail.isEmpty { text += "**\(detail)**\n\n" }
        if !content.errors.isEmpty {
            text += "The input could not be read in full:\n\n"
            for error in content.errors.prefix(10) { text += "- \(code(error))\n" }
            let rest = content.errors.count - 10
            if rest > 0 { text += "- and \(grouped(rest)) more: `--output json`\n" }
            text += "\n"
        }
        let summary = content.summary
        var counts = [content.resourceCounts] + content.verdictCounts.map(prose)
        if summary.waived > 0 { counts.append("\(grouped(summary.waived)) waived") }
        if summary.unchanged > 0 { counts.append("\(grouped(summary.unchanged)) in the baseline") }
        if !content.gone.isEmpty { counts.append("\(grouped(content.gone.count)) of the baseline gone") }
        text += counts.joined(separator: " · ") + "\n"
        return text + overview(content)
    }

    /// The rules that fail, a row each, as far as there is room for rules at all.
    private static func overview(_ content: ReportContent) -> String {
        let summary = content.summary
        let failing = content.rulesWorstFirst.filter { summary.openByRule[$0] > 0 }
        guard !failing.isEmpty else { return "" }
        var table = "\n| severity | rule | findings | of |\n| --- | --- | ---: | ---: |\n"
        for (number, index) in failing.enumerated() {
            let rule = content.evaluations.rules[index]
            let row =
                "| \(rule.severity.rawValue) | \(cell(rule.name)) | \(grouped(summary.openByRule[index])) "
                + "| \(grouped(summary.byRule[index].decided)) |\n"
            if table.utf16.count + row.utf16.count > limit / 3 {
                return table + "\nand \(grouped(failing.count - number)) more rules: `--output table`\n"
            }
            table += row
        }
        return table
    }

    /// A code span for a table, where bars are escaped even in it (section 4.10, "Tables").
    static func cell(_ text: String) -> String { replacing(in: code(text)) { $0 == "|" ? "\\|" : nil } }

    /// A code span (section 6.1, "Code spans"); empty for an empty text.
    static func code(_ text: String) -> String {
        let text = shown(text)
        guard !text.isEmpty else { return "" }
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        // One space at both ends is taken off again.
        let needsSpace = [UInt8(ascii: "`"), UInt8(ascii: " ")].contains {
            [text.utf8.first, text.utf8.last].contains($0)
        }
        let space = needsSpace ? " " : ""
        return fence + space + text + space + fence
    }

    private static func shown(_ text: String) -> String { clipped(sanitized(clipped(text, to: 300)), to: 300) }

    /// The same in HTML, where no Markdown is read.
    static func htmlCode(_ text: String) -> String {
        let text = replacing(in: shown(text)) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            default: nil
            }
        }
        return "<code>\(text)</code>"
    }

    /// Text of the program's own, in which nothing is meant as markup.
    static func prose(_ text: String) -> String {
        replacing(in: text) { #"\`*_{}[]<>#|~@&"#.unicodeScalars.contains($0) ? "\\\($0)" : nil }
    }
}
