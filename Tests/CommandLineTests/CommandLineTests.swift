import Foundation
import Testing

@testable import configcheck

/// Runs the built command.
struct CommandRun: Sendable {
    let status: Int32
    let output: String
    let errors: String

    /// The executable lies beside the test bundle.
    static let executable: URL = {
        let products = Bundle.allBundles.map(\.bundleURL).first { $0.pathExtension == "xctest" }?
            .deletingLastPathComponent()
        return (products ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()).appending(
            path: "configcheck")
    }()

    /// - Parameter workingFolder: where it runs, if not in the folder of the case.
    init(
        _ arguments: [String], input: String? = nil, in caseFolder: CaseFolder, at workingFolder: URL? = nil,
        environment: [String: String] = [:]
    ) throws {
        // Held to the end: the folder goes away with its last user.
        defer { withExtendedLifetime(caseFolder) {} }
        let folder = caseFolder.url
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = workingFolder ?? folder
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let id = UUID().uuidString
        let paths = ["in", "out", "err"].map { folder.appending(path: ".\($0)-\(id)") }
        try Data((input ?? "").utf8).write(to: paths[0])
        for path in paths[1...] { try Data().write(to: path) }
        process.standardInput = try FileHandle(forReadingFrom: paths[0])
        process.standardOutput = try FileHandle(forWritingTo: paths[1])
        process.standardError = try FileHandle(forWritingTo: paths[2])
        try process.run()
        process.waitUntilExit()
        status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        output = String(decoding: try Data(contentsOf: paths[1]), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: paths[2]), as: UTF8.self)
    }
}

/// A folder with the files that the cases name.
final class CaseFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "configcheck-cases-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url.appending(path: "empty-folder"), withIntermediateDirectories: true)
        for (name, text) in Self.files { try Data(text.utf8).write(to: url.appending(path: name)) }
        try Data([0x7F, 0x45, 0x4C, 0x46, 0, 1, 2]).write(to: url.appending(path: "binary.json"))
        try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xAB]).write(to: url.appending(path: "truncated.json.gz"))
        // A closed security group behind 60,000 spaces.
        try Self.bomb.write(to: url.appending(path: "bomb.json.gz"))
        try Data("x".utf8).write(to: url.appending(path: "unreadable.json"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0], ofItemAtPath: url.appending(path: "unreadable.json").path)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    static let bomb =
        Data(
            base64Encoded:
                "H4sIAAAAAAACA+3KsUoDQQBF0V8JW2th7KYLIhIsFFawEItlMoYFk11mdpAQ8u8OFhZ+gcU53ePd1QoAAAAAAAAAAAAAAAAA"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgfzl3OZWp5pheTnPqQrd57UO4v1uH0KdY87ic"
                + "HvJU5+7qN9zuWlb21/FzKmnXjuGrbGKc6nH5uW6adXPbtDdOx49xX/OwjNNxu6RDvwxLLS18evx7d+HcjfNzyoexlLZb9fZ+"
                + "uXwDSW5WZgXrAAA=") ?? Data()

    static func group(_ id: String, _ permissions: String) -> String {
        #"{"resourceType":"AWS::EC2::SecurityGroup","resourceId":"\#(id)","awsAccountId":"111122223333","awsRegion":"eu-west-1","configurationItemStatus":"OK","configurationItemCaptureTime":"2026-01-01T00:00:00.000Z","configuration":{"ipPermissions":[\#(permissions)]}}"#
    }

    static func open(_ port: Int) -> String {
        #"{"ipProtocol":"tcp","fromPort":\#(port),"toPort":\#(port),"ipRanges":["0.0.0.0/0"]}"#
    }

    /// Open on 80, 3389 and 443 to everybody, and on everything to itself.
    static let windows = group(
        "sg-windows",
        [
            open(80), open(3389), open(443),
            #"{"ipProtocol":"-1","ipRanges":[],"userIdGroupPairs":[{"groupId":"sg-windows"}]}"#,
        ].joined(separator: ","))

    static let files = [
        "windows.json": windows, "closed.json": group("sg-closed", ""), "ssh.json": group("sg-ssh", open(22)),
        "empty.json": "", "cut.json": #"{"configurationItems":["# + windows + ",", "other.json": #"{"hello":1}"#,
        "unjudged.json": #"{"resourceType":"AWS::Nobody::Cares","resourceId":"x","configuration":{}}"#,
        "escape.json": group(#"sg\u001b[31m\u202e"#, open(3389)),
    ]
}

@Suite struct CommandLineTests {
    /// A command line and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var arguments: String
        var input = ""
        var status: Int32
        var output: [String] = []
        var errors: [String] = []

        var testDescription: String { "configcheck " + arguments }
    }

    static let ports = "--rule restricted-common-ports,restricted-ssh"

    static let cases: [Case] = [
        // The documented example.
        Case(
            arguments: "check windows.json \(ports)", status: 1,
            output: ["restricted-common-ports", "TCP port 3389 open to 0.0.0.0/0", "FAILED: 1 finding (1 high)"]),
        Case(arguments: "check windows.json \(ports) --fail-on never", status: 0, output: ["PASSED: 1 finding"]),
        Case(arguments: "check windows.json \(ports) --fail-on=critical", status: 0),
        Case(arguments: "check windows.json \(ports) --fail-on high", status: 1),
        Case(arguments: "check --rule restricted-ssh windows.json", status: 0, output: ["1 COMPLIANT", "PASSED\n"]),
        Case(
            arguments:
                "check windows.json --rule RESTRICTED_INCOMING_TRAFFIC --param restricted-common-ports.blockedPort3=1 -o ndjson",
            status: 0, output: [#""complianceType":"COMPLIANT""#]),
        Case(arguments: "check closed.json \(ports)", status: 0, output: ["2 COMPLIANT", "PASSED\n"]),
        Case(arguments: "check - \(ports)", input: CaseFolder.windows, status: 1, output: ["sg-windows"]),
        Case(
            arguments: "check closed.json ssh.json --rule restricted-*", status: 1, output: ["sg-ssh", "TCP port 22"]),
        Case(arguments: "check ssh.json \(ports) --skip-rule *-ssh", status: 0, output: ["1 rule\n"]),
        Case(
            arguments: "check ssh.json \(ports) --output json", status: 1,
            output: [#""conclusion": "failed""#, #""resources": 1"#]),
        // Nothing from the input reaches the terminal as a control character.
        Case(arguments: "check escape.json \(ports)", status: 1, output: [#"sg\u{1B}[31m\u{202E}"#]),

        // Who names a rule wants it, be it in the baseline or not.
        Case(
            arguments: "check windows.json --rule vpc-sg-open-only-to-authorized-ports", status: 1,
            output: ["vpc-sg-open-only"]),
        Case(
            arguments: "check closed.json --rules baseline --rule required-tags", status: 2,
            errors: ["no rule matches 'required-tags'"]),

        // Usage: exit status 2, and what to do instead.
        Case(arguments: "", status: 2, errors: ["configcheck: "]),
        Case(arguments: "chekc windows.json", status: 2, errors: ["did you mean 'check'?"]),
        Case(arguments: "check", status: 2, errors: ["INPUT"]),
        Case(arguments: "check windows.json --outptu json", status: 2, errors: ["did you mean '--output'?"]),
        Case(arguments: "check windows.json --output yaml", status: 2, errors: ["asff, ocsf or html"]),
        Case(arguments: "check windows.json --output", status: 2, errors: ["--output"]),
        Case(arguments: "check windows.json -o json -o ndjson", status: 2, errors: ["--output"]),
        Case(
            arguments: "check windows.json --fail-on some", status: 2,
            errors: ["any, low, medium, high, critical, never"]),
        Case(
            arguments: "check windows.json --rule restricted-shs", status: 2, errors: ["did you mean 'restricted-ssh'?"]
        ),
        Case(arguments: "check windows.json --rule nothing-*", status: 2, errors: ["no rule matches 'nothing-*'"]),
        Case(
            arguments: "check windows.json --rule restricted-ssh --skip-rule restricted-ssh", status: 2,
            errors: ["no rule is left"]),
        Case(
            arguments: "check windows.json --param restricted-common-ports.blockedPort9=1", status: 2,
            errors: ["did you mean 'blockedPort"]),
        Case(
            arguments: "check windows.json --param restricted-common-ports.blockedPort1=x", status: 2,
            errors: ["a whole number"]),
        Case(
            arguments: "check windows.json --rule restricted-ssh --param restricted-common-ports.blockedPort1=1",
            status: 2, errors: ["not among the rules of this run"]),
        Case(arguments: "check windows.json --param nonsense", status: 2, errors: ["RULE.KEY=VALUE"]),
        Case(arguments: "check windows.json --as-of yesterday", status: 2, errors: ["a time such as"]),
        Case(arguments: "check windows.json --jobs 0", status: 2, errors: ["from 1 to 1024"]),
        Case(arguments: "check windows.json --account-id 12", status: 2, errors: ["twelve digits"]),
        Case(
            arguments: "check windows.json --output json=no/such/folder.json", status: 2,
            errors: ["cannot be opened for writing"]),

        Case(
            arguments: "check windows.json --output json=./windows.json", status: 2,
            errors: ["./windows.json: is one of the inputs"]),

        // Input: exit status 3, the file and the place, and the others still reported.
        Case(
            arguments: "check nowhere.json windows.json \(ports)", status: 3,
            output: ["sg-windows", "NO PASS: 1 fault"], errors: ["configcheck: nowhere.json: no such file or folder"]),
        Case(
            arguments: "check empty.json windows.json \(ports)", status: 3, output: ["sg-windows"],
            errors: ["empty.json: the file is empty"]),
        Case(
            arguments: "check cut.json \(ports)", status: 3, output: ["sg-windows", "NO PASS"],
            errors: ["cut.json:1:", "the file is not complete; download it again"]),
        Case(
            arguments: "check truncated.json.gz windows.json \(ports)", status: 3, output: ["sg-windows"],
            errors: ["truncated.json.gz: byte 0"]),
        Case(
            arguments: "check binary.json \(ports)", status: 3, output: ["NO PASS"],
            errors: ["binary.json:1:1: not valid JSON"]),
        Case(arguments: "check other.json \(ports)", status: 3, errors: ["other.json: byte 0: no configuration items"]),
        Case(
            arguments: "check empty-folder windows.json \(ports)", status: 3, output: ["sg-windows"],
            errors: ["empty-folder: the folder has no .json"]),
        Case(
            arguments: "check - \(ports)", input: "[{\"configurationItems\":[]},", status: 3,
            errors: ["standard input: byte 27"]),
        Case(
            arguments: "check unjudged.json", status: 3, output: ["NO PASS: nothing was evaluated"],
            errors: ["nothing was evaluated: 1 item read, no rule"]),
        Case(arguments: "check unjudged.json --allow-empty", status: 0, output: ["PASSED"]),

        Case(
            arguments: "check bomb.json.gz \(ports) --max-decompressed 1000", status: 3,
            errors: ["bomb.json.gz: byte 1000: it decompresses to more than 1000 bytes", "--max-decompressed"]),
        Case(arguments: "check bomb.json.gz \(ports) --max-decompressed 100000", status: 0, output: ["2 COMPLIANT"]),

        // Help and rules.
        Case(arguments: "--version", status: 0, output: ["configcheck "]),
        Case(arguments: "--help", status: 0, output: ["check ", "rules "]),
        Case(
            arguments: "check --help", status: 0, output: ["Usage: configcheck check [OPTIONS] [INPUT…]", "Examples:"]),
        Case(arguments: "help rules", status: 0, output: ["Usage: configcheck rules"]),
        Case(
            arguments: "rules restricted-common-ports", status: 0,
            output: [
                "RESTRICTED_INCOMING_TRAFFIC", "blockedPort1  (default 20)", "aws ec2 revoke-security-group-ingress",
            ]),
        Case(
            arguments: "rules securitygroup --output json", status: 0,
            output: [#""sourceIdentifier": "INCOMING_SSH_DISABLED""#]),
        Case(arguments: "rules restricted-shs", status: 2, errors: ["did you mean 'restricted-ssh'?"]),
    ]

    @Test(arguments: cases)
    func comesOutAsDocumented(_ it: Case) throws {
        let folder = try CaseFolder()
        let run = try CommandRun(it.arguments.split(separator: " ").map(String.init), input: it.input, in: folder)
        let all = "status \(run.status)\n\(run.output)\(run.errors)"
        #expect(run.status == it.status, "\(all)")
        for text in it.output { #expect(run.output.contains(text), "'\(text)' in the output of\n\(all)") }
        for text in it.errors { #expect(run.errors.contains(text), "'\(text)' in the errors of\n\(all)") }
        if it.errors.isEmpty, it.status < 2 { #expect(run.errors.isEmpty, "\(all)") }
        #expect(run.output.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    }

    @Test func anUnreadableFileIsSaid() throws {
        // Root reads everything.
        guard getuid() != 0 else { return }
        let folder = try CaseFolder()
        let run = try CommandRun(["check", "unreadable.json"], in: folder)
        #expect(run.status == 3 && run.errors.contains("unreadable.json: cannot be opened: Permission denied"))
    }

    @Test func severalReportsAtOnce() throws {
        let folder = try CaseFolder()
        let arguments = [
            "check", "windows.json", "--output", "table", "--output", "json=r.json", "--output=ndjson=r.ndjson",
            "--quiet",
        ]
        let run = try CommandRun(arguments, in: folder)
        #expect(run.status == 1 && run.output.contains("TCP port 3389") && run.errors.isEmpty)
        let lines = try String(contentsOf: folder.url.appending(path: "r.ndjson"), encoding: .utf8)
        #expect(lines.hasSuffix("}\n") && lines.contains(#""configRuleName":"restricted-common-ports""#))
        let document = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.url.appending(path: "r.json")))
        let evaluations = (document as? [String: Any])?["evaluations"] as? [Any]
        #expect(evaluations?.count == lines.split(separator: "\n").count)
    }

    /// But for html, which shows more where it has the items.
    @Test(arguments: OutputFormat.allCases.filter { $0 != .html })
    func aReportOfEvaluationsIsThatOfTheirRun(_ format: OutputFormat) throws {
        let folder = try CaseFolder()
        let waivers =
            #"{"waivers":[{"rule":"restricted-ssh","resource":"*","reason":"r","owner":"o","ticket":"t","expiry":"2099-01-01"}]}"#
        try Data(waivers.utf8).write(to: folder.url.appending(path: "waivers"))
        _ = try CommandRun(["check", "windows.json", "--write-baseline", "baseline", "-q"], in: folder)
        let gate = ["--waivers", "waivers", "--baseline", "baseline", "-q"]
        let inputs = ["windows.json", "ssh.json", "escape.json", "cut.json", "--rule", "restricted-*,required-tags"]
        let checked = try CommandRun(
            ["check"] + inputs + gate + ["-o", format.rawValue, "-o", "ndjson=all.ndjson"], in: folder)
        let reported = try CommandRun(["report", "all.ndjson", "-o", format.rawValue] + gate, in: folder)
        #expect(checked.status == 3 && reported.status == 3)
        #expect(checked.output == reported.output && !checked.output.isEmpty)
    }

    @Test func aReportIsNoInputAndNoInputIsLost() throws {
        let folder = try CaseFolder()
        let arguments = ["check", "windows.json", "--rule", "restricted-ssh", "--output", "json=windows.json"]
        #expect(try CommandRun(arguments, in: folder).status == 2)
        #expect(
            try String(contentsOf: folder.url.appending(path: "windows.json"), encoding: .utf8) == CaseFolder.windows)
        // A report that is new in the folder being read is not read.
        let own = folder.url.appending(path: "own")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        try Data(CaseFolder.windows.utf8).write(to: own.appending(path: "windows.json"))
        let run = try CommandRun(
            ["check", "own", "--rule", "restricted-ssh", "--output", "json=own/report.json"], in: folder)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }

    @Test func aFullDiskIsNoSuccess() throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let folder = try CaseFolder()
        let run = try CommandRun(
            ["check", "windows.json", "--output", "json=/dev/full", "--fail-on", "never"], in: folder)
        #expect(run.status == 4 && run.errors.contains("/dev/full: cannot be written: No space left on device"))
    }

    @Test func theTableFitsAndFolds() throws {
        let folder = try CaseFolder()
        let groups = (0..<2500).map { CaseFolder.group("sg-\($0)", CaseFolder.open(3389)) }
        try Data(groups.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "many.ndjson"))
        let run = try CommandRun(["check", "many.ndjson", "--rule", "restricted-common-ports"], in: folder)
        #expect(run.output.contains("and 2,490 more: --rule restricted-common-ports --output ndjson"))
        #expect(run.output.split(separator: "\n").count < 60)
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
