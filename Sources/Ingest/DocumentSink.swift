public import ConfigModel
public import JSON
public import Recording

/// Takes what an input holds, in the order of the text.
public protocol DocumentSink: AnyObject {
    /// The input's text begins.
    ///
    /// - Parameter isPlain: the text is the file's bytes as they are, so that offsets are places in the file.
    func begin(isPlain: Bool)
    /// A configuration item. Valid until the call returns.
    func item(_ item: ConfigurationItem, at place: ItemPlace)
    func fact(_ fact: FactDocument)
    /// Something to know about the input that is no fault, such as an advanced-query row without a resource type.
    func kind(_ kind: DocumentKind)
}

/// Where an item stands in a text.
public struct ItemPlace: Sendable {
    /// Where it, or the message around it, begins, in bytes.
    public let offset: Int
    /// The line of that, counted from 1 where reading began; 0 where nobody knows.
    public let line: Int
    /// The item's length in bytes where it stands in the text as it is; nil inside a message.
    public let length: Int?

    /// See the properties.
    public init(offset: Int, line: Int = 0, length: Int?) {
        self.offset = offset
        self.line = line
        self.length = length
    }
}

/// What a document is, told by its content.
public enum DocumentKind: String, Sendable, CaseIterable {
    /// A snapshot, a history file or API output: `configurationItems`.
    case items = "configuration items"
    /// A bare item.
    case item = "configuration item"
    /// A notification, from whatever wrapper.
    case message = "notification"
    /// What select-resource-config answers.
    case queryResult = "advanced query result"
    case fact = "fact"
    /// A document of AWS Config that holds neither items nor facts.
    case other = "AWS Config document without items"
}

/// A fact as it came in: not yet tied to an account.
public struct FactDocument: Sendable {
    /// What it says.
    public enum Content: Sendable {
        case accountSummary(JSONDocument)
        case passwordPolicy(AccountFacts.PasswordPolicy)
        case credentialReport(CredentialReport)
        case virtualMFADevices(JSONDocument)
    }

    /// What it says.
    public let content: Content
    /// The account that the document itself, or the path it came from, names.
    public let accountId: String?
    /// The input that it came in.
    public let path: String
    /// When it was made, where it says so: credential reports from the API do.
    public let generatedAt: Timestamp?

    /// A fact of an account, from the input at `path`.
    public init(content: Content, accountId: String?, path: String, generatedAt: Timestamp? = nil) {
        self.content = content
        self.accountId = accountId
        self.path = path
        self.generatedAt = generatedAt
    }

    /// Which fact it is.
    public var fact: Fact {
        switch content {
        case .accountSummary: .accountSummary
        case .passwordPolicy: .passwordPolicy
        case .credentialReport: .credentialReport
        case .virtualMFADevices: .virtualMFADevices
        }
    }
}

extension AccountFacts {
    /// Takes what a document says in the place of what was known.
    public mutating func set(_ content: FactDocument.Content) {
        switch content {
        case .accountSummary(let map): accountSummary = map
        case .passwordPolicy(let policy): passwordPolicy = policy
        case .credentialReport(let report): credentialReport = report
        case .virtualMFADevices(let list): virtualMFADevices = list
        }
    }
}
