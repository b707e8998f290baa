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
    /// Verdicts that had to wait for all of the input, by shard and record.
    let deferred: [[Int: [Shard.Verdict]]]
    let deferredArenas: [[UInt8]]
    /// The run's time where it was given; periodic rules' ordering timestamp.
    let asOf: Timestamp?

    struct Reference: Sendable {
        var shard: Int32
        var record: Int32
    }

    /// A resource as evaluations name it; texts are UTF-8.
    public struct Resource {
        public let accountId: ArraySlice<UInt8>
        public let awsRegion: ArraySlice<UInt8>
        public let type: ResourceType
        public let id: ArraySlice<UInt8>
        /// Empty where the item has none.
        public let name: ArraySlice<UInt8>
        /// Empty where the item has none.
        public let arn: ArraySlice<UInt8>
        public let capturedAt: Timestamp?
    }

    /// A verdict on a resource.
    public struct Evaluation {
        /// Index in `rules`.
        public let ruleIndex: Int
        public let complianceType: ComplianceType
        /// Empty when there is none.
        public let annotation: ArraySlice<UInt8>
        /// The item's capture time; for periodic rules the run's time, if it was given.
        public let orderingTimestamp: Timestamp?
    }

    /// How many resources have been judged.
    public var resourceCount: Int { resources.count }

    /// Calls `body` with every resource that a rule judges, in order, and its verdicts.
    public func forEach(_ body: (Resource, [Evaluation]) -> Void) {
        var evaluations: [Evaluation] = []
        for reference in resources {
            let shard = shards[Int(reference.shard)]
            let record = shard.records[Int(reference.record)]
            let capturedAt = record.capturedAt == .min ? nil : Timestamp(milliseconds: record.capturedAt)
            evaluations.removeAll(keepingCapacity: true)
            func add(_ verdict: Shard.Verdict, _ arena: [UInt8]) {
                let rule = Int(verdict.rule)
                let isPeriodic = rules[rule].rule.trigger == .periodic
                evaluations.append(
                    Evaluation(
                        ruleIndex: rule, complianceType: verdict.complianceType,
                        annotation: arena[verdict.annotation.range],
                        orderingTimestamp: isPeriodic ? asOf ?? capturedAt : capturedAt))
            }
            for verdict in shard.verdicts[record.verdicts.range] { add(verdict, shard.arena) }
            if let late = deferred[Int(reference.shard)][Int(reference.record)] {
                for verdict in late { add(verdict, deferredArenas[Int(reference.shard)]) }
                evaluations.sort { $0.ruleIndex < $1.ruleIndex }
            }
            guard !evaluations.isEmpty else { continue }
            let resource = Resource(
                accountId: shard.accounts.strings[Int(record.account)][...],
                awsRegion: shard.regions.strings[Int(record.region)][...], type: types[Int(record.type)],
                id: shard.arena[record.id.range], name: shard.arena[record.name.range],
                arn: shard.arena[record.arn.range], capturedAt: capturedAt)
            body(resource, evaluations)
        }
    }
}
