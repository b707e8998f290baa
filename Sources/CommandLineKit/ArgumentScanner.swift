/// Tells the operands and options of a verb apart, by its documentation alone.
///
/// Arguments are cut by UTF-8 bytes: seen as characters, a combining mark after '-' or '=' would hide it.
struct ArgumentScanner {
    /// One thing that was given.
    enum Token {
        case operand(String)
        /// The option at a place in the documentation; a flag has no value, unless it is switched.
        case option(Int, value: String?)
        case help
    }

    private let documentation: CommandDocumentation
    private var remaining: ArraySlice<String>
    /// The argument of several short options that is being read, and what is left of it.
    private var group = ""
    private var letters = Substring.UnicodeScalarView()
    private var onlyOperands = false

    init(_ documentation: CommandDocumentation, arguments: [String]) {
        self.documentation = documentation
        remaining = arguments[...]
    }

    /// What was given next; nil at the end.
    mutating func next() throws(UsageError) -> Token? {
        if !letters.isEmpty { return try takeShort() }
        guard let argument = remaining.popFirst() else { return nil }
        if onlyOperands || argument == "-" || !argument.utf8.starts(with: "-".utf8) { return .operand(argument) }
        if argument == "--" {
            onlyOperands = true
            return try next()
        }
        if argument.utf8.starts(with: "--".utf8) { return try takeLong(argument) }
        group = argument
        letters = argument.unicodeScalars.dropFirst()
        return try takeShort()
    }

    /// Takes `--name` or `--name=value`.
    private mutating func takeLong(_ argument: String) throws(UsageError) -> Token {
        let (name, value) = splitAtEquals(argument)
        guard let index = documentation.options.firstIndex(where: { $0.name == name }) else {
            throw .unknownOption(name, suggestion: similarLongName(name))
        }
        let option = documentation.options[index]
        if option.placeholder != nil {
            if let value { return .option(index, value: value) }
            return .option(index, value: try nextValue(for: option, spelled: name))
        }
        if let value, !(option.isSwitch && OptionDocumentation.switchValues.contains(value)) {
            throw .unexpectedValue(option: name, value: value)
        }
        return token(at: index, value: value)
    }

    /// Takes the next of `-qv`, or `-ovalue`, `-o=value` or `-o` with the next argument.
    private mutating func takeShort() throws(UsageError) -> Token? {
        guard let letter = letters.popFirst() else { return nil }
        let spelled = "-\(letter)"
        guard let index = documentation.options.firstIndex(where: { $0.short == Character(letter) }) else {
            // One dash too few is the likelier slip where the whole is close to a long name.
            let similar = group.utf8.count > 2 ? similarLongName("-" + group) : nil
            throw .unknownOption(similar == nil ? spelled : group, suggestion: similar)
        }
        let option = documentation.options[index]
        if option.placeholder != nil {
            let hasValue = !letters.isEmpty
            if letters.first == "=" { letters.removeFirst() }
            let value = hasValue ? String(letters) : try nextValue(for: option, spelled: spelled)
            letters = Substring.UnicodeScalarView()
            return .option(index, value: value)
        }
        if letters.first == "=" {
            throw .unexpectedValue(option: spelled, value: String(letters.dropFirst()))
        }
        return token(at: index, value: nil)
    }

    private func token(at index: Int, value: String?) -> Token {
        documentation.options[index].long == OptionDocumentation.helpFlag.long ? .help : .option(index, value: value)
    }

    private mutating func nextValue(
        for option: OptionDocumentation, spelled: String
    ) throws(UsageError) -> String {
        guard let next = remaining.first, !isDeclaredOption(next) else {
            throw .missingValue(option: spelled, usage: option.usage)
        }
        remaining.removeFirst()
        return next
    }

    /// Whether an argument after a value option is the next option and not the value.
    private func isDeclaredOption(_ argument: String) -> Bool {
        if argument == "--" { return true }
        if argument.utf8.starts(with: "--".utf8) {
            let name = splitAtEquals(argument).name
            return documentation.options.contains { $0.name == name }
        }
        let scalars = argument.unicodeScalars
        guard scalars.first == "-", let letter = scalars.dropFirst().first else { return false }
        return documentation.options.contains { $0.short == Character(letter) }
    }

    private func splitAtEquals(_ argument: String) -> (name: String, value: String?) {
        guard let equals = argument.utf8.firstIndex(of: UInt8(ascii: "=")) else { return (argument, nil) }
        return (String(argument[..<equals]), String(argument[argument.utf8.index(after: equals)...]))
    }

    private func similarLongName(_ name: String) -> String? {
        suggestion(for: String(name.dropFirst(2)), among: documentation.options.map(\.long)).map { "--" + $0 }
    }
}

extension CommandDocumentation {
    /// The first value that the arguments of the verb give the option with a long name, or nil where they give none.
    ///
    /// For what must be known before all is parsed, such as the file with the settings. What is wrong with the
    /// arguments is left to the parser; nothing behind it is looked at.
    public func value(of long: String, in arguments: [String]) -> String? {
        var scanner = ArgumentScanner(self, arguments: arguments)
        while let token = try? scanner.next() {
            if case .option(let index, let value?) = token, options[index].long == long { return value }
        }
        return nil
    }
}
