/// A pull source of bytes: a file, memory, or another source decoded.
///
/// Reading is blocking and single-threaded; a source belongs to the one reader that pulls from it.
public protocol ByteSource: AnyObject {
    /// Reads up to `buffer.count` bytes into `buffer` and returns how many; 0 means the end.
    ///
    /// - Throws: ``ByteSourceError`` when no more bytes can be had. What was read before the fault has been delivered
    ///   by earlier calls.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int
}

extension ByteSource {
    /// Reads up to `chunk.count` bytes into the beginning of `chunk` and returns how many; 0 means the end.
    ///
    /// - Throws: ``ByteSourceError``, as reading into a buffer does.
    public func read(into chunk: inout [UInt8]) throws(ByteSourceError) -> Int {
        try chunk.withUnsafeMutableBufferPointer { (buffer) throws(ByteSourceError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

/// Why a source could deliver no more bytes.
public struct ByteSourceError: Error {
    /// How many bytes the source had delivered before the fault.
    public let offset: Int
    /// What went wrong, from the layer that noticed: a `GzipError`, a `SystemError`, …
    public let underlying: any Error & Sendable

    /// Wraps `underlying`, which stopped a source after `offset` delivered bytes.
    public init(offset: Int, underlying: any Error & Sendable) {
        self.offset = offset
        self.underlying = underlying
    }
}
