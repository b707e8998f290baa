import CommandLineKit
import Compliance
import FoundationEssentials
import Reporting

/// The formats of `check --output` and `report --output`.
enum OutputFormat: String, FormatName {
    case table, json, ndjson, csv, markdown, junit, sarif, github, gitlab, asff, ocsf, html
}

/// Options of a verb that writes reports of evaluations.
protocol HasReportChoice: Sendable {
    var reportChoice: ReportChoice { get set }
}

/// The flags that say what is written and how; the same for every verb that reports.
struct ReportChoice: Sendable {
    var outputs = [OutputRequest<OutputFormat>(.table)]
    var isQuiet = false
    var color = ColorMode.auto
    var givenJobs: Int?

    var jobs: Int { givenJobs ?? ProcessInfo.processInfo.activeProcessorCount }

    /// The rows of a command.
    static func options<Options: HasReportChoice>() -> [Option<Options>] {
        [
            .values(
                "output", short: "o", \Options.reportChoice.outputs, group: "Output",
                help: "Write a report: \(OutputRequest<OutputFormat>.names), to standard output or a file."),
            .value("color", \Options.reportChoice.color, group: "Output", help: "When to colour the table."),
            .flag(
                "quiet", short: "q", \Options.reportChoice.isQuiet, group: "Output",
                help: "Of the table only the findings; no progress and no notes. Errors are still written."),
            .value(
                "jobs", short: "j", \Options.reportChoice.givenJobs, as: .integer(in: 1...1024), placeholder: "N",
                defaultShown: "one a core", group: "Output",
                help: "How many inputs, or parts of a large one, to read at the same time."),
        ]
    }
}
