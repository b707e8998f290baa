import ByteSource
import Gzip
import Testing

/// Members, headers and trailers (RFC 1952).
struct FormatTests {
    private func header(flags: UInt8, _ rest: [UInt8] = []) -> [UInt8] {
        [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 255] + rest
    }

    private func stored(_ content: [UInt8], header: [UInt8] = plainHeader) -> [UInt8] {
        var writer = DeflateWriter()
        writer.stored(content, final: true)
        return member(writer.bytes, content, header: header)
    }

    @Test(arguments: [
        (Vectors.stored, Vectors.text), (Vectors.fixed, Vectors.text), (Vectors.dynamic, Vectors.records),
    ])
    func decodesVectors(_ stream: [UInt8], _ content: [UInt8]) {
        let outcome = gunzip(stream)
        #expect(same(outcome.bytes, content))
        #expect(outcome.failure == nil)
    }

    @Test func acceptsEveryHeaderFlag() {
        let extra: [UInt8] = [4, 1] + [UInt8](repeating: 7, count: 260)
        let name: [UInt8] = Array("a.json".utf8) + [0]
        let comment: [UInt8] = Array("why not".utf8) + [0]
        for flags in UInt8(0)..<32 {
            var whole = header(flags: flags)
            if flags & 4 != 0 { whole += extra }
            if flags & 8 != 0 { whole += name }
            if flags & 16 != 0 { whole += comment }
            if flags & 2 != 0 { whole += littleEndian(plainCRC32(whole)).prefix(2) }
            let outcome = gunzip(stored(Vectors.text, header: whole))
            #expect(same(outcome.bytes, Vectors.text), "flags \(flags)")
            #expect(outcome.failure == nil, "flags \(flags)")
            guard flags & 2 != 0 else { continue }
            whole[whole.count - 1] ^= 1
            #expect(gunzip(stored([], header: whole)).error == .headerChecksumMismatch(offset: whole.count))
        }
    }

    @Test func rejectsBadHeaders() {
        #expect(gunzip(Array("{}".utf8)).error == .notGzip(offset: 0))
        #expect(gunzip([0x1F, 0x8C, 8]).error == .notGzip(offset: 0))
        #expect(gunzip([0x1F, 0x8B, 7, 0]).error == .unsupportedMethod(7, offset: 2))
        for bit in 5..<8 {
            let flags = UInt8(1) << bit
            #expect(gunzip([0x1F, 0x8B, 8, flags]).error == .reservedFlags(flags, offset: 3))
        }
        #expect(gunzip([]).error == .truncated(offset: 0))
    }

    @Test func joinsMembers() {
        let stream = Vectors.fixed + stored([]) + Vectors.dynamic + stored([]) + Vectors.stored
        let content = Vectors.text + Vectors.records + Vectors.text
        for size in [1, 2, 3, 7, 50, 51, 52, 4096] {
            let outcome = gunzip(stream, bufferSize: size)
            #expect(same(outcome.bytes, content), "size \(size)")
            #expect(outcome.failure == nil, "size \(size)")
            #expect(outcome.shortReads == 0, "size \(size)")
        }
        #expect(gunzip(stored([])).bytes.isEmpty)
        #expect(gunzip(stored([])).failure == nil)
    }

    @Test func takesZeroPaddingAndNothingElse() {
        let size = Vectors.fixed.count
        for zeros in [1, 2, 511, 300_000] {
            let padded = Vectors.fixed + [UInt8](repeating: 0, count: zeros)
            #expect(gunzip(padded).bytes == Vectors.text)
            #expect(gunzip(padded).failure == nil)
            let garbage = gunzip(padded + [0x1F])
            #expect(same(garbage.bytes, Vectors.text))
            #expect(garbage.error == .trailingGarbage(offset: size + zeros))
            #expect(garbage.failure?.offset == Vectors.text.count)
        }
        #expect(gunzip(Vectors.fixed + [1, 2]).error == .trailingGarbage(offset: size))
        #expect(gunzip(Vectors.fixed + [0x1F, 0x8A]).error == .trailingGarbage(offset: size))
        #expect(gunzip(Vectors.fixed + [0x1F]).error == .truncated(offset: size + 1))
        #expect(gunzip(Vectors.fixed + [0x1F, 0x8B, 9]).error == .unsupportedMethod(9, offset: size + 2))
    }

    @Test func comparesTrailers() {
        for index in 1...8 {
            var stream = Vectors.dynamic
            stream[stream.count - index] ^= 0x10
            let outcome = gunzip(stream)
            let offset = stream.count - 8
            #expect(same(outcome.bytes, Vectors.records))
            #expect(outcome.error == (index <= 4 ? .lengthMismatch(offset: offset) : .checksumMismatch(offset: offset)))
        }
    }

    @Test func reportsTruncationAtEveryByte() {
        for (stream, content) in [(Vectors.dynamic, Vectors.records), (Vectors.stored, Vectors.text)] {
            var longest = 0
            for count in 0..<stream.count {
                for size in [1, 1 << 16] {
                    let outcome = gunzip(Array(stream.prefix(count)), bufferSize: size)
                    #expect(outcome.error == .truncated(offset: count))
                    #expect(content.starts(with: outcome.bytes))
                    #expect(outcome.bytes.count >= longest)
                    longest = outcome.bytes.count
                }
            }
            #expect(longest == content.count)
        }
    }

    @Test func noBitFlipGoesUnnoticed() {
        for (stream, content) in [(Vectors.fixed, Vectors.text), (Vectors.dynamic, Vectors.records)] {
            for bit in 0..<stream.count * 8 {
                var damaged = stream
                damaged[bit / 8] ^= 1 << (bit % 8)
                let outcome = gunzip(damaged, bufferSize: 1 << 16)
                // Time, compressor hints, operating system and the flag for text do not change the bytes, nor do the
                // unused bits of the last byte before the trailer.
                if outcome.failure == nil {
                    #expect(same(outcome.bytes, content))
                    #expect(bit / 8 < 10 || bit / 8 == stream.count - 9)
                }
            }
        }
    }

    @Test func keepsThrowingTheSameError() throws {
        let source = GzipSource(MemorySource(Vectors.dynamic.dropLast()), outputLimit: 1 << 20)
        let first = drain(source)
        let second = drain(source)
        #expect(same(first.bytes, Vectors.records))
        #expect(second.bytes.isEmpty)
        #expect(first.error == second.error)
        #expect(second.failure?.offset == Vectors.records.count)
    }

    @Test func passesOnTheFailureOfTheSource() {
        for count in [0, 1, 9, 40, Vectors.dynamic.count, Vectors.dynamic.count + 3] {
            let bytes = Array((Vectors.dynamic + [0, 0, 0]).prefix(count))
            let outcome = drain(GzipSource(DrippingSource(bytes, step: 16, fails: true), outputLimit: 1 << 20))
            #expect(outcome.failure?.underlying is DrippingSource.Failure)
            #expect(outcome.failure?.offset == outcome.bytes.count)
            #expect(Vectors.records.starts(with: outcome.bytes))
        }
    }

    @Test func stopsAtTheLimit() {
        let size = Vectors.records.count
        for limit in [0, 1, 100, size - 1, size, size + 1] {
            for bufferSize in [7, 1 << 16] {
                let outcome = gunzip(Vectors.dynamic, bufferSize: bufferSize, limit: limit)
                #expect(same(outcome.bytes, Array(Vectors.records.prefix(limit))))
                #expect(outcome.error == (limit < size ? .outputLimitExceeded(limit) : nil))
            }
        }
        #expect(gunzip(Array(Vectors.dynamic.dropLast()), limit: size).error != nil)
    }

    @Test func stopsABomb() {
        var writer = DeflateWriter()
        writer.fixed([.literal(0)], final: false)
        let block = [Token](repeating: .match(length: 258, distance: 1), count: 4000)
        for _ in 0..<20 { writer.fixed(block, final: false) }
        let outcome = gunzip(plainHeader + writer.bytes, bufferSize: 100_000, limit: 1_000_000)
        #expect(outcome.error == .outputLimitExceeded(1_000_000))
        #expect(same(outcome.bytes, [UInt8](repeating: 0, count: 1_000_000)))
    }

    @Test func recognizesGzip() {
        #expect(GzipSource.looksLikeGzip([0x1F, 0x8B]))
        #expect(GzipSource.looksLikeGzip(Vectors.fixed))
        #expect(!GzipSource.looksLikeGzip([0x1F]))
        #expect(!GzipSource.looksLikeGzip([UInt8]()))
        #expect(!GzipSource.looksLikeGzip([0x8B, 0x1F]))
    }

    @Test func computesCRC32() {
        #expect(checksum(Array("123456789".utf8), splitAt: 0) == 0xCBF4_3926)
        #expect(CRC32().value == 0)
        var generator = SeededGenerator(seed: 3)
        let bytes = (0..<400).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for count in 0...bytes.count {
            let part = Array(bytes.prefix(count))
            #expect(checksum(part, splitAt: count / 3) == plainCRC32(part))
        }
    }

    @Test func saysWhatToDo() {
        let errors: [GzipError] = [
            .notGzip(offset: 0), .unsupportedMethod(7, offset: 2), .reservedFlags(32, offset: 3), .truncated(offset: 9),
            .headerChecksumMismatch(offset: 12), .invalidBlock(.distanceTooFar, offset: 20), .lengthMismatch(offset: 8),
            .checksumMismatch(offset: 30), .trailingGarbage(offset: 31), .outputLimitExceeded(5),
        ]
        for error in errors {
            #expect(error.description.contains("; "))
            #expect(!error.description.contains("\n"))
        }
        #expect(
            GzipError.truncated(offset: 9).description
                == "the gzip file is cut off after byte 9; download the file again")
    }
}
