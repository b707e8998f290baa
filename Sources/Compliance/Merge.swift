import ConfigModel

/// Brings the records of all shards into order and keeps the newest capture of each resource.
struct Merge {
    private(set) var resources: [EvaluationSet.Reference] = []
    /// By shard and record: whether it is the newest capture of its resource.
    private(set) var isNewest: [[Bool]]

    /// A record as it is compared: by number as far as possible, for there may be millions.
    private struct Key {
        /// Ranks of account, region and type.
        var place: UInt64
        /// The first sixteen bytes of the id: in nearly all comparisons they decide without a look at the rest.
        var prefix: (UInt64, UInt64)
        var reference: EvaluationSet.Reference
    }

    init(table: RuleTable, shards: [Shard]) {
        isNewest = shards.map { Array(repeating: false, count: $0.records.count) }
        let (_, accountRanks) = Self.ranks(shards.map(\.accounts))
        let (_, regionRanks) = Self.ranks(shards.map(\.regions))
        var keys: [Key] = []
        keys.reserveCapacity(shards.reduce(0) { $0 + $1.records.count })
        for (index, shard) in shards.enumerated() {
            shard.arena.withUnsafeBufferPointer { arena in
                for (number, record) in shard.records.enumerated() {
                    let account = UInt64(accountRanks[index][Int(record.account)])
                    let region = UInt64(regionRanks[index][Int(record.region)])
                    let id = UnsafeBufferPointer(rebasing: arena[record.id.range])
                    keys.append(
                        Key(
                            place: account << 40 | region << 20 | UInt64(record.type),
                            prefix: (Self.word(id, at: 0), Self.word(id, at: 8)),
                            reference: EvaluationSet.Reference(shard: Int32(index), record: Int32(number))))
                }
            }
        }

        func compareID(_ a: Key, _ b: Key) -> Int {
            let (first, second) = (shards[Int(a.reference.shard)], shards[Int(b.reference.shard)])
            let x = first.arena[first.records[Int(a.reference.record)].id.range]
            let y = second.arena[second.records[Int(b.reference.record)].id.range]
            return x.elementsEqual(y) ? 0 : x.lexicographicallyPrecedes(y) ? -1 : 1
        }
        /// A recorded capture outranks what is known from facts; then the later capture, then the later place.
        func isNewer(_ a: Key, _ b: Key) -> Bool {
            let x = shards[Int(a.reference.shard)].records[Int(a.reference.record)]
            let y = shards[Int(b.reference.shard)].records[Int(b.reference.record)]
            if x.isFromFacts != y.isFromFacts { return y.isFromFacts }
            if x.capturedAt != y.capturedAt { return x.capturedAt > y.capturedAt }
            if x.file != y.file { return x.file > y.file }
            if x.offset != y.offset { return x.offset > y.offset }
            return a.reference.record > b.reference.record
        }
        keys.sort { a, b in
            if a.place != b.place { return a.place < b.place }
            if a.prefix.0 != b.prefix.0 { return a.prefix.0 < b.prefix.0 }
            if a.prefix.1 != b.prefix.1 { return a.prefix.1 < b.prefix.1 }
            let order = compareID(a, b)
            return order != 0 ? order < 0 : isNewer(a, b)
        }
        resources.reserveCapacity(keys.count)
        var last: Key?
        for key in keys {
            // Items that name no resource cannot be told to be the same one.
            let isNamed = !shards[Int(key.reference.shard)].records[Int(key.reference.record)].id.range.isEmpty
            if isNamed, let last, last.place == key.place, last.prefix == key.prefix, compareID(last, key) == 0 {
                continue
            }
            resources.append(key.reference)
            isNewest[Int(key.reference.shard)][Int(key.reference.record)] = true
            last = key
        }
    }

    /// Eight bytes as a number that orders like them; zeros where there are fewer.
    static func word(_ bytes: some RandomAccessCollection<UInt8>, at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for i in offset..<offset + 8 {
            word = word << 8
            if i < bytes.count { word |= UInt64(bytes[bytes.index(bytes.startIndex, offsetBy: i)]) }
        }
        return word
    }

    /// The strings of all tables in order; and for each table, the rank of each of its strings among them.
    static func ranks(_ tables: [ByteTable]) -> (all: [[UInt8]], ranks: [[UInt32]]) {
        let all = Set(tables.flatMap(\.strings)).sorted { $0.lexicographicallyPrecedes($1) }
        let ranks = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, UInt32($0)) })
        return (all, tables.map { $0.strings.map { ranks[$0] ?? 0 } })
    }
}
