/// What a value is, for completion in a shell.
public enum ValueKind: Hashable, Sendable {
    /// Any text.
    case text
    /// One of a few words.
    case choices
    /// The path of a file, or of a folder with some; where there are words too, one of them or a path.
    case file
    /// The path of a folder.
    case folder

    /// What a value most likely is.
    init(placeholder: String?, completions: [String]) {
        self =
            switch placeholder {
            case _ where !completions.isEmpty: .choices
            case "FILE", "INPUT": .file
            case "DIR", "FOLDER": .folder
            default: .text
            }
    }
}

/// All there is to know about an option without knowing what it stores into: the one source of help and pages.
public struct OptionDocumentation: Hashable, Sendable {
    /// The long name without its dashes.
    public let long: String
    /// The one-letter name without its dash.
    public let short: Character?
    /// What stands for the value, or nil for a flag.
    public let placeholder: String?
    /// All values, where they are few enough to list.
    public let choices: [String]
    /// What to offer where the value is being typed: the choices, or the words that a value begins with.
    public let completions: [String]
    /// What the value is; of no meaning for a flag.
    public let kind: ValueKind
    /// Whether a flag may be written `--flag=true` or `--flag=false`.
    public let isSwitch: Bool
    /// Whether the option may be given more than once, each time adding a value.
    public let isRepeatable: Bool
    /// Whether the option must be given.
    public let isRequired: Bool
    /// The heading to list the option under, or nil for the general one.
    public let group: String?
    /// What holds where the option is not given, where there is something to say.
    public let defaultShown: String?
    /// What the option does, in a sentence.
    public let help: String

    /// The long name with its dashes.
    public var name: String { "--" + long }

    /// How the option is written: `--jobs=N`, or `--quiet` for a flag.
    public var usage: String { placeholder.map { "\(name)=\($0)" } ?? name }

    /// What a flag can be set to.
    static let switchValues = ["true", "false"]

    static let helpFlag = flag("help", short: "h", help: "Show this help and stop.")
    static let versionFlag = flag("version", help: "Show the version and stop.")

    static func flag(_ long: String, short: Character? = nil, group: String? = nil, help: String) -> Self {
        Self(
            long: long, short: short, placeholder: nil, choices: [], completions: [], kind: .text, isSwitch: false,
            isRepeatable: false, isRequired: false, group: group, defaultShown: nil, help: help)
    }
}

/// All there is to know about an operand without knowing what it stores into.
public struct OperandDocumentation: Hashable, Sendable {
    /// What stands for the operand, such as `INPUT`.
    public let name: String
    /// All values, where they are few enough to list.
    public let choices: [String]
    /// What to offer where the operand is being typed.
    public let completions: [String]
    /// What the operand is.
    public let kind: ValueKind
    /// Whether the operand takes all that remain.
    public let isRepeatable: Bool
    /// Whether there must be at least one.
    public let isRequired: Bool
    /// What the operand is, in a sentence.
    public let help: String

    /// The operand as written in a usage line: `INPUT…`, or `[INPUT…]` where it may be left out.
    public var usage: String {
        let shown = isRepeatable ? name + "…" : name
        return isRequired ? shown : "[\(shown)]"
    }
}

/// A command line that works, and what it does.
public struct Example: Hashable, Sendable {
    /// The whole line, with the name of the program.
    public let command: String
    /// What the line does, in a sentence.
    public let purpose: String

    /// Pairs a command line with what it does.
    public init(_ command: String, _ purpose: String) {
        self.command = command
        self.purpose = purpose
    }
}

/// All there is to know about a verb without knowing the type of its options.
public struct CommandDocumentation: Hashable, Sendable {
    /// The verb.
    public let name: String
    /// What the verb does, in a sentence.
    public let summary: String
    /// What else to know; paragraphs are separated by an empty line. May be empty.
    public let discussion: String
    /// Command lines that work.
    public let examples: [Example]
    /// The operands in order.
    public let operands: [OperandDocumentation]
    /// The options in order, `--help` last.
    public let options: [OptionDocumentation]

    /// The line that shows how the verb is written; required options are spelled out.
    public func usage(program: String) -> String {
        let required = options.filter(\.isRequired).map(\.usage)
        return ([program, name] + required + ["[OPTIONS]"] + operands.map(\.usage)).joined(separator: " ")
    }

    /// The options under their headings, in the order in which the headings first appear.
    ///
    /// Those without a heading come last, as `Options`.
    public var optionGroups: [(heading: String, options: [OptionDocumentation])] {
        var headings: [String?] = []
        for option in options where option.group != nil && !headings.contains(option.group) {
            headings.append(option.group)
        }
        return (headings + [nil]).map { heading in
            (heading ?? "Options", options.filter { $0.group == heading })
        }
    }
}
