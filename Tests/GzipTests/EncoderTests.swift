import ByteSource
import Testing

@testable import Gzip

@Suite struct EncoderTests {
    private static func compress(_ content: [UInt8], pieces: Int = .max) -> [UInt8] {
        let encoder = GzipEncoder()
        var bytes: [UInt8] = []
        var rest = content[...]
        while !rest.isEmpty {
            encoder.append(Array(rest.prefix(pieces)))
            rest = rest.dropFirst(pieces)
            bytes += encoder.take()
        }
        return bytes + encoder.finish()
    }

    private static func decompress(_ bytes: [UInt8]) throws -> [UInt8] {
        let source = GzipSource(MemorySource(bytes), outputLimit: .max)
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 70_000)
        while true {
            let count = try source.read(into: &chunk)
            if count == 0 { return content }
            content += chunk[..<count]
        }
    }

    static let contents: [(String, [UInt8])] = {
        var random = SeededGenerator(seed: 7)
        let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let words = ["resourceType", "AWS::EC2::Instance", "\"", ":", "{", "}", ",", "configuration", "true", "null"]
        let text = (0..<60_000).flatMap { _ in Array((words.randomElement(using: &random) ?? "").utf8) }
        let rare = (0..<40_000).map { i in UInt8(truncatingIfNeeded: (1 + i).trailingZeroBitCount * 7) }
        return [
            ("nothing", []), ("one byte", [65]), ("all bytes", Array(0...255)),
            ("a run", Array(repeating: 7, count: 1_000_000)), ("noise", noise), ("text", text), ("rare symbols", rare),
            ("noise twice, a window apart", Array(noise[..<32_768]) + Array(noise[..<32_768])),
            ("noise twice, almost a window apart", Array(noise[..<32_767]) + Array(noise[..<40_000])),
            ("text and noise", text + noise + text + noise),
        ]
    }()

    @Test(arguments: contents.indices)
    func whatGoesInComesOut(_ index: Int) throws {
        let (name, content) = Self.contents[index]
        let whole = Self.compress(content)
        #expect(try Self.decompress(whole) == content, "\(name)")
        for pieces in [1, 777, 32_768, 65_537] where pieces > 1 || content.count < 100_000 {
            #expect(Self.compress(content, pieces: pieces) == whole, "\(name) in pieces of \(pieces)")
        }
    }

    @Test func itCompresses() {
        let text = Self.contents[5].1
        #expect(Self.compress(text).count * 3 < text.count)
        #expect(Self.compress(Array(repeating: 7, count: 1_000_000)).count < 5_000)
        let noise = Self.contents[4].1
        #expect(Self.compress(noise).count < noise.count + 100)
    }

    /// Fibonacci numbers as frequencies make the deepest tree there is.
    @Test(arguments: [7, 15])
    func codesKeepToTheirLimit(_ limit: Int) {
        var frequencies = [1, 1]
        while frequencies.count < (limit == 7 ? 19 : 60) { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
        let code = HuffmanCode(frequencies: frequencies, limit: limit)
        #expect(code.lengths.max() == UInt8(limit))
        let room = code.lengths.reduce(0.0) { $0 + 1 / Double(1 << Int($1)) }
        #expect(room == 1, "a code must be complete")
        #expect(Set(zip(code.codes, code.lengths).map { "\($0) \($1)" }).count == frequencies.count)
        for (symbol, length) in code.lengths.enumerated().dropFirst() { #expect(length <= code.lengths[symbol - 1]) }
    }
}
