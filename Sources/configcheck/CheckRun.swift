import CommandLineKit
import Compliance
import ConfigModel
import FoundationEssentials
import Ingest
import Reporting
import Store

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
        let source: EvaluationSource
        let selection: RuleSelection
        let outputs: [(OutputRequest<OutputFormat>, OutputFile)]
        do {
            selection = try RuleSelection(options.ruleChoice)
            source = try EvaluationSource(inputs: options.inputs, store: options.storeChoice)
            outputs = try OutputRequest.open(options.outputs, inputs: source.files)
        } catch let error as StoreError {
            complain("configcheck: \(error)")
            return error.exitStatus
        } catch {
            complain("configcheck: \(error)")
            return .usage
        }
        let evaluation = InputEvaluation(
            rules: options.ruleChoice, input: options.inputChoice, isQuiet: options.isQuiet, jobs: jobs)
        evaluation.note(selection, source)
        let outcome = await evaluation.run(selection, source, at: options.storeChoice.at)
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
}
