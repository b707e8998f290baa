/// One pass over the arguments of a verb.
///
/// Arguments are cut by UTF-8 bytes: seen as characters, a combining mark after '-' or '=' would hide it.
struct ArgumentParser<Options: Sendable> {
    private let command: Command<Options>
    private var remaining: ArraySlice<String>
    private var result: Options
    private var firstValues: [String: String] = [:]
    private var operandCount = 0

    init(command: Command<Options>, arguments: [String]) {
        self.command = command
        remaining = arguments[...]
        result = command.defaults
    }

    mutating func parse() throws(UsageError) -> ParsedArguments<Options> {
        var onlyOperands = false
        while let argument = remaining.popFirst() {
            if onlyOperands || argument == "-" || !argument.utf8.starts(with: "-".utf8) {
                try takeOperand(argument)
            } else if argument == "--" {
                onlyOperands = true
            } else {
                let isHelp =
                    argument.utf8.starts(with: "--".utf8) ? try takeLong(argument) : try takeShorts(argument)
                if isHelp { return .help }
            }
        }
        try requireAll()
        return .options(result)
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

    /// Takes `--name` or `--name=value`; true for a request for help.
    private mutating func takeLong(_ argument: String) throws(UsageError) -> Bool {
        let (name, value) = splitAtEquals(argument)
        if name == OptionDocumentation.helpFlag.name {
            if let value { throw .unexpectedValue(option: name, value: value) }
            return true
        }
        guard let option = command.options.first(where: { "--" + $0.long == name }) else {
            throw .unknownOption(name, suggestion: similarLongName(name))
        }
        if option.takesValue {
            if let value {
                try store(value, in: option)
            } else {
                try store(try nextValue(for: option, spelled: name), in: option)
            }
        } else if let value {
            throw .unexpectedValue(option: name, value: value)
        } else {
            try option.store(&result, "")
        }
        return false
    }

    /// Takes `-q`, `-qv`, `-ovalue`, `-o=value` or `-o` with the next argument; true for a request for help.
    private mutating func takeShorts(_ argument: String) throws(UsageError) -> Bool {
        var letters = argument.unicodeScalars.dropFirst()
        while let letter = letters.popFirst() {
            let spelled = "-\(letter)"
            let isHelp = OptionDocumentation.helpFlag.short == Character(letter)
            let option = command.options.first { $0.short == Character(letter) }
            if let option, option.takesValue {
                let hasValue = !letters.isEmpty
                if letters.first == "=" { letters.removeFirst() }
                try store(hasValue ? String(letters) : try nextValue(for: option, spelled: spelled), in: option)
                return false
            }
            guard isHelp || option != nil else {
                // One dash too few is the likelier slip where the whole is close to a long name.
                let similar = argument.utf8.count > 2 ? similarLongName("-" + argument) : nil
                throw .unknownOption(similar == nil ? spelled : argument, suggestion: similar)
            }
            if letters.first == "=" {
                throw .unexpectedValue(option: spelled, value: String(letters.dropFirst()))
            }
            if isHelp { return true }
            try option?.store(&result, "")
        }
        return false
    }

    private mutating func nextValue(for option: Option<Options>, spelled: String) throws(UsageError) -> String {
        guard let next = remaining.first, !isDeclaredOption(next) else {
            throw .missingValue(
                option: spelled, usage: option.documentation(defaults: command.defaults).usage)
        }
        remaining.removeFirst()
        return next
    }

    private mutating func store(_ value: String, in option: Option<Options>) throws(UsageError) {
        if let first = firstValues[option.long] {
            guard option.isRepeatable else {
                throw .repeatedOption("--" + option.long, first: first, second: value)
            }
        } else {
            firstValues[option.long] = value
            option.clear(&result)
        }
        try option.store(&result, value)
    }

    private func requireAll() throws(UsageError) {
        for option in command.options where option.isRequired && firstValues[option.long] == nil {
            throw .missingOption(usage: option.documentation(defaults: command.defaults).usage)
        }
        for operand in command.operands.dropFirst(operandCount) where operand.documentation.isRequired {
            throw .missingOperand(operand.documentation.name)
        }
    }

    /// Whether an argument after a value option is the next option and not the value.
    private func isDeclaredOption(_ argument: String) -> Bool {
        let declared = command.documentation.options
        if argument == "--" { return true }
        if argument.utf8.starts(with: "--".utf8) {
            let name = splitAtEquals(argument).name
            return declared.contains { $0.name == name }
        }
        let scalars = argument.unicodeScalars
        guard scalars.first == "-", let letter = scalars.dropFirst().first else { return false }
        return declared.contains { $0.short == Character(letter) }
    }

    private func splitAtEquals(_ argument: String) -> (name: String, value: String?) {
        guard let equals = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (argument, nil) }
        return (String(argument[..<equals]), String(argument[argument.utf8.index(after: equals)...]))
    }

    private func similarLongName(_ name: String) -> String? {
        suggestion(for: String(name.dropFirst(2)), among: command.documentation.options.map(\.long)).map { "--" + $0 }
    }
}
