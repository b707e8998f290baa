public import ConfigModel
public import JSON

/// The present state of every resource that some rule looks at from another resource, and what is known about accounts.
///
/// Filled once, then only read, from any number of threads.
public final class ResourceGraph: Sendable {
    private let resources: [Key: [JSONDocument]]
    private let facts: [String: AccountFacts]

    private struct Key: Hashable {
        let accountId: String
        let type: ResourceType
    }

    /// A resource as it goes into the graph: the newest item of it.
    public struct Node: Sendable {
        public let accountId: String
        public let type: ResourceType
        public let item: JSONDocument

        public init(accountId: String, type: ResourceType, item: JSONDocument) {
            self.accountId = accountId
            self.type = type
            self.item = item
        }
    }

    public init(nodes: [Node] = [], facts: [String: AccountFacts] = [:]) {
        resources = Dictionary(grouping: nodes) { Key(accountId: $0.accountId, type: $0.type) }
            .mapValues { $0.map(\.item) }
        self.facts = facts
    }

    /// The resources of a type in an account, in the order in which they were given. Valid while the graph lives.
    public func resources(_ type: ResourceType, account: String) -> [ConfigurationItem] {
        (resources[Key(accountId: account, type: type)] ?? []).map { ConfigurationItem($0.unretainedRoot) }
    }

    /// Whether any account has a resource of this type, so that the type is recorded at all.
    public func records(_ type: ResourceType, account: String) -> Bool {
        resources[Key(accountId: account, type: type)] != nil
    }

    /// What is known about an account beyond its items.
    public func facts(account: String) -> AccountFacts {
        facts[account] ?? AccountFacts()
    }
}
