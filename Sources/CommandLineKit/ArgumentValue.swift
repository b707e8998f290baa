/// A type that can be read from one command-line argument.
///
/// An enum with `String` raw values that is `CaseIterable` needs only to declare the conformance.
public protocol ArgumentValue: Sendable {
    /// Reads the text, or returns nil where it is not such a value; the empty text is given like any other.
    init?(argument: String)
    /// The text this value would be read from; shown as the default in help.
    var argument: String { get }
    /// What stands for the value in help, such as `NUMBER`, where the option names nothing better.
    static var placeholder: String { get }
    /// All values, where they are few enough to list.
    static var choices: [String] { get }
    /// What a shell is to offer: the choices, or the words that values begin with.
    static var completions: [String] { get }
    /// What to give instead of an unreadable value, as a phrase such as `a whole number`.
    static var expected: String { get }
}

extension ArgumentValue {
    /// No list of values.
    public static var choices: [String] { [] }
    /// The choices.
    public static var completions: [String] { choices }
}

extension String: ArgumentValue {
    /// Accepts all text but the empty one, which is nearly always an unset shell variable.
    public init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self = argument
    }
    /// The text itself.
    public var argument: String { self }
    /// Any text.
    public static var placeholder: String { "TEXT" }
    /// Any text.
    public static var expected: String { "a text that is not empty" }
}

extension Int: ArgumentValue {
    /// Reads a decimal number.
    public init?(argument: String) { self.init(argument) }
    /// The decimal number.
    public var argument: String { String(self) }
    /// Any number.
    public static var placeholder: String { "NUMBER" }
    /// Any number.
    public static var expected: String { "a whole number" }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    /// Reads the raw value of a case.
    public init?(argument: String) { self.init(rawValue: argument) }
    /// The raw value.
    public var argument: String { rawValue }
    /// Any case.
    public static var placeholder: String { "CHOICE" }
    /// The raw values in the order of the cases.
    public static var choices: [String] { allCases.map(\.rawValue) }
    /// The raw values as a phrase.
    public static var expected: String { "one of " + choices.joined(separator: ", ") }
}

/// How one option or operand reads its value: all that its type accepts, or only some of it.
public struct ValueReader<Value: ArgumentValue>: Sendable {
    let expected: String
    let read: @Sendable (String) -> Value?

    /// Accepts the values of the type for which `accepts` holds; `expected` says which those are.
    public init(expected: String, where accepts: @escaping @Sendable (Value) -> Bool) {
        self.expected = expected
        read = { text in Value(argument: text).flatMap { accepts($0) ? $0 : nil } }
    }

    /// Accepts all values of the type.
    public static var standard: Self { Self(expected: Value.expected) { _ in true } }

    func value(from text: String, for name: String) throws(UsageError) -> Value {
        if let value = read(text) { return value }
        throw .invalidValue(
            name: name, value: text, expected: expected, suggestion: suggestion(for: text, among: Value.choices))
    }
}

extension ValueReader<Int> {
    /// Accepts the whole numbers of a range; `1...Int.max` means one or more.
    public static func integer(in range: ClosedRange<Int>) -> Self {
        let expected =
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): Int.expected
            case (let least, .max): "a whole number of \(least) or more"
            case (.min, let most): "a whole number of \(most) or less"
            case (let least, let most): "a whole number from \(least) to \(most)"
            }
        return Self(expected: expected, where: range.contains)
    }
}
