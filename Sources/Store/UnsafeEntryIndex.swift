/// One fact about the log, found by a 64-bit key: what it means is the caller's matter.
public struct IndexEntry: BitwiseCopyable, Sendable {
    /// What it is found by; other keys may share a chain, equal keys are meant to be equal.
    public let key: UInt64
    public let a: UInt64
    public let b: UInt64
    public let c: UInt64
    public let d: UInt64
    /// The number, counted from 1, of the entry before it in its chain; 0 for none.
    var previous: UInt32
    public let flags: UInt32

    /// An entry to append.
    public init(key: UInt64, a: UInt64 = 0, b: UInt64 = 0, c: UInt64 = 0, d: UInt64 = 0, flags: UInt32 = 0) {
        self.key = key
        self.a = a
        self.b = b
        self.c = c
        self.d = d
        self.flags = flags
        previous = 0
    }
}

/// Many values by key, on disk: an append-only file of entries, chained by key, newest first.
///
/// Neither opening it nor looking something up depends on how many entries there are, and memory holds only what is
/// touched. Rejected: a dictionary read at start (20 ms for 200,000 resources), sorted runs that are merged (more code,
/// more writing).
final class EntryIndex {
    private let folder: String
    private let file: StoreFile
    private var heads: HeadTable
    private var mapping: (start: UnsafeMutableRawPointer, size: Int)?
    /// Entries that are in the file, and so in the mapping.
    private var flushedCount: Int
    private var pending: [IndexEntry] = []
    private let isWritable: Bool

    /// How many entries there are.
    var count: Int { flushedCount + pending.count }

    private static let stride = MemoryLayout<IndexEntry>.stride

    /// - Parameter count: how many entries were acknowledged; what lies behind them is cut off, or not looked at.
    init(folder: String, count: Int, isWritable: Bool) throws(StoreError) {
        self.folder = folder
        self.isWritable = isWritable
        let path = folder + "/entries.bin"
        guard isWritable || count == 0 || StoreFolder.exists(path) else { throw .indexLost(folder: folder) }
        file = try StoreFile(path, isWritable ? .writing : .reading)
        guard file.size >= count * Self.stride else {
            throw .indexLost(folder: folder)
        }
        if isWritable, file.size > count * Self.stride { try file.truncate(to: count * Self.stride) }
        flushedCount = count
        let heads = folder + "/heads.bin"
        if isWritable, let table = try HeadTable(opening: heads, count: count) {
            self.heads = table
        } else if !isWritable, let table = HeadTable(copying: heads, count: count) {
            self.heads = table
        } else {
            self.heads = HeadTable(buckets: 1)
            try remap()
            try makeHeads()
        }
        try remap()
    }

    deinit {
        if let mapping { StoreFile.unmap(mapping.start, mapping.size) }
    }

    /// Makes the table of heads anew from the entries.
    private func makeHeads() throws(StoreError) {
        let buckets = HeadTable.buckets(for: count)
        let path = folder + "/heads.bin"
        if isWritable {
            heads = try HeadTable(making: path + ".new", buckets: buckets)
            try StoreFolder.rename(path + ".new", path)
        } else {
            heads = HeadTable(buckets: buckets)
        }
        for number in 0..<count { heads.setHead(entry(number).key, UInt32(number + 1)) }
    }

    /// Maps all that is in the file, with room to grow.
    private func remap() throws(StoreError) {
        let needed = max(flushedCount * Self.stride, 1)
        if let mapping, mapping.size >= needed { return }
        if let mapping { StoreFile.unmap(mapping.start, mapping.size) }
        mapping = nil
        let size = isWritable ? max(needed * 2, 64 << 20) : needed
        mapping = (try file.map(size, writable: false), size)
    }

    /// The entry with a number, counted from 0.
    func entry(_ number: Int) -> IndexEntry {
        if number >= flushedCount { return pending[number - flushedCount] }
        guard let mapping else { return IndexEntry(key: 0) }
        return mapping.start.loadUnaligned(fromByteOffset: number * Self.stride, as: IndexEntry.self)
    }

    /// Appends an entry and returns its number, counted from 0.
    @discardableResult
    func append(_ entry: IndexEntry) throws(StoreError) -> Int {
        if heads.isTooSmall(for: count + 1) {
            try flush()
            try makeLargerHeads()
        }
        var entry = entry
        entry.previous = heads.head(entry.key)
        pending.append(entry)
        heads.setHead(entry.key, UInt32(count))
        if pending.count >= 1 << 16 { try flush() }
        return count - 1
    }

    private func makeLargerHeads() throws(StoreError) {
        let path = folder + "/heads.bin"
        let larger = try HeadTable(making: path + ".new", buckets: HeadTable.buckets(for: count + 1))
        for number in 0..<count { larger.setHead(entry(number).key, UInt32(number + 1)) }
        try StoreFolder.rename(path + ".new", path)
        heads = larger
    }

    /// The newest entry of a key that `isWanted`, with its number.
    func first(_ key: UInt64, where isWanted: (IndexEntry) -> Bool = { _ in true }) -> (number: Int, entry: IndexEntry)?
    {
        var link = heads.head(key)
        while link != 0 {
            let number = Int(link) - 1
            let entry = entry(number)
            if entry.key == key, isWanted(entry) { return (number, entry) }
            link = entry.previous
        }
        return nil
    }

    /// All entries of a key, newest first.
    func all(_ key: UInt64) -> [IndexEntry] {
        var found: [IndexEntry] = []
        var link = heads.head(key)
        while link != 0 {
            let entry = entry(Int(link) - 1)
            if entry.key == key { found.append(entry) }
            link = entry.previous
        }
        return found
    }

    /// Hands what is pending to the operating system.
    func flush() throws(StoreError) {
        guard !pending.isEmpty else { return }
        try file.write(pending, at: flushedCount * Self.stride)
        flushedCount += pending.count
        pending.removeAll(keepingCapacity: true)
        try remap()
    }

    /// Brings the entries to the disk.
    func sync() throws(StoreError) {
        try flush()
        try file.sync()
    }

    /// Leaves the table of heads in order.
    func close() throws(StoreError) { try heads.closeInOrder(count: count) }
}
