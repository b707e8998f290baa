import CommandLineKit

struct ManOptions: Sendable {
    static let command = Command(
        name: "man",
        summary: "Write the manual page, for man to show.",
        discussion: """
            The page holds what the help of all verbs says. It is roff with the macros of man(7), which mandoc and groff \
            read.

            Exit status: 0 written; 2 wrong usage; 4 it could not be written.
            """,
        examples: [
            Example("configcheck man | man -l -", "Read it; on macOS and the BSDs, with 'mandoc -a' behind the bar."),
            Example("configcheck man > ~/.local/share/man/man1/configcheck.1", "Install it, for 'man configcheck'."),
        ],
        defaults: ManOptions())

    static let texts = ManualTexts(
        date: "2026-11-24",
        description: """
            configcheck reads what AWS Config, its delivery channel or the AWS CLI wrote about resources, and says which \
            of AWS's managed rules they break. It needs no account, no credentials and no network.

            What is missing or cannot be read is never taken for compliant.
            """,
        exitStatuses: [
            .init("0", "All was done, and no gate failed."),
            .init("1", "A gate failed: of check, findings at or above --fail-on; of graph, there is no path."),
            .init("2", "The command line is wrong, or names what does not exist."),
            .init("3", "An input could not be read in full, there was nothing to evaluate, or a store is damaged."),
            .init("4", "Output could not be written, or an internal error."),
        ],
        environment: [
            .init(
                "CONFIGCHECK_*",
                "A flag of check or report: CONFIGCHECK_FAIL_ON=high; where one may be repeated, a value a line."),
            .init("NO_COLOR", "If not empty, nothing is coloured, unless --color says so."),
            .init("CLICOLOR_FORCE", "If neither empty nor 0, output is coloured also where it goes to no terminal."),
            .init("TERM", "If 'dumb', nothing is coloured."),
            .init("COLUMNS", "The width of a terminal that does not tell its own."),
        ],
        files: [
            .init("configcheck.json", "The flags of check and report for a project: see --config."),
            .init("DIR/stream/*.ndjson", "The log of a store, one JSON object a line; DIR is what --store names."),
            .init("DIR/recorder.json", "The recorder of a store and its status."),
            .init("DIR/commit.json", "How far a store is acknowledged."),
        ])
}

/// `configcheck man`
struct ManRun {
    func run() -> ExitStatus { Program.show(Program.application.manPage(ManOptions.texts)) }
}
