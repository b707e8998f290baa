// Stage two: walks the index, checks the grammar of RFC 8259 and writes the tape.
//
// The loop keeps what it needs in locals, because every store through a pointer would make the compiler load the
// object's fields anew; `reload` is the one place where they are taken over, after a refill has moved the text. A scalar
// is finished when the structural byte after it is known: only then is all of its text in the buffer, and its length
// costs a subtraction.

extension JSONReader {
    /// Parses the value at `keep` onto the tape.
    ///
    /// - Parameters:
    ///   - intercepting: stop at the beginning of a streamed member's array.
    ///   - resuming: go on behind a streamed member's array, in its object.
    ///   - isElement: the value stands in an array, so that something must follow it.
    /// - Returns: the value's length in bytes; 0 when a streamed array has begun (the state says so).
    func parse(intercepting: Bool, resuming: Bool, isElement: Bool) throws(JSONError) -> Int {
        let positions = positions
        let backslashes = backslashes
        let stack = stack
        let limit = limits.depth
        var text = UnsafePointer(buffer)
        var origin = keep
        var entries = tape.header.pointee.entries
        var windowStart = windowStart
        var used = 0
        var depth = 0
        var inObject = false
        var i = cursor
        var n = count

        /// The position of the next structural byte, or -1 at the end.
        @inline(__always)
        func next() throws(JSONError) -> Int {
            if i >= n {
                n = try refill(keeping: used)
                i = 0
                text = UnsafePointer(buffer)
                origin = keep
                entries = tape.header.pointee.entries
                windowStart = self.windowStart
                if n == 0 { return -1 }
            }
            i &+= 1
            return Int(positions[i &- 1])
        }

        var position = origin
        var isAfterValue = false
        if resuming {
            entries[0] = TapeKind.object.rawValue &<< 60
            stack[0] = 0
            used = 1
            depth = 1
            inObject = true
            isAfterValue = true
            position = try next()
        }

        while true {
            if !isAfterValue {
                if inObject {
                    let first = text[position]
                    guard first == UInt8(ascii: "\"") else {
                        throw error(at: position, .unexpected(byte: first, expected: .name))
                    }
                    let nameStart = position &+ 1 &- origin
                    let colon = try next()
                    guard colon >= 0 else { throw truncated(.colon) }
                    guard text[colon] == UInt8(ascii: ":") else {
                        throw error(at: colon, .unexpected(byte: text[colon], expected: .colon))
                    }
                    // Only white space can stand between the closing quote and the colon.
                    var close = colon &- 1
                    while text[close] != UInt8(ascii: "\"") { close &-= 1 }
                    let length = close &- origin &- nameStart
                    entries[used] = TapeKind.string.rawValue &<< 60 | UInt64(length) &<< 32 | UInt64(nameStart)
                    used &+= 1
                    let block = (nameStart &+ origin &- windowStart) >> 6
                    if block < 0 || (backslashes[block] | backslashes[block &+ 1]) != 0 || length > 64 {
                        noteEscapedName(text + (origin &+ nameStart), length)
                    }
                    position = try next()
                    guard position >= 0 else { throw truncated(.value) }
                }

                let byte = text[position]
                switch byte {
                case UInt8(ascii: "\""):
                    let start = position &+ 1 &- origin
                    position = try next()
                    var close = (position >= 0 ? position : end) &- 1
                    if position < 0, indexer.isInString { throw truncated(.value) }
                    while text[close] != UInt8(ascii: "\"") { close &-= 1 }
                    let length = close &- origin &- start
                    entries[used] = TapeKind.string.rawValue &<< 60 | UInt64(length) &<< 32 | UInt64(start)
                    used &+= 1
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    let isObject = byte == UInt8(ascii: "{")
                    if intercepting, depth == 1, !isObject, inObject, isStreamed(text + origin, entries[used &- 1]) {
                        cursor = i
                        state = .inArray(.streamedMember, first: true)
                        hasStreamedArray = true
                        return 0
                    }
                    guard depth < limit else { throw error(at: position, .tooDeep(limit: limit)) }
                    let kind = isObject ? TapeKind.object : TapeKind.array
                    entries[used] = kind.rawValue &<< 60 | UInt64(position &- origin)
                    stack[depth] = UInt32(truncatingIfNeeded: used)
                    used &+= 1
                    depth &+= 1
                    inObject = isObject
                    position = try next()
                    guard position >= 0 else { throw truncated(isObject ? .nameOrBrace : .value) }
                    // '}' is '{' + 2, and ']' is '[' + 2: an empty container is closed below.
                    if text[position] != byte &+ 2 { continue }
                case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                    let start = position &- origin
                    position = try next()
                    if position < 0, indexer.isInString { throw truncated(.value) }
                    let scalar = text + (origin &+ start)
                    let length = Self.trimmed(scalar, text + (position >= 0 ? position : end))
                    let kind: TapeKind
                    if byte >= UInt8(ascii: "a") {
                        guard let literal = Self.literal(scalar, length) else {
                            throw error(at: origin &+ start, .invalidLiteral)
                        }
                        kind = literal
                    } else {
                        guard let number = Self.number(scalar, length) else {
                            throw error(at: origin &+ start, .invalidNumber)
                        }
                        kind = number
                    }
                    entries[used] = kind.rawValue &<< 60 | UInt64(length) &<< 32 | UInt64(start)
                    used &+= 1
                default:
                    throw error(at: position, .unexpected(byte: byte, expected: .value))
                }
            }

            isAfterValue = false
            afterValue: while true {
                if depth == 0 {
                    // `[1` may have been meant to be `[12]`.
                    guard position >= 0 || !isElement else { throw truncated(.commaOrBracket) }
                    // A bare scalar: the structural byte behind it belongs to whoever comes next.
                    cursor = position >= 0 ? i &- 1 : i
                    count = n
                    tape.header.pointee.text = text + origin
                    let length = Int(entries[0] &>> 32 & 0xFFF_FFFF)
                    return entries[0] &>> 60 == TapeKind.string.rawValue ? length &+ 2 : length
                }
                guard position >= 0 else { throw truncated(inObject ? .commaOrBrace : .commaOrBracket) }
                let byte = text[position]
                if byte == UInt8(ascii: ",") {
                    position = try next()
                    guard position >= 0 else { throw truncated(inObject ? .name : .value) }
                    break afterValue
                }
                guard byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                    throw error(
                        at: position, .unexpected(byte: byte, expected: inObject ? .commaOrBrace : .commaOrBracket))
                }
                depth &-= 1
                entries[Int(stack[depth])] |= UInt64(used) &<< 32
                if depth == 0 {
                    cursor = i
                    count = n
                    tape.header.pointee.text = text + origin
                    return position &+ 1 &- origin
                }
                inObject = entries[Int(stack[depth &- 1])] &>> 60 == TapeKind.object.rawValue
                position = try next()
            }
        }
    }

    /// Whether the member name on the tape is one of those whose arrays are streamed.
    private func isStreamed(_ text: UnsafePointer<UInt8>, _ name: UInt64) -> Bool {
        let length = Int(name &>> 32 & 0xFFF_FFFF)
        let start = text + Int(name & Tape.positionMask)
        return streaming.contains { wanted in
            wanted.utf8CodeUnitCount == length && (0..<length).allSatisfy { start[$0] == wanted.utf8Start[$0] }
        }
    }

    @inline(never)
    private func noteEscapedName(_ name: UnsafePointer<UInt8>, _ length: Int) {
        for i in 0..<length where name[i] == UInt8(ascii: "\\") {
            tape.header.pointee.flags |= TapeHeader.escapedNames
            return
        }
    }

    /// The length of a scalar that begins at `start`, without the white space before `stop`.
    @inline(__always)
    private static func trimmed(_ start: UnsafePointer<UInt8>, _ stop: UnsafePointer<UInt8>) -> Int {
        var last = stop - 1
        while last > start, last.pointee <= 0x20 { last -= 1 }
        return last - start + 1
    }

    @inline(__always)
    private static func literal(_ text: UnsafePointer<UInt8>, _ length: Int) -> TapeKind? {
        let word = UInt32(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt32.self))
        if length == 4 {
            if word == 0x6C6C_756E { return .null }
            if word == 0x6575_7274 { return .true }
        } else if length == 5, word == 0x736C_6166, text[4] == UInt8(ascii: "e") {
            return .false
        }
        return nil
    }

    /// Checks `text[0..<length]` against RFC 8259 section 6.
    @inline(__always)
    private static func number(_ text: UnsafePointer<UInt8>, _ length: Int) -> TapeKind? {
        var i = text.pointee == UInt8(ascii: "-") ? 1 : 0
        let firstDigit = i
        while i < length, text[i] &- 0x30 < 10 { i &+= 1 }
        guard i > firstDigit, i == firstDigit &+ 1 || text[firstDigit] != UInt8(ascii: "0") else { return nil }
        if i == length { return .integer }
        if text[i] == UInt8(ascii: ".") {
            i &+= 1
            let first = i
            while i < length, text[i] &- 0x30 < 10 { i &+= 1 }
            guard i > first else { return nil }
        }
        if i < length, text[i] | 0x20 == UInt8(ascii: "e") {
            i &+= 1
            if i < length, text[i] == UInt8(ascii: "+") || text[i] == UInt8(ascii: "-") { i &+= 1 }
            let first = i
            while i < length, text[i] &- 0x30 < 10 { i &+= 1 }
            guard i > first else { return nil }
        }
        return i == length ? .decimal : nil
    }
}
