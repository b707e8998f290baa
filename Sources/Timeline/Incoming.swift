import ConfigModel
import Ingest
import JSON
import Recording
import Store

/// An item on its way into the store.
public struct IncomingItem {
    let key: ResourceKey
    /// In recorded form.
    let bytes: [UInt8]
    let document: JSONDocument
    let time: Timestamp
    /// Of what it says about the resource.
    let digest: UInt64
    let flags: Capture.Flags
    /// By which people look for it.
    let names: [String]

    var isGone: Bool { flags.contains(.gone) }

    /// It as it stands among the captures of its resource.
    var capture: Capture {
        Capture(
            range: LogRange(position: LogPosition(rawValue: 0), count: 0), time: time, digest: digest, flags: flags)
    }

    /// An event nests an item and the values of its diff deeper than the item itself, and must be read again.
    static let limits = JSONReader.Limits(depth: 900)

    /// From an item in recorded form; nil when it names no resource, or is nested too deep.
    init?(recorded bytes: [UInt8], time: Timestamp, isUndated: Bool) {
        guard let document = try? JSONDocument(bytes, limits: Self.limits) else { return nil }
        let parts = document.withRoot { root -> (ResourceKey, UInt64, Capture.Flags, [String])? in
            let item = ConfigurationItem(root)
            guard let key = ResourceKey(item) else { return nil }
            var flags: Capture.Flags = isUndated ? [.undated] : []
            if item.status != .live { flags.insert(.gone) }
            if item.configuration.isObject || item.hasSupplementaryConfiguration { flags.insert(.whole) }
            return (key, RecordedForm.digest(root), flags, Self.names(of: item))
        }
        guard let (key, digest, flags, names) = parts else { return nil }
        self.key = key
        self.bytes = bytes
        self.document = document
        self.time = time
        self.digest = digest
        self.flags = flags
        self.names = names
    }

    /// What people look for it by: id, name and ARN, each once.
    static func names(of item: ConfigurationItem) -> [String] {
        let names = [item.resourceId, item.resourceName, item.arn].compactMap(\.string).filter { !$0.isEmpty }
        return Array(Set(names)).sorted()
    }

    /// What AWS Config records when a resource is gone: nothing but what it was.
    static func deletion(of last: ConfigurationItem, _ key: ResourceKey, at time: Timestamp) -> IncomingItem? {
        let item: JSONLiteral = [
            "relatedEvents": [], "relationships": [], "configuration": nil, "supplementaryConfiguration": [:],
            "tags": [:], "configurationItemVersion": "1.3", "configurationItemCaptureTime": .string(time.iso8601),
            "configurationStateId": .integer(time.milliseconds), "awsAccountId": .string(key.accountId),
            "configurationItemStatus": "ResourceDeleted", "resourceType": .string(key.resourceType.rawValue),
            "resourceId": JSONLiteral(last.resourceId), "resourceName": JSONLiteral(last.resourceName),
            "ARN": JSONLiteral(last.arn), "awsRegion": .string(key.awsRegion),
            "availabilityZone": JSONLiteral(last.json["availabilityZone"]), "configurationStateMd5Hash": "",
            "resourceCreationTime": nil,
        ]
        return IncomingItem(recorded: Array(JSONWriter.text(item).utf8), time: time, isUndated: false)
    }
}

/// A fact on its way into the store.
public struct IncomingFact {
    let fact: Fact
    let account: String
    /// In the shape in which IAM answers.
    let document: [UInt8]
    let time: Timestamp
    let digest: UInt64
    /// The time is that of the run, for the document names none.
    let isUndated: Bool

    init?(_ document: FactDocument, account: String, time: Timestamp, isUndated: Bool) {
        var writer = JSONWriter()
        RecordedFact.write(document.content, account: account, to: &writer)
        guard let json = try? JSONDocument(writer.bytes) else { return nil }
        fact = document.fact
        self.account = account
        self.document = writer.bytes
        self.time = time
        self.isUndated = isUndated
        digest = json.withRoot { RecordedForm.digest($0) }
    }
}
