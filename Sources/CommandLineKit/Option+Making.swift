extension Option {
    /// A flag that sets a `Bool`; `--flag=false` takes back what a setting says.
    public static func flag(
        _ long: String, short: Character? = nil, _ path: any WritableKeyPath<Options, Bool> & Sendable,
        group: String? = nil, help: String
    ) -> Self {
        flag(long, short, isSwitch: true, group: group, help: help) { $0[keyPath: path] = $1 }
    }

    /// A flag that does something else; giving it twice does it twice.
    public static func flag(
        _ long: String, short: Character? = nil, group: String? = nil, help: String,
        store: @escaping @Sendable (inout Options) -> Void
    ) -> Self {
        flag(long, short, isSwitch: false, group: group, help: help) { if $1 { store(&$0) } }
    }

    private static func flag(
        _ long: String, _ short: Character?, isSwitch: Bool, group: String?, help: String,
        store: @escaping @Sendable (inout Options, Bool) -> Void
    ) -> Self {
        Self(
            long: long, short: short, placeholder: nil, choices: [], completions: [], kind: nil, isSwitch: isSwitch,
            isRepeatable: false, isRequired: false, group: group, help: help, shownDefault: { _ in nil },
            clear: { _ in },
            store: { (options, text) throws(UsageError) in store(&options, text == "true") })
    }

    /// An option with one value; the default shown is the one in the defaults of the command, unless given here.
    public static func value<Value: ArgumentValue>(
        _ long: String, short: Character? = nil, _ path: any WritableKeyPath<Options, Value> & Sendable,
        as reader: ValueReader<Value> = .standard, placeholder: String? = nil, kind: ValueKind? = nil,
        isRequired: Bool = false, defaultShown: String? = nil, group: String? = nil, help: String
    ) -> Self {
        make(
            long, short, reader, placeholder, kind, isRequired: isRequired, group: group, help: help,
            shownDefault: { isRequired ? nil : defaultShown ?? $0[keyPath: path].argument },
            store: { (options, value) throws(UsageError) in options[keyPath: path] = value })
    }

    /// An option with one value that stays nil where it is not given; say in `defaultShown` what that means.
    public static func value<Value: ArgumentValue>(
        _ long: String, short: Character? = nil, _ path: any WritableKeyPath<Options, Value?> & Sendable,
        as reader: ValueReader<Value> = .standard, placeholder: String? = nil, kind: ValueKind? = nil,
        isRequired: Bool = false, defaultShown: String? = nil, group: String? = nil, help: String
    ) -> Self {
        make(
            long, short, reader, placeholder, kind, isRequired: isRequired, group: group, help: help,
            shownDefault: { defaultShown ?? $0[keyPath: path]?.argument },
            store: { (options, value) throws(UsageError) in options[keyPath: path] = value })
    }

    /// An option whose values are collected in order, in place of the list in the defaults of the command.
    public static func values<Value: ArgumentValue>(
        _ long: String, short: Character? = nil, _ path: any WritableKeyPath<Options, [Value]> & Sendable,
        as reader: ValueReader<Value> = .standard, placeholder: String? = nil, kind: ValueKind? = nil,
        isRequired: Bool = false, defaultShown: String? = nil, group: String? = nil, help: String
    ) -> Self {
        make(
            long, short, reader, placeholder, kind, isRepeatable: true, isRequired: isRequired, group: group,
            help: help,
            shownDefault: { defaults in
                let list = defaults[keyPath: path].map(\.argument).joined(separator: ", ")
                return defaultShown ?? (list.isEmpty ? nil : list)
            },
            clear: { $0[keyPath: path] = [] },
            store: { (options, value) throws(UsageError) in options[keyPath: path].append(value) })
    }

    /// An option whose value goes where no key path leads; the closure may refuse the value.
    public static func value<Value: ArgumentValue>(
        _ long: String, short: Character? = nil, as reader: ValueReader<Value> = .standard,
        placeholder: String? = nil, kind: ValueKind? = nil, isRepeatable: Bool = false, isRequired: Bool = false,
        defaultShown: String? = nil, group: String? = nil, help: String,
        store: @escaping @Sendable (inout Options, Value) throws(UsageError) -> Void
    ) -> Self {
        make(
            long, short, reader, placeholder, kind, isRepeatable: isRepeatable, isRequired: isRequired, group: group,
            help: help, shownDefault: { _ in defaultShown }, store: store)
    }

    private static func make<Value: ArgumentValue>(
        _ long: String, _ short: Character?, _ reader: ValueReader<Value>, _ placeholder: String?,
        _ kind: ValueKind?, isRepeatable: Bool = false, isRequired: Bool, group: String?, help: String,
        shownDefault: @escaping @Sendable (Options) -> String?,
        clear: @escaping @Sendable (inout Options) -> Void = { _ in },
        store: @escaping @Sendable (inout Options, Value) throws(UsageError) -> Void
    ) -> Self {
        Self(
            long: long, short: short, placeholder: placeholder ?? Value.placeholder, choices: Value.choices,
            completions: Value.completions, kind: kind, isRepeatable: isRepeatable, isRequired: isRequired,
            group: group, help: help,
            shownDefault: shownDefault, clear: clear,
            store: { (options, text) throws(UsageError) in
                try store(&options, reader.value(from: text, for: "--" + long))
            })
    }
}
