public import ByteSource

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the operating system said.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// `errno`.
    public let code: Int32

    init() { code = errno }

    public var description: String { String(cString: strerror(code)) }
}

/// A file, or standard input, as a source of bytes.
///
/// Reads in the caller's buffer; nothing is mapped, so memory does not grow with the file.
public final class FileSource: ByteSource {
    private let descriptor: Int32
    private let ownsDescriptor: Bool
    private let didRead: (@Sendable (Int) -> Void)?
    private var offset = 0

    /// Opens the file at `path` for reading from byte `offset`.
    ///
    /// - Parameter didRead: told of every piece read, in bytes.
    public init(path: String, from offset: Int = 0, didRead: (@Sendable (Int) -> Void)? = nil) throws(SystemError) {
        self.didRead = didRead
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        ownsDescriptor = true
        guard descriptor >= 0 else { throw SystemError() }
        guard offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            let error = SystemError()
            close(descriptor)
            throw error
        }
    }

    /// Standard input.
    public init(didRead: (@Sendable (Int) -> Void)? = nil) {
        self.didRead = didRead
        descriptor = 0
        ownsDescriptor = false
    }

    deinit {
        if ownsDescriptor { close(descriptor) }
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 {
                offset += count
                didRead?(count)
                return count
            }
            guard errno == EINTR else { throw ByteSourceError(offset: offset, underlying: SystemError()) }
        }
    }

    /// Reads at a place of the file, whatever has been read before.
    func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int) throws(ByteSourceError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(place))
            if count >= 0 { return count }
            guard errno == EINTR else { throw ByteSourceError(offset: place, underlying: SystemError()) }
        }
    }
}

/// What the file system says about a path.
struct FileStatus {
    /// Size in bytes of a regular file; nil for anything else.
    let regularSize: Int?
    let isLink: Bool
    /// Device and number of the file, which two names of it share.
    let identity: [UInt64]

    /// Nil where there is nothing at `path`.
    init?(path: String, followsLinks: Bool = true) {
        var status = stat()
        guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        let kind = status.st_mode & S_IFMT
        regularSize = kind == S_IFREG ? Int(status.st_size) : nil
        isLink = kind == S_IFLNK
        identity = [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
