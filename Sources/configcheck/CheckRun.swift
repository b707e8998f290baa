import CommandLineKit
import Compliance
import ConfigModel
import FoundationEssentials
import Ingest
import Reporting

/// The exit statuses; nothing else decides them.
enum ExitStatus: Int32 {
    case passed = 0
    case gateFailed = 1
    case usage = 2
    case incompleteInput = 3
    case internalError = 4
}

/// `configcheck check`
struct CheckRun {
    let options: CheckOptions

    func run() async -> ExitStatus {
        let found = InputFinder.find(options.inputs)
        let selection: RuleSelection
        let outputs: [(OutputRequest, OutputFile)]
        do {
            try rejectClashes()
            selection = try RuleSelection(options)
            // Opening a report empties it: never one of the inputs.
            for case let path? in options.outputs.map(\.file) where found.files.contains(where: { $0.isFile(at: path) })
            {
                throw OutputError.isInput(path)
            }
            outputs = try options.outputs.map { ($0, try $0.file.map { try OutputFile(path: $0) } ?? OutputFile()) }
        } catch {
            complain("configcheck: \(error)")
            return .usage
        }
        if !selection.leftOut.isEmpty {
            let names = selection.leftOut.map(\.name).joined(separator: ", ")
            note("left out for want of a parameter: \(names)")
        }

        if found.passedOver > 0 { note("\(found.passedOver) files whose names are not of data files were passed over") }
        let outcome = await evaluate(selection, found)
        for fault in outcome.faults { complain("configcheck: \(fault)") }

        let summary = Summary(outcome.evaluations)
        let conclusion = Conclusion(
            summary, failingFrom: options.failOn.severity, hasFaults: !outcome.faults.isEmpty,
            allowsEmpty: options.allowsEmpty)
        let content = ReportContent(
            outcome: outcome, summary: summary, conclusion: conclusion, version: Program.version)
        var couldWrite = true
        for (request, file) in outputs {
            await write(content, as: request.format, to: file)
            file.close()
            if let error = file.error, !file.isBrokenPipe {
                complain("configcheck: \(error)")
                couldWrite = false
            }
        }
        guard couldWrite else { return .internalError }
        switch conclusion {
        case .passed: return .passed
        case .failed: return .gateFailed
        case .incomplete: return .incompleteInput
        case .nothingEvaluated:
            let why =
                summary.total.insufficientData > 0
                ? "every verdict wants data that was not supplied" : "no rule of this run judges any of them"
            let items = outcome.itemCount == 1 ? "1 item" : "\(outcome.itemCount) items"
            complain("configcheck: nothing was evaluated: \(items) read, \(why); --allow-empty accepts that")
            return .incompleteInput
        }
    }

    private func evaluate(_ selection: RuleSelection, _ found: InputFinder.Outcome) async -> SnapshotEvaluation.Outcome
    {
        let sizes = found.files.map(\.size)
        let progress = Progress(totalBytes: sizes.contains(nil) ? nil : sizes.compactMap(\.self).reduce(0, +))
        var limits = DocumentReader.Limits(decompressedBytes: options.maxDecompressed)
        let isWatched = !options.isQuiet && Terminal(fileDescriptor: 2).isTerminal
        if isWatched { limits.didRead = { progress.didRead($0) } }
        let now = Timestamp(milliseconds: Int(Date().timeIntervalSince1970 * 1000))
        let evaluation = SnapshotEvaluation(
            rules: selection.rules,
            settings: SnapshotEvaluation.Settings(
                asOf: options.asOf ?? now, isAsOfGiven: options.asOf != nil,
                jobs: jobs,
                accountId: options.accountId?.argument, limits: limits))
        guard isWatched else { return await evaluation.run(found.files, besides: found.faults) }
        return await progress.whileRunning { await evaluation.run(found.files, besides: found.faults) }
    }

    private var jobs: Int { options.jobs ?? ProcessInfo.processInfo.activeProcessorCount }

    private func write(_ content: ReportContent, as format: OutputFormat, to file: OutputFile) async {
        switch format {
        case .json: JSONReport.write(content, to: file)
        case .ndjson: await NDJSONReport.write(content, to: file, jobs: jobs)
        case .table:
            // What goes into a file is the same on every terminal.
            let terminal = file.isStandardOutput ? Terminal(fileDescriptor: 1) : Terminal(isTerminal: false, width: 80)
            TableReport.write(
                content, to: file, width: terminal.tableWidth,
                style: Style(isEnabled: options.color.isEnabled(for: terminal)),
                seeRest: { "--rule \($0) --output ndjson" })
        }
    }

    /// Two reports in one place would be none.
    private func rejectClashes() throws(UsageError) {
        var seen: [String?] = []
        for output in options.outputs {
            if seen.contains(output.file) {
                throw .repeatedOption(
                    "--output", first: output.file ?? "standard output", second: output.argument)
            }
            seen.append(output.file)
        }
    }

    private func note(_ text: String) {
        if !options.isQuiet { complain("configcheck: note: \(text)") }
    }
}
