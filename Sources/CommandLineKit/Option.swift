/// One row of the table of options: what it is called, what it means and where its value goes.
///
/// Rows are made by `flag`, `value` and `values`, in `Option+Making.swift`.
public struct Option<Options>: Sendable {
    typealias Store = @Sendable (inout Options, String) throws(UsageError) -> Void

    let long: String
    let short: Character?
    let placeholder: String?
    let choices: [String]
    let completions: [String]
    /// nil where the placeholder tells.
    let kind: ValueKind?
    /// Whether a flag can be switched off again.
    var isSwitch = false
    let isRepeatable: Bool
    let isRequired: Bool
    let group: String?
    let help: String
    let shownDefault: @Sendable (Options) -> String?
    /// Done before the first store, so that what the user gives replaces a default list and does not add to it.
    let clear: @Sendable (inout Options) -> Void
    /// Called with `true` or `false` for a flag.
    let store: Store

    var takesValue: Bool { placeholder != nil }

    func documentation(defaults: Options) -> OptionDocumentation {
        OptionDocumentation(
            long: long, short: short, placeholder: placeholder, choices: choices, completions: completions,
            kind: kind ?? ValueKind(placeholder: placeholder, completions: completions), isSwitch: isSwitch,
            isRepeatable: isRepeatable, isRequired: isRequired, group: group, defaultShown: shownDefault(defaults),
            help: help)
    }
}

/// One operand, an argument that is known by its place.
public struct Operand<Options>: Sendable {
    let documentation: OperandDocumentation
    let clear: @Sendable (inout Options) -> Void
    let store: Option<Options>.Store

    /// An operand given once.
    public static func one<Value: ArgumentValue>(
        _ name: String, _ path: any WritableKeyPath<Options, Value> & Sendable,
        as reader: ValueReader<Value> = .standard, kind: ValueKind? = nil, isRequired: Bool = true, help: String
    ) -> Self {
        Self(
            documentation: OperandDocumentation(
                name, Value.self, kind, isRepeatable: false, isRequired: isRequired, help: help),
            clear: { _ in },
            store: { (options, text) throws(UsageError) in
                options[keyPath: path] = try reader.value(from: text, for: name)
            })
    }

    /// An operand that may be given once.
    public static func optional<Value: ArgumentValue>(
        _ name: String, _ path: any WritableKeyPath<Options, Value?> & Sendable,
        as reader: ValueReader<Value> = .standard, kind: ValueKind? = nil, help: String
    ) -> Self {
        Self(
            documentation: OperandDocumentation(
                name, Value.self, kind, isRepeatable: false, isRequired: false, help: help),
            clear: { _ in },
            store: { (options, text) throws(UsageError) in
                options[keyPath: path] = try reader.value(from: text, for: name)
            })
    }

    /// An operand that takes all arguments that remain, in place of a default list.
    public static func many<Value: ArgumentValue>(
        _ name: String, _ path: any WritableKeyPath<Options, [Value]> & Sendable,
        as reader: ValueReader<Value> = .standard, kind: ValueKind? = nil, isRequired: Bool = true, help: String
    ) -> Self {
        Self(
            documentation: OperandDocumentation(
                name, Value.self, kind, isRepeatable: true, isRequired: isRequired, help: help),
            clear: { $0[keyPath: path] = [] },
            store: { (options, text) throws(UsageError) in
                options[keyPath: path].append(try reader.value(from: text, for: name))
            })
    }
}

extension OperandDocumentation {
    fileprivate init<Value: ArgumentValue>(
        _ name: String, _ type: Value.Type, _ kind: ValueKind?, isRepeatable: Bool, isRequired: Bool, help: String
    ) {
        self.init(
            name: name, choices: type.choices, completions: type.completions,
            kind: kind ?? ValueKind(placeholder: name, completions: type.completions), isRepeatable: isRepeatable,
            isRequired: isRequired, help: help)
    }
}
