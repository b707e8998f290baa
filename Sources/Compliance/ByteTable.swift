/// Keeps each of a few strings once and numbers them: accounts and regions, of which millions of items name a handful.
struct ByteTable: Sendable {
    private(set) var strings: [[UInt8]] = []
    private var slots: [Int32] = Array(repeating: -1, count: 64)

    /// The number of a string.
    mutating func number(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        var slot = Int(hash >> 4) & (slots.count - 1)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if strings[index].elementsEqual(bytes) { return UInt32(index) }
            slot = (slot + 1) & (slots.count - 1)
        }
        strings.append(Array(bytes))
        slots[slot] = Int32(strings.count - 1)
        if strings.count * 2 > slots.count { grow() }
        return UInt32(strings.count - 1)
    }

    private mutating func grow() {
        let old = strings
        strings = []
        slots = Array(repeating: -1, count: slots.count * 4)
        for string in old { _ = string.withUnsafeBufferPointer { number(of: $0) } }
    }
}
