import JSON

/// Reads the acknowledged lines of a log from any place on, with little memory; the index is not looked at.
public final class LogReader {
    private let path: String
    /// What was acknowledged when the reader last looked.
    public private(set) var acknowledged: DurableLog.Commit
    private static let chunk = 256 << 10

    /// A reader of the log in the folder `path`.
    public init(path: String) throws(StoreError) {
        self.path = path
        guard let commit = try DurableLog.readCommit(path) else { throw .missing(path: path) }
        acknowledged = commit
    }

    /// Looks again; whether more was acknowledged since.
    public func refresh() throws(StoreError) -> Bool {
        guard let commit = try DurableLog.readCommit(path) else { throw .missing(path: path) }
        defer { acknowledged = commit }
        return commit.end > acknowledged.end
    }

    /// Calls `body` with every line from `start` on, without its line feed, and where the next one begins, until it says
    /// that it has enough.
    ///
    /// - Returns: behind the last line that `body` was called with.
    public func forEachLine(
        from start: LogPosition?, _ body: (_ line: ArraySlice<UInt8>, _ next: LogPosition) throws -> Bool
    ) throws -> LogPosition {
        let end = acknowledged.end
        var position = start ?? LogPosition(segment: 1, offset: 0)
        while position < end {
            let file = try StoreFile(path + "/stream/" + Segments.name(position.segment), .reading)
            let size = position.segment == end.segment ? end.offset : file.size
            var rest: [UInt8] = []
            var offset = position.offset
            while offset < size {
                let piece = try file.read(at: offset, count: min(Self.chunk, size - offset))
                rest += piece
                if piece.isEmpty {
                    throw StoreError.damaged(path: file.path, what: "ends too early")
                }
                offset += piece.count
                var lineStart = 0
                while let lineEnd = rest[lineStart...].firstIndex(of: 0x0A) {
                    let next = position.advanced(by: lineEnd + 1)
                    if try !body(rest[lineStart..<lineEnd], next) { return next }
                    lineStart = lineEnd + 1
                }
                rest.removeFirst(lineStart)
                position = position.advanced(by: lineStart)
            }
            guard rest.isEmpty else { throw StoreError.damaged(path: file.path, what: "ends in the middle of a line") }
            if position.segment < end.segment { position = LogPosition(segment: position.segment + 1, offset: 0) }
        }
        return position
    }
}

/// How far somebody has come in reading a log, kept beside it: one process at a time.
public final class LogCursor {
    /// The cursor's file.
    public let path: String
    private let lock: StoreFile
    /// Behind the last line that was worked off; nil before the first.
    public private(set) var position: LogPosition?

    /// The cursor called `name` of the log in the folder `folder`.
    public init(folder: String, name: String) throws(StoreError) {
        try StoreFolder.make(folder + "/cursors")
        path = folder + "/cursors/" + name + ".json"
        lock = try StoreFile(folder + "/cursors/" + name + ".lock", .writing)
        guard try lock.tryLock() else { throw .inUse(path: path, process: "") }
        guard let bytes = try SmallFile.read(path) else { return }
        let place = (try? JSONDocument(bytes))?.withRoot { ($0["segment"].int, $0["byte"].int) }
        guard case (let segment?, let byte?)? = place, segment > 0, byte >= 0 else {
            throw .damaged(path: path, what: "is not the cursor that was written")
        }
        position = LogPosition(segment: segment, offset: byte)
    }

    /// Everything before `position` was worked off; on the disk when this returns.
    public func advance(to position: LogPosition) throws(StoreError) {
        var writer = JSONWriter()
        writer.object {
            $0.member("segment", position.segment)
            $0.member("byte", position.offset)
        }
        writer.newline()
        try SmallFile.replace(path, with: writer.bytes)
        self.position = position
    }
}
