import ConfigModel
import FoundationEssentials
import JSON
import Recording

/// Tells what a JSON value is and looks inside wrappers: SNS, SQS, EventBridge, Lambda, API output
/// (AWS Config Developer Guide, "Notifications that AWS Config Sends to an Amazon SNS topic", "Example Events for AWS
/// Config Rules"; API Reference, the Get… and Select… operations).
struct Recognizer<Sink: DocumentSink> {
    let path: String
    let sink: Sink
    private(set) var hasSeenSomething = false
    /// What a store's line says about the fact in work.
    private var recorded: (account: String, time: Timestamp?)?
    /// Where the value in work begins in the text.
    private var offset = 0
    private var line = 1

    init(path: String, sink: Sink) {
        self.path = path
        self.sink = sink
    }

    mutating func take(_ element: JSONReader.Element) throws(InputFault) {
        hasSeenSomething = true
        offset = element.offset
        line = element.line
        switch element.origin {
        case .streamedMember:
            guard element.value.isObject else { throw unrecognized() }
            sink.item(
                ConfigurationItem(element.value), at: ItemPlace(offset: offset, line: line, length: element.length))
        case .document, .topLevelArray:
            // A bare item is the frequent case in NDJSON and arrays.
            if Self.isItem(element.value) {
                sink.kind(.item)
                sink.item(
                    ConfigurationItem(element.value), at: ItemPlace(offset: offset, line: line, length: element.length))
            } else {
                try visit(element.value)
            }
        }
    }

    /// An array of items was there, with or without elements.
    mutating func noteStreamedArray() {
        hasSeenSomething = true
        sink.kind(.items)
    }

    private func unrecognized() -> InputFault {
        InputFault(path: path, reason: .unrecognized(offset: offset))
    }

    /// Whether an object is an item: it names a resource and says something about its recording.
    private static func isItem(_ value: JSONValue) -> Bool {
        guard value["resourceType"].isString else { return false }
        return !value["configuration"].isMissing || !value["configurationItemStatus"].isMissing
            || !value["configurationItemCaptureTime"].isMissing || !value["supplementaryConfiguration"].isMissing
    }

    private mutating func visit(_ value: JSONValue) throws(InputFault) {
        if value.isArray {
            for element in value.elements { try visit(element) }
            return
        }
        guard value.isObject else { throw unrecognized() }
        if Self.isItem(value) {
            sink.kind(.item)
            item(value)
        } else if value["messageType"] == "AccountFactRecorded" {
            // A line of a store that `record` made.
            recorded = (value["awsAccountId"].string ?? "", value["captureTime"].timestamp)
            defer { recorded = nil }
            try visit(value["document"])
        } else if let wrapped = Self.wrapper(value) {
            let inner = value[wrapped].embedded
            guard !inner.isMissing else { throw undecodable(wrapped) }
            try visit(inner)
        } else if try !visitMessage(value), try !visitList(value), try !visitFact(value) {
            guard Self.isKnownWithoutItems(value) else { throw unrecognized() }
            sink.kind(.other)
        }
    }

    /// The member that holds the document in a wrapper.
    private static func wrapper(_ value: JSONValue) -> StaticString? {
        let members: [StaticString] =
            if !value["status_code"].isMissing {
                ["data"]  // a recorded API answer
            } else if !value["detail-type"].isMissing {
                ["detail"]  // EventBridge
            } else {
                // Lambda events of Config rules; SNS; SQS; one record of a Lambda event from either.
                ["invokingEvent", "Message", "Body", "body", "Sns"]
            }
        return members.first { value[$0].isString || value[$0].isObject }
    }

    /// A notification: `configurationItem`, a summary of one too large to send, or neither.
    private mutating func visitMessage(_ value: JSONValue) throws(InputFault) -> Bool {
        let current = value["configurationItem"]
        if current.isObject {
            sink.kind(.message)
            item(current)
            return true
        }
        if current.isArray {
            sink.kind(.message)
            for element in current.elements where element.isObject { item(element) }
            return true
        }
        let summary = value["configurationItemSummary"]
        guard summary.isObject else { return false }
        sink.kind(.message)
        // Of a store that `record` made: the whole item stands beside it.
        if let place = value["s3DeliverySummary"]["s3BucketLocation"].string, place.hasPrefix("stream/"),
            place.hasSuffix(".ndjson")
        {
            return true
        }
        item(summary)
        return true
    }

    /// Lists of documents: `configurationItems` inside a wrapper, SQS and Lambda batches, advanced-query rows.
    private mutating func visitList(_ value: JSONValue) throws(InputFault) -> Bool {
        for member: StaticString in ["configurationItems", "baseConfigurationItems"] where value[member].isArray {
            sink.kind(.items)
            for element in value[member].elements {
                guard element.isObject else { throw unrecognized() }
                item(element)
            }
            return true
        }
        for member: StaticString in ["Records", "Messages"] where value[member].isArray {
            for element in value[member].elements { try visit(element) }
            return true
        }
        guard value["Results"].isArray else { return false }
        sink.kind(.queryResult)
        for row in value["Results"].elements {
            let inner = row.embedded
            guard inner.isObject else { throw undecodable("Results") }
            item(inner)
        }
        return true
    }

    private func item(_ value: JSONValue) {
        sink.item(ConfigurationItem(value), at: ItemPlace(offset: offset, line: line, length: nil))
    }

    private func undecodable(_ member: StaticString) -> InputFault {
        InputFault(path: path, reason: .undecodable(member: "\(member)", offset: offset))
    }

    /// Documents of AWS Config that hold no items: they are no mistake, and give nothing to judge.
    private static func isKnownWithoutItems(_ value: JSONValue) -> Bool {
        let members: [StaticString] = [
            "messageType", "configSnapshotId", "ConfigRules", "ConfigRuleName", "EvaluationResults",
            "ComplianceByConfigRules", "ComplianceByResources", "ConfigurationRecorders",
            "ConfigurationRecordersStatus",
            "DeliveryChannels", "DeliveryChannelsStatus", "RetentionConfigurations", "resourceIdentifiers", "Error",
        ]
        return members.contains { !value[$0].isMissing }
    }
}

// Facts (IAM API Reference: GetAccountSummary, GetAccountPasswordPolicy, GetCredentialReport, ListVirtualMFADevices,
// GetAccountAuthorizationDetails).
extension Recognizer {
    private mutating func visitFact(_ value: JSONValue) throws(InputFault) -> Bool {
        if value["SummaryMap"].isObject {
            fact(.accountSummary(try copy(value["SummaryMap"])), of: value)
        } else if value["PasswordPolicy"].isObject {
            fact(.passwordPolicy(.policy(try copy(value["PasswordPolicy"]))), of: value)
        } else if let message = value["Error"]["Message"].string, value["Error"]["Code"] == "NoSuchEntity",
            message.contains("Password Policy")
        {
            let account = message.split { !$0.isNumber }.map(String.init).first(where: AccountID.isValid)
            fact(.passwordPolicy(.none), of: value, account: account)
        } else if value["VirtualMFADevices"].isArray {
            let devices = try copy(value["VirtualMFADevices"])
            let account = devices.withRoot {
                $0.elements.lazy.compactMap { Self.account($0["User"]["Arn"]) ?? Self.account($0["SerialNumber"]) }
                    .first
            }
            fact(.virtualMFADevices(devices), of: value, account: account)
        } else if !value["ReportFormat"].isMissing {
            try apiCredentialReport(value)
        } else {
            return authorizationDetails(value)
        }
        return true
    }

    private func fact(
        _ content: FactDocument.Content, of value: JSONValue? = nil, account: String? = nil,
        generatedAt: Timestamp? = nil
    ) {
        sink.kind(.fact)
        let named = value.flatMap { $0["AccountId"].string ?? $0["accountId"].string }
        sink.fact(
            FactDocument(
                content: content, accountId: recorded?.account ?? account ?? named ?? Self.account(inPath: path),
                path: path, generatedAt: recorded?.time ?? generatedAt))
    }

    private func copy(_ value: JSONValue) throws(InputFault) -> JSONDocument {
        do throws(JSONError) {
            return try JSONDocument(JSONWriter.text(JSONLiteral(value)))
        } catch {
            throw InputFault(path: path, reason: .json(error, line: nil, column: nil))
        }
    }

    /// `Content` is Base64 on the wire and plain text in some tools' copies.
    private mutating func apiCredentialReport(_ value: JSONValue) throws(InputFault) {
        guard let content = value["Content"].string else {
            throw InputFault(path: path, reason: .credentialReportWithoutContent)
        }
        let time = value["GeneratedTime"].timestamp
        if content.hasPrefix("user,") { return try credentialReport(content, generatedAt: time) }
        guard let decoded = Data(base64Encoded: content, options: .ignoreUnknownCharacters) else {
            throw undecodable("Content")
        }
        try credentialReport(String(decoding: decoded, as: UTF8.self), generatedAt: time)
    }

    mutating func credentialReport(_ text: String, generatedAt: Timestamp? = nil) throws(InputFault) {
        hasSeenSomething = true
        let report: CredentialReport
        do throws(CredentialReport.ParseError) {
            report = try CredentialReport(csv: text)
        } catch {
            throw InputFault(path: path, reason: .credentialReport(error))
        }
        let account = report.rows.lazy.compactMap { ARN($0.arn)?.accountId }.first
        fact(.credentialReport(report), account: account, generatedAt: generatedAt)
    }

    /// Users, groups, roles and customer managed policies become items, in the shape in which AWS Config records them.
    private func authorizationDetails(_ value: JSONValue) -> Bool {
        let lists: [(StaticString, ResourceType)] = [
            ("UserDetailList", .iamUser), ("GroupDetailList", .iamGroup), ("RoleDetailList", .iamRole),
            ("Policies", .iamPolicy),
        ]
        guard lists.contains(where: { value[$0.0].isArray }) else { return false }
        sink.kind(.fact)
        for (member, type) in lists {
            for detail in value[member].elements {
                guard let item = AuthorizationDetail.item(type, detail) else { continue }
                item.withRoot {
                    sink.item(ConfigurationItem($0), at: ItemPlace(offset: offset, line: line, length: nil))
                }
            }
        }
        return true
    }

    private static func account(_ arn: JSONValue) -> String? {
        arn.string.flatMap { ARN($0)?.accountId }
    }

    /// The twelve digits nearest to the end of a path: a folder or file named after its account.
    private static func account(inPath path: String) -> String? {
        path.split { !($0.isASCII && $0.isNumber) }.last(where: { AccountID.isValid($0) }).map(String.init)
    }
}
