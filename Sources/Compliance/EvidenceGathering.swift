import ConfigModel
import Ingest
import Recording
import RuleKit

/// Reads the items that break rules once more, and looks for what in them does.
struct EvidenceGathering: Sendable {
    let table: RuleTable
    let shards: [Shard]
    let isNewest: [[Bool]]
    let deferral: Deferral
    /// The verdicts of `deferral`, by shard.
    let late: [Deferral.Late]
    let asOf: Timestamp

    /// How many items are read at a time.
    private static let chunk = 2000

    private struct Unit: Sendable {
        var shard: Int
        var items: [Shard.Retained]
    }

    private struct Part: Sendable {
        var evidence = EvidenceTable.Part()
        var fault: InputFault?
    }

    /// The evidence, and files that are no longer what they were.
    func gather(jobs: Int) async -> (evidence: EvidenceTable, faults: [InputFault]) {
        var units: [Unit] = []
        for (number, shard) in shards.enumerated() {
            let broken = shard.retained.filter { !brokenRules(of: $0.record, in: number).isEmpty }
            for start in stride(from: 0, to: broken.count, by: Self.chunk) {
                units.append(Unit(shard: number, items: Array(broken[start..<min(start + Self.chunk, broken.count)])))
            }
        }
        let work = units
        let found = await concurrentMap(work.count, jobs: jobs) { gather(work[$0]) }
        var parts: [[EvidenceTable.Part]] = Array(repeating: [], count: shards.count)
        for (unit, part) in zip(work, found) { parts[unit.shard].append(part.evidence) }
        return (EvidenceTable(parts: parts), found.compactMap(\.fault))
    }

    private func gather(_ unit: Unit) -> Part {
        let shard = shards[unit.shard]
        var part = Part()
        let alone = EvaluationContext(asOf: asOf, accountId: "", related: RelatedResourceTable())
        do throws(InputFault) {
            try shard.read(unit.items) { number, element in
                let context = deferral.context(of: shard.records[number], in: shard)
                for rule in brokenRules(of: number, in: unit.shard) {
                    let bound = table.rules[rule]
                    let evidence = EvidenceFinder.evidence(
                        for: bound, on: element.value, in: bound.rule.isDecidedByItem ? alone : context)
                    part.evidence.add(evidence, record: number, rule: rule)
                }
            }
        } catch {
            part.fault = error
        }
        part.evidence.sort()
        return part
    }

    /// The rules that find a record NON_COMPLIANT, where it counts and a recorder wrote it.
    private func brokenRules(of record: Int, in shard: Int) -> [Int] {
        let found = shards[shard].records[record]
        guard isNewest[shard][record], !found.isFromFacts else { return [] }
        var rules: [Int] = []
        for number in found.verdicts.range where shards[shard].verdicts[number].complianceType == .nonCompliant {
            rules.append(Int(shards[shard].verdicts[number].rule))
        }
        for verdict in late[shard].verdicts[record] ?? [] where verdict.complianceType == .nonCompliant {
            rules.append(Int(verdict.rule))
        }
        return rules
    }
}
