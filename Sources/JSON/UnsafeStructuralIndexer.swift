// Stage one: finds where things start. For every window of text it writes the positions of `{ } [ ] : ,`, of opening
// quotes and of the first byte of every other scalar, all outside strings; and it checks what can only be seen here:
// UTF-8, escapes, control characters. The idea is Langdale and Lemire's ("Parsing Gigabytes of JSON per Second", 2019).
//
// Worked example, one block (its other 51 bytes are spaces):
//   text        {"a\"b": [1]}
//   quotes      .1....1......     the escaped one is left out
//   inString    .11111.......     from an opening quote up to, not including, its closing quote
//   structural  11.....1.1111     what is written out: 0 1 7 9 10 11 12

/// What stage one found wrong, at a position of the text.
enum TextFault: Equatable {
    case controlCharacter
    case invalidEscape
    case invalidUTF8
}

struct StructuralIndexer {
    /// Whether the byte before the block is a backslash that escapes the block's first byte: 0 or 1.
    private var escapeCarry: UInt64 = 0
    /// All ones while inside a string at the end of the last block.
    private var stringCarry: UInt64 = 0
    /// Whether the last block ended inside a number, literal or other bare scalar: 0 or 1.
    private var scalarCarry: UInt64 = 0
    /// How many hex digits of a `\u` escape are still to come.
    private var pendingHexDigits = 0
    private var utf8 = UTF8Validator()

    /// Whether the text indexed so far ends inside a string.
    var isInString: Bool { stringCarry != 0 }

    /// The outcome of one window: how many positions were written, and the first fault in it.
    struct Window {
        var count: Int
        var fault: TextFault?
        var faultPosition: Int
        /// How many line feeds there are, and the position of the last; -1 where there are none.
        var lineFeeds = 0
        var lastLineFeed = -1
    }

    /// Indexes `text[from..<to]`, a whole number of 64-byte blocks.
    ///
    /// - Parameters:
    ///   - positions: room for `to - from + 64` entries.
    ///   - backslashes: room for `(to - from) / 64 + 1` words: a bit for each backslash; one zero word follows.
    mutating func index(
        _ text: UnsafePointer<UInt8>, from: Int, to: Int, positions: UnsafeMutablePointer<UInt32>,
        backslashes: UnsafeMutablePointer<UInt64>
    ) -> Window {
        var state = self
        defer { self = state }
        var count = 0
        var position = from
        var word = backslashes
        var lineFeeds = 0
        var lastLineFeed = -1
        while position < to {
            let block = Block(text + position)
            word.pointee = block.backslashes
            word += 1

            let escaped = state.escapedBytes(block.backslashes)
            let quotes = block.quotes & ~escaped
            let inString = Self.prefixXor(quotes) ^ state.stringCarry
            state.stringCarry = UInt64(bitPattern: Int64(bitPattern: inString) &>> 63)

            var whitespace = block.spaces
            var bad: UInt64 = 0
            if block.controls != 0 {
                let feeds = Block.mask(text + position, equal: 0x0A)
                if feeds != 0 {
                    lineFeeds &+= feeds.nonzeroBitCount
                    lastLineFeed = position &+ 63 &- feeds.leadingZeroBitCount
                }
                let line = feeds | Block.mask(text + position, equal: 0x0D)
                let allowed = line | Block.mask(text + position, equal: 0x09)
                whitespace |= allowed
                bad = block.controls & (inString | ~allowed)
            }

            let scalar = ~(block.operators | whitespace)
            let bareScalar = scalar & ~quotes
            let starts = scalar & ~(bareScalar &<< 1 | state.scalarCarry)
            state.scalarCarry = bareScalar &>> 63
            // A string's bytes after its opening quote, the closing quote included, start nothing.
            let structural = (block.operators | starts) & ~(inString ^ quotes)
            count = Self.write(structural, at: position, to: positions, count)

            if bad | (escaped & inString) != 0 || block.hasNonASCII || state.pendingHexDigits > 0 || state.utf8.isOpen {
                if let (fault, bit) = state.inspect(
                    text + position, bad: bad, escaped: escaped & inString, known: block.quotes | block.backslashes,
                    nonASCII: block.hasNonASCII)
                {
                    word.pointee = 0
                    return Window(
                        count: count, fault: fault, faultPosition: position + bit, lineFeeds: lineFeeds,
                        lastLineFeed: lastLineFeed)
                }
            }
            position &+= 64
        }
        word.pointee = 0
        return Window(
            count: count, fault: nil, faultPosition: to, lineFeeds: lineFeeds, lastLineFeed: lastLineFeed)
    }

    /// Which bytes an odd run of backslashes escapes.
    @inline(__always)
    private mutating func escapedBytes(_ backslashes: UInt64) -> UInt64 {
        guard backslashes != 0 else {
            defer { escapeCarry = 0 }
            return escapeCarry
        }
        let unescaped = backslashes & ~escapeCarry
        let followsEscape = unescaped &<< 1 | escapeCarry
        let evenBits: UInt64 = 0x5555_5555_5555_5555
        let oddStarts = unescaped & ~evenBits & ~followsEscape
        let (sequences, overflow) = oddStarts.addingReportingOverflow(unescaped)
        escapeCarry = overflow ? 1 : 0
        return (evenBits ^ (sequences &<< 1)) & followsEscape
    }

    /// Bit i is the parity of the bits 0…i: turns quote marks into "inside a string".
    @inline(__always)
    private static func prefixXor(_ bits: UInt64) -> UInt64 {
        var x = bits
        x ^= x &<< 1
        x ^= x &<< 2
        x ^= x &<< 4
        x ^= x &<< 8
        x ^= x &<< 16
        x ^= x &<< 32
        return x
    }

    /// Writes the position of every set bit; always eight at a time, so that the usual block takes no branch per bit.
    @inline(__always)
    private static func write(
        _ bits: UInt64, at base: Int, to positions: UnsafeMutablePointer<UInt32>, _ count: Int
    ) -> Int {
        var rest = bits
        let end = count &+ bits.nonzeroBitCount
        var out = positions + count
        let base = UInt32(truncatingIfNeeded: base)
        repeat {
            for i in 0..<8 {
                out[i] = base &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
                rest &= rest &- 1
            }
            out += 8
        } while out < positions + end
        return end
    }

    /// Looks closer at a block with escapes, control characters or bytes above 0x7F.
    private mutating func inspect(
        _ block: UnsafePointer<UInt8>, bad: UInt64, escaped: UInt64, known: UInt64, nonASCII: Bool
    ) -> (TextFault, Int)? {
        var first: (TextFault, Int)?
        func note(_ fault: TextFault, _ bit: Int) {
            if bit < first?.1 ?? 64 { first = (fault, bit) }
        }
        if bad != 0 { note(.controlCharacter, bad.trailingZeroBitCount) }

        var index = 0
        let escapeStart = pendingHexDigits - 5
        while pendingHexDigits > 0 {
            if !Self.isHexDigit(block[index]) { note(.invalidEscape, escapeStart) }
            pendingHexDigits -= 1
            index += 1
        }
        // `\"` and `\\` are by far the most frequent and need no look at the byte.
        var rest = escaped & ~known
        while rest != 0 {
            let bit = rest.trailingZeroBitCount
            rest &= rest &- 1
            switch block[bit] {
            case 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: break  // / b f n r t
            case 0x75:  // u
                for digit in 1...4 {
                    guard bit + digit < 64 else {
                        pendingHexDigits = 5 - digit
                        break
                    }
                    if !Self.isHexDigit(block[bit + digit]) { note(.invalidEscape, bit) }
                }
            default: note(.invalidEscape, bit)
            }
        }
        if nonASCII || utf8.isOpen {
            for bit in 0..<64 where !utf8.accept(block[bit]) {
                note(.invalidUTF8, bit)
                break
            }
        }
        return first
    }

    @inline(__always)
    static func isHexDigit(_ byte: UInt8) -> Bool {
        (byte &- 0x30) < 10 || ((byte | 0x20) &- 0x61) < 6
    }
}

/// Checks UTF-8 a byte at a time (RFC 3629 section 4: no overlong forms, no surrogates, nothing above U+10FFFF).
struct UTF8Validator {
    private var continuations = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    /// Whether a character has begun and not ended.
    var isOpen: Bool { continuations > 0 }

    /// Whether `byte` may come next.
    @inline(__always)
    mutating func accept(_ byte: UInt8) -> Bool {
        if continuations > 0 {
            guard low <= byte, byte <= high else { return false }
            continuations -= 1
            low = 0x80
            high = 0xBF
            return true
        }
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: continuations = 1
        case 0xE0:
            continuations = 2
            low = 0xA0
        case 0xED:
            continuations = 2
            high = 0x9F
        case 0xE1...0xEF: continuations = 2
        case 0xF0:
            continuations = 3
            low = 0x90
        case 0xF4:
            continuations = 3
            high = 0x8F
        case 0xF1...0xF3: continuations = 3
        default: return false
        }
        return true
    }
}
