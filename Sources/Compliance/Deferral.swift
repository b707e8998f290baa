import ConfigModel
import Ingest
import JSON
import Recording
import RuleKit

/// Runs the rules that look at other resources or at facts, once everything is known.
struct Deferral: Sendable {
    private let table: RuleTable
    private let shards: [Shard]
    private let isNewest: [[Bool]]
    private let related: RelatedResourceTable
    private let asOf: Timestamp

    /// The verdicts on one shard's records.
    struct Late: Sendable {
        var verdicts: [Int: [Shard.Verdict]] = [:]
        var arena: [UInt8] = []
        var fault: InputFault?
    }

    /// What went wrong while related resources were read again.
    private(set) var faults: [InputFault] = []

    init(
        table: RuleTable, shards: [Shard], merge: Merge, facts: [String: AccountFacts], asOf: Timestamp
    ) {
        self.table = table
        self.shards = shards
        self.asOf = asOf
        isNewest = merge.isNewest
        let places = merge.resources.filter { !shards[Int($0.shard)].retained.isEmpty }
            .map { (shard: Int($0.shard), record: Int($0.record)) }

        // Related resources, in the order of all resources, whatever shard they came by.
        var documents: [[Int: JSONDocument]] = Array(repeating: [:], count: shards.count)
        for (index, shard) in shards.enumerated() {
            let wanted = isNewest[index]
            do throws(InputFault) {
                try shard.forEachRetained { number in
                    let record = shard.records[number]
                    // What facts alone tell of says nothing that others could look at.
                    return table.types[Int(record.type)].isRelated && record.isLive && !record.isFromFacts
                        && wanted[number]
                } do: { number, element in
                    var text: [UInt8] = []
                    element.value.write(to: &text, length: element.length)
                    documents[index][number] = try? JSONDocument(text)
                }
            } catch {
                faults.append(error)
            }
        }
        let nodes = places.compactMap { place -> RelatedResourceTable.Node? in
            guard let item = documents[place.shard][place.record] else { return nil }
            let shard = shards[place.shard]
            let record = shard.records[place.record]
            return RelatedResourceTable.Node(
                accountId: shard.accountId(of: record), type: table.types[Int(record.type)].type, item: item)
        }
        related = RelatedResourceTable(nodes: nodes, facts: facts, indexes: Set(table.rules.flatMap(\.rule.indexes)))
    }

    /// Judges every shard's retained items.
    func evaluate(jobs: Int) async -> [Late] {
        await concurrentMap(shards.count, jobs: jobs) { evaluate(shards[$0], isNewest: isNewest[$0]) }
    }

    /// What rules may ask about when they judge a record.
    func context(of record: Shard.Record, in shard: Shard) -> EvaluationContext {
        EvaluationContext(asOf: asOf, accountId: shard.accountId(of: record), related: related)
    }

    private func evaluate(_ shard: Shard, isNewest: [Bool]) -> Late {
        var late = Late()
        // A shard of its own only for its buffer: annotations are kept as everywhere.
        var buffer = Shard()
        do throws(InputFault) {
            try shard.forEachRetained { number in
                isNewest[number] && !table.types[Int(shard.records[number].type)].deferred.isEmpty
            } do: { number, element in
                let record = shard.records[number]
                let item = ConfigurationItem(element.value)
                let context = context(of: record, in: shard)
                buffer.verdicts.removeAll(keepingCapacity: true)
                for rule in table.types[Int(record.type)].deferred {
                    let bound = table.rules[rule]
                    // Facts alone do not decide what needs an item.
                    if record.isFromFacts, !bound.rule.isDecidedByFacts, !bound.rule.judgesAccounts { continue }
                    buffer.add(Judge.judge(bound, item, in: context), of: rule)
                }
                if !buffer.verdicts.isEmpty { late.verdicts[number] = buffer.verdicts }
            }
        } catch {
            late.fault = error
        }
        late.arena = buffer.arena
        return late
    }
}

extension Shard {
    /// Reads the retained items that are wanted once more.
    ///
    /// - Throws: when the file is no longer what it was; a verdict that is missing for that would look like a pass.
    func forEachRetained(
        where isWanted: (Int) -> Bool, do body: (Int, JSONReader.Element) -> Void
    ) throws(InputFault) {
        try read(retained.filter { isWanted($0.record) }, do: body)
    }

    /// Reads some of the retained items once more.
    func read(_ items: [Retained], do body: (Int, JSONReader.Element) -> Void) throws(InputFault) {
        for isInFile in [true, false] {
            let wanted = items.filter { $0.isInFile == isInFile }
            guard !wanted.isEmpty else { continue }
            let ranges = wanted.map(\.range)
            let source: RangesSource
            do throws(SystemError) {
                source = isInFile ? try RangesSource(path: path, ranges) : RangesSource(text, ranges)
            } catch {
                throw InputFault(path: path, reason: .unopenable(error))
            }
            let reader = JSONReader(source)
            for item in wanted {
                guard let element = try? reader.next(), element.length == item.range.count else {
                    throw InputFault(path: path, reason: .changed)
                }
                body(item.record, element)
            }
        }
    }

    func accountId(of record: Record) -> String {
        String(decoding: accounts.strings[Int(record.account)], as: UTF8.self)
    }
}
