import ByteSource
public import ConfigModel
public import JSON

/// An event of the configuration stream, as a reader of the log sees it.
public struct StreamMessage {
    /// AWS's `messageType`s that are events; the log's other lines are not.
    public enum Kind: String, CaseIterable, Sendable {
        case item = "ConfigurationItemChangeNotification"
        case oversized = "OversizedConfigurationItemChangeNotification"
        case compliance = "ComplianceChangeNotification"
        case evaluation = "ConfigRulesEvaluationStarted"
        case snapshotStarted = "ConfigurationSnapshotDeliveryStarted"
        case snapshotCompleted = "ConfigurationSnapshotDeliveryCompleted"
        case historyCompleted = "ConfigurationHistoryDeliveryCompleted"
    }

    public let kind: Kind
    /// The line as it is in the log.
    public let bytes: ArraySlice<UInt8>
    /// Its JSON; valid as long as the document that it was made from.
    let json: JSONValue

    /// Nil for a line that is no event.
    public init?(_ json: JSONValue, bytes: ArraySlice<UInt8>) {
        guard let kind = json["messageType"].string.flatMap(Kind.init(rawValue:)) else { return nil }
        self.kind = kind
        self.json = json
        self.bytes = bytes
    }

    /// `notificationCreationTime`
    public var time: Timestamp? { json["notificationCreationTime"].timestamp }

    /// The item that it is about: whole, or its summary.
    var item: JSONValue {
        switch kind {
        case .item: json["configurationItem"]
        case .oversized: json["configurationItemSummary"]
        case .compliance, .evaluation, .snapshotStarted, .snapshotCompleted, .historyCompleted: json.missing
        }
    }

    var accountId: String {
        switch kind {
        case .item, .oversized: item["awsAccountId"].string ?? ""
        case .compliance, .evaluation: json["awsAccountId"].string ?? ""
        case .snapshotStarted, .snapshotCompleted, .historyCompleted: place.account
        }
    }

    /// The region that the message comes from; of global resources the partition's first one.
    var region: String { awsRegion == "global" ? "us-east-1" : awsRegion }

    /// As the resource was recorded: `global` for some.
    var awsRegion: String {
        switch kind {
        case .item, .oversized: item["awsRegion"].string ?? ""
        case .compliance, .evaluation: json["awsRegion"].string ?? ""
        case .snapshotStarted, .snapshotCompleted, .historyCompleted: place.region
        }
    }

    /// Account and region of a delivered file: `…/AWSLogs/ACCOUNT/Config/REGION/…`.
    private var place: (account: String, region: String) {
        let parts = (json["s3ObjectKey"].string ?? "").split(separator: "/").map(String.init)
        guard let start = parts.firstIndex(of: "AWSLogs"), parts.count > start + 3 else { return ("", "") }
        return (parts[start + 1], parts[start + 3])
    }

    /// An id that follows from the event alone.
    var id: String {
        var hash = StableHash()
        bytes.withUnsafeBufferPointer { hash.add($0) }
        return hash.uuid
    }
}
