import CommandLineKit
import Compliance
import ConfigModel
import RuleKit

/// All evaluations as a table for spreadsheets (RFC 4180, "Common Format and MIME Type for CSV Files"): the members of
/// `ndjson` as columns, in its order.
///
/// Characters that steer are made visible, so a cell is a line. A cell that a spreadsheet would take for a formula gets an
/// apostrophe before it (OWASP, "CSV Injection"). Errors of the input have no place here: the exit status tells.
public enum CSVReport {
    private static let columns = [
        "accountId", "awsRegion", "resourceType", "resourceId", "resourceName", "arn", "configRuleName",
        "complianceType", "annotation", "severity", "orderingTimestamp", "path", "line", "waiverReason", "waiverOwner",
        "waiverTicket", "waiverExpiry", "baselineState",
    ]

    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        let evaluations = content.evaluations
        let rules = evaluations.rules.map { (name: cell($0.name), severity: cell($0.severity.rawValue)) }
        let waivers = evaluations.waivers.map { waiver in
            [waiver.reason, waiver.owner, waiver.ticket, waiver.expiry].map(cell).joined(separator: ",")
        }
        var text = TextPieces(sink)
        text.write(columns.joined(separator: ",") + "\r\n")
        evaluations.forEach { resource, found in
            let start =
                [
                    resource.accountId, resource.awsRegion, resource.type.rawValue.utf8Slice, resource.id,
                    resource.name,
                    resource.arn,
                ].map(cell).joined(separator: ",")
            for evaluation in found {
                let rule = rules[evaluation.ruleIndex]
                text.write("\(start),\(rule.name),\(evaluation.complianceType.rawValue),")
                text.write("\(cell(evaluation.annotation)),\(rule.severity),")
                text.write("\(evaluation.orderingTimestamp?.iso8601 ?? ""),")
                text.write("\(evaluation.location.map { cell($0.path) } ?? ""),")
                text.write(evaluation.location?.line.map { "\($0)," } ?? ",")
                text.write("\(evaluation.waiver.map { waivers[$0] } ?? ",,,"),")
                text.write("\(evaluation.baselineState?.rawValue ?? "")\r\n")
            }
        }
        text.flush()
    }

    private static func cell(_ bytes: ArraySlice<UInt8>) -> String { cell(String(decoding: bytes, as: UTF8.self)) }

    static func cell(_ text: String) -> String {
        var text = sanitized(text)
        let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
        if let first, "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first) { text = "'" + text }
        // A semicolon separates columns where a comma is the decimal point.
        guard text.utf8.contains(where: { [0x22, 0x2C, 0x3B].contains($0) }) else { return text }
        return "\"" + replacing(in: text) { $0 == "\"" ? "\"\"" : nil } + "\""
    }
}

extension String {
    fileprivate var utf8Slice: ArraySlice<UInt8> { Array(utf8)[...] }
}
