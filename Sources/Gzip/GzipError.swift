/// What is wrong with a gzip stream (RFC 1952) or with the DEFLATE data (RFC 1951) inside it.
///
/// Every `offset` counts bytes of the compressed input from its start, across all members.
public enum GzipError: Error, Sendable, Equatable {
    /// The input does not start with the gzip magic bytes 1f 8b (RFC 1952, 2.3.1).
    case notGzip(offset: Int)
    /// The header names a compression method other than 8, DEFLATE (RFC 1952, 2.3.1).
    case unsupportedMethod(UInt8, offset: Int)
    /// The header sets flag bits that must be zero (RFC 1952, 2.3.1.2).
    case reservedFlags(UInt8, offset: Int)
    /// The header's own CRC16 does not fit its bytes (RFC 1952, 2.3.1).
    case headerChecksumMismatch(offset: Int)
    /// The input ends inside a member; `offset` is the length of the input.
    case truncated(offset: Int)
    /// The DEFLATE data breaks a rule of RFC 1951; `offset` is close after the place.
    case invalidBlock(BlockFault, offset: Int)
    /// The CRC-32 of a member's decompressed bytes is not the stored one (RFC 1952, 2.3.1).
    case checksumMismatch(offset: Int)
    /// The size of a member's decompressed bytes, modulo 2^32, is not the stored one (RFC 1952, 2.3.1).
    case lengthMismatch(offset: Int)
    /// Bytes other than zero padding or another member follow the last member; `offset` is the first of them.
    case trailingGarbage(offset: Int)
    /// The input decompresses to more bytes than the limit in the associated value.
    case outputLimitExceeded(Int)

    /// The rule of RFC 1951 that a DEFLATE block breaks.
    public enum BlockFault: Sendable, Equatable {
        /// Block type 3 (3.2.3).
        case reservedBlockType
        /// A stored block whose length and complement disagree (3.2.4).
        case storedLengthMismatch
        /// More literal/length or distance codes than exist: above 286 or above 30 (3.2.7).
        case tooManyCodes
        /// Code lengths that need more codes than there are (3.2.2).
        case overSubscribedCodes
        /// Code lengths that leave codes unassigned where that is not allowed (3.2.7).
        case incompleteCodes
        /// A repeat of code lengths that has nothing to repeat or runs past the last one (3.2.7).
        case invalidLengthRepeat
        /// No code for the end of the block (3.2.7).
        case missingEndOfBlock
        /// An unassigned code, length symbol 286 or 287, or distance symbol 30 or 31 (3.2.5, 3.2.6).
        case invalidSymbol
        /// A match that starts before the first byte of the member (3.2.5).
        case distanceTooFar
    }
}

extension GzipError: CustomStringConvertible {
    /// One line: what is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .notGzip(let offset):
            "not a gzip file: no gzip signature at byte \(offset); check that this is the right file"
        case .unsupportedMethod(let method, let offset):
            "unknown gzip compression method \(method) at byte \(offset); compress the file again with gzip"
        case .reservedFlags(let flags, let offset):
            "gzip header with unknown flags (value \(flags)) at byte \(offset); download the file again"
        case .headerChecksumMismatch(let offset):
            "damaged gzip header before byte \(offset), its checksum is wrong; download the file again"
        case .truncated(let offset):
            "the gzip file is cut off after byte \(offset); download the file again"
        case .invalidBlock(let fault, let offset):
            "damaged gzip data near byte \(offset) (\(fault.summary)); download the file again"
        case .checksumMismatch(let offset):
            "damaged gzip data before byte \(offset), its checksum is wrong; download the file again"
        case .lengthMismatch(let offset):
            "damaged gzip data before byte \(offset), its length is wrong; download the file again"
        case .trailingGarbage(let offset):
            "bytes that are not gzip follow the gzip data at byte \(offset); download the file again or cut them off"
        case .outputLimitExceeded(let limit):
            "the gzip file decompresses to more than the limit of \(limit) bytes; raise the limit if you trust the file"
        }
    }
}

extension GzipError.BlockFault {
    fileprivate var summary: String {
        switch self {
        case .reservedBlockType: "reserved block type"
        case .storedLengthMismatch: "stored block length does not match its complement"
        case .tooManyCodes: "too many codes"
        case .overSubscribedCodes: "over-subscribed code lengths"
        case .incompleteCodes: "incomplete code lengths"
        case .invalidLengthRepeat: "invalid repeat of code lengths"
        case .missingEndOfBlock: "no end-of-block code"
        case .invalidSymbol: "invalid symbol"
        case .distanceTooFar: "match reaches back before the start"
        }
    }
}
