import ByteSource
import Gzip

/// What came out of a source: the bytes, and the error that ended it.
struct Outcome {
    var bytes: [UInt8] = []
    var failure: ByteSourceError?
    var error: GzipError? { failure?.underlying as? GzipError }
    /// Reads that returned fewer bytes than fit although they were not the last.
    var shortReads = 0
}

/// Reads a source to its end or first error, with buffers of `bufferSize`.
func drain(_ source: some ByteSource, bufferSize: Int = 1 << 20) -> Outcome {
    var outcome = Outcome()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
    defer { buffer.deallocate() }
    var wasShort = false
    do throws(ByteSourceError) {
        while true {
            let count = try source.read(into: buffer)
            if count == 0 { break }
            if wasShort { outcome.shortReads += 1 }
            wasShort = count < bufferSize
            outcome.bytes += buffer[..<count]
        }
    } catch {
        outcome.failure = error
    }
    return outcome
}

/// Whether the bytes are equal; inside `#expect`, `==` on long arrays takes minutes to describe a difference.
func same(_ left: [UInt8], _ right: [UInt8]) -> Bool { left == right }

func gunzip(_ bytes: [UInt8], bufferSize: Int = 1 << 20, limit: Int = 1 << 30) -> Outcome {
    drain(GzipSource(MemorySource(bytes), outputLimit: limit), bufferSize: bufferSize)
}

/// Delivers `step` bytes at a time, and throws at the end if it is to.
final class DrippingSource: ByteSource {
    struct Failure: Error, Equatable {}
    private let bytes: [UInt8]
    private let step: Int
    private let fails: Bool
    private var position = 0

    init(_ bytes: [UInt8], step: Int, fails: Bool = false) {
        self.bytes = bytes
        self.step = step
        self.fails = fails
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        let count = min(step, buffer.count, bytes.count - position)
        if count == 0, fails { throw ByteSourceError(offset: position, underlying: Failure()) }
        buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        return count
    }
}

func checksum(_ bytes: [UInt8], splitAt split: Int) -> UInt32 {
    var checksum = CRC32()
    bytes.withUnsafeBytes { all in
        checksum.update(UnsafeRawBufferPointer(rebasing: all[..<split]))
        checksum.update(UnsafeRawBufferPointer(rebasing: all[split...]))
    }
    return checksum.value
}
