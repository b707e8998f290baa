import CommandLineKit
import Testing

/// A command line, split at spaces, and what it means: a change of the defaults.
struct Accepted: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let change: @Sendable (inout SampleOptions) -> Void
    var testDescription: String { arguments.joined(separator: " ") }

    init(_ line: String, change: @escaping @Sendable (inout SampleOptions) -> Void) {
        self.init(line.split(separator: " ").map(String.init), change: change)
    }
    init(_ arguments: [String], change: @escaping @Sendable (inout SampleOptions) -> Void) {
        self.arguments = arguments
        self.change = change
    }
}

@Suite struct ParsingTests {
    @Test(arguments: [
        Accepted("") { _ in },
        Accepted("a b") { $0.inputs = ["a", "b"] },
        Accepted("a -q b") { $0 = $0.with(\.inputs, ["a", "b"]).with(\.isQuiet, true) },
        Accepted("-q a") { $0 = $0.with(\.inputs, ["a"]).with(\.isQuiet, true) },
        Accepted("-q --quiet") { $0.isQuiet = true },
        Accepted("--jobs 4") { $0.jobs = 4 },
        Accepted("--jobs=4") { $0.jobs = 4 },
        Accepted("-j 4") { $0.jobs = 4 },
        Accepted("-j4") { $0.jobs = 4 },
        Accepted("-j=4") { $0.jobs = 4 },
        Accepted("-qv") { $0 = $0.with(\.isQuiet, true).with(\.verbosity, 1) },
        Accepted("-vqvj4") { $0 = $0.with(\.isQuiet, true).with(\.verbosity, 2).with(\.jobs, 4) },
        Accepted("-qj 4") { $0 = $0.with(\.isQuiet, true).with(\.jobs, 4) },
        Accepted("-ojson=a=b") { $0.output = "json=a=b" },
        Accepted("--output=json=a=b") { $0.output = "json=a=b" },
        Accepted("--output json=a=b") { $0.output = "json=a=b" },
        Accepted("-- -q --nope --") { $0.inputs = ["-q", "--nope", "--"] },
        Accepted("a -- -q") { $0.inputs = ["a", "-q"] },
        Accepted("- -q") { $0 = $0.with(\.inputs, ["-"]).with(\.isQuiet, true) },
        Accepted("--output -") { $0.output = "-" },
        Accepted("-o -") { $0.output = "-" },
        Accepted("--output=-") { $0.output = "-" },
        Accepted("--output=--quiet") { $0.output = "--quiet" },
        Accepted("--output --other") { $0.output = "--other" },
        Accepted("--offset -5") { $0.offset = -5 },
        Accepted("--offset=-5") { $0.offset = -5 },
        Accepted("--rules a --rules=b") { $0.rules = ["a", "b"] },
        Accepted("--rules a,b") { $0.rules = ["a,b"] },
        Accepted("--fail-on high") { $0.failOn = .high },
        Accepted("--note=") { $0.note = Note("") },
        Accepted(["--note", ""]) { $0.note = Note("") },
        Accepted("--label a=1 --label b=2") { $0.labels = ["a": "1", "b": "2"] },
        // A combining mark joins the '=' or '-' before it into one character, and must not hide it.
        Accepted("--output=\u{301}x") { $0.output = "\u{301}x" },
    ])
    func accepts(_ line: Accepted) throws {
        var expected = SampleOptions()
        line.change(&expected)
        #expect(try sample.parse(line.arguments) == .options(expected))
    }

    @Test(arguments: [
        ("--outptu json", "unknown option '--outptu'; did you mean '--output'?"),
        ("--outptu=json", "unknown option '--outptu'; did you mean '--output'?"),
        ("--out json", "unknown option '--out'; did you mean '--output'?"),
        ("--QUIET", "unknown option '--QUIET'; did you mean '--quiet'?"),
        ("--hepl", "unknown option '--hepl'; did you mean '--help'?"),
        ("-quiet", "unknown option '-quiet'; did you mean '--quiet'?"),
        ("-qx", unknown("-x")),
        ("--zzzzzz", unknown("--zzzzzz")),
        ("-5", unknown("-5")),
        ("--=x", unknown("--")),
        ("--jobs", "option '--jobs' needs a value; write '--jobs=N'"),
        ("-qj", "option '-j' needs a value; write '--jobs=N'"),
        ("--jobs --quiet", "option '--jobs' needs a value; write '--jobs=N'"),
        ("--output --jobs=3", "option '--output' needs a value; write '--output=FORMAT[=FILE]'"),
        ("--output -q", "option '--output' needs a value; write '--output=FORMAT[=FILE]'"),
        ("--output -j4", "option '--output' needs a value; write '--output=FORMAT[=FILE]'"),
        ("--output --help", "option '--output' needs a value; write '--output=FORMAT[=FILE]'"),
        ("--output -- a", "option '--output' needs a value; write '--output=FORMAT[=FILE]'"),
        ("--quiet=yes", "option '--quiet' takes no value but was given 'yes'; write '--quiet' alone"),
        ("-q=yes", "option '-q' takes no value but was given 'yes'; write '-q' alone"),
        ("--help=no", "option '--help' takes no value but was given 'no'; write '--help' alone"),
        ("--jobs 2 a -j4", "option '--jobs' was given both '2' and '4'; give it once"),
        ("--jobs=", "'--jobs' cannot be empty; give a whole number of 1 or more"),
        ("--output=", "'--output' cannot be empty; give a text that is not empty"),
        ("-o=", "'--output' cannot be empty; give a text that is not empty"),
        ("--jobs 0", "'--jobs' cannot be '0'; give a whole number of 1 or more"),
        ("--jobs many", "'--jobs' cannot be 'many'; give a whole number of 1 or more"),
        ("--jobs 9223372036854775808", "'--jobs' cannot be '9223372036854775808'; give a whole number of 1 or more"),
        ("--offset -10", "'--offset' cannot be '-10'; give a whole number from -9 to 9"),
        ("--fail-on hgih", "'--fail-on' cannot be 'hgih'; did you mean 'high'? Give one of any, low, medium, high"),
        ("--fail-on severe", "'--fail-on' cannot be 'severe'; give one of any, low, medium, high"),
        ("--label a", "'--label' cannot be 'a'; give a key, '=' and a value"),
        ("--rules=\u{1B}[2J --nope", "unknown option '--nope'; did you mean '--note'?"),
        ("--\u{1B}[2J", unknown(#"--\u{1B}[2J"#)),
        ("--jobs 0 --nope", "'--jobs' cannot be '0'; give a whole number of 1 or more"),
        ("--zzzzzz --help", unknown("--zzzzzz")),
    ])
    func refuses(line: String, message: String) {
        let error = #expect(throws: UsageError.self) { try sample.parse(line.split(separator: " ").map(String.init)) }
        #expect(error?.description == message)
    }

    @Test func refusesAnEmptyOperand() {
        let error = #expect(throws: UsageError.self) { try sample.parse([""]) }
        #expect(error?.description == "'INPUT' cannot be empty; give a text that is not empty")
    }

    @Test(arguments: [([], ["default"]), (["a", "b"], ["a", "b"])])
    func operandsReplaceADefaultList(arguments: [String], expected: [String]) throws {
        let command = Command(
            name: "list", summary: "", examples: [], defaults: SampleOptions(inputs: ["default"]),
            operands: [.many("INPUT", \.inputs, isRequired: false, help: "")])
        #expect(try command.parse(arguments) == .options(SampleOptions(inputs: expected)))
    }

    @Test func aSuggestionIsShownWithoutControlCharacters() {
        let error = UsageError.unknownOption("--a", suggestion: "\u{1B}b")
        #expect(error.description == #"unknown option '--a'; did you mean '\u{1B}b'?"#)
    }

    @Test(arguments: ["--help", "-h", "-qh", "a --help --nope", "--jobs 2 -h --jobs 3"])
    func showsHelp(line: String) throws {
        #expect(try sample.parse(line.split(separator: " ").map(String.init)) == .help)
    }

    @Test(arguments: [
        (Int.min...Int.max, "a whole number"),
        (Int.min...3, "a whole number of 3 or less"),
        (1...Int.max, "a whole number of 1 or more"),
        (1...3, "a whole number from 1 to 3"),
    ])
    func namesTheRange(range: ClosedRange<Int>, phrase: String) {
        let command = Command(
            name: "n", summary: "", examples: [], defaults: ShowOptions(),
            options: [
                .value("number", as: .integer(in: range), help: "") { (options, value: Int) in
                    options.name = String(value)
                }
            ])
        #expect(throws: UsageError.invalidValue(name: "--number", value: "x", expected: phrase)) {
            try command.parse(["--number=x"])
        }
    }
}

private func unknown(_ name: String) -> String {
    "unknown option '\(name)'; '--help' lists the options, and '--' goes before an operand that starts with '-'"
}

extension SampleOptions {
    fileprivate func with<Value>(_ path: WritableKeyPath<Self, Value>, _ value: Value) -> Self {
        var copy = self
        copy[keyPath: path] = value
        return copy
    }
}
