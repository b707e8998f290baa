import ConfigModel
import JSON
import Recording
import RuleKit
import Store

/// Writes the lines of the log: notifications in AWS's shapes (AWS Config Developer Guide, "Notifications that AWS Config
/// Sends to an Amazon SNS topic"), and the store's own.
///
/// All times are the data's.
enum StreamEvent {
    /// What SNS takes (Amazon SNS quotas, "Message size"): larger items are announced by a summary.
    static let sizeLimit = 256 << 10

    /// A line, and where in it the item stands.
    struct ItemLine {
        let bytes: [UInt8]
        let item: Range<Int>
    }

    /// ConfigurationItemChangeNotification
    static func itemChange(_ diff: ConfigurationItemDiff, item: [UInt8], at time: Timestamp) -> ItemLine {
        var bytes = Array("{\"configurationItemDiff\":".utf8)
        bytes.reserveCapacity(item.count + 512)
        diff.write(to: &bytes)
        bytes += Array(",\"configurationItem\":".utf8)
        let start = bytes.count
        bytes += item
        let range = start..<bytes.count
        bytes += Array(",\"notificationCreationTime\":\"".utf8)
        time.appendISO8601(to: &bytes)
        bytes += Array("\",\"messageType\":\"ConfigurationItemChangeNotification\",\"recordVersion\":\"1.3\"}".utf8)
        return ItemLine(bytes: bytes, item: range)
    }

    /// Why an item is in the log without being an event.
    enum RecordedAs: String {
        case late = "LATE"
        case unchanged = "UNCHANGED"
        case pending = "PENDING"
        case oversized = "OVERSIZED"
    }

    /// ConfigurationItemRecorded, a line of the store's own.
    static func itemRecorded(_ item: [UInt8], as reason: RecordedAs) -> ItemLine {
        var bytes = Array("{\"configurationItem\":".utf8)
        let start = bytes.count
        bytes += item
        let range = start..<bytes.count
        bytes += Array(",\"recordedAs\":\"\(reason.rawValue)\",\"messageType\":\"ConfigurationItemRecorded\"}".utf8)
        return ItemLine(bytes: bytes, item: range)
    }

    /// OversizedConfigurationItemChangeNotification: the item without what makes it large.
    ///
    /// - Parameter location: where the whole item is, in the place of the bucket's object.
    static func oversized(
        _ changeType: ConfigurationItemDiff.ChangeType, item: ConfigurationItem, location: String, at time: Timestamp
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("configurationItemSummary") {
                $0.object { writer in
                    writer.member("changeType", changeType.rawValue)
                    for name: StaticString in [
                        "configurationItemVersion", "configurationItemCaptureTime", "configurationStateId",
                        "awsAccountId", "configurationItemStatus", "resourceType", "resourceId", "resourceName", "ARN",
                        "awsRegion", "availabilityZone", "configurationStateMd5Hash", "resourceCreationTime",
                    ] {
                        writer.member(name) { $0.value(JSONLiteral(item.json[name])) }
                    }
                }
            }
            writer.member("s3DeliverySummary") {
                $0.object {
                    $0.member("s3BucketLocation", location)
                    $0.member("errorCode") { $0.null() }
                    $0.member("errorMessage") { $0.null() }
                }
            }
            end(&writer, "OversizedConfigurationItemChangeNotification", at: time, version: "1.0")
        }
        return writer.bytes
    }

    /// A verdict as it goes into the stream.
    struct Result {
        let key: ResourceKey
        let ruleName: String
        let complianceType: ComplianceType
        let annotation: String?
        /// The item's capture time; the run's for a periodic rule.
        let orderingTimestamp: Timestamp
        /// When the rule ran, in data time.
        let time: Timestamp
        /// The `newEvaluationResult` of the event before, as it was written.
        let old: JSONDocument?
    }

    /// ComplianceChangeNotification
    static func complianceChange(_ result: Result) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1536)
        let key = result.key
        writer.object { writer in
            writer.member("awsAccountId", key.accountId)
            writer.member("configRuleName", result.ruleName)
            writer.member("configRuleARN", ruleARN(result.ruleName, accountId: key.accountId, region: key.awsRegion))
            writer.member("resourceType", key.resourceType.rawValue)
            writer.member("resourceId", key.resourceId)
            writer.member("awsRegion", key.awsRegion)
            writer.member("newEvaluationResult") {
                $0.object { writer in
                    writer.member("evaluationResultIdentifier") {
                        $0.object { writer in
                            writer.member("evaluationResultQualifier") {
                                $0.object {
                                    $0.member("configRuleName", result.ruleName)
                                    $0.member("resourceType", key.resourceType.rawValue)
                                    $0.member("resourceId", key.resourceId)
                                }
                            }
                            writer.member("orderingTimestamp", result.orderingTimestamp.iso8601)
                        }
                    }
                    writer.member("complianceType", result.complianceType.rawValue)
                    writer.member("resultRecordedTime", result.time.iso8601)
                    writer.member("configRuleInvokedTime", result.time.iso8601)
                    writer.member("annotation") { writer in
                        if let annotation = result.annotation { writer.string(annotation) } else { writer.null() }
                    }
                    writer.member("resultToken") { $0.null() }
                }
            }
            if let old = result.old { writer.member("oldEvaluationResult") { $0.value(JSONLiteral(old)) } }
            end(&writer, "ComplianceChangeNotification", at: result.time, version: "1.0")
        }
        return writer.bytes
    }

    /// ConfigRulesEvaluationStarted
    static func evaluationStarted(
        _ ruleNames: [String], accountId: String, region: String, at time: Timestamp
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("awsAccountId", accountId)
            writer.member("awsRegion", region)
            writer.member("configRuleNames") { $0.array { for name in ruleNames { $0.string(name) } } }
            end(&writer, "ConfigRulesEvaluationStarted", at: time, version: "1.0")
        }
        return writer.bytes
    }

    /// ConfigurationSnapshotDeliveryStarted; with the object's key ConfigurationSnapshotDeliveryCompleted.
    static func snapshotDelivery(id: String, object: (bucket: String, key: String)?, at time: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("configSnapshotId", id)
            if let object {
                writer.member("s3ObjectKey", object.key)
                writer.member("s3Bucket", object.bucket)
            }
            let type: StaticString =
                object == nil ? "ConfigurationSnapshotDeliveryStarted" : "ConfigurationSnapshotDeliveryCompleted"
            end(&writer, type, at: time, version: "1.1")
        }
        return writer.bytes
    }

    /// ConfigurationHistoryDeliveryCompleted
    static func historyDelivery(bucket: String, key: String, at time: Timestamp) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("s3ObjectKey", key)
            writer.member("s3Bucket", bucket)
            end(&writer, "ConfigurationHistoryDeliveryCompleted", at: time, version: "1.1")
        }
        return writer.bytes
    }

    /// AccountFactRecorded, a line of the store's own, and where in it the document stands.
    static func factRecorded(_ fact: Fact, account: String, document: [UInt8], at time: Timestamp) -> ItemLine {
        var bytes = Array("{\"document\":".utf8)
        let start = bytes.count
        bytes += document
        let range = start..<bytes.count
        var writer = JSONWriter()
        writer.object {
            $0.member("fact", fact.rawValue)
            $0.member("awsAccountId", account)
            $0.member("captureTime", time.iso8601)
            $0.member("messageType", "AccountFactRecorded")
        }
        bytes.append(UInt8(ascii: ","))
        bytes += writer.bytes.dropFirst()
        return ItemLine(bytes: bytes, item: range)
    }

    private static func end(
        _ writer: inout JSONWriter, _ messageType: StaticString, at time: Timestamp, version: StaticString
    ) {
        writer.member("notificationCreationTime", time.iso8601)
        writer.member("messageType", "\(messageType)")
        writer.member("recordVersion", "\(version)")
    }

    /// A rule's ARN, whose id AWS would make up and which here follows from the name.
    static func ruleARN(_ name: String, accountId: String, region: String) -> String {
        // Global resources are the matter of the partition's first region.
        let region = region == "global" ? "us-east-1" : region
        return "arn:\(ARN.partition(ofRegion: region)):config:\(region):\(accountId):config-rule/\(ruleID(name))"
    }

    /// `config-rule-` and six letters or digits.
    static func ruleID(_ name: String) -> String {
        var number = IndexKey.rule(name)
        var id = ""
        for _ in 0..<6 {
            id += String(number % 36, radix: 36)
            number /= 36
        }
        return "config-rule-" + id
    }
}
