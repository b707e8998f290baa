/// A value that a verdict hangs on, and where it stands in the item.
public struct Evidence: Sendable, Equatable {
    /// As jq writes it but for the dot in front: `configuration.ipPermissions[1].ipRanges[0]`,
    /// `tags["cost center"]`; behind ` | ` it goes on inside a document in a string.
    public let path: String
    /// As JSON without spaces, cut to ``valueLimit`` characters; nil where there is nothing at `path`.
    public let value: String?

    /// How many characters of a value are kept, the ellipsis of a cut one included.
    public static let valueLimit = 120

    /// A value, of which as much is kept as ``valueLimit`` allows; of sign-in data in a URL nothing is.
    public init(path: String, value: String?) {
        self.path = path
        self.value = value.map { Self.shortened(Self.withoutSignIn($0)) }
    }

    /// `https://user:token@host` becomes `https://…@host`: a report is read by more people than the secret is for.
    private static func withoutSignIn(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var result: [UInt8] = []
        var authority: Int?
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "/"): authority = result.suffix(2).elementsEqual(":/".utf8) ? result.count + 1 : nil
            case UInt8(ascii: "@"):
                guard let start = authority else { break }
                result.replaceSubrange(start..., with: "…".utf8)
            case UInt8(ascii: "\""), UInt8(ascii: " "), UInt8(ascii: "?"), UInt8(ascii: "#"): authority = nil
            default: break
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func shortened(_ text: String) -> String {
        let characters = text.unicodeScalars
        guard text.utf8.count > valueLimit, characters.count > valueLimit else { return text }
        return String(String.UnicodeScalarView(characters.prefix(valueLimit - 1))) + "…"
    }
}
