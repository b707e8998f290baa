import ConfigModel
import JSON

/// A trail as its item records it.
struct Trail {
    let item: ConfigurationItem

    init(_ item: ConfigurationItem) { self.item = item }

    var name: String {
        item.configuration["name"].string ?? item.resourceName.string ?? item.resourceId.string ?? "of no name"
    }

    enum Setting {
        case made(String)
        case off
        case unrecorded
    }

    /// A text among the trail's settings. The recorder writes null for one that was not made, or leaves it out; a
    /// trail without its bucket is not all there.
    func setting(_ name: StaticString) -> Setting {
        let value = item.configuration[name]
        if value.isMissing { return item.configuration["s3BucketName"].isString ? .off : .unrecorded }
        guard let text = value.string, !text.isEmpty else { return .off }
        return .made(text)
    }

    private var status: JSONValue { item.supplementary("TrailStatus").embedded }

    /// Whether the trail writes events at present; nil where the item does not tell.
    var isLogging: Bool? { status["isLogging"].lenientBool ?? status["IsLogging"].lenientBool }

    var lastLogsDelivery: Timestamp? {
        let time = status["latestCloudWatchLogsDeliveryTime"]
        return time.isMissing ? status["LatestCloudWatchLogsDeliveryTime"].timestamp : time.timestamp
    }

    /// The event selectors; nil where the item does not tell. A trail without custom ones has CloudTrail's default.
    var events: TrailEvents? {
        let basic = item.supplementary("EventSelectors").embedded
        let advanced = item.supplementary("AdvancedEventSelectors").embedded
        let selectors = [basic, basic["EventSelectors"], basic["AdvancedEventSelectors"], advanced]
            .flatMap(\.elements)
        if !selectors.isEmpty { return TrailEvents(selectors: selectors) }
        return item.configuration["hasCustomEventSelectors"].lenientBool == false ? .standard : nil
    }
}

/// Which events a trail records, by its basic and advanced event selectors (CloudTrail API Reference, "EventSelector",
/// "AdvancedEventSelector"). The names are those of the API in either case.
struct TrailEvents {
    struct Access: OptionSet {
        let rawValue: Int
        static let read = Access(rawValue: 1)
        static let write = Access(rawValue: 2)
        static let all: Access = [.read, .write]
    }

    /// The kinds of management events that are recorded, as far as no source is left out.
    private(set) var management: Access = []
    /// Whether management events of some source are left out.
    var excludesSources: Bool { hasExclusion && management != .all }
    private var hasExclusion = false
    /// Whether the object-level events of all buckets are recorded.
    private(set) var coversAllBuckets = false
    /// The ARNs of the buckets whose object-level events are all recorded, with a slash behind.
    private(set) var bucketPrefixes: Set<String> = []

    /// What a trail without custom selectors records: all management events.
    static let standard: TrailEvents = {
        var events = TrailEvents()
        events.management = .all
        return events
    }()

    private init() {}

    init(selectors: [JSONValue]) {
        for selector in selectors {
            let fields = Self.member(selector, "fieldSelectors", "FieldSelectors")
            if fields.isArray { addAdvanced(fields) } else { addBasic(selector) }
        }
    }

    private mutating func addBasic(_ selector: JSONValue) {
        let excluded = Self.member(selector, "excludeManagementEventSources", "ExcludeManagementEventSources")
        if Self.member(selector, "includeManagementEvents", "IncludeManagementEvents").lenientBool ?? true {
            switch Self.member(selector, "readWriteType", "ReadWriteType").string?.lowercased() {
            case _ where excluded.count > 0: hasExclusion = true
            case "readonly": management.insert(.read)
            case "writeonly": management.insert(.write)
            default: management = .all
            }
        }
        for resource in Self.member(selector, "dataResources", "DataResources").elements
        where Self.member(resource, "type", "Type") == "AWS::S3::Object" {
            for value in Self.member(resource, "values", "Values").strings { addBuckets(value) }
        }
    }

    private mutating func addAdvanced(_ fields: JSONValue) {
        var category = ""
        var isObjects = false
        var access = Access.all
        var prefixes: [String]?
        var isPartial = false
        for field in fields.elements {
            let equals = Self.member(field, "equals", "Equals")
            let startsWith = Self.member(field, "startsWith", "StartsWith")
            let isEquals = equals.count == 1 && startsWith.count == 0 && !Self.hasNegation(field)
            switch Self.member(field, "field", "Field").string {
            case "eventCategory" where isEquals: category = equals.strings.first ?? ""
            case "readOnly" where isEquals: access = equals.strings.first?.lowercased() == "true" ? .read : .write
            case "resources.type" where isEquals: isObjects = equals.strings == ["AWS::S3::Object"]
            case "resources.ARN" where !Self.hasNegation(field) && equals.count == 0: prefixes = startsWith.strings
            default: isPartial = true
            }
        }
        if category == "Management" {
            if isPartial { hasExclusion = true } else { management.formUnion(access) }
        } else if category == "Data", isObjects, !isPartial {
            guard let prefixes else {
                coversAllBuckets = true
                return
            }
            for prefix in prefixes { addBuckets(prefix) }
        }
    }

    private mutating func addBuckets(_ prefix: String) {
        let parts = prefix.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "arn", parts[2] == "s3" else { return }
        if parts.dropFirst(3).allSatisfy(\.isEmpty) { coversAllBuckets = true } else { bucketPrefixes.insert(prefix) }
    }

    private static func hasNegation(_ field: JSONValue) -> Bool {
        field.members.contains { name, value in
            value.count > 0 && name != "equals" && name != "Equals" && name != "startsWith" && name != "StartsWith"
        }
    }

    private static func member(_ value: JSONValue, _ name: StaticString, _ other: StaticString) -> JSONValue {
        let member = value[name]
        return member.isMissing ? value[other] : member
    }
}
