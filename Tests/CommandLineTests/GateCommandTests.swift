import Foundation
import Testing

/// Waivers, baselines and the gate, as the command line has them.
@Suite struct GateCommandTests {
    private static let rules = "--rule restricted-common-ports,restricted-ssh"

    private func run(_ line: String, in folder: CaseFolder) throws -> CommandRun {
        try CommandRun(line.split(separator: " ").map(String.init), in: folder)
    }

    private func write(_ text: String, _ name: String, _ folder: CaseFolder) throws {
        try Data(text.utf8).write(to: folder.url.appending(path: name))
    }

    private func text(_ name: String, _ folder: CaseFolder) throws -> String {
        try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }

    private static func waivers(_ members: String..., expiry: String = "2026-06-30") -> String {
        let entries = members.map {
            #"{"rule":"restricted-common-ports",\#($0),"reason":"old","owner":"net","ticket":"N-1","expiry":"\#(expiry)"}"#
        }
        return #"{"waivers":[\#(entries.joined(separator: ","))]}"#
    }

    /// Two groups in two accounts, with tags and names.
    private static let groups = ["a", "b"].enumerated().map { number, id in
        #"{"resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-\#(id)","resourceName":"name-\#(id)","ARN":"arn:aws:ec2:eu-west-1:11112222333\#(number):security-group/sg-\#(id)","awsAccountId":"11112222333\#(number)","awsRegion":"eu-west-1","configurationItemStatus":"OK","configurationItemCaptureTime":"2026-01-01T00:00:00.000Z","tags":{"team":"\#(id)"},"configuration":{"ipPermissions":[\#(CaseFolder.open(3389))]}}"#
    }.joined(separator: "\n")

    @Test(arguments: [
        #""resource":"sg-a""#, #""resource":"name-a""#, #""resource":"AWS::EC2::SecurityGroup/sg-a""#,
        #""resource":"*-a""#, #""arn":"arn:aws:ec2:*:111122223330:security-group/*""#, #""tag":"team=a""#,
        #""accountId":"111122223330""#, #""accountId":"1111*0","tag":"team""#,
    ])
    func aWaiverExcusesWhatItNames(_ members: String) throws {
        let folder = try CaseFolder()
        try write(Self.groups, "groups.ndjson", folder)
        try write(Self.waivers(members), "waivers.json", folder)
        let line = "check groups.ndjson \(Self.rules) --waivers waivers.json --as-of 2026-02-01 -o ndjson=all.ndjson"
        let run = try run(line + " -o table", in: folder)
        #expect(run.status == 1 && run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.contains("WAIVED  1, no matter of the gate"))
        #expect(run.output.contains("until 2026-06-30, net, N-1: old"))
        #expect(run.output.contains("FAILED: 1 finding (1 high)"))
        let found = try text("all.ndjson", folder).split(separator: "\n").filter { $0.contains("\"NON_COMPLIANT\"") }
        #expect(found.count == 2)
        #expect(found.filter { $0.contains("\"waiver\":{") }.allSatisfy { $0.contains("sg-a") })
        #expect(found.filter { $0.contains("\"waiver\":{") }.count == 1)
    }

    @Test func waiversFailClosed() throws {
        let folder = try CaseFolder()
        func check(_ waivers: String, status: Int32, asOf: String = "2026-02-01", _ message: String) throws {
            try write(waivers, "waivers.json", folder)
            let run = try run(
                "check windows.json \(Self.rules) --waivers waivers.json --as-of \(asOf) --output table", in: folder)
            #expect(run.status == status, "\(waivers)\n\(run.errors)")
            #expect(message.isEmpty ? run.errors.isEmpty : run.errors.contains(message), "\(run.errors)")
            #expect(run.output.contains("WAIVED") == (status == 0))
        }
        let waivers = Self.waivers(#""resource":"sg-windows""#)
        try check(waivers, status: 0, "")
        try check(
            waivers, status: 0, asOf: "2026-06-30T23:59:00Z", "expires 2026-06-30, in 1 day; then 1 finding will fail")
        try check(waivers, status: 0, asOf: "2026-06-15", "expires 2026-06-30, in 16 days")
        try check(waivers, status: 1, asOf: "2026-07-01", "waiver 1 (restricted-common-ports, N-1) expired 2026-06-30")
        try check(Self.waivers(#""resource":"sg-other""#), status: 1, "matches no finding")
        try check(Self.waivers(#""tag":"a=b""#), status: 1, "matches no finding")
        for (member, message) in [
            (#""reason":"old","#, "it has no 'reason'"), (#""owner":"net","#, "it has no 'owner'"),
            (#""ticket":"N-1","#, "it has no 'ticket'"), (#","expiry":"2026-06-30""#, "it has no 'expiry'"),
            (#""rule":"restricted-common-ports","#, "it has no 'rule'"),
            (#""resource":"sg-windows","#, "it names no 'resource'"),
        ] {
            try check(waivers.replacingOccurrences(of: member, with: ""), status: 1, message)
        }
        try check(waivers.replacingOccurrences(of: "2026-06-30", with: "soon"), status: 1, "no date such as")
        try check(
            waivers.replacingOccurrences(of: "\"reason\"", with: "\"raeson\""), status: 1, "unknown member 'raeson'")
        try check(waivers.replacingOccurrences(of: "\"old\"", with: "\" \""), status: 1, "its 'reason' is no text")
        try check(waivers.replacingOccurrences(of: "\"old\"", with: "7"), status: 1, "its 'reason' is no text")
        for broken in ["", "{", "[]", #"{"waivers":[],"x":1}"#, #"{"waiver":[]}"#] {
            try write(broken, "waivers.json", folder)
            let run = try run("check windows.json --waivers waivers.json", in: folder)
            #expect(run.status == 2 && run.errors.contains("waivers.json"), "\(broken): \(run.errors)")
        }
        #expect(try run("check windows.json --waivers none.json", in: folder).status == 2)
    }

    @Test func onlyWhatIsNewFailsAgainstABaseline() throws {
        let folder = try CaseFolder()
        let checked = "\(Self.rules) --as-of 2026-02-01"
        #expect(try run("check windows.json ssh.json \(checked) --write-baseline base.json", in: folder).status == 1)
        let baseline = try text("base.json", folder)
        #expect(
            baseline == """
                {
                "configcheckBaseline": 1,
                "findings": [
                {"accountId":"111122223333","awsRegion":"eu-west-1","resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-ssh","configRuleName":"restricted-ssh","annotation":"TCP port 22 is open to 0.0.0.0/0."},
                {"accountId":"111122223333","awsRegion":"eu-west-1","resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-windows","configRuleName":"restricted-common-ports","annotation":"TCP port 3389 open to 0.0.0.0/0."}
                ]
                }

                """)
        let same = try run("check ssh.json windows.json \(checked) --baseline base.json --explain-exit", in: folder)
        #expect(same.status == 0 && same.output.contains("2 findings in the baseline\nPASSED"), "\(same.output)")
        #expect(same.errors.contains("exit 0: no finding counts for the gate, 2 in the baseline, 2 items read"))

        // The same resource breaks the rule in another way, another breaks it as well, and one is mended.
        try write(CaseFolder.group("sg-windows", CaseFolder.open(3306)), "mysql.json", folder)
        let other = try run("check mysql.json closed.json \(checked) --baseline base.json", in: folder)
        #expect(other.status == 1 && other.output.contains("FAILED: 1 new finding (1 high)"))
        #expect(other.output.contains("GONE  2 of the baseline"))
        let json = try run("check mysql.json \(checked) --baseline base.json -o json", in: folder)
        #expect(json.output.contains(#""gone": ["#) && json.output.contains(#""baselineState":"new""#))

        // All went away.
        let mended = CaseFolder.group("sg-ssh", "") + "\n" + CaseFolder.group("sg-windows", "")
        try write(mended, "mended.ndjson", folder)
        let none = try run("check mended.ndjson \(checked) --baseline base.json -o json", in: folder)
        #expect(none.status == 0 && none.output.contains(#""gone": ["#), "\(none.output)")

        // What a run did not look at has not gone.
        let one = try run("check ssh.json --rule restricted-ssh --baseline base.json", in: folder)
        #expect(one.status == 0 && !one.output.contains("GONE"))
        for broken in [
            "", "{}", #"{"configcheckBaseline":2,"findings":[]}"#, #"{"configcheckBaseline":1,"findings":[{}]}"#,
        ] {
            try write(broken, "broken.json", folder)
            let run = try run("check windows.json --baseline broken.json", in: folder)
            #expect(run.status == 2 && run.errors.contains("broken.json"), "\(broken): \(run.errors)")
        }
    }

    @Test func aBaselineHoldsNothingThatIsWaivedAndNothingOfADamagedInput() throws {
        let folder = try CaseFolder()
        try write(Self.waivers(#""resource":"sg-windows""#), "waivers.json", folder)
        let line =
            "check windows.json \(Self.rules) --waivers waivers.json --as-of 2026-02-01 --write-baseline base.json"
        #expect(try run(line, in: folder).status == 0)
        #expect(try !text("base.json", folder).contains("sg-windows"))
        let cut = try run("check windows.json cut.json \(Self.rules) --write-baseline base.json", in: folder)
        #expect(cut.status == 3 && cut.errors.contains("no baseline was written"))
        #expect(try !text("base.json", folder).contains("sg-windows"))
        #expect(try run("check windows.json --write-baseline windows.json", in: folder).status == 2)
        // What is read is not written over, and nothing is written twice.
        try write("{}", "configcheck.json", folder)
        for flags in [
            "--waivers waivers.json -o json=waivers.json", "--baseline base.json -o json=./base.json",
            "--waivers waivers.json --write-baseline waivers.json", "-o json=x.json --write-baseline x.json",
            "-o json=configcheck.json", "--write-baseline configcheck.json",
        ] {
            let clash = try run("check windows.json \(flags)", in: folder)
            #expect(clash.status == 2, "\(flags): \(clash.errors)")
        }
        #expect(try text("waivers.json", folder).contains("waivers"))
        #expect(try text("configcheck.json", folder) == "{}")
        let again = "check windows.json --rule restricted-ssh --baseline base.json --write-baseline base.json"
        #expect(try run(again, in: folder).status == 0)
        #expect(try run("check windows.json --write-baseline /dev/full/x", in: folder).status == 4)
    }

    @Test(arguments: [
        ("--fail-on high", 1), ("--fail-on critical", 0), ("--fail-on never", 0),
        ("--fail-on never --fail-on restricted-ssh=any", 1), ("--fail-on restricted-*=never", 0),
        ("--fail-on restricted-ssh=never", 1),
        ("--fail-on restricted-ssh=never --fail-on restricted-common-ports=critical", 0),
        ("--max-findings 1", 1), ("--max-findings 2", 0), ("--max-findings high=1", 1), ("--max-findings high=2", 0),
        ("--max-findings restricted-ssh=1", 1), ("--max-findings restricted-ssh=1 --max-findings 1", 0),
        ("--severity restricted-*=low --fail-on medium", 0), ("--severity restricted-ssh=low --fail-on medium", 1),
    ])
    func theGate(_ flags: String, _ status: Int32) throws {
        let folder = try CaseFolder()
        let run = try run("check windows.json ssh.json \(Self.rules) --quiet \(flags) -o ndjson=e.ndjson", in: folder)
        #expect(run.status == status, "\(run.errors)")
        // Evaluations already have the severities.
        let rest = flags.contains("--severity") ? "--fail-on medium" : flags
        #expect(try self.run("report e.ndjson --quiet \(rest)", in: folder).status == status)
    }

    @Test(arguments: [
        ("--fail-on severe", "'--fail-on' cannot be 'severe'; give one of any"),
        ("--fail-on high --fail-on low", "was given both 'high' and 'low'"),
        ("--fail-on restricted-shs=low", "did you mean 'restricted-ssh'?"), ("--fail-on =low", "--fail-on"),
        ("--max-findings -1", "--max-findings"), ("--max-findings nothing=1", "names the rule 'nothing'"),
        ("--severity restricted-ssh", "RULE=LEVEL"), ("--severity nothing=low", "names the rule 'nothing'"),
    ])
    func wrongGatesAreSaid(_ flags: String, _ message: String) throws {
        let folder = try CaseFolder()
        let run = try run("check windows.json \(flags)", in: folder)
        #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
    }

    @Test(arguments: [
        ("check windows.json ssh.json closed.json", "exit 1: too many findings: 2, 0 allowed (2 high), 3 items read"),
        (
            "check windows.json ssh.json --fail-on critical",
            "exit 0: no finding counts for the gate, 2 below the gate's level, 2 items read"
        ),
        ("check windows.json --max-findings high=3", "exit 0: 1 finding is allowed (1 high), 1 item read"),
        (
            "check windows.json ssh.json --max-findings restricted-ssh=0",
            "exit 1: too many findings: 1 of restricted-ssh, 0 allowed; 1 others, 0 allowed (2 high), 2 items read"
        ),
        ("check unjudged.json", "exit 3: nothing was evaluated, 1 item read"),
        ("check windows.json cut.json", "exit 3: 1 fault in the input, which outranks the gate"),
        ("check windows.json -o json=/dev/full", "exit 4: a report could not be written"),
    ])
    func theExitStatusIsExplained(_ line: String, _ explanation: String) throws {
        let run = try run("\(line) \(Self.rules) --explain-exit", in: try CaseFolder())
        let last = run.errors.split(separator: "\n").last.map(String.init) ?? ""
        #expect(last.hasPrefix("configcheck: \(explanation)"), "\(run.errors)")
        #expect(last.hasPrefix("configcheck: exit \(run.status): "))
    }

    @Test func quietPrintsFindingsOnly() throws {
        let folder = try CaseFolder()
        let run = try run("check windows.json closed.json \(Self.rules) --quiet", in: folder)
        #expect(run.output.hasPrefix("HIGH  restricted-common-ports") && run.output.contains("sg-windows"))
        #expect(!run.output.contains("FAILED") && !run.output.contains("judged by") && run.errors.isEmpty)
        #expect(try self.run("check closed.json \(Self.rules) --quiet", in: folder).output.isEmpty)
    }
}
