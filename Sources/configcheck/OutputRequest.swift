import CommandLineKit
import Ingest

/// The name of a format that a verb writes.
protocol FormatName: RawRepresentable<String>, CaseIterable, Sendable, Equatable {}

/// `FORMAT[=FILE]`
struct OutputRequest<Format: FormatName>: ArgumentValue, Equatable {
    let format: Format
    /// nil for standard output.
    let file: String?

    init(_ format: Format, file: String? = nil) {
        self.format = format
        self.file = file
    }

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let format = Format(rawValue: String(parts[0])) else { return nil }
        self.format = format
        file = parts.count == 2 ? String(parts[1]) : nil
        if file?.isEmpty == true { return nil }
    }

    var argument: String { format.rawValue + (file.map { "=" + $0 } ?? "") }
    static var completions: [String] { Format.allCases.map(\.rawValue) }
    static var placeholder: String { "FORMAT[=FILE]" }
    static var expected: String { "\(names), with =FILE to write it to a file" }

    /// The formats as a phrase: `table, json or ndjson`.
    static var names: String {
        let all = Format.allCases.map(\.rawValue)
        return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
    }

    /// Opens a file, or standard output, for every request.
    ///
    /// Two reports in one place would be none, and opening a report empties it: never one of the inputs.
    static func open(_ requests: [Self], inputs: [InputFile]) throws -> [(Self, OutputFile)] {
        var seen: [String?] = []
        for request in requests {
            if seen.contains(request.file) {
                throw UsageError.repeatedOption(
                    "--output", first: request.file ?? "standard output", second: request.argument)
            }
            seen.append(request.file)
        }
        for case let path? in requests.map(\.file) where inputs.contains(where: { $0.isFile(at: path) }) {
            throw OutputError.isInput(path)
        }
        return try requests.map { ($0, try $0.file.map { try OutputFile(path: $0) } ?? OutputFile()) }
    }
}
