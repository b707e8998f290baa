import CommandLineKit
import Testing

private enum Gate: String, CaseIterable, ArgumentValue {
    case any, low, medium, high, critical, never
    static var placeholder: String { "LEVEL" }
}

private struct ParameterAssignment: ArgumentValue, Equatable {
    let rule: String
    let key: String
    let value: String

    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="),
            let dot = argument[..<equals].lastIndex(of: "."),
            dot > argument.startIndex, argument.index(after: dot) < equals
        else { return nil }
        rule = String(argument[..<dot])
        key = String(argument[dot..<equals].dropFirst())
        value = String(argument[equals...].dropFirst())
    }
    var argument: String { "\(rule).\(key)=\(value)" }
    static let placeholder = "RULE.KEY=VALUE"
    static let expected = "RULE.KEY=VALUE, such as access-keys-rotated.maxAccessKeyAge=30"
}

private struct CheckOptions: Sendable {
    var inputs: [String] = []
    var ruleSources = ["baseline"]
    var rules: [String] = []
    var skippedRules: [String] = []
    var parameters: [ParameterAssignment] = []
    var outputs = ["table"]
    var failOn = Gate.any
    var asOf: String?
    var jobs: Int?
    var maxDecompressed = 1 << 30
    var isQuiet = false
    var color = ColorMode.auto
    var allowsEmpty = false
}

/// The `check` verb as the product would declare it.
private let check = Command(
    name: "check",
    summary: "Evaluate the resources in the inputs, report, and gate on the result.",
    discussion: "Folders are read recursively and .gz is unpacked anywhere.",
    examples: [
        Example("configcheck check snapshot.json.gz", "Evaluate one snapshot and print a table."),
        Example(
            "configcheck check exports/ --output table --output sarif=report.sarif --fail-on high",
            "Also write SARIF, and fail only on high and critical findings."),
    ],
    defaults: CheckOptions(),
    operands: [.many("INPUT", \.inputs, help: "A file, a folder, or '-' for standard input.")],
    options: [
        .values(
            "rules", \.ruleSources, placeholder: "WHAT", group: "Rules",
            help: "The rules: baseline, all, a rule file, a folder or a conformance pack."),
        .values(
            "rule", \.rules, placeholder: "NAME", group: "Rules",
            help: "Evaluate only these: a rule name, SourceIdentifier, glob or comma list."),
        .values("skip-rule", \.skippedRules, placeholder: "NAME", group: "Rules", help: "Leave these rules out."),
        .values("param", \.parameters, group: "Rules", help: "Set a parameter of a rule."),
        .value(
            "as-of", \.asOf, placeholder: "TIME", defaultShown: "now", group: "Rules",
            help: "The clock for rules that need one."),
        .values(
            "output", short: "o", \.outputs, placeholder: "FORMAT[=FILE]", group: "Output",
            help: "A report to write, to standard output where no file is named."),
        .value("fail-on", \.failOn, group: "Output", help: "The least severity that fails the run."),
        .value("color", \.color, group: "Output", help: "When to colour."),
        .flag("quiet", short: "q", \.isQuiet, group: "Output", help: "Show no progress and no warnings."),
        .flag("allow-empty", \.allowsEmpty, group: "Input", help: "Succeed where there is nothing to evaluate."),
        .value(
            "max-decompressed", \.maxDecompressed, as: .integer(in: 1...Int.max), placeholder: "BYTES",
            group: "Input", help: "Stop at an input that unpacks to more."),
        .value(
            "jobs", short: "j", \.jobs, as: .integer(in: 1...Int.max), placeholder: "N", defaultShown: "one a core",
            group: "Input", help: "Evaluations to run at once."),
    ]
)

@Suite struct CheckExampleTests {
    @Test func examplesOfTheTableParse() throws {
        #expect(check.documentation.problems == [])
        for example in check.documentation.examples {
            let arguments = example.command.split(separator: " ").dropFirst(2).map(String.init)
            guard case .options = try check.parse(arguments) else {
                Issue.record("asks for help: \(example.command)")
                continue
            }
        }
    }

    @Test func readsParameters() throws {
        let line = ["a", "--param", "access-keys-rotated.maxAccessKeyAge=30", "--param=r.k="]
        guard case .options(let options) = try check.parse(line) else {
            Issue.record("asks for help")
            return
        }
        #expect(options.parameters.map(\.argument) == ["access-keys-rotated.maxAccessKeyAge=30", "r.k="])
        #expect(options.ruleSources == ["baseline"])
        let error = #expect(throws: UsageError.self) { try check.parse(["a", "--param", "age=30"]) }
        #expect(
            error?.description == "'--param' cannot be 'age=30'; give RULE.KEY=VALUE, "
                + "such as access-keys-rotated.maxAccessKeyAge=30")
    }
}
