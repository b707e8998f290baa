import CommandLineKit
import Testing

/// `NAME=VALUE` pairs of one layer; a list's values stand between commas, and ';' divides settings.
private func layer(_ text: String, source: String) -> [Setting] {
    text.split(separator: ";").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return Setting(name: parts[0], values: parts[1].split(separator: ",").map(String.init), source: source)
    }
}

/// A command line above an environment above a file, and what they mean together.
struct Layers: CustomTestStringConvertible, Sendable {
    let line: String
    let environment: String
    let file: String
    let change: @Sendable (inout SampleOptions) -> Void
    var testDescription: String { "\(line) | \(environment) | \(file)" }

    init(
        _ line: String, _ environment: String, _ file: String,
        change: @escaping @Sendable (inout SampleOptions) -> Void
    ) {
        self.line = line
        self.environment = environment
        self.file = file
        self.change = change
    }

    func parse() throws -> ParsedArguments<SampleOptions> {
        try sample.parse(
            line.split(separator: " ").map(String.init),
            settings: [layer(file, source: "sample.json"), layer(environment, source: "SAMPLE")])
    }
}

@Suite struct SettingTests {
    @Test(arguments: [
        Layers("", "", "fail-on=high;jobs=3") {
            $0.failOn = .high
            $0.jobs = 3
        },
        Layers("", "fail-on=low", "fail-on=high") { $0.failOn = .low },
        Layers("--fail-on medium", "fail-on=low", "fail-on=high") { $0.failOn = .medium },
        Layers("-j 1", "", "jobs=3") { $0.jobs = 1 },
        Layers("a", "", "jobs=3") {
            $0.inputs = ["a"]
            $0.jobs = 3
        },
        Layers("", "", "rules=a,b") { $0.rules = ["a", "b"] },
        Layers("", "", "rules=a;rules=b") { $0.rules = ["a", "b"] },
        Layers("", "rules=c", "rules=a,b") { $0.rules = ["c"] },
        Layers("--rules d --rules e", "rules=c", "rules=a,b") { $0.rules = ["d", "e"] },
        // Nothing in a list is nothing said.
        Layers("", "rules=", "rules=a,b") { $0.rules = ["a", "b"] },
        Layers("", "", "rules=;jobs=") { _ in },
        // What no key path leads to is replaced all the same.
        Layers("", "label=b=2", "label=a=1") { $0.labels = ["b": "2"] },
        Layers("--label c=3", "label=b=2", "label=a=1") { $0.labels = ["c": "3"] },
        Layers("", "", "quiet=true") { $0.isQuiet = true },
        Layers("", "quiet=false", "quiet=true") { _ in },
        Layers("--quiet=false", "", "quiet=true") { _ in },
        Layers("--quiet", "", "quiet=false") { $0.isQuiet = true },
        Layers("-q --quiet=true", "", "") { $0.isQuiet = true },
        Layers("", "", "verbose=true") { $0.verbosity = 1 },
        Layers("-vv", "", "verbose=true") { $0.verbosity = 2 },
        Layers("", "verbose=false", "verbose=true") { _ in },
    ])
    func theNearestWordHolds(_ layers: Layers) throws {
        var expected = SampleOptions()
        layers.change(&expected)
        #expect(try layers.parse() == .options(expected))
    }

    @Test(arguments: [
        ("", "failon=high", "sample.json: unknown key 'failon'; did you mean 'fail-on'?"),
        (
            "", "zzzzzz=1",
            "sample.json: unknown key 'zzzzzz'; the keys are the long names of options, without dashes"
        ),
        (
            "", "help=true",
            "sample.json: unknown key 'help'; the keys are the long names of options, without dashes"
        ),
        (
            "", "fail-on=hgih",
            "sample.json: '--fail-on' cannot be 'hgih'; did you mean 'high'? Give one of any, low, medium, high"
        ),
        // Also what the command line replaces is to be right.
        ("-j 1", "jobs=0", "sample.json: '--jobs' cannot be '0'; give a whole number of 1 or more"),
        ("", "label=a", "sample.json: '--label' cannot be 'a'; give a key, '=' and a value"),
        ("", "jobs=1,2", "sample.json: option '--jobs' was given both '1' and '2'; give it once"),
        ("", "jobs=1;jobs=2", "sample.json: option '--jobs' was given both '1' and '2'; give it once"),
        ("", "quiet=yes", "sample.json: '--quiet' cannot be 'yes'; give true or false"),
        ("", "verbose=1", "sample.json: '--verbose' cannot be '1'; give true or false"),
        ("", "verbose=true,true", "sample.json: option '--verbose' was given both 'true' and 'true'; give it once"),
        ("--jobs 1 -j2", "jobs=3", "option '--jobs' was given both '1' and '2'; give it once"),
        ("--nope", "failon=high", "unknown option '--nope'; did you mean '--note'?"),
        ("-q --quiet=false", "", "option '--quiet' was given both 'true' and 'false'; give it once"),
        ("--quiet=no", "", "option '--quiet' takes no value but was given 'no'; write '--quiet' alone"),
        ("-q=false", "", "option '-q' takes no value but was given 'false'; write '-q' alone"),
        ("--verbose=true", "", "option '--verbose' takes no value but was given 'true'; write '--verbose' alone"),
    ])
    func refuses(line: String, file: String, message: String) {
        let error = #expect(throws: UsageError.self) { try Layers(line, "", file) { _ in }.parse() }
        #expect(error?.description == message)
    }

    @Test func helpComesBeforeWhatIsWrongWithSettings() throws {
        #expect(try Layers("--help", "", "failon=high") { _ in }.parse() == .help)
    }

    @Test func namesOfPlacesAreShownWithoutControlCharacters() {
        let error = UsageError.inSetting(source: "\u{1B}", .unreadableSettings(source: "a", reason: "\n"))
        #expect(error.description == #"\u{1B}: a: \n"#)
    }
}

@Suite struct ApplicationSettingTests {
    private let layered = Application(
        name: "sample", version: "1", summary: "",
        verbs: [
            Verb(sample, takesSettings: true, outcome: Outcome.check),
            Verb(show, takesSettings: true, outcome: Outcome.show),
            Verb(
                Command(name: "plain", summary: "", examples: [], defaults: SampleOptions()), outcome: Outcome.check),
        ])

    private func parse(_ line: String, _ file: String) throws -> Request<Outcome> {
        try layered.parse(line.split(separator: " ").map(String.init)) { _, _ in [layer(file, source: "sample.json")] }
    }

    @Test func aSettingSatisfiesWhatIsRequired() throws {
        #expect(try parse("show a", "store=s") == .run(.show("a in s as text")))
        #expect(try parse("show a --store t", "store=s") == .run(.show("a in t as text")))
        #expect(throws: UsageError.missingOption(usage: "--store=DIR")) { try parse("show a", "jobs=1") }
        #expect(throws: UsageError.missingOperand("NAME")) { try parse("show", "store=s") }
    }

    @Test func optionsOfOtherVerbsArePassedOver() throws {
        #expect(try parse("check", "store=s;jobs=2") == .run(.check(SampleOptions(jobs: 2))))
        // Even if they would be wrong there.
        #expect(try parse("show --store s a", "jobs=0") == .run(.show("a in s as text")))
        let error = #expect(throws: UsageError.self) { try parse("check", "stoer=s") }
        #expect(error?.description == "sample.json: unknown key 'stoer'; did you mean 'store'?")
        // 'name' is an operand.
        #expect(throws: UsageError.self) { try parse("show --store s", "name=a") }
    }

    @Test(arguments: ["plain", "check --help", "help check", "--version"])
    func nobodyIsAskedForNothing(line: String) throws {
        _ = try layered.parse(line.split(separator: " ").map(String.init)) { (verb, _) throws(UsageError) in
            throw .unreadableSettings(source: verb.name, reason: "read")
        }
    }

    @Test func theSourceSeesTheVerbAndItsArguments() throws {
        var seen: [String] = []
        let request = try layered.parse(["show", "--store", "s", "a"]) { verb, arguments in
            seen = [verb.name] + arguments
            return []
        }
        #expect(request == .run(.show("a in s as text")))
        #expect(seen == ["show", "--store", "s", "a"])
    }

    @Test func aSourceCanFail() {
        let error = #expect(throws: UsageError.self) {
            try layered.parse(["check"]) { (_, _) throws(UsageError) in
                throw .unreadableSettings(source: "sample.json", reason: "cannot be opened")
            }
        }
        #expect(error?.description == "sample.json: cannot be opened")
    }
}

@Suite struct EnvironmentTests {
    private func settings(_ environment: [String: String]) throws -> [Setting] {
        try sample.documentation.settings(program: "my-sample", environment: environment)
    }

    @Test func variablesAreSettings() throws {
        let found = try settings([
            "MY_SAMPLE_FAIL_ON": "high", "MY_SAMPLE_RULES": "a b\n\nc\r\n", "MY_SAMPLE_NOTE": "a\nb",
            "MY_SAMPLE_JOBS": "", "MY_SAMPLE_HELP": "true", "MY_SAMPLE_UPDATE": "1", "MY_SAMPLE_": "1",
            "FAIL_ON": "low", "MY_SAMPLEFAIL_ON": "low",
        ])
        #expect(
            found == [
                Setting(name: "rules", values: ["a b", "c"], source: "MY_SAMPLE_RULES"),
                Setting(name: "fail-on", values: ["high"], source: "MY_SAMPLE_FAIL_ON"),
                Setting(name: "note", values: ["a\nb"], source: "MY_SAMPLE_NOTE"),
            ])
        let error = #expect(throws: UsageError.self) {
            try sample.parse([], settings: [settings(["MY_SAMPLE_JOBS": "many"])])
        }
        #expect(error?.description == "MY_SAMPLE_JOBS: '--jobs' cannot be 'many'; give a whole number of 1 or more")
    }

    @Test(arguments: ["MY_SAMPLE_FAILON", "MY_SAMPLE_FAIL__ON", "MY_SAMPLE_fail_on"])
    func aVariableThatIsNearlyOneIsAnError(name: String) throws {
        let error = #expect(throws: UsageError.self) { try settings([name: "high", "MY_SAMPLE_FAIL_ON": "low"]) }
        #expect(
            error?.description == "unknown environment variable '\(name)'; did you mean 'MY_SAMPLE_FAIL_ON'?")
        #expect(try settings([name: ""]) == [])
    }
}

@Suite struct ValueAheadTests {
    @Test(arguments: [
        ("--store a", "a"), ("--store=a", "a"), ("x --store a y", "a"), ("--store=", ""), ("--store a --store b", "a"),
        ("", nil), ("x", nil), ("--store", nil), ("-- --store a", nil), ("-s a", nil),
        ("--other --store --store b", nil), ("--name --store a", nil), ("--name=--store x --store a", "a"),
        ("--name -x --store a", "a"), ("-n--store --store a", "a"), ("-n x --store a", "a"), ("--nope --store a", nil),
    ])
    func found(line: String, value: String?) {
        let command = Command(
            name: "v", summary: "", examples: [], defaults: ShowOptions(), operands: [.one("X", \.name, help: "")],
            options: [.value("store", \.store, help: ""), .value("name", short: "n", \.name, help: "")])
        #expect(
            command.documentation.value(of: "store", in: line.split(separator: " ").map(String.init)) == value)
    }
}
