/// The text with every character that could steer a terminal or reorder a line made visible.
///
/// These are the control characters (C0, DEL, C1), the separators of lines (U+2028–9) and the bidirectional characters
/// (U+061C, U+200E–F, U+202A–E, U+2066–9).
/// A newline becomes `\n`, others such as an escape `\u{1B}`.
public func sanitized(_ text: String) -> String {
    if text.utf8.allSatisfy(isPrintableASCII) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\n": result.append(contentsOf: #"\n"#.unicodeScalars)
        case "\r": result.append(contentsOf: #"\r"#.unicodeScalars)
        case "\t": result.append(contentsOf: #"\t"#.unicodeScalars)
        // Most are, and need no look into Unicode's tables.
        case " "..."~": result.append(scalar)
        case _ where steers(scalar):
            result.append(contentsOf: #"\u{\#(String(scalar.value, radix: 16, uppercase: true))}"#.unicodeScalars)
        default: result.append(scalar)
        }
    }
    return String(result)
}

/// The number of terminal columns a text takes; control characters count as none, so sanitize first.
public func displayWidth(of text: String) -> Int {
    if text.utf8.allSatisfy(isPrintableASCII) { return text.utf8.count }
    return text.reduce(0) { $0 + columns(of: $1) }
}

/// The text, or where it is wider than `width` columns as much of its start as fits, and an ellipsis.
public func truncated(_ text: String, toWidth width: Int) -> String {
    guard displayWidth(of: text) > width else { return text }
    guard width > 0 else { return "" }
    var result = ""
    var used = 0
    for character in text {
        used += columns(of: character)
        if used > width - 1 { break }
        result.append(character)
    }
    return result + "…"
}

/// The lines of a text broken at spaces to fit `width` columns; a longer word keeps a line of its own.
public func wrapped(_ text: String, toWidth width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph in
        var lines = [""]
        var used = 0
        for word in paragraph.split(separator: " ") {
            let wordWidth = displayWidth(of: String(word))
            if used > 0, used + 1 + wordWidth > width {
                lines.append(String(word))
                used = wordWidth
            } else {
                lines[lines.count - 1] += (used > 0 ? " " : "") + word
                used += (used > 0 ? 1 : 0) + wordWidth
            }
        }
        return lines
    }
}

private func steers(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: scalar.properties.isBidiControl
    }
}

private func isPrintableASCII(_ byte: UInt8) -> Bool { (0x20..<0x7F).contains(byte) }

/// An emoji takes two columns however many scalars it is joined from; other characters take what their scalars do.
private func columns(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    let emojiSelector: Unicode.Scalar = "\u{FE0F}"
    if scalars.contains(where: { $0.properties.isEmojiPresentation || $0 == emojiSelector }) { return 2 }
    return scalars.reduce(0) { $0 + columns(of: $1) }
}

private func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return isPrintableASCII(UInt8(scalar.value)) ? 1 : 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    // Hangul vowels and final consonants are drawn inside the syllable that starts before them.
    if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) { return 0 }
    return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
}

/// The blocks of East Asian width W or F. The standard library does not have this property; the wide symbols left out
/// are those of emoji presentation, which it does have.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247,
    0x3250...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1D300...0x1D376,
    0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
]
