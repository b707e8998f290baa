import CommandLineKit
import ConfigModel

/// Options of a verb that evaluates rules.
protocol HasRuleChoice: Sendable {
    var ruleChoice: RuleChoice { get set }
}

/// Options of a verb that reads inputs.
protocol HasInputChoice: Sendable {
    var inputChoice: InputChoice { get set }
}

/// The flags that say which rules run, and how; the same for every verb that evaluates.
struct RuleChoice: Sendable {
    /// nil where the user did not choose, which then means the baseline, or all rules for `--rule`.
    var ruleSet: RuleSet?
    var rules: [String] = []
    var skippedRules: [String] = []
    var parameters: [ParameterAssignment] = []
    var asOf: Timestamp?

    /// The rows of a command.
    static func options<Options: HasRuleChoice>(
        asOf: String = "The time by which rules that need a clock judge.", asOfDefault: String = "now"
    ) -> [Option<Options>] {
        [
            .value(
                "rules", \Options.ruleChoice.ruleSet, defaultShown: "baseline", group: "Rules",
                help: "Which rules to run: baseline, or all."),
            .values(
                "rule", \Options.ruleChoice.rules, placeholder: "NAME", group: "Rules",
                help: "Run only these: rule names or SourceIdentifiers, comma-separated, * and ? allowed."),
            .values(
                "skip-rule", \Options.ruleChoice.skippedRules, placeholder: "NAME", group: "Rules",
                help: "Leave these out; written like --rule."),
            .values("param", \Options.ruleChoice.parameters, group: "Rules", help: "Set a parameter of a rule."),
            .value(
                "as-of", \Options.ruleChoice.asOf, defaultShown: asOfDefault, group: "Rules", help: asOf),
        ]
    }
}

/// The flags that say how inputs are read; the same for every verb that reads some.
struct InputChoice: Sendable {
    var accountId: AccountArgument?
    var maxDecompressed = 64 << 30

    /// The rows of a command.
    static func options<Options: HasInputChoice>() -> [Option<Options>] {
        [
            .value(
                "account-id", \Options.inputChoice.accountId, group: "Input",
                help: "The account of items and facts that name none."),
            .value(
                "max-decompressed", \Options.inputChoice.maxDecompressed, as: .integer(in: 1...Int.max),
                placeholder: "BYTES", group: "Input", help: "How much a compressed input may become."),
        ]
    }
}
