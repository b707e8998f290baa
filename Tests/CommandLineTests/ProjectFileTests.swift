import Foundation
import Testing

/// `configcheck.json`, the environment and the command line, in this order.
@Suite struct ProjectFileTests {
    private func run(
        _ line: String, file: String?, _ environment: [String: String] = [:], named name: String = "configcheck.json"
    ) throws -> CommandRun {
        let folder = try CaseFolder()
        if let file { try Data(file.utf8).write(to: folder.url.appending(path: name)) }
        return try CommandRun(line.split(separator: " ").map(String.init), in: folder, environment: environment)
    }

    @Test(
        arguments: [
            (#"{"fail-on":"critical"}"#, [:], "", 0),
            (#"{"fail-on":"critical"}"#, ["CONFIGCHECK_FAIL_ON": "high"], "", 1),
            (#"{"fail-on":"high"}"#, ["CONFIGCHECK_FAIL_ON": "critical"], "", 0),
            (#"{"fail-on":"critical"}"#, ["CONFIGCHECK_FAIL_ON": "critical"], "--fail-on any", 1),
            ("{}", ["CONFIGCHECK_FAIL_ON": ""], "", 1), (#"{"max-findings":1}"#, [:], "", 0),
            (#"{"max-findings":{"high":1}}"#, [:], "", 0), (#"{"max-findings":["high=1",0]}"#, [:], "", 0),
            (#"{"skip-rule":["restricted-common-ports"]}"#, [:], "", 0),
            (#"{"param":{"restricted-common-ports.blockedPort3":22}}"#, [:], "--rule restricted-common-ports", 0),
            (#"{"explain-exit":true}"#, [:], "--explain-exit=false", 1), (#"{"quiet":false,"jobs":2}"#, [:], "", 1),
        ] as [(String, [String: String], String, Int32)])
    func flagsOutrankTheEnvironmentAndThatTheFile(
        _ file: String, _ environment: [String: String], _ flags: String, _ status: Int32
    ) throws {
        let rules = flags.contains("--rule") ? "" : "--rule restricted-common-ports,restricted-ssh"
        let run = try run("check windows.json \(rules) \(flags)", file: file, environment)
        #expect(run.status == status && run.errors.isEmpty, "\(run.errors)")
    }

    @Test(arguments: [
        (#"{"failon":"high"}"#, "configcheck.json: unknown key 'failon'; did you mean 'fail-on'?"),
        (#"{"fail-on":"severe"}"#, "configcheck.json: '--fail-on' cannot be 'severe'"),
        (#"{"fail-on":null}"#, "configcheck.json: 'fail-on' has a value that no flag can have"),
        (#"{"rule":[]}"#, "'rule' has a value"), (#"{"rule":[["a"]]}"#, "'rule' has a value"),
        (#"{"config":"x"}"#, "'config' cannot name another file"), (#"{"help":true}"#, "unknown key 'help'"),
        (#"{"quiet":"maybe"}"#, "configcheck.json: "), (#"{"jobs":1.5}"#, "configcheck.json: '--jobs' cannot be '1.5'"),
        ("[]", "configcheck.json: expected an object"), ("", "configcheck.json: not valid JSON"),
        (#"{"jobs":1,"jobs":2}"#, "configcheck.json: "),
    ])
    func whatIsWrongInItIsSaid(_ file: String, _ message: String) throws {
        let run = try run("check windows.json", file: file)
        #expect(run.status == 2 && run.errors.contains(message), "\(run.errors)")
    }

    @Test func anotherFileCanBeNamed() throws {
        let line = "check windows.json --rule restricted-common-ports"
        for (flags, environment) in [
            ("--config other.json", [:]), ("", ["CONFIGCHECK_CONFIG": "other.json"]),
        ] as [(String, [String: String])] {
            let run = try run("\(line) \(flags)", file: #"{"fail-on":"never"}"#, environment, named: "other.json")
            #expect(run.status == 0, "\(run.errors)")
        }
        let missing = try run(line + " --config none.json", file: nil)
        #expect(missing.status == 2 && missing.errors.contains("none.json: cannot be opened: No such file"))
        let slip = try run(line, file: nil, ["CONFIGCHECK_FAILON": "never"])
        #expect(slip.status == 2 && slip.errors.contains("CONFIGCHECK_FAIL_ON"))
        #expect(try run(line, file: nil, ["CONFIGCHECK_ANYTHING": "never"]).status == 1)
    }

    @Test func filesOfTheProjectAreNoInputs() throws {
        let folder = try CaseFolder()
        let own = folder.url.appending(path: "own")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
        for (name, text) in [
            ("windows.json", CaseFolder.windows), ("configcheck.json", #"{"fail-on":"never"}"#),
            ("waivers.json", #"{"waivers":[]}"#), ("base.json", #"{"configcheckBaseline":1,"findings":[]}"#),
        ] { try Data(text.utf8).write(to: own.appending(path: name)) }
        let line = ["check", ".", "--waivers", "waivers.json", "--baseline", "base.json"]
        let run = try CommandRun(line, in: folder, at: own)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }
}
