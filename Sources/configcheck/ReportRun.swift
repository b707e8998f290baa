import CommandLineKit
import Compliance
import ConfigModel
import Ingest
import ManagedRules
import Reporting
import Store

/// `configcheck report`
struct ReportRun {
    let options: ReportOptions

    func run() async -> ExitStatus {
        let rules = ManagedRuleCatalog.all.map { EvaluatedRule($0) }
        let found = InputFinder.find(options.inputs, besides: options.gateChoice.files)
        let reporter: Reporter
        do {
            reporter = try Reporter(
                options.gateChoice, options.reportChoice, asOf: options.asOf ?? .now, inputs: found.files,
                projectFile: options.projectFile)
            if options.store != nil, !reporter.wantsDetails { throw SourceError.storeWithoutHTML }
        } catch {
            return .refused(error)
        }
        // Of the files for the HTML report, what holds no evaluations may hold the items that they are about.
        let files = reporter.wantsDetails ? found.files.filter { EvaluationReader.isEvaluations($0) } : found.files
        let itemFiles = found.files.filter { !files.contains($0) }
        let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
        let outcome = await EvaluationReader { byName[$0] }.read(files, jobs: options.reportChoice.jobs)
        var errors = outcome.errors + (found.faults + outcome.faults).map(\.description)
        let gate: Gate
        var details = HTMLDetails()
        do {
            // Rules of other versions may be among the evaluations.
            gate = try Gate(options.gateChoice, rules: rules + outcome.evaluations.rules)
            if reporter.wantsDetails, !itemFiles.isEmpty || options.store != nil {
                let (more, faults) = try await self.details(of: outcome.evaluations, itemFiles)
                details = more
                errors += faults.map(\.description)
            }
        } catch {
            return .refused(error)
        }
        for error in errors { complain("configcheck: \(error)") }
        let basis = files.count == 1 ? "1 file" : "\(files.count) files"
        return await reporter.finish(
            outcome.evaluations, errors: errors, gate: gate, basis: "evaluations of \(basis)", details: details)
    }

    /// Judges the items by the rules of the evaluations, for the evidence, and gathers the graph.
    private func details(
        of evaluations: EvaluationSet, _ files: [InputFile]
    ) async throws -> (HTMLDetails, [InputFault]) {
        var source = EvaluationSource.files(InputFinder.Outcome(files: files))
        let choice = StoreChoice(path: options.store)
        if files.isEmpty { source = try EvaluationSource(inputs: [], store: choice) }
        let known = Set(evaluations.rules.map(\.name))
        let rules = ManagedRuleCatalog.all.filter { known.contains($0.name) }.compactMap { try? $0.bind() }
        var ruleChoice = RuleChoice()
        ruleChoice.asOf = options.asOf
        let evaluation = InputEvaluation(
            rules: ruleChoice, input: InputChoice(), isQuiet: options.reportChoice.isQuiet,
            jobs: options.reportChoice.jobs, gathersDetails: true)
        let outcome = await evaluation.run(rules, source)
        var details = HTMLDetails(outcome, store: choice)
        details.takeEvidence(of: outcome.evaluations)
        return (details, outcome.faults)
    }
}
