public import ConfigModel

/// An IAM credential report (IAM User Guide, "Getting credential reports for your AWS account"): one row a user, the
/// root user first, 16 columns in the oldest reports and 22 in today's.
public struct CredentialReport: Sendable {
    /// A user's row. Values are as written, `N/A`, `no_information` and `not_supported` included.
    public struct Row: Sendable {
        let columns: [String: Int]
        let values: [String]

        /// The value of a column; nil where the report has no such column.
        public subscript(column: String) -> String? {
            columns[column].flatMap { $0 < values.count ? values[$0] : nil }
        }

        /// `true` or `false`; nil where the report does not say.
        public func bool(_ column: String) -> Bool? {
            switch self[column]?.lowercased() {
            case "true": true
            case "false": false
            default: nil
            }
        }

        /// A time; nil for `N/A`, `no_information` and `not_supported`.
        public func time(_ column: String) -> Timestamp? {
            self[column].flatMap { Timestamp($0) }
        }

        public var user: String { self["user"] ?? "" }
        public var arn: String { self["arn"] ?? "" }
        public var isRoot: Bool { user == "<root_account>" }
    }

    /// The rows in the order of the report.
    public let rows: [Row]
    private let byARN: [String: Int]

    public init(rows: [Row]) {
        self.rows = rows
        byARN = Dictionary(rows.enumerated().map { ($1.arn, $0) }) { first, _ in first }
    }

    /// The report as CSV: what ``init(csv:)`` reads to the same report.
    public var csv: String {
        var columns = ["user", "arn"]
        if let first = rows.first {
            // Of columns of one name only the first can be asked for; the others keep their places.
            columns = first.values.indices.map { "column-\($0)" }
            for (name, place) in first.columns where columns.indices.contains(place) { columns[place] = name }
        }
        return ([columns] + rows.map(\.values)).map { values in
            values.map(Self.quoted).joined(separator: ",") + "\n"
        }.joined()
    }

    private static func quoted(_ value: String) -> String {
        guard value.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return value }
        return "\"" + value.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    public var root: Row? { rows.first(where: \.isRoot) }

    /// The row of a user, by ARN.
    public func row(arn: String) -> Row? {
        byARN[arn].map { rows[$0] }
    }
}

extension CredentialReport {
    /// Why a text is not a credential report.
    public enum ParseError: Error, Equatable {
        /// The first line does not name the columns `user` and `arn`.
        case noHeader
        /// A line, counted from 1, has another number of values than the header.
        case wrongNumberOfValues(line: Int, found: Int, expected: Int)
        /// A quoted value has no closing quote.
        case unterminatedQuote(line: Int)
        /// A line's ARN is not an IAM ARN, so that the row belongs to no account.
        case malformedARN(line: Int)
    }

    /// Reads the CSV (RFC 4180 quoting; either line ending; empty lines skipped).
    public init(csv text: String) throws(ParseError) {
        let lines = try Self.records(text)
        guard let header = lines.first, header.values.contains("user"), header.values.contains("arn") else {
            throw .noHeader
        }
        let columns = Dictionary(header.values.enumerated().map { ($1, $0) }) { first, _ in first }
        var rows: [Row] = []
        for record in lines.dropFirst() {
            guard record.values.count == header.values.count else {
                throw .wrongNumberOfValues(
                    line: record.line, found: record.values.count, expected: header.values.count)
            }
            let row = Row(columns: columns, values: record.values)
            guard ARN(row.arn)?.accountId != nil else { throw .malformedARN(line: record.line) }
            rows.append(row)
        }
        self.init(rows: rows)
    }

    private static func records(_ text: String) throws(ParseError) -> [(line: Int, values: [String])] {
        var records: [(Int, [String])] = []
        var values: [String] = []
        var value: [UInt8] = []
        var line = 1
        var start = 1
        var quoted = false
        var wasQuoted = false
        let bytes = Array(text.utf8)
        var i = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        func endValue() {
            values.append(String(decoding: value, as: UTF8.self))
            value = []
            wasQuoted = false
        }
        func endRecord() {
            let isEmpty = values.isEmpty && value.isEmpty && !wasQuoted
            endValue()
            if !isEmpty { records.append((start, values)) }
            values = []
        }
        while i < bytes.count {
            let byte = bytes[i]
            i += 1
            if byte == 0x0A { line += 1 }
            if quoted {
                guard byte == 0x22 else {
                    value.append(byte)
                    continue
                }
                if i < bytes.count, bytes[i] == 0x22 {
                    value.append(0x22)
                    i += 1
                } else {
                    quoted = false
                }
                continue
            }
            switch byte {
            case 0x22 where value.isEmpty:
                quoted = true
                wasQuoted = true
            case 0x2C: endValue()
            case 0x0D: break
            case 0x0A:
                endRecord()
                start = line
            default: value.append(byte)
            }
        }
        if quoted { throw .unterminatedQuote(line: start) }
        endRecord()
        return records
    }
}
