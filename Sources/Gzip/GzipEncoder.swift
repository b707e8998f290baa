/// Compresses a stream to one gzip member (RFC 1952). The same bytes in give the same bytes out, however they come in.
public final class GzipEncoder {
    private let finder = MatchFinder()
    private var blocks = DeflateBlocks()
    private var checksum = CRC32()
    private var size: UInt32 = 0
    private var tokens: [MatchFinder.Token] = []
    /// The bytes for which `tokens` stand, and what follows them.
    private var text: [UInt8] = []
    /// How many bytes `tokens` stand for.
    private var covered = 0

    private static let blockTokens = 1 << 15

    /// An encoder at the beginning of a member.
    public init() {
        // Method 8, no flags, no time, no hint about the effort, system unknown.
        blocks.append([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
        tokens.reserveCapacity(Self.blockTokens)
    }

    /// Takes more of the text.
    public func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { checksum.update($0) }
        size &+= UInt32(truncatingIfNeeded: bytes.count)
        bytes.withUnsafeBufferPointer { bytes in
            var done = 0
            while done < bytes.count {
                let count = finder.fill(UnsafeBufferPointer(rebasing: bytes[done...]))
                text += bytes[done..<done + count]
                done += count
                settle(isEnd: false)
            }
        }
    }

    private func settle(isEnd: Bool) {
        finder.tokens(isEnd: isEnd) { token in
            tokens.append(token)
            covered += token & MatchFinder.matchFlag == 0 ? 1 : Int(token >> 16 & 0x1FF)
            if tokens.count == Self.blockTokens { endBlock(isLast: false) }
        }
    }

    private func endBlock(isLast: Bool) {
        blocks.block(tokens, text: Array(text[..<covered]), isLast: isLast)
        text.removeFirst(covered)
        covered = 0
        tokens.removeAll(keepingCapacity: true)
    }

    /// Takes out what has been compressed so far.
    public func take() -> [UInt8] { blocks.take() }

    /// Ends the member and returns what is left of it.
    public func finish() -> [UInt8] {
        settle(isEnd: true)
        endBlock(isLast: true)
        blocks.align()
        for value in [checksum.value, size] {
            blocks.append((0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
        }
        return blocks.take()
    }
}
