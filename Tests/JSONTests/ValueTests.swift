import ByteSource
import Testing

@testable import JSON

@Suite struct ValueTests {
    @Test func pathsReadNaturally() throws {
        let document = try JSONDocument(#"{"a":{"b":[1,"two",null,true,2.5]},"s":"3389","t":"True","n":null}"#)
        defer { withExtendedLifetime(document) {} }
        let root = document.unretainedRoot
        let list = root["a"]["b"]
        #expect(list.count == 5)
        #expect(Array(list.elements).map(\.kind) == [.number, .string, .null, .bool, .number])
        #expect(root["a"]["x"]["y"].isMissing)
        #expect(root["n"].isNull && !root["n"].isMissing && root["x"].isNull)
        #expect(root["s"].int == nil && root["s"].lenientInt == 3389)
        #expect(root["t"].bool == nil && root["t"].lenientBool == true)
        #expect(root["s"] == "3389")
        #expect(root["x"] != "3389")
        #expect(root.members.map { $0.name.string } == ["a", "s", "t", "n"])
        #expect(root.member("s").string == "3389")
        #expect(root["s"].strings == ["3389"])
    }

    @Test func integersAreExactTo64Bits() throws {
        let document = try JSONDocument(
            "[9223372036854775807,-9223372036854775808,9223372036854775808,9007199254740993,1.0]")
        defer { withExtendedLifetime(document) {} }
        #expect(document.unretainedRoot.elements.map(\.int) == [.max, .min, nil, 9_007_199_254_740_993, nil])
        #expect(document.unretainedRoot.elements.map(\.numberText)[2] == "9223372036854775808")
    }

    @Test func theLastOfTwoEqualNamesCounts() throws {
        let value = try JSONDocument(#"{"a":1,"b":{"a":5},"a":2}"#).withRoot { $0["a"].int }
        #expect(value == 2)
    }

    @Test(arguments: [0, 50, 60, 64, 16_376])
    func namesWrittenWithEscapesAreFound(_ shift: Int) throws {
        let text = String(repeating: " ", count: shift) + #"{"x":"\n","\u0061bc":1,"d\"e":2,"abc":3,"\u0061bc":4}"#
        let document = try JSONDocument(text)
        defer { withExtendedLifetime(document) {} }
        #expect(document.unretainedRoot["abc"].int == 4)
        #expect(document.unretainedRoot[#"d"e"#].int == 2)
        #expect(document.unretainedRoot["x"].string == "\n")
    }

    @Test func escapesAreDecoded() throws {
        let document = try JSONDocument(
            #"["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20ac\uD83D\uDE00","\uD800x","\uDC00","a\\u0041"]"#)
        defer { withExtendedLifetime(document) {} }
        #expect(
            document.unretainedRoot.elements.map(\.string) == [
                "\"\\/\u{8}\u{C}\n\r\t", "Aé€😀", "\u{FFFD}x", "\u{FFFD}", #"a\u0041"#,
            ])
    }

    @Test func documentsInsideStringsAreRead() throws {
        let document = try JSONDocument(
            #"{"json":"{\"Statement\":[{\"Effect\":\"Allow\"}]}","url":"%7B%22Version%22%3A%222012-10-17%22%7D","bad":"{","object":{"x":1},"n":1}"#
        )
        #expect(
            document.unretainedRoot["json"].embedded["Statement"].elements.first { _ in true }?["Effect"].string
                == "Allow")
        #expect(document.unretainedRoot["url"].embedded["Version"] == "2012-10-17")
        #expect(document.unretainedRoot["bad"].embedded.isMissing)
        #expect(document.unretainedRoot["object"].embedded["x"].int == 1)
        #expect(document.unretainedRoot["n"].embedded.isMissing)
        #expect(document.unretainedRoot["nothing"].embedded.isMissing)
    }

    @Test func literalsSurviveTheWayThereAndBack() throws {
        let literal: JSONLiteral = [
            "text": "a\"b\\c\nd\u{1}é\u{2028}\u{7F}", "list": [1, -2, nil, true, [], [:]], "n": .number("1e400"),
            "é\"": "x",
        ]
        let text = JSONWriter.text(literal)
        #expect(JSONWriter.text(JSONLiteral(try JSONDocument(text))) == text)
        #expect(!text.utf8.contains(1) && !text.contains("\u{2028}"))
        #expect(JSONLiteral(try JSONDocument(JSONWriter.text(literal, pretty: true))) == literal)
        #expect(
            JSONWriter.text(["a": [1, [:]], "b": []], pretty: true)
                == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }
}

@Suite struct StreamTests {
    private func collect(_ reader: JSONReader) throws -> [(String, Int, Int)] {
        var out: [(String, Int, Int)] = []
        while let element = try reader.next() {
            out.append((JSONWriter.text(JSONLiteral(element.value)), element.offset, element.length))
        }
        return out
    }

    @Test(arguments: [1, 3, 64, 1 << 20])
    func elementsComeOneAtATime(_ step: Int) throws {
        let text =
            #" {"v":"1","items": [ {"a":1}, {"a":[2,3]} ,"x"],"z":{"items":[1]},"items":[],"items":[4] } {"b":1} [5,{"items":[6]}] 7"#
        let reader = JSONReader(DribblingSource(Array(text.utf8), step: step), streaming: ["items"])
        let found = try collect(reader)
        #expect(
            found.map(\.0) == [#"{"a":1}"#, #"{"a":[2,3]}"#, #""x""#, "4", #"{"b":1}"#, "5", #"{"items":[6]}"#, "7"])
        for (_, offset, length) in found {
            #expect(throws: Never.self) { try JSONDocument(Array(Array(text.utf8)[offset..<offset + length])) }
        }
    }

    @Test(arguments: [
        (#"{"items":[1,2"#, ["1"]), (#"{"items":[1,2]"#, ["1", "2"]), (#"{"items":[1,2],}"#, ["1", "2"]),
        (#"{"items":[1 2]}"#, ["1"]), (#"{"items":[1,2]} x"#, ["1", "2"]), (#"{"items":[1,{"a":"\u{1}"}]}"#, ["1"]),
        (#"{"items":[1,2],"z":tru}"#, ["1", "2"]), ("[1,2}", ["1", "2"]), ("[1,,2]", ["1"]),
    ])
    func whatStandsBeforeAFaultIsHandedOut(_ text: String, _ expected: [String]) {
        let reader = JSONReader(MemorySource(Array(text.utf8)), streaming: ["items"])
        var found: [String] = []
        #expect(throws: JSONError.self) {
            while let element = try reader.next() { found.append(JSONWriter.text(JSONLiteral(element.value))) }
        }
        #expect(found == expected)
        #expect(throws: Never.self) { _ = try reader.next() }
    }

    @Test func manyValuesNeedLittleMemory() throws {
        let item = #"{"name":"x","list":[1,2,3],"text":"a\nb"}"#
        let text = #"{"items":["# + Array(repeating: item, count: 50_000).joined(separator: ",") + "]}"
        let reader = JSONReader(MemorySource(Array(text.utf8)), streaming: ["items"])
        var count = 0
        while let element = try reader.next() {
            #expect(element.length == item.utf8.count && element.value["list"].count == 3)
            count += 1
        }
        #expect(count == 50_000)
        #expect(reader.capacity < 1 << 20)
    }

    @Test func segmentsJoinWithoutAGap() throws {
        let items = (0..<500).map { #"{"id":\#($0),"pad":"\#(String(repeating: "y", count: $0 % 90))"}"# }
        let text = Array((#"{"a":1,"items":["# + items.joined(separator: ", ") + #"],"b":2}"#).utf8)
        let whole = try collect(JSONReader(MemorySource(text), streaming: ["items"]))
        for cut in [1, 137, 250, 499] {
            let first = JSONReader(
                MemorySource(Array(text[whole[0].1...])),
                segment: .init(start: whole[0].1, stop: whole[cut].1, inObject: true), streaming: ["items"])
            let second = JSONReader(
                MemorySource(Array(text[whole[cut].1...])),
                segment: .init(start: whole[cut].1, stop: .max, inObject: true), streaming: ["items"])
            let joined = try collect(first) + collect(second)
            #expect(joined.map(\.0) == whole.map(\.0) && joined.map(\.1) == whole.map(\.1))
            #expect(first.stoppedAt == whole[cut].1 && second.stoppedAt == nil)
        }
    }

    /// Every value knows its line, however the text is cut, read or spaced.
    @Test(arguments: [1, 7, 1000, 40_000], [5, 1 << 20])
    func linesAreCounted(_ padding: Int, _ step: Int) throws {
        var text = "\n{\"items\": [\n"
        var expected: [Int] = []
        var line = 3
        for number in 0..<60 {
            expected.append(line)
            let inner = number % 3 == 0 ? "\n\r\n" : " "
            text += "{\"n\":\(inner)\"\(String(repeating: "x\\n", count: padding))\"}" + (number < 59 ? "," : "")
            let gap = String(repeating: "\n", count: number % 4)
            text += gap
            line += gap.utf8.count + (number % 3 == 0 ? 2 : 0)
        }
        text += "]}\n{\"n\":1}"
        let bytes = Array(text.utf8)
        let reader = JSONReader(DribblingSource(bytes, step: step), streaming: ["items"])
        var found: [(offset: Int, line: Int)] = []
        while let element = try reader.next() { found.append((element.offset, element.line)) }
        #expect(found.map(\.line) == expected + [line + 1])
        for (offset, line) in found { #expect(bytes[..<offset].count { $0 == 0x0A } + 1 == line) }

        // A part counts from where it begins, and says on which line it stopped.
        let part = JSONReader(
            DribblingSource(Array(bytes[found[10].offset...]), step: step),
            segment: .init(start: found[10].offset, stop: found[40].offset, inObject: true), streaming: ["items"])
        var lines: [Int] = []
        while let element = try part.next() { lines.append(element.line + found[10].line - 1) }
        #expect(lines == Array(expected[10..<40]) && part.stoppedLine + found[10].line - 1 == found[40].line)
    }

    @Test func nothingWrittenSteersATerminal() throws {
        let hostile =
            "a\u{80}b\u{9B}31m\u{9F}\u{A0}é\u{61C}ش\u{200E}\u{200F}\u{202A}\u{202E}\u{2066}\u{2069}\u{206A}…\u{7F}\u{1B}"
        let text = JSONWriter.text(.string(hostile))
        #expect(
            text
                == #""a\u0080b\u009b31m\u009f"# + "\u{A0}é" + #"\u061c"# + "ش"
                + #"\u200e\u200f\u202a\u202e\u2066\u2069"# + "\u{206A}…" + #"\u007f\u001b""#)
        try JSONDocument(text).withRoot { #expect($0.string == hostile) }
        // Half a character is no reason to read beyond the end.
        var bytes: [UInt8] = []
        JSONWriter.appendString([0xE2, 0x80], to: &bytes)
        JSONWriter.appendString([0xC2], to: &bytes)
        #expect(bytes == [0x22, 0xE2, 0x80, 0x22, 0x22, 0xC2, 0x22])
    }

    /// Nothing that bytes can be makes the reader crash or go on for ever, and it agrees with itself whatever the pace.
    @Test func damagedTextsGiveErrorsAndNothingElse() {
        var generator = Xorshift(state: 42)
        let seed = Array(
            #"{"configurationItems":[{"a":"x\"\\\u00e9","b":[1,-2.5e3,null,true,false],"c":{"d":"é😀"}},{"e":"{\"f\":1}"}],"g":0}"#
                .utf8)
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0...(generator.next() % 3) {
                let at = Int(generator.next() % UInt64(bytes.count))
                switch generator.next() % 3 {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: generator.next())
                case 1: bytes.remove(at: at)
                default: bytes.insert(seed[Int(generator.next() % UInt64(seed.count))], at: at)
                }
            }
            let outcomes = [1 << 20, 5].map { step -> String in
                let reader = JSONReader(DribblingSource(bytes, step: step), streaming: ["configurationItems"])
                var text = ""
                do throws(JSONError) {
                    while let element = try reader.next() { text += JSONWriter.text(JSONLiteral(element.value)) + "\n" }
                } catch {
                    text += "\(error.offset) \(error.reason)"
                }
                return text
            }
            #expect(outcomes[0] == outcomes[1])
        }
    }
}
