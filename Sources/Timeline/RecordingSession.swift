import ConfigModel
import Ingest
import JSON
public import Recording
public import RuleKit
public import Store

/// Takes items and facts in the order of their time into a store, and writes into the stream what changes by them.
///
/// One step is one item, one fact, or one deletion: its lines, and all verdicts that it changes. What a step does depends
/// on the store's content and on what is taken alone, never on how much comes at once; so files may come together or one
/// after another, and a killed recording goes on where it was acknowledged last.
public final class RecordingSession {
    let store: TimelineStore
    let rules: ActiveRules
    let resources: StoreResources
    /// What other resources may be looked up by, of all rules that the program has.
    private let indexes: [ResourceType: [ResourceProperty]]
    let recorder: ConfigurationRecorder
    /// The newest time of anything recorded.
    private(set) var clock: Timestamp?
    private var accounts: [String: PeriodicClock] = [:]

    /// What became of an item.
    public enum Outcome: Sendable {
        /// It was there already.
        case known
        /// Older than what is stored of the resource.
        case late
        /// A new capture of the same.
        case unchanged
        /// Held back until its day is over.
        case pending
        case changed
    }

    /// - Parameters:
    ///   - rules: those to run from now on; those that the store had not run so run over everything at once.
    ///   - indexes: what rules may look resources up by.
    public init(
        store: TimelineStore, rules: [BoundRule], indexes: Set<ResourceIndex>, recorder: ConfigurationRecorder,
        version: String
    ) throws(StoreError) {
        self.store = store
        self.rules = ActiveRules(rules)
        self.recorder = recorder
        resources = StoreResources(store)
        self.indexes = Dictionary(grouping: indexes, by: \.type).mapValues { $0.map(\.property) }
        clock = store.clock
        try setRules(RecordedRules(self.rules.all.map(\.bound), version: version))
    }

    /// Brings everything to the disk and acknowledges it.
    public func commit() throws(StoreError) { try store.log.commit(clock: clock?.milliseconds) }

    /// Takes one item, in recorded form.
    public func take(_ incoming: IncomingItem) throws(StoreError) -> Outcome {
        let key = incoming.key
        var known: Ordinal? = store.ordinal(key)
        if let known, try isKnown(incoming, known) { return .known }
        if let known, let current = store.capture(known), incoming.capture < current {
            try record(incoming, known, as: .late, flags: .late)
            try joinHistory(incoming, known)
            for name in incoming.names { try link(IndexKey.name(name), .name, known) }
            if key.resourceType == .iamUser { try retireReported(incoming.document, account: key.accountId) }
            return .late
        }
        try passTime(of: key.accountId, to: incoming.time)
        if known == nil { known = try addResource(key, names: incoming.names, kind: .recorded) }
        guard let ordinal = known else { return .known }
        let previous = store.capture(ordinal)
        if let previous, previous.digest == incoming.digest, previous.isGone == incoming.isGone,
            previous.flags.contains(.whole) == incoming.flags.contains(.whole)
        {
            try record(incoming, ordinal, as: .unchanged)
            return .unchanged
        }
        if previous != nil, !incoming.isGone, recorder.mode(for: key.resourceType) == .daily {
            try record(incoming, ordinal, as: .pending, flags: .pending)
            try enqueue(ordinal, rule: 0, account: key.accountId, since: incoming.time)
            return .pending
        }
        if previous == nil, store.log.entry(ordinal).c == ResourceKind.reportedUser.rawValue {
            try link(IndexKey.members(key.resourceType, account: key.accountId), .member, ordinal)
        }
        return try change(ordinal, key, previous, incoming) ? .changed : .unchanged
    }

    private func isKnown(_ incoming: IncomingItem, _ ordinal: Ordinal) throws(StoreError) -> Bool {
        // Without a time of its own only what it says tells a replay from news.
        store.log.first(Self.momentKey(incoming, ordinal)) { entry in
            let whole = Capture.Flags.whole.rawValue
            return entry.a == UInt64(ordinal) && entry.d == incoming.digest
                && entry.flags & whole == incoming.flags.rawValue & whole
        } != nil
    }

    private static func momentKey(_ incoming: IncomingItem, _ ordinal: Ordinal) -> UInt64 {
        IndexKey.captures(ordinal, at: incoming.flags.contains(.undated) ? nil : incoming.time.milliseconds)
    }

    /// Puts an item that is no event into the log.
    private func record(
        _ incoming: IncomingItem, _ ordinal: Ordinal, as reason: StreamEvent.RecordedAs, flags: Capture.Flags = []
    ) throws(StoreError) {
        let line = StreamEvent.itemRecorded(incoming.bytes, as: reason)
        try add(line, incoming, ordinal, flags: flags)
    }

    @discardableResult
    private func add(
        _ line: StreamEvent.ItemLine, _ incoming: IncomingItem, _ ordinal: Ordinal, flags: Capture.Flags = []
    ) throws(StoreError) -> LogPosition {
        let position = try store.log.append(line.bytes)
        let range = LogRange(position: position.advanced(by: line.item.lowerBound), count: line.item.count)
        let capture = Capture(
            range: range, time: incoming.time, digest: incoming.digest, flags: incoming.flags.union(flags))
        try store.log.add(capture.entry(of: ordinal))
        try store.log.add(
            IndexEntry(
                key: Self.momentKey(incoming, ordinal), a: UInt64(ordinal), d: incoming.digest,
                flags: UInt32(IndexKey.Kind.link.rawValue) | capture.flags.rawValue))
        return position
    }

    /// A resource is no longer what it was: the event, and whatever verdict changes by it.
    ///
    /// - Returns: whether notifications tell of it.
    @discardableResult
    func change(
        _ ordinal: Ordinal, _ key: ResourceKey, _ previous: Capture?, _ incoming: IncomingItem
    ) throws(StoreError) -> Bool {
        let before: JSONDocument? = if let previous { try store.document(previous.range) } else { nil }
        let hadAny = rules.counts(key.resourceType) && hasAny(key)
        let isTold = try announce(ordinal, previous, incoming)

        if let before, before.withRoot({ IncomingItem.names(of: ConfigurationItem($0)) }) != incoming.names {
            for name in incoming.names { try link(IndexKey.name(name), .name, ordinal) }
        }

        var touched = try touch(ordinal, key, before, isGone: previous?.isGone ?? true, incoming)
        // For a day that is over it may have been the first, though there are others by now.
        let isOver = try periodicClock(key.accountId).map { PeriodicClock.ticks(by: incoming.time) < $0.tick } ?? false
        if rules.counts(key.resourceType), isOver || hadAny != hasAny(key) {
            touched.insert(.existence(key.resourceType))
        }

        try judgeOwn(ordinal, key, incoming)
        try wakeReaders(of: touched, account: key.accountId, since: incoming.time, besides: ordinal)
        return isTold
    }

    /// Makes an item findable by what it has at the indexed properties.
    ///
    /// - Returns: the questions that it, or the item before it, answers.
    private func touch(
        _ ordinal: Ordinal, _ key: ResourceKey, _ before: JSONDocument?, isGone: Bool, _ incoming: IncomingItem
    ) throws(StoreError) -> Set<LookUp> {
        var touched: Set<LookUp> = [.all(key.resourceType)]
        for property in indexes[key.resourceType] ?? [] {
            let index = ResourceIndex(key.resourceType, by: property)
            let new = strings(index, incoming.document, isGone: incoming.isGone)
            let old = strings(index, before, isGone: isGone)
            for value in new {
                try link(IndexKey.property(index, account: key.accountId, value: value), .property, ordinal)
            }
            for value in Set(new + old) { touched.insert(.matching(index, value)) }
        }
        return touched
    }

    /// A late item is no event. But where periodic rules have run at the end of a day, and it turns out to be how things
    /// stood then, they run again.
    private func joinHistory(_ incoming: IncomingItem, _ ordinal: Ordinal) throws(StoreError) {
        let key = incoming.key
        try extendBack(key.accountId, to: incoming.time)
        guard let clock = try periodicClock(key.accountId) else { return }
        let end = Moment.before(PeriodicClock.time(of: clock.tick))
        let earlier = store.history(ordinal).last { $0 < incoming.capture }
        let before: JSONDocument? = if let earlier { try store.document(earlier.range) } else { nil }
        var touched = try touch(ordinal, key, before, isGone: earlier?.isGone ?? true, incoming)
        guard store.capture(ordinal, end) == incoming.capture else { return }
        touched.insert(.existence(key.resourceType))
        for index in rules.judging(key.resourceType) where !rules.all[index].runsOnChange {
            try enqueue(ordinal, rule: rules.all[index].hash, account: key.accountId, since: incoming.time)
        }
        try wakeReaders(
            of: touched, account: key.accountId, since: incoming.time, besides: ordinal, onlyPeriodic: true)
    }

    /// Writes the item and its event.
    ///
    /// - Returns: false when there is nothing that a notification tells of.
    private func announce(
        _ ordinal: Ordinal, _ previous: Capture?, _ incoming: IncomingItem
    ) throws(StoreError) -> Bool {
        let now = clock ?? incoming.time
        // A summary of an oversized item says nothing that could be compared.
        let base = previous.map { $0.isState ? $0 : lastState(ordinal) ?? $0 }
        guard incoming.capture.isState else {
            let type: ConfigurationItemDiff.ChangeType = base?.isGone ?? true ? .create : .update
            try announceOversized(type, ordinal, incoming, now)
            return true
        }
        // What was gone and is back is a new resource.
        let before: JSONDocument? =
            if let base, !base.isGone, base.isState { try store.document(base.range) } else { nil }
        let diff = Self.diff(before, incoming.document)
        if diff.isEmpty {
            // A name, or a null where there was nothing: no notification tells of it, but rules may judge otherwise.
            try record(incoming, ordinal, as: .unchanged)
            return false
        }
        let line = StreamEvent.itemChange(diff, item: incoming.bytes, at: now)
        if line.bytes.count <= StreamEvent.sizeLimit {
            try add(line, incoming, ordinal)
        } else {
            try announceOversized(diff.changeType, ordinal, incoming, now)
        }
        return true
    }

    private func announceOversized(
        _ type: ConfigurationItemDiff.ChangeType, _ ordinal: Ordinal, _ incoming: IncomingItem, _ now: Timestamp
    ) throws(StoreError) {
        let place = try add(StreamEvent.itemRecorded(incoming.bytes, as: .oversized), incoming, ordinal)
        let location = store.log.name(of: place)
        _ = try store.log.append(
            incoming.document.withRoot {
                StreamEvent.oversized(type, item: ConfigurationItem($0), location: location, at: now)
            })
    }

    /// The newest capture that tells how the resource is.
    private func lastState(_ ordinal: Ordinal) -> Capture? { store.history(ordinal).last(where: \.isState) }

    private static func diff(_ before: JSONDocument?, _ after: JSONDocument) -> ConfigurationItemDiff {
        after.withRoot { current in
            guard let before else { return ConfigurationItemDiff(from: nil, to: current) }
            return before.withRoot { ConfigurationItemDiff(from: $0, to: current) }
        }
    }

    private func hasAny(_ key: ResourceKey) -> Bool {
        resources.begin(.now)
        return resources.hasLive(key.resourceType, account: key.accountId)
    }

    /// What a look-up finds a resource by; a lone nil where it has no string there; nothing when it is gone.
    private func strings(_ index: ResourceIndex, _ document: JSONDocument?, isGone: Bool) -> [String?] {
        guard let document, !isGone else { return [] }
        let strings = document.withRoot { index.property.strings(of: ConfigurationItem($0)) }
        return strings.isEmpty ? [nil] : strings
    }

    /// Adds an entry that says no more than that `ordinal`, and a rule, belong to a key; once.
    func link(_ key: UInt64, _ kind: IndexKey.Kind, _ ordinal: Ordinal, rule: UInt64 = 0) throws(StoreError) {
        let link = IndexKey.link(key, ordinal, rule)
        let isThere = store.log.first(link) { $0.a == UInt64(ordinal) && $0.b == rule && $0.c == key } != nil
        guard !isThere else { return }
        try store.log.add(
            IndexEntry(
                key: link, a: UInt64(ordinal), b: rule, c: key, flags: UInt32(IndexKey.Kind.link.rawValue)))
        try store.log.add(IndexEntry(key: key, a: UInt64(ordinal), b: rule, flags: UInt32(kind.rawValue)))
    }
}

// Resources and accounts.
extension RecordingSession {
    /// How a resource is known.
    enum ResourceKind: UInt64 {
        case recorded = 0
        /// The account itself.
        case account
        /// A user that only a credential report names.
        case reportedUser
    }

    func addResource(_ key: ResourceKey, names: [String], kind: ResourceKind) throws(StoreError) -> Ordinal {
        let hash = IndexKey.resource(key)
        let ordinal = try store.log.add(
            IndexEntry(
                key: hash.high, a: hash.low,
                b: IndexKey.place(accountId: key.accountId, awsRegion: key.awsRegion), c: kind.rawValue,
                d: AccountNumber.encode(key.accountId),
                flags: UInt32(IndexKey.Kind.resource.rawValue)))
        if kind != .reportedUser {
            try store.log.add(
                IndexEntry(
                    key: IndexKey.members(key.resourceType, account: key.accountId), a: UInt64(ordinal),
                    flags: UInt32(IndexKey.Kind.member.rawValue)))
        }
        for name in names {
            try store.log.add(
                IndexEntry(
                    key: IndexKey.name(name), a: UInt64(ordinal), flags: UInt32(IndexKey.Kind.name.rawValue)))
        }
        return ordinal
    }

    /// Lets the periods of an account's rules pass that have passed at `time`.
    func passTime(of account: String, to time: Timestamp) throws(StoreError) {
        let passed = PeriodicClock.ticks(by: time)
        if let clock = try periodicClock(account) {
            if passed > clock.tick {
                for tick in clock.tick + 1...passed { try runTick(tick, account) }
                try setPeriodicClock(account, PeriodicClock(start: clock.start, tick: passed))
            }
            try extendBack(account, to: time)
        } else {
            try setPeriodicClock(account, PeriodicClock(start: passed, tick: passed))
            try judgeAccount(account, since: time)
        }
        advance(to: time)
    }

    /// Notes that the account is known from an earlier time on: rules on the account itself would have run by now.
    private func extendBack(_ account: String, to time: Timestamp) throws(StoreError) {
        guard let clock = try periodicClock(account), PeriodicClock.ticks(by: time) < clock.start else { return }
        try setPeriodicClock(account, PeriodicClock(start: PeriodicClock.ticks(by: time), tick: clock.tick))
        try judgeAccount(account, since: time)
    }

    private func judgeAccount(_ account: String, since time: Timestamp) throws(StoreError) {
        // What is no account id is no account to judge.
        guard AccountNumber.encode(account) != 0 else { return }
        let ordinal: Ordinal
        if let known = store.ordinal(.account(account)) {
            ordinal = known
        } else {
            ordinal = try addResource(.account(account), names: [account], kind: .account)
        }
        for index in rules.judging(.account) {
            try enqueue(ordinal, rule: rules.all[index].hash, account: account, since: time)
        }
    }

    func advance(to time: Timestamp) { clock = clock.map { max($0, time) } ?? time }

    func periodicClock(_ account: String) throws(StoreError) -> PeriodicClock? {
        if let known = accounts[account] { return known }
        guard let entry = store.log.first(IndexKey.account(account))?.entry else { return nil }
        let clock = PeriodicClock(start: Int(Int64(bitPattern: entry.c)), tick: Int(Int64(bitPattern: entry.a)))
        accounts[account] = clock
        return clock
    }

    private func setPeriodicClock(_ account: String, _ clock: PeriodicClock) throws(StoreError) {
        accounts[account] = clock
        try store.log.add(
            IndexEntry(
                key: IndexKey.account(account), a: UInt64(bitPattern: Int64(clock.tick)),
                c: UInt64(bitPattern: Int64(clock.start)),
                flags: UInt32(IndexKey.Kind.account.rawValue)))
    }
}

/// How far the periods of an account's rules have come in the data's time: days that end at midnight UTC, so that the
/// order in which files come makes no difference.
struct PeriodicClock {
    /// The day in which something of the account was captured first, counted from 1970.
    let start: Int
    /// The day up to which periods have been worked off.
    let tick: Int

    /// MaximumExecutionFrequency TwentyFour_Hours, AWS's default, in milliseconds.
    static let period = 86_400_000

    /// The day at whose end something of `time` is due, less one: a day that ends just then has passed.
    static func ticks(by time: Timestamp) -> Int {
        let (days, rest) = time.milliseconds.quotientAndRemainder(dividingBy: period)
        return rest < 0 ? days - 1 : days
    }

    /// When a day begins, which is when the one before has passed.
    static func time(of tick: Int) -> Timestamp { Timestamp(milliseconds: tick * period) }
}
