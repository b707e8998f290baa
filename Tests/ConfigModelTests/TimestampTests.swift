import ConfigModel
import JSON
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2024-06-01T12:30:00.123Z", "2024-06-01T12:30:00.123Z"), ("2024-06-01T12:30:00Z", "2024-06-01T12:30:00.000Z"),
        ("2024-06-01T12:30:00.123456789Z", "2024-06-01T12:30:00.123Z"), ("2024-06-01", "2024-06-01T00:00:00.000Z"),
        ("2024-06-01T12:30:00+02:00", "2024-06-01T10:30:00.000Z"),
        ("2024-06-01T12:30:00-0530", "2024-06-01T18:00:00.000Z"),
        ("2014-02-27T21:43:53.0885+0000", "2014-02-27T21:43:53.088Z"),
        ("2024-06-01 12:30:00 UTC", "2024-06-01T12:30:00.000Z"),
        ("2024-06-01T12:30:00", "2024-06-01T12:30:00.000Z"), ("2024-06-01T12:30Z", "2024-06-01T12:30:00.000Z"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"), ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("Feb 13, 2026 6:04:50 AM", "2026-02-13T06:04:50.000Z"),
        ("Feb 13, 2026 6:04:50 PM", "2026-02-13T18:04:50.000Z"),
        ("Nov 15, 2021 12:54:59 AM", "2021-11-15T00:54:59.000Z"), ("Nov 15, 2021, 12:54:59 AM", nil),
        ("Nov 15, 2021 12:00:00\u{202F}PM", "2021-11-15T12:00:00.000Z"),
        ("1717245000", "2024-06-01T12:30:00.000Z"), ("1717245000.5", "2024-06-01T12:30:00.500Z"),
        ("1717245000123", "2024-06-01T12:30:00.123Z"), ("0", "1970-01-01T00:00:00.000Z"),
        ("", nil), ("N/A", nil), ("no_information", nil), ("2024-13-01", nil), ("2024-06-01T25:00:00Z", nil),
        ("2024-06-01T12:30:00Zjunk", nil), ("2024-6-1", nil), ("1e300", nil), ("inf", nil), ("nan", nil), ("-", nil),
        ("2024-06-01T12:30:00.Z", nil), ("Foo 13, 2026 6:04:50 AM", nil),
    ])
    func readsTheWaysInWhichAWSWritesTime(_ text: String, _ expected: String?) {
        #expect(Timestamp(text)?.iso8601 == expected)
    }

    @Test func daysAgreeWithACountOfDays() {
        var count = 0
        var milliseconds = 0
        for year in 1970...2100 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                let text = "\(year)-\(month < 9 ? "0" : "")\(month + 1)-01"
                #expect(Timestamp(text)?.milliseconds == milliseconds)
                #expect(Timestamp(milliseconds: milliseconds).iso8601 == text + "T00:00:00.000Z")
                milliseconds += days * 86_400_000
                count += 1
            }
        }
        #expect(count == 131 * 12)
    }
}

@Suite struct ConfigurationItemTests {
    private func withItem<Result>(_ text: String, _ body: (ConfigurationItem) throws -> Result) throws -> Result {
        try JSONDocument(text).withRoot { try body(ConfigurationItem($0)) }
    }

    @Test func bothSpellingsAreOne() throws {
        let file =
            #"{"ARN":"a","awsAccountId":"1","configurationStateId":5,"configuration":{"x":1},"supplementaryConfiguration":{"Policy":"{\"s\":1}","Flag":true}}"#
        let answer =
            #"{"arn":"a","accountId":"1","configurationStateId":"5","configuration":"{\"x\":1}","supplementaryConfiguration":{"Policy":"{\"s\":1}","Flag":"true"}}"#
        for text in [file, answer] {
            try withItem(text) { item in
                #expect(item.arn == "a" && item.accountId == "1")
                #expect(item.configuration["x"].int == 1)
                #expect(item.supplementary("Policy")["s"].int == 1)
                #expect(item.supplementary("Flag").bool == true)
                #expect(item.supplementary("Nothing").isMissing)
                #expect(item.hasSupplementaryConfiguration)
            }
        }
    }

    @Test func membersWrittenWithEscapesAreFound() throws {
        try withItem(#"{"resource\u0054ype":"AWS::S3::Bucket","resourceId":"b","configur\u0061tion":{"a":1}}"#) {
            item in
            #expect(item.resourceType == "AWS::S3::Bucket" && item.resourceId == "b")
            #expect(item.configuration["a"].int == 1)
        }
    }

    @Test(arguments: [
        ("OK", ConfigurationItem.Status.live), ("ResourceDiscovered", .live), ("ResourceDeleted", .deleted),
        ("ResourceDeletedNotRecorded", .deleted), ("ResourceNotRecorded", .notRecorded),
    ])
    func statuses(_ text: String, _ status: ConfigurationItem.Status) throws {
        try withItem(#"{"configurationItemStatus":"\#(text)"}"#) { #expect($0.status == status) }
    }

    @Test(arguments: [
        #"{"tags":{"Team":"search"}}"#, #"{"tags":[{"key":"Team","value":"search"}]}"#,
        #"{"tags":{},"configuration":{"tags":[{"Key":"Team","Value":"search"}]}}"#,
        #"{"configuration":{"Tags":[{"tagKey":"Team","tagValue":"search"}]}}"#,
        #"{"configuration":{"tagSet":[{"TagKey":"Team","TagValue":"search"}]}}"#,
        #"{"tags":[{"tagName":"Team","tagValue":"search"}]}"#, #"{"configuration":{"tags":{"Team":"search"}}}"#,
    ])
    func tagsInEveryShape(_ text: String) throws {
        try withItem(text) { item in
            #expect(item.tag("Team") == "search")
            #expect(item.tag("team") == nil)
        }
    }

    @Test func arnsInTheirParts() {
        let arn = ARN("arn:aws-us-gov:iam::123456789012:user/path/alice:x")
        #expect(arn?.partition == "aws-us-gov" && arn?.accountId == "123456789012")
        #expect(arn?.resource == "user/path/alice:x")
        #expect(ARN("arn:aws:s3:::bucket")?.accountId == nil)
        #expect(ARN("not:an:arn") == nil && ARN("arn:aws:s3") == nil)
    }
}
