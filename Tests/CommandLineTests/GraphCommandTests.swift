import Foundation
import Recording
import Testing

@testable import configcheck

/// `configcheck graph` as it is run.
@Suite struct GraphCommandTests {
    private static func item(_ type: String, _ id: String, _ more: String, account: String = "111122223333") -> String {
        #"{"resourceType":"AWS::\#(type)","resourceId":"\#(id)","awsAccountId":"\#(account)","awsRegion":"eu-west-1","configuration":{},\#(more)}"#
    }

    /// A VPC with two subnets, a group that is open to all in it, a bucket with nothing around it, and two things of one name.
    static let shop = [
        item("EC2::VPC", "vpc-1", #""resourceName":"shop""#),
        item(
            "EC2::Subnet", "subnet-1",
            #""relationships":[{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1","name":"Is contained in Vpc"}]"#),
        item("EC2::Subnet", "subnet-2", #""configuration":{"vpcId":"vpc-1"}"#),
        item(
            "EC2::SecurityGroup", "sg-1",
            #""configuration":{"vpcId":"vpc-1","ipPermissions":[\#(CaseFolder.open(22))]}"#),
        item("S3::Bucket", "lonely", #""resourceName":"lonely""#),
        item("EC2::Volume", "vol-1", #""resourceName":"twin""#),
        item("EC2::Volume", "vol-1", #""resourceName":"twin""#, account: "444455556666"),
    ].joined(separator: "\n")

    /// What must not get anywhere as it is.
    static let hostile = [
        item(
            "EC2::VPC", #"vpc-\"]; evil -> x; [\"\\"#,
            #""resourceName":"<script>alert(1)</script>&\u001b[31m\n\u202e\u0007\ufffe","tags":{}"#),
        item(
            "EC2::Subnet", "subnet-1",
            #""relationships":[{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-\"]; evil -> x; [\"\\","name":"</title><script>\"|--> \u001b[0m"}]"#
        ),
    ].joined(separator: "\n")

    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: String
        var input = shop
        var status: Int32 = 0
        var output: [String] = []
        var errors: [String] = []

        var testDescription: String { "configcheck graph " + arguments }
    }

    static let rule = "--rule restricted-ssh"

    static let cases: [Case] = [
        Case(
            arguments: "shop - \(rule)",
            output: [
                "AWS::EC2::VPC vpc-1 (shop)  111122223333  eu-west-1\n",
                "├─ Contains SecurityGroup (derived)  AWS::EC2::SecurityGroup sg-1  ✗ NON_COMPLIANT restricted-ssh\n",
                "├─ Contains Subnet (derived)  AWS::EC2::Subnet subnet-1\n",
                "└─ Contains Subnet (derived)  AWS::EC2::Subnet subnet-2\n",
                "4 resources; 6 relationships, 5 derived; 1 NON_COMPLIANT\n",
            ]),
        Case(arguments: "vpc-1 - --depth 0 \(rule)", output: ["1 resource; 0 relationships; 0 NON_COMPLIANT"]),
        Case(arguments: "aws::ec2::vpc/vpc-1 - \(rule)", output: ["4 resources"]),
        Case(
            arguments: "subnet-1 - --to sg-1 \(rule)",
            output: [
                "subnet-1  111122223333  eu-west-1\n  ↓ Is contained in Vpc\nAWS::EC2::VPC vpc-1 (shop)\n"
                    + "  ↑ Is contained in Vpc (derived)\nAWS::EC2::SecurityGroup sg-1  ✗"
            ]),
        Case(arguments: "--all - \(rule)", output: ["7 resources;", "444455556666 eu-west-1\n"]),
        Case(
            arguments: "subnet-1 - --output json \(rule)",
            output: [#""name": "Is contained in Vpc","#, #""derived": false"#]),
        Case(arguments: "subnet-1 - -o dot \(rule)", output: [#"label="Is contained in Vpc"]"#]),
        Case(arguments: "subnet-1 - -o mermaid \(rule)", output: [#"-->|"Is contained in Vpc"|"#]),
        Case(arguments: "subnet-1 - -o svg \(rule)", output: ["<svg ", ">Is contained in Vpc</text>", "</svg>\n"]),

        Case(
            arguments: "lonely - --to shop \(rule)", status: 1,
            errors: ["there is no path from AWS::S3::Bucket/lonely  111122223333  eu-west-1 to AWS::EC2::VPC/vpc-1"]),
        Case(
            arguments: "twin - \(rule)", status: 2,
            errors: [
                "'twin' may be any of 2 resources", "\n  AWS::EC2::Volume/vol-1  111122223333  eu-west-1\n",
                "\n  AWS::EC2::Volume/vol-1  444455556666  eu-west-1\n",
            ]),
        Case(
            arguments: "subnet-3 - \(rule)", status: 2, errors: ["no resource 'subnet-3'", "did you mean 'subnet-1'?"]),
        Case(arguments: "shop", status: 2, errors: ["INPUT"]),
        Case(arguments: "shop - --all --to x", status: 2, errors: ["--all"]),
        Case(arguments: "shop - --output yaml", status: 2, errors: ["text, dot, mermaid, json or svg"]),
        Case(arguments: "shop - --depth -1", status: 2, errors: ["--depth"]),
        Case(arguments: "shop - --rule nobody", status: 2, errors: ["unknown rule"]),
        Case(
            arguments: "sg-windows windows.json missing.json \(rule)", status: 3, output: ["sg-windows"],
            errors: ["no such file"]),
        Case(arguments: "vpc-1 cut.json \(rule)", status: 3, errors: ["not complete", "no resource 'vpc-1'"]),
        Case(arguments: "--all other.json \(rule)", status: 3, errors: ["no configuration items"]),
    ]

    @Test(arguments: cases) func runs(_ test: Case) throws {
        let run = try CommandRun(
            ["graph"] + test.arguments.split(separator: " ").map(String.init), input: test.input, in: try CaseFolder())
        #expect(run.status == test.status, "\(run.output)\(run.errors)")
        for text in test.output { #expect(run.output.contains(text), "\(run.output)") }
        for text in test.errors { #expect(run.errors.contains(text), "\(run.errors)") }
    }

    @Test(arguments: ["text", "dot", "mermaid", "json", "svg"])
    func nothingHostileGetsThrough(_ format: String) throws {
        for arguments in [["--all", "-"], ["subnet-1", "-"]] {
            let run = try CommandRun(
                ["graph"] + arguments + ["--output", format], input: Self.hostile, in: try CaseFolder())
            #expect(run.status == 0 && run.output.contains("subnet-1"), "\(run.errors)")
            for scalar in run.output.unicodeScalars where scalar != "\n" {
                #expect(scalar.properties.generalCategory != .control, "\(scalar.value)")
                #expect(format == "json" || !scalar.properties.isBidiControl)
            }
            switch format {
            case "svg":
                #expect(!run.output.contains("<script") && !run.output.contains("\u{FFFE}"))
                let parser = XMLDocumentCheck.parse(run.output)
                #expect(parser, "not well-formed")
            case "json":
                let value = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: [[String: Any]]]
                #expect(value?["nodes"]?.count == 2 && value?["edges"]?.count == 2)
            case "dot":
                // A backslash or quote of the input is behind a backslash of ours.
                #expect(run.output.contains(#"vpc-\"]; evil -> x; [\"\\"#) && !run.output.contains(#" "]; evil"#))
            case "mermaid":
                #expect(!run.output.contains("<script"))
                // Our own two quotes and no other on each line.
                for line in run.output.split(separator: "\n") {
                    #expect([0, 2].contains(line.count { $0 == "\"" }), "\(line)")
                }
            default: break
            }
        }
    }

    @Test func aReportIsNeverWrittenOverAnInput() throws {
        let folder = try CaseFolder()
        let run = try CommandRun(["graph", "--all", "windows.json", "-o", "svg=windows.json"], in: folder)
        #expect(run.status == 2 && run.errors.contains("is one of the inputs"))
    }
}

/// Whether tags are closed in the order in which they were opened, and texts hold nothing that XML forbids.
enum XMLDocumentCheck {
    static func parse(_ text: String) -> Bool {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            guard isText(rest[..<start]), let end = rest[start...].firstIndex(of: ">") else { return false }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            let name = tag.prefix { $0.isLetter || $0 == "/" }
            if name.hasPrefix("/") {
                guard open.popLast() == name.dropFirst() else { return false }
            } else if !tag.hasSuffix("/") {
                open.append(name)
            }
            guard tag.count(where: { $0 == "\"" }) % 2 == 0, !tag.contains("<") else { return false }
        }
        return open.isEmpty && isText(rest)
    }

    private static func isText(_ text: Substring) -> Bool {
        text.split(separator: "&", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
            ["amp;", "lt;", "gt;"].contains { part.hasPrefix($0) }
        } && !text.contains(">")
    }
}

@Suite struct ResourceResolverTests {
    private struct Thing: NamedResource {
        var accountId = "111122223333"
        var awsRegion = "eu-west-1"
        var resourceType = "AWS::EC2::VPC"
        var resourceId: String
        var resourceName = ""
        var arn = ""
    }

    private static let things = [
        Thing(resourceId: "vpc-1", resourceName: "shop", arn: "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"),
        Thing(resourceId: "vpc-2", resourceName: "vpc-1"),
        Thing(resourceType: "AWS::S3::Bucket", resourceId: "shop", resourceName: "shop"),
        Thing(resourceType: "AWS::Logs::LogGroup", resourceId: "/aws/shop"),
        Thing(resourceType: "AWS::EC2::Subnet", resourceId: "subnet-1", resourceName: "twin"),
        Thing(resourceType: "AWS::EC2::Subnet", resourceId: "subnet-2", resourceName: "twin"),
    ]

    @Test(arguments: [
        // An id comes before a name.
        ("vpc-1", ResourceMatch.one(0)), ("shop", .one(2)), ("arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1", .one(0)),
        ("AWS::EC2::VPC/shop", .one(0)), ("aws::s3::bucket/shop", .one(2)), ("AWS::Logs::LogGroup//aws/shop", .one(3)),
        ("/aws/shop", .one(3)), ("twin", .several([4, 5])), ("AWS::EC2::Subnet/twin", .several([4, 5])),
        ("subnt-1", .none(suggestion: "subnet-1")), ("entirely-other", .none(suggestion: nil)),
        ("", .none(suggestion: nil)),
    ])
    func finds(_ text: String, _ expected: ResourceMatch) {
        #expect(ResourceResolver.find(text, among: Self.things) == expected)
    }
}
