import ConfigModel
import Store

/// A piece of the log.
struct LogRange: Sendable, Hashable {
    let position: LogPosition
    let count: Int
}

/// One recorded item of a resource: where it is, and where it stands among the others.
///
/// Captures are ordered by time; of several of one time a summary comes before what has a configuration, and that before a
/// deletion, then by their digest; those that named no time come before all others. The order is total, and the same whatever order they came in.
struct Capture: Sendable, Comparable {
    /// The item, without what stands around it.
    let range: LogRange
    /// `configurationItemCaptureTime`
    let time: Timestamp
    /// Of what it says about the resource.
    let digest: UInt64
    let flags: Flags

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt32
        /// It came when a newer one was there already.
        static let late = Flags(rawValue: 1 << 8)
        /// Held back until its day is over (daily recording): not a part of the history.
        static let pending = Flags(rawValue: 1 << 9)
        /// The resource was deleted, or is not recorded any more.
        static let gone = Flags(rawValue: 1 << 10)
        /// It has a configuration: a summary of an oversized item has none.
        static let whole = Flags(rawValue: 1 << 11)
        /// It named no time: its time is that of the run that it came in, and every dated capture is newer.
        static let undated = Flags(rawValue: 1 << 12)

        /// Among captures of one time.
        var rank: Int { contains(.gone) ? 2 : contains(.whole) ? 1 : 0 }
    }

    var isGone: Bool { flags.contains(.gone) }
    var isPending: Bool { flags.contains(.pending) }

    init(range: LogRange, time: Timestamp, digest: UInt64, flags: Flags) {
        self.range = range
        self.time = time
        self.digest = digest
        self.flags = flags
    }

    init(_ entry: IndexEntry) {
        range = LogRange(position: LogPosition(rawValue: entry.a), count: Int(entry.b))
        time = Timestamp(milliseconds: Int(Int64(bitPattern: entry.c)))
        digest = entry.d
        flags = Flags(rawValue: entry.flags & ~0xFF)
    }

    func entry(of ordinal: Ordinal) -> IndexEntry { entry(key: IndexKey.captures(ordinal), .capture) }

    func entry(key: UInt64, _ kind: IndexKey.Kind) -> IndexEntry {
        IndexEntry(
            key: key, a: range.position.rawValue, b: UInt64(range.count),
            c: UInt64(bitPattern: Int64(time.milliseconds)), d: digest,
            flags: UInt32(kind.rawValue) | flags.rawValue)
    }

    static func < (a: Self, b: Self) -> Bool {
        if a.flags.contains(.undated) != b.flags.contains(.undated) { return a.flags.contains(.undated) }
        if a.time != b.time { return a.time < b.time }
        if a.flags.rank != b.flags.rank { return a.flags.rank < b.flags.rank }
        return a.digest < b.digest
    }

    static func == (a: Self, b: Self) -> Bool {
        !(a < b) && !(b < a)
    }
}
