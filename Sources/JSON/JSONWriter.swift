/// Writes JSON as bytes into a buffer: no separators to remember, right escapes, nothing else.
///
/// Control characters, quotes and backslashes are escaped, and U+2028 and U+2029, so that the text may stand in a
/// script; everything else is UTF-8 as it is.
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
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0xE2 || byte == 0x7F
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
            case 0xE2:
                // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
                guard i + 2 < rest.count, rest[i + 1] == 0x80 else { continue }
                if rest[i + 2] == 0xA8 { write(#"\u2028"#, for: i, length: 3) }
                if rest[i + 2] == 0xA9 { write(#"\u2029"#, for: i, length: 3) }
            default:
                write(#"\u00"#, for: i)
                if rest[i] < 0x10 { bytes.append(UInt8(ascii: "0")) }
                bytes.append(contentsOf: String(rest[i], radix: 16).utf8)
            }
        }
        bytes.append(contentsOf: rest[run...])
    }
}
