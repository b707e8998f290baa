import CommandLineKit
import Testing

@Suite struct ApplicationTests {
    @Test(arguments: [
        ("check -q a", Request.run(Outcome.check(SampleOptions(inputs: ["a"], isQuiet: true)))),
        ("show --store s a", .run(.show("a in s as text"))),
        ("show a --store=s json", .run(.show("a in s as json"))),
        ("--version", .show("sample 1.2.3\n")),
        ("--help", .show(application.help())),
        ("-h", .show(application.help())),
        ("help", .show(application.help())),
        ("help --help", .show(application.help())),
        ("check --help", .show(sample.documentation.help(program: "sample"))),
        ("help check", .show(sample.documentation.help(program: "sample"))),
    ])
    func understands(line: String, request: Request<Outcome>) throws {
        #expect(try application.parse(line.split(separator: " ").map(String.init)) == request)
    }

    @Test(arguments: [
        ("", "no verb was given; '--help' lists the verbs"),
        ("chekc a", "unknown verb 'chekc'; did you mean 'check'?"),
        ("zzz", "unknown verb 'zzz'; '--help' lists the verbs"),
        ("help shwo", "unknown verb 'shwo'; did you mean 'show'?"),
        ("help check more", "unexpected operand 'more'; remove it, or see '--help' for the usage"),
        ("-q check", "option '-q' comes before the verb; name the verb first"),
        ("--verison", "unknown option '--verison'; did you mean '--version'?"),
        ("show a", "a required option is missing; add '--store=DIR'"),
        ("show --store s", "operand NAME is missing; '--help' shows the usage"),
        ("show --store s a b c", "unexpected operand 'c'; remove it, or see '--help' for the usage"),
    ])
    func refuses(line: String, message: String) {
        let error = #expect(throws: UsageError.self) {
            try application.parse(line.split(separator: " ").map(String.init))
        }
        #expect(error?.description == message)
    }

    @Test func declaresNoProblem() {
        #expect(application.problems == [])
    }

    @Test func findsProblemsOfATable() {
        let command = Command(
            name: "help", summary: "", examples: [], defaults: SampleOptions(),
            operands: [
                .many("A", \.inputs, isRequired: false, help: "A."), .one("B", \.output, help: "B."),
            ],
            options: [
                .flag("quiet", short: "h", \.isQuiet, help: "No full stop"),
                .value("quiet", short: "5", \.jobs, help: "Twice."),
                .value("a=b", \.output, help: "Not parseable."),
            ])
        let broken = Application(name: "a", version: "1", summary: "", verbs: [Verb(command) { $0 }])
        #expect(
            broken.problems == [
                "'help' has no example.",
                "The help of '--quiet' is not a sentence.",
                "'help' declares '--quiet' twice.",
                "'-5' is not a letter.",
                "'--a=b' is not of lower-case letters, digits and '-'.",
                "'help' declares '-h' twice.",
                "'A' leaves nothing for 'B'.",
                "'B' is required after 'A', which is not.",
                "The verb 'help' is declared twice.",
            ])
    }
}
