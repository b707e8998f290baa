import ConfigModel
import Ingest
import JSON
import Recording
import Store

/// Gathers what inputs hold and hands it out in the order of time, whatever order it came in.
///
/// Items are put aside in recorded form, in a file once they are many; memory holds some hundred bytes of each.
final class IncomingInputs: DocumentSink {
    /// One item that was put aside.
    private struct Entry {
        /// Milliseconds; nil where the item names no time.
        let time: Int?
        /// The key as text, in `keys`.
        let key: Range<Int>
        /// Among items of one time (see Capture).
        let rank: Int
        let digest: UInt64
        let offset: Int
        let count: Int
    }

    /// A file that holds all that an account's recorder knew in a region at a time.
    struct Snapshot {
        let accountId: String
        let awsRegion: String
        let time: Timestamp
        var keys: Set<ResourceKey> = []
    }

    /// What became of the items of the inputs.
    struct Counts {
        var items = 0
        /// Items that name no resource type or no resource: nothing tells what they are about.
        var untyped = 0
        /// Items nested deeper than an event can be.
        var tooDeep = 0
        /// Items of types that the recorder leaves out.
        var notRecorded = 0
    }

    private let scratch: ScratchFile
    private let recorder: ConfigurationRecorder
    private let defaultAccount: String?
    private var entries: [Entry] = []
    private var keys: [UInt8] = []
    private(set) var facts: [FactDocument] = []
    private(set) var accounts: Set<String> = []
    private(set) var snapshots: [Snapshot] = []
    /// Whether the input in work is the last of `snapshots`.
    private var isInSnapshot = false
    private(set) var counts = Counts()
    /// What stopped putting items aside.
    private(set) var fault: StoreError?
    private(set) var newest: Timestamp?
    private(set) var kinds: Set<DocumentKind> = []

    init(folder: String, recorder: ConfigurationRecorder, defaultAccount: String?) {
        scratch = ScratchFile(folder: folder)
        self.recorder = recorder
        self.defaultAccount = defaultAccount
    }

    /// What follows comes from the input at `path`.
    func begin(path: String) {
        let snapshot = recorder.isConfigured ? SnapshotName(path: path) : nil
        isInSnapshot = snapshot != nil
        if let snapshot {
            snapshots.append(
                Snapshot(accountId: snapshot.accountId, awsRegion: snapshot.awsRegion, time: snapshot.time))
        }
    }

    /// The input in work is damaged: what it does not hold may only have been lost.
    func abandonSnapshot() {
        if isInSnapshot { snapshots.removeLast() }
        isInSnapshot = false
    }

    func begin(isPlain: Bool) {}

    func fact(_ fact: FactDocument) { facts.append(fact) }

    func kind(_ kind: DocumentKind) { kinds.insert(kind) }

    func item(_ item: ConfigurationItem, at place: ItemPlace) {
        counts.items += 1
        guard fault == nil else { return }
        var bytes: [UInt8] = []
        bytes.reserveCapacity((place.length ?? 4096) + 64)
        RecordedForm.write(item, defaultAccount: defaultAccount, to: &bytes)
        let time = item.capturedAt
        guard
            let incoming = IncomingItem(
                recorded: bytes, time: time ?? Timestamp(milliseconds: 0), isUndated: time == nil)
        else {
            let isTooDeep = (try? JSONDocument(bytes, limits: IncomingItem.limits)) == nil
            if isTooDeep { counts.tooDeep += 1 } else { counts.untyped += 1 }
            return
        }
        let key = incoming.key
        guard recorder.records(key.resourceType) else {
            counts.notRecorded += 1
            return
        }
        if isInSnapshot, !incoming.isGone { snapshots[snapshots.count - 1].keys.insert(key) }
        if let time { newest = newest.map { max($0, time) } ?? time }
        if !key.accountId.isEmpty { accounts.insert(key.accountId) }
        let start = keys.count
        for part in [key.accountId, key.awsRegion, key.resourceType.rawValue, key.resourceId] {
            keys += Array(part.utf8)
            keys.append(0)
        }
        do throws(StoreError) {
            let place = try scratch.append(bytes)
            entries.append(
                Entry(
                    time: time?.milliseconds, key: start..<keys.count, rank: incoming.flags.rank,
                    digest: incoming.digest, offset: place, count: bytes.count))
        } catch {
            fault = error
        }
    }

    /// How many items were put aside.
    var count: Int { entries.count }
    /// Whether some item or fact names no time of its own.
    var hasUndated: Bool { entries.contains { $0.time == nil } || facts.contains { $0.generatedAt == nil } }

    /// Brings the items into the order of their time, those without one at `fallback`; then by what they are about.
    func sort(fallback: Timestamp) {
        entries.sort { a, b in
            let (x, y) = (a.time ?? fallback.milliseconds, b.time ?? fallback.milliseconds)
            if x != y { return x < y }
            if keys[a.key] != keys[b.key] { return keys[a.key].lexicographicallyPrecedes(keys[b.key]) }
            if (a.time == nil) != (b.time == nil) { return a.time == nil }
            if a.rank != b.rank { return a.rank < b.rank }
            return (a.digest, a.count) < (b.digest, b.count)
        }
    }

    /// When the item at an index was captured.
    func time(_ index: Int, fallback: Timestamp) -> Timestamp {
        entries[index].time.map { Timestamp(milliseconds: $0) } ?? fallback
    }

    /// The item at an index; one without a time gets `fallback`.
    func item(_ index: Int, fallback: Timestamp) throws(StoreError) -> IncomingItem? {
        let entry = entries[index]
        var bytes = try scratch.read(at: entry.offset, count: entry.count)
        if entry.time == nil, let document = try? JSONDocument(bytes) {
            bytes = []
            document.withRoot {
                RecordedForm.write(ConfigurationItem($0), defaultAccount: nil, captureTime: fallback, to: &bytes)
            }
        }
        return IncomingItem(
            recorded: bytes, time: time(index, fallback: fallback), isUndated: entry.time == nil)
    }
}

/// What the name of a delivered snapshot tells (AWS Config Developer Guide, "Viewing the Configuration Snapshot"):
/// `ACCOUNT_Config_REGION_ConfigSnapshot_YYYYMMDDTHHMMSSZ_UUID.json.gz`.
struct SnapshotName {
    let accountId: String
    let awsRegion: String
    let time: Timestamp

    init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: "_")
        guard parts.count == 6, parts[1] == "Config", parts[3] == "ConfigSnapshot", AccountID.isValid(parts[0]),
            let time = Self.time(parts[4])
        else { return nil }
        accountId = String(parts[0])
        awsRegion = String(parts[2])
        self.time = time
    }

    /// `20160927T183939Z`
    private static func time(_ text: Substring) -> Timestamp? {
        let digits = Array(text)
        guard digits.count == 16, digits[8] == "T", digits[15] == "Z" else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        return Timestamp(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
    }
}
