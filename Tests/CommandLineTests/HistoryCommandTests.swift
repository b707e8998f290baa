import Foundation
import Testing

/// `configcheck history`, over stores that `configcheck record` makes.
@Suite struct HistoryCommandTests {
    private static let rules = ["--rule", "restricted-common-ports,restricted-ssh"]

    /// A security group at a time of 2026-01-01, open to all on some ports.
    private static func group(
        _ time: String, _ ports: [Int], id: String = "sg-web", name: String = "web", region: String = "eu-west-1",
        more: String = ""
    ) -> String {
        let permissions = ports.map(CaseFolder.open).joined(separator: ",")
        return """
            {"configurationItemVersion":"1.3","configurationItemCaptureTime":"2026-01-01T\(time):00.000Z",\
            "configurationStateId":1,"awsAccountId":"111122223333","configurationItemStatus":"OK",\
            "resourceType":"AWS::EC2::SecurityGroup","resourceId":"\(id)","resourceName":"\(name)",\
            "ARN":"arn:aws:ec2:\(region):111122223333:security-group/\(id)","awsRegion":"\(region)",\
            "tags":{"team":"shop"},"relationships":[{"resourceType":"AWS::EC2::VPC","resourceId":"vpc-1",\
            "name":"Is contained in Vpc"}\(more)],"configuration":{"groupId":"\(id)",\
            "ipPermissions":[\(permissions)]},"supplementaryConfiguration":{}}
            """
    }

    private static let deletion = """
        {"configurationItemVersion":"1.3","configurationItemCaptureTime":"2026-01-01T15:00:00.000Z",\
        "awsAccountId":"111122223333","configurationItemStatus":"ResourceDeleted",\
        "resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-web","resourceName":"web",\
        "ARN":"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-web","awsRegion":"eu-west-1","configuration":null}
        """

    private static let instance = """
        ,{"resourceType":"AWS::EC2::Instance","resourceId":"i-1","name":"Is associated with Instance"}
        """

    /// Opens 3389 and closes it an hour later.
    private static let windows = [
        group("10:00", [443]), group("11:00", [443, 3389], more: instance), group("12:00", [443]),
    ]

    private func record(_ items: [String], into folder: CaseFolder, store: String = "store") throws {
        let run = try CommandRun(
            ["record", "-", "--store", store, "--quiet"] + Self.rules, input: items.joined(separator: "\n"), in: folder)
        #expect(run.status == 0 && run.errors.isEmpty)
    }

    private func history(_ arguments: String..., in folder: CaseFolder, store: String = "store") throws -> CommandRun {
        try CommandRun(["history", "--store", store] + arguments, in: folder)
    }

    @Test func aGroupThatOpensAPortAndClosesItAnHourLater() throws {
        let folder = try CaseFolder()
        try record(Self.windows, into: folder)
        let run = try history("sg-web", in: folder)
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(
            run.output == """
                AWS::EC2::SecurityGroup/sg-web (web)
                  111122223333  eu-west-1
                  arn:aws:ec2:eu-west-1:111122223333:security-group/sg-web

                2026-01-01T10:00:00.000Z  created
                    + Is contained in Vpc: AWS::EC2::VPC/vpc-1
                2026-01-01T10:00:00.000Z  COMPLIANT  restricted-common-ports
                2026-01-01T10:00:00.000Z  COMPLIANT  restricted-ssh
                2026-01-01T11:00:00.000Z  updated
                    + Configuration.IpPermissions.0: ipProtocol "tcp", fromPort 3389, toPort
                      3389, ipRanges.0 "0.0.0.0/0"
                    + Is associated with Instance: AWS::EC2::Instance/i-1
                2026-01-01T11:00:00.000Z  NON_COMPLIANT  restricted-common-ports  was COMPLIANT
                    TCP port 3389 open to 0.0.0.0/0.
                2026-01-01T12:00:00.000Z  updated
                    - Configuration.IpPermissions.0: ipProtocol "tcp", fromPort 3389, toPort
                      3389, ipRanges.0 "0.0.0.0/0"
                    - Is associated with Instance: AWS::EC2::Instance/i-1
                2026-01-01T12:00:00.000Z  COMPLIANT  restricted-common-ports  was NON_COMPLIANT

                """)
        let since = try history("web", "--since", "2026-01-01T12:00:00Z", in: folder)
        #expect(since.output.contains("12:00:00.000Z  updated") && !since.output.contains("11:00:00"))
        #expect(try history("web", "--since", "2027-01-01", in: folder).output.contains("nothing is recorded since"))
    }

    @Test func aStateIsThatOfItsTime() throws {
        let folder = try CaseFolder()
        try record(Self.windows, into: folder)
        let arn = "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-web"
        let run = try history(arn, "--at", "2026-01-01T11:30:00Z", in: folder)
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(
            run.output == """
                AWS::EC2::SecurityGroup/sg-web (web)
                  111122223333  eu-west-1
                  arn:aws:ec2:eu-west-1:111122223333:security-group/sg-web
                  recorded since 2026-01-01T11:00:00.000Z

                Tags
                  team = shop

                Relationships
                  Is contained in Vpc: AWS::EC2::VPC/vpc-1
                  Is associated with Instance: AWS::EC2::Instance/i-1

                Verdicts
                  NON_COMPLIANT  restricted-common-ports  since 2026-01-01T11:00:00.000Z
                    TCP port 3389 open to 0.0.0.0/0.
                  COMPLIANT  restricted-ssh  since 2026-01-01T10:00:00.000Z

                """)
        let json = try history(arn, "--at", "2026-01-01T11:30:00Z", "-o", "json", in: folder)
        #expect(json.output.contains("\"configurationItemCaptureTime\": 1767265200.000"))
        #expect(json.output.components(separatedBy: "configurationItemStatus").count == 2)
    }

    @Test func thereIsNoStateBeforeTheFirstCapture() throws {
        let folder = try CaseFolder()
        try record(Self.windows, into: folder)
        for format in ["text", "json"] {
            let run = try history("web", "--at", "2026-01-01T09:59:59Z", "--output", format, in: folder)
            #expect(run.status == 2 && run.output.isEmpty)
            #expect(
                run.errors.contains("nothing of AWS::EC2::SecurityGroup/sg-web was recorded by 2026-01-01T09:59:59"))
            #expect(run.errors.contains("begins at 2026-01-01T10:00:00.000Z"))
        }
        #expect(try history("web", "--at", "2026-01-01T10:00:00Z", in: folder).status == 0)
    }

    @Test func whatIsDeletedIsSaidToBe() throws {
        let folder = try CaseFolder()
        try record(Self.windows + [Self.deletion], into: folder)
        let run = try history("AWS::EC2::SecurityGroup/sg-web", in: folder)
        #expect(run.output.contains("2026-01-01T15:00:00.000Z  deleted\n    - Configuration: groupId \"sg-web\""))
        #expect(run.output.contains("NOT_APPLICABLE  restricted-ssh  was COMPLIANT"))
        let state = try history("sg-web", "--at", "2026-02-01", in: folder)
        #expect(state.status == 0 && state.output.contains("deleted since 2026-01-01T15:00:00.000Z"))
        #expect(state.output.contains("NOT_APPLICABLE  restricted-common-ports"))
    }

    @Test func aLateItemStandsInItsPlace() throws {
        let folder = try CaseFolder()
        try record(Self.windows, into: folder)
        try record([Self.group("10:30", [443, 80])], into: folder)
        let run = try history("web", in: folder)
        let times = run.output.split(separator: "\n").filter { $0.hasSuffix("updated") }.map { $0.prefix(16) }
        #expect(times == ["2026-01-01T10:30", "2026-01-01T11:00", "2026-01-01T12:00"])
        // What followed is compared with it.
        #expect(run.output.contains("- Configuration.IpPermissions.0: ipProtocol \"tcp\", fromPort 80"))
        #expect(run.output.contains("+ Configuration.IpPermissions.1: ipProtocol \"tcp\", fromPort 3389"))
    }

    @Test func namesThatTellNoOneResource() throws {
        let folder = try CaseFolder()
        try record(
            [
                Self.group("10:00", [], id: "sg-b"), Self.group("10:00", [], id: "sg-a"),
                Self.group("10:00", [], id: "sg-a", region: "us-east-1"),
            ], into: folder)
        let several = try history("web", in: folder)
        #expect(several.status == 2 && several.output.isEmpty)
        #expect(
            several.errors.split(separator: "\n").dropFirst() == [
                "  AWS::EC2::SecurityGroup/sg-a  111122223333  eu-west-1",
                "  AWS::EC2::SecurityGroup/sg-a  111122223333  us-east-1",
                "  AWS::EC2::SecurityGroup/sg-b  111122223333  eu-west-1",
            ])
        #expect(try history("AWS::EC2::SecurityGroup/sg-a", in: folder).status == 2)
        #expect(try history("arn:aws:ec2:us-east-1:111122223333:security-group/sg-a", in: folder).status == 0)
        #expect(try history("ec2/sg-b", in: folder).status == 2)
        let none = try history("sg-\u{1B}[31m", in: folder)
        #expect(none.status == 2 && none.errors.contains(#"no resource is called 'sg-\u{1B}[31m'"#))
    }

    @Test func nothingOfAnItemSteersATerminal() throws {
        let folder = try CaseFolder()
        let escape = #"\u001b[31m\u202e\u0007\r\n"#
        let hostile = """
            {"configurationItemCaptureTime":"TIME","awsAccountId":"1\(escape)","resourceType":"A::B\(escape)",\
            "resourceId":"x","resourceName":"n\(escape)","ARN":"a\(escape)","awsRegion":"r\(escape)",\
            "tags":{"t\(escape)":"VALUE\(escape)"},"relationships":[{"name":"Contains\(escape)VALUE",\
            "resourceId":"\(escape)","resourceType":"\(escape)","resourceName":"VALUE\(escape)"}],\
            "configuration":{"k\(escape)":"VALUE\(escape)","deep":{"m\(escape)":["VALUE\(escape)"]},"only VALUE":[{}]}}
            """
        let items = [("2026-01-01T00:00:00Z", "a"), ("2026-01-02T00:00:00Z", "b")].map {
            hostile.replacingOccurrences(of: "TIME", with: $0).replacingOccurrences(of: "VALUE", with: $1)
        }
        try record(items, into: folder)
        try record([items[0].replacingOccurrences(of: "\"x\"", with: "\"n\(escape)\"")], into: folder)
        for arguments in [
            ["x"], ["x", "--at", "2026-01-03"], ["x", "--at", "2025-01-01"], ["a\u{1B}[31m\u{202E}\u{7}\r\n"],
        ] {
            let run = try CommandRun(["history", "--store", "store"] + arguments, in: folder)
            #expect(run.status == (arguments.last == "x" || arguments.last == "2026-01-03" ? 0 : 2))
            let text = run.output + run.errors
            #expect(text.contains(#"\u{1B}[31m\u{202E}\u{7}\r\n"#))
            #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0.value == 0x202E) })
        }
        let coloured = try history("x", "--color", "always", in: folder)
        #expect(coloured.output.contains("\u{1B}[1;36mupdated\u{1B}[0m"))
        #expect(coloured.output.contains("Configuration.Deep") && !coloured.output.contains("\u{1B}[31m\u{202E}"))
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let folder = try CaseFolder()
        try record(Self.windows + [Self.group("13:00", [443]), Self.deletion], into: folder)
        try record([Self.group("09:00", [22])], into: folder)
        let json = try history("web", "--output", "json", in: folder)
        #expect(json.status == 0 && json.errors.isEmpty)
        let times = json.output.split(separator: "\n").filter { $0.contains("CaptureTime") }
        #expect(times.count == 6 && times.first?.contains("1767279600.000") == true)
        try record([json.output], into: folder, store: "second")
        #expect(try history("web", "--output", "json", in: folder, store: "second").output == json.output)
        // The verdicts differ by what came late; what happened to the resource does not.
        func changes(_ store: String) throws -> [Substring] {
            try history("web", in: folder, store: store).output.split(separator: "\n").filter { line in
                ["created", "updated", "deleted", "+", "-"].contains {
                    line.hasSuffix("  \($0)") || line.hasPrefix("    \($0) ")
                }
            }
        }
        #expect(try changes("store") == changes("second"))
        #expect(try changes("store").count > 6)

        let newest = try CommandRun(["check", "-", "-o", "ndjson"] + Self.rules, input: json.output, in: folder)
        #expect(newest.output.contains(#""complianceType":"NOT_APPLICABLE""#))
        let open = try history("web", "--at", "2026-01-01T11:00:00Z", "-o", "json", in: folder)
        let judged = try CommandRun(["check", "-", "-o", "ndjson"] + Self.rules, input: open.output, in: folder)
        #expect(judged.status == 1 && judged.output.contains("TCP port 3389 open to 0.0.0.0/0."))
        #expect(judged.output.contains(#""orderingTimestamp":"2026-01-01T11:00:00.000Z""#))
    }

    @Test func anAccountHasVerdictsAndNoItems() throws {
        let folder = try CaseFolder()
        let run = try CommandRun(
            ["record", "-", "--store", "store", "-q", "--rule", "root-account-mfa-enabled"],
            input: Self.group("10:00", [])
                + Self.group("10:00", []).replacingOccurrences(
                    of: "2026-01-01", with: "2026-01-03"), in: folder)
        #expect(run.status == 0)
        let history = try history("111122223333", in: folder)
        #expect(history.output.contains("INSUFFICIENT_DATA  root-account-mfa-enabled"))
        #expect(try self.history("111122223333", "--at", "2026-01-04", in: folder).output.contains("Verdicts\n"))
        #expect(try self.history("111122223333", "--at", "2026-01-01", in: folder).status == 2)
        let json = try self.history("111122223333", "-o", "json", in: folder)
        #expect(json.status == 0 && json.output == "{\n  \"configurationItems\": []\n}\n")
    }

    @Test func aDamagedStoreIsSaid() throws {
        let folder = try CaseFolder()
        try record(Self.windows, into: folder)
        let stream = folder.url.appending(path: "store/stream/00000001.ndjson")
        let size = try Data(contentsOf: stream).count
        try Data(repeating: 0x20, count: size).write(to: stream)
        for arguments in [["web"], ["web", "-o", "json"], ["web", "--at", "2026-02-01"]] {
            let run = try CommandRun(["history", "--store", "store"] + arguments, in: folder)
            #expect(run.status == 3 && run.errors.contains("not what was written"))
        }
    }

    @Test func wrongUsageIsSaid() throws {
        let folder = try CaseFolder()
        #expect(try history("x", in: folder, store: "nowhere").status == 2)
        #expect(try history("x", in: folder, store: "nowhere").errors.contains("no store is there"))
        try record(Self.windows, into: folder)
        let both = try history("web", "--at", "2026-01-01", "--since", "2026-01-01", in: folder)
        #expect(both.status == 2 && both.errors.contains("give one of them"))
        #expect(try history("web", "--at", "someday", in: folder).status == 2)
        #expect(try history("web", "--output", "table", in: folder).status == 2)
    }
}
