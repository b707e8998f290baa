public import ConfigModel
public import Ingest
public import Recording
public import RuleKit

/// Judges inputs: reads them on several cores, settles which capture of a resource is the newest, ties facts to accounts,
/// and then runs the rules that had to wait for all of it.
///
/// The result depends on the inputs and the settings alone: not on the number of jobs, nor on where a file was cut.
public struct SnapshotEvaluation: Sendable {
    /// What a run is told.
    public struct Settings: Sendable {
        /// The clock of rules that need one.
        public var asOf: Timestamp
        /// Whether `asOf` was given, so that it may stand in results.
        public var isAsOfGiven: Bool
        /// How many inputs, or parts of one, are read at the same time.
        public var jobs: Int
        /// The account of items and facts that name none.
        public var accountId: String?
        /// What is refused of an input.
        public var limits: DocumentReader.Limits
        /// Tags to look for, so that waivers can ask for them: see ``WaiverFile``.
        public var wantedTags: [WantedTag] = []
        /// Whether to gather how the resources stand to one another, besides.
        public var gathersGraph = false
        /// Whether to look for what in the items breaks the rules, besides.
        public var gathersEvidence = false
        /// How large a part of a file is that is read in parts, in bytes.
        var partSize = SegmentPlan.partSize

        /// See the properties.
        public init(
            asOf: Timestamp, isAsOfGiven: Bool, jobs: Int, accountId: String? = nil,
            limits: DocumentReader.Limits = DocumentReader.Limits()
        ) {
            self.asOf = asOf
            self.isAsOfGiven = isAsOfGiven
            self.jobs = jobs
            self.accountId = accountId
            self.limits = limits
        }
    }

    /// What became of one input.
    public struct InputReport: Sendable {
        /// As it was given or found.
        public let path: String
        /// What it was told to be.
        public fileprivate(set) var kinds: Set<DocumentKind>
        /// How many configuration items it held.
        public fileprivate(set) var itemCount: Int
        /// Items without a resource type: nothing can judge them.
        public fileprivate(set) var untypedCount: Int
        /// Which facts it held, in order.
        public fileprivate(set) var facts: [Fact]
    }

    /// What a run gave.
    public struct Outcome: Sendable {
        /// The verdicts.
        public let evaluations: EvaluationSet
        /// One for each file, in order.
        public let inputs: [InputReport]
        /// In the order of the files.
        public let faults: [InputFault]
        /// The graph of all inputs, ready to be sealed; nil without inputs, or where the settings do not ask for it.
        public let graph: ResourceGraphBuilder?
        /// Configuration items of all inputs.
        public var itemCount: Int { inputs.reduce(0) { $0 + $1.itemCount } }
        /// Items without a resource type, of all inputs.
        public var untypedCount: Int { inputs.reduce(0) { $0 + $1.untypedCount } }
        /// What the inputs were told to be.
        public var kinds: Set<DocumentKind> { inputs.reduce(into: []) { $0.formUnion($1.kinds) } }
        /// Which facts were supplied, each once.
        public var facts: [Fact] { Set(inputs.flatMap(\.facts)).sorted() }
    }

    private let table: RuleTable
    private let settings: Settings

    /// A run of `rules`.
    public init(rules: [BoundRule], settings: Settings) {
        table = RuleTable(rules)
        self.settings = settings
    }

    /// Reads and judges `files`.
    ///
    /// - Parameter faults: what went wrong before anything could be read.
    public func run(_ files: [InputFile], besides faults: [InputFault] = []) async -> Outcome {
        let reader = InputReading(table: table, settings: settings, files: files)
        return await judge(await reader.read(), of: files.map(\.path), besides: faults)
    }

    /// Reads and judges items by their places.
    public func run(_ stored: StoredItems) async -> Outcome {
        let reader = InputReading(table: table, settings: settings, files: [])
        return await judge(await reader.read(stored), of: [stored.path], besides: [], recorded: stored.recordedUsers)
    }

    private func judge(
        _ parts: [InputReading.Part], of paths: [String], besides faults: [InputFault],
        recorded users: Set<UserReference> = []
    ) async -> Outcome {
        var shards = parts.map(\.shard)
        var faults = faults + parts.compactMap(\.fault)
        var reports = paths.map { InputReport(path: $0, kinds: [], itemCount: 0, untypedCount: 0, facts: []) }
        for part in parts {
            reports[part.file].kinds.formUnion(part.shard.kinds)
            reports[part.file].itemCount += part.shard.itemCount
            reports[part.file].untypedCount += part.shard.untypedCount
            reports[part.file].facts += part.shard.facts.map(\.fact)
        }

        for report in reports where report.untypedCount > 0 {
            faults.append(InputFault(path: report.path, reason: .untypedItems(report.untypedCount)))
        }

        let accounts = Accounts(shards: shards, defaultAccount: settings.accountId)
        faults += accounts.faults
        shards.append(accounts.shard(table: table, settings: settings, beside: shards, file: .max, recorded: users))

        let merge = Merge(table: table, shards: shards)
        let deferral = Deferral(
            table: table, shards: shards, merge: merge, facts: accounts.facts, asOf: settings.asOf)
        let late = await deferral.evaluate(jobs: settings.jobs)
        faults += deferral.faults + late.compactMap(\.fault)
        var evidence = EvidenceTable()
        if settings.gathersEvidence {
            let gathering = EvidenceGathering(
                table: table, shards: shards, isNewest: merge.isNewest, deferral: deferral, late: late,
                asOf: settings.asOf)
            let gathered = await gathering.gather(jobs: settings.jobs)
            evidence = gathered.evidence
            // A file has changed once, however often that is noticed.
            for fault in gathered.faults where !faults.contains(where: { $0.path == fault.path }) {
                faults.append(fault)
            }
        }
        let evaluations = EvaluationSet(
            rules: table.rules.map { EvaluatedRule($0.rule) }, types: table.types.map(\.type), shards: shards,
            resources: merge.resources,
            isNewest: merge.isNewest,
            deferred: late.map(\.verdicts), deferredArenas: late.map(\.arena), evidence: evidence,
            asOf: settings.isAsOfGiven ? settings.asOf : nil, factPaths: accounts.factPaths)
        var graph: ResourceGraphBuilder?
        for case let part? in parts.map(\.graph) {
            if graph == nil { graph = part } else { graph?.merge(part) }
        }
        return Outcome(evaluations: evaluations, inputs: reports, faults: faults, graph: graph)
    }
}
