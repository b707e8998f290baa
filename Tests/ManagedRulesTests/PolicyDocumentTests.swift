import JSON
import Testing

@testable import ManagedRules

@Suite struct PolicyDocumentTests {
    private func withDocument<Result>(_ json: JSONLiteral, _ body: (PolicyDocument?) throws -> Result) throws -> Result
    {
        try JSONDocument(JSONWriter.text(json)).withRoot { try body(PolicyDocument($0)) }
    }

    private func withStatement<Result>(_ json: JSONLiteral, _ body: (PolicyStatement) throws -> Result) throws -> Result
    {
        try JSONDocument(JSONWriter.text(json)).withRoot { try body(PolicyStatement(json: $0)) }
    }

    private static let statement: JSONLiteral = ["Sid": "one", "Effect": "Allow", "Action": "s3:*", "Resource": "*"]

    @Test(
        arguments: [
            ["Statement": [statement]],
            ["Statement": statement],
            [["Version": "2012-10-17", "Statement": [statement]]],
            .string(#"{"Statement":[{"Sid":"one","Effect":"Allow","Action":["s3:*"],"Resource":"*"}]}"#),
            .string(#""{\"Statement\":[{\"Sid\":\"one\",\"Effect\":\"ALLOW\",\"Action\":\"s3:*\"}]}""#),
            .string(
                "%7B%22Statement%22%3A%7B%22Sid%22%3A%22one%22%2C%22Effect%22%3A%22allow%22%2C%22Action%22%3A%22s3%3A%2A%22%7D%7D"
            ),
            .array([.string(#"{"Statement":{"Sid":"one","Effect":"Allow","Action":"s3:*"}}"#)]),
        ] as [JSONLiteral])
    func readsEveryShape(_ policy: JSONLiteral) throws {
        try withDocument(policy) { document in
            let statements = try #require(document).statements
            #expect(statements.count == 1)
            let statement = try #require(statements.first)
            #expect(statement.isAllow && !statement.isDeny)
            #expect(statement.actions.map(\.string) == ["s3:*"])
            #expect(statement.name(at: 0) == "statement one")
        }
    }

    @Test(
        arguments: [
            nil, "", "{", "text", 1, [], [:], ["Statement": nil], ["Statement": ["text"]], [["Version": "2012-10-17"]],
        ] as [JSONLiteral])
    func refusesWhatIsNoPolicy(_ text: JSONLiteral) throws {
        try withDocument(text) { #expect($0 == nil) }
    }

    @Test func anEmptyPolicyHasNoStatements() throws {
        try withDocument(["Statement": []]) { #expect($0?.statements.isEmpty == true) }
    }

    @Test(arguments: [
        // pattern, other pattern, in common, covers
        ("s3:GetObject", "S3:getobject", true, true),
        ("s3:*", "s3:GetObject", true, true),
        ("*", "s3:*", true, true),
        ("s3:GetObject", "s3:*", true, false),
        ("s3:Get*", "s3:*Object", true, false),
        ("s3:Get?bject", "s3:GetObject", true, true),
        ("s3:Get?", "s3:Get*", true, false),
        ("s3:Get*", "s3:Get?", true, true),
        ("s3:Get*", "s3:Put*", false, false),
        ("s3:*Object", "s3:*Bucket", false, false),
        ("a*b*c", "aXbYbZc", true, true),
        ("a*b*c", "aXbYbZ", false, false),
        ("", "", true, true),
        ("*", "", true, true),
        ("", "a", false, false),
        ("?", "", false, false),
        ("**", "x", true, true),
    ])
    func comparesPatterns(_ case: (pattern: String, other: String, haveCommon: Bool, covers: Bool)) throws {
        let (pattern, other, haveCommon, covers) = `case`
        try JSONDocument(JSONWriter.text(.string(pattern))).withRoot { json in
            #expect(WildcardPattern(other, ignoringCase: true).intersects(json) == haveCommon)
            #expect(WildcardPattern(other, ignoringCase: true).isCovered(by: json) == covers)
        }
        try JSONDocument(JSONWriter.text(.string(other))).withRoot { json in
            #expect(WildcardPattern(pattern, ignoringCase: true).intersects(json) == haveCommon)
        }
    }

    @Test func resourcesDependOnCase() throws {
        try JSONDocument(#""arn:aws:s3:::Logs""#).withRoot { json in
            #expect(!WildcardPattern("arn:aws:s3:::logs", ignoringCase: false).isCovered(by: json))
            #expect(!WildcardPattern("arn:aws:s3:::logs", ignoringCase: false).intersects(json))
        }
    }

    @Test func notActionConcernsTheRest() throws {
        try withStatement(["Effect": "Allow", "NotAction": ["iam:*", "s3:Put*"]]) { statement in
            #expect(!statement.concernsSome("iam:CreateUser"))
            #expect(!statement.concernsSome("s3:PutObject"))
            #expect(statement.concernsSome("s3:*"))
            #expect(statement.concernsSome("s3:Get*"))
            #expect(!statement.concernsEvery("s3:GetObject"))
        }
    }

    @Test(
        arguments: [
            ("*", true),
            (["*"], true),
            (["AWS": "*"], true),
            (["AWS": ["arn:aws:iam::123456789012:root", "*"]], true),
            (["AWS": "arn:aws:iam::123456789012:root"], false),
            (["Service": "s3.amazonaws.com"], false),
            (["CanonicalUser": "79a5"], false),
            (nil, false),
        ] as [(JSONLiteral, Bool)])
    func knowsEveryone(_ case: (principal: JSONLiteral, isEveryone: Bool)) throws {
        try withStatement(["Effect": "Allow", "Principal": `case`.principal]) {
            #expect($0.isForEveryone == `case`.isEveryone)
            #expect($0.isPublic == `case`.isEveryone)
        }
        try withStatement(["Effect": "Deny", "Principal": `case`.principal]) { #expect(!$0.isPublic) }
    }

    @Test func notPrincipalIsEveryoneElse() throws {
        let all: JSONLiteral = ["AWS": "arn:aws:iam::123456789012:root"]
        try withStatement(["Effect": "Allow", "NotPrincipal": all]) { #expect($0.isPublic) }
        try withStatement(["Effect": "Deny", "NotPrincipal": all]) { #expect(!$0.isForEveryone) }
    }

    @Test(
        arguments: [
            ["StringEquals": ["aws:SourceAccount": "123456789012"]],
            ["StringEquals": ["AWS:SourceAccount": ["123456789012", "210987654321"]]],
            ["StringEquals": ["aws:SourceAccount": 123_456_789_012]],
            ["ArnLike": ["aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:orders"]],
            ["StringLike": ["aws:PrincipalOrgID": "o-abc"]],
            ["ForAnyValue:StringEquals": ["aws:SourceVpce": ["vpce-1"]]],
            ["IpAddress": ["aws:SourceIp": ["10.0.0.0/8", "203.0.113.7", "2001:db8::/32"]]],
            ["ArnLike": ["s3:DataAccessPointArn": "arn:aws:s3:us-east-1:123456789012:accesspoint/*"]],
            ["Bool": ["aws:SecureTransport": "true"], "StringEquals": ["aws:SourceVpc": "vpc-1"]],
        ] as [JSONLiteral])
    func aFixedConditionPins(_ condition: JSONLiteral) throws {
        try withStatement(["Effect": "Allow", "Principal": "*", "Condition": condition]) {
            #expect($0.isPinned && !$0.isPublic)
        }
    }

    @Test(
        arguments: [
            [:],
            nil,
            ["StringEquals": ["aws:SourceAccount": []]],
            ["StringLike": ["aws:SourceAccount": "1234*"]],
            ["StringEquals": ["aws:SourceAccount": ["123456789012", "*"]]],
            ["StringEquals": ["aws:PrincipalOrgID": "${aws:PrincipalOrgID}"]],
            ["StringNotEquals": ["aws:SourceAccount": "123456789012"]],
            ["StringEqualsIfExists": ["aws:SourceVpce": "vpce-1"]],
            ["ForAllValues:StringEquals": ["aws:SourceVpce": "vpce-1"]],
            ["IpAddress": ["aws:SourceIp": "0.0.0.0/0"]],
            ["IpAddress": ["aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/1"]]],
            ["IpAddress": ["aws:SourceIp": "::/0"]],
            ["NotIpAddress": ["aws:SourceIp": "10.0.0.0/8"]],
            ["Bool": ["aws:SecureTransport": "true"]],
            ["StringEquals": ["aws:UserAgent": "browser"]],
            ["StringEquals": ["aws:Referer": "https://example.com"]],
        ] as [JSONLiteral])
    func anOpenConditionDoesNot(_ condition: JSONLiteral) throws {
        try withStatement(["Effect": "Allow", "Principal": "*", "Condition": condition]) { #expect($0.isPublic) }
    }
}
