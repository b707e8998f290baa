/// Keeps each of many strings once, in one buffer, and numbers them in the order in which they come.
///
/// Number 0 is the empty string. A million strings are four allocations.
struct StringTable: Sendable {
    private var text: [UInt8] = []
    /// Where each string ends in `text`.
    private var ends: [Int] = [0]
    private var hashes: [UInt32] = [Self.hash(of: EmptyCollection<UInt8>())]
    /// Numbers by hash, open addressing; 0 for a free slot, for the empty string is never looked up here.
    private var slots: [UInt32] = Array(repeating: 0, count: 256)

    /// How many strings there are, the empty one included.
    var count: Int { ends.count }

    /// The number of a string.
    mutating func number(of bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
        if bytes.isEmpty { return 0 }
        let hash = Self.hash(of: bytes)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, self.bytes(UInt32(number)).elementsEqual(bytes) { return UInt32(number) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = UInt32(ends.count)
        text.append(contentsOf: bytes)
        ends.append(text.count)
        hashes.append(hash)
        slots[slot] = number
        if ends.count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a string.
    mutating func number(ofBytes bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.withUnsafeBufferPointer { number(of: $0) }
    }

    /// The number of a string.
    mutating func number(of string: some StringProtocol) -> UInt32 {
        var string = String(string)
        return string.withUTF8 { number(of: $0) }
    }

    /// The number of a string that may not be there.
    func find(_ string: some Collection<UInt8>) -> UInt32? {
        if string.isEmpty { return 0 }
        let hash = Self.hash(of: string)
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = slots[slot]
            if hashes[Int(number)] == hash, bytes(number).elementsEqual(string) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// A string's UTF-8.
    func bytes(_ number: UInt32) -> ArraySlice<UInt8> {
        number == 0 ? [] : text[ends[Int(number) - 1]..<ends[Int(number)]]
    }

    /// A string.
    subscript(number: UInt32) -> String { String(decoding: bytes(number), as: UTF8.self) }

    /// Whether one string comes before another in the order of their bytes.
    func precedes(_ a: UInt32, _ b: UInt32) -> Bool {
        a != b && bytes(a).lexicographicallyPrecedes(bytes(b))
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 4)
        for number in 1..<ends.count {
            var slot = Int(hashes[number]) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number)
        }
    }

    /// FNV-1a with a last mix, for the low bits choose the slot.
    private static func hash(of bytes: some Sequence<UInt8>) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return UInt32(truncatingIfNeeded: hash ^ hash >> 29 ^ hash >> 43)
    }
}
