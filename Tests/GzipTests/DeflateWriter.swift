/// A deterministic generator (xorshift), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

enum Token: Equatable {
    case literal(UInt8)
    case match(length: Int, distance: Int)
}

/// Writes DEFLATE bit by bit, valid or not, with nothing of the code under test.
struct DeflateWriter {
    private(set) var bytes: [UInt8] = []
    private var free = 0

    mutating func bits(_ value: Int, _ count: Int) {
        for index in 0..<count {
            if free == 0 {
                bytes.append(0)
                free = 8
            }
            if value >> index & 1 == 1 { bytes[bytes.count - 1] |= 1 << (8 - free) }
            free -= 1
        }
    }

    mutating func code(_ code: Int, _ length: Int) {
        for index in stride(from: length - 1, through: 0, by: -1) { bits(code >> index & 1, 1) }
    }

    mutating func alignToByte() { free = 0 }

    mutating func stored(_ content: [UInt8], final: Bool) {
        bits(final ? 1 : 0, 1)
        bits(0, 2)
        alignToByte()
        bits(content.count, 16)
        bits(~content.count & 0xFFFF, 16)
        for byte in content { bits(Int(byte), 8) }
    }

    mutating func fixedHeader(final: Bool) {
        bits(final ? 1 : 0, 1)
        bits(1, 2)
    }

    mutating func fixed(_ tokens: [Token], final: Bool) {
        fixedHeader(final: final)
        write(tokens, Codes.fixed)
    }

    /// A dynamic header whose code length code gives each of 0...15 four bits.
    mutating func dynamicHeader(_ literals: [Int], _ distances: [Int], final: Bool) {
        bits(final ? 1 : 0, 1)
        bits(2, 2)
        bits(literals.count - 257, 5)
        bits(distances.count - 1, 5)
        bits(19 - 4, 4)
        for symbol in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] {
            bits(symbol < 16 ? 4 : 0, 3)
        }
        for length in literals + distances { code(length, 4) }
    }

    mutating func dynamic(_ tokens: [Token], _ literals: [Int], _ distances: [Int], final: Bool) {
        dynamicHeader(literals, distances, final: final)
        write(tokens, Codes(literals: literals, distances: distances))
    }

    private mutating func write(_ tokens: [Token], _ codes: Codes) {
        for token in tokens {
            switch token {
            case .literal(let byte):
                symbol(Int(byte), codes.literals)
            case .match(let length, let distance):
                let (lengthSymbol, lengthExtra, lengthBits) = Codes.lengthSymbol(length)
                symbol(lengthSymbol, codes.literals)
                bits(lengthExtra, lengthBits)
                let (distanceSymbol, distanceExtra, distanceBits) = Codes.distanceSymbol(distance)
                symbol(distanceSymbol, codes.distances)
                bits(distanceExtra, distanceBits)
            }
        }
        symbol(256, codes.literals)
    }

    private mutating func symbol(_ symbol: Int, _ codes: [(code: Int, length: Int)]) {
        code(codes[symbol].code, codes[symbol].length)
    }
}

struct Codes {
    let literals: [(code: Int, length: Int)]
    let distances: [(code: Int, length: Int)]

    static let fixed = Codes(
        literals: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 },
        distances: [Int](repeating: 5, count: 32))

    init(literals: [Int], distances: [Int]) {
        self.literals = Codes.canonical(literals)
        self.distances = Codes.canonical(distances)
    }

    private static func canonical(_ lengths: [Int]) -> [(code: Int, length: Int)] {
        var result = lengths.map { (code: 0, length: $0) }
        var code = 0
        for length in 1...15 {
            code <<= 1
            for (symbol, own) in lengths.enumerated() where own == length {
                result[symbol].code = code
                code += 1
            }
        }
        return result
    }

    static func lengthSymbol(_ length: Int) -> (symbol: Int, extra: Int, bits: Int) {
        let bases = [
            3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
            227, 258,
        ]
        let widths = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
        let index = bases.lastIndex { $0 <= length } ?? 0
        return (257 + index, length - bases[index], widths[index])
    }

    static func distanceSymbol(_ distance: Int) -> (symbol: Int, extra: Int, bits: Int) {
        let bases = [
            1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
            6145, 8193, 12289, 16385, 24577,
        ]
        let index = bases.lastIndex { $0 <= distance } ?? 0
        return (index, distance - bases[index], index < 4 ? 0 : index / 2 - 1)
    }

    /// Lengths of a random complete code of `count` symbols, some of them long.
    static func randomLengths(_ count: Int, using generator: inout SeededGenerator) -> [Int] {
        var lengths = [1, 1]
        while lengths.count < count {
            // Splitting late entries more often makes some codes very long.
            let index =
                Bool.random(using: &generator)
                ? lengths.count - 1
                : Int.random(
                    in: 0..<lengths.count, using: &generator)
            guard lengths[index] < 15 else { continue }
            lengths[index] += 1
            lengths.append(lengths[index])
        }
        return lengths.shuffled(using: &generator)
    }
}

/// What the tokens stand for, appended to `output` in the plainest way.
func expand(_ tokens: [Token], onto output: inout [UInt8]) {
    for token in tokens {
        switch token {
        case .literal(let byte): output.append(byte)
        case .match(let length, let distance):
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }
}

/// The CRC-32 bit by bit.
func plainCRC32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}

func littleEndian(_ value: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

let plainHeader: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]

/// A member around DEFLATE data that decompresses to `content`.
func member(_ deflate: [UInt8], _ content: [UInt8], header: [UInt8] = plainHeader) -> [UInt8] {
    header + deflate + littleEndian(plainCRC32(content)) + littleEndian(UInt32(truncatingIfNeeded: content.count))
}

/// A member of one DEFLATE block that `write` writes, and which is expected to be invalid.
func invalidMember(_ write: (inout DeflateWriter) -> Void) -> [UInt8] {
    var writer = DeflateWriter()
    write(&writer)
    return plainHeader + writer.bytes + [UInt8](repeating: 0, count: 64)
}
