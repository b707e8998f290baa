public import ConfigModel
public import JSON

/// The present state of every resource that some rule looks at from another resource, and what is known about accounts.
///
/// Filled once, then only read, from any number of threads.
public final class ResourceGraph: Sendable {
    private let resources: [Key: [JSONDocument]]
    private let facts: [String: AccountFacts]
    private let indexes: Set<Index>
    /// By index and account: the positions in `resources` of the items that have a string, or none (nil).
    private let positions: [IndexKey: [String?: [Int]]]

    private struct Key: Hashable {
        let accountId: String
        let type: ResourceType
    }

    private struct IndexKey: Hashable {
        let accountId: String
        let index: Index
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

    /// What resources can be looked up by: the string, or each of the strings, that an item has there.
    public enum Property: Hashable, Sendable {
        case resourceId
        /// A member of the configuration.
        case configuration(String)
        /// The ids of the resources that the item has relationships to.
        case relatedResourceId

        func strings(of item: ConfigurationItem) -> [String] {
            switch self {
            case .resourceId: item.resourceId.strings
            case .configuration(let name): item.configuration.member(name).strings
            case .relatedResourceId: item.relationships.elements.compactMap { $0["resourceId"].string }
            }
        }
    }

    /// A look-up that is to take the same time however many resources there are.
    public struct Index: Hashable, Sendable {
        public let type: ResourceType
        public let property: Property

        public init(_ type: ResourceType, by property: Property) {
            self.type = type
            self.property = property
        }
    }

    /// Makes the graph and its indexes, which takes a look at every item of an indexed type.
    public init(nodes: [Node] = [], facts: [String: AccountFacts] = [:], indexes: Set<Index> = []) {
        resources = Dictionary(grouping: nodes) { Key(accountId: $0.accountId, type: $0.type) }
            .mapValues { $0.map(\.item) }
        self.facts = facts
        self.indexes = indexes
        var positions: [IndexKey: [String?: [Int]]] = [:]
        for (key, items) in resources {
            for index in indexes where index.type == key.type {
                var table: [String?: [Int]] = [:]
                for (position, item) in items.enumerated() {
                    let strings = item.withRoot { index.property.strings(of: ConfigurationItem($0)) }
                    if strings.isEmpty { table[nil, default: []].append(position) }
                    for string in Set(strings) { table[string, default: []].append(position) }
                }
                positions[IndexKey(accountId: key.accountId, index: index)] = table
            }
        }
        self.positions = positions
    }

    /// The resources of a type in an account, in the order in which they were given. Valid while the graph lives.
    public func resources(_ type: ResourceType, account: String) -> [ConfigurationItem] {
        (resources[Key(accountId: account, type: type)] ?? []).map { ConfigurationItem($0.unretainedRoot) }
    }

    /// Those that have the string `value` at the property, or, for nil, no string; in the order in which they were
    /// given. Without the index it is looked for among all of them.
    public func resources(
        _ index: Index, account: String, value: String?
    ) -> some Sequence<ConfigurationItem> {
        let items = resources[Key(accountId: account, type: index.type)] ?? []
        let found =
            indexes.contains(index)
            ? positions[IndexKey(accountId: account, index: index)]?[value] ?? []
            : items.indices.filter { position in
                let strings = items[position].withRoot { index.property.strings(of: ConfigurationItem($0)) }
                return value.map(strings.contains) ?? strings.isEmpty
            }
        return found.lazy.map { ConfigurationItem(items[$0].unretainedRoot) }
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
