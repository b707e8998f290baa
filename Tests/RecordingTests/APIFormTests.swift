import ConfigModel
import JSON
import Recording
import Testing

/// What is recorded goes out in the shape of the API and comes back as it was.
@Suite struct APIFormTests {
    private func written(_ recorded: String, pretty: Bool = false) throws -> String {
        var writer = JSONWriter(pretty: pretty)
        try JSONDocument(recorded).withRoot { APIForm.write($0, to: &writer) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func recorded(_ item: String) throws -> String {
        var bytes: [UInt8] = []
        try JSONDocument(item).withRoot { RecordedForm.write(ConfigurationItem($0), defaultAccount: nil, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func everyMemberHasTheNameAndShapeOfTheAPI() throws {
        let item = """
            {"relatedEvents":[],"relationships":[{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1",\
            "name":"Is contained in Vpc"}],"configuration":{"groupId":"sg-1","ipPermissions":[{"fromPort":22}]},\
            "supplementaryConfiguration":{"Acl":{"grants":[]},"Policy":"{\\"a\\":1}","Flag":true},"tags":{"team":"shop"},\
            "configurationItemVersion":"1.3","configurationItemCaptureTime":"2026-01-01T10:00:00.045Z",\
            "configurationStateId":1767261600045,"awsAccountId":"111122223333","configurationItemStatus":"OK",\
            "resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-1","resourceName":"web",\
            "ARN":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1","awsRegion":"eu-west-1",\
            "availabilityZone":"Not Applicable","configurationStateMd5Hash":"","resourceCreationTime":null}
            """
        let api = """
            {"version":"1.3","accountId":"111122223333","configurationItemCaptureTime":1767261600.045,\
            "configurationItemStatus":"OK","configurationStateId":"1767261600045","configurationItemMD5Hash":"",\
            "arn":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1","resourceType":"AWS::EC2::SecurityGroup",\
            "resourceId":"sg-1","resourceName":"web","awsRegion":"eu-west-1","availabilityZone":"Not Applicable",\
            "resourceCreationTime":null,"tags":{"team":"shop"},"relatedEvents":[],"relationships":[{\
            "resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","relationshipName":"Is contained in Vpc"}],\
            "configuration":"{\\"groupId\\":\\"sg-1\\",\\"ipPermissions\\":[{\\"fromPort\\":22}]}",\
            "supplementaryConfiguration":{"Acl":"{\\"grants\\":[]}","Policy":"\\"{\\\\\\"a\\\\\\":1}\\"","Flag":"true"}}
            """
        #expect(try written(item) == api)
        #expect(try recorded(api) == item)
    }

    /// Items in recorded form; most are odd, for all must come back.
    @Test(arguments: [
        #"{"resourceType":"AWS::S3::Bucket","resourceId":"b"}"#,
        #"{"configuration":null,"awsAccountId":"111122223333","resourceType":"AWS::S3::Bucket","resourceId":"b"}"#,
        #"{"configuration":"no JSON {","resourceType":"AWS::S3::Bucket","resourceId":"b"}"#,
        #"{"configuration":[1,2.50,1e400,-0,{"a":{}}],"resourceType":"AWS::S3::Bucket","resourceId":"b"}"#,
        #"{"configuration":{"a":"\ud800 \u0007 é \u2028 \" \\","b\n":"%7B%7D"},"resourceType":"A","resourceId":"b"}"#,
        #"{"configuration":null,"supplementaryConfiguration":{"A":{"b":1},"C":"{}"},"resourceType":"A","resourceId":"b"}"#,
        #"{"configuration":{},"supplementaryConfiguration":{"A":null,"B":"","C":"null"},"resourceType":"A"}"#,
        #"{"configuration":{},"supplementaryConfiguration":["odd"],"resourceType":"A"}"#,
        #"{"configuration":{},"tags":[{"key":"a","value":"b"}],"resourceType":"A","resourceId":"b","own":{"x":[1]}}"#,
        #"{"relationships":[{"name":"Contains Subnet "},"odd",null,{"resourceName":"n"}],"configuration":{}}"#,
        #"{"relationships":null,"configuration":{},"configurationStateId":null,"resourceCreationTime":null}"#,
        #"{"configuration":{},"configurationItemCaptureTime":"1969-12-31T23:59:58.500Z","resourceType":"A"}"#,
        #"{"configuration":{},"configurationItemCaptureTime":"9998-01-01T00:00:00.000Z","resourceType":"A"}"#,
        #"{"configuration":{},"configurationItemCaptureTime":"someday","configurationStateId":"odd"}"#,
        #"{"configuration":{},"configurationStateId":18446744073709551616,"resourceId":7}"#,
        "{}",
    ])
    func whatIsRecordedComesBack(_ item: String) throws {
        let once = try recorded(item)
        #expect(try recorded(written(once)) == once)
        // The layout changes nothing.
        #expect(try recorded(written(once, pretty: true)) == once)
        // What these arguments say is what is recorded of them, or nothing would have been tested.
        #expect(once == item)
    }

    @Test func deepNestingComesBack() throws {
        let deep = String(repeating: #"{"a":["#, count: 200) + String(repeating: "]}", count: 200)
        let item = #"{"configuration":\#(deep),"resourceType":"A","resourceId":"b"}"#
        #expect(try recorded(written(item)) == item)
    }
}
