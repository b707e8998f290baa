public import JSON

extension JSONValue {
    /// The time that a string or a number of seconds or milliseconds since 1970 gives; nil for anything else, and for
    /// numbers too large to be a time.
    public var timestamp: Timestamp? {
        if isString { return withUTF8 { Timestamp(utf8: $0) } }
        return double.flatMap(Timestamp.init(epoch:))
    }
}
