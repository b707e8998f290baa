/// A type that a rule parameter can have. AWS writes every parameter as a string.
public protocol ParameterValue: Sendable {
    /// What the text may be, for error messages: "a whole number".
    static var expectation: String { get }
    /// Nil when `parameter` is not such a value.
    init?(parameter: String)
    /// The value as AWS writes it; nil for "not set".
    var parameterText: String? { get }
}

extension Int: ParameterValue {
    public static var expectation: String { "a whole number" }
    public init?(parameter: String) { self.init(parameter) }
    public var parameterText: String? { "\(self)" }
}

extension Bool: ParameterValue {
    public static var expectation: String { "true or false" }
    public init?(parameter: String) {
        switch parameter.lowercased() {
        case "true": self = true
        case "false": self = false
        default: return nil
        }
    }
    public var parameterText: String? { "\(self)" }
}

extension String: ParameterValue {
    public static var expectation: String { "a text" }
    public init?(parameter: String) { self = parameter }
    public var parameterText: String? { self }
}

/// Nil means that the parameter is not set.
extension Optional: ParameterValue where Wrapped: ParameterValue {
    public static var expectation: String { Wrapped.expectation }
    public init?(parameter: String) {
        guard let value = Wrapped(parameter: parameter) else { return nil }
        self = .some(value)
    }
    public var parameterText: String? { flatMap(\.parameterText) }
}

/// A comma-separated list; spaces around elements do not count, nor do empty elements.
extension Array: ParameterValue where Element: ParameterValue {
    public static var expectation: String { "a comma-separated list, each element \(Element.expectation)" }
    public init?(parameter: String) {
        var elements: [Element] = []
        for part in parameter.split(separator: ",") {
            let text = String(part.trimming { $0 == " " || $0 == "\n" || $0 == "\t" })
            guard !text.isEmpty else { continue }
            guard let element = Element(parameter: text) else { return nil }
            elements.append(element)
        }
        self = elements
    }
    public var parameterText: String? { isEmpty ? nil : compactMap(\.parameterText).joined(separator: ",") }
}

extension Substring {
    fileprivate func trimming(_ isTrimmed: (Character) -> Bool) -> Substring {
        var result = drop(while: isTrimmed)
        while let last = result.last, isTrimmed(last) { result.removeLast() }
        return result
    }
}

/// A port, or a range of ports: `443`, `1020-1025`.
public struct PortRange: ParameterValue, Hashable {
    public let ports: ClosedRange<Int>

    public init(_ ports: ClosedRange<Int>) { self.ports = ports }

    public static var expectation: String { "a port from 0 to 65535, or a range such as 1020-1025" }

    public init?(parameter: String) {
        let bounds = parameter.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2, 0 <= first,
            first <= last, last <= 65535
        else { return nil }
        ports = first...last
    }

    public var parameterText: String? {
        ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
    }
}

/// A parameter of a rule: AWS's name, a sentence of our own, AWS's default.
public struct Parameter<Value: ParameterValue>: Sendable {
    @usableFromInline let name: String
    @usableFromInline let summary: String
    @usableFromInline let defaultValue: Value?
    @usableFromInline let allowed: [String]

    /// - Parameters:
    ///   - defaultValue: what holds when nothing is given; without one the parameter is required.
    ///   - allowed: the only texts allowed, in any case; empty for all.
    public init(_ name: String, _ summary: String, default defaultValue: Value?, allowed: [String] = []) {
        self.name = name
        self.summary = summary
        self.defaultValue = defaultValue
        self.allowed = allowed
    }

    /// A required parameter.
    public init(_ name: String, _ summary: String, allowed: [String] = []) {
        self.init(name, summary, default: nil, allowed: allowed)
    }

    /// The value that `texts` gives this parameter, or its default. An empty text counts as not given, as in AWS's
    /// console and in conformance packs.
    public func resolve(_ texts: [String: String]) throws(ParameterError) -> Value {
        guard let text = texts[name], !text.isEmpty else {
            guard let defaultValue else { throw .missing(name: name, expected: expectation) }
            return defaultValue
        }
        guard let value = Value(parameter: text),
            allowed.isEmpty || allowed.contains(where: { $0.lowercased() == text.lowercased() })
        else { throw .malformed(name: name, text: text, expected: expectation) }
        return value
    }

    private var expectation: String {
        allowed.isEmpty ? Value.expectation : allowed.joined(separator: ", ")
    }

    /// The parameter without its type, for lists and documentation.
    public var description: ParameterDescription {
        ParameterDescription(
            name: name, summary: summary, expectation: expectation, defaultText: defaultValue?.parameterText,
            isRequired: defaultValue == nil)
    }
}

extension Parameter where Value: ExpressibleByNilLiteral {
    /// An optional parameter.
    public init(_ name: String, _ summary: String, allowed: [String] = []) {
        self.init(name, summary, default: .some(nil), allowed: allowed)
    }
}

/// A parameter as lists and documentation show it.
public struct ParameterDescription: Sendable, Equatable {
    public let name: String
    public let summary: String
    /// What a value may be.
    public let expectation: String
    /// As AWS writes it; nil when there is none.
    public let defaultText: String?
    public let isRequired: Bool
}

/// Why parameters cannot be bound to a rule.
public enum ParameterError: Error, Equatable {
    case missing(name: String, expected: String)
    case malformed(name: String, text: String, expected: String)
    case unknown(name: String, known: [String])
}
