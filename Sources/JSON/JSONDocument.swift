import ByteSource

/// A text that holds one JSON value and nothing after it (RFC 8259 section 2), in memory.
///
/// Sendable, though its reader is not: after `init` the reader is only storage, and what a value may still add to its
/// tape (documents found inside strings) is behind a lock.
public final class JSONDocument: @unchecked Sendable {
    private let reader: JSONReader
    /// The value, which does not keep the document alive: for holders that do. Others use ``withRoot(_:)``.
    public let unretainedRoot: JSONValue

    /// Reads `text`, which is UTF-8, with or without a byte order mark.
    ///
    /// - Throws: `JSONError` with the place of the first fault.
    public init(_ text: [UInt8], limits: JSONReader.Limits = JSONReader.Limits()) throws(JSONError) {
        // The reader's buffer holds all of it, so that looking for content behind the value moves nothing.
        reader = JSONReader(MemorySource(text), limits: limits, sizeHint: text.count + 64)
        guard let element = try reader.next() else {
            throw JSONError(offset: text.count, reason: .truncated(expected: .value))
        }
        unretainedRoot = element.value
        try reader.expectEnd()
        reader.finish()
    }

    /// Calls `body` with the value; it and what is found in it are valid until `body` returns.
    public func withRoot<Result, Failure>(_ body: (JSONValue) throws(Failure) -> Result) throws(Failure) -> Result {
        defer { withExtendedLifetime(self) {} }
        return try body(unretainedRoot)
    }

    /// Reads a string.
    public convenience init(_ text: String) throws(JSONError) {
        try self.init(Array(text.utf8))
    }
}
