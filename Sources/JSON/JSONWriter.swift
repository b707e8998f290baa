/// Writes JSON as bytes into a buffer: no separators to remember, right escapes, nothing else.
///
/// Control characters (C0, DEL, C1), quotes and backslashes are escaped, U+2028 and U+2029, so that the text may stand in a
/// script, and what turns the direction of text (U+061C, U+200E–F, U+202A–E, U+2066–9), so that a terminal may show it;
/// everything else is UTF-8 as it is.
public struct JSONWriter {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []
    /// Whether the next value or name follows another in the same container.
    private var needsComma = false
    /// nil for compact text, else the number of open containers.
    private var depth: Int?

    /// - Parameter pretty: two spaces a level, a line a value.
    public init(pretty: Bool = false, reservingCapacity capacity: Int = 0) {
        depth = pretty ? 0 : nil
        bytes.reserveCapacity(capacity)
    }

    /// Takes what has been written out of the writer.
    public mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// An object with the members that `body` writes.
    public mutating func object(_ body: (inout JSONWriter) -> Void) { container("{", "}", body) }
    /// An array with the values that `body` writes.
    public mutating func array(_ body: (inout JSONWriter) -> Void) { container("[", "]", body) }

    /// A member with a string.
    public mutating func member(_ name: StaticString, _ value: String) {
        self.name(name)
        string(value)
    }

    /// A member with a string from UTF-8.
    public mutating func member(_ name: StaticString, _ value: ArraySlice<UInt8>) {
        self.name(name)
        string(value)
    }

    /// A member with an integer.
    public mutating func member(_ name: StaticString, _ value: Int) {
        self.name(name)
        integer(value)
    }

    /// A member with a Boolean.
    public mutating func member(_ name: StaticString, _ value: Bool) {
        self.name(name)
        bool(value)
    }

    /// A member with the value that `body` writes.
    public mutating func member(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        self.name(name)
        body(&self)
    }

    /// A member's name; its value comes next.
    public mutating func name(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        endName()
    }

    /// A member's name; its value comes next.
    public mutating func name(_ name: String) {
        separate()
        quote(name.utf8)
        bytes.removeLast()
        endName()
    }

    /// A string.
    public mutating func string(_ value: String) {
        separate()
        quote(value.utf8)
    }

    /// A string from UTF-8.
    public mutating func string(_ value: ArraySlice<UInt8>) {
        separate()
        quote(value)
    }

    /// An integer.
    public mutating func integer(_ value: Int) { token("\(value)") }
    /// A Boolean.
    public mutating func bool(_ value: Bool) { token(value ? "true" : "false") }
    /// null
    public mutating func null() { token("null") }

    /// Any value.
    public mutating func value(_ literal: JSONLiteral) {
        switch literal {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .number(let text): token(text)
        case .string(let text): string(text)
        case .array(let elements): array { for element in elements { $0.value(element) } }
        case .object(let members):
            object {
                for (name, value) in members {
                    $0.name(name)
                    $0.value(value)
                }
            }
        }
    }

    /// `literal` as text.
    public static func text(_ literal: JSONLiteral, pretty: Bool = false) -> String {
        var writer = JSONWriter(pretty: pretty)
        writer.value(literal)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// A value that `body` appends, in one piece and rightly written.
    public mutating func fragment(_ body: (inout [UInt8]) -> Void) {
        separate()
        body(&bytes)
    }

    /// Ends a line between values of a sequence (NDJSON).
    public mutating func newline() {
        bytes.append(0x0A)
        needsComma = false
    }

    private mutating func container(_ open: StaticString, _ close: StaticString, _ body: (inout JSONWriter) -> Void) {
        separate()
        bytes.append(open.utf8Start.pointee)
        needsComma = false
        depth? += 1
        body(&self)
        depth? -= 1
        if needsComma { indent() }
        bytes.append(close.utf8Start.pointee)
        needsComma = true
    }

    private mutating func token(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// What stands before a value or name.
    private mutating func separate() {
        defer { needsComma = true }
        if afterName {
            afterName = false
            return
        }
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        if depth ?? 0 > 0 { indent() }
    }

    private var afterName = false

    private mutating func endName() {
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        if depth != nil { bytes.append(UInt8(ascii: " ")) }
        afterName = true
    }

    private mutating func indent() {
        guard let depth else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: depth * 2))
    }

    private mutating func quote(_ value: some Collection<UInt8>) { Self.append(value, to: &bytes) }

    /// Appends a string, quotes and escapes and all.
    public static func appendString(_ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) { append(value, to: &bytes) }

    private static func append(_ value: some Collection<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        bytes.append(contentsOf: value)
        // Nearly nothing needs an escape: copy first, look, and go back only when something does.
        if let first = bytes[start...].firstIndex(where: { mayNeedEscape($0) }) { escape(&bytes, from: first) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func mayNeedEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F || byte == 0xC2
            || byte == 0xD8 || byte == 0xE2
    }

    /// Writes what stands from `first` on anew, in runs of bytes that need no escape.
    private static func escape(_ bytes: inout [UInt8], from first: Int) {
        let rest = Array(bytes[first...])
        bytes.removeSubrange(first...)
        var run = 0
        func write(_ text: StaticString, for i: Int, length: Int = 1) {
            bytes.append(contentsOf: rest[run..<i])
            bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
            run = i + length
        }
        for i in rest.indices where mayNeedEscape(rest[i]) {
            switch rest[i] {
            case UInt8(ascii: "\""): write(#"\""#, for: i)
            case UInt8(ascii: "\\"): write(#"\\"#, for: i)
            case 0x0A: write(#"\n"#, for: i)
            case 0x0D: write(#"\r"#, for: i)
            case 0x09: write(#"\t"#, for: i)
            case 0xC2, 0xD8, 0xE2:
                guard let (scalar, length) = steering(rest[i...]) else { continue }
                write("", for: i, length: length)
                appendEscape(scalar, to: &bytes)
            default:
                write("", for: i)
                appendEscape(UInt16(rest[i]), to: &bytes)
            }
        }
        bytes.append(contentsOf: rest[run...])
    }

    /// Appends a UTF-16 unit as an escape.
    package static func appendEscape(_ unit: UInt16, to bytes: inout [UInt8]) {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: #"\u"#.utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
    }

    /// The character that `bytes` begin with and its length, where it ends lines, is a control or turns directions.
    package static func steering(_ bytes: ArraySlice<UInt8>) -> (scalar: UInt16, length: Int)? {
        let text = Array(bytes.prefix(3))
        switch text.first {
        case 0xC2? where text.count > 1 && text[1] < 0xA0: return (UInt16(text[1]), 2)
        case 0xD8? where text.count > 1 && text[1] == 0x9C: return (0x061C, 2)
        case 0xE2? where text.count > 2 && (text[1] == 0x80 || text[1] == 0x81):
            let scalar = 0x2000 | UInt16(text[1] & 0x3F) << 6 | UInt16(text[2] & 0x3F)
            switch scalar {
            case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: return (scalar, 3)
            default: return nil
            }
        default: return nil
        }
    }
}
