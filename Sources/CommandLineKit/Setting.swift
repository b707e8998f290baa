/// A value of an option from elsewhere than the command line, such as a file or the environment.
public struct Setting: Hashable, Sendable {
    /// The long name of the option, without its dashes.
    public let name: String
    /// What the option is given; `true` or `false` for a flag. Without values it counts as not given.
    public let values: [String]
    /// Where this is said, for messages: the name of a file or of a variable.
    public let source: String

    /// Gives the option called `name` these values.
    public init(name: String, values: [String], source: String) {
        self.name = name
        self.values = values
        self.source = source
    }
}

extension CommandDocumentation {
    /// The options that settings can give.
    var settableOptions: [OptionDocumentation] { options.filter { $0.long != OptionDocumentation.helpFlag.long } }

    /// The settings of the verb in an environment, such as `PROGRAM_FAIL_ON=high` for `--fail-on`.
    ///
    /// A repeatable option takes a value from each line. An empty variable counts as not set. Variables that name no
    /// option are passed over, but one that would without its underscores is an error.
    public func settings(program: String, environment: [String: String]) throws(UsageError) -> [Setting] {
        let prefix = variablePrefix(of: program)
        let options = settableOptions
        let variables = Set(options.map { $0.variable(program: program) })
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where !value.isEmpty && name.hasPrefix(prefix) && !variables.contains(name) {
            let letters = bareLetters(name.dropFirst(prefix.count))
            if let option = options.first(where: { bareLetters($0.long[...]) == letters }) {
                throw .unknownVariable(name, suggestion: option.variable(program: program))
            }
        }
        return options.compactMap { option in
            let variable = option.variable(program: program)
            guard let value = environment[variable], !value.isEmpty else { return nil }
            let values = option.isRepeatable ? value.split(whereSeparator: isLineEnd).map(String.init) : [value]
            return Setting(name: option.long, values: values, source: variable)
        }
    }
}

extension OptionDocumentation {
    /// The environment variable that stands for the option: `PROGRAM_FAIL_ON` for `--fail-on`.
    public func variable(program: String) -> String { variablePrefix(of: program) + inVariable(long) }
}

private func variablePrefix(of program: String) -> String { inVariable(program) + "_" }

private func inVariable(_ name: String) -> String {
    String(name.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
}

private func bareLetters(_ name: Substring) -> String { name.filter { $0 != "-" && $0 != "_" }.uppercased() }

private func isLineEnd(_ character: Character) -> Bool { character == "\n" || character == "\r\n" }

/// The settings that hold where the command line says nothing.
struct LayeredSettings<Options: Sendable> {
    private let command: Command<Options>
    /// What the highest layer that names an option says of it.
    private var settings: [String: [Setting]] = [:]

    /// Reads layers from the lowest to the highest. Everything is checked, also what a higher layer replaces; names in
    /// `others` are options of other verbs and passed over.
    init(_ layers: [[Setting]], for command: Command<Options>, others: [String]) throws(UsageError) {
        self.command = command
        for layer in layers {
            var ofLayer: [String: [Setting]] = [:]
            for setting in layer where !setting.values.isEmpty {
                do throws(UsageError) {
                    guard let option = try Self.option(setting.name, in: command, others: others) else { continue }
                    try Self.check(setting, of: option, after: ofLayer[option.long]?.last, defaults: command.defaults)
                    ofLayer[option.long, default: []].append(setting)
                } catch {
                    throw .inSetting(source: setting.source, error)
                }
            }
            settings.merge(ofLayer) { $1 }
        }
    }

    /// The long names of the options that have a setting.
    var names: Set<String> { Set(settings.keys) }

    /// The defaults of the command with the settings in their place, but for the options that were `given`.
    func applied(besides given: Set<String>) throws(UsageError) -> Options {
        var result = command.defaults
        for option in command.options where !given.contains(option.long) {
            guard let list = settings[option.long] else { continue }
            option.clear(&result)
            for setting in list {
                do throws(UsageError) {
                    for value in setting.values { try option.store(&result, value) }
                } catch {
                    throw .inSetting(source: setting.source, error)
                }
            }
        }
        return result
    }

    /// The option of that name; nil for one that only another verb has.
    private static func option(
        _ name: String, in command: Command<Options>, others: [String]
    ) throws(UsageError) -> Option<Options>? {
        if let option = command.options.first(where: { $0.long == name }) { return option }
        if others.contains(name) { return nil }
        throw .unknownSetting(name, suggestion: suggestion(for: name, among: command.options.map(\.long) + others))
    }

    private static func check(
        _ setting: Setting, of option: Option<Options>, after earlier: Setting?, defaults: Options
    ) throws(UsageError) {
        if !option.isRepeatable {
            let values = (earlier?.values ?? []) + setting.values
            if values.count > 1 { throw .repeatedOption("--" + option.long, first: values[0], second: values[1]) }
        }
        for value in setting.values where !option.takesValue && !OptionDocumentation.switchValues.contains(value) {
            throw .invalidValue(name: "--" + option.long, value: value, expected: "true or false")
        }
        var scratch = defaults
        for value in setting.values { try option.store(&scratch, value) }
    }
}
