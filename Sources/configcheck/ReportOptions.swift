import CommandLineKit
import ConfigModel

struct ReportOptions: HasGateChoice, HasReportChoice, HasProjectFile {
    var inputs: [String] = []
    var asOf: Timestamp?
    var store: String?
    var projectFile: String?
    var gateChoice = GateChoice()
    var reportChoice = ReportChoice()

    static let command = Command(
        name: "report",
        summary: "Merge evaluations of earlier runs into any report, and gate on them.",
        discussion: """
            EVALUATIONS is what 'check --output ndjson' wrote, of one run or of many: files, folders (read recursively) or \
            '-' for standard input, plain or gzip. For --output html the items may be given besides, for evidence and \
            pictures: snapshots and whatever else 'check' reads. Their order is of no matter; of several evaluations of a resource by a \
            rule the newest counts, of equally new ones the worse. A report of one run's evaluations is the same, byte for \
            byte, as the one that 'check' writes with the same flags. Waivers that evaluations name hold until they expire.

            Exit status: as that of 'check'. What a run could not read in full is no pass here either.
            """,
        examples: [
            Example("configcheck report shards/ --output table --output sarif=report.sarif", "Many runs, one report."),
            Example(
                "configcheck report evaluations.ndjson snapshot.json.gz --output html=report.html",
                "To look at, with the items."),
            Example(
                "configcheck report findings.ndjson.gz --fail-on high --baseline baseline.json",
                "Gate on evaluations that another job has made."),
        ],
        defaults: ReportOptions(),
        operands: [
            .many("EVALUATIONS", \.inputs, help: "A file or folder of evaluations, or '-' for standard input.")
        ],
        options: GateChoice.options() + [
            .value(
                "as-of", \.asOf, defaultShown: "now", group: "Gate", help: "The time by which waivers expire."),
            .value(
                "store", \.store, placeholder: "DIR", group: "Input",
                help:
                    "For --output html: the graph, the trend and what became of each resource, from a store of 'record'."
            ),
        ] + ReportChoice.options() + [.projectFile])
}
