import ByteSource
import Testing

@testable import JSON

/// Delivers bytes a few at a time.
final class DribblingSource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let step: Int

    init(_ bytes: [UInt8], step: Int) {
        rest = bytes[...]
        self.step = step
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        let part = rest.prefix(min(step, buffer.count))
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}

@Suite struct GrammarTests {
    static let accepted: [String] = [
        "{}", "[]", " [ ] ", "null", "true", "false", "0", "-0", "12", "-12.5e+3", "1E5", "1e-5", #""""#, #""x""#,
        #"{"a":1}"#, #"{"a":{"b":[1,2,{"c":null}]}}"#, "[1,2,3]", "[ 1 , 2 ]", "\t[\r\n1\n]\n",
        #"["\"\\\/\b\f\n\r\t"]"#,
        #"["\u0041\u00e9\uD83D\uDE00"]"#, #"["\uD800"]"#, #"["é😀"]"#, "[\"\u{7F}\"]", #"{"":0}"#, #"{"a":1,"a":2}"#,
        "[[],{},[[]]]", #"{"a":[],"b":{}}"#, "123456789012345678901234567890", #"["{}[],:"]"#, "\u{FEFF}{}",
    ]

    static let refused: [(String, Int)] = [
        ("", 0), (" ", 1), ("{", 1), ("[", 1), ("}", 0), ("]", 0), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("{,}", 1),
        (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), (#"{a:1}"#, 1), (#"{1:1}"#, 1),
        (#"{"a":1 "b":2}"#, 7), ("[1}", 2), (#"{"a":1]"#, 6), ("[1", 2), (#"{"a":1"#, 6), (#"{"a""#, 4), (#"{"a":"#, 5),
        ("01", 0), ("-", 0), ("+1", 0), ("1.", 0), (".5", 0), ("1e", 0), ("1e+", 0), ("0x1", 0), ("--1", 0), ("1-", 0),
        ("NaN", 0), ("tru", 0), ("truex", 0), ("nul", 0), ("True", 0), ("nulll", 0), ("[true1]", 1), ("\"a", 2),
        ("[\"a\nb\"]", 3), ("[\"a\u{0}\"]", 3), (#"["\x"]"#, 3), (#"["\u12"]"#, 3), (#"["\u12g4"]"#, 3), ("['a']", 1),
        (#"["a"b]"#, 4), (#"["a""b"]"#, 4), (#"[1"b"]"#, 1), ("1 2", 2), ("{}{}", 2), ("[]x", 2), ("\u{0C}1", 0),
        ("[1\u{1}]", 2), (#"\"a""#, 0), ("[\\]", 1), ("/**/1", 0), ("[1,/*x*/2]", 3), ("\u{FEFF}", 3),
        ("{\"a\":1}}", 7),
        ("\u{2060}[]", 0),
    ]

    @Test(arguments: accepted)
    func accepts(_ text: String) throws {
        _ = try JSONDocument(text)
    }

    @Test(arguments: refused)
    func refusesWithThePlace(_ text: String, _ offset: Int) {
        let error = #expect(throws: JSONError.self) { _ = try JSONDocument(text) }
        #expect(error?.offset == offset, "\(text): \(error.map { "\($0)" } ?? "")")
    }

    /// Blocks are 64 bytes and windows 16 KiB: the same verdict, and the same place, wherever the text lies in them.
    @Test(arguments: [0, 1, 5, 60, 61, 62, 63, 64, 65, 127, 128, 16320, 16383, 16384, 16385, 32768])
    func verdictDoesNotDependOnThePosition(_ shift: Int) {
        let spaces = String(repeating: " ", count: shift)
        for text in Self.accepted where !text.hasPrefix("\u{FEFF}") {
            #expect(throws: Never.self, "\(text) at \(shift)") { _ = try JSONDocument(spaces + text) }
        }
        for (text, offset) in Self.refused where !text.hasPrefix("\u{FEFF}") {
            let error = #expect(throws: JSONError.self) { _ = try JSONDocument(spaces + text) }
            #expect(error?.offset == shift + offset, "\(text) at \(shift)")
        }
    }

    @Test(arguments: [1, 2, 3, 7, 63, 64, 65])
    func verdictDoesNotDependOnHowBytesArrive(_ step: Int) throws {
        for text in Self.accepted {
            let reader = JSONReader(DribblingSource(Array(text.utf8), step: step))
            let element = try #require(try reader.next())
            let whole = try JSONDocument(text)
            #expect(JSONLiteral(element.value) == JSONLiteral(whole), "\(text)")
            #expect(try reader.next() == nil, "\(text)")
        }
    }

    @Test func everyPrefixOfADocumentIsRefused() throws {
        let text = Array(#"{"a":[1.5,true,"x\u00e9\"y",{"b":null}],"é":"😀","c":{}}"#.utf8)
        for length in 0..<text.count {
            let error = #expect(throws: JSONError.self) { _ = try JSONDocument(Array(text[..<length])) }
            #expect(error.map { $0.offset <= length } == true)
        }
        _ = try JSONDocument(text)
    }

    @Test func refusesEveryKindOfBrokenUTF8() throws {
        let broken: [[UInt8]] = [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
            [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE],
        ]
        for bytes in broken {
            for shift in [0, 58, 59, 60, 61, 62, 63, 64] {
                let text = Array(repeating: UInt8(ascii: " "), count: shift) + [0x5B, 0x22] + bytes + [0x22, 0x5D]
                let error = #expect(throws: JSONError.self) { _ = try JSONDocument(text) }
                #expect(error?.reason == .invalidUTF8, "\(bytes) at \(shift)")
            }
        }
    }

    @Test func nestingHasALimit() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSONDocument(nested(1000))
        let error = #expect(throws: JSONError.self) { _ = try JSONDocument(nested(1001)) }
        #expect(error == JSONError(offset: 1000, reason: .tooDeep(limit: 1000)))
        #expect(throws: JSONError.self) { _ = try JSONDocument(String(repeating: #"{"a":["#, count: 100_000)) }
    }

    @Test func aValueLargerThanTheLimitIsRefused() throws {
        let text = Array((#"[""# + String(repeating: "x", count: 2 << 20) + #""]"#).utf8)
        _ = try JSONDocument(text)
        let limits = JSONReader.Limits(valueBytes: 1 << 20)
        let error = #expect(throws: JSONError.self) {
            _ = try JSONReader(MemorySource(text), limits: limits).next()
        }
        #expect(error?.reason == .tooLarge(limit: 1 << 20))
    }

    @Test func bothWaysToTheMasksAgree() {
        var generator = Xorshift(state: 88_172_645_463_325_252)
        let interesting: [UInt8] = Array(#"{}[],:"\ "#.utf8) + [0, 9, 10, 13, 0x1F, 0x7F, 0x80, 0xFF, 0x0C, 0x1A, 0x5F]
        for _ in 0..<2000 {
            let bytes = (0..<64).map { _ in
                generator.next() & 3 == 0
                    ? UInt8(truncatingIfNeeded: generator.next())
                    : interesting[Int(generator.next() % UInt64(interesting.count))]
            }
            bytes.withUnsafeBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                let fast = Block(start)
                let plain = PortableBlock(start)
                #expect(fast.quotes == plain.quotes)
                #expect(fast.backslashes == plain.backslashes)
                #expect(fast.operators == plain.operators)
                #expect(fast.spaces == plain.spaces)
                #expect(fast.controls == plain.controls)
                #expect(fast.hasNonASCII == plain.hasNonASCII)
                #expect(Block.mask(start, equal: 0x0A) == PortableBlock.mask(start, equal: 0x0A))
            }
        }
    }
}

/// A small deterministic generator (Marsaglia, "Xorshift RNGs", 2003).
struct Xorshift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
