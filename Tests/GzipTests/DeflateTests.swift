import ByteSource
import Gzip
import Testing

/// DEFLATE blocks (RFC 1951), built by `DeflateWriter`.
struct DeflateTests {
    private func fault(_ write: (inout DeflateWriter) -> Void) -> GzipError.BlockFault? {
        guard case .invalidBlock(let fault, _) = gunzip(invalidMember(write)).error else { return nil }
        return fault
    }

    /// Codes for all literals, the end of the block and the lengths up to 285, complete.
    private func flatLiterals() -> [Int] { [Int](repeating: 8, count: 226) + [Int](repeating: 9, count: 60) }

    @Test func rejectsInvalidBlocks() {
        #expect(fault { $0.bits(7, 3) } == .reservedBlockType)
        #expect(
            fault {
                $0.bits(1, 8)
                $0.bits(0x0010_0010, 32)
            } == .storedLengthMismatch)
    }

    @Test(arguments: [0, 5, 40_000])
    func rejectsMatchesBeforeTheStart(_ produced: Int) {
        for bufferSize in [1, 1 << 16] {
            let distance = min(produced + 1, 32_768)
            var writer = DeflateWriter()
            let content = [UInt8](repeating: 65, count: produced)
            // A member in front must not lend its bytes.
            let front = member([3, 0], [])
            writer.fixed(content.map { .literal($0) } + [.match(length: 3, distance: distance)], final: true)
            let outcome = gunzip(
                Vectors.fixed + front + plainHeader + writer.bytes + [UInt8](repeating: 0, count: 99),
                bufferSize: bufferSize)
            if produced < 32_768 {
                #expect(same(outcome.bytes, Vectors.text + content))
                guard case .invalidBlock(.distanceTooFar, _) = outcome.error else {
                    Issue.record("\(produced): \(String(describing: outcome.error))")
                    continue
                }
            } else {
                #expect(outcome.bytes.count == Vectors.text.count + produced + 3)
            }
        }
    }

    @Test func rejectsSymbolsThatMustNotOccur() {
        for symbol in [286, 287] {
            // Their fixed codes are the last two of eight bits.
            let write: (inout DeflateWriter) -> Void = {
                $0.fixedHeader(final: true)
                $0.code(0b1100_0110 + symbol - 286, 8)
            }
            #expect(fault(write) == .invalidSymbol)
        }
        for symbol in [30, 31] {
            let write: (inout DeflateWriter) -> Void = {
                $0.fixedHeader(final: true)
                for _ in 0..<40 { $0.code(0x30, 8) }
                $0.code(1, 7)
                $0.code(symbol, 5)
            }
            #expect(fault(write) == .invalidSymbol)
            #expect(gunzip(invalidMember(write)).bytes == [UInt8](repeating: 0, count: 40))
        }
        // Again where the fast loop runs.
        for (code, width) in [(0b1100_0110, 8), (0b1100_0111, 8), (0b000_0001_11110, 12), (0b000_0001_11111, 12)] {
            let write: (inout DeflateWriter) -> Void = {
                $0.fixedHeader(final: true)
                $0.code(0x30, 8)
                $0.code(code, width)
                for _ in 0..<100 { $0.code(0x30, 8) }
            }
            #expect(fault(write) == .invalidSymbol)
            #expect(gunzip(invalidMember(write)).bytes == [0])
        }
    }

    @Test func rejectsBadCodeSets() {
        let flat = flatLiterals()
        let distances = [Int](repeating: 1, count: 2)
        func header(_ literals: [Int], _ distances: [Int]) -> GzipError.BlockFault? {
            fault { $0.dynamicHeader(literals, distances, final: true) }
        }
        #expect(header([Int](repeating: 8, count: 257), distances) == .overSubscribedCodes)
        #expect(header(flat, [1, 1, 1]) == .overSubscribedCodes)
        #expect(header([Int](repeating: 9, count: 286), distances) == .incompleteCodes)
        #expect(header(flat, [2, 2, 2]) == .incompleteCodes)
        #expect(header(flat, [2]) == .incompleteCodes)
        #expect(header([Int](repeating: 8, count: 256) + [0], distances) == .missingEndOfBlock)
        #expect(header(flat + [9], distances) == .tooManyCodes)
        #expect(header(flat, [Int](repeating: 5, count: 31)) == .tooManyCodes)
    }

    @Test func rejectsBadCodeLengthCodes() {
        /// A dynamic header up to the code length codes of 16, 17, 18, 0.
        func lengths(_ own: [Int], then write: @escaping (inout DeflateWriter) -> Void) -> GzipError.BlockFault? {
            fault {
                $0.bits(5, 3)
                $0.bits(0, 5)
                $0.bits(0, 5)
                $0.bits(0, 4)
                for length in own { $0.bits(length, 3) }
                write(&$0)
            }
        }
        #expect(lengths([1, 1, 1, 0]) { _ in } == .overSubscribedCodes)
        #expect(lengths([1, 2, 0, 0]) { _ in } == .incompleteCodes)
        #expect(lengths([0, 0, 0, 0]) { _ in } == .incompleteCodes)
        #expect(lengths([1, 0, 0, 1]) { $0.code(1, 1) } == .invalidLengthRepeat)
        // Two times 138 zeros are more than the 258 lengths.
        #expect(
            lengths([0, 0, 1, 1]) {
                $0.code(1, 1)
                $0.bits(127, 7)
                $0.code(1, 1)
                $0.bits(127, 7)
            } == .invalidLengthRepeat)
    }

    @Test func takesTheIncompleteSetsThatAreAllowed() {
        let flat = flatLiterals()
        for (distances, tokens) in [
            ([0], []), ([1], [.match(length: 5, distance: 1)]), ([0, 1], [.match(length: 5, distance: 2)]),
        ] as [([Int], [Token])] {
            let all = [.literal(1), .literal(2)] + tokens
            var writer = DeflateWriter()
            writer.dynamic(all, flat, distances, final: true)
            var content: [UInt8] = []
            expand(all, onto: &content)
            let outcome = gunzip(member(writer.bytes, content))
            #expect(same(outcome.bytes, content))
            #expect(outcome.failure == nil)
        }
        // The code that is left over is invalid when it occurs, in a set of one as in one of none.
        for distances in [[0], [1]] {
            let write: (inout DeflateWriter) -> Void = {
                $0.dynamicHeader(flat, distances, final: true)
                // Symbol 285 has the last code of nine bits.
                $0.code(511, 9)
                $0.code(1, 1)
            }
            #expect(fault(write) == .invalidSymbol)
        }
        // Nothing but an end of block.
        var writer = DeflateWriter()
        writer.dynamic([], [Int](repeating: 0, count: 256) + [1], [0], final: true)
        #expect(gunzip(member(writer.bytes, [])).failure == nil)
    }

    @Test(arguments: [1, 2, 3, 5, 8, 15, 16, 17, 300, 32_768])
    func copiesMatchesAcrossReads(_ distance: Int) {
        var generator = SeededGenerator(seed: 11)
        var tokens = (0..<32_768).map { _ in Token.literal(.random(in: 0...255, using: &generator)) }
        for length in [258, 3, 257, 258, 17, 258, 258, 100] {
            tokens.append(.match(length: length, distance: distance))
        }
        var writer = DeflateWriter()
        writer.fixed(tokens, final: true)
        var content: [UInt8] = []
        expand(tokens, onto: &content)
        let stream = member(writer.bytes, content)
        for size in [1, 2, 3, 7, 100, 257, 258, 259, 4096, 32_767, 32_768, 32_769, 33_000, 33_026, 1 << 20] {
            let outcome = gunzip(stream, bufferSize: size)
            #expect(same(outcome.bytes, content), "size \(size)")
            #expect(outcome.failure == nil, "size \(size)")
        }
    }

    /// A stream of random blocks of all types, and what it decompresses to.
    private func randomStream(_ generator: inout SeededGenerator, blocks: Int, tokens: Int) -> ([UInt8], [UInt8]) {
        var writer = DeflateWriter()
        var content: [UInt8] = []
        for block in 0..<blocks {
            let isFinal = block == blocks - 1
            let kind = Int.random(in: 0..<4, using: &generator)
            if kind == 0 {
                let bytes = (0..<tokens).map { _ in UInt8.random(in: 0...255, using: &generator) }
                writer.stored(bytes, final: isFinal)
                content += bytes
                continue
            }
            var list: [Token] = []
            for _ in 0..<tokens {
                let reach = min(32_768, content.count)
                var token = Token.literal(.random(in: 0...255, using: &generator))
                if reach > 0, Int.random(in: 0..<3, using: &generator) == 0 {
                    let near = Bool.random(using: &generator) ? reach : min(reach, 20)
                    token = .match(
                        length: .random(in: 3...258, using: &generator),
                        distance: .random(in: 1...near, using: &generator))
                }
                list.append(token)
                expand([token], onto: &content)
            }
            if kind == 1 {
                writer.fixed(list, final: isFinal)
            } else {
                writer.dynamic(
                    list, Codes.randomLengths(286, using: &generator), Codes.randomLengths(30, using: &generator),
                    final: isFinal)
            }
        }
        return (member(writer.bytes, content), content)
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func decodesRandomStreams(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let (stream, content) = randomStream(&generator, blocks: 5, tokens: 1500)
        for size in [1, 2, 3, 7, 1000, 65_536, 1 << 21] {
            let outcome = gunzip(stream, bufferSize: size)
            #expect(same(outcome.bytes, content), "size \(size)")
            #expect(outcome.failure == nil, "size \(size)")
            #expect(outcome.shortReads == 0)
        }
        for step in [1, 2, 31, 1000] {
            let outcome = drain(GzipSource(DrippingSource(stream, step: step), outputLimit: 1 << 24))
            #expect(same(outcome.bytes, content), "step \(step)")
            #expect(outcome.failure == nil, "step \(step)")
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func survivesDamage(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &* 977)
        let (stream, content) = randomStream(&generator, blocks: 3, tokens: 60)
        for _ in 0..<400 {
            var damaged = stream
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
                case 1: damaged[index] = .random(in: 0...255, using: &generator)
                case 2: damaged.removeSubrange(index..<min(damaged.count - 1, index + 5))
                default: damaged.insert(.random(in: 0...255, using: &generator), at: index)
                }
            }
            let size = Int.random(in: 1...5000, using: &generator)
            let outcome = gunzip(damaged, bufferSize: size, limit: 1 << 20)
            if outcome.failure == nil { #expect(same(outcome.bytes, content)) }
            #expect(outcome.bytes.count <= 1 << 20)
        }
    }
}
