public import ConfigModel
public import JSON
public import Recording

/// A resource and the verdict on it: a test, and a paragraph of the rule's page.
public struct Example: Sendable {
    /// What is special about the resource, in a few words.
    public let name: String
    /// The verdict on it.
    public let expected: ComplianceType
    /// The item's `configuration`; nil for an item that has none.
    public let configuration: JSONLiteral?
    /// The item's `supplementaryConfiguration`.
    public let supplementaryConfiguration: JSONLiteral?
    /// The item's tags.
    public let tags: [(key: String, value: String)]
    /// Further members of the item, or other values of those that every example has.
    public let item: [(String, JSONLiteral)]
    /// Other resources of the account.
    public let related: [RelatedResource]
    /// Facts about the account.
    public let facts: [ExampleFact]
    /// Parameters other than the defaults.
    public let parameters: [String: String]
    /// Where the rule has several, the type of this resource.
    public let type: ResourceType?
    /// The evaluation's time.
    public let asOf: String
    /// Where the example is written, for messages.
    public let fileID: String
    /// Where the example is written, for messages.
    public let line: Int

    /// Another resource in an example.
    public struct RelatedResource: Sendable {
        /// Its type.
        public let type: ResourceType
        /// Its `configuration`.
        public let configuration: JSONLiteral
        /// Its `supplementaryConfiguration`.
        public let supplementaryConfiguration: JSONLiteral?
        /// Further members of its item.
        public let item: [(String, JSONLiteral)]

        /// - Parameter item: further members, such as `resourceId` and `awsRegion`.
        public init(
            _ type: ResourceType, _ configuration: JSONLiteral, supplementary: JSONLiteral? = nil,
            item: KeyValuePairs<String, JSONLiteral> = [:]
        ) {
            self.type = type
            self.configuration = configuration
            supplementaryConfiguration = supplementary
            self.item = item.map { ($0, $1) }
        }
    }

    /// Makes examples of one verdict: `.compliant("encrypted", ["storageEncrypted": true])`.
    public struct Maker: Sendable {
        let expected: ComplianceType

        /// An example. The resource lies in account 123456789012, region us-east-1, and is called `example`.
        public func callAsFunction(
            _ name: String, _ configuration: JSONLiteral? = [:], supplementary: JSONLiteral? = nil,
            tags: KeyValuePairs<String, String> = [:], item: KeyValuePairs<String, JSONLiteral> = [:],
            related: [RelatedResource] = [], facts: [ExampleFact] = [], with parameters: [String: String] = [:],
            type: ResourceType? = nil, asOf: String = "2026-01-01T00:00:00Z", fileID: String = #fileID,
            line: Int = #line
        ) -> Example {
            Example(
                name: name, expected: expected, configuration: configuration,
                supplementaryConfiguration: supplementary, tags: tags.map { ($0, $1) }, item: item.map { ($0, $1) },
                related: related, facts: facts, parameters: parameters, type: type, asOf: asOf, fileID: fileID,
                line: line)
        }
    }

    /// A resource that does what the rule asks for.
    public static let compliant = Maker(expected: .compliant)
    /// A resource that breaks the rule.
    public static let nonCompliant = Maker(expected: .nonCompliant)
    /// A resource that the rule has nothing to say about.
    public static let notApplicable = Maker(expected: .notApplicable)
    /// A resource about which too little is known.
    public static let insufficientData = Maker(expected: .insufficientData)
}

/// A fact in an example, in the words of the command that supplies it.
public enum ExampleFact: Sendable {
    /// The `SummaryMap` of get-account-summary.
    case accountSummary(JSONLiteral)
    /// The `PasswordPolicy` of get-account-password-policy; nil for an account without one.
    case passwordPolicy(JSONLiteral?)
    /// Rows of the credential report by column; `user` names the row, ARNs are filled in, other columns are `N/A`.
    case credentialReport([[String: String]])
    /// The `VirtualMFADevices` of list-virtual-mfa-devices.
    case virtualMFADevices(JSONLiteral)
}

extension Example {
    /// The account of every example.
    public static let accountId = "123456789012"

    /// The item as a recorder would write it.
    public func itemLiteral(scope: [ResourceType]) -> JSONLiteral {
        Self.literal(
            type: type ?? scope.first ?? .account, configuration: configuration,
            supplementary: supplementaryConfiguration, tags: tags, item: item)
    }

    private static func literal(
        type: ResourceType, configuration: JSONLiteral?, supplementary: JSONLiteral?,
        tags: [(key: String, value: String)], item: [(String, JSONLiteral)]
    ) -> JSONLiteral {
        var members: [(String, JSONLiteral)] = [
            ("configurationItemStatus", "OK"), ("configurationItemCaptureTime", "2025-12-31T00:00:00.000Z"),
            ("awsAccountId", .string(accountId)), ("awsRegion", "us-east-1"),
            ("resourceType", .string(type.rawValue)), ("resourceId", "example"),
        ]
        if let configuration { members.append(("configuration", configuration)) }
        if let supplementary { members.append(("supplementaryConfiguration", supplementary)) }
        if !tags.isEmpty { members.append(("tags", .object(tags.map { ($0.key, .string($0.value)) }))) }
        for (name, value) in item {
            members.removeAll { $0.0 == name }
            members.append((name, value))
        }
        return .object(members)
    }

    /// The other resources as a recorder would write them.
    public var relatedLiterals: [(type: ResourceType, item: JSONLiteral)] {
        related.map {
            let literal = Self.literal(
                type: $0.type, configuration: $0.configuration, supplementary: $0.supplementaryConfiguration, tags: [],
                item: $0.item)
            return ($0.type, literal)
        }
    }

    /// The facts as the graph holds them.
    public func accountFacts() throws -> AccountFacts {
        var known = AccountFacts()
        for fact in facts {
            switch fact {
            case .accountSummary(let map): known.accountSummary = try JSONDocument(JSONWriter.text(map))
            case .passwordPolicy(nil): known.passwordPolicy = AccountFacts.PasswordPolicy.none
            case .passwordPolicy(let policy?): known.passwordPolicy = .policy(try JSONDocument(JSONWriter.text(policy)))
            case .virtualMFADevices(let list): known.virtualMFADevices = try JSONDocument(JSONWriter.text(list))
            case .credentialReport(let rows): known.credentialReport = try CredentialReport(csv: Self.csv(rows))
            }
        }
        return known
    }

    private static func csv(_ rows: [[String: String]]) -> String {
        let columns = [
            "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
            "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
            "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
            "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
            "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated",
            "cert_2_active", "cert_2_last_rotated",
        ]
        let lines = rows.map { row in
            let user = row["user"] ?? ""
            let resource = user == "<root_account>" ? "root" : "user/\(user)"
            return columns.map { column in
                row[column] ?? (column == "arn" ? "arn:aws:iam::\(accountId):\(resource)" : "N/A")
            }.joined(separator: ",")
        }
        return ([columns.joined(separator: ",")] + lines).joined(separator: "\n")
    }
}
