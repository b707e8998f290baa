import ConfigModel
import JSON
import Recording
public import Store

/// A resource of a store, by what people know it by.
public struct StoredResource: Sendable {
    public let key: ResourceKey
    /// Empty where its items have none.
    public let name: String
    /// Empty where its items have none.
    public let arn: String
    let ordinal: Ordinal
}

/// Why a name does not tell one resource; the text is the caller's and the store's, and not made visible yet.
public enum NameError: Error, Equatable, Sendable {
    /// There is no such resource.
    case unknown(String)
    /// Several resources are called so; in order.
    case ambiguous(String, [ResourceKey])

    /// What is wrong, one line an element. Of what has no account or region stands `none` in the list.
    public var lines: [String] {
        switch self {
        case .unknown(let text):
            ["no resource is called '\(text)'; give its id, its name, its ARN, TYPE/ID, or ACCOUNT/REGION/TYPE/ID"]
        case .ambiguous(let text, let keys):
            ["'\(text)' may be any of these \(keys.count); give an ARN, TYPE/ID, or ACCOUNT/REGION/TYPE/ID:"]
                + keys.map { "  \($0.resourceType.rawValue)/\($0.resourceId)  \($0.shownAccount)  \($0.shownRegion)" }
        }
    }
}

// Finding resources by what people call them.
extension TimelineStore {
    /// The resource that `text` names: its id, its name, its ARN, TYPE/ID, or ACCOUNT/REGION/TYPE/ID. What was a name when
    /// the resource was first recorded counts. A type in another case than AWS's is understood.
    ///
    /// Only what is called so is looked at, however much the store holds.
    public func resource(named text: String) throws(StoreError) -> Result<StoredResource, NameError> {
        var found = try typed(text)
        if found.isEmpty { found = try candidates(text) }
        switch found.count {
        case 0: return .failure(.unknown(text))
        case 1: return .success(found[0])
        default: return .failure(.ambiguous(text, found.map(\.key).sorted { $0.precedes($1) }))
        }
    }

    /// What TYPE/ID names, behind ACCOUNT/REGION or not; those whose id it is count before those that only have it as a
    /// name.
    private func typed(_ text: String) throws(StoreError) -> [StoredResource] {
        var parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        var place: (account: Substring, region: Substring)?
        if parts.count == 4, parts[2].contains("::"), !parts[0].contains(":"), !parts[1].contains(":") {
            place = (parts[0], parts[1])
            parts.removeFirst(2)
        } else {
            parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        }
        guard parts.count == 2, parts[0].contains("::") else { return [] }
        let type = ResourceType.inAWSCase(String(parts[0]))
        let found = try candidates(String(parts[1])).filter { resource in
            resource.key.resourceType.rawValue == type
                && (place.map { $0 == (resource.key.shownAccount[...], resource.key.shownRegion[...]) } ?? true)
        }
        let exact = found.filter { $0.key.resourceId == parts[1] }
        return exact.isEmpty ? found : exact
    }

    private func candidates(_ text: String) throws(StoreError) -> [StoredResource] {
        var found: [StoredResource] = []
        for ordinal in Set(log.all(IndexKey.name(text)).map { Ordinal($0.a) }).sorted() {
            if let resource = try identify(ordinal, calledSo: text) { found.append(resource) }
        }
        return found
    }

    /// The resource with a number; nil when it is not called `text` after all, for entries are found by a hash.
    private func identify(_ ordinal: Ordinal, calledSo text: String) throws(StoreError) -> StoredResource? {
        let entry = log.entry(ordinal)
        let account = AccountNumber.decode(entry.d) ?? ""
        switch RecordingSession.ResourceKind(rawValue: entry.c) ?? .recorded {
        case .account:
            guard account == text else { return nil }
            return StoredResource(key: .account(account), name: "", arn: "", ordinal: ordinal)
        case .reportedUser:
            let arn = ARN(text)
            let name = arn?.resource.split(separator: "/").last.map(String.init) ?? text
            let key = ResourceKey.user(named: name, account: account)
            guard self.ordinal(key) == ordinal else { return nil }
            return StoredResource(key: key, name: name, arn: arn == nil ? "" : text, ordinal: ordinal)
        case .recorded:
            // The first to come had the name, or the newest has it, which says what it is called now.
            let all = log.all(IndexKey.captures(ordinal)).map(Capture.init)
            guard let first = all.last, let newest = all.max() else { return nil }
            var isCalledSo = false
            for capture in [first, newest] where !isCalledSo {
                isCalledSo = try document(capture.range).withRoot {
                    IncomingItem.names(of: ConfigurationItem($0)).contains(text)
                }
            }
            guard isCalledSo else { return nil }
            return try document(newest.range).withRoot { root in
                let item = ConfigurationItem(root)
                guard let key = ResourceKey(item) else { return nil }
                return StoredResource(
                    key: key, name: item.resourceName.string ?? "", arn: item.arn.string ?? "", ordinal: ordinal)
            }
        }
    }
}

extension ResourceKey {
    fileprivate var shownAccount: String { accountId.isEmpty ? "none" : accountId }
    fileprivate var shownRegion: String { awsRegion.isEmpty ? "none" : awsRegion }

    /// The order of lists for people.
    fileprivate func precedes(_ other: ResourceKey) -> Bool {
        (resourceType.rawValue, resourceId, accountId, awsRegion)
            < (other.resourceType.rawValue, other.resourceId, other.accountId, other.awsRegion)
    }
}
