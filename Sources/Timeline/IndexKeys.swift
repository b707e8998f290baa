import ByteSource
public import ConfigModel
import Recording
import Store

/// What a resource is told from others by.
public struct ResourceKey: Sendable, Hashable {
    public let accountId: String
    /// `global` for global resources.
    public let awsRegion: String
    /// In AWS's own case.
    public let resourceType: ResourceType
    /// The resource id, or what else tells it from others of its type.
    public let resourceId: String

    /// See the properties.
    public init(accountId: String, awsRegion: String, resourceType: ResourceType, resourceId: String) {
        self.accountId = accountId
        self.awsRegion = awsRegion
        self.resourceType = resourceType
        self.resourceId = resourceId
    }

    /// What tells the resource that `item` is about; nil when nothing does.
    public init?(_ item: ConfigurationItem) {
        guard let type = item.resourceType.string,
            let id = [item.resourceId, item.arn, item.resourceName].lazy.compactMap(\.string).first(where: {
                !$0.isEmpty
            })
        else { return nil }
        self.init(
            accountId: item.accountId.string ?? "", awsRegion: item.awsRegion.string ?? "",
            resourceType: ResourceType(rawValue: type), resourceId: id)
    }
}

extension ResourceKey {
    /// The account itself.
    static func account(_ id: String) -> ResourceKey {
        ResourceKey(accountId: id, awsRegion: "global", resourceType: .account, resourceId: id)
    }

    /// A user whom only a credential report names.
    static func user(_ row: CredentialReport.Row, account: String) -> ResourceKey {
        user(named: row.user, account: account)
    }

    static func user(named name: String, account: String) -> ResourceKey {
        ResourceKey(accountId: account, awsRegion: "global", resourceType: .iamUser, resourceId: name)
    }
}

/// An account id as a number, for what has no item to read it from: ids of up to 17 digits, leading zeros included; 0 for
/// any other.
enum AccountNumber {
    static func encode(_ id: String) -> UInt64 {
        guard (1...17).contains(id.utf8.count), id.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return 0 }
        return UInt64(id.utf8.count) << 58 | id.utf8.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
    }

    static func decode(_ number: UInt64) -> String? {
        guard number != 0 else { return nil }
        let digits = String(number & (1 << 58 - 1))
        return String(repeating: "0", count: max(0, Int(number >> 58) - digits.count)) + digits
    }
}

/// The number of a resource in a store: that of its first index entry.
typealias Ordinal = Int

/// A question that a rule asked beyond its item; whoever answers differently from now on makes the rule run again.
enum LookUp: Hashable {
    /// All resources of a type.
    case all(ResourceType)
    /// Those that have a string, or none, at a property.
    case matching(ResourceIndex, String?)
    /// Whether there is any of a type.
    case existence(ResourceType)
}

/// What entries are found by. The kind is part of every key, and stands in the entry's flags as well.
enum IndexKey {
    enum Kind: UInt64 {
        case resource = 1
        case capture, member, verdict, property, reader, link, due, account, fact, name, rules
    }

    private static func start(_ kind: Kind) -> StableHash {
        var hash = StableHash()
        hash.add(kind.rawValue)
        return hash
    }

    static func resource(_ key: ResourceKey) -> StableHash {
        var hash = start(.resource)
        hash.add(key.accountId)
        hash.add(key.awsRegion)
        hash.add(key.resourceType.rawValue)
        hash.add(key.resourceId)
        return hash.finished
    }

    /// Tells resources of one account and region from others.
    static func place(accountId: String, awsRegion: String) -> UInt64 {
        var hash = StableHash()
        hash.add(accountId)
        hash.add(awsRegion)
        return hash.key
    }

    static func captures(_ ordinal: Ordinal) -> UInt64 {
        var hash = start(.capture)
        hash.add(UInt64(ordinal))
        return hash.key
    }

    /// What was captured of a resource at one time; nil for what names none.
    static func captures(_ ordinal: Ordinal, at milliseconds: Int?) -> UInt64 {
        var hash = start(.link)
        hash.add(UInt64(ordinal))
        hash.add(milliseconds == nil ? 0 : 1 as UInt64)
        hash.add(UInt64(bitPattern: Int64(milliseconds ?? 0)))
        return hash.key
    }

    static func members(_ type: ResourceType, account: String) -> UInt64 {
        var hash = start(.member)
        hash.add(account)
        hash.add(type.rawValue)
        return hash.key
    }

    static func verdict(_ ordinal: Ordinal, rule: UInt64) -> UInt64 {
        var hash = start(.verdict)
        hash.add(UInt64(ordinal))
        hash.add(rule)
        return hash.key
    }

    /// A rule as entries name it.
    static func rule(_ name: String) -> UInt64 {
        var hash = StableHash()
        hash.add(name)
        return hash.key
    }

    static func property(_ index: ResourceIndex, account: String, value: String?) -> UInt64 {
        lookUp(.matching(index, value), account: account, .property)
    }

    static func readers(_ lookUp: LookUp, account: String) -> UInt64 {
        self.lookUp(lookUp, account: account, .reader)
    }

    private static func lookUp(_ lookUp: LookUp, account: String, _ kind: Kind) -> UInt64 {
        var hash = start(kind)
        hash.add(account)
        switch lookUp {
        case .all(let type):
            hash.add(0 as UInt64)
            hash.add(type.rawValue)
        case .existence(let type):
            hash.add(1 as UInt64)
            hash.add(type.rawValue)
        case .matching(let index, let value):
            hash.add(2 as UInt64)
            hash.add(index.type.rawValue)
            switch index.property {
            case .resourceId: hash.add("resourceId")
            case .relatedResourceId: hash.add("relatedResourceId")
            case .configuration(let name): hash.add("configuration." + name)
            }
            // An empty string and none are not the same.
            hash.add(value == nil ? 0 : 1 as UInt64)
            hash.add(value ?? "")
        }
        return hash.key
    }

    /// That an entry like this is there already.
    static func link(_ key: UInt64, _ ordinal: Ordinal, _ rule: UInt64) -> UInt64 {
        var hash = start(.link)
        hash.add(key)
        hash.add(UInt64(ordinal))
        hash.add(rule)
        return hash.key
    }

    static func due(account: String, tick: Int) -> UInt64 {
        var hash = start(.due)
        hash.add(account)
        hash.add(UInt64(bitPattern: Int64(tick)))
        return hash.key
    }

    static func account(_ id: String) -> UInt64 {
        var hash = start(.account)
        hash.add(id)
        return hash.key
    }

    static func fact(_ fact: Fact, account: String) -> UInt64 {
        var hash = start(.fact)
        hash.add(account)
        hash.add(fact.rawValue)
        return hash.key
    }

    static func name(_ text: String) -> UInt64 {
        var hash = start(.name)
        hash.add(text)
        return hash.key
    }

    static var rules: UInt64 { start(.rules).key }
}
