import ConfigModel
import RuleKit

/// Brings the evaluations of many files into the order of one run, each resource and rule once.
struct EvaluationMerge {
    private let parts: [EvaluationRows]
    private let accounts: [[UInt8]]
    private let regions: [[UInt8]]
    private let types: [[UInt8]]
    private let rules: [[UInt8]]
    /// All rows, in order.
    private var keys: [Key] = []

    /// A row as it is compared.
    private struct Key {
        /// Ranks of account, region and type.
        var place: UInt64
        var prefix: (UInt64, UInt64)
        var rule: UInt32
        var part: UInt32
        var row: UInt32
        /// Of resources without an id, which of its file it is: nothing else tells them apart.
        var unnamed: UInt32
    }

    init(_ parts: [EvaluationRows]) {
        self.parts = parts
        let (accounts, accountRanks) = Merge.ranks(parts.map(\.strings.accounts))
        let (regions, regionRanks) = Merge.ranks(parts.map(\.strings.regions))
        let (types, typeRanks) = Merge.ranks(parts.map(\.types))
        let (rules, ruleRanks) = Merge.ranks(parts.map(\.rules))
        self.accounts = accounts
        self.regions = regions
        self.types = types
        self.rules = rules
        var keys: [Key] = []
        keys.reserveCapacity(parts.reduce(0) { $0 + $1.rows.count })
        for (number, part) in parts.enumerated() {
            var unnamed: UInt32 = 0
            var lastRule: UInt32 = 0
            for (index, row) in part.rows.enumerated() {
                let place =
                    UInt64(accountRanks[number][Int(row.account)]) << 40
                    | UInt64(regionRanks[number][Int(row.region)]) << 20 | UInt64(typeRanks[number][Int(row.type)])
                let id = part.strings.arena[row.id.range]
                let rule = ruleRanks[number][Int(row.rule)]
                // The rules of one resource come in order, so one that does not begins another.
                if id.isEmpty, rule <= lastRule || keys.last?.place != place { unnamed += 1 }
                lastRule = rule
                keys.append(
                    Key(
                        place: place, prefix: (Merge.word(id, at: 0), Merge.word(id, at: 8)), rule: rule,
                        part: UInt32(number), row: UInt32(index), unnamed: id.isEmpty ? unnamed : 0))
            }
        }
        let merge = self
        self.keys = keys.sorted { a, b in
            let order = merge.compareResource(a, b)
            if order != 0 { return order < 0 }
            return a.rule != b.rule ? a.rule < b.rule : merge.outranks(a, b)
        }
    }

    private func row(_ key: Key) -> EvaluationRows.Row { parts[Int(key.part)].rows[Int(key.row)] }

    /// Not by way of a copy of the part, which would count references to all of its buffers.
    private func bytes(_ key: Key, _ place: Shard.Place) -> ArraySlice<UInt8> {
        parts[Int(key.part)].strings.arena[place.range]
    }

    private func compareResource(_ a: Key, _ b: Key) -> Int {
        func order<Value: Comparable>(_ x: Value, _ y: Value) -> Int { x == y ? 0 : x < y ? -1 : 1 }
        if a.place != b.place { return order(a.place, b.place) }
        if a.prefix.0 != b.prefix.0 { return order(a.prefix.0, b.prefix.0) }
        if a.prefix.1 != b.prefix.1 { return order(a.prefix.1, b.prefix.1) }
        if a.unnamed != 0 || b.unnamed != 0 {
            return a.part != b.part ? order(a.part, b.part) : order(a.unnamed, b.unnamed)
        }
        return compare(bytes(a, row(a).id), bytes(b, row(b).id))
    }

    private func compare(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Int {
        x.elementsEqual(y) ? 0 : x.lexicographicallyPrecedes(y) ? -1 : 1
    }

    /// Which of two evaluations of a resource by a rule counts; the order is total as far as they differ.
    private func outranks(_ a: Key, _ b: Key) -> Bool {
        let (x, y) = (row(a), row(b))
        if x.time != y.time { return x.time > y.time }
        if x.complianceType != y.complianceType { return x.complianceType.weight > y.complianceType.weight }
        if x.waiver != y.waiver, x.waiver < 0 || y.waiver < 0 { return x.waiver < 0 }
        if x.baselineState != y.baselineState { return x.baselineState != .unchanged }
        for (first, second) in [(x.annotation, y.annotation), (x.path, y.path), (x.name, y.name), (x.arn, y.arn)] {
            let order = compare(bytes(a, first), bytes(b, second))
            if order != 0 { return order < 0 }
        }
        return x.line < y.line
    }

    /// The evaluations as of one run.
    func set(_ describe: (String) -> EvaluatedRule?) -> EvaluationSet {
        var shard = Shard()
        var references: [EvaluationSet.Reference] = []
        var dispositions = Dispositions(starts: [])
        var waivers: [Waiver] = []
        var hasDispositions = false
        var severities = [Severity?](repeating: nil, count: rules.count)
        var last: Key?
        for key in keys {
            let row = row(key)
            let isSameResource = last.map { compareResource($0, key) == 0 } ?? false
            if isSameResource, last?.rule == key.rule { continue }
            last = key
            func keep(_ place: Shard.Place) -> Shard.Place {
                bytes(key, place).withUnsafeBufferPointer { shard.keep($0) }
            }
            if !isSameResource {
                references.append(EvaluationSet.Reference(shard: 0, record: Int32(shard.records.count)))
                dispositions.starts.append(dispositions.states.count)
                shard.records.append(
                    Shard.Record(
                        account: UInt32(truncatingIfNeeded: key.place >> 40),
                        region: UInt32(truncatingIfNeeded: key.place >> 20 & 0xF_FFFF),
                        type: UInt32(truncatingIfNeeded: key.place & 0xF_FFFF), id: keep(row.id), name: keep(row.name),
                        arn: keep(row.arn), capturedAt: .min, file: 0, offset: 0, line: 0,
                        verdicts: Shard.Place(start: shard.verdicts.count, count: 0), isLive: true, isFromFacts: false))
            }
            let current = shard.records.count - 1
            shard.records[current].verdicts.count += 1
            shard.verdicts.append(
                Shard.Verdict(
                    rule: UInt16(truncatingIfNeeded: key.rule), complianceType: row.complianceType,
                    annotation: keep(row.annotation)))
            shard.told.append(Shard.Told(time: row.time, path: keep(row.path), line: row.line))
            severities[Int(key.rule)] = max(severities[Int(key.rule)] ?? row.severity, row.severity)
            guard row.complianceType == .nonCompliant else { continue }
            var state = Dispositions.State(baselineState: row.baselineState)
            if row.waiver >= 0 {
                let waiver = parts[Int(key.part)].waivers[Int(row.waiver)]
                let known = waivers.firstIndex(of: waiver)
                if known == nil { waivers.append(waiver) }
                state.waiver = Int32(known ?? waivers.count - 1)
            }
            hasDispositions = hasDispositions || state.waiver >= 0 || state.baselineState != nil
            dispositions.states.append(state)
        }
        for account in accounts { _ = account.withUnsafeBufferPointer { shard.accounts.number(of: $0) } }
        for region in regions { _ = region.withUnsafeBufferPointer { shard.regions.number(of: $0) } }
        let evaluated = rules.indices.map { index in
            let name = String(decoding: rules[index], as: UTF8.self)
            let severity = severities[index] ?? .low
            var rule = describe(name) ?? EvaluatedRule(name: name, severity: severity)
            rule.severity = severity
            return rule
        }
        // Rules that look at items say when these were captured.
        for i in shard.records.indices {
            let told = shard.records[i].verdicts.range.first { !evaluated[Int(shard.verdicts[$0].rule)].isPeriodic }
            if let told { shard.records[i].capturedAt = shard.told[told].time }
        }
        var set = EvaluationSet(
            rules: evaluated, types: types.map { ResourceType(rawValue: String(decoding: $0, as: UTF8.self)) },
            shards: [shard], resources: references,
            isNewest: [Array(repeating: true, count: shard.records.count)], deferred: [[:]], deferredArenas: [[]],
            asOf: nil, factPaths: [:])
        set.waivers = waivers
        if hasDispositions { set.dispositions = dispositions }
        return set
    }
}

extension ComplianceType {
    /// How bad it is to be wrong about it.
    fileprivate var weight: Int {
        switch self {
        case .notApplicable: 0
        case .compliant: 1
        case .insufficientData: 2
        case .nonCompliant: 3
        }
    }
}
