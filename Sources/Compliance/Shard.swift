import ConfigModel
import Ingest
import JSON
import Recording
import RuleKit

/// What one part of the input gave: resources with their verdicts, and what must wait for the rest.
///
/// Strings lie in one buffer and are told by place, so that a million verdicts are a few large allocations.
struct Shard: Sendable {
    /// A piece of `arena`.
    struct Place: Sendable {
        var start = 0
        var count = 0

        var range: Range<Int> { start..<start + count }
    }

    /// One capture of a resource.
    struct Record: Sendable {
        /// Number in `accounts`.
        var account: UInt32
        /// Number in `regions`.
        var region: UInt32
        /// Index in the rule table's types.
        var type: UInt32
        var id: Place
        var name: Place
        var arn: Place
        /// Milliseconds since 1970; `Int.min` where the item does not say.
        var capturedAt: Int
        /// Place in the input: file, then byte offset.
        var file: Int
        var offset: Int
        /// The line of that place; 0 where nobody knows.
        var line: Int
        /// Which of the wanted tags the item has, as a piece of `tagMatches`.
        var tags: Place = Place()
        var verdicts: Place = Place()
        var isLive: Bool
        /// Whether it is known only from facts about its account.
        var isFromFacts: Bool
    }

    /// An item to look at again.
    struct Retained: Sendable {
        var record: Int
        /// In the file at `path`, or in `text`.
        var range: Range<Int>
        var isInFile: Bool
    }

    /// A rule's verdict on a record.
    struct Verdict: Sendable {
        var rule: UInt16
        var complianceType: ComplianceType
        var annotation: Place
    }

    /// What an evaluation that was read says beyond its verdict.
    struct Told: Sendable {
        /// Milliseconds since 1970; `Int.min` where it does not say.
        var time: Int
        var path = Place()
        /// 0 where it does not say.
        var line = 0
    }

    var arena: [UInt8] = []
    var accounts = ByteTable()
    var regions = ByteTable()
    var records: [Record] = []
    var verdicts: [Verdict] = []
    /// By verdict, what evaluations that were written before say besides; empty where verdicts are of this run.
    var told: [Told] = []
    /// Places in the list of wanted tags.
    var tagMatches: [Int32] = []
    /// Items that rules look at once all of the input is known: where their text is. Of a plain file only the place is
    /// kept, so that memory follows the number of items and not their size.
    var retained: [Retained] = []
    /// The text of retained items that cannot be read again.
    var text: [UInt8] = []
    /// The file of retained items that can.
    var path = ""
    /// Whether that file is one that a user knows, and not a store's.
    var isInput = true
    var facts: [FactDocument] = []
    var itemCount = 0
    /// Items that name no resource type, which nothing can judge.
    var untypedCount = 0
    var kinds: Set<DocumentKind> = []

    /// Counts lines from further up.
    mutating func moveLines(by count: Int) {
        guard count > 0 else { return }
        for i in records.indices where records[i].line > 0 { records[i].line += count }
    }

    mutating func keep(_ text: String) -> Place {
        var text = text
        return text.withUTF8 { keep($0) }
    }

    mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) -> Place {
        guard !bytes.isEmpty else { return Place() }
        let place = Place(start: arena.count, count: bytes.count)
        arena.append(contentsOf: bytes)
        return place
    }

    func breaksRule(_ record: Record) -> Bool {
        record.verdicts.range.contains { verdicts[$0].complianceType == .nonCompliant }
    }

    mutating func add(_ finding: Finding, of rule: Int) {
        let annotation = finding.annotation.map { keep($0) } ?? Place()
        verdicts.append(
            Verdict(
                rule: UInt16(truncatingIfNeeded: rule), complianceType: finding.complianceType, annotation: annotation))
    }
}

/// Judges items as they come in and gathers the verdicts.
final class ShardBuilder: DocumentSink {
    private(set) var shard = Shard()
    private let table: RuleTable
    private let file: Int
    private let defaultAccount: String?
    private let context: EvaluationContext
    private let wantedTags: [WantedTag]
    private let keepsBroken: Bool
    private var isPlain = false
    /// The items come from facts, not from a recorder.
    var takesFacts = false
    /// What the items say of one another, where somebody wants to know.
    private(set) var graph: ResourceGraphBuilder?

    /// - Parameters:
    ///   - file: the input's place among the inputs.
    ///   - defaultAccount: the account of items that name none.
    ///   - keepsBroken: whether items that break rules are retained, to look for what in them does.
    init(
        _ table: RuleTable, file: Int, path: String = "", asOf: Timestamp, defaultAccount: String?,
        wantedTags: [WantedTag] = [], graph: ResourceGraphBuilder? = nil, keepsBroken: Bool = false
    ) {
        self.wantedTags = wantedTags
        self.keepsBroken = keepsBroken
        self.graph = graph
        shard.path = path
        self.table = table
        self.file = file
        self.defaultAccount = defaultAccount
        context = EvaluationContext(asOf: asOf, accountId: "", related: RelatedResourceTable())
    }

    func item(_ item: ConfigurationItem, at place: ItemPlace) {
        shard.itemCount += 1
        graph?.add(item)
        let account = accountNumber(of: item)
        guard item.resourceType.isString else {
            shard.untypedCount += 1
            return
        }
        guard let type = table.entry(for: item.resourceType) else { return }
        let entry = table.types[type]
        let waits = entry.isRelated || !entry.deferred.isEmpty
        guard waits || !entry.direct.isEmpty else { return }
        let region = item.awsRegion.withUTF8 { shard.regions.number(of: $0) }
        var record = Shard.Record(
            account: account, region: region, type: UInt32(type), id: identifier(of: item),
            name: item.resourceName.withUTF8 { shard.keep($0) }, arn: item.arn.withUTF8 { shard.keep($0) },
            capturedAt: item.capturedAt?.milliseconds ?? .min, file: file, offset: place.offset, line: place.line,
            isLive: item.status == .live, isFromFacts: takesFacts)
        if !takesFacts {
            record.verdicts.start = shard.verdicts.count
            for rule in entry.direct { shard.add(Judge.judge(table.rules[rule], item, in: context), of: rule) }
            record.verdicts.count = shard.verdicts.count - record.verdicts.start
        }
        if !wantedTags.isEmpty { record.tags = matches(item) }
        if waits || keepsBroken && shard.breaksRule(record) {
            retain(item, place)
        }
        shard.records.append(record)
    }

    /// The wanted tags that an item has.
    private func matches(_ item: ConfigurationItem) -> Shard.Place {
        let start = shard.tagMatches.count
        let tags = item.allTags
        for (number, wanted) in wantedTags.enumerated() {
            guard let tag = tags.last(where: { $0.key == wanted.key }), wanted.value ?? tag.value == tag.value else {
                continue
            }
            shard.tagMatches.append(Int32(number))
        }
        return Shard.Place(start: start, count: shard.tagMatches.count - start)
    }

    private func retain(_ item: ConfigurationItem, _ place: ItemPlace) {
        var range = place.offset..<place.offset + (place.length ?? 0)
        let isInFile = isPlain && place.length != nil
        if !isInFile {
            let start = shard.text.count
            item.json.write(to: &shard.text, length: place.length)
            range = start..<shard.text.count
        }
        shard.retained.append(Shard.Retained(record: shard.records.count, range: range, isInFile: isInFile))
    }

    /// What follows comes from a store.
    func beginStored() {
        isPlain = true
        shard.isInput = false
    }

    func begin(isPlain: Bool) { self.isPlain = isPlain }

    func fact(_ fact: FactDocument) { shard.facts.append(fact) }

    func kind(_ kind: DocumentKind) { shard.kinds.insert(kind) }

    private func accountNumber(of item: ConfigurationItem) -> UInt32 {
        if item.accountId.isString { return item.accountId.withUTF8 { shard.accounts.number(of: $0) } }
        var account = item.arn.string.flatMap { ARN($0)?.accountId } ?? defaultAccount ?? ""
        return account.withUTF8 { shard.accounts.number(of: $0) }
    }

    /// The resource id, or what else tells the resource from others.
    private func identifier(of item: ConfigurationItem) -> Shard.Place {
        for value in [item.resourceId, item.arn, item.resourceName] where value.isString {
            return value.withUTF8 { shard.keep($0) }
        }
        return Shard.Place()
    }
}
