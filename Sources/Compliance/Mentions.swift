/// What an annotation names: whole words and values, not parts of longer ones.
struct Mentions {
    private let text: [UInt8]
    private let lowercased: [UInt8]

    init(_ annotation: String) {
        text = Array(annotation.utf8)
        lowercased = text.map(Self.lowercase)
    }

    /// Whether a string stands in the annotation, in whatever case: but `tcp` is not meant wherever TCP is spoken of.
    func names(string: [UInt8]) -> Bool {
        string.count <= 3
            ? contains(string, in: text) { Self.isWord($0) || Self.isJoint($0) }
            : contains(string.map(Self.lowercase), in: lowercased) { Self.isWord($0) || Self.isJoint($0) }
    }

    /// Whether a number does; it may bound a range, as in `22-25`.
    func names(number: [UInt8]) -> Bool {
        contains(number, in: text) { Self.isWord($0) || Self.isJoint($0) && $0 != UInt8(ascii: "-") }
    }

    /// Whether the name of a property does, exactly.
    func names(property: [UInt8]) -> Bool {
        contains(property, in: text) { Self.isWord($0) || $0 == UInt8(ascii: "-") }
    }

    /// - Parameter goesOn: whether a byte may be inside what is looked for, so that it would be part of something longer.
    private func contains(_ wanted: [UInt8], in text: [UInt8], _ goesOn: (UInt8) -> Bool) -> Bool {
        guard let first = wanted.first, wanted.count <= text.count else { return false }
        for start in 0...text.count - wanted.count
        where text[start] == first && text[start..<start + wanted.count].elementsEqual(wanted) {
            let end = start + wanted.count
            let begins =
                start == 0 || !goesOn(text[start - 1])
                || !Self.isWord(text[start - 1]) && (start == 1 || !goesOn(text[start - 2]))
            let ends =
                end == text.count || !goesOn(text[end])
                || !Self.isWord(text[end]) && (end + 1 == text.count || !goesOn(text[end + 1]))
            if begins && ends { return true }
        }
        return false
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    /// What stands inside addresses, ARNs and ranges, and also behind sentences.
    private static func isJoint(_ byte: UInt8) -> Bool {
        ".:/-".utf8.contains(byte)
    }
}
