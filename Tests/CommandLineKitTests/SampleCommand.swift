import CommandLineKit

enum Level: String, CaseIterable, ArgumentValue {
    case any, low, medium, high
    static var placeholder: String { "LEVEL" }
}

/// A value of a shape of its own, which also accepts being empty.
struct Note: ArgumentValue, Equatable {
    var argument: String
    init(_ text: String) { argument = text }
    init?(argument: String) { self.init(argument) }
    static let placeholder = "NOTE"
    static let expected = "a note"
}

struct SampleOptions: Equatable, Sendable {
    var inputs: [String] = []
    var rules = ["baseline"]
    var failOn = Level.any
    var jobs: Int?
    var offset = 0
    var output = "table"
    var note = Note("none")
    var isQuiet = false
    var verbosity = 0
    var labels: [String: String] = [:]
}

let sample = Command(
    name: "check",
    summary: "Evaluate resources, report, and gate a pipeline on what was found.",
    discussion: "An input is a file, a folder or '-'.\n\nWhat it holds is told apart by its content.",
    examples: [
        Example("sample check snapshot.json.gz", "Evaluate one snapshot and print a table."),
        Example("sample check --rules all -q folder", "Evaluate a folder with all rules."),
    ],
    defaults: SampleOptions(),
    operands: [.many("INPUT", \.inputs, isRequired: false, help: "A file, a folder, or '-'.")],
    options: [
        .values("rules", \.rules, placeholder: "WHAT", group: "Rules", help: "The rules to evaluate."),
        .value("fail-on", \.failOn, group: "Gate", help: "The least severity that fails the run."),
        .value(
            "jobs", short: "j", \.jobs, as: .integer(in: 1...Int.max), placeholder: "N", defaultShown: "one a core",
            help: "Evaluations to run at once."),
        .value("offset", \.offset, as: .integer(in: -9...9), help: "A number that may be negative."),
        .value("output", short: "o", \.output, placeholder: "FORMAT[=FILE]", help: "The report to write."),
        .value("note", \.note, help: "A note, which may be empty."),
        .flag("quiet", short: "q", \.isQuiet, help: "Print only failures."),
        .flag("verbose", short: "v", help: "Print more; give it twice for yet more.") { $0.verbosity += 1 },
        .value("label", placeholder: "KEY=VALUE", isRepeatable: true, help: "A label of the report.") {
            (options, text: String) throws(UsageError) in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw .invalidValue(name: "--label", value: text, expected: "a key, '=' and a value")
            }
            options.labels[parts[0]] = parts[1]
        },
    ]
)

enum Outcome: Equatable {
    case check(SampleOptions)
    case show(String)
}

struct ShowOptions: Sendable {
    var name = ""
    var store = ""
    var format: String?
}

let show = Command(
    name: "show", summary: "Show one sample.", examples: [Example("sample show --store s a", "Show a.")],
    defaults: ShowOptions(),
    operands: [.one("NAME", \.name, help: "A name."), .optional("FORMAT", \.format, help: "A format.")],
    options: [.value("store", \.store, placeholder: "DIR", isRequired: true, help: "Where samples are.")])

extension Outcome {
    static func show(_ options: ShowOptions) -> Outcome {
        .show("\(options.name) in \(options.store) as \(options.format ?? "text")")
    }
}

let application = Application(
    name: "sample", version: "1.2.3", summary: "Checks samples.",
    verbs: [Verb(sample, outcome: Outcome.check), Verb(show, outcome: Outcome.show)])
