import JSON

/// A pattern of IAM's policy language: `*` stands for any text, `?` for one character (IAM User Guide, "IAM JSON policy
/// elements: Action", "Resource").
struct WildcardPattern: Sendable, ExpressibleByStringLiteral {
    private let bytes: [UInt8]
    private let ignoresCase: Bool

    /// - Parameter ignoresCase: actions are the same in any case, resources are not.
    init(_ text: String, ignoringCase ignoresCase: Bool) {
        bytes = Array(text.utf8)
        self.ignoresCase = ignoresCase
    }

    /// A pattern of actions, which are the same in any case.
    init(stringLiteral value: String) { self.init(value, ignoringCase: true) }

    /// Whether everything that this pattern stands for is also in the pattern `other`.
    func isCovered(by other: JSONValue) -> Bool {
        other.withUTF8 { covers($0, bytes) }
    }

    /// A star of `text` is matched by a star of `pattern` only, which makes it stand for all that it may be.
    private func covers(_ pattern: UnsafeBufferPointer<UInt8>, _ text: [UInt8]) -> Bool {
        var (p, t) = (0, 0)
        var retry: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == Self.star {
                retry = (p, t)
                p += 1
            } else if p < pattern.count,
                isSame(pattern[p], text[t])
                    || (pattern[p] == Self.anyOne && text[t] != Self.star)
            {
                p += 1
                t += 1
            } else if let last = retry {
                p = last.pattern + 1
                t = last.text + 1
                retry = (last.pattern, t)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == Self.star }
    }

    /// Whether there is a text that both this pattern and the pattern `other` stand for.
    func intersects(_ other: JSONValue) -> Bool {
        other.withUTF8 { other in
            // behind[t]: whether what is left of `bytes` at p + 1 has a text in common with `other` from t on.
            var behind = [Bool](repeating: false, count: other.count + 1)
            var here = behind
            for p in stride(from: bytes.count, through: 0, by: -1) {
                for t in stride(from: other.count, through: 0, by: -1) {
                    let mine = p < bytes.count ? bytes[p] : nil
                    let its = t < other.count ? other[t] : nil
                    here[t] =
                        switch (mine, its) {
                        case (nil, nil): true
                        case (Self.star, nil): behind[t]
                        case (Self.star, _): behind[t] || here[t + 1]
                        case (nil, Self.star): here[t + 1]
                        case (_, Self.star): here[t + 1] || behind[t]
                        case (let mine?, let its?):
                            behind[t + 1] && (isSame(mine, its) || mine == Self.anyOne || its == Self.anyOne)
                        default: false
                        }
                }
                swap(&behind, &here)
            }
            return behind[0]
        }
    }

    private func isSame(_ a: UInt8, _ b: UInt8) -> Bool {
        a == b || ignoresCase && Self.lowercase(a) == Self.lowercase(b)
    }

    private static let star = UInt8(ascii: "*")
    private static let anyOne = UInt8(ascii: "?")

    private static func lowercase(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
