/// A verb: its documentation and the one table that parsing, help and reference pages all read.
public struct Command<Options: Sendable>: Sendable {
    /// The verb.
    public let name: String
    /// What holds where an option is not given.
    public let defaults: Options
    /// What help and pages are made from.
    public let documentation: CommandDocumentation
    let operands: [Operand<Options>]
    let options: [Option<Options>]

    /// Declares a verb. `--help` and `-h` are added to the options.
    public init(
        name: String, summary: String, discussion: String = "", examples: [Example], defaults: Options,
        operands: [Operand<Options>] = [], options: [Option<Options>] = []
    ) {
        self.name = name
        self.defaults = defaults
        self.operands = operands
        self.options = options
        documentation = CommandDocumentation(
            name: name, summary: summary, discussion: discussion, examples: examples,
            operands: operands.map(\.documentation),
            options: options.map { $0.documentation(defaults: defaults) } + [.helpFlag])
    }

    /// Reads the arguments that follow the verb. The first error wins, in the order of the arguments; a request for
    /// help before it wins over it.
    ///
    /// Settings hold where the arguments say nothing, of several layers the last that names an option: it replaces
    /// the values that a lower layer or the defaults give, and adds nothing to them.
    public func parse(
        _ arguments: [String], settings layers: [[Setting]] = []
    ) throws(UsageError) -> ParsedArguments<Options> {
        try parse(arguments, others: []) { layers }
    }

    /// As above; `settings` is called only for arguments that are right in themselves and ask for no help, and may
    /// hold options of `others`.
    func parse(
        _ arguments: [String], others: [String], settings: () throws(UsageError) -> [[Setting]]
    ) throws(UsageError) -> ParsedArguments<Options> {
        var alone = ArgumentParser(command: self, arguments: arguments, onto: defaults)
        guard try alone.read() else { return .help }
        let layers = try LayeredSettings(settings(), for: self, others: others)
        // Read again on top of the settings: options may share what they store into, and the command line has the last
        // word.
        var parser = ArgumentParser(
            command: self, arguments: arguments, onto: try layers.applied(besides: alone.given))
        guard try parser.read() else { return .help }
        try parser.requireAll(besides: layers.names)
        return .options(parser.result)
    }
}

/// What the arguments of a verb ask for.
public enum ParsedArguments<Options> {
    /// To run with these options.
    case options(Options)
    /// To show the help.
    case help
}

extension ParsedArguments: Sendable where Options: Sendable {}
extension ParsedArguments: Equatable where Options: Equatable {}

extension CommandDocumentation {
    /// What is wrong with the declared table, in sentences; a test of the product should find none.
    public var problems: [String] {
        var problems: [String] = []
        if examples.isEmpty { problems.append("'\(name)' has no example.") }
        var names: Set<String> = []
        for option in options {
            for spelling in [option.name] + (option.short.map { ["-\($0)"] } ?? [])
            where !names.insert(spelling).inserted {
                problems.append("'\(name)' declares '\(spelling)' twice.")
            }
            // The parser compares whole names up to a '=', and short names scalar by scalar.
            if !option.long.utf8.allSatisfy({ isNamePart($0) }) || option.long.isEmpty {
                problems.append("'\(option.name)' is not of lower-case letters, digits and '-'.")
            }
            if let short = option.short, !(short.isASCII && short.isLetter) {
                problems.append("'-\(short)' is not a letter.")
            }
            if !option.help.hasSuffix(".") { problems.append("The help of '\(option.name)' is not a sentence.") }
        }
        for (operand, next) in zip(operands, operands.dropFirst()) {
            if operand.isRepeatable { problems.append("'\(operand.name)' leaves nothing for '\(next.name)'.") }
            if !operand.isRequired && next.isRequired {
                problems.append("'\(next.name)' is required after '\(operand.name)', which is not.")
            }
        }
        return problems
    }

    private func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
