import JSON

/// An append-only log of JSON lines with an index, in a folder, made to be killed at any moment.
///
/// Lines and index entries are written first and synced; then `commit.json` is replaced, which acknowledges them.
/// Whatever lies behind what it names was never acknowledged and is cut off when the log is next opened for writing.
/// One process writes at a time; any number read, each what was acknowledged when it opened the log.
///
/// ```
/// commit.json              {"format":…,"stream":{"segment":2,"bytes":512},"index":{"entries":9},"clock":…}
/// stream/00000001.ndjson   the lines
/// index/entries.bin        48 bytes an entry; see IndexEntry
/// index/heads.bin          where each chain of entries begins; made anew when it was not closed in order
/// lock                     held by the process that writes
/// ```
public final class DurableLog {
    /// Whether the log may be changed.
    public enum Mode: Sendable { case reading, writing }

    /// What has been acknowledged.
    public struct Commit: Sendable, Equatable {
        /// Behind the last line.
        public var end: LogPosition
        /// How many index entries there are.
        public var entries: Int
        /// A number of the caller's that belongs to it: the data's time in milliseconds.
        public var clock: Int?
    }

    /// The folder.
    public let path: String
    /// What was acknowledged last.
    public private(set) var acknowledged: Commit
    private let segments: Segments
    private let index: EntryIndex
    private var lock: StoreFile?

    static let format = "configcheck-store-1"
    private static let segmentLimit = 64 << 20

    /// Opens the log in the folder `path`; for writing it is made if there is none.
    public convenience init(path: String, _ mode: Mode) throws(StoreError) {
        try self.init(path: path, mode, segmentLimit: Self.segmentLimit)
    }

    package init(path: String, _ mode: Mode, segmentLimit: Int) throws(StoreError) {
        self.path = path
        var lock: StoreFile?
        if mode == .writing { lock = try Self.lockFolder(path) }
        self.lock = lock
        let commit = try Self.readCommit(path)
        if commit == nil, mode == .reading { throw .missing(path: path) }
        let start = commit ?? Commit(end: LogPosition(segment: 1, offset: 0), entries: 0)
        acknowledged = start
        segments = Segments(folder: path + "/stream", end: start.end, limit: segmentLimit)
        if mode == .writing {
            try StoreFolder.make(path + "/stream")
            try StoreFolder.make(path + "/index")
            try segments.recover()
        }
        index = try EntryIndex(folder: path + "/index", count: start.entries, isWritable: mode == .writing)
    }

    deinit {
        // Not ended in order: what was not acknowledged goes, so that a full disk has its room again.
        if lock != nil { try? segments.recover() }
    }

    private static func lockFolder(_ path: String) throws(StoreError) -> StoreFile {
        let names = try StoreFolder.names(in: path)
        let ours: Set<String> = [
            "commit.json", "commit.json.new", "stream", "index", "lock", "recorder.json", "cursors",
        ]
        if let names, !names.contains("commit.json"), !ours.isSuperset(of: names) { throw .notAStore(path: path) }
        try StoreFolder.make(path)
        let lock = try StoreFile(path + "/lock", .writing)
        guard try lock.tryLock() else {
            let holder = String(decoding: try lock.read(at: 0, count: 64), as: UTF8.self)
            throw .inUse(path: path, process: holder.trimmingLineEnd)
        }
        try lock.truncate(to: 0)
        try lock.write(Array("process \(StoreFolder.processID)\n".utf8), at: 0)
        return lock
    }

    static func readCommit(_ path: String) throws(StoreError) -> Commit? {
        let name = path + "/commit.json"
        guard StoreFolder.exists(name) else { return nil }
        let file = try StoreFile(name, .reading)
        let bytes = try file.read(at: 0, count: min(file.size, 4096))
        guard let document = try? JSONDocument(bytes) else {
            throw .damaged(path: name, what: "is not the JSON that was written")
        }
        let format = document.withRoot { $0["format"].string } ?? ""
        guard format == Self.format else { throw .unknownFormat(path: path, found: format) }
        let commit: Commit? = document.withRoot { root in
            guard let segment = root["stream"]["segment"].int, let bytes = root["stream"]["bytes"].int,
                let entries = root["index"]["entries"].int, (1..<1 << 24).contains(segment),
                (0..<1 << 40).contains(bytes), (0..<Int(UInt32.max)).contains(entries)
            else { return nil }
            return Commit(
                end: LogPosition(segment: segment, offset: bytes), entries: entries, clock: root["clock"].int)
        }
        guard let commit else { throw .damaged(path: name, what: "lacks what says how far the store goes") }
        return commit
    }

    /// Where the next line goes.
    public var end: LogPosition { segments.end }
    /// How many index entries there are.
    public var entryCount: Int { index.count }

    /// Appends one line without its line end; valid at once, acknowledged by ``commit(clock:)``.
    ///
    /// - Returns: where it begins.
    public func append(_ line: [UInt8]) throws(StoreError) -> LogPosition {
        var line = line
        line.append(0x0A)
        return try segments.append(line)
    }

    /// The file that a position is in, as seen from the store's folder.
    public func name(of position: LogPosition) -> String { "stream/" + Segments.name(position.segment) }

    /// `count` bytes from `position`.
    public func read(_ position: LogPosition, count: Int) throws(StoreError) -> [UInt8] {
        try segments.read(position, count: count)
    }

    /// Appends an index entry and returns its number, counted from 0.
    @discardableResult
    public func add(_ entry: IndexEntry) throws(StoreError) -> Int { try index.append(entry) }

    /// The newest entry of a key that `isWanted`, with its number.
    public func first(
        _ key: UInt64, where isWanted: (IndexEntry) -> Bool = { _ in true }
    ) -> (number: Int, entry: IndexEntry)? {
        index.first(key, where: isWanted)
    }

    /// All entries of a key, newest first.
    public func all(_ key: UInt64) -> [IndexEntry] { index.all(key) }

    /// The entry with a number, counted from 0.
    public func entry(_ number: Int) -> IndexEntry { index.entry(number) }

    /// The path of a segment's file and how many of its bytes are acknowledged, for each segment.
    public var files: [(path: String, size: Int)] {
        (1...acknowledged.end.segment).map { segment in
            let path = segments.path(segment)
            let whole = (try? StoreFile(path, .reading).size) ?? 0
            return (path, segment == acknowledged.end.segment ? acknowledged.end.offset : whole)
        }
    }

    /// Brings everything to the disk and acknowledges it.
    public func commit(clock: Int?) throws(StoreError) {
        let commit = Commit(end: segments.end, entries: index.count, clock: clock)
        guard commit != acknowledged || !StoreFolder.exists(path + "/commit.json") else { return }
        try segments.sync()
        try index.sync()
        var writer = JSONWriter()
        writer.object {
            $0.member("format", Self.format)
            $0.member("stream") {
                $0.object {
                    $0.member("segment", commit.end.segment)
                    $0.member("bytes", commit.end.offset)
                }
            }
            $0.member("index") { $0.object { $0.member("entries", commit.entries) } }
            if let clock { $0.member("clock", clock) }
        }
        writer.newline()
        try SmallFile.replace(path + "/commit.json", with: writer.bytes)
        acknowledged = commit
    }

    /// Ends writing in order, for good; what was not acknowledged is cut off.
    public func close() throws(StoreError) {
        guard let lock else { return }
        // Who holds it is of interest only while somebody does.
        try lock.truncate(to: 0)
        defer { self.lock = nil }
        if segments.end == acknowledged.end, index.count == acknowledged.entries {
            try index.close()
        } else {
            try segments.recover()
        }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { String(prefix { !$0.isNewline }) }
}
