public import CommandLineKit
public import ConfigModel
import FoundationEssentials

/// What `--rules` names.
enum RuleSet: String, CaseIterable, ArgumentValue {
    case baseline, all

    static var placeholder: String { "WHAT" }
}

/// `RULE.KEY=VALUE`
struct ParameterAssignment: ArgumentValue {
    let rule: String
    let key: String
    let value: String

    /// The value may hold anything, so the key ends at the first `=` and the rule at the last dot before it.
    init?(argument: String) {
        guard let equals = argument.firstIndex(of: "="), let dot = argument[..<equals].lastIndex(of: ".") else {
            return nil
        }
        rule = String(argument[..<dot])
        key = String(argument[argument.index(after: dot)..<equals])
        value = String(argument[argument.index(after: equals)...])
        if rule.isEmpty || key.isEmpty { return nil }
    }

    var argument: String { "\(rule).\(key)=\(value)" }
    static var placeholder: String { "RULE.KEY=VALUE" }
    static var expected: String { "RULE.KEY=VALUE, such as restricted-common-ports.blockedPort1=22" }
}

extension Timestamp: ArgumentValue {
    public init?(argument: String) { self.init(argument) }
    public var argument: String { iso8601 }
    public static var placeholder: String { "TIME" }
    public static var expected: String { "a time such as 2026-01-31 or 2026-01-31T12:00:00Z" }
}

extension Timestamp {
    /// The clock, for what is told no time.
    static var now: Timestamp { Timestamp(milliseconds: Int(Date().timeIntervalSince1970 * 1000)) }
}

/// An AWS account id.
struct AccountArgument: ArgumentValue {
    let argument: String

    init?(argument: String) {
        guard AccountID.isValid(argument) else { return nil }
        self.argument = argument
    }

    static var placeholder: String { "ID" }
    static var expected: String { "an account id of twelve digits" }
}

struct CheckOptions: HasRuleChoice, HasInputChoice, HasStoreChoice, HasGateChoice, HasReportChoice,
    HasProjectFile
{
    var inputs: [String] = []
    var storeChoice = StoreChoice()
    var ruleChoice = RuleChoice()
    var inputChoice = InputChoice()
    var projectFile: String?
    var gateChoice = GateChoice()
    var reportChoice = ReportChoice()

    static let command = Command(
        name: "check",
        summary: "Evaluate rules over recorded resources, report what breaks them, and gate on it.",
        discussion: """
            INPUT is a file, a folder (read recursively, a delivery channel's bucket layout included) or '-' for standard \
            input, plain or gzip. What a file is, is told by its content: configuration snapshots, history files, items, \
            arrays and NDJSON of them; notifications, as they come or in SNS, SQS, EventBridge or Lambda envelopes; \
            output of aws configservice get-resource-config-history, batch-get-resource-config and select-resource-config; \
            and facts that no item carries: output of aws iam get-credential-report (or its CSV), get-account-summary, \
            get-account-password-policy, list-virtual-mfa-devices and get-account-authorization-details.

            Exit status: 0 evaluated and nothing at or above --fail-on; 1 the gate failed; 2 wrong usage; 3 an input could \
            not be read in full, or there was nothing to evaluate; 4 an internal error, or output that could not be written.
            """,
        examples: [
            Example("configcheck check snapshot.json.gz", "Evaluate the baseline rules over a snapshot."),
            Example(
                "configcheck check snapshots/ credential-report.csv --rules all --output ndjson=findings.ndjson --fail-on high",
                "Everything, with facts, for a pipeline that stops at high findings."),
            Example(
                "configcheck check snapshot.json --baseline baseline.json --waivers waivers.json -o html=report.html -o sarif=report.sarif",
                "Only what is new fails; one report to look at, one for code scanning."),
            Example(
                "aws configservice get-resource-config-history --resource-type AWS::EC2::SecurityGroup --resource-id sg-0abc | configcheck check - --rule 'restricted-*'",
                "One resource, straight from the AWS CLI."),
            Example(
                "configcheck check --store history --at 2026-03-01T12:00:00Z",
                "Everything that 'configcheck record' keeps, as it was then."),
        ],
        defaults: CheckOptions(),
        operands: [.many("INPUT", \.inputs, isRequired: false, help: "A file, a folder, or '-' for standard input.")],
        options: RuleChoice.options() + InputChoice.options() + StoreChoice.options() + GateChoice.options()
            + ReportChoice.options() + [.projectFile])
}

struct RulesOptions: Sendable {
    var queries: [String] = []
    var ruleSet = RuleSet.all
    var format = RulesFormat.table
    var color = ColorMode.auto

    enum RulesFormat: String, CaseIterable, ArgumentValue {
        case table, json, markdown

        static var placeholder: String { "FORMAT" }
    }

    static let command = Command(
        name: "rules",
        summary: "List, search and explain rules.",
        discussion: """
            Without QUERY all rules are listed. A QUERY that is a rule's name or SourceIdentifier explains that rule; any \
            other is looked for in names, identifiers, summaries and resource types, in any case.
            """,
        examples: [
            Example("configcheck rules", "List all rules."),
            Example("configcheck rules restricted-common-ports", "Explain one rule, with its parameters and remedy."),
            Example("configcheck rules AWS::S3::Bucket --output json", "The rules for a resource type, for a program."),
        ],
        defaults: RulesOptions(),
        operands: [
            .many("QUERY", \.queries, isRequired: false, help: "A name, or a text to look for; all must match.")
        ],
        options: [
            .value("rules", \.ruleSet, help: "Which rules: baseline, or all."),
            .value("output", short: "o", \.format, help: "How to write them."),
            .value("color", \.color, help: "When to colour."),
        ])
}
