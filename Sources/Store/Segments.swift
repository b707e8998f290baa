/// A place in a log: segment and byte.
public struct LogPosition: Sendable, Hashable, Comparable {
    /// The segment in the upper 24 bits, the byte in the lower 40.
    public let rawValue: UInt64

    /// From its one number.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    init(segment: Int, offset: Int) { rawValue = UInt64(segment) << 40 | UInt64(offset) }

    /// Counted from 1.
    public var segment: Int { Int(rawValue >> 40) }
    /// The byte in the segment.
    public var offset: Int { Int(rawValue & 0xFF_FFFF_FFFF) }

    /// So many bytes further on in the same segment.
    public func advanced(by count: Int) -> LogPosition { LogPosition(rawValue: rawValue + UInt64(count)) }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// An append-only text in files of a limited size, `00000001.ndjson`, `00000002.ndjson`, …: a line never spans two.
///
/// Where one file ends and the next begins follows from the lines alone, so that the same lines make the same files.
final class Segments {
    /// A file that has reached this size is followed by another.
    private let limit: Int
    private let folder: String
    private var files: [Int: StoreFile] = [:]
    /// Lines that are not in a file yet; all of one segment.
    private var pending: [UInt8] = []
    /// Where `pending` begins, which is the end of the file.
    private var flushed: LogPosition
    private var unsynced: Set<Int> = []

    /// Where the next line goes.
    var end: LogPosition { flushed.advanced(by: pending.count) }

    /// - Parameter end: what has been acknowledged; `LogPosition(segment: 1, offset: 0)` of a new log.
    init(folder: String, end: LogPosition, limit: Int) {
        self.folder = folder
        self.limit = limit
        flushed = end
    }

    static func name(_ segment: Int) -> String {
        let digits = String(segment)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".ndjson"
    }

    func path(_ segment: Int) -> String { folder + "/" + Self.name(segment) }

    /// Cuts off what was written behind the acknowledged end.
    func recover() throws(StoreError) {
        for name in try StoreFolder.names(in: folder) ?? [] {
            guard let number = Int(name.prefix(while: \.isNumber)), name == Self.name(number), number > flushed.segment
            else { continue }
            try StoreFolder.remove(folder + "/" + name)
        }
        let file = try file(flushed.segment, .writing)
        guard file.size >= flushed.offset else {
            throw .damaged(
                path: file.path, what: "holds \(file.size) bytes, though \(flushed.offset) were acknowledged")
        }
        if file.size > flushed.offset { try file.truncate(to: flushed.offset) }
    }

    /// Appends a line, which must end in a line feed, and returns where it begins.
    func append(_ line: [UInt8]) throws(StoreError) -> LogPosition {
        if end.offset >= limit {
            try flush()
            flushed = LogPosition(segment: flushed.segment + 1, offset: 0)
        }
        let position = end
        pending += line
        if pending.count >= 4 << 20 { try flush() }
        return position
    }

    /// Hands what is pending to the operating system.
    func flush() throws(StoreError) {
        guard !pending.isEmpty else { return }
        let file = try file(flushed.segment, .writing)
        try file.write(pending, at: flushed.offset)
        unsynced.insert(flushed.segment)
        flushed = end
        pending.removeAll(keepingCapacity: true)
    }

    /// Brings everything to the disk.
    func sync() throws(StoreError) {
        try flush()
        for segment in unsynced.sorted() { try file(segment, .writing).sync() }
        if !unsynced.isEmpty { try StoreFolder.sync(folder) }
        unsynced = []
    }

    /// `count` bytes at `position`, which may be pending.
    func read(_ position: LogPosition, count: Int) throws(StoreError) -> [UInt8] {
        if position >= flushed, position.segment == flushed.segment {
            let start = position.offset - flushed.offset
            return Array(pending[start..<min(pending.count, start + count)])
        }
        let file = try file(position.segment, .reading)
        let bytes = try file.read(at: position.offset, count: count)
        guard bytes.count == count else { throw .damaged(path: file.path, what: "ends too early") }
        return bytes
    }

    private func file(_ segment: Int, _ mode: StoreFile.Mode) throws(StoreError) -> StoreFile {
        // One that may be written can be read as well; few are written, and those come last.
        let key = mode == .reading && files[segment] == nil ? -segment : segment
        if let file = files[key] { return file }
        if files.count >= 64 { files = files.filter { $0.key == flushed.segment } }
        let file = try StoreFile(path(segment), mode)
        files[key] = file
        return file
    }
}
