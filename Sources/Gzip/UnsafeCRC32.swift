/// The CRC-32 of gzip and zlib (RFC 1952, section 8): reflected polynomial EDB88320, inverted before and after.
public struct CRC32: Sendable {
    // Kept inverted, as the tables work on the inverted form.
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of no bytes.
    public init() {}

    /// The checksum of all bytes so far.
    public var value: UInt32 { ~state }

    /// Appends one byte.
    public mutating func update(_ byte: UInt8) {
        state = crcTables[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
    }

    /// Appends `bytes`, of any length and alignment.
    ///
    /// Splitting the bytes over several calls gives the same value as one call.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard var next = bytes.baseAddress else { return }
        let end = next + bytes.count
        let tables = crcTables
        var crc = state
        if bytes.count >= 64 {
            // Four lanes take every fourth word each: one lane alone waits on its own table loads.
            var lane0 = UInt64(crc)
            var lane1: UInt64 = 0
            var lane2: UInt64 = 0
            var lane3: UInt64 = 0
            let wide = tables + 8 * 256
            let lastBlock = end - 32
            while next + 32 <= lastBlock {
                lane0 = fold(wide, word(next, 0) ^ lane0)
                lane1 = fold(wide, word(next, 8) ^ lane1)
                lane2 = fold(wide, word(next, 16) ^ lane2)
                lane3 = fold(wide, word(next, 24) ^ lane3)
                next += 32
            }
            // Every lane is now the remainder belonging to its word of the next 32 bytes, so those join them up.
            var joined = fold(tables, word(next, 0) ^ lane0)
            joined = fold(tables, word(next, 8) ^ lane1 ^ joined)
            joined = fold(tables, word(next, 16) ^ lane2 ^ joined)
            joined = fold(tables, word(next, 24) ^ lane3 ^ joined)
            crc = UInt32(truncatingIfNeeded: joined)
            next += 32
        }
        while next < end {
            let index = UInt8(truncatingIfNeeded: crc) ^ next.load(as: UInt8.self)
            crc = tables[Int(index)] ^ (crc >> 8)
            next += 1
        }
        state = crc
    }
}

@inline(__always)
private func word(_ pointer: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: pointer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

/// The remainder of `word` after as many bytes as the eight tables at `tables` stand for.
@inline(__always)
private func fold(_ tables: UnsafePointer<UInt32>, _ word: UInt64) -> UInt64 {
    @inline(__always) func part(_ table: Int, _ shift: UInt64) -> UInt32 {
        tables[table &* 256 &+ Int(truncatingIfNeeded: (word &>> shift) & 255)]
    }
    let low = part(7, 0) ^ part(6, 8) ^ part(5, 16) ^ part(4, 24)
    let high = part(3, 32) ^ part(2, 40) ^ part(1, 48) ^ part(0, 56)
    return UInt64(low ^ high)
}

/// Sixteen tables of 256 entries: remainders of a byte followed by 0...7 zero bytes, then by 24...31 of them.
///
/// The first eight fold a word into the next byte, the last eight fold a lane's word over the other three lanes.
/// Written once here and never again, which makes sharing it between threads safe.
nonisolated(unsafe) private let crcTables: UnsafePointer<UInt32> = {
    let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
    for byte in 0..<256 {
        var single = UInt32(byte)
        for _ in 0..<8 { single = single & 1 == 0 ? single >> 1 : 0xEDB8_8320 ^ (single >> 1) }
        tables[byte] = single
    }
    for byte in 0..<256 {
        var remainder = tables[byte]
        for zeros in 0..<32 {
            if zeros < 8 {
                tables[zeros * 256 + byte] = remainder
            } else if zeros >= 24 {
                tables[(zeros - 16) * 256 + byte] = remainder
            }
            remainder = tables[Int(remainder & 255)] ^ (remainder >> 8)
        }
    }
    return UnsafePointer(tables)
}()
