public import JSON

/// A configuration item as it was recorded: a view of its JSON with AWS's two spellings made one
/// (AWS Config Developer Guide, "Components of a Configuration Item"; API Reference, "ConfigurationItem").
///
/// Valid as long as the JSON it was read from.
public struct ConfigurationItem {
    /// The item as it was given.
    public let json: JSONValue
    /// `AWS::EC2::Instance`
    public private(set) var resourceType: JSONValue
    /// AWS Config's id of the resource: `sg-0abc`, a name, or an ARN, depending on the type.
    public private(set) var resourceId: JSONValue
    /// Missing for many types.
    public private(set) var resourceName: JSONValue
    /// `ARN` in files, `arn` in API output.
    public private(set) var arn: JSONValue
    /// `awsAccountId` in files, `accountId` in API output.
    public private(set) var accountId: JSONValue
    /// `global` for global resources.
    public private(set) var awsRegion: JSONValue
    /// `configurationItemCaptureTime`: see ``capturedAt``.
    public private(set) var captureTime: JSONValue
    /// `configurationItemStatus`: see ``status``.
    public private(set) var statusText: JSONValue
    /// `configurationStateId`, a number in files and a string in API output.
    public private(set) var stateId: JSONValue
    /// The map or list of tags beside the configuration: see ``allTags``.
    public private(set) var tags: JSONValue
    /// The list of relationships.
    public private(set) var relationships: JSONValue
    private var recordedConfiguration: JSONValue
    private var recordedSupplementary: JSONValue

    /// Looks at `json` once and notes where everything is. The last of two equal members counts.
    public init(_ json: JSONValue) {
        self.json = json
        let missing = json.missing
        resourceType = missing
        resourceId = missing
        resourceName = missing
        arn = missing
        accountId = missing
        awsRegion = missing
        captureTime = missing
        statusText = missing
        stateId = missing
        tags = missing
        relationships = missing
        recordedConfiguration = missing
        recordedSupplementary = missing
        let plain = json.hasPlainNames
        for (name, value) in json.members {
            func isCalled(_ text: StaticString) -> Bool { plain ? name.isWritten(text) : name == text }
            // By length first: one comparison for most members.
            switch plain ? name.writtenLength : name.withUTF8(\.count) {
            case 3 where isCalled("ARN") || isCalled("arn"): arn = value
            case 4 where isCalled("tags"): tags = value
            case 9 where isCalled("awsRegion"): awsRegion = value
            case 9 where isCalled("accountId"): accountId = value
            case 10 where isCalled("resourceId"): resourceId = value
            case 12 where isCalled("resourceType"): resourceType = value
            case 12 where isCalled("resourceName"): resourceName = value
            case 12 where isCalled("awsAccountId"): accountId = value
            case 13 where isCalled("configuration"): recordedConfiguration = value
            case 13 where isCalled("relationships"): relationships = value
            case 20 where isCalled("configurationStateId") || isCalled("configurationStateID"): stateId = value
            case 23 where isCalled("configurationItemStatus"): statusText = value
            case 26 where isCalled("supplementaryConfiguration"): recordedSupplementary = value
            case 28 where isCalled("configurationItemCaptureTime"): captureTime = value
            default: break
            }
        }
    }

    /// What the resource's service says about it. API output writes it as JSON in a string; here it is an object in
    /// either case, or missing.
    public var configuration: JSONValue {
        recordedConfiguration.isString ? recordedConfiguration.embedded : recordedConfiguration
    }

    /// One member of `supplementaryConfiguration`, read out of the string that some members and all API output put it in.
    public func supplementary(_ name: StaticString) -> JSONValue {
        let all = recordedSupplementary.isString ? recordedSupplementary.embedded : recordedSupplementary
        let value = all[name]
        guard value.isString else { return value }
        let embedded = value.embedded
        return embedded.isMissing ? value : embedded
    }

    /// The members of `supplementaryConfiguration` as they stand: some, and all of API output, are JSON in a string.
    public var supplementaryMembers: JSONValue.Members {
        (recordedSupplementary.isString ? recordedSupplementary.embedded : recordedSupplementary).members
    }

    /// Whether there is a `supplementaryConfiguration` with something in it.
    public var hasSupplementaryConfiguration: Bool {
        recordedSupplementary.isString || !recordedSupplementary.members.isEmpty
    }

    /// When the item was captured; nil where it does not say, or says nothing that is a time.
    public var capturedAt: Timestamp? { captureTime.timestamp }

    /// What the recorder says happened. An item without a status is taken as a live one.
    public var status: Status {
        if statusText.isMissing || statusText == "OK" || statusText == "ResourceDiscovered" { return .live }
        if statusText == "ResourceDeleted" || statusText == "ResourceDeletedNotRecorded" { return .deleted }
        if statusText == "ResourceNotRecorded" { return .notRecorded }
        return .live
    }

    /// The item statuses, as far as they matter to a verdict (API Reference, "ConfigurationItem":
    /// configurationItemStatus).
    public enum Status: Sendable {
        /// `OK`, `ResourceDiscovered`
        case live
        /// `ResourceDeleted`, `ResourceDeletedNotRecorded`
        case deleted
        /// `ResourceNotRecorded`
        case notRecorded
    }

    /// The value of the tag `key`, from the item's `tags` or, where it has none, from the list or map of tags inside
    /// its configuration.
    public func tag(_ key: String) -> String? {
        allTags.last { $0.key == key }?.value
    }

    /// All tags, in the order of the text.
    public var allTags: [(key: String, value: String)] {
        // Looked up again where there are none, so that a trace knows that somebody asked.
        let own = tags.count == 0 ? json["tags"] : tags
        for source in [
            own, configuration["tags"], configuration["Tags"], configuration["tagSet"], configuration["tagList"],
        ] {
            let found = Self.tags(in: source)
            if !found.isEmpty { return found }
        }
        return []
    }

    /// A map of tags, or a list of pairs under any of the names that services use for them.
    private static func tags(in value: JSONValue) -> [(key: String, value: String)] {
        if value.isObject {
            return value.members.compactMap { name, value in name.string.map { ($0, value.string ?? "") } }
        }
        return value.elements.compactMap { pair in
            for names: (StaticString, StaticString) in [
                ("key", "value"), ("Key", "Value"), ("tagKey", "tagValue"), ("TagKey", "TagValue"),
                ("tagName", "tagValue"),
            ] {
                if let key = pair[names.0].string { return (key, pair[names.1].string ?? "") }
            }
            return nil
        }
    }
}
