public import ConfigModel
public import JSON

/// What is recorded, and how often: AWS Config's configuration recorder (AWS Config API Reference,
/// "ConfigurationRecorder", "RecordingGroup", "RecordingMode").
public struct ConfigurationRecorder: Sendable, Equatable {
    /// How often a type is recorded.
    public enum Frequency: String, Sendable {
        /// Every change.
        case continuous = "CONTINUOUS"
        /// The last state of a day, and only if it differs.
        case daily = "DAILY"
    }

    /// Which types are recorded.
    enum Group: Sendable, Equatable {
        /// What comes is recorded: nobody has configured a recorder.
        case everything
        case allSupported(includingGlobal: Bool)
        case inclusion(Set<String>)
        case exclusion(Set<String>)
    }

    /// What is recorded in another frequency than the rest.
    struct Override: Sendable, Equatable {
        let description: String?
        let resourceTypes: [String]
        let frequency: Frequency
    }

    /// `default`, as AWS names it.
    public private(set) var name = "default"
    /// The role that AWS would record with; kept, and not used.
    private(set) var roleARN: String?
    private(set) var group = Group.everything
    private(set) var frequency = Frequency.continuous
    private(set) var overrides: [Override] = []

    /// The recorder of a store for which nobody has configured one: it takes all that comes.
    public init() {}

    /// Whether somebody configured it, so that what a complete snapshot lacks was deleted.
    public var isConfigured: Bool { group != .everything }

    /// Whether items of a type are recorded.
    public func records(_ type: ResourceType) -> Bool {
        switch group {
        case .everything: true
        case .allSupported(let includingGlobal): includingGlobal || !Self.globalTypes.contains(type.rawValue)
        case .inclusion(let types): types.contains(type.rawValue)
        case .exclusion(let types): !types.contains(type.rawValue)
        }
    }

    /// How often a type is recorded; the last override that names it counts.
    public func mode(for type: ResourceType) -> Frequency {
        overrides.last { $0.resourceTypes.contains(type.rawValue) }?.frequency ?? frequency
    }

    /// What `allSupported` leaves out unless global types are included.
    private static let globalTypes: Set = [
        ResourceType.iamUser, .iamGroup, .iamRole, .iamPolicy,
    ].reduce(into: Set<String>()) { $0.insert($1.rawValue) }
}

extension ConfigurationRecorder {
    /// What is wrong with a recorder's configuration.
    public enum ConfigurationError: Error, Equatable, CustomStringConvertible {
        /// The document holds no recorder.
        case noRecorder
        /// The text is no JSON, from this byte on.
        case notJSON(offset: Int)
        case unknownMember(String)
        /// A member has a value that it cannot have.
        case malformed(String, expected: String)
        /// Two members exclude each other.
        case contradiction(String)

        public var description: String {
            switch self {
            case .noRecorder:
                "no configuration recorder: expected the input of aws configservice put-configuration-recorder"
            case .notJSON(let offset): "byte \(offset): the text is not JSON"
            case .unknownMember(let path): "'\(path)' is not a member of a configuration recorder"
            case .malformed(let path, let expected): "'\(path)' must be \(expected)"
            case .contradiction(let what): what
            }
        }
    }

    /// Reads put-configuration-recorder's input, the recorder alone, or the answer of describe-configuration-recorders.
    public init(_ json: JSONValue) throws(ConfigurationError) {
        let recorders = json["ConfigurationRecorders"]
        let wrapped =
            recorders.isArray ? recorders.elements.first { $0.isObject } ?? json.missing : json["ConfigurationRecorder"]
        let value = wrapped.isObject ? wrapped : json
        guard value.isObject, recorders.isMissing || wrapped.isObject,
            wrapped.isObject || !value["recordingGroup"].isMissing || !value["recordingMode"].isMissing
                || !value["roleARN"].isMissing
        else { throw .noRecorder }
        try Self.check(
            value, "ConfigurationRecorder",
            ["name", "roleARN", "arn", "recordingGroup", "recordingMode", "recordingScope", "servicePrincipal"])
        name = value["name"].string ?? "default"
        roleARN = value["roleARN"].string
        group = try Self.group(value["recordingGroup"])
        (frequency, overrides) = try Self.mode(value["recordingMode"])
    }

    private static func check(_ value: JSONValue, _ path: String, _ known: Set<String>) throws(ConfigurationError) {
        guard value.isObject else { throw .malformed(path, expected: "an object") }
        for (name, _) in value.members {
            let name = name.string ?? ""
            guard known.contains(name) else { throw .unknownMember(path + "." + name) }
        }
    }

    private static func group(_ value: JSONValue) throws(ConfigurationError) -> Group {
        // AWS's default: all but the global types of IAM.
        guard !value.isNull else { return .allSupported(includingGlobal: false) }
        let path = "recordingGroup"
        try check(
            value, path,
            [
                "allSupported", "includeGlobalResourceTypes", "resourceTypes", "exclusionByResourceTypes",
                "recordingStrategy",
            ])
        let included = try types(value["resourceTypes"], path + ".resourceTypes")
        let excluded = try types(
            value["exclusionByResourceTypes"]["resourceTypes"], path + ".exclusionByResourceTypes.resourceTypes")
        let all = value["allSupported"].bool ?? false
        let global = value["includeGlobalResourceTypes"].bool ?? false
        switch value["recordingStrategy"]["useOnly"].string {
        case "EXCLUSION_BY_RESOURCE_TYPES":
            if excluded.isEmpty { throw .contradiction("recordingStrategy excludes by resource types, and names none") }
            return .exclusion(excluded)
        case "INCLUSION_BY_RESOURCE_TYPES":
            if all { throw .contradiction("recordingStrategy includes by resource types, but allSupported is true") }
            if included.isEmpty { throw .contradiction("recordingStrategy includes by resource types, and names none") }
            return .inclusion(included)
        case "ALL_SUPPORTED_RESOURCE_TYPES":
            if !included.isEmpty {
                throw .contradiction("recordingStrategy takes all types, but resourceTypes names some")
            }
            return .allSupported(includingGlobal: global)
        case nil: break
        default:
            throw .malformed(
                path + ".recordingStrategy.useOnly",
                expected:
                    "ALL_SUPPORTED_RESOURCE_TYPES, INCLUSION_BY_RESOURCE_TYPES or EXCLUSION_BY_RESOURCE_TYPES")
        }
        if !excluded.isEmpty {
            throw .contradiction("exclusionByResourceTypes needs recordingStrategy EXCLUSION_BY_RESOURCE_TYPES")
        }
        if all, !included.isEmpty { throw .contradiction("allSupported is true, but resourceTypes names some") }
        if !all, global { throw .contradiction("includeGlobalResourceTypes needs allSupported") }
        if !all, included.isEmpty {
            throw .contradiction("nothing is recorded: allSupported is not true, and resourceTypes names none")
        }
        return all ? .allSupported(includingGlobal: global) : .inclusion(included)
    }

    private static func mode(_ value: JSONValue) throws(ConfigurationError) -> (Frequency, [Override]) {
        guard !value.isNull else { return (.continuous, []) }
        let path = "recordingMode"
        try check(value, path, ["recordingFrequency", "recordingModeOverrides"])
        var overrides: [Override] = []
        for entry in value["recordingModeOverrides"].elements {
            try check(entry, path + ".recordingModeOverrides", ["description", "resourceTypes", "recordingFrequency"])
            overrides.append(
                Override(
                    description: entry["description"].string,
                    resourceTypes: try types(entry["resourceTypes"], path + ".recordingModeOverrides.resourceTypes")
                        .sorted(),
                    frequency: try frequency(
                        entry["recordingFrequency"], path + ".recordingModeOverrides.recordingFrequency")))
        }
        return (try frequency(value["recordingFrequency"], path + ".recordingFrequency"), overrides)
    }

    private static func frequency(_ value: JSONValue, _ path: String) throws(ConfigurationError) -> Frequency {
        guard let frequency = value.string.flatMap(Frequency.init(rawValue:)) else {
            throw .malformed(path, expected: "CONTINUOUS or DAILY")
        }
        return frequency
    }

    private static func types(_ value: JSONValue, _ path: String) throws(ConfigurationError) -> Set<String> {
        guard !value.isNull else { return [] }
        guard value.isArray, value.elements.allSatisfy(\.isString) else {
            throw .malformed(path, expected: "a list of resource types")
        }
        return Set(value.strings)
    }

    /// The recorder in the shape in which it was put.
    public var json: JSONLiteral {
        var members: [(String, JSONLiteral)] = [("name", .string(name))]
        if let roleARN { members.append(("roleARN", .string(roleARN))) }
        func list(_ types: some Sequence<String>) -> JSONLiteral { .array(types.sorted().map(JSONLiteral.string)) }
        let group: JSONLiteral =
            switch self.group {
            case .everything, .allSupported(includingGlobal: true):
                ["allSupported": true, "includeGlobalResourceTypes": true]
            case .allSupported: ["allSupported": true, "includeGlobalResourceTypes": false]
            case .inclusion(let types):
                ["allSupported": false, "includeGlobalResourceTypes": false, "resourceTypes": list(types)]
            case .exclusion(let types):
                [
                    "allSupported": false, "includeGlobalResourceTypes": false,
                    "exclusionByResourceTypes": ["resourceTypes": list(types)],
                    "recordingStrategy": ["useOnly": "EXCLUSION_BY_RESOURCE_TYPES"],
                ]
            }
        members.append(("recordingGroup", group))
        var mode: [(String, JSONLiteral)] = [("recordingFrequency", .string(frequency.rawValue))]
        if !overrides.isEmpty {
            mode.append(
                (
                    "recordingModeOverrides",
                    .array(
                        overrides.map { entry in
                            var members: [(String, JSONLiteral)] = []
                            if let text = entry.description { members.append(("description", .string(text))) }
                            members.append(("resourceTypes", list(entry.resourceTypes)))
                            members.append(("recordingFrequency", .string(entry.frequency.rawValue)))
                            return .object(members)
                        })
                ))
        }
        members.append(("recordingMode", .object(mode)))
        return .object(members)
    }
}
