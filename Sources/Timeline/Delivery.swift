import ByteSource
public import ConfigModel
import Gzip
import JSON
public import Store

/// The delivery channel: writes what a store holds as AWS Config writes it into a bucket (AWS Config Developer Guide,
/// "Delivering Configuration Snapshots", "Viewing Configuration History Files").
///
/// A file that is there already, just the same, is not delivered again.
public struct Delivery {
    private let store: TimelineStore
    private let folder: String
    private let time: Timestamp
    private let moment: Moment
    /// The events' time.
    private let clock: Timestamp

    /// What was written.
    public struct Outcome: Sendable {
        /// Keys of new files, in order.
        public fileprivate(set) var written: [String] = []
        /// How many were there already.
        public fileprivate(set) var known = 0
        public fileprivate(set) var items = 0
    }

    /// - Parameters:
    ///   - folder: what stands for the bucket.
    ///   - time: as of when; nil for the newest.
    /// - Returns: nil for an empty store, which has nothing to deliver.
    public init?(of store: TimelineStore, to folder: String, at time: Timestamp?) {
        guard let clock = store.clock else { return nil }
        self.store = store
        self.folder = folder
        self.clock = clock
        self.time = time ?? clock
        moment = time.map(Moment.through) ?? .now
    }

    /// Where files of an account and region go.
    private struct Place: Hashable, Comparable {
        let accountId: String
        let awsRegion: String

        static func < (a: Self, b: Self) -> Bool { (a.accountId, a.awsRegion) < (b.accountId, b.awsRegion) }

        /// `[prefix/]AWSLogs/ACCOUNT/Config/REGION/Y/M/D/`: month and day have no zeros.
        func folder(_ time: Timestamp) -> String {
            let date = time.iso8601.prefix(10).split(separator: "-").compactMap { Int($0) }.map(String.init)
            return "AWSLogs/\(accountId)/Config/\(awsRegion)/\(date.joined(separator: "/"))/"
        }

        var prefix: String { "\(accountId)_Config_\(awsRegion)_" }
    }

    /// One item to deliver.
    private struct Entry {
        let key: ResourceKey
        let capture: Capture
    }

    /// Writes a snapshot of every account and region: the newest item of every live resource.
    public func deliverSnapshots() throws(StoreError) -> Outcome {
        var entries: [Place: [Entry]] = [:]
        for ordinal in Array(store.ordinals) {
            guard let capture = store.capture(ordinal, moment), !capture.isGone, let key = try key(capture) else {
                continue
            }
            entries[place(key), default: []].append(Entry(key: key, capture: capture))
        }
        var outcome = Outcome()
        for (place, list) in entries.sorted(by: { $0.key < $1.key }) {
            let list = list.sorted {
                ($0.key.resourceType.rawValue, $0.key.resourceId) < ($1.key.resourceType.rawValue, $1.key.resourceId)
            }
            let id = snapshotId(place, list)
            let key =
                place.folder(time) + "ConfigSnapshot/\(place.prefix)ConfigSnapshot_\(Self.compact(time))_\(id).json.gz"
            let started = StreamEvent.snapshotDelivery(id: id, object: nil, at: clock)
            let completed = StreamEvent.snapshotDelivery(id: id, object: (bucket, key), at: clock)
            try deliver(list, as: key, snapshotId: id, events: [started, completed], &outcome)
        }
        return outcome
    }

    /// Writes the history of every account, region and type: a file for each six hours in which something was captured.
    public func deliverHistory() throws(StoreError) -> Outcome {
        struct Group: Hashable {
            let place: Place
            let type: ResourceType
            /// Since 1970.
            let sixHours: Int
        }
        var groups: [Group: [Entry]] = [:]
        for ordinal in Array(store.ordinals) {
            for capture in store.history(ordinal) where moment.includes(capture.time) {
                guard let key = try key(capture) else { continue }
                let sixHours = Int((Double(capture.time.milliseconds) / 21_600_000).rounded(.down))
                let group = Group(place: place(key), type: key.resourceType, sixHours: sixHours)
                groups[group, default: []].append(Entry(key: key, capture: capture))
            }
        }
        var outcome = Outcome()
        let order = groups.keys.sorted {
            ($0.place, $0.sixHours, $0.type.rawValue) < ($1.place, $1.sixHours, $1.type.rawValue)
        }
        for group in order {
            let list = (groups[group] ?? []).sorted { a, b in
                if a.capture.time != b.capture.time { return a.capture.time < b.capture.time }
                return a.key.resourceId == b.key.resourceId
                    ? a.capture < b.capture : a.key.resourceId < b.key.resourceId
            }
            guard let first = list.first?.capture.time, let last = list.last?.capture.time else { continue }
            let name =
                "ConfigHistory_\(Self.fileName(group.type.rawValue))_\(Self.compact(first))_\(Self.compact(last))_1.json.gz"
            let key = group.place.folder(first) + "ConfigHistory/\(group.place.prefix)\(name)"
            let event = StreamEvent.historyDelivery(bucket: bucket, key: key, at: clock)
            try deliver(list, as: key, snapshotId: nil, events: [event], &outcome)
        }
        return outcome
    }

    private func place(_ key: ResourceKey) -> Place {
        Place(accountId: Self.fileName(key.accountId), awsRegion: Self.fileName(key.awsRegion))
    }

    /// What an item says becomes a part of a path only if it is a plain name.
    private static func fileName(_ text: String) -> String {
        let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ":") ? $0 : "-" }
        return plain.isEmpty ? "none" : String(plain)
    }

    private func key(_ capture: Capture) throws(StoreError) -> ResourceKey? {
        try store.document(capture.range).withRoot { ResourceKey(ConfigurationItem($0)) }
    }

    private var bucket: String { folder.split(separator: "/").last.map(String.init) ?? folder }

    /// `20160927T183939Z`
    private static func compact(_ time: Timestamp) -> String {
        String(time.iso8601.prefix(19).filter { $0 != "-" && $0 != ":" }) + "Z"
    }

    /// An id that follows from what is in the snapshot.
    private func snapshotId(_ place: Place, _ entries: [Entry]) -> String {
        var hash = StableHash()
        hash.add(place.accountId)
        hash.add(place.awsRegion)
        hash.add(UInt64(bitPattern: Int64(time.milliseconds)))
        for entry in entries {
            hash.add(entry.key.resourceId)
            hash.add(entry.capture.digest)
        }
        return hash.uuid
    }

    private func deliver(
        _ entries: [Entry], as key: String, snapshotId: String?, events: [[UInt8]], _ outcome: inout Outcome
    ) throws(StoreError) {
        let file = try NewFile(path: folder + "/" + key)
        let isNew: Bool
        do throws(StoreError) {
            let encoder = GzipEncoder()
            var head = "{\"fileVersion\":\"1.0\""
            if let snapshotId { head += ",\"configSnapshotId\":\"\(snapshotId)\"" }
            encoder.append(Array((head + ",\"configurationItems\":[").utf8))
            for (number, entry) in entries.enumerated() {
                let range = entry.capture.range
                let bytes = try store.log.read(range.position, count: range.count)
                encoder.append(number == 0 ? bytes : [UInt8(ascii: ",")] + bytes)
                try file.write(encoder.take())
            }
            encoder.append(Array("]}".utf8))
            try file.write(encoder.finish())
            isNew = try file.finish()
        } catch {
            file.abandon()
            throw error
        }
        guard isNew else {
            outcome.known += 1
            return
        }
        for event in events { _ = try store.log.append(event) }
        try store.log.commit(clock: clock.milliseconds)
        outcome.written.append(key)
        outcome.items += entries.count
    }
}
