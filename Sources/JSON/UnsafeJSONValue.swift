/// A JSON value: a place on a tape.
///
/// Looking into a value decodes nothing and allocates nothing; asking for a member or element that is not there gives
/// ``isMissing`` instead of an error, so that paths read naturally: `item["endpoint"]["port"].int`.
///
/// A value is valid as long as the text it was read from: until the reader's next call, or while its ``JSONDocument``
/// lives. It is not `Sendable`, so it cannot leave its thread; keep a ``JSONLiteral`` or a decoded value instead.
///
/// Where an object has a member twice, the last one counts, as in Python, JavaScript, jq and Go (RFC 8259 section 4
/// leaves it open).
public struct JSONValue {
    @usableFromInline let header: UnsafePointer<TapeHeader>
    /// Index on the tape, or -1 for a value that is not there.
    @usableFromInline let index: Int

    @inlinable
    init(header: UnsafePointer<TapeHeader>, index: Int) {
        self.header = header
        self.index = index
    }

    @inlinable var entry: UInt64 { header.pointee.entries[index] }
    @inlinable var kindCode: UInt64 { index < 0 ? .max : entry &>> 60 }
    @inlinable var payload: Int { Int(truncatingIfNeeded: entry &>> 32 & 0xFFF_FFFF) }
    @inlinable var start: UnsafePointer<UInt8> { header.pointee.text + Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) }

    /// A value that is not there.
    @inlinable public var missing: JSONValue { JSONValue(header: header, index: -1) }

    /// The index behind this value.
    @inlinable
    static func next(_ header: UnsafePointer<TapeHeader>, _ index: Int) -> Int {
        let entry = header.pointee.entries[index]
        return entry &>> 61 == 3 ? Int(truncatingIfNeeded: entry &>> 32 & 0xFFF_FFFF) : index &+ 1
    }

    /// What kind of value this is.
    @inlinable public var kind: Kind {
        switch kindCode {
        case TapeKind.null.rawValue: .null
        case TapeKind.false.rawValue, TapeKind.true.rawValue: .bool
        case TapeKind.integer.rawValue, TapeKind.decimal.rawValue: .number
        case TapeKind.string.rawValue: .string
        case TapeKind.array.rawValue: .array
        case TapeKind.object.rawValue: .object
        default: .missing
        }
    }

    /// The kinds of values; `missing` is what a path that leads nowhere gives.
    public enum Kind: Sendable {
        case missing, null, bool, number, string, array, object
    }

    /// Whether there is no such value.
    @inlinable public var isMissing: Bool { index < 0 }
    /// Whether the value is null or not there.
    @inlinable public var isNull: Bool { index < 0 || entry &>> 60 == TapeKind.null.rawValue }
    /// Whether it is an object.
    @inlinable public var isObject: Bool { kindCode == TapeKind.object.rawValue }
    /// Whether it is an array.
    @inlinable public var isArray: Bool { kindCode == TapeKind.array.rawValue }
    /// Whether it is a string.
    @inlinable public var isString: Bool { kindCode == TapeKind.string.rawValue }

    /// `true` or `false`; nil for anything else.
    @inlinable public var bool: Bool? {
        switch kindCode {
        case TapeKind.true.rawValue: true
        case TapeKind.false.rawValue: false
        default: nil
        }
    }

    /// The member called `name`, or a missing value.
    @inlinable
    public subscript(name: StaticString) -> JSONValue {
        find(name.utf8Start, name.utf8CodeUnitCount)
    }

    /// The member called `name`, or a missing value.
    public func member(_ name: String) -> JSONValue {
        var name = name
        return name.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return find(header.pointee.text, 0) }
            return find(start, bytes.count)
        }
    }

    @inlinable
    func find(_ name: UnsafePointer<UInt8>, _ length: Int) -> JSONValue {
        guard isObject else { return missing }
        if header.pointee.flags != 0 { return findWithCare(name, length) }
        return JSONValue(header: header, index: position(of: name, length))
    }

    /// The index of the value of the member whose name is written like `name`, or -1.
    @inlinable @inline(__always)
    func position(of name: UnsafePointer<UInt8>, _ length: Int) -> Int {
        let entries = header.pointee.entries
        let text = header.pointee.text
        let end = payload
        var found = -1
        var i = index &+ 1
        while i < end {
            let entry = entries[i]
            if Int(truncatingIfNeeded: entry &>> 32 & 0xFFF_FFFF) == length,
                Self.equal(text + Int(truncatingIfNeeded: entry & 0xFFFF_FFFF), name, length)
            {
                found = i &+ 1
            }
            i = Self.next(header, i &+ 1)
        }
        return found
    }

    @inlinable
    static func equal(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        var i = 0
        while i &+ 8 <= length {
            if UnsafeRawPointer(a + i).loadUnaligned(as: UInt64.self)
                != UnsafeRawPointer(b + i).loadUnaligned(as: UInt64.self)
            {
                return false
            }
            i &+= 8
        }
        while i < length {
            if a[i] != b[i] { return false }
            i &+= 1
        }
        return true
    }

    /// Finds a member where names must be decoded, or where somebody wants to know.
    @usableFromInline @inline(never)
    func findWithCare(_ name: UnsafePointer<UInt8>, _ length: Int) -> JSONValue {
        if header.pointee.flags & TapeHeader.answersAll != 0, !members.isEmpty {
            return JSONValue(header: header, index: index + 2)
        }
        let position = hasPlainNames ? position(of: name, length) : decodedPosition(of: name, length)
        let found = JSONValue(header: header, index: position)
        guard let trace = header.pointee.tape.trace else { return found }
        return trace.lookedUp(UnsafeBufferPointer(start: name, count: length), in: self, found)
    }

    private func decodedPosition(of name: UnsafePointer<UInt8>, _ length: Int) -> Int {
        var found = -1
        var i = index + 1
        while i < payload {
            let isCalled = JSONValue(header: header, index: i).withUTF8 {
                $0.count == length && ($0.baseAddress.map { Self.equal($0, name, length) } ?? true)
            }
            if isCalled { found = i + 1 }
            i = Self.next(header, i + 1)
        }
        return found
    }

    /// The length of a string as it is written, escapes and all; 0 for anything else.
    @inlinable public var writtenLength: Int { isString ? payload : 0 }

    /// Whether the value's member names may be compared as written: none has an escape.
    @inlinable public var hasPlainNames: Bool { header.pointee.flags & TapeHeader.escapedNames == 0 }

    /// Whether this string is written exactly as `text`, which is all there is to equality where nothing is escaped.
    @inlinable
    public func isWritten(_ text: StaticString) -> Bool {
        isString && payload == text.utf8CodeUnitCount && Self.equal(start, text.utf8Start, payload)
    }

    /// Calls `body` with the decoded bytes of a string: without a copy where nothing is escaped. For any other kind the
    /// bytes are none.
    @inlinable
    public func withUTF8<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        guard isString else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        let raw = UnsafeBufferPointer(start: start, count: payload)
        guard raw.contains(UInt8(ascii: "\\")) else { return body(raw) }
        return JSONEscapes.decode(raw).withUnsafeBufferPointer(body)
    }

    /// Whether this is the string `text`.
    @inlinable
    public static func == (value: JSONValue, text: StaticString) -> Bool {
        value.withUTF8 { bytes in
            guard let start = bytes.baseAddress, bytes.count == text.utf8CodeUnitCount else {
                return value.isString && bytes.isEmpty && text.utf8CodeUnitCount == 0
            }
            return equal(start, text.utf8Start, bytes.count)
        }
    }

    @inlinable
    public static func != (value: JSONValue, text: StaticString) -> Bool { !(value == text) }

    /// Whether this is that Boolean; a missing value equals neither.
    @inlinable
    public static func == (value: JSONValue, bool: Bool) -> Bool { value.bool == bool }

    /// The digits of a number as written.
    func withNumber<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result?) -> Result? {
        guard kindCode == TapeKind.integer.rawValue || kindCode == TapeKind.decimal.rawValue else { return nil }
        return body(UnsafeBufferPointer(start: start, count: payload))
    }

    /// How many elements or members there are; 0 for anything but an array or object.
    public var count: Int {
        guard isArray || isObject else { return 0 }
        var count = 0
        var i = index + 1
        let end = payload
        let step = isObject ? 1 : 0
        while i < end {
            i = Self.next(header, i + step)
            count += 1
        }
        return count
    }

    /// The elements of an array; none for anything else.
    @inlinable public var elements: Elements {
        Elements(header: header, position: index &+ 1, end: isArray ? payload : 0)
    }

    /// The members of an object in the order of the text; none for anything else.
    @inlinable public var members: Members {
        Members(header: header, position: index &+ 1, end: isObject ? payload : 0)
    }

    /// The elements of an array.
    public struct Elements: Sequence, IteratorProtocol {
        @usableFromInline let header: UnsafePointer<TapeHeader>
        @usableFromInline var position: Int
        @usableFromInline let end: Int

        @inlinable
        init(header: UnsafePointer<TapeHeader>, position: Int, end: Int) {
            self.header = header
            self.position = position
            self.end = end
        }

        /// Whether nothing is left.
        @inlinable public var isEmpty: Bool { position >= end }

        @inlinable
        public mutating func next() -> JSONValue? {
            guard position < end else { return nil }
            if header.pointee.flags & TapeHeader.traced != 0 {
                let traced = JSONValue.nextTraced(header, from: position, to: end, isMember: false)
                position = traced.next
                return traced.value
            }
            defer { position = JSONValue.next(header, position) }
            return JSONValue(header: header, index: position)
        }
    }

    /// The members of an object.
    public struct Members: Sequence, IteratorProtocol {
        @usableFromInline let header: UnsafePointer<TapeHeader>
        @usableFromInline var position: Int
        @usableFromInline let end: Int

        @inlinable
        init(header: UnsafePointer<TapeHeader>, position: Int, end: Int) {
            self.header = header
            self.position = position
            self.end = end
        }

        /// Whether nothing is left.
        @inlinable public var isEmpty: Bool { position >= end }

        @inlinable
        public mutating func next() -> (name: JSONValue, value: JSONValue)? {
            guard position < end else { return nil }
            if header.pointee.flags & TapeHeader.traced != 0 {
                let traced = JSONValue.nextTraced(header, from: position, to: end, isMember: true)
                position = traced.next
                return traced.value.map { (JSONValue(header: header, index: traced.name), $0) }
            }
            let value = position &+ 1
            defer { position = JSONValue.next(header, value) }
            return (JSONValue(header: header, index: position), JSONValue(header: header, index: value))
        }
    }

    /// The JSON written inside this string, as AWS does with policies and API output: plain, or percent-encoded as IAM
    /// writes policy documents. An object or array is its own. Missing where there is none.
    public var embedded: JSONValue {
        guard isString else { return isObject || isArray ? self : missing }
        let document = header.pointee.tape.embedded(at: index) {
            withUTF8 { bytes in
                guard let first = bytes.first(where: { $0 > 0x20 }) else { return nil }
                let text = first == UInt8(ascii: "%") ? PercentEncoding.decode(bytes) : Array(bytes)
                return try? JSONDocument(text)
            }
        }
        guard let document else { return missing }
        if let trace = header.pointee.tape.trace { trace.opened(document.unretainedRoot, in: self) }
        return document.unretainedRoot
    }
}
