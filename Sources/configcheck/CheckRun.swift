import CommandLineKit
import Compliance
import ConfigModel
import Ingest
import ManagedRules
import Reporting
import Store

/// The exit statuses; nothing else decides them.
enum ExitStatus: Int32 {
    case passed = 0
    case gateFailed = 1
    case usage = 2
    case incompleteInput = 3
    case internalError = 4

    /// Complains of what kept a run from beginning, or from reaching its store.
    static func refused(_ error: any Error) -> ExitStatus {
        complain("configcheck: \(error)")
        return (error as? StoreError)?.exitStatus ?? .usage
    }
}

/// `configcheck check`
struct CheckRun {
    let options: CheckOptions

    func run() async -> ExitStatus {
        let source: EvaluationSource
        let selection: RuleSelection
        let gate: Gate
        let reporter: Reporter
        var evaluation = InputEvaluation(
            rules: options.ruleChoice, input: options.inputChoice, isQuiet: options.reportChoice.isQuiet,
            jobs: options.reportChoice.jobs)
        do {
            selection = try RuleSelection(options.ruleChoice)
            gate = try Gate(options.gateChoice, rules: ManagedRuleCatalog.all.map { EvaluatedRule($0) })
            source = try EvaluationSource(
                inputs: options.inputs, store: options.storeChoice, besides: options.gateChoice.files)
            reporter = try Reporter(
                options.gateChoice, options.reportChoice, asOf: evaluation.asOf(options.storeChoice.at),
                inputs: source.files, projectFile: options.projectFile)
        } catch {
            return .refused(error)
        }
        evaluation.wantedTags = reporter.wantedTags
        evaluation.gathersDetails = reporter.wantsDetails
        evaluation.note(selection, source)
        let outcome = await evaluation.run(selection.rules, source, at: options.storeChoice.at)
        for fault in outcome.faults { complain("configcheck: \(fault)") }
        let items = outcome.itemCount == 1 ? "1 item" : "\(outcome.itemCount) items"
        let details = reporter.wantsDetails ? HTMLDetails(outcome, store: options.storeChoice) : HTMLDetails()
        return await reporter.finish(
            outcome.evaluations, errors: outcome.faults.map(\.description), gate: gate, basis: items, details: details)
    }
}
