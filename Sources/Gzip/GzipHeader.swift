/// Reads member headers (RFC 1952, 2.3).
struct GzipHeader {
    private static let deflate: UInt8 = 8

    /// The header's flag bits (2.3.1). FTEXT says nothing that matters here.
    private struct Flags: OptionSet {
        let rawValue: UInt8
        static let text = Flags(rawValue: 1)
        static let headerChecksum = Flags(rawValue: 2)
        static let extra = Flags(rawValue: 4)
        static let name = Flags(rawValue: 8)
        static let comment = Flags(rawValue: 16)
        static let known: Flags = [.text, .headerChecksum, .extra, .name, .comment]
    }

    private let input: CompressedInput
    private var checksum = CRC32()

    /// Reads the rest of a header, of which the two magic bytes are already read.
    static func skip(_ input: CompressedInput) throws(GzipError) {
        var header = GzipHeader(input: input)
        try header.skip()
    }

    private init(input: CompressedInput) {
        self.input = input
        for byte in GzipSource.magic { checksum.update(byte) }
    }

    private mutating func skip() throws(GzipError) {
        let method = try next()
        guard method == Self.deflate else { throw .unsupportedMethod(method, offset: input.offset - 1) }
        let flags = Flags(rawValue: try next())
        guard Flags.known.isSuperset(of: flags) else { throw .reservedFlags(flags.rawValue, offset: input.offset - 1) }
        // Modification time, hints about the compressor and the operating system.
        try skip(6)
        if flags.contains(.extra) {
            let low = try next()
            let high = try next()
            try skip(Int(high) << 8 | Int(low))
        }
        if flags.contains(.name) { try skipText() }
        if flags.contains(.comment) { try skipText() }
        if flags.contains(.headerChecksum) {
            let computed = UInt16(truncatingIfNeeded: checksum.value)
            let low = try next()
            let high = try next()
            guard UInt16(high) << 8 | UInt16(low) == computed else {
                throw .headerChecksumMismatch(offset: input.offset)
            }
        }
    }

    private mutating func next() throws(GzipError) -> UInt8 {
        let byte = try input.nextByte()
        checksum.update(byte)
        return byte
    }

    private mutating func skip(_ count: Int) throws(GzipError) {
        for _ in 0..<count { _ = try next() }
    }

    private mutating func skipText() throws(GzipError) {
        while try next() != 0 {}
    }
}
