public import ConfigModel
public import Ingest
public import Recording
public import RuleKit
public import Store

/// Records inputs into a store.
public struct RecordingRun {
    /// What a run is told.
    public struct Settings: Sendable {
        /// The time of items and facts that name none; by default that of the newest item of the run, else of the store.
        public var asOf: Timestamp?
        /// The account of items and facts that name none.
        public var accountId: String?
        /// What is refused of an input.
        public var limits: DocumentReader.Limits
        /// Whether compressed inputs are decompressed on a thread of their own.
        public var readsAhead: Bool
        /// The program's version: another one may judge otherwise.
        public var version: String

        /// See the properties.
        public init(
            asOf: Timestamp?, accountId: String?, limits: DocumentReader.Limits, readsAhead: Bool, version: String
        ) {
            self.asOf = asOf
            self.accountId = accountId
            self.limits = limits
            self.readsAhead = readsAhead
            self.version = version
        }
    }

    /// What became of the inputs.
    public struct Outcome: Sendable {
        /// In the order of the files.
        public fileprivate(set) var faults: [InputFault] = []
        /// Configuration items of all inputs.
        public fileprivate(set) var items = 0
        public fileprivate(set) var facts = 0
        /// Items and facts that became events.
        public fileprivate(set) var changed = 0
        public fileprivate(set) var unchanged = 0
        public fileprivate(set) var late = 0
        public fileprivate(set) var known = 0
        public fileprivate(set) var pending = 0
        /// Resources that a complete snapshot no longer had.
        public fileprivate(set) var deleted = 0
        /// Items that the recorder leaves out: of types that it does not record, or because it is stopped.
        public fileprivate(set) var notRecorded = 0

        mutating func count(_ outcome: RecordingSession.Outcome) {
            switch outcome {
            case .known: known += 1
            case .late: late += 1
            case .unchanged: unchanged += 1
            case .pending: pending += 1
            case .changed: changed += 1
            }
        }
    }

    private let store: TimelineStore
    private let rules: [BoundRule]
    private let indexes: Set<ResourceIndex>
    private let recorder: RecorderState
    private let settings: Settings

    /// - Parameters:
    ///   - rules: those to run.
    ///   - indexes: what any of the program's rules may look resources up by.
    public init(
        store: TimelineStore, rules: [BoundRule], indexes: Set<ResourceIndex>, recorder: RecorderState,
        settings: Settings
    ) {
        self.store = store
        self.rules = rules
        self.indexes = indexes
        self.recorder = recorder
        self.settings = settings
    }

    /// How much is written before it is brought to the disk and acknowledged.
    private static let batchBytes: UInt64 = 8 << 20
    private static let batchSteps = 4096

    /// Reads `files` and records what they hold.
    ///
    /// - Throws: what is wrong with the store; what was acknowledged before stays.
    public func run(_ files: [InputFile], besides faults: [InputFault] = []) throws(StoreError) -> Outcome {
        var outcome = Outcome()
        outcome.faults = faults
        let inputs = IncomingInputs(
            folder: store.path, recorder: recorder.configuration, defaultAccount: settings.accountId)
        read(files, into: inputs, &outcome)
        if let fault = inputs.fault { throw fault }
        outcome.items = inputs.counts.items
        outcome.facts = inputs.facts.count
        outcome.notRecorded = inputs.counts.notRecorded

        guard let fallback = settings.asOf ?? newest(inputs.newest, store.clock) else {
            if inputs.hasUndated { outcome.faults.append(InputFault(path: files[0].path, reason: .untimed)) }
            return outcome
        }
        inputs.sort(fallback: fallback)
        let facts = self.facts(of: inputs, fallback: fallback, &outcome)
        let session = try RecordingSession(
            store: store, rules: rules, indexes: indexes, recorder: recorder.configuration, version: settings.version)
        try take(inputs, facts, fallback, session, &outcome)
        try session.commit()
        return outcome
    }

    private func newest(_ a: Timestamp?, _ b: Timestamp?) -> Timestamp? {
        guard let a, let b else { return a ?? b }
        return max(a, b)
    }

    private func read(_ files: [InputFile], into inputs: IncomingInputs, _ outcome: inout Outcome) {
        let reader = DocumentReader(limits: settings.limits)
        for file in files {
            let (untyped, tooDeep) = (inputs.counts.untyped, inputs.counts.tooDeep)
            inputs.begin(path: file.path)
            do throws(InputFault) {
                try reader.read(file, into: inputs, readsAhead: settings.readsAhead)
            } catch {
                outcome.faults.append(error)
                inputs.abandonSnapshot()
            }
            let nameless = inputs.counts.untyped - untyped
            if inputs.counts.tooDeep > tooDeep {
                let reason = InputFault.Reason.deepItems(inputs.counts.tooDeep - tooDeep)
                outcome.faults.append(InputFault(path: file.path, reason: reason))
            }
            if nameless > 0 { outcome.faults.append(InputFault(path: file.path, reason: .untypedItems(nameless))) }
        }
    }

    /// The facts in the order of their time, each with its account.
    private func facts(
        of inputs: IncomingInputs, fallback: Timestamp, _ outcome: inout Outcome
    ) -> [IncomingFact] {
        var facts: [IncomingFact] = []
        let accounts = inputs.accounts.union(inputs.facts.compactMap(\.accountId))
        for document in inputs.facts {
            guard let account = document.accountId ?? settings.accountId ?? (accounts.count == 1 ? accounts.first : nil)
            else {
                let reason = InputFault.Reason.factWithoutAccount(
                    document.fact.rawValue, candidates: accounts.sorted())
                outcome.faults.append(InputFault(path: document.path, reason: reason))
                continue
            }
            let time = document.generatedAt ?? fallback
            if let fact = IncomingFact(
                document, account: account, time: time, isUndated: document.generatedAt == nil)
            {
                facts.append(fact)
            }
        }
        return facts.sorted { a, b in
            if a.time != b.time { return a.time < b.time }
            if a.account != b.account { return a.account < b.account }
            return a.fact == b.fact ? a.digest < b.digest : a.fact < b.fact
        }
    }

    /// Takes everything in the order of time; at one time first items, then facts, then what snapshots lack.
    private func take(
        _ inputs: IncomingInputs, _ facts: [IncomingFact], _ fallback: Timestamp, _ session: RecordingSession,
        _ outcome: inout Outcome
    ) throws(StoreError) {
        let snapshots = inputs.snapshots.sorted {
            ($0.time, $0.accountId, $0.awsRegion) < ($1.time, $1.accountId, $1.awsRegion)
        }
        var nextFact = 0
        var nextSnapshot = 0
        var acknowledged = store.log.end
        var steps = 0
        func others(before limit: Timestamp?) throws(StoreError) {
            while true {
                let fact = nextFact < facts.count ? facts[nextFact].time : nil
                let snapshot = nextSnapshot < snapshots.count ? snapshots[nextSnapshot].time : nil
                func isDue(_ time: Timestamp) -> Bool { limit.map { time < $0 } ?? true }
                if let fact, isDue(fact), snapshot.map({ fact <= $0 }) ?? true {
                    outcome.count(try session.take(facts[nextFact]))
                    nextFact += 1
                } else if let snapshot, isDue(snapshot) {
                    if recorder.isRecording { outcome.deleted += try session.sweep(snapshots[nextSnapshot]) }
                    nextSnapshot += 1
                } else {
                    return
                }
            }
        }
        for index in 0..<inputs.count {
            try others(before: inputs.time(index, fallback: fallback))
            guard let item = try inputs.item(index, fallback: fallback) else { continue }
            if recorder.isRecording {
                outcome.count(try session.take(item))
            } else {
                // Rules that run by the clock go on (AWS Config Developer Guide, "Managing the Configuration Recorder").
                try session.passTime(of: item.key.accountId, to: item.time)
                outcome.notRecorded += 1
            }
            steps += 1
            if steps % Self.batchSteps == 0 || store.log.end.rawValue - acknowledged.rawValue > Self.batchBytes {
                try session.commit()
                acknowledged = store.log.end
            }
        }
        try others(before: nil)
    }
}
