import ByteSource
import ConfigModel
import FoundationEssentials
import Gzip
import JSON
import Recording
import Testing

@testable import Ingest

/// Notes what a reader hands on.
final class NotingSink: DocumentSink {
    var items: [String] = []
    var facts: [FactDocument] = []
    var kinds: Set<DocumentKind> = []

    func begin(isPlain: Bool) {}
    func item(_ item: ConfigurationItem, at place: ItemPlace) {
        items.append("\(item.resourceType.string ?? "?")/\(item.resourceId.string ?? "?")")
    }
    func fact(_ fact: FactDocument) { facts.append(fact) }
    func kind(_ kind: DocumentKind) { kinds.insert(kind) }
}

/// A folder that goes away with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/configcheck-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> InputFile {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]), withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(filePath: file))
        return InputFile(path: file, size: Array(bytes).count)
    }
}

/// Reads bytes as if from a file.
func read(_ bytes: some Sequence<UInt8>, name: String = "input.json") throws -> (sink: NotingSink, fault: InputFault?) {
    let folder = try TemporaryFolder()
    let file = try folder.write(bytes, to: name)
    let sink = NotingSink()
    do throws(InputFault) {
        try DocumentReader().read(file, into: sink)
        return (sink, nil)
    } catch {
        return (sink, error)
    }
}

@Suite struct RecognitionTests {
    private static let item =
        #"{"resourceType":"AWS::S3::Bucket","resourceId":"b","configurationItemStatus":"OK","configuration":{}}"#
    private static func quoted(_ text: String) -> String { JSONWriter.text(.string(text)) }

    private static let message =
        #"{"configurationItemDiff":null,"configurationItem":\#(item),"messageType":"ConfigurationItemChangeNotification"}"#
    private static let sns = #"{"Type":"Notification","MessageId":"1","TopicArn":"t","Message":\#(quoted(message))}"#

    static let documents: [(String, String, Int, DocumentKind)] = [
        (
            "snapshot", #"{"fileVersion":"1.0","configSnapshotId":"1","configurationItems":[\#(item),\#(item)]}"#, 2,
            .items
        ),
        ("history", #"{"fileVersion":"1.0","configurationItems":[\#(item)]}"#, 1, .items),
        ("empty snapshot", #"{"fileVersion":"1.0","configurationItems":[]}"#, 0, .items),
        ("get-resource-config-history", #"{"configurationItems":[\#(item)],"nextToken":"x"}"#, 1, .items),
        (
            "batch-get-resource-config", #"{"unprocessedResourceKeys":[],"baseConfigurationItems":[\#(item)]}"#, 1,
            .items
        ),
        ("select-resource-config", #"{"Results":[\#(quoted(item)),\#(quoted(item))],"QueryInfo":{}}"#, 2, .queryResult),
        ("bare item", item, 1, .item), ("array", "[\(item),\(item),\(item)]", 3, .item),
        ("ndjson", "\(item)\n\(item)\r\n\n\(item)", 3, .item), ("concatenated", item + item, 2, .item),
        ("array of messages", "[\(message),\(sns)]", 2, .message), ("notification", message, 1, .message),
        ("list of items in a notification", #"{"configurationItem":[\#(item),\#(item)]}"#, 2, .message),
        ("SNS", sns, 1, .message),
        ("SNS with an object", #"{"Type":"Notification","Message":\#(message)}"#, 1, .message),
        ("items in SNS", #"{"Type":"Notification","Message":{"configurationItems":[\#(item)]}}"#, 1, .items),
        (
            "SQS receive-message",
            #"{"Messages":[{"MessageId":"1","Body":\#(quoted(sns))},{"Body":\#(quoted(message))}]}"#, 2, .message
        ),
        ("Lambda event from SQS", #"{"Records":[{"messageId":"1","body":\#(quoted(sns))}]}"#, 1, .message),
        (
            "Lambda event from SNS", #"{"Records":[{"EventSource":"aws:sns","Sns":{"Message":\#(quoted(message))}}]}"#,
            1, .message
        ),
        (
            "EventBridge", #"{"version":"0","detail-type":"Config Configuration Item Change","detail":\#(message)}"#, 1,
            .message
        ),
        ("Lambda rule event", #"{"invokingEvent":\#(quoted(message)),"ruleParameters":"{}"}"#, 1, .message),
        ("Lambda rule event with an object", #"{"invokingEvent":\#(message)}"#, 1, .message),
        (
            "oversized",
            #"{"configurationItemSummary":\#(item),"s3DeliverySummary":{},"messageType":"OversizedConfigurationItemChangeNotification"}"#,
            1, .message
        ),
        ("recorded answer", #"{"status_code":200,"data":{"configurationItems":[\#(item)]}}"#, 1, .items),
        ("scheduled event", #"{"invokingEvent":"{\"messageType\":\"ScheduledNotification\"}"}"#, 0, .other),
        (
            "compliance change",
            #"{"messageType":"ComplianceChangeNotification","resourceType":"AWS::S3::Bucket","resourceId":"b"}"#, 0,
            .other
        ),
        ("rules", #"{"ConfigRules":[]}"#, 0, .other),
    ]

    @Test(arguments: documents)
    func everyWrapperIsToldByItsContent(_ name: String, _ text: String, _ count: Int, _ kind: DocumentKind) throws {
        let (sink, fault) = try read(text.utf8)
        #expect(fault == nil, "\(fault?.description ?? "")")
        #expect(sink.items == Array(repeating: "AWS::S3::Bucket/b", count: count))
        #expect(sink.kinds.contains(kind))
    }

    @Test func whatIsReadDoesNotDependOnItsPacking() throws {
        for (name, text, count, _) in Self.documents {
            var utf16: [UInt8] = [0xFF, 0xFE]
            for unit in text.utf16 { utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
            var bigEndian: [UInt8] = []
            for unit in text.utf16 { bigEndian += [UInt8(unit >> 8), UInt8(unit & 0xFF)] }
            for bytes in [
                [0xEF, 0xBB, 0xBF] + Array(text.utf8), utf16, bigEndian, stored(Array(text.utf8)), stored(utf16),
            ] {
                let (sink, fault) = try read(bytes, name: "input.bin")
                #expect(fault == nil && sink.items.count == count, "\(name): \(fault?.description ?? "")")
            }
        }
    }

    /// UTF-16 is decoded in pieces: a surrogate pair that lies on the border of two stays one character.
    @Test(arguments: ["", "x"])
    func surrogatePairsSurviveTheBordersOfPieces(_ shift: String) throws {
        let id = shift + String(repeating: "😀", count: 40_000)
        let text = #"{"resourceType":"AWS::S3::Bucket","resourceId":"\#(id)","configuration":{}}"#
        var bytes: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        let (sink, fault) = try read(bytes)
        #expect(fault == nil && sink.items == ["AWS::S3::Bucket/" + id])
    }

    /// Bytes as a gzip member of stored blocks (RFC 1951 section 3.2.4).
    private func stored(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        out += [
            1, UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8), ~UInt8(bytes.count & 0xFF), ~UInt8(bytes.count >> 8),
        ]
        out += bytes
        var crc = CRC32()
        bytes.withUnsafeBytes { crc.update($0) }
        for shift in stride(from: 0, to: 32, by: 8) { out.append(UInt8(crc.value >> UInt32(shift) & 0xFF)) }
        for shift in stride(from: 0, to: 32, by: 8) { out.append(UInt8(bytes.count >> shift & 0xFF)) }
        return out
    }

    static let damaged: [(String, [UInt8], Int, String)] = [
        ("empty", [], 0, "the file is empty"),
        ("blank", Array("  \n".utf8), 0, "the file is empty"),
        ("truncated", Array(#"{"configurationItems":[\#(item),{"resour"#.utf8), 1, "the file is not complete"),
        ("garbage behind", Array(#"{"configurationItems":[\#(item)]} x"#.utf8), 1, "not valid JSON"),
        ("not JSON", Array("hello".utf8), 0, ":1:1: not valid JSON"),
        ("binary", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0xFF], 0, "not valid JSON"),
        ("a scalar", Array("42".utf8), 0, "no configuration items"),
        ("another document", Array(#"{"hello":1}"#.utf8), 0, "no configuration items"),
        ("an item that is none", Array(#"{"configurationItems":[\#(item),7]}"#.utf8), 1, "no configuration items"),
        (
            "a message without JSON", Array(#"{"Type":"Notification","Message":"hello"}"#.utf8), 0,
            "'Message' should hold"
        ),
        ("not gzip after all", [0x1F, 0x8B, 0, 0], 0, "byte 0"),
    ]

    @Test(arguments: damaged)
    func damageHasAPlaceAndARemedy(_ name: String, _ bytes: [UInt8], _ count: Int, _ message: String) throws {
        let (sink, fault) = try read(bytes)
        #expect(sink.items.count == count)
        #expect(try #require(fault).description.contains(message), "\(fault?.description ?? "")")
    }

    @Test func linesAndColumnsAreThoseOfTheText() throws {
        let (_, fault) = try read("{\"configurationItems\": [\n  {\"é\": 1},\n  {\"a\": nul}\n]}".utf8)
        #expect(try #require(fault).description.contains("input.json:3:9: not valid JSON: this word is not"))
    }
}

@Suite struct FactTests {
    @Test func factsAreToldApartAndTiedToTheirAccount() throws {
        let cases: [(String, String, Fact, String?)] = [
            (#"{"SummaryMap":{"AccountMFAEnabled":1}}"#, "summary.json", .accountSummary, nil),
            (#"{"SummaryMap":{},"AccountId":"111122223333"}"#, "summary.json", .accountSummary, "111122223333"),
            (#"{"SummaryMap":{}}"#, "111122223333/summary.json", .accountSummary, "111122223333"),
            (#"{"SummaryMap":{}}"#, "444455556666/111122223333-summary.json", .accountSummary, "111122223333"),
            (#"{"PasswordPolicy":{"MinimumPasswordLength":8}}"#, "p.json", .passwordPolicy, nil),
            (
                #"{"status_code":404,"data":{"Error":{"Code":"NoSuchEntity","Message":"The Password Policy with domain name 111122223333 cannot be found."}}}"#,
                "p.json", .passwordPolicy, "111122223333"
            ),
            (
                #"{"VirtualMFADevices":[{"SerialNumber":"arn:aws:iam::111122223333:mfa/root-account-mfa-device"}]}"#,
                "m.json",
                .virtualMFADevices, "111122223333"
            ),
            (
                "user,arn,mfa_active\n<root_account>,arn:aws:iam::111122223333:root,true\n", "c.csv", .credentialReport,
                "111122223333"
            ),
            (
                #"{"Content":"dXNlcixhcm4KYSxhcm46YXdzOmlhbTo6MTExMTIyMjIzMzMzOnVzZXIvYQo=","ReportFormat":"text/csv"}"#,
                "c.json",
                .credentialReport, "111122223333"
            ),
            (
                #"{"Content":"user,arn\na,arn:aws:iam::111122223333:user/a\n","ReportFormat":"text/csv"}"#, "c.json",
                .credentialReport, "111122223333"
            ),
        ]
        for (text, name, fact, account) in cases {
            let (sink, fault) = try read(text.utf8, name: name)
            #expect(fault == nil, "\(fault?.description ?? "")")
            #expect(sink.facts.map(\.fact) == [fact], "\(text)")
            #expect(sink.facts.first?.accountId == account, "\(text)")
        }
    }

    @Test(arguments: [
        ("user,arn,x\na,arn:aws:iam::111122223333:user/a,x,y\n", "line 2 of the credential report has 4 values"),
        ("user,arn,x\n\"a,b", "line 2 of the credential report has no closing quote"),
        ("user,arn,\na,nonsense,x\n", "line 2 of the credential report has no IAM ARN"),
        (#"{"GeneratedTime":"2026-01-01","ReportFormat":"text/csv"}"#, "holds no credential report"),
    ])
    func brokenReportsSayWhere(_ text: String, _ message: String) throws {
        let (_, fault) = try read(text.utf8)
        #expect(try #require(fault).description.contains(message), "\(fault?.description ?? "")")
    }

    @Test func credentialReportsMayBeQuoted() throws {
        let report = try CredentialReport(
            csv: "\u{FEFF}user,arn,note\r\n\"a\",\"arn:aws:iam::111122223333:user/a\",\"x \"\"y\"\", z\"\r\n\r\n")
        #expect(report.rows.count == 1 && report.rows[0]["note"] == #"x "y", z"#)
        #expect(report.rows[0]["no such column"] == nil)
    }

    @Test func authorizationDetailsBecomeItems() throws {
        let text = #"""
            {"UserDetailList":[{"UserName":"a","UserId":"AIDA1","Arn":"arn:aws:iam::111122223333:user/a","UserPolicyList":[{"PolicyName":"p","PolicyDocument":{"Statement":[]}}]}],
             "GroupDetailList":[{"GroupName":"g","GroupId":"AGPA1","Arn":"arn:aws:iam::111122223333:group/g"}],"RoleDetailList":[],
             "Policies":[{"PolicyName":"AdministratorAccess","Arn":"arn:aws:iam::aws:policy/AdministratorAccess"},{"PolicyName":"own","PolicyId":"ANPA1","Arn":"arn:aws:iam::111122223333:policy/own"}]}
            """#
        let (sink, fault) = try read(text.utf8)
        #expect(fault == nil)
        #expect(sink.items == ["AWS::IAM::User/AIDA1", "AWS::IAM::Group/AGPA1", "AWS::IAM::Policy/ANPA1"])
    }
}

@Suite struct FinderTests {
    @Test func foldersAreWalkedAndTheRestIsSaid() throws {
        let folder = try TemporaryFolder()
        let key = "AWSLogs/111122223333/Config/us-east-1/2026/1/15/ConfigSnapshot/a.json.gz"
        for name in [key, "b.ndjson", "ConfigWritabilityCheckFile", "README.md", ".hidden.json", "empty/notes.txt"] {
            try folder.write("{}".utf8, to: name)
        }
        let found = InputFinder.find([
            folder.path, folder.path + "/empty", folder.path + "/nowhere.json", "-", folder.path + "/README.md",
        ])
        #expect(
            found.files.map { $0.path.replacing(folder.path, with: "") } == ["/" + key, "/b.ndjson", "-", "/README.md"])
        #expect(found.files.map(\.size) == [2, 2, nil, 2])
        #expect(found.passedOver == 3)
        #expect(found.faults.map(\.description).contains { $0.contains("has no .json") })
        #expect(found.faults.map(\.description).contains { $0.contains("no such file or folder") })
    }
}
