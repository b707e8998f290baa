public import ByteSource

/// Why a text is not JSON (RFC 8259), or could not be read, and where.
public struct JSONError: Error, Equatable {
    /// What is wrong.
    public enum Reason: Error, Equatable {
        /// Something else stands where `expected` should.
        case unexpected(byte: UInt8, expected: Expected)
        /// The text ends too early.
        case truncated(expected: Expected)
        /// A string has no closing quote.
        case unterminatedString
        /// A byte below 0x20 stands bare in a string, or one that is not white space stands outside.
        case controlCharacter(UInt8)
        /// A backslash is followed by something JSON does not know.
        case invalidEscape
        /// The bytes are not UTF-8.
        case invalidUTF8
        /// A number is written in a way that JSON does not allow, such as `01`, `1.` or `+1`.
        case invalidNumber
        /// A word is none of `true`, `false`, `null`.
        case invalidLiteral
        /// Arrays and objects are nested deeper than the limit.
        case tooDeep(limit: Int)
        /// One value is larger than the limit, in bytes.
        case tooLarge(limit: Int)
        /// Something follows where a single value should end.
        case contentAfterValue
        /// The bytes could not be read or decompressed.
        case source(ByteSourceError)

        public static func == (a: Self, b: Self) -> Bool { "\(a)" == "\(b)" }
    }

    /// What the grammar allows at a place.
    public enum Expected: String, Sendable {
        case value = "a value"
        case nameOrBrace = "a member name or '}'"
        case name = "a member name in quotes"
        case colon = "':'"
        case commaOrBrace = "',' or '}'"
        case commaOrBracket = "',' or ']'"
    }

    /// Byte offset in the text, counted from 0, after decompression.
    public let offset: Int
    /// What is wrong there.
    public let reason: Reason

    /// An error at a byte offset.
    public init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }
}

extension JSONError.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unexpected(let byte, let expected): "\(Self.name(byte)) stands where \(expected.rawValue) should"
        case .truncated(let expected): "the text ends where \(expected.rawValue) should stand"
        case .unterminatedString: "the text ends inside a string"
        case .controlCharacter(let byte): "\(Self.name(byte)) is not allowed here"
        case .invalidEscape: "a backslash is followed by something that is no JSON escape"
        case .invalidUTF8: "the bytes are not UTF-8"
        case .invalidNumber: "this is not a JSON number"
        case .invalidLiteral: "this word is not true, false or null"
        case .tooDeep(let limit): "arrays and objects are nested deeper than \(limit)"
        case .tooLarge(let limit): "one value is larger than \(limit) bytes"
        case .contentAfterValue: "something follows the end of the value"
        case .source(let error): "\(error.underlying)"
        }
    }

    private static func name(_ byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7E: "'\(Character(Unicode.Scalar(byte)))'"
        default:
            "the byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
}
