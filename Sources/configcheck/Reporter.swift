import CommandLineKit
import Compliance
import ConfigModel
import Ingest
import Reporting
import Store

/// What happens to evaluations, wherever they come from: waivers, baseline, gate, reports, exit status.
struct Reporter {
    let gateChoice: GateChoice
    let reportChoice: ReportChoice
    /// The time by which waivers expire.
    let asOf: Timestamp
    private let waivers: WaiverFile?
    private let baseline: Baseline?
    private let outputs: [(request: OutputRequest<OutputFormat>, file: OutputFile)]

    /// Reads what the gate needs and opens the reports, before anything is evaluated.
    ///
    /// - Throws: `GateFileError`, `InputFault`, `UsageError`, `OutputError`.
    init(
        _ gate: GateChoice, _ report: ReportChoice, asOf: Timestamp, inputs: [InputFile], projectFile: String?
    ) throws {
        let projectFiles = [projectFile ?? ProjectFile.name]
        gateChoice = gate
        reportChoice = report
        self.asOf = asOf
        waivers = try gate.waivers.map { try WaiverFile(path: $0, text: try InputFile.contents(of: $0)) }
        baseline = try gate.baseline.map { try Baseline(path: $0, text: try InputFile.contents(of: $0)) }
        // What is read is never written over, and nothing is written twice to one place.
        let read = inputs + (gate.files + projectFiles).map { InputFile(path: $0, size: 0) }
        if let path = gate.newBaseline {
            let others =
                inputs + ([gate.waivers].compactMap(\.self) + projectFiles).map { InputFile(path: $0, size: 0) }
            if others.contains(where: { $0.isFile(at: path) }) { throw OutputError.isInput(path) }
            if let report = report.outputs.first(where: { $0.file == path }) {
                throw UsageError.repeatedOption("--output", first: report.argument, second: "--write-baseline=\(path)")
            }
        }
        outputs = try OutputRequest.open(report.outputs, inputs: read).map { ($0, $1) }
    }

    /// The tags that a run must look for.
    var wantedTags: [WantedTag] { waivers?.wantedTags ?? [] }

    /// Whether a report shows more than evaluations.
    var wantsDetails: Bool { reportChoice.outputs.contains { $0.format == .html } }

    /// Writes everything.
    ///
    /// - Parameters:
    ///   - errors: what is wrong with the inputs; they have been complained of.
    ///   - basis: what was evaluated, in words: `242 configuration items`.
    ///   - details: what the HTML report shows beyond evaluations.
    func finish(
        _ evaluations: EvaluationSet, errors: [String], gate: Gate, basis: String, details: HTMLDetails = HTMLDetails()
    ) async -> ExitStatus {
        var evaluations = evaluations
        evaluations.setSeverities { rule in
            gateChoice.severities.last { RuleGlob($0.rule).matches(rule) }?.severity
        }
        var warnings = evaluations.expireWaivers(asOf: asOf)
        if let waivers { warnings += waivers.apply(to: &evaluations, asOf: asOf) }
        for warning in warnings { complain("configcheck: warning: \(warning)") }
        let gone = baseline?.apply(to: &evaluations) ?? []
        let content = ReportContent(
            evaluations, errors: errors, gone: gone, gate: gate, allowsEmpty: gateChoice.allowsEmpty,
            version: Program.version)
        var couldWrite = writeBaseline(content)
        for (request, file) in outputs {
            await write(content, details, as: request.format, to: file)
            file.close()
            if let error = file.error, !file.isBrokenPipe {
                complain("configcheck: \(error)")
                couldWrite = false
            }
        }
        let status = couldWrite ? content.conclusion.exitStatus : .internalError
        if status == .incompleteInput, content.conclusion == .nothingEvaluated {
            let why =
                content.summary.total.insufficientData > 0
                ? "every verdict wants data that was not supplied" : "no rule of this run judges any of them"
            complain("configcheck: nothing was evaluated: \(basis) read, \(why); --allow-empty accepts that")
        }
        if gateChoice.explainsExit {
            complain("configcheck: \(ExitExplanation.text(status, content, basis: basis))")
        }
        return status
    }

    /// Whether nothing went wrong. A baseline of inputs that could not be read in full would lose findings.
    private func writeBaseline(_ content: ReportContent) -> Bool {
        guard let path = gateChoice.newBaseline else { return true }
        guard content.errors.isEmpty else {
            complain("configcheck: \(path): no baseline was written, for an input could not be read in full")
            return true
        }
        do throws(StoreError) {
            let file = try NewFile(path: path)
            try file.write(Baseline(of: content.evaluations).text)
            _ = try file.finish()
            return true
        } catch {
            complain("configcheck: \(error)")
            return false
        }
    }

    private func write(
        _ content: ReportContent, _ details: HTMLDetails, as format: OutputFormat, to file: OutputFile
    ) async {
        switch format {
        case .html: HTMLReport.write(content, details: details, to: file)
        case .json: JSONReport.write(content, to: file)
        case .ndjson: await NDJSONReport.write(content, to: file, jobs: reportChoice.jobs)
        case .csv: CSVReport.write(content, to: file)
        case .markdown: MarkdownReport.write(content, to: file)
        case .junit: JUnitReport.write(content, to: file)
        case .sarif: SARIFReport.write(content, to: file)
        case .github: GitHubReport.write(content, to: file)
        case .gitlab: GitLabReport.write(content, to: file)
        case .asff:
            ASFFReport.write(content, to: file)
            noteLeftOut(ASFFReport.leftOut(content), "asff", "no account of twelve digits, or nothing tells a time")
        case .ocsf:
            OCSFReport.write(content, to: file)
            noteLeftOut(OCSFReport.leftOut(content), "ocsf", "nothing tells a time")
        case .table:
            // What goes into a file is the same on every terminal.
            let terminal = file.isStandardOutput ? Terminal(fileDescriptor: 1) : Terminal(isTerminal: false, width: 80)
            TableReport.write(
                content, to: file, width: terminal.tableWidth,
                style: Style(isEnabled: reportChoice.color.isEnabled(for: terminal)),
                findingsOnly: reportChoice.isQuiet)
        }
    }
}

/// Says what a format has no place for, so that nobody takes its silence for a pass.
private func noteLeftOut(_ count: Int, _ format: String, _ why: String) {
    guard count > 0 else { return }
    complain("configcheck: warning: \(format): \(count) finding\(count == 1 ? "" : "s") left out: \(why)")
}

extension Conclusion {
    var exitStatus: ExitStatus {
        switch self {
        case .passed: .passed
        case .failed: .gateFailed
        case .incomplete, .nothingEvaluated: .incompleteInput
        }
    }
}
