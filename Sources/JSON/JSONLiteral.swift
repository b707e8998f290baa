/// A JSON value that owns its storage, to be written in code: `["port": 3389, "ranges": ["0.0.0.0/0"]]`.
///
/// Members keep their order.
public enum JSONLiteral: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number as written, for what an integer does not hold.
    case number(String)
    case string(String)
    case array([JSONLiteral])
    case object([(String, JSONLiteral)])

    public static func == (a: Self, b: Self) -> Bool { JSONWriter.text(a) == JSONWriter.text(b) }

    /// Copies a document's value.
    public init(_ document: JSONDocument) { self = document.withRoot { JSONLiteral($0) } }

    /// Copies a value, so that it outlives its text. A missing value becomes null.
    public init(_ value: JSONValue) {
        self =
            switch value.kind {
            case .missing, .null: .null
            case .bool: .bool(value.bool ?? false)
            case .number: value.int.map(Self.integer) ?? .number(value.numberText)
            case .string: .string(value.string ?? "")
            case .array: .array(value.elements.map(JSONLiteral.init))
            case .object: .object(value.members.map { ($0.name.string ?? "", JSONLiteral($0.value)) })
            }
    }
}

extension JSONLiteral: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringInterpolation
{
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number("\(value)") }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONLiteral...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONLiteral)...) { self = .object(elements) }
    public init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// A number as written; empty for anything else.
    public var numberText: String {
        withNumber { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
