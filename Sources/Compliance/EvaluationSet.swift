public import ConfigModel
public import RuleKit
import Recording

/// All verdicts of a run: for every resource, in the order of account, region, type and id, one for each rule that
/// judges it, in the order of rule names. Where the input has a resource more than once, only its newest capture counts.
///
/// Made by ``SnapshotEvaluation`` from items, or by ``EvaluationReader`` from evaluations that were written before: what is
/// made of it is the same either way.
public struct EvaluationSet: Sendable {
    /// The rules of the run, in the order of their names.
    public internal(set) var rules: [EvaluatedRule]
    /// The waivers that findings name; see ``Evaluation/waiver``.
    public internal(set) var waivers: [Waiver] = []
    let types: [ResourceType]
    let shards: [Shard]
    /// The newest capture of every resource, in order.
    let resources: [Reference]
    /// By shard and record: whether it is among `resources`.
    let isNewest: [[Bool]]
    /// Verdicts that had to wait for all of the input, by shard and record.
    let deferred: [[Int: [Shard.Verdict]]]
    let deferredArenas: [[UInt8]]
    /// What the NON_COMPLIANT verdicts hang on, by shard, record and rule.
    public let evidence: EvidenceTable
    /// The run's time where it was given; periodic rules' ordering timestamp.
    let asOf: Timestamp?
    /// Which files facts came in.
    let factPaths: [String: [Fact: [UInt8]]]
    /// By shard: its file as locations name it; empty where it has none.
    let paths: [[UInt8]]
    /// What waivers and a baseline say of each finding; nil where there are none.
    var dispositions: Dispositions?

    struct Reference: Sendable {
        var shard: Int32
        var record: Int32
    }

    init(
        rules: [EvaluatedRule], types: [ResourceType], shards: [Shard], resources: [Reference], isNewest: [[Bool]],
        deferred: [[Int: [Shard.Verdict]]], deferredArenas: [[UInt8]], evidence: EvidenceTable = EvidenceTable(),
        asOf: Timestamp?,
        factPaths: [String: [Fact: String]]
    ) {
        self.rules = rules
        self.types = types
        self.shards = shards
        self.resources = resources
        self.isNewest = isNewest
        self.deferred = deferred
        self.deferredArenas = deferredArenas
        self.evidence = evidence
        self.asOf = asOf
        self.factPaths = factPaths.mapValues { $0.mapValues(Location.path) }
        paths = shards.map { $0.isInput ? Location.path($0.path) : [] }
    }

    /// A resource as evaluations name it; texts are UTF-8.
    public struct Resource {
        /// Empty where nothing tells.
        public let accountId: ArraySlice<UInt8>
        /// Empty where nothing tells.
        public let awsRegion: ArraySlice<UInt8>
        /// The type in AWS's spelling.
        public let type: ResourceType
        /// The resource id, or what else tells the resource from others.
        public let id: ArraySlice<UInt8>
        /// Empty where the item has none.
        public let name: ArraySlice<UInt8>
        /// Empty where the item has none.
        public let arn: ArraySlice<UInt8>
        /// Nil where the item does not say.
        public let capturedAt: Timestamp?
        /// Places in the list of tags that the run was asked to look for, of those that the item has.
        let tags: ArraySlice<Int32>
    }

    /// A verdict on a resource.
    public struct Evaluation {
        /// Index in `rules`.
        public let ruleIndex: Int
        /// The verdict.
        public let complianceType: ComplianceType
        /// Empty when there is none.
        public let annotation: ArraySlice<UInt8>
        /// The item's capture time; for periodic rules the run's time, if it was given.
        public let orderingTimestamp: Timestamp?
        /// Of a NON_COMPLIANT verdict, where the item or the fact stands that it was found in, where that is a file.
        public internal(set) var location: Location?
        /// Index in `waivers` of what excuses the finding.
        public internal(set) var waiver: Int?
        /// How the finding stands to the baseline; nil without one.
        public internal(set) var baselineState: BaselineState?
        /// Of a NON_COMPLIANT verdict, what it hangs on, where the run's settings asked for that.
        public internal(set) var evidence: [Evidence] = []

        /// Whether it is a finding that the gate looks at: NON_COMPLIANT, not waived and not in the baseline.
        public var isOpen: Bool {
            complianceType == .nonCompliant && waiver == nil && baselineState != .unchanged
        }
    }

    /// Whether findings are told apart by a baseline.
    public var hasBaseline: Bool { dispositions?.hasBaseline ?? false }
    /// Whether some finding is waived.
    public var hasWaivers: Bool { !waivers.isEmpty }

    /// How many resources have been judged.
    public var resourceCount: Int { resources.count }

    /// Calls `body` with every resource that a rule judges, in order, and its verdicts.
    public func forEach(_ body: (Resource, [Evaluation]) -> Void) {
        forEach(in: 0..<resources.count, body)
    }

    /// The same for a part of the resources, so that parts can be worked on at the same time.
    public func forEach(in range: Range<Int>, _ body: (Resource, [Evaluation]) -> Void) {
        walk(range) { body($1, $2) }
    }

    /// The same, with the place of the resource among all.
    private func walk(_ range: Range<Int>, _ body: (Int, Resource, [Evaluation]) -> Void) {
        let isPeriodic = rules.map(\.isPeriodic)
        var evaluations: [Evaluation] = []
        for place in range {
            let reference = resources[place]
            // Not as a local copy of the shard: that would count references to all of its buffers.
            let at = Int(reference.shard)
            let record = shards[at].records[Int(reference.record)]
            let capturedAt = record.capturedAt == .min ? nil : Timestamp(milliseconds: record.capturedAt)
            evaluations.removeAll(keepingCapacity: true)
            func add(_ verdict: Shard.Verdict, _ arena: [UInt8], _ time: Timestamp?) {
                let rule = Int(verdict.rule)
                evaluations.append(
                    Evaluation(
                        ruleIndex: rule, complianceType: verdict.complianceType,
                        annotation: arena[verdict.annotation.range], orderingTimestamp: time))
            }
            func time(_ verdict: Shard.Verdict) -> Timestamp? {
                isPeriodic[Int(verdict.rule)] ? asOf ?? capturedAt : capturedAt
            }
            if shards[at].told.isEmpty {
                for i in record.verdicts.range {
                    add(shards[at].verdicts[i], shards[at].arena, time(shards[at].verdicts[i]))
                }
            } else {
                for i in record.verdicts.range {
                    let time = shards[at].told[i].time
                    add(
                        shards[at].verdicts[i], shards[at].arena,
                        time == .min ? nil : Timestamp(milliseconds: time))
                }
            }
            if !deferred[at].isEmpty, let late = deferred[at][Int(reference.record)] {
                for verdict in late { add(verdict, deferredArenas[at], time(verdict)) }
                evaluations.sort { $0.ruleIndex < $1.ruleIndex }
            }
            guard !evaluations.isEmpty else { continue }
            let resource = Resource(
                accountId: shards[at].accounts.strings[Int(record.account)][...],
                awsRegion: shards[at].regions.strings[Int(record.region)][...], type: types[Int(record.type)],
                id: shards[at].arena[record.id.range], name: shards[at].arena[record.name.range],
                arn: shards[at].arena[record.arn.range], capturedAt: capturedAt,
                tags: shards[at].tagMatches[record.tags.range])
            var finding = dispositions?.starts[place] ?? 0
            for i in evaluations.indices where evaluations[i].complianceType == .nonCompliant {
                evaluations[i].location = location(of: record, in: at, evaluations[i].ruleIndex, i)
                evaluations[i].evidence =
                    evidence[shard: at, record: Int(reference.record), rule: evaluations[i].ruleIndex]
                guard let dispositions else { continue }
                let disposition = dispositions.states[finding]
                evaluations[i].waiver = disposition.waiver < 0 ? nil : Int(disposition.waiver)
                evaluations[i].baselineState = disposition.baselineState
                finding += 1
            }
            body(place, resource, evaluations)
        }
    }

    /// - Parameter number: the verdict's place among the record's.
    private func location(of record: Shard.Record, in shard: Int, _ rule: Int, _ number: Int) -> Location? {
        if !shards[shard].told.isEmpty {
            let told = shards[shard].told[record.verdicts.start + number]
            return Location(path: shards[shard].arena[told.path.range], line: told.line)
        }
        guard record.isFromFacts else { return Location(path: paths[shard][...], line: record.line) }
        let account = String(decoding: shards[shard].accounts.strings[Int(record.account)], as: UTF8.self)
        let known = factPaths[account] ?? [:]
        return rules[rule].facts.lazy.compactMap { known[$0] }.first.flatMap { Location(path: $0[...], line: 1) }
    }

    /// Calls `body` for every resource with the rules' indices and their verdicts, in no particular order: what counting
    /// needs, read from memory as it lies there.
    func forEachVerdicts(_ body: (_ verdicts: [(rule: Int, complianceType: ComplianceType)]) -> Void) {
        var verdicts: [(rule: Int, complianceType: ComplianceType)] = []
        for at in shards.indices {
            for record in shards[at].records.indices where isNewest[at][record] {
                verdicts.removeAll(keepingCapacity: true)
                for i in shards[at].records[record].verdicts.range {
                    verdicts.append((Int(shards[at].verdicts[i].rule), shards[at].verdicts[i].complianceType))
                }
                if !deferred[at].isEmpty, let late = deferred[at][record] {
                    for verdict in late { verdicts.append((Int(verdict.rule), verdict.complianceType)) }
                }
                if !verdicts.isEmpty { body(verdicts) }
            }
        }
    }

    /// Says of every finding what excuses it and how it stands to a baseline.
    mutating func dispose(_ decide: (Resource, Evaluation) -> Dispositions.State) {
        var new = Dispositions(starts: Array(repeating: 0, count: resources.count))
        walk(0..<resources.count) { place, resource, evaluations in
            new.starts[place] = new.states.count
            for evaluation in evaluations where evaluation.complianceType == .nonCompliant {
                new.states.append(decide(resource, evaluation))
            }
        }
        dispositions = new
    }

    /// Gives rules another severity.
    ///
    /// - Parameter severity: of a rule by its name and identifier; nil to leave it as it is.
    public mutating func setSeverities(_ severity: (EvaluatedRule) -> Severity?) {
        for i in rules.indices { rules[i].severity = severity(rules[i]) ?? rules[i].severity }
    }
}
