/// A hash that is the same in every run and on every machine, 128 bits wide; not for secrets.
public struct StableHash: Sendable, Hashable {
    /// The first half; what an index finds by.
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
        var rest = UnsafeRawBufferPointer(bytes)
        while rest.count >= 8 {
            step(UInt64(littleEndian: rest.loadUnaligned(as: UInt64.self)))
            rest = UnsafeRawBufferPointer(rebasing: rest[8...])
        }
        for byte in rest { step(UInt64(byte)) }
        step(0x100 + UInt64(bytes.count))
    }

    /// Adds a number.
    public mutating func add(_ number: UInt64) {
        step(number)
    }

    private mutating func step(_ value: UInt64) {
        // Two multiply-and-fold chains of other constants: what one confuses the other tells apart.
        high = (high ^ value) &* 0x9FB2_1C65_1E98_DF25
        high ^= high >> 32
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

    /// The hash in the form of a UUID that is made by a rule of one's own (RFC 9562, version 8).
    public var uuid: String {
        let finished = finished
        let high = finished.high & ~0xF000 | 0x8000
        let low = finished.low & ~(3 << 62) | 1 << 63
        return [
            Self.hex(high >> 32, 8), Self.hex(high >> 16 & 0xFFFF, 4), Self.hex(high & 0xFFFF, 4),
            Self.hex(low >> 48, 4), Self.hex(low & 0xFFFF_FFFF_FFFF, 12),
        ].joined(separator: "-")
    }

    /// The hash of what was added, in 32 hexadecimal digits.
    public var hex: String {
        let finished = finished
        return Self.hex(finished.high, 16) + Self.hex(finished.low, 16)
    }

    private static func hex(_ value: UInt64, _ digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
