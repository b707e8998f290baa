import CommandLineKit
import Reporting

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What could not be written, and why.
enum OutputError: Error, CustomStringConvertible {
    case system(path: String, action: String, code: Int32)
    case isInput(String)

    var description: String {
        switch self {
        case .system(let path, let action, let code): "\(path): cannot be \(action): \(String(cString: strerror(code)))"
        case .isInput(let path): "\(path): is one of the inputs; write the report to another file"
        }
    }
}

extension Terminal {
    /// Columns of a table: not more than one reads at a glance, and 80 where nobody watches.
    var tableWidth: Int { max(40, min(isTerminal ? width : 80, 120)) }
}

/// A file that a report goes to, or standard output.
final class OutputFile: ByteSink {
    private let path: String
    private let descriptor: Int32
    /// Where somebody watches.
    private var filter: TerminalFilter?
    /// The first fault; nothing is written after it.
    private(set) var error: OutputError?

    /// Standard output.
    init() {
        path = "standard output"
        descriptor = 1
        if isatty(1) == 1 { filter = TerminalFilter() }
    }

    /// Makes or empties the file at `path`.
    init(path: String) throws(OutputError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw OutputError.system(path: path, action: "opened for writing", code: errno) }
    }

    func write(_ bytes: [UInt8]) {
        guard error == nil else { return }
        var rest = (filter?.filtered(bytes) ?? bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeOnce(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                error = .system(path: path, action: "written", code: errno)
                return
            }
        }
    }

    /// Closes the file; some file systems only now say that it did not fit.
    func close() {
        guard descriptor > 2, closeDescriptor(descriptor) != 0, error == nil else { return }
        error = .system(path: path, action: "written", code: errno)
    }

    var isStandardOutput: Bool { descriptor == 1 }

    /// Whether nobody can read standard output any more.
    static var isAbandoned: Bool {
        var state = pollfd(fd: 1, events: 0, revents: 0)
        return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLERR) != 0
    }

    /// Whether who reads our output has gone away, as `head` does: no reason to complain.
    var isBrokenPipe: Bool {
        if case .system(_, _, EPIPE)? = error { true } else { false }
    }
}

private func writeOnce(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}

private func closeDescriptor(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

/// Writes a line to standard error, in one piece, whatever came into it from outside.
func complain(_ line: String) {
    writeToStandardError(sanitized(line) + "\n")
}

/// Writes a text to standard error as it is.
func writeToStandardError(_ text: String) {
    var text = text
    text.withUTF8 { _ = writeOnce(2, $0.baseAddress, $0.count) }
}
