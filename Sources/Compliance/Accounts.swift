import ConfigModel
import Ingest
import JSON
import Recording

/// The accounts of a run, with the facts about each.
struct Accounts {
    /// Every account that an item or a fact names, in order.
    private(set) var ids: [String] = []
    private(set) var facts: [String: AccountFacts] = [:]
    /// The inputs that facts came in, by account.
    private(set) var factPaths: [String: [Fact: String]] = [:]
    /// Facts that could not be tied to an account.
    private(set) var faults: [InputFault] = []

    init(shards: [Shard], defaultAccount: String?) {
        var known = Set(shards.flatMap { $0.accounts.strings.map { String(decoding: $0, as: UTF8.self) } })
        known.remove("")
        let documents = shards.flatMap { shard in shard.facts.map { (fact: $0, isInput: shard.isInput) } }
        known.formUnion(documents.compactMap(\.fact.accountId))
        if let defaultAccount, documents.contains(where: { $0.fact.accountId == nil }) { known.insert(defaultAccount) }
        let settled = known
        for (document, isInput) in documents {
            // With one account in sight there is no doubt whose fact it is.
            guard let account = document.accountId ?? defaultAccount ?? (settled.count == 1 ? settled.first : nil)
            else {
                let reason = InputFault.Reason.factWithoutAccount(document.fact.rawValue, candidates: settled.sorted())
                faults.append(InputFault(path: document.path, reason: reason))
                continue
            }
            facts[account, default: AccountFacts()].set(document.content)
            factPaths[account, default: [:]][document.fact] = isInput ? document.path : nil
        }
        ids = known.sorted()
    }

    /// Each account as a resource, and the users that are known from a credential report alone.
    ///
    /// - Parameter others: users who have items that are not among the shards.
    func shard(
        table: RuleTable, settings: SnapshotEvaluation.Settings, beside shards: [Shard], file: Int,
        recorded others: Set<UserReference> = []
    ) -> Shard {
        let builder = ShardBuilder(table, file: file, asOf: settings.asOf, defaultAccount: nil)
        builder.takesFacts = true
        for id in ids where table.entry(for: .account) != nil {
            add(FactResource.account(id), to: builder)
        }
        guard let users = table.entry(for: .iamUser) else { return builder.shard }
        var recorded = others
        for shard in shards {
            for record in shard.records where Int(record.type) == users {
                let arn = String(decoding: shard.arena[record.arn.range], as: UTF8.self)
                recorded.insert(UserReference(accountId: shard.accountId(of: record), arn: arn))
            }
        }
        for id in facts.keys.sorted() {
            for row in facts[id]?.credentialReport?.rows ?? []
            where !row.isRoot && !recorded.contains(UserReference(accountId: id, arn: row.arn)) {
                add(FactResource.user(row, account: id), to: builder)
            }
        }
        return builder.shard
    }

    private func add(_ document: JSONDocument?, to builder: ShardBuilder) {
        document?.withRoot { builder.item(ConfigurationItem($0), at: ItemPlace(offset: 0, length: nil)) }
    }
}
