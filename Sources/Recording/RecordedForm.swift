public import ConfigModel
public import JSON

/// The one shape in which items are recorded: that of AWS's files and notifications (AWS Config Developer Guide,
/// "Example Configuration Item Change Notifications"), in compact JSON, with top-level members in AWS's order. API output
/// (AWS Config API Reference, "ConfigurationItem") is brought into it; below the top level all stays as it was written.
public enum RecordedForm {
    /// The top-level members in the order of notifications.
    private static let order: [StaticString] = [
        "relatedEvents", "relationships", "configuration", "supplementaryConfiguration", "tags",
        "configurationItemVersion", "configurationItemCaptureTime", "configurationStateId", "awsAccountId",
        "configurationItemStatus", "resourceType", "resourceId", "resourceName", "ARN", "awsRegion",
        "availabilityZone", "configurationStateMd5Hash", "resourceCreationTime",
    ]

    /// Other spellings of members, from API output and by mistake.
    private static let spellings: [(StaticString, canonical: StaticString)] = [
        ("version", "configurationItemVersion"), ("configurationStateID", "configurationStateId"),
        ("accountId", "awsAccountId"), ("arn", "ARN"), ("availibilityZone", "availabilityZone"),
        ("configurationItemMD5Hash", "configurationStateMd5Hash"),
    ]

    /// Appends `item` to `bytes`.
    ///
    /// - Parameters:
    ///   - defaultAccount: the account of an item that names none, nor an ARN with one.
    ///   - captureTime: the time of an item that names none.
    public static func write(
        _ item: ConfigurationItem, defaultAccount: String?, captureTime: Timestamp? = nil, to bytes: inout [UInt8]
    ) {
        let json = item.json
        let isFromAPI =
            json["configuration"].isString || !json["version"].isMissing || !json["accountId"].isMissing
        var isFirst = true
        func name(_ name: StaticString) {
            bytes.append(UInt8(ascii: isFirst ? "{" : ","))
            isFirst = false
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            bytes.append(contentsOf: "\":".utf8)
        }
        for member in order {
            let value = member.isEqual("awsAccountId") ? item.accountId : find(member, in: json)
            switch member {
            case _ where member.isEqual("awsAccountId") && !value.isString:
                guard let account = item.arn.string.flatMap({ ARN($0)?.accountId }) ?? defaultAccount else { continue }
                name(member)
                JSONWriter.appendString(Array(account.utf8)[...], to: &bytes)
            case _ where member.isEqual("configurationItemCaptureTime") && item.capturedAt == nil && captureTime != nil:
                guard let captureTime else { continue }
                name(member)
                append(captureTime, to: &bytes)
            case _ where value.isMissing: continue
            default:
                name(member)
                append(value, as: member, isFromAPI: isFromAPI, to: &bytes)
            }
        }
        for (key, value) in json.members where !isKnown(key) {
            bytes.append(UInt8(ascii: isFirst ? "{" : ","))
            isFirst = false
            key.write(to: &bytes, length: nil)
            bytes.append(UInt8(ascii: ":"))
            value.write(to: &bytes, length: nil)
        }
        if isFirst { bytes.append(UInt8(ascii: "{")) }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func find(_ member: StaticString, in json: JSONValue) -> JSONValue {
        let value = json[member]
        guard value.isMissing, let other = spellings.first(where: { $0.canonical.isEqual(member) }) else {
            return value
        }
        return json[other.0]
    }

    private static func isKnown(_ name: JSONValue) -> Bool {
        order.contains { name == $0 } || spellings.contains { name == $0.0 }
    }

    private static func append(
        _ value: JSONValue, as member: StaticString, isFromAPI: Bool, to bytes: inout [UInt8]
    ) {
        if member.isEqual("configurationItemCaptureTime") || member.isEqual("resourceCreationTime") {
            if let time = value.timestamp { return append(time, to: &bytes) }
        } else if member.isEqual("configurationStateId"), let text = value.string, let number = Int(text) {
            return bytes.append(contentsOf: String(number).utf8)
        } else if member.isEqual("configuration"), value.isString {
            let embedded = value.embedded
            return (embedded.isMissing ? value : embedded).write(to: &bytes, length: nil)
        } else if member.isEqual("supplementaryConfiguration") {
            return appendSupplementary(value, isFromAPI: isFromAPI, to: &bytes)
        } else if member.isEqual("relationships") {
            return appendRelationships(value, to: &bytes)
        } else if member.isEqual("resourceType"), let type = value.string {
            let known = ResourceType.inAWSCase(type)
            return JSONWriter.appendString(Array(known.utf8)[...], to: &bytes)
        }
        value.write(to: &bytes, length: nil)
    }

    private static func append(_ time: Timestamp, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        time.appendISO8601(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// API output has a map of strings that each hold JSON; in files only some members are strings, and stay so.
    private static func appendSupplementary(_ value: JSONValue, isFromAPI: Bool, to bytes: inout [UInt8]) {
        let map = value.isString ? value.embedded : value
        guard isFromAPI, map.isObject else { return (map.isMissing ? value : map).write(to: &bytes, length: nil) }
        bytes.append(UInt8(ascii: "{"))
        for (name, text) in map.members {
            if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
            name.write(to: &bytes, length: nil)
            bytes.append(UInt8(ascii: ":"))
            if let document = text.string.flatMap({ try? JSONDocument($0) }) {
                document.withRoot { $0.write(to: &bytes, length: nil) }
            } else {
                text.write(to: &bytes, length: nil)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func appendRelationships(_ value: JSONValue, to bytes: inout [UInt8]) {
        guard value.elements.contains(where: { !$0["relationshipName"].isMissing }) else {
            return value.write(to: &bytes, length: nil)
        }
        bytes.append(UInt8(ascii: "["))
        for (number, relationship) in value.elements.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            guard relationship.isObject else {
                relationship.write(to: &bytes, length: nil)
                continue
            }
            bytes.append(UInt8(ascii: "{"))
            for (place, member) in relationship.members.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                if member.name == "relationshipName" {
                    bytes.append(contentsOf: "\"name\"".utf8)
                } else {
                    member.name.write(to: &bytes, length: nil)
                }
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes, length: nil)
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// What says when and how an item was captured, and nothing about the resource.
    private static let captureMembers: [StaticString] = [
        "configurationItemCaptureTime", "configurationStateId", "configurationStateMd5Hash", "configurationItemVersion",
        "configurationItemStatus", "relatedEvents",
    ]

    /// A digest of what an item in recorded form says about its resource: equal ones mean that nothing changed by
    /// which a rule could judge.
    public static func digest(_ item: JSONValue) -> UInt64 {
        ValueDigest.members(item, nulls: .values) { name in !captureMembers.contains { name == $0 } }.high
    }
}

extension StaticString {
    fileprivate func isEqual(_ other: StaticString) -> Bool {
        utf8CodeUnitCount == other.utf8CodeUnitCount
            && UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
                .elementsEqual(UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount))
    }
}
