import CommandLineKit
import ConfigModel

struct HistoryOptions: Sendable {
    var resource = ""
    var store = ""
    var time: Timestamp?
    var since: Timestamp?
    var format = Format.text
    var color = ColorMode.auto

    enum Format: String, CaseIterable, ArgumentValue {
        case text, json

        static var placeholder: String { "FORMAT" }
    }

    static let command = Command(
        name: "history",
        summary: "Show what became of a resource: every change with its differences, and every verdict.",
        discussion: """
            RESOURCE is a resource's id, its name, its ARN, TYPE/ID, or ACCOUNT/REGION/TYPE/ID. Where several are called so \
            they are listed.

            Of each recorded change stand there the time, what changed from what to what, in the paths of AWS's \
            notifications, and the relationships that came and went; captures that say nothing new are left out, and what \
            was recorded late stands where it belongs. Between them stand the changes of verdicts, at the time at which \
            the rule ran, of all rules that the store ever had. With --at it is the one state at that time.

            Relationships are those that the resource's own items name, not those that others have to it.

            The JSON is what 'aws configservice get-resource-config-history' writes, newest first: all captures of the \
            resource, and no verdicts. 'check' and 'record' read it.

            Exit status: 0 shown; 2 wrong usage: there is no such store or resource, or several are called so, or nothing \
            was recorded of it by --at; 3 the store is damaged; 4 an internal error, or output that could not be written.
            """,
        examples: [
            Example("configcheck history sg-0abc --store history", "All that happened to a security group."),
            Example(
                "configcheck history AWS::S3::Bucket/logs --store history --at 2026-01-31",
                "A bucket as it was at the end of January, with what rules said of it."),
            Example(
                "configcheck history sg-0abc --store history --output json | configcheck check -",
                "Judge it anew with other rules."),
        ],
        defaults: HistoryOptions(),
        operands: [.one("RESOURCE", \.resource, help: "An id, a name, an ARN, or TYPE/ID.")],
        options: [
            .store(\.store),
            .value("at", \.time, defaultShown: "the whole history", help: "Show the state at this time instead."),
            .value("since", \.since, defaultShown: "the beginning", help: "Leave out what was before."),
            .value("output", short: "o", \.format, help: "How to write it."),
            .value("color", \.color, help: "When to colour the text."),
        ])
}
