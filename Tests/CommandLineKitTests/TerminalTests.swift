import CommandLineKit
import Testing

@Suite struct TerminalTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
        ("Ａ", 2), ("ｱ", 1), ("a\u{200B}b", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("⌚", 2), ("…", 1), ("𠀀", 2),
        ("नि", 2), ("\u{1B}\n\u{7F}", 0), ("\u{AD}", 0), ("〿", 1),
    ])
    func width(text: String, columns: Int) {
        #expect(displayWidth(of: text) == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("abcdef", -1, ""),
        ("", 0, ""), ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("日本語", 2, "…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
    func truncates(text: String, width: Int, expected: String) {
        #expect(truncated(text, toWidth: width) == expected)
        #expect(displayWidth(of: truncated(text, toWidth: width)) <= max(width, 0))
    }

    @Test(arguments: [
        ("plain text", "plain text"), ("日本é", "日本é"), ("a\nb\tc\rd", #"a\nb\tc\rd"#), ("\r\n", #"\r\n"#),
        ("\u{1B}[31mred", #"\u{1B}[31mred"#), ("\0", #"\u{0}"#), ("\u{7F}", #"\u{7F}"#), ("\u{9B}2J", #"\u{9B}2J"#),
        ("a\u{202E}b", #"a\u{202E}b"#), ("\u{2066}\u{2069}", #"\u{2066}\u{2069}"#),
        ("\u{200E}\u{200F}", #"\u{200E}\u{200F}"#), ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#),
    ])
    func sanitizes(text: String, expected: String) {
        #expect(sanitized(text) == expected)
    }

    @Test func sanitizesAllControlCharacters() {
        let ranges: [ClosedRange<UInt32>] = [
            0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
        ]
        for scalar in ranges.joined().compactMap(Unicode.Scalar.init) {
            #expect(!sanitized("a\(scalar)b").unicodeScalars.contains(scalar))
        }
    }

    @Test(arguments: [
        (ColorMode.auto, true, [:], true),
        (.auto, false, [:], false),
        (.auto, true, ["TERM": "xterm"], true),
        (.auto, true, ["TERM": "dumb"], false),
        (.auto, true, ["NO_COLOR": "1"], false),
        (.auto, true, ["NO_COLOR": ""], true),
        (.auto, false, ["CLICOLOR_FORCE": "1"], true),
        (.auto, false, ["CLICOLOR_FORCE": "1", "TERM": "dumb"], true),
        (.auto, false, ["CLICOLOR_FORCE": "0"], false),
        (.auto, false, ["CLICOLOR_FORCE": ""], false),
        (.auto, true, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
        (.always, false, ["NO_COLOR": "1", "TERM": "dumb"], true),
        (.never, true, ["CLICOLOR_FORCE": "1"], false),
    ])
    func decidesOnColour(mode: ColorMode, isTerminal: Bool, environment: [String: String], expected: Bool) {
        let terminal = Terminal(isTerminal: isTerminal, width: 80)
        #expect(mode.isEnabled(for: terminal) { environment[$0] } == expected)
    }

    @Test(arguments: [("132", 132), ("0", 80), ("-3", 80), ("wide", 80), (nil, 80)])
    func readsColumnsWithoutATerminal(columns: String?, width: Int) {
        // No descriptor is below zero, so this is no terminal wherever the tests run.
        let terminal = Terminal(fileDescriptor: -1) { $0 == "COLUMNS" ? columns : nil }
        #expect(terminal == Terminal(isTerminal: false, width: width))
    }

    @Test func styles() {
        #expect(Style.plain.apply("a", .bold) == "a")
        #expect(Style(isEnabled: true).apply("a", .bold, .red) == "\u{1B}[1;31ma\u{1B}[0m")
        #expect(Style(isEnabled: true).apply("", .bold) == "")
        #expect(Style(isEnabled: true).apply("a") == "a")
    }
}
