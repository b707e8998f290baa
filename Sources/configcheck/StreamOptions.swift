import CommandLineKit
import ConfigModel
import Reporting

/// How `stream` writes events.
enum EventFormat: String, CaseIterable, ArgumentValue {
    case ndjson, sns, eventbridge, text

    static var placeholder: String { "FORMAT" }
}

/// What `--type` names: messageTypes, or the words for them.
struct EventTypes: ArgumentValue {
    let argument: String
    let kinds: [StreamMessage.Kind]

    static var completions: [String] { words.map(\.0) }
    static let words: [(String, [StreamMessage.Kind])] =
        [
            ("item", [.item, .oversized]), ("compliance", [.compliance]), ("evaluation", [.evaluation]),
            ("delivery", [.snapshotStarted, .snapshotCompleted, .historyCompleted]),
        ] + StreamMessage.Kind.allCases.map { ($0.rawValue, [$0]) }

    init?(argument: String) {
        self.argument = argument
        var kinds: [StreamMessage.Kind] = []
        for word in argument.split(separator: ",") {
            guard let found = Self.words.first(where: { $0.0.lowercased() == word.lowercased() }) else { return nil }
            kinds += found.1
        }
        if kinds.isEmpty { return nil }
        self.kinds = kinds
    }

    static var placeholder: String { "TYPE" }
    static var expected: String { "item, compliance, evaluation, delivery or a messageType, comma-separated" }
}

/// The name of a cursor.
struct CursorName: ArgumentValue {
    let argument: String

    init?(argument: String) {
        let isPlain = argument.utf8.allSatisfy { $0 | 0x20 &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x5F }
        guard !argument.isEmpty, argument.utf8.count <= 64, isPlain else { return nil }
        self.argument = argument
    }

    static var placeholder: String { "NAME" }
    static var expected: String { "letters, digits, '-' and '_'" }
}

struct StreamOptions: Sendable {
    var store = ""
    var since: Timestamp?
    var types: [EventTypes] = []
    var follows = false
    var format = EventFormat.ndjson
    var command: String?
    var cursor: CursorName?
    var color = ColorMode.auto

    static let command = Command(
        name: "stream",
        summary: "Print, follow or hand on the events of a store's configuration stream.",
        discussion: """
            Events are AWS Config's notifications, in the order in which they were recorded: of each change of a resource, \
            of each change of a verdict, of rules that ran and of files that were delivered. All times are the data's.

            With --exec every event goes to a command of its own, as one line on its standard input. When the command ends \
            with status 0, the place behind the event is kept under --cursor in the store, and the next run goes on there; \
            --since counts only where there is no place yet. A command that fails is run again three times; then the run \
            ends, and nothing is passed over. An event may come twice, after a crash, and never not at all.

            Exit status: 0 done; 2 wrong usage, or no store; 3 the store is damaged; 4 the command failed, or output could \
            not be written.
            """,
        examples: [
            Example("configcheck stream --store history --type compliance --output text", "What changed its verdict."),
            Example(
                "configcheck stream --store history --follow --output sns --exec 'curl -sf -d @- https://hooks.example.com/config'",
                "Hand every event to a web hook, once it is recorded."),
        ],
        defaults: StreamOptions(),
        operands: [],
        options: [
            .store(\.store),
            .value("since", \.since, defaultShown: "the beginning", help: "Only events from this time on."),
            .values("type", \.types, defaultShown: "all", help: "Only these: \(EventTypes.expected)."),
            .flag("follow", \.follows, help: "Wait for more when all is done."),
            .value(
                "exec", \.command, placeholder: "COMMAND",
                help: "Run a shell command for each event instead of printing it."),
            .value(
                "cursor", \.cursor, defaultShown: "default",
                help: "With --exec: the name under which the place is kept."),
            .value("output", short: "o", \.format, group: "Output", help: "How events are written."),
            .value("color", \.color, group: "Output", help: "When to colour the text."),
        ])
}
