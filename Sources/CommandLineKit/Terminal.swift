#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is known of the place an output goes to.
public struct Terminal: Hashable, Sendable {
    /// Looks up an environment variable; tests give a dictionary.
    public typealias Environment = (String) -> String?

    /// Whether a person is likely to look at it.
    public let isTerminal: Bool
    /// Its width in columns.
    public let width: Int

    /// A terminal, or not, of a known width.
    public init(isTerminal: Bool, width: Int) {
        self.isTerminal = isTerminal
        self.width = width
    }

    /// Asks the system about a file descriptor. The width is that of the window, else `COLUMNS`, else 80.
    public init(fileDescriptor: Int32, environment: Environment = environmentVariable) {
        isTerminal = isatty(fileDescriptor) == 1
        width = windowWidth(fileDescriptor) ?? environment("COLUMNS").flatMap(positive) ?? 80
    }

    /// The value of a variable in the environment of the process.
    public static func environmentVariable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

private func windowWidth(_ fileDescriptor: Int32) -> Int? {
    var size = winsize()
    // A terminal without a known size, such as a serial line, reports zero columns.
    guard ioctl(fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
}

private func positive(_ text: String) -> Int? {
    Int(text).flatMap { $0 > 0 ? $0 : nil }
}
