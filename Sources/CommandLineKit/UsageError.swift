/// What is wrong with a command line, and what to write instead.
///
/// Text that came from the command line is made visible with `sanitized(_:)`, so a description is safe to print.
public enum UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// An option that is not in the table.
    case unknownOption(String, suggestion: String?)
    /// A verb that does not exist.
    case unknownVerb(String, suggestion: String?)
    /// No verb at all, or an option where the verb should be.
    case missingVerb(before: String?)
    /// A value option at the end, or followed by another option.
    case missingValue(option: String, usage: String)
    /// A value given to a flag that takes none.
    case unexpectedValue(option: String, value: String)
    /// A single-valued option given twice.
    case repeatedOption(String, first: String, second: String)
    /// A value the type of the option or operand cannot be.
    case invalidValue(name: String, value: String, expected: String, suggestion: String? = nil)
    /// A required option that was not given.
    case missingOption(usage: String)
    /// A required operand that was not given.
    case missingOperand(String)
    /// One operand more than the verb takes.
    case unexpectedOperand(String)
    /// A setting that no verb has an option for.
    case unknownSetting(String, suggestion: String?)
    /// An environment variable that is nearly one for an option.
    case unknownVariable(String, suggestion: String)
    /// A place of settings, such as a file, that cannot be read, and why not.
    case unreadableSettings(source: String, reason: String)
    /// What is wrong with a setting, and where that is given.
    indirect case inSetting(source: String, UsageError)

    /// The message to print after the name of the program.
    public var description: String {
        switch self {
        case .unknownOption(let name, nil):
            "unknown option \(quoted(name)); '--help' lists the options, "
                + "and '--' goes before an operand that starts with '-'"
        case .unknownOption(let name, let suggestion?):
            "unknown option \(quoted(name)); did you mean \(quoted(suggestion))?"
        case .unknownVerb(let name, nil):
            "unknown verb \(quoted(name)); '--help' lists the verbs"
        case .unknownVerb(let name, let suggestion?):
            "unknown verb \(quoted(name)); did you mean \(quoted(suggestion))?"
        case .missingVerb(nil):
            "no verb was given; '--help' lists the verbs"
        case .missingVerb(let option?):
            "option \(quoted(option)) comes before the verb; name the verb first"
        case .missingValue(let option, let usage):
            "option '\(option)' needs a value; write '\(usage)'"
        case .unexpectedValue(let option, let value):
            "option '\(option)' takes no value but was given \(quoted(value)); write '\(option)' alone"
        case .repeatedOption(let option, let first, let second):
            "option '\(option)' was given both \(quoted(first)) and \(quoted(second)); give it once"
        case .invalidValue(let name, let value, let expected, nil):
            "'\(name)' cannot be \(value.isEmpty ? "empty" : quoted(value)); give \(expected)"
        case .invalidValue(let name, let value, let expected, let suggestion?):
            "'\(name)' cannot be \(quoted(value)); did you mean \(quoted(suggestion))? Give \(expected)"
        case .missingOption(let usage):
            "a required option is missing; add '\(usage)'"
        case .missingOperand(let name):
            "operand \(name) is missing; '--help' shows the usage"
        case .unexpectedOperand(let operand):
            "unexpected operand \(quoted(operand)); remove it, or see '--help' for the usage"
        case .unknownSetting(let name, nil):
            "unknown key \(quoted(name)); the keys are the long names of options, without dashes"
        case .unknownSetting(let name, let suggestion?):
            "unknown key \(quoted(name)); did you mean \(quoted(suggestion))?"
        case .unknownVariable(let name, let suggestion):
            "unknown environment variable \(quoted(name)); did you mean \(quoted(suggestion))?"
        case .unreadableSettings(let source, let reason):
            "\(sanitized(source)): \(sanitized(reason))"
        case .inSetting(let source, let error):
            "\(sanitized(source)): \(error)"
        }
    }

    private func quoted(_ text: String) -> String { "'\(sanitized(text))'" }
}
