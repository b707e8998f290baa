/// A hash that is the same in every run and on every machine, 128 bits wide; not for secrets.
public struct StableHash: Sendable, Hashable {
    /// What an index finds by.
    public private(set) var high: UInt64
    /// What tells apart what has the same `high`.
    public private(set) var low: UInt64

    /// The hash of nothing yet.
    public init() {
        high = 0xCBF2_9CE4_8422_2325
        low = 0x9E37_79B9_7F4A_7C15
    }

    /// Adds a text and its end, so that "ab", "c" and "a", "bc" differ.
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    /// Adds bytes and their end.
    public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { step(UInt64(byte)) }
        step(0x100 + UInt64(bytes.count))
    }

    /// Adds a number.
    public mutating func add(_ number: UInt64) {
        step(number & 0xFFFF_FFFF)
        step(number >> 32)
    }

    private mutating func step(_ value: UInt64) {
        // FNV-1a, and a multiply-and-rotate of another constant beside it.
        high = (high ^ value) &* 0x0000_0100_0000_01B3
        low = (low &+ value) &* 0xD6E8_FEB8_6659_FD93
        low ^= low >> 29
    }

    /// The hash of what was added.
    public var finished: StableHash {
        var copy = self
        copy.high = Self.mix(high ^ low >> 17)
        copy.low = Self.mix(low)
        return copy
    }

    /// The index key of what was added.
    public var key: UInt64 { finished.high }

    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ value >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return value ^ value >> 33
    }
}
