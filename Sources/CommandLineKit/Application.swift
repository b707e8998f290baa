/// A verb whose type of options is hidden behind what it leads to.
public struct Verb<Outcome>: Sendable {
    /// The name, summary, discussion, examples and options of the verb.
    public let documentation: CommandDocumentation
    /// Whether options may be given by settings too.
    public let takesSettings: Bool
    let parse:
        @Sendable (_ arguments: [String], _ others: [String], _ settings: () throws(UsageError) -> [[Setting]])
            throws(UsageError) -> ParsedArguments<Outcome>

    /// Wraps a command; `outcome` says what its options lead to, such as a case of an enum or a closure to run.
    public init<Options>(
        _ command: Command<Options>, takesSettings: Bool = false, outcome: @escaping @Sendable (Options) -> Outcome
    ) {
        documentation = command.documentation
        self.takesSettings = takesSettings
        parse = { (arguments, others, settings) throws(UsageError) in
            switch try command.parse(arguments, others: others, settings: settings) {
            case .options(let options): .options(outcome(options))
            case .help: .help
            }
        }
    }
}

/// What a command line asks the program to do.
public enum Request<Outcome> {
    /// To do what a verb leads to.
    case run(Outcome)
    /// To print this text, which ends in a newline, on standard output and succeed.
    case show(String)
}

extension Request: Sendable where Outcome: Sendable {}
extension Request: Equatable where Outcome: Equatable {}

/// A program of verbs.
public struct Application<Outcome>: Sendable {
    /// The name of the program.
    public let name: String
    /// The version shown by `--version`.
    public let version: String
    /// What the program does, in a sentence.
    public let summary: String
    /// The verbs in the order of the help.
    public let verbs: [Verb<Outcome>]

    /// Declares a program. `--help`, `--version` and the verb `help` are added.
    public init(name: String, version: String, summary: String, verbs: [Verb<Outcome>]) {
        self.name = name
        self.version = version
        self.summary = summary
        self.verbs = verbs
    }

    /// Gives the layers of settings for a verb and its arguments, from the lowest to the highest.
    public typealias SettingsSource = (
        _ verb: CommandDocumentation, _ arguments: [String]
    ) throws(UsageError) -> [[Setting]]

    /// Reads the arguments after the name of the program; help is laid out for `width` columns.
    ///
    /// `settings` is asked only for a verb that takes settings, and only once its arguments are right in themselves.
    /// A setting for an option that only other such verbs have is passed over.
    public func parse(
        _ arguments: [String], width: Int = 80, style: Style = .plain, settings: SettingsSource = { _, _ in [] }
    ) throws(UsageError) -> Request<Outcome> {
        guard let first = arguments.first else { throw .missingVerb(before: nil) }
        switch first {
        case "--version":
            return .show("\(name) \(version)\n")
        case "--help", "-h":
            return .show(help(width: width, style: style))
        case "help":
            return .show(try helpRequested(by: arguments.dropFirst(), width: width, style: style))
        case let option where option.utf8.starts(with: "-".utf8):
            throw misplaced(option)
        default:
            let verb = try verb(named: first)
            let own = Array(arguments.dropFirst())
            let parsed = try verb.parse(own, settingNames) { () throws(UsageError) in
                verb.takesSettings ? try settings(verb.documentation, own) : []
            }
            switch parsed {
            case .options(let outcome): return .run(outcome)
            case .help: return .show(verb.documentation.help(program: name, width: width, style: style))
            }
        }
    }

    /// What is wrong with the declared tables, in sentences; a test of the product should find none.
    public var problems: [String] {
        var problems = verbs.flatMap(\.documentation.problems)
        var names: Set = ["help"]
        for verb in verbs.map(\.documentation) {
            if !names.insert(verb.name).inserted { problems.append("The verb '\(verb.name)' is declared twice.") }
        }
        return problems
    }

    /// The options of all verbs that take settings.
    private var settingNames: [String] {
        verbs.filter(\.takesSettings).flatMap { $0.documentation.settableOptions.map(\.long) }
    }

    private func helpRequested(
        by arguments: ArraySlice<String>, width: Int, style: Style
    ) throws(UsageError) -> String {
        guard let topic = arguments.first, topic != "--help", topic != "-h", topic != "help" else {
            return help(width: width, style: style)
        }
        if topic.utf8.starts(with: "-".utf8) { throw .unknownOption(topic, suggestion: nil) }
        let verb = try verb(named: topic)
        if let extra = arguments.dropFirst().first { throw .unexpectedOperand(extra) }
        return verb.documentation.help(program: name, width: width, style: style)
    }

    private func verb(named name: String) throws(UsageError) -> Verb<Outcome> {
        if let verb = verbs.first(where: { $0.documentation.name == name }) { return verb }
        let names = verbs.map(\.documentation.name) + ["help"]
        throw .unknownVerb(name, suggestion: suggestion(for: name, among: names))
    }

    private func misplaced(_ option: String) -> UsageError {
        let own = [OptionDocumentation.helpFlag.long, OptionDocumentation.versionFlag.long]
        guard let similar = suggestion(for: String(option.drop { $0 == "-" }), among: own) else {
            return .missingVerb(before: option)
        }
        return .unknownOption(option, suggestion: "--" + similar)
    }
}
