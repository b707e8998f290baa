import ByteSource

/// The compressed side of the decoder: a buffered source read by bits and, between blocks, by whole bytes.
final class CompressedInput {
    private static let capacity = 256 * 1024

    /// The buffered bytes; those in `position..<end` have not been moved into `bits`.
    let storage = UnsafeMutableRawPointer.allocate(byteCount: CompressedInput.capacity, alignment: 16)
    var position = 0
    private(set) var end = 0
    /// The next bits, lowest first; those above `bitCount` are zero.
    var bits: UInt64 = 0
    var bitCount: UInt64 = 0
    /// Why the source stopped early; set at most once, and then the buffered bytes are the last.
    private(set) var sourceFailure: ByteSourceError?

    private let source: any ByteSource
    private var sourceEnded = false
    /// How many bytes of the input came before `storage`.
    private var discarded = 0

    init(_ source: any ByteSource) {
        self.source = source
    }

    deinit {
        storage.deallocate()
    }

    /// How many bytes of the input are used up, a partly used byte included.
    var offset: Int { discarded + position - Int(bitCount >> 3) }

    /// Makes `count` bytes available from `position` on, fewer only if the source ends or fails.
    func fill(atLeast count: Int) {
        guard end - position < count, !sourceEnded else { return }
        returnWholeBytes()
        storage.copyMemory(from: storage + position, byteCount: end - position)
        discarded += position
        end -= position
        position = 0
        while end < count, !sourceEnded {
            let room = Self.capacity - end
            do throws(ByteSourceError) {
                let got = try source.read(into: UnsafeMutableRawBufferPointer(start: storage + end, count: room))
                // A source that claims more than fits must not make this read outside its storage.
                end += max(0, min(got, room))
                sourceEnded = got <= 0
            } catch {
                sourceFailure = error
                sourceEnded = true
            }
        }
    }

    /// Tops `bits` up to 57 or more bits, fewer only at the end of the input.
    func refillBits() {
        fill(atLeast: 8)
        while bitCount <= 56, position < end {
            bits |= UInt64(storage.load(fromByteOffset: position, as: UInt8.self)) << bitCount
            position += 1
            bitCount += 8
        }
    }

    /// Removes and returns the next `count` bits, at most 32.
    func take(_ count: UInt64) throws(GzipError) -> Int {
        if bitCount < count { refillBits() }
        guard bitCount >= count else { throw truncation }
        let value = bits & (1 << count - 1)
        drop(count)
        return Int(value)
    }

    /// Removes `count` bits that `refillBits` made available.
    func drop(_ count: UInt64) {
        bits >>= count
        bitCount -= count
    }

    /// Skips to the next byte boundary, after which whole bytes can be read.
    func alignToByte() {
        returnWholeBytes()
        bits = 0
        bitCount = 0
    }

    /// The next byte, nil at the end of the input. Only on a byte boundary.
    func nextByteIfAny() -> UInt8? {
        fill(atLeast: 1)
        guard position < end else { return nil }
        defer { position += 1 }
        return storage.load(fromByteOffset: position, as: UInt8.self)
    }

    /// The next byte. Only on a byte boundary.
    func nextByte() throws(GzipError) -> UInt8 {
        guard let byte = nextByteIfAny() else { throw truncation }
        return byte
    }

    /// The next four bytes as a little-endian number (RFC 1952, 2.1). Only on a byte boundary.
    func nextUInt32() throws(GzipError) -> UInt32 {
        var value: UInt32 = 0
        for shift in [0, 8, 16, 24] as [UInt32] { value |= UInt32(try nextByte()) << shift }
        return value
    }

    /// The error for an input that ends here although more must follow.
    var truncation: GzipError { .truncated(offset: discarded + end) }

    /// Gives the bytes that are still whole in `bits` back to `storage`, where they still are.
    private func returnWholeBytes() {
        position -= Int(bitCount >> 3)
        bitCount &= 7
        bits &= 1 << bitCount - 1
    }
}
