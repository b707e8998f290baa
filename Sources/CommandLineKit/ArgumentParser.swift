/// One pass over the arguments of a verb.
struct ArgumentParser<Options: Sendable> {
    private let command: Command<Options>
    private var scanner: ArgumentScanner
    /// What the arguments come to.
    private(set) var result: Options
    private var firstValues: [String: String] = [:]
    private var operandCount = 0

    /// Begins with what holds where the arguments say nothing.
    init(command: Command<Options>, arguments: [String], onto defaults: Options) {
        self.command = command
        scanner = ArgumentScanner(command.documentation, arguments: arguments)
        result = defaults
    }

    /// The long names of the options that were given.
    var given: Set<String> { Set(firstValues.keys) }

    /// Reads all arguments; false where they ask for help.
    mutating func read() throws(UsageError) -> Bool {
        while let token = try scanner.next() {
            switch token {
            case .help: return false
            case .operand(let text): try takeOperand(text)
            case .option(let index, let value): try store(value ?? "true", in: command.options[index])
            }
        }
        return true
    }

    /// Throws where something that is required was neither given nor is among the settings.
    func requireAll(besides settings: Set<String>) throws(UsageError) {
        for option in command.options
        where option.isRequired && firstValues[option.long] == nil && !settings.contains(option.long) {
            throw .missingOption(usage: option.documentation(defaults: command.defaults).usage)
        }
        for operand in command.operands.dropFirst(operandCount) where operand.documentation.isRequired {
            throw .missingOperand(operand.documentation.name)
        }
    }

    private mutating func takeOperand(_ text: String) throws(UsageError) {
        guard let last = command.operands.last,
            operandCount < command.operands.count || last.documentation.isRepeatable
        else { throw .unexpectedOperand(text) }
        let operand = operandCount < command.operands.count ? command.operands[operandCount] : last
        if operandCount < command.operands.count { operand.clear(&result) }
        operandCount += 1
        try operand.store(&result, text)
    }

    private mutating func store(_ value: String, in option: Option<Options>) throws(UsageError) {
        if let first = firstValues[option.long] {
            // A flag may be repeated, but not contradict itself.
            guard option.isRepeatable || !option.takesValue && value == first else {
                throw .repeatedOption("--" + option.long, first: first, second: value)
            }
        } else {
            firstValues[option.long] = value
            option.clear(&result)
        }
        try option.store(&result, value)
    }
}
