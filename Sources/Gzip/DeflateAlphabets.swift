/// The alphabets of RFC 1951 as table entries that still lack the widths of their codes.
enum DeflateAlphabets {
    /// Literals, end of block and lengths (3.2.5), with 286 and 287, which must not occur.
    static let literalsAndLengths: [TableEntry] = {
        var entries = (0..<256).map { TableEntry.literal | $0 << 16 }
        entries.append(.special | .endOfBlock)
        var base = 3
        for symbol in 257..<285 {
            let extra = symbol < 265 ? 0 : (symbol - 261) / 4
            entries.append(TableEntry(base << 16 | extra))
            base += 1 << extra
        }
        // The longest match has a symbol of its own, although 284 with all its extra bits set could express it.
        entries.append(258 << 16)
        return entries + [.special, .special]
    }()

    /// Distances (3.2.5), with 30 and 31, which must not occur.
    static let distances: [TableEntry] = {
        var entries: [TableEntry] = []
        var base = 1
        for symbol in 0..<30 {
            let extra = symbol < 4 ? 0 : (symbol - 2) / 2
            entries.append(TableEntry(base << 16 | extra))
            base += 1 << extra
        }
        return entries + [.special, .special]
    }()

    /// The code lengths and repeats that describe a dynamic block's codes (3.2.7).
    static let codeLengths: [TableEntry] = (0..<19).map { $0 << 16 }

    /// The order in which the lengths of the code length codes are stored (3.2.7).
    static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Code lengths of the fixed literal/length codes (3.2.6).
    static let fixedLiteralLengths: [UInt8] = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }

    /// Code lengths of the fixed distance codes (3.2.6).
    static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)
}
