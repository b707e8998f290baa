import ByteSource
import FoundationEssentials
import JSON

/// One thing to read.
public struct InputFile: Sendable, Hashable {
    /// The path as it was given or found; `-` for standard input.
    public let path: String
    /// Size in bytes, where it is a regular file.
    public let size: Int?

    /// Whether it is standard input.
    public var isStandardInput: Bool { path == "-" }

    /// Whether `path` names the same regular file, by whatever way.
    public func isFile(at path: String) -> Bool {
        guard !isStandardInput, size != nil, let own = FileStatus(path: self.path) else { return false }
        return FileStatus(path: path)?.identity == own.identity
    }

    /// All of a file that is no input itself: settings and the like, at most 256 MiB.
    public static func contents(of path: String) throws(InputFault) -> [UInt8] {
        let source: FileSource
        do throws(SystemError) {
            source = try FileSource(path: path)
        } catch {
            throw InputFault(path: path, reason: .unopenable(error))
        }
        let limit = 256 << 20
        do throws(ByteSourceError) {
            if let bytes = try PeekedSource(source).readAll(limit: limit) { return bytes }
        } catch {
            throw InputFault(
                path: path, reason: .json(JSONError(offset: 0, reason: .source(error)), line: nil, column: nil))
        }
        throw InputFault(
            path: path, reason: .json(JSONError(offset: 0, reason: .tooLarge(limit: limit)), line: nil, column: nil))
    }

    /// An input; `size` in bytes, where it is a regular file.
    public init(path: String, size: Int? = nil) {
        self.path = path
        self.size = size
    }
}

/// Finds the files that the operands of a command line name.
public enum InputFinder {
    /// What was found.
    public struct Outcome: Sendable {
        /// In the order of the operands; within a folder by path.
        public var files: [InputFile] = []
        /// What was named and is not there, or cannot be listed.
        public var faults: [InputFault] = []
        /// Files in folders whose names say that they are no data, such as `README.md`.
        public var passedOver = 0

        /// Files that need no finding.
        public init(files: [InputFile] = []) { self.files = files }
    }

    /// Endings of what is read in a folder; `.gz` may follow any of them. A file that is named itself is always read.
    static let endings = ["json", "ndjson", "jsonl", "csv", "gz"]
    /// What AWS Config leaves in a bucket to see whether it may write, and this program's own settings.
    static let passedOver = ["ConfigWritabilityCheckFile", "configcheck.json"]

    /// Resolves files, folders (recursively, symbolic links to files followed) and `-`.
    ///
    /// - Parameter others: files that are passed over in folders, for they are something else.
    public static func find(_ operands: [String], besides others: [String] = []) -> Outcome {
        let others = others.compactMap { FileStatus(path: $0)?.identity }
        var outcome = Outcome()
        for operand in operands {
            if operand == "-" {
                outcome.files.append(InputFile(path: "-"))
                continue
            }
            var isFolder = false
            guard FileManager.default.fileExists(atPath: operand, isDirectory: &isFolder) else {
                outcome.faults.append(InputFault(path: operand, reason: .missing))
                continue
            }
            guard isFolder else {
                outcome.files.append(InputFile(path: operand, size: FileStatus(path: operand)?.regularSize))
                continue
            }
            let before = outcome.files.count + outcome.faults.count
            walk(operand, others, &outcome)
            if outcome.files.count + outcome.faults.count == before {
                outcome.faults.append(InputFault(path: operand, reason: .nothingInFolder))
            }
        }
        return outcome
    }

    private static func isAmong(_ others: [[UInt64]], _ path: String) -> Bool {
        guard !others.isEmpty, let own = FileStatus(path: path) else { return false }
        return others.contains(own.identity)
    }

    private static func walk(_ folder: String, _ others: [[UInt64]], _ outcome: inout Outcome) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            outcome.faults.append(InputFault(path: folder, reason: .unlistable))
            return
        }
        // By bytes, so that the order is the same in every locale.
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                outcome.faults.append(InputFault(path: path, reason: .missing))
                continue
            }
            if isFolder {
                // A link to a folder may lead back to where we are.
                if FileStatus(path: path, followsLinks: false)?.isLink == true { continue }
                walk(path, others, &outcome)
            } else if passedOver.contains(name) || isAmong(others, path) {
                continue
            } else if endings.contains(String(name.split(separator: ".").last ?? "").lowercased())
                || !name.contains(".")
            {
                outcome.files.append(InputFile(path: path, size: FileStatus(path: path)?.regularSize))
            } else {
                outcome.passedOver += 1
            }
        }
    }
}
