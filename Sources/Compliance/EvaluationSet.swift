public import ConfigModel
public import RuleKit

/// All verdicts of a run: for every resource, in the order of account, region, type and id, one for each rule that
/// judges it, in the order of rule names. Where the input has a resource more than once, only its newest capture counts.
public struct EvaluationSet: Sendable {
    /// The rules of the run, in the order of their names.
    public let rules: [BoundRule]
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

    struct Reference: Sendable {
        var shard: Int32
        var record: Int32
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
        /// What it hangs on, where the run's settings asked for that.
        public let evidence: [Evidence]
    }

    /// How many resources have been judged.
    public var resourceCount: Int { resources.count }

    /// Calls `body` with every resource that a rule judges, in order, and its verdicts.
    public func forEach(_ body: (Resource, [Evaluation]) -> Void) {
        forEach(in: 0..<resources.count, body)
    }

    /// The same for a part of the resources, so that parts can be worked on at the same time.
    public func forEach(in range: Range<Int>, _ body: (Resource, [Evaluation]) -> Void) {
        let isPeriodic = rules.map { $0.rule.trigger == .periodic }
        var evaluations: [Evaluation] = []
        for reference in resources[range] {
            // Not as a local copy of the shard: that would count references to all of its buffers.
            let at = Int(reference.shard)
            let record = shards[at].records[Int(reference.record)]
            let capturedAt = record.capturedAt == .min ? nil : Timestamp(milliseconds: record.capturedAt)
            evaluations.removeAll(keepingCapacity: true)
            let number = Int(reference.record)
            func add(_ verdict: Shard.Verdict, _ arena: [UInt8]) {
                let rule = Int(verdict.rule)
                evaluations.append(
                    Evaluation(
                        ruleIndex: rule, complianceType: verdict.complianceType,
                        annotation: arena[verdict.annotation.range],
                        orderingTimestamp: isPeriodic[rule] ? asOf ?? capturedAt : capturedAt,
                        evidence: evidence[shard: at, record: number, rule: rule]))
            }
            for i in record.verdicts.range { add(shards[at].verdicts[i], shards[at].arena) }
            if !deferred[at].isEmpty, let late = deferred[at][Int(reference.record)] {
                for verdict in late { add(verdict, deferredArenas[at]) }
                evaluations.sort { $0.ruleIndex < $1.ruleIndex }
            }
            guard !evaluations.isEmpty else { continue }
            let resource = Resource(
                accountId: shards[at].accounts.strings[Int(record.account)][...],
                awsRegion: shards[at].regions.strings[Int(record.region)][...], type: types[Int(record.type)],
                id: shards[at].arena[record.id.range], name: shards[at].arena[record.name.range],
                arn: shards[at].arena[record.arn.range], capturedAt: capturedAt)
            body(resource, evaluations)
        }
    }

    /// Calls `body` for every resource with the rules' indices and their verdicts, in no particular order: what counting
    /// needs, read from memory as it lies there.
    public func forEachVerdicts(_ body: (_ verdicts: [(rule: Int, complianceType: ComplianceType)]) -> Void) {
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
}
