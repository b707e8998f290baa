public import ByteSource

/// Decompresses gzip (RFC 1952) while it is read: a source of the decompressed bytes over a source of compressed ones.
///
/// Takes files of several members as one stream, and zero bytes after the last member as padding. What can be decoded
/// before an error is delivered first; only then a read throws.
public final class GzipSource: ByteSource {
    static let magic: [UInt8] = [0x1F, 0x8B]

    /// How much is decoded before it is checksummed: little enough to be still in the cache then.
    private static let chunk = 256 * 1024

    private enum Stage {
        case memberStart
        case data
        case ended
    }

    private let input: CompressedInput
    private let inflater: Inflater
    private let outputLimit: Int
    private var stage = Stage.memberStart
    private var isFirstMember = true
    private var checksum = CRC32()
    /// Decompressed bytes of the member, modulo 2^32.
    private var memberLength: UInt32 = 0
    private var delivered = 0
    private var failure: ByteSourceError?

    /// Makes a source of what `compressed` decompresses to. Nothing is read yet.
    ///
    /// - Parameters:
    ///   - compressed: The gzip bytes, from the first on. No one else may read from it any more.
    ///   - outputLimit: How many bytes are delivered at most, over all members. Input that decompresses to more ends
    ///     with `GzipError.outputLimitExceeded`, so a small hostile file cannot fill the memory or the disk.
    public init(_ compressed: any ByteSource, outputLimit: Int) {
        input = CompressedInput(compressed)
        inflater = Inflater(input)
        self.outputLimit = max(0, outputLimit)
    }

    /// Whether the bytes start with the gzip magic 1f 8b (RFC 1952, 2.3.1). Two bytes are enough.
    ///
    /// - Parameter firstBytes: The first bytes of the input.
    public static func looksLikeGzip(_ firstBytes: some Sequence<UInt8>) -> Bool {
        firstBytes.starts(with: magic)
    }

    /// Decompresses into `buffer` as much as fits; fewer bytes mean that the next read ends or throws.
    ///
    /// Buffers of 1 MiB or more are decoded at full speed; with small ones each call costs more than its bytes.
    ///
    /// - Parameter buffer: Where the decompressed bytes go.
    /// - Returns: How many bytes were written; 0 means the end, with every checksum verified.
    /// - Throws: `ByteSourceError` with a `GzipError`, or with what the compressed source failed with if that is the
    ///   reason. Its offset counts decompressed bytes. Every later read throws the same.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        if let failure { throw failure }
        let room = min(buffer.count, outputLimit - delivered)
        guard room > 0 || !buffer.isEmpty else { return 0 }
        // At the limit, one more byte tells an input that is too long from one that ends right there.
        let atLimit = room == 0
        inflater.attach(atLimit ? inflater.probe : buffer)
        defer { inflater.detach() }
        do throws(GzipError) {
            try decode(upTo: atLimit ? 1 : room)
            if atLimit, inflater.position > 0 { throw .outputLimitExceeded(outputLimit) }
        } catch {
            if !atLimit { delivered += inflater.position }
            let found = failureFor(error)
            failure = found
            if atLimit || inflater.position == 0 { throw found }
            return inflater.position
        }
        if !atLimit { delivered += inflater.position }
        return inflater.position
    }

    /// Decodes until the attached buffer holds `room` bytes or the input ends.
    private func decode(upTo room: Int) throws(GzipError) {
        while inflater.position < room {
            switch stage {
            case .memberStart:
                guard try startMember() else {
                    stage = .ended
                    return
                }
                stage = .data
            case .data:
                let start = inflater.position
                let ended = try inflater.decode(upTo: min(start + Self.chunk, room))
                checksum.update(inflater.decoded(from: start))
                memberLength &+= UInt32(truncatingIfNeeded: inflater.position - start)
                if ended {
                    try checkTrailer()
                    stage = .memberStart
                }
            case .ended:
                return
            }
        }
    }

    /// Reads the header of a member; returns false if the input ends instead.
    private func startMember() throws(GzipError) -> Bool {
        let start = input.offset
        guard let first = input.nextByteIfAny() else {
            // An empty input is a cut off one, and a failing source has not come to its end.
            if isFirstMember || input.sourceFailure != nil { throw input.truncation }
            return false
        }
        if first == 0, !isFirstMember {
            try skipPadding()
            return false
        }
        guard first == Self.magic[0], try input.nextByte() == Self.magic[1] else {
            throw isFirstMember ? .notGzip(offset: start) : .trailingGarbage(offset: start)
        }
        try GzipHeader.skip(input)
        isFirstMember = false
        checksum = CRC32()
        memberLength = 0
        inflater.startMember()
        return true
    }

    /// Reads zero bytes up to the end of the input.
    private func skipPadding() throws(GzipError) {
        while let byte = input.nextByteIfAny() {
            guard byte == 0 else { throw .trailingGarbage(offset: input.offset - 1) }
        }
        if input.sourceFailure != nil { throw input.truncation }
    }

    /// Compares the trailer of a member (RFC 1952, 2.3.1) with what was decoded.
    private func checkTrailer() throws(GzipError) {
        let start = input.offset
        let storedChecksum = try input.nextUInt32()
        let storedLength = try input.nextUInt32()
        guard storedChecksum == checksum.value else { throw .checksumMismatch(offset: start) }
        guard storedLength == memberLength else { throw .lengthMismatch(offset: start) }
    }

    /// The input seems cut off where its source failed, and then the source's reason is the one to report.
    private func failureFor(_ error: GzipError) -> ByteSourceError {
        if case .truncated = error, let cause = input.sourceFailure {
            return ByteSourceError(offset: delivered, underlying: cause.underlying)
        }
        return ByteSourceError(offset: delivered, underlying: error)
    }
}
