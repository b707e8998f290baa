/// When to colour the output: the values of `--color`.
public enum ColorMode: String, CaseIterable, ArgumentValue {
    /// On a terminal, unless the environment says otherwise.
    case auto
    /// Always, whatever the environment says: the command line is the nearer wish.
    case always
    /// Never.
    case never

    /// What stands for the value in help.
    public static var placeholder: String { "WHEN" }

    /// Decides about an output. Left to `auto`, a non-empty `NO_COLOR` forbids, then a `CLICOLOR_FORCE` that is
    /// neither empty nor `0` demands, then `TERM=dumb` forbids, and at last a terminal gets colour.
    public func isEnabled(
        for terminal: Terminal, environment: Terminal.Environment = Terminal.environmentVariable
    ) -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            if let value = environment("NO_COLOR"), !value.isEmpty { return false }
            if let value = environment("CLICOLOR_FORCE"), !value.isEmpty, value != "0" { return true }
            return environment("TERM") != "dumb" && terminal.isTerminal
        }
    }
}

/// Wraps text in the escapes that colour it, or leaves it alone where colour is off.
public struct Style: Hashable, Sendable {
    /// One way to render text; the raw value is the SGR parameter.
    public enum Rendition: Int, Sendable {
        /// Bold.
        case bold = 1
        /// Faint.
        case dim = 2
        /// Underlined.
        case underline = 4
        /// Red.
        case red = 31
        /// Green.
        case green = 32
        /// Yellow.
        case yellow = 33
        /// Blue.
        case blue = 34
        /// Magenta.
        case magenta = 35
        /// Cyan.
        case cyan = 36
    }

    /// Whether escapes are written at all.
    public let isEnabled: Bool

    /// A style that writes escapes only if enabled.
    public init(isEnabled: Bool) { self.isEnabled = isEnabled }

    /// No escapes.
    public static let plain = Style(isEnabled: false)

    /// The text in the given renditions, reset after it. Text from input is to be sanitized before.
    public func apply(_ text: String, _ renditions: Rendition...) -> String {
        guard isEnabled, !renditions.isEmpty, !text.isEmpty else { return text }
        let parameters = renditions.map { String($0.rawValue) }.joined(separator: ";")
        return "\u{1B}[\(parameters)m\(text)\u{1B}[0m"
    }
}
