import Reporting

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What could not be written, and why.
struct OutputError: Error, CustomStringConvertible {
    let path: String
    let action: String
    let code: Int32

    var description: String { "\(path): cannot be \(action): \(String(cString: strerror(code)))" }
}

/// A file that a report goes to, or standard output.
final class OutputFile: ByteSink {
    private let path: String
    private let descriptor: Int32
    /// The first fault; nothing is written after it.
    private(set) var error: OutputError?

    /// Standard output.
    init() {
        path = "standard output"
        descriptor = 1
    }

    /// Makes or empties the file at `path`.
    init(path: String) throws(OutputError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw OutputError(path: path, action: "opened for writing", code: errno) }
    }

    func write(_ bytes: [UInt8]) {
        guard error == nil else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeOnce(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                error = OutputError(path: path, action: "written", code: errno)
                return
            }
        }
    }

    /// Closes the file; some file systems only now say that it did not fit.
    func close() {
        guard descriptor > 2, closeDescriptor(descriptor) != 0, error == nil else { return }
        error = OutputError(path: path, action: "written", code: errno)
    }

    var isStandardOutput: Bool { descriptor == 1 }

    /// Whether who reads our output has gone away, as `head` does: no reason to complain.
    var isBrokenPipe: Bool { error?.code == EPIPE }
}

private func writeOnce(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}

private func closeDescriptor(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

/// Writes a line to standard error, in one piece.
func complain(_ line: String, terminator: String = "\n") {
    var text = line + terminator
    text.withUTF8 { _ = writeOnce(2, $0.baseAddress, $0.count) }
}
