/// Writes tokens as DEFLATE blocks (RFC 1951, 3.2), each in the smallest of the three forms.
struct DeflateBlocks {
    private(set) var bytes: [UInt8] = []
    private var bits: UInt64 = 0
    private var bitCount = 0

    /// A length or distance: its symbol and the bits behind it.
    private struct Part {
        let symbol: Int
        let extra: Int
        let extraBits: Int
    }

    /// By match length, from 3 on.
    private static let lengthSymbols: [(symbol: Int, base: Int, extraBits: Int)] = {
        var table = [(symbol: Int, base: Int, extraBits: Int)](repeating: (0, 0, 0), count: 259)
        for symbol in 257...285 {
            let entry = Int(DeflateAlphabets.literalsAndLengths[symbol])
            let (base, extra) = (entry >> 16, entry & 0xFF)
            for length in base..<min(base + 1 << extra, 259) { table[length] = (symbol, base, extra) }
        }
        table[258] = (285, 258, 0)
        return table
    }()

    private static let distanceBases: [(base: Int, extraBits: Int)] = DeflateAlphabets.distances.prefix(30).map {
        (Int($0) >> 16, Int($0) & 0xFF)
    }

    private static func length(_ length: Int) -> Part {
        let entry = lengthSymbols[length]
        return Part(symbol: entry.symbol, extra: length - entry.base, extraBits: entry.extraBits)
    }

    /// Two symbols a power of two.
    private static func distance(_ distance: Int) -> Part {
        let value = distance - 1
        guard value >= 4 else { return Part(symbol: value, extra: 0, extraBits: 0) }
        let width = Int.bitWidth - 1 - value.leadingZeroBitCount
        let symbol = 2 * width + (value >> (width - 1) & 1)
        return Part(
            symbol: symbol, extra: distance - distanceBases[symbol].base, extraBits: distanceBases[symbol].extraBits)
    }

    private mutating func put(_ value: Int, _ count: Int) {
        bits |= UInt64(truncatingIfNeeded: value) << UInt64(bitCount)
        bitCount += count
        while bitCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
            bitCount -= 8
        }
    }

    /// Fills up the last byte.
    mutating func align() {
        if bitCount > 0 { put(0, 8 - bitCount) }
    }

    /// Appends bytes as they are; the stream must be aligned.
    mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Writes a block of `tokens`, which stand for `text`.
    mutating func block(_ tokens: [MatchFinder.Token], text: [UInt8], isLast: Bool) {
        var literals = [Int](repeating: 0, count: 286)
        var distances = [Int](repeating: 0, count: 30)
        literals[256] = 1
        for token in tokens {
            if token & MatchFinder.matchFlag == 0 {
                literals[Int(token)] += 1
            } else {
                literals[Self.length(Int(token >> 16 & 0x1FF)).symbol] += 1
                distances[Self.distance(Int(token & 0x7FFF) + 1).symbol] += 1
            }
        }
        let literalCode = HuffmanCode(frequencies: literals, limit: 15)
        let distanceCode = HuffmanCode(frequencies: distances, limit: 15)
        let header = Header(literalCode.lengths, distanceCode.lengths)
        func size(_ literalLengths: [UInt8], _ distanceLengths: [UInt8]) -> Int {
            var size = 0
            for (symbol, count) in literals.enumerated() where count > 0 {
                let extra = symbol < 257 ? 0 : Int(DeflateAlphabets.literalsAndLengths[symbol] & 0xFF)
                size += count * (Int(literalLengths[symbol]) + extra)
            }
            for (symbol, count) in distances.enumerated() where count > 0 {
                size += count * (Int(distanceLengths[symbol]) + Self.distanceBases[symbol].extraBits)
            }
            return size
        }
        let dynamic = header.size + size(literalCode.lengths, distanceCode.lengths)
        let fixed = size(DeflateAlphabets.fixedLiteralLengths, DeflateAlphabets.fixedDistanceLengths)
        let stored = text.count * 8 + (text.count / 65535 + 1) * 40
        if stored < min(dynamic, fixed) {
            writeStored(text, isLast: isLast)
        } else if fixed <= dynamic {
            put(isLast ? 1 : 0, 1)
            put(1, 2)
            write(
                tokens, HuffmanCode(lengths: DeflateAlphabets.fixedLiteralLengths),
                HuffmanCode(lengths: DeflateAlphabets.fixedDistanceLengths))
        } else {
            put(isLast ? 1 : 0, 1)
            put(2, 2)
            write(header)
            write(tokens, literalCode, distanceCode)
        }
    }

    private mutating func write(_ tokens: [MatchFinder.Token], _ literals: HuffmanCode, _ distances: HuffmanCode) {
        for token in tokens {
            if token & MatchFinder.matchFlag == 0 {
                put(Int(literals.codes[Int(token)]), Int(literals.lengths[Int(token)]))
            } else {
                let length = Self.length(Int(token >> 16 & 0x1FF))
                put(Int(literals.codes[length.symbol]), Int(literals.lengths[length.symbol]))
                put(length.extra, length.extraBits)
                let distance = Self.distance(Int(token & 0x7FFF) + 1)
                put(Int(distances.codes[distance.symbol]), Int(distances.lengths[distance.symbol]))
                put(distance.extra, distance.extraBits)
            }
        }
        put(Int(literals.codes[256]), Int(literals.lengths[256]))
    }

    private mutating func writeStored(_ text: [UInt8], isLast: Bool) {
        var rest = text[...]
        repeat {
            let piece = rest.prefix(65535)
            rest = rest.dropFirst(65535)
            put(isLast && rest.isEmpty ? 1 : 0, 1)
            put(0, 2)
            align()
            put(piece.count, 16)
            put(~piece.count & 0xFFFF, 16)
            append(piece)
        } while !rest.isEmpty
    }

    /// The description of a dynamic block's codes (3.2.7).
    private struct Header {
        /// Code length symbols with the bits behind them.
        var runs: [(symbol: Int, extra: Int, extraBits: Int)] = []
        let literalCount: Int
        let distanceCount: Int
        let code: HuffmanCode
        /// How many code length codes are written.
        let codeCount: Int

        init(_ literals: [UInt8], _ distances: [UInt8]) {
            literalCount = max(257, (literals.lastIndex { $0 > 0 } ?? 0) + 1)
            distanceCount = max(1, (distances.lastIndex { $0 > 0 } ?? 0) + 1)
            let all = Array(literals.prefix(literalCount) + distances.prefix(distanceCount))
            var i = 0
            while i < all.count {
                var end = i
                while end < all.count, all[end] == all[i] { end += 1 }
                var run = end - i
                if all[i] != 0 {
                    runs.append((Int(all[i]), 0, 0))
                    run -= 1
                }
                while run > 0 {
                    switch (all[i], run) {
                    case (0, 11...):
                        let count = min(run, 138)
                        runs.append((18, count - 11, 7))
                        run -= count
                    case (0, 3...):
                        runs.append((17, run - 3, 3))
                        run = 0
                    case (1..., 3...):
                        let count = min(run, 6)
                        runs.append((16, count - 3, 2))
                        run -= count
                    default:
                        runs.append((Int(all[i]), 0, 0))
                        run -= 1
                    }
                }
                i = end
            }
            var frequencies = [Int](repeating: 0, count: 19)
            for run in runs { frequencies[run.symbol] += 1 }
            let code = HuffmanCode(frequencies: frequencies, limit: 7)
            self.code = code
            codeCount = max(4, (DeflateAlphabets.codeLengthOrder.lastIndex { code.lengths[$0] > 0 } ?? 0) + 1)
        }

        var size: Int {
            runs.reduce(14 + 3 * codeCount) { $0 + Int(code.lengths[$1.symbol]) + $1.extraBits }
        }
    }

    private mutating func write(_ header: Header) {
        put(header.literalCount - 257, 5)
        put(header.distanceCount - 1, 5)
        put(header.codeCount - 4, 4)
        for symbol in DeflateAlphabets.codeLengthOrder.prefix(header.codeCount) {
            put(Int(header.code.lengths[symbol]), 3)
        }
        for run in header.runs {
            put(Int(header.code.codes[run.symbol]), Int(header.code.lengths[run.symbol]))
            put(run.extra, run.extraBits)
        }
    }
}
