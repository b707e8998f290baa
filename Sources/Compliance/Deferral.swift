import ByteSource
import ConfigModel
import JSON
import Recording
import RuleKit

/// Runs the rules that look at other resources or at facts, once everything is known.
struct Deferral: Sendable {
    private let table: RuleTable
    private let shards: [Shard]
    private let isNewest: [Set<Int>]
    private let graph: ResourceGraph
    private let asOf: Timestamp

    /// The verdicts on one shard's records.
    struct Late: Sendable {
        var verdicts: [Int: [Shard.Verdict]] = [:]
        var arena: [UInt8] = []
    }

    init(
        table: RuleTable, shards: [Shard], newest: [EvaluationSet.Reference], facts: [String: AccountFacts],
        asOf: Timestamp
    ) {
        self.table = table
        self.shards = shards
        self.asOf = asOf
        var isNewest = [Set<Int>](repeating: [], count: shards.count)
        var places: [(shard: Int, record: Int)] = []
        for reference in newest where !shards[Int(reference.shard)].retainedRecords.isEmpty {
            isNewest[Int(reference.shard)].insert(Int(reference.record))
            places.append((Int(reference.shard), Int(reference.record)))
        }
        self.isNewest = isNewest

        // Related resources, in the order of all resources, whatever shard they came by.
        var documents: [[Int: JSONDocument]] = Array(repeating: [:], count: shards.count)
        for (index, shard) in shards.enumerated() {
            let wanted = isNewest[index]
            Self.forEachRetained(shard) { record, value in
                let entry = shard.records[record]
                guard table.types[Int(entry.type)].isRelated, entry.isLive, wanted.contains(record) else { return }
                documents[index][record] = try? JSONDocument(JSONWriter.text(JSONLiteral(value)))
            }
        }
        let nodes = places.compactMap { place -> ResourceGraph.Node? in
            guard let item = documents[place.shard][place.record] else { return nil }
            let shard = shards[place.shard]
            let record = shard.records[place.record]
            return ResourceGraph.Node(
                accountId: shard.accountId(of: record), type: table.types[Int(record.type)].type, item: item)
        }
        graph = ResourceGraph(nodes: nodes, facts: facts)
    }

    /// Judges every shard's retained items.
    func evaluate(jobs: Int) async -> [Late] {
        await concurrentMap(shards.count, jobs: jobs) { evaluate(shards[$0], isNewest: isNewest[$0]) }
    }

    private func evaluate(_ shard: Shard, isNewest: Set<Int>) -> Late {
        var late = Late()
        // A shard of its own only for its buffer: annotations are kept as everywhere.
        var buffer = Shard()
        Self.forEachRetained(shard) { number, value in
            let record = shard.records[number]
            let rules = table.types[Int(record.type)].deferred
            guard !rules.isEmpty, isNewest.contains(number) else { return }
            let item = ConfigurationItem(value)
            let context = EvaluationContext(asOf: asOf, accountId: shard.accountId(of: record), graph: graph)
            buffer.verdicts.removeAll(keepingCapacity: true)
            for rule in rules {
                let bound = table.rules[rule]
                // Facts alone do not decide what needs an item.
                if record.isFromFacts, !bound.rule.isDecidedByFacts, !bound.rule.judgesAccounts { continue }
                buffer.add(Judge.judge(bound, item, in: context), of: rule)
            }
            if !buffer.verdicts.isEmpty { late.verdicts[number] = buffer.verdicts }
        }
        late.arena = buffer.arena
        return late
    }

    private static func forEachRetained(_ shard: Shard, _ body: (Int, JSONValue) -> Void) {
        guard !shard.retainedRecords.isEmpty else { return }
        let reader = JSONReader(MemorySource(shard.retained))
        for record in shard.retainedRecords {
            // What was written there has been parsed once.
            guard let element = try? reader.next() else { return }
            body(record, element.value)
        }
    }
}

extension Shard {
    func accountId(of record: Record) -> String {
        String(decoding: accounts.strings[Int(record.account)], as: UTF8.self)
    }
}
