public import CommandLineKit
import ConfigModel
import JSON

/// Writes events for whom they are meant (AWS Config Developer Guide, "Notifications that AWS Config Sends to an Amazon
/// SNS topic", "Monitoring AWS Config with Amazon EventBridge").
public enum StreamFormat {
    /// The SNS envelope. Nothing is signed, so the members about the signature are not there.
    public static func sns(_ message: StreamMessage) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: message.bytes.count * 2)
        writer.object {
            $0.member("Type", "Notification")
            $0.member("MessageId", message.id)
            $0.member(
                "TopicArn", "arn:\(partition(message.region)):sns:\(message.region):\(message.accountId):configcheck")
            $0.member("Subject", subject(message))
            $0.member("Message", message.bytes)
            $0.member("Timestamp", message.json["notificationCreationTime"].string ?? "")
        }
        return writer.bytes
    }

    /// The EventBridge event.
    public static func eventBridge(_ message: StreamMessage) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: message.bytes.count + 512)
        writer.object {
            $0.member("version", "0")
            $0.member("id", message.id)
            $0.member("detail-type", detailType(message.kind))
            $0.member("source", "aws.config")
            $0.member("account", message.accountId)
            $0.member("time", seconds(message.json["notificationCreationTime"].string ?? ""))
            $0.member("region", message.region)
            $0.member("resources") { writer in
                writer.array { writer in
                    if let arn = message.item["ARN"].string { writer.string(arn) }
                }
            }
            $0.member("detail") { $0.fragment { $0 += message.bytes } }
        }
        return writer.bytes
    }

    private static func partition(_ region: String) -> String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }

    /// EventBridge's times have no fractions.
    private static func seconds(_ time: String) -> String {
        time.firstIndex(of: ".").map { time[..<$0] + "Z" } ?? time
    }

    private static func detailType(_ kind: StreamMessage.Kind) -> String {
        switch kind {
        case .item, .oversized: "Config Configuration Item Change"
        case .compliance: "Config Rules Compliance Change"
        case .evaluation: "Config Rules Re-evaluation Status"
        case .snapshotStarted, .snapshotCompleted: "Config Configuration Snapshot Delivery Status"
        case .historyCompleted: "Config Configuration History Delivery Status"
        }
    }

    /// The subject, which SNS limits to 100 characters; AWS Config cuts it with dots.
    private static func subject(_ message: StreamMessage) -> String {
        let account = "Account \(message.accountId)"
        let json = message.json
        func resource(_ value: JSONValue) -> String {
            "\(value["resourceType"].string ?? "") \(value["resourceId"].string ?? "")"
        }
        let what: String
        switch message.kind {
        case .item: what = "\(resource(message.item)) \(changed(json["configurationItemDiff"])) in \(account)"
        case .oversized: what = "\(resource(message.item)) \(changed(message.item)) in \(account)"
        case .compliance:
            let verdict = json["newEvaluationResult"]["complianceType"].string ?? ""
            what = "\(resource(json)) is \(verdict) with \(json["configRuleName"].string ?? "") in \(account)"
        case .evaluation: what = "Config Rules Evaluation Started for \(account)"
        case .snapshotStarted: what = "Configuration Snapshot Delivery Started for \(account)"
        case .snapshotCompleted: what = "Configuration Snapshot Delivery Completed for \(account)"
        case .historyCompleted: what = "Configuration History Delivery Completed for \(account)"
        }
        let text = "[AWS Config:\(message.region)] \(what)"
        return text.count > 100 ? text.prefix(97) + "..." : text
    }

    private static func changed(_ value: JSONValue) -> String {
        switch value["changeType"].string {
        case "CREATE": "Created"
        case "DELETE": "Deleted"
        default: "Updated"
        }
    }

    /// One line for people: when, what, about what, and how.
    public static func text(_ message: StreamMessage, style: Style) -> String {
        let json = message.json
        let time = json["notificationCreationTime"].string ?? ""
        func resource(_ value: JSONValue) -> String {
            "\(value["resourceType"].string ?? "")/\(value["resourceId"].string ?? "")"
        }
        let line: String
        switch message.kind {
        case .item:
            let diff = json["configurationItemDiff"]
            let paths = diff["changedProperties"].members.compactMap(\.name.string)
            let more = paths.count > 3 ? ", and \(paths.count - 3) more" : ""
            let what = paths.isEmpty ? "" : ": " + paths.prefix(3).joined(separator: ", ") + more
            line = "\(changed(diff).lowercased()) \(resource(message.item))\(what)"
        case .oversized: line = "\(changed(message.item).lowercased()) \(resource(message.item)), too large to show"
        case .compliance:
            let new = json["newEvaluationResult"]
            let old = json["oldEvaluationResult"]["complianceType"].string.map { " was \($0)," } ?? ""
            let why = new["annotation"].string.map { ": " + $0 } ?? ""
            line =
                "\(json["configRuleName"].string ?? "")\(old) is \(new["complianceType"].string ?? "") "
                + "for \(resource(json))\(why)"
        case .evaluation: line = "\(json["configRuleNames"].count) rules run"
        case .snapshotStarted: line = "delivery of snapshot \(json["configSnapshotId"].string ?? "") started"
        case .snapshotCompleted, .historyCompleted: line = "delivered \(json["s3ObjectKey"].string ?? "")"
        }
        let place = [message.accountId, message.awsRegion].filter { !$0.isEmpty }.joined(separator: " ")
        return "\(sanitized(time)) \(style.apply(sanitized(place), .dim)) \(sanitized(line))"
    }
}
