/// The last 32 KiB that a member put into earlier output buffers, for the matches that reach back there.
struct History {
    /// The longest distance of a match (RFC 1951, 3.2.5); a power of two.
    static let capacity = 32 * 1024

    private let ring = UnsafeMutableRawPointer.allocate(byteCount: History.capacity, alignment: 16)
    private var end = 0
    /// How many bytes can be reached back to.
    private(set) var count = 0

    func deallocate() {
        ring.deallocate()
    }

    /// Forgets everything: a match never reaches into an earlier member.
    mutating func removeAll() {
        count = 0
    }

    /// Remembers `bytes`, the output that follows what was remembered so far.
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        let kept = UnsafeRawBufferPointer(rebasing: bytes.suffix(Self.capacity))
        guard let first = kept.baseAddress else { return }
        let untilWrap = min(kept.count, Self.capacity - end)
        (ring + end).copyMemory(from: first, byteCount: untilWrap)
        ring.copyMemory(from: first + untilWrap, byteCount: kept.count - untilWrap)
        end = (end + kept.count) & (Self.capacity - 1)
        count = min(count + kept.count, Self.capacity)
    }

    /// The byte `distance` bytes back from the end; `distance` is in `1...count`.
    func byte(back distance: Int) -> UInt8 {
        ring.load(fromByteOffset: (end - distance) & (Self.capacity - 1), as: UInt8.self)
    }
}
