public import ConfigModel
import JSON
import Recording
public import Store

/// What a recorder has kept: every capture of every resource, facts, rules, and the stream of events, in a folder.
///
/// The lines of the log are the truth; how they are found again is the index's matter. Lines are AWS's notifications, and
/// these, which hold what is no event:
///
/// - `ConfigurationItemRecorded`: an item that came late, changed nothing, is held back, or is too large for its event;
/// - `AccountFactRecorded`: what no item carries, such as a credential report;
/// - `ConfigRulesRecorded`: the rules of the runs that follow, with their parameters.
public final class TimelineStore {
    let log: DurableLog

    /// Opens the store in the folder `path`; for writing it is made if there is none.
    public init(path: String, _ mode: DurableLog.Mode) throws(StoreError) {
        log = try DurableLog(path: path, mode)
    }

    /// The folder.
    public var path: String { log.path }

    /// The newest time of anything recorded; nil of an empty store.
    public var clock: Timestamp? { log.acknowledged.clock.map { Timestamp(milliseconds: $0) } }

    /// Makes a store of a folder that has nothing in it yet.
    public func acknowledge() throws(StoreError) { try log.commit(clock: log.acknowledged.clock) }

    /// Ends writing in order.
    public func close() throws(StoreError) { try log.close() }

    /// The JSON at a place of the log.
    func document(_ range: LogRange) throws(StoreError) -> JSONDocument {
        let bytes = try log.read(range.position, count: range.count)
        do throws(JSONError) {
            return try JSONDocument(bytes)
        } catch {
            throw .damaged(
                path: log.path,
                what: "segment \(range.position.segment), byte \(range.position.offset): not what was written")
        }
    }
}

// Resources and their captures.
extension TimelineStore {
    /// The number of a resource; nil when none of its items was recorded.
    func ordinal(_ key: ResourceKey) -> Ordinal? {
        let hash = IndexKey.resource(key)
        return log.first(hash.high) { $0.a == hash.low }?.number
    }

    /// Every capture of a resource that belongs to its history, in order.
    func history(_ ordinal: Ordinal) -> [Capture] {
        log.all(IndexKey.captures(ordinal)).map(Capture.init).filter { !$0.isPending }.sorted()
    }

    /// The newest capture of a resource, or the newest before a time, or up to and with one.
    func capture(_ ordinal: Ordinal, _ moment: Moment = .now) -> Capture? {
        let key = IndexKey.captures(ordinal)
        guard moment != .now else {
            return log.first(key) { $0.flags & (Capture.Flags.late.rawValue | Capture.Flags.pending.rawValue) == 0 }
                .map { Capture($0.entry) }
        }
        // Behind a capture that did not come late are only older ones, late or not: the chain need not be walked to its
        // end, however long the history is.
        var found: Capture?
        _ = log.first(key) { entry in
            let capture = Capture(entry)
            guard !capture.isPending, moment.includes(capture.time) else { return false }
            if found.map({ $0 < capture }) ?? true { found = capture }
            return !capture.flags.contains(.late)
        }
        return found
    }

    /// Whether a resource is one of an account.
    func isOf(_ account: String, _ ordinal: Ordinal) -> Bool {
        log.entry(ordinal).d == AccountNumber.encode(account)
    }

    /// Every resource, in the order in which they were first recorded.
    var ordinals: some Sequence<Ordinal> {
        (0..<log.entryCount).lazy.filter { self.log.entry($0).flags & 0xFF == UInt32(IndexKey.Kind.resource.rawValue) }
    }

    /// The resources of a type in an account, in the order in which they were first recorded.
    func members(_ type: ResourceType, account: String) -> [Ordinal] {
        log.all(IndexKey.members(type, account: account)).reversed().map { Ordinal($0.a) }
    }
}

/// As of when the store is asked.
enum Moment: Hashable {
    case now
    /// What was captured before a time.
    case before(Timestamp)
    /// What was captured up to a time.
    case through(Timestamp)

    func includes(_ time: Timestamp) -> Bool {
        switch self {
        case .now: true
        case .before(let limit): time < limit
        case .through(let limit): time <= limit
        }
    }
}

// Verdicts: the fold of the compliance events.
extension TimelineStore {
    /// The last result of a rule on a resource that went into the stream.
    struct Verdict {
        let complianceType: ComplianceType
        /// The event.
        let range: LogRange

        init(_ entry: IndexEntry) {
            complianceType = ComplianceType.allCases[Int(entry.flags >> 8) % ComplianceType.allCases.count]
            range = LogRange(position: LogPosition(rawValue: entry.a), count: Int(entry.b))
        }
    }

    func verdict(_ ordinal: Ordinal, rule: UInt64) -> Verdict? {
        log.first(IndexKey.verdict(ordinal, rule: rule)) { $0.c == UInt64(ordinal) && $0.d == rule }
            .map { Verdict($0.entry) }
    }

    /// All results of a rule on a resource, newest first.
    func verdicts(_ ordinal: Ordinal, rule: UInt64) -> [Verdict] {
        log.all(IndexKey.verdict(ordinal, rule: rule)).filter { $0.c == UInt64(ordinal) && $0.d == rule }
            .map(Verdict.init)
    }

    func add(_ complianceType: ComplianceType, _ range: LogRange, of ordinal: Ordinal, rule: UInt64) throws(StoreError)
    {
        let number = ComplianceType.allCases.firstIndex(of: complianceType) ?? 0
        try log.add(
            IndexEntry(
                key: IndexKey.verdict(ordinal, rule: rule), a: range.position.rawValue, b: UInt64(range.count),
                c: UInt64(ordinal), d: rule,
                flags: UInt32(IndexKey.Kind.verdict.rawValue) | UInt32(number) << 8))
    }
}

// Facts.
extension TimelineStore {
    /// What was known of a fact at a moment: where its document is.
    func fact(_ fact: Fact, account: String, _ moment: Moment = .now) -> Capture? {
        var found: Capture?
        for capture in log.all(IndexKey.fact(fact, account: account)).lazy.map(Capture.init)
        where moment.includes(capture.time) {
            if found.map({ $0 < capture }) ?? true { found = capture }
        }
        return found
    }
}
