/// What the decoder must do on a code, packed into 32 bits so that one load brings it all.
///
/// Bits 0...7: bits to drop for the code and its extra bits. Bits 8...11: of these, the bits of the code; in a link the
/// index width of the linked table. Bits 13...15: flags, see below. Bits 16...30: the literal, the smallest length or
/// distance, or where the linked table starts. Bit 31: set for a literal.
typealias TableEntry = UInt32

extension TableEntry {
    static let literal: TableEntry = 0x8000_0000
    /// Neither a literal nor a length or distance: a link, an end of block, or an invalid code.
    static let special: TableEntry = 0x8000
    static let link: TableEntry = 0x4000
    static let endOfBlock: TableEntry = 0x2000

    @inline(__always) var isLiteral: Bool { self & .literal != 0 }
    @inline(__always) var isSpecial: Bool { self & .special != 0 }
    @inline(__always) var isLink: Bool { self & .link != 0 }
    @inline(__always) var isEndOfBlock: Bool { self & .endOfBlock != 0 }
    @inline(__always) var totalBits: UInt64 { UInt64(self & 0xFF) }
    @inline(__always) var codeBits: UInt64 { UInt64((self &>> 8) & 15) }
    @inline(__always) var value: Int { Int((self &>> 16) & 0x7FFF) }
    @inline(__always) var literalByte: UInt8 { UInt8(truncatingIfNeeded: self &>> 16) }

    /// The base value plus the extra bits, given the bits from the start of the code on.
    @inline(__always)
    func valueWithExtra(_ bits: UInt64) -> Int {
        value &+ Int(truncatingIfNeeded: (bits & ((1 &<< totalBits) &- 1)) &>> codeBits)
    }

    /// Where in the tables the entry that this link leads to is, given the bits after the root index.
    @inline(__always)
    func linkedIndex(_ bits: UInt64) -> Int {
        value &+ Int(truncatingIfNeeded: bits & ((1 &<< codeBits) &- 1))
    }
}

/// Decode tables for one set of canonical Huffman codes (RFC 1951, 3.2.2).
///
/// A root table is indexed by the next `rootBits` bits; codes longer than that continue in a linked table.
final class HuffmanTable {
    let entries: UnsafeMutablePointer<TableEntry>
    let rootBits: Int
    private let symbols: [TableEntry]
    private let sorted: UnsafeMutablePointer<UInt16>
    private static let longestCode = 15

    /// Makes room for codes of the given symbols; each holds its entry with the widths counting extra bits only.
    init(rootBits: Int, symbols: [TableEntry]) {
        self.rootBits = rootBits
        self.symbols = symbols
        // A linked table is indexed by at most `linkBits` bits and, as its codes are complete, holds a code more than
        // its index has bits. So it takes no more entries for each of its codes than the widest table does.
        let linkBits = max(0, Self.longestCode - rootBits)
        let linkedEntriesPerSymbol = (1 << linkBits) / (linkBits + 1) + 1
        entries = .allocate(capacity: 1 << rootBits + symbols.count * linkedEntriesPerSymbol)
        entries.initialize(repeating: 0, count: 1 << rootBits + symbols.count * linkedEntriesPerSymbol)
        sorted = .allocate(capacity: symbols.count)
    }

    deinit {
        entries.deallocate()
        sorted.deallocate()
    }

    /// Which sets of code lengths that leave codes unassigned are taken.
    enum Leniency {
        /// None.
        case complete
        /// A single code of one bit, or no code at all: what RFC 1951, 3.2.7 allows for distances.
        case oneCodeOrNone
    }

    /// Builds the tables, and returns what is wrong with the lengths if they do not describe a set of codes.
    ///
    /// `lengths` are code lengths of 0...15 for the first symbols; the others get no code.
    func build(_ lengths: ArraySlice<UInt8>, _ leniency: Leniency) -> GzipError.BlockFault? {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * (Self.longestCode + 1)) { scratch in
            scratch.initialize(repeating: 0)
            let counts = UnsafeMutableBufferPointer(rebasing: scratch[...Self.longestCode])
            let starts = UnsafeMutableBufferPointer(rebasing: scratch[(Self.longestCode + 1)...])
            for length in lengths { counts[Int(length)] += 1 }
            counts[0] = 0
            var unassigned = 1
            var longest = 0
            for length in 1...Self.longestCode {
                unassigned = unassigned * 2 - counts[length]
                if unassigned < 0 { return .overSubscribedCodes }
                if counts[length] > 0 { longest = length }
                starts[length] = starts[length - 1] + counts[length - 1]
            }
            if unassigned > 0 {
                guard leniency == .oneCodeOrNone, longest <= 1 else { return .incompleteCodes }
                // One bit wide, so that it is known for invalid as soon as a bit is there.
                for index in 0..<(1 << rootBits) { entries[index] = .special | 1 << 8 | 1 }
            }
            for (symbol, length) in lengths.enumerated() where length > 0 {
                sorted[starts[Int(length)]] = UInt16(symbol)
                starts[Int(length)] += 1
            }
            assignCodes(counts)
            return nil
        }
    }

    /// Gives the sorted symbols their codes in order and writes the entries. Empties `counts` while doing so.
    private func assignCodes(_ counts: UnsafeMutableBufferPointer<Int>) {
        let rootSize = 1 << rootBits
        var next = 0
        // Codes are read lowest bit first, so tables are indexed by reversed codes.
        var code = 0
        var linkedPrefix = -1
        var linkedStart = rootSize
        var linkedSize = 0
        for length in 1...Self.longestCode {
            while counts[length] > 0 {
                let symbol = symbols[Int(sorted[next])]
                if length <= rootBits {
                    let entry = symbol &+ TableEntry(length << 8 | length)
                    for index in stride(from: code, to: rootSize, by: 1 << length) { entries[index] = entry }
                } else {
                    let prefix = code & (rootSize - 1)
                    if prefix != linkedPrefix {
                        linkedPrefix = prefix
                        linkedStart += linkedSize
                        let width = linkedWidth(length, counts)
                        linkedSize = 1 << width
                        entries[prefix] =
                            .special | .link | TableEntry(linkedStart << 16 | width << 8 | rootBits)
                    }
                    let width = length - rootBits
                    let entry = symbol &+ TableEntry(width << 8 | width)
                    for index in stride(from: code >> rootBits, to: linkedSize, by: 1 << width) {
                        entries[linkedStart + index] = entry
                    }
                }
                next += 1
                counts[length] -= 1
                code = successor(code, length)
            }
        }
    }

    /// The next code of the same length, both reversed: an addition that carries downwards. 0 after the last one.
    private func successor(_ code: Int, _ length: Int) -> Int {
        var bit = 1 << (length - 1)
        while code & bit != 0 { bit >>= 1 }
        return bit == 0 ? 0 : code & (bit - 1) | bit
    }

    /// How many bits index a linked table whose shortest code has `length` bits, with `counts` codes not yet assigned.
    private func linkedWidth(_ length: Int, _ counts: UnsafeMutableBufferPointer<Int>) -> Int {
        var width = length - rootBits
        var used = counts[length]
        while used < 1 << width, rootBits + width < Self.longestCode {
            width += 1
            used = used * 2 + counts[rootBits + width]
        }
        return width
    }
}
