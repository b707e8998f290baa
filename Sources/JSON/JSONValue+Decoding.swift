extension JSONValue {
    /// The decoded string; nil for anything else. Half a surrogate pair becomes U+FFFD.
    public var string: String? {
        isString ? withUTF8 { String(decoding: $0, as: UTF8.self) } : nil
    }

    /// A whole number that fits 64 bits, exactly; nil for anything else, `1.0` included.
    public var int: Int? {
        withNumber { Int(String(decoding: $0, as: UTF8.self)) }
    }

    /// Any number, as near as a double comes.
    public var double: Double? {
        withNumber { Double(String(decoding: $0, as: UTF8.self)) }
    }

    /// A whole number, or a string that holds nothing but one, as SQS and some older resource types write them; also one
    /// with a fraction of zero, for advanced queries write every number like `7.0`.
    public var lenientInt: Int? {
        isString ? string.flatMap(Int.init) : int ?? double.flatMap(Int.init(exactly:))
    }

    /// A Boolean, or a string `true` or `false` in any case, as some resource types write them.
    public var lenientBool: Bool? {
        guard isString else { return bool }
        return switch string?.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The strings of an array, or a lone string as a list of one, as policies write `Action` and `Principal`.
    public var strings: [String] {
        isString ? [string ?? ""] : elements.compactMap(\.string)
    }
}
