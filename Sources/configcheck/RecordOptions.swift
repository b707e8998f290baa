import CommandLineKit
import ConfigModel

struct RecordOptions: HasRuleChoice, HasInputChoice {
    var inputs: [String] = []
    var store = ""
    var ruleChoice = RuleChoice()
    var inputChoice = InputChoice()
    var jobs: Int?
    var isQuiet = false

    static let command = Command(
        name: "record",
        summary: "Take configuration items into a store that keeps their history, and stream what changes.",
        discussion: """
            INPUT is what 'check' takes: snapshots, history files, notifications and facts. Whatever order they come in, \
            items are recorded in the order of their capture time; of each change of a resource, and of each change of a \
            verdict, an event goes into the store's stream. What is recorded already changes nothing; an item older than \
            what the store holds of its resource finds its place in the history, without an event.

            Facts and items that name no time of their own are taken as of --as-of, or else of the newest item.

            A snapshot that lacks a resource does not delete it, unless the store's recorder was configured \
            ('configcheck recorder') and records the type, and the snapshot's file is named as AWS Config names it: then \
            the resource is recorded as deleted at the snapshot's time. An item with the status ResourceDeleted always does.

            The rules are remembered: without --rules, --rule, --skip-rule or --param the store's rules run on. Rules that \
            the store did not have run over everything in it at once.

            Exit status: 0 recorded; 2 wrong usage; 3 an input could not be read in full: what could be read was recorded; \
            4 the store could not be written, which is then as it was before, or an internal error.
            """,
        examples: [
            Example("configcheck record snapshot.json.gz --store history", "Begin a store, or go on with it."),
            Example(
                "configcheck record bucket/AWSLogs credential-report.csv --store history --rules all --as-of 2026-03-01",
                "A delivery channel's bucket, and a fact of that day."),
        ],
        defaults: RecordOptions(),
        operands: [.many("INPUT", \.inputs, help: "A file, a folder, or '-' for standard input.")],
        options: [.store(\.store)]
            + RuleChoice.options(
                asOf: "The time of facts and items that name none.", asOfDefault: "that of the newest item")
            + InputChoice.options() + [
                .flag(
                    "quiet", short: "q", \.isQuiet, group: "Output",
                    help: "No progress and no notes on standard error; errors are still written."),
                .value(
                    "jobs", short: "j", \.jobs, as: .integer(in: 1...1024), placeholder: "N",
                    defaultShown: "one a core",
                    help: "1 to decompress and record on one core."),
            ])
}

extension Option {
    /// Where the store is, the same for every verb that has one.
    static func store(_ path: any WritableKeyPath<Options, String> & Sendable) -> Self {
        .value("store", path, placeholder: "DIR", isRequired: true, help: "The folder of the store.")
    }
}
