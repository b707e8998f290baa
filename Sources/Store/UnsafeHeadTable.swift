/// The first links of the index's chains: for each bucket the number, counted from 1, of its last entry, 0 for none.
///
/// Lies in memory, or in a file that is changed in place. The file is only a shortcut: unless it says that it was closed
/// in order over just as many entries, it is made anew from the entries.
final class HeadTable {
    private let buckets: Int
    private let slots: UnsafeMutablePointer<UInt32>
    private let mapping: (start: UnsafeMutableRawPointer, size: Int, file: StoreFile)?

    private static let headerSize = 64
    private static let magic: UInt64 = 0x3153_4441_4548_4343  // CCHEADS1

    private struct Header: BitwiseCopyable {
        var magic: UInt64
        var buckets: UInt64
        var count: UInt64
        var isClean: UInt64
    }

    /// How many buckets so many entries have: what the number says, whenever it is asked.
    static func buckets(for count: Int) -> Int {
        var buckets = 1 << 14
        while buckets < count { buckets *= 2 }
        return buckets
    }

    /// An empty table in memory.
    init(buckets: Int) {
        self.buckets = buckets
        slots = .allocate(capacity: buckets)
        slots.initialize(repeating: 0, count: buckets)
        mapping = nil
    }

    /// An empty table in a new file, which replaces `path` when it is closed in order, or before.
    init(making path: String, buckets: Int) throws(StoreError) {
        let size = Self.headerSize + buckets * 4
        let file = try StoreFile(path, .replacing)
        try file.reserve(size)
        let start = try file.map(size, writable: true)
        self.buckets = buckets
        mapping = (start, size, file)
        slots = (start + Self.headerSize).assumingMemoryBound(to: UInt32.self)
        setHeader(count: 0, isClean: false)
    }

    /// The table in a file, if it was closed in order over `count` entries.
    init?(opening path: String, count: Int) throws(StoreError) {
        guard StoreFolder.exists(path) else { return nil }
        let file = try StoreFile(path, .writing)
        let size = file.size
        guard size > Self.headerSize else { return nil }
        let start = try file.map(size, writable: true)
        let header = start.load(as: Header.self)
        guard Self.isUsable(header, size: size, count: count) else {
            StoreFile.unmap(start, size)
            return nil
        }
        buckets = Int(header.buckets)
        mapping = (start, size, file)
        slots = (start + Self.headerSize).assumingMemoryBound(to: UInt32.self)
        // On the disk before anything changes: after a crash nobody trusts the table.
        setHeader(count: count, isClean: false)
        try file.sync()
    }

    /// A copy of the table in a file, for a reader; nil unless it was in order before and after it was copied.
    init?(copying path: String, count: Int) {
        guard let file = try? StoreFile(path, .reading) else { return nil }
        let size = file.size
        let buckets = Self.buckets(for: count)
        guard size == Self.headerSize + buckets * 4 else { return nil }
        let copy = UnsafeMutablePointer<UInt32>.allocate(capacity: buckets)
        let target = UnsafeMutableRawBufferPointer(start: copy, count: buckets * 4)
        func isInOrder() -> Bool {
            var header = Header(magic: 0, buckets: 0, count: 0, isClean: 0)
            let read = withUnsafeMutableBytes(of: &header) { (try? file.read(into: $0, at: 0)) ?? 0 }
            return read == MemoryLayout<Header>.size && Self.isUsable(header, size: size, count: count)
        }
        guard isInOrder(), (try? file.read(into: target, at: Self.headerSize)) == target.count, isInOrder() else {
            copy.deallocate()
            return nil
        }
        self.buckets = buckets
        slots = copy
        mapping = nil
    }

    deinit {
        if let mapping { StoreFile.unmap(mapping.start, mapping.size) } else { slots.deallocate() }
    }

    private static func isUsable(_ header: Header, size: Int, count: Int) -> Bool {
        header.magic == magic && header.isClean == 1 && header.count == UInt64(count)
            && header.buckets == UInt64(buckets(for: count)) && size == headerSize + Int(header.buckets) * 4
    }

    /// Whether so many entries want a larger table.
    func isTooSmall(for count: Int) -> Bool { Self.buckets(for: count) > buckets }

    /// The last entry of a key's bucket.
    func head(_ key: UInt64) -> UInt32 { slots[Int(truncatingIfNeeded: key) & (buckets - 1)] }

    func setHead(_ key: UInt64, _ number: UInt32) { slots[Int(truncatingIfNeeded: key) & (buckets - 1)] = number }

    /// Says on the disk that the table is in order over `count` entries.
    func closeInOrder(count: Int) throws(StoreError) {
        guard let mapping else { return }
        try mapping.file.sync()
        setHeader(count: count, isClean: true)
        try mapping.file.sync()
    }

    private func setHeader(count: Int, isClean: Bool) {
        mapping?.start.storeBytes(
            of: Header(magic: Self.magic, buckets: UInt64(buckets), count: UInt64(count), isClean: isClean ? 1 : 0),
            as: Header.self)
    }
}
