import ConfigModel
import JSON
import Recording
import Store

/// What rules ask about other resources, answered from the store as of a moment, and noted: an answer that changes later
/// makes the rule run again.
///
/// What is handed out lives until ``forget()``, which the evaluator calls between verdicts.
final class StoreResources: RelatedResources {
    private let store: TimelineStore
    private(set) var moment = Moment.now
    /// What was asked since ``begin(_:)``.
    private(set) var asked: Set<LookUp> = []
    /// The first thing that went wrong while answering: the answers then mean nothing.
    private(set) var fault: StoreError?
    private var documents: [LogRange: JSONDocument] = [:]
    private var documentBytes = 0
    private var factCache: [FactKey: AccountFacts] = [:]

    /// An account's facts are the same as long as the same documents say so.
    private struct FactKey: Hashable {
        let account: String
        let documents: [LogRange?]
    }

    init(_ store: TimelineStore) { self.store = store }

    /// What follows is one rule's verdict as of a moment.
    func begin(_ moment: Moment) {
        self.moment = moment
        asked.removeAll(keepingCapacity: true)
        fault = nil
        // Views into documents are gone by now.
        if documentBytes > 8 << 20 {
            documents = [:]
            documentBytes = 0
        }
    }

    func resources(_ type: ResourceType, account: String) -> [ConfigurationItem] {
        asked.insert(.all(type))
        return Self.inOrder(store.members(type, account: account).compactMap(liveItem))
    }

    func resources(_ index: ResourceIndex, account: String, value: String?) -> RelatedItems {
        asked.insert(.matching(index, value))
        let candidates = store.log.all(IndexKey.property(index, account: account, value: value)).reversed()
        // What had the value once need not have it at this moment.
        let found = Self.inOrder(
            candidates.compactMap { liveItem(Ordinal($0.a)) }.filter { item in
                let strings = index.property.strings(of: item)
                return value.map(strings.contains) ?? strings.isEmpty
            })
        return RelatedItems(count: found.count) { found[$0] }
    }

    /// By region and id, as in an evaluation of everything: a rule may take the first.
    private static func inOrder(_ items: [ConfigurationItem]) -> [ConfigurationItem] {
        guard items.count > 1 else { return items }
        let keys = items.map { item -> [UInt8] in
            let key = ResourceKey(item)
            return Array((key?.awsRegion ?? "").utf8) + [0] + Array((key?.resourceId ?? "").utf8)
        }
        return items.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }.map { items[$0] }
    }

    func records(_ type: ResourceType, account: String) -> Bool {
        asked.insert(.existence(type))
        return hasLive(type, account: account)
    }

    func hasLive(_ type: ResourceType, account: String) -> Bool {
        store.log.first(IndexKey.members(type, account: account)) { entry in
            store.capture(Ordinal(entry.a), moment).map { !$0.isGone } ?? false
        } != nil
    }

    private func liveItem(_ ordinal: Ordinal) -> ConfigurationItem? {
        guard let capture = store.capture(ordinal, moment), !capture.isGone, let document = document(capture.range)
        else { return nil }
        return ConfigurationItem(document.unretainedRoot)
    }

    /// The item at a place of the log, kept until there are too many.
    func document(_ range: LogRange) -> JSONDocument? {
        if let known = documents[range] { return known }
        do throws(StoreError) {
            let document = try store.document(range)
            documents[range] = document
            documentBytes += range.count * 4
            return document
        } catch {
            fault = fault ?? error
            return nil
        }
    }

    func facts(account: String) -> AccountFacts {
        let captures = Fact.allCases.map { store.fact($0, account: account, moment) }
        let key = FactKey(account: account, documents: captures.map { $0?.range })
        if let known = factCache[key] { return known }
        var facts = AccountFacts()
        for (fact, capture) in zip(Fact.allCases, captures) {
            guard let capture, let document = document(capture.range),
                let content = RecordedFact.content(fact, document)
            else { continue }
            facts.set(content)
        }
        if factCache.count >= 16 { factCache = [:] }
        factCache[key] = facts
        return facts
    }
}
