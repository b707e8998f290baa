public import ConfigModel
public import JSON

/// What rules may ask about beyond the item that they judge: the account's live resources, and facts.
///
/// What is handed out is valid while the answering object lives and, of a store, until the evaluation ends.
public protocol RelatedResources {
    /// The resources of a type in an account, in a fixed order.
    func resources(_ type: ResourceType, account: String) -> [ConfigurationItem]
    /// Those that have the string `value` at the property, or, for nil, no string; in a fixed order.
    func resources(_ index: ResourceIndex, account: String, value: String?) -> RelatedItems
    /// Whether an account has a resource of this type, so that the type is recorded at all.
    func records(_ type: ResourceType, account: String) -> Bool
    /// What is known about an account beyond its items.
    func facts(account: String) -> AccountFacts
}

/// Items that are looked at only as far as somebody asks: of a thousand, a rule may want the first.
public struct RelatedItems: Sequence {
    private let count: Int
    private let item: (Int) -> ConfigurationItem

    /// The items `item(0)` to `item(count - 1)`.
    public init(count: Int, item: @escaping (Int) -> ConfigurationItem) {
        self.count = count
        self.item = item
    }

    public func makeIterator() -> some IteratorProtocol<ConfigurationItem> {
        (0..<count).lazy.map(item).makeIterator()
    }
}

/// What resources can be looked up by: the string, or each of the strings, that an item has there.
public enum ResourceProperty: Hashable, Sendable {
    case resourceId
    /// A member of the configuration.
    case configuration(String)
    /// The ids of the resources that the item has relationships to.
    case relatedResourceId

    /// The strings that `item` has there.
    public func strings(of item: ConfigurationItem) -> [String] {
        switch self {
        case .resourceId: item.resourceId.strings
        case .configuration(let name): item.configuration.member(name).strings
        case .relatedResourceId: item.relationships.elements.compactMap { $0["resourceId"].string }
        }
    }
}

/// A look-up that is to take the same time however many resources there are.
public struct ResourceIndex: Hashable, Sendable {
    public let type: ResourceType
    public let property: ResourceProperty

    /// Resources of `type` by `property`.
    public init(_ type: ResourceType, by property: ResourceProperty) {
        self.type = type
        self.property = property
    }
}

/// Related resources in memory: the present state of every resource that some rule looks at from another resource, and
/// what is known about accounts.
///
/// Filled once, then only read, from any number of threads.
public final class RelatedResourceTable: RelatedResources, Sendable {
    private let resources: [Key: [JSONDocument]]
    private let facts: [String: AccountFacts]
    private let indexes: Set<ResourceIndex>
    /// By index and account: the positions in `resources` of the items that have a string, or none (nil).
    private let positions: [IndexKey: [String?: [Int]]]

    private struct Key: Hashable {
        let accountId: String
        let type: ResourceType
    }

    private struct IndexKey: Hashable {
        let accountId: String
        let index: ResourceIndex
    }

    /// A resource as it goes into the table: the newest item of it.
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

    /// Makes the table and its indexes, which takes a look at every item of an indexed type.
    public init(nodes: [Node] = [], facts: [String: AccountFacts] = [:], indexes: Set<ResourceIndex> = []) {
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

    /// The resources of a type in an account, in the order in which they were given. Valid while the table lives.
    public func resources(_ type: ResourceType, account: String) -> [ConfigurationItem] {
        (resources[Key(accountId: account, type: type)] ?? []).map { ConfigurationItem($0.unretainedRoot) }
    }

    /// Those that have the string `value` at the property, or, for nil, no string; in the order in which they were
    /// given. Without the index it is looked for among all of them.
    public func resources(_ index: ResourceIndex, account: String, value: String?) -> RelatedItems {
        let items = resources[Key(accountId: account, type: index.type)] ?? []
        let found =
            indexes.contains(index)
            ? positions[IndexKey(accountId: account, index: index)]?[value] ?? []
            : items.indices.filter { position in
                let strings = items[position].withRoot { index.property.strings(of: ConfigurationItem($0)) }
                return value.map(strings.contains) ?? strings.isEmpty
            }
        return RelatedItems(count: found.count) { ConfigurationItem(items[found[$0]].unretainedRoot) }
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
