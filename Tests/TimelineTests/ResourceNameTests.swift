import ConfigModel
import JSON
import Store
import Testing

@testable import Timeline

@Suite struct ResourceNameTests {
    private func role(_ id: String, name: String, account: String = "111122223333") -> JSONLiteral {
        [
            "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z", "awsAccountId": .string(account),
            "resourceType": "AWS::IAM::Role", "resourceId": .string(id), "resourceName": .string(name),
            "ARN": .string("arn:aws:iam::\(account):role/\(name)"), "awsRegion": "global", "configuration": [:],
        ]
    }

    @Test(arguments: [
        "AROA1", "deploy", "arn:aws:iam::111122223333:role/deploy", "AWS::IAM::Role/AROA1", "aws::iam::role/AROA1",
        "AWS::IAM::Role/deploy", "111122223333/global/AWS::IAM::Role/AROA1",
        "111122223333/global/aws::iam::role/deploy",
    ])
    func aResourceIsFoundByWhatItIsCalled(_ name: String) throws {
        let store = try HistoryStore()
        try store.record([role("AROA1", name: "deploy"), role("AROA2", name: "audit"), bucket(1, flag: true)])
        let found = try store.resource(name)
        #expect(found.key.resourceId == "AROA1" && found.name == "deploy")
        #expect(found.arn == "arn:aws:iam::111122223333:role/deploy")
    }

    @Test(arguments: [
        "", "AROA", "deploy ", "AWS::IAM::Role/", "AWS::S3::Bucket/AROA1", "/", "::/", "AWS::IAM::Role",
        "222233334444/global/AWS::IAM::Role/AROA1", "111122223333//AWS::IAM::Role/AROA1",
    ])
    func whatNothingIsCalledIsUnknown(_ name: String) throws {
        let store = try HistoryStore()
        try store.record([role("AROA1", name: "deploy")])
        #expect(throws: NameError.unknown(name)) { try store.resource(name) }
    }

    @Test func severalAreListedInOrder() throws {
        let store = try HistoryStore()
        try store.record([
            role("AROA2", name: "logs", account: "222233334444"), role("AROA1", name: "logs"), bucket(1, flag: true),
        ])
        let error = #expect(throws: NameError.self) { try store.resource("logs") }
        #expect(
            error?.lines.dropFirst() == [
                "  AWS::IAM::Role/AROA1  111122223333  global", "  AWS::IAM::Role/AROA2  222233334444  global",
                "  AWS::S3::Bucket/logs  111122223333  eu-west-1",
            ])
        #expect(error?.lines.first?.contains("'logs' may be any of these 3") == true)
        #expect(try store.resource("AWS::S3::Bucket/logs").key.accountId == "111122223333")
        #expect(throws: NameError.self) { try store.resource("AWS::IAM::Role/logs") }
    }

    @Test func whatDiffersByItsPlaceAloneIsToldByIt() throws {
        let store = try HistoryStore()
        let nowhere: JSONLiteral = [
            "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z", "resourceType": "AWS::S3::Bucket",
            "resourceId": "a/b", "configuration": [:],
        ]
        try store.record([bucket(1, flag: true, id: "a/b"), nowhere])
        let error = #expect(throws: NameError.self) { try store.resource("AWS::S3::Bucket/a/b") }
        #expect(
            error?.lines.dropFirst() == [
                "  AWS::S3::Bucket/a/b  none  none", "  AWS::S3::Bucket/a/b  111122223333  eu-west-1",
            ])
        #expect(try store.resource("none/none/AWS::S3::Bucket/a/b").key.accountId == "")
        #expect(try store.resource("111122223333/eu-west-1/AWS::S3::Bucket/a/b").key.accountId == "111122223333")
    }

    @Test func withATypeAnIdCountsBeforeAName() throws {
        let store = try HistoryStore()
        try store.record([bucket(1, flag: true, id: "a", name: "b"), bucket(1, flag: true, id: "b", name: "c")])
        #expect(try store.resource("AWS::S3::Bucket/b").key.resourceId == "b")
        #expect(try store.resource("AWS::S3::Bucket/c").key.resourceId == "b")
        #expect(throws: NameError.self) { try store.resource("b") }
    }

    @Test func anIdMayLookLikeATypeAndAnId() throws {
        let store = try HistoryStore()
        let compliance: JSONLiteral = [
            "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z", "awsAccountId": "111122223333",
            "resourceType": "AWS::Config::ResourceCompliance", "resourceId": "AWS::S3::Bucket/logs",
            "awsRegion": "eu-west-1", "configuration": [:],
        ]
        try store.record([compliance])
        #expect(try store.resource("AWS::S3::Bucket/logs").key.resourceType.rawValue.contains("Compliance"))
        try store.record([bucket(1, flag: true)])
        #expect(try store.resource("AWS::S3::Bucket/logs").key.resourceType == .s3Bucket)
        let full = "AWS::Config::ResourceCompliance/AWS::S3::Bucket/logs"
        #expect(try store.resource(full).key.resourceId == "AWS::S3::Bucket/logs")
    }

    /// Names are found by a hash, of which two may have the same.
    @Test func anEntryIsNotTakenAtItsWord() throws {
        let store = try HistoryStore()
        try store.record([role("AROA1", name: "deploy"), bucket(1, flag: true)])
        for text in ["other", "logs", "222233334444"] {
            for resource in ["deploy", "111122223333"] {
                try store.store.log.add(
                    IndexEntry(
                        key: IndexKey.name(text), a: UInt64(try store.resource(resource).ordinal),
                        flags: UInt32(IndexKey.Kind.name.rawValue)))
            }
        }
        #expect(throws: NameError.unknown("other")) { try store.resource("other") }
        #expect(throws: NameError.unknown("222233334444")) { try store.resource("222233334444") }
        #expect(try store.resource("logs").key.resourceType == .s3Bucket)
    }

    @Test func anAccountIsCalledByItsNumber() throws {
        let store = try HistoryStore()
        try store.record([bucket(1, flag: true, account: "000000000012")])
        #expect(try store.resource("000000000012").key == .account("000000000012"))
        #expect(try store.resource("AWS::::Account/000000000012").key == .account("000000000012"))
    }

    @Test func whatWasDeletedKeepsItsName() throws {
        let store = try HistoryStore()
        try store.record([bucket(1, flag: true), bucket(2, status: "ResourceDeleted")])
        #expect(try store.resource("logs").key.resourceId == "logs")
    }
}
