import ConfigModel
import RuleKit

/// A KMS key in one of the ways to name it: the ARN or id of a key, the ARN or name of an alias.
struct KMSKeyReference {
    private let isAlias: Bool
    private let name: Substring
    /// Nil where the text does not say.
    private let region: String?
    private let accountId: String?

    /// - Parameter item: the resource that names the key, whose region and account an id without them means.
    init(_ text: String, in item: ConfigurationItem? = nil) {
        let arn = ARN(text)
        let resource = arn?.resource ?? text
        isAlias = resource.hasPrefix("alias/")
        name = resource.dropFirst(isAlias ? 6 : resource.hasPrefix("key/") ? 4 : 0)
        region = arn?.region ?? item?.awsRegion.string
        accountId = arn?.accountId ?? item?.accountId.string
    }

    /// Whether this is the alias of a key that AWS made for one of its services, such as `alias/aws/sns`.
    var isAWSAlias: Bool { isAlias && name.hasPrefix("aws/") }

    /// Whether both mean the same key; nil where one is an alias and the other is not, so that names cannot tell.
    func isSame(as other: KMSKeyReference) -> Bool? {
        if let region, let otherRegion = other.region, region != otherRegion { return false }
        if let accountId, let otherAccount = other.accountId, accountId != otherAccount { return false }
        guard isAlias == other.isAlias else { return nil }
        return name == other.name
    }

    /// Whether one of `texts` means this key; nil where none does, but an alias may.
    func isAmong(_ texts: [String]) -> Bool? {
        let answers = texts.map { isSame(as: KMSKeyReference($0)) }
        if answers.contains(true) { return true }
        return answers.contains(nil) ? nil : false
    }

    /// Compliant when the key that `item` records is one of `allowed`, or when nothing is asked for.
    ///
    /// - Parameter subject: what the key encrypts, as the start of a sentence.
    static func finding(
        _ recorded: String, of item: ConfigurationItem, allowed: [String], _ subject: String
    ) -> Finding {
        guard !allowed.isEmpty else { return .compliant }
        switch KMSKeyReference(recorded, in: item).isAmong(allowed) {
        case true: return .compliant
        case false: return .nonCompliant("\(subject) is encrypted with another key: \(recorded).")
        case nil:
            return .insufficientData(
                "\(subject) is encrypted with \(recorded): a key and an alias cannot be compared by name.")
        }
    }
}
