import Compliance
import ConfigModel
import FoundationEssentials
import Ingest
import ManagedRules

/// `configcheck report`
struct ReportRun {
    let options: ReportOptions

    func run() async -> ExitStatus {
        let rules = ManagedRuleCatalog.all.map { EvaluatedRule($0) }
        let found = InputFinder.find(options.inputs, besides: options.gateChoice.files)
        let now = Timestamp(milliseconds: Int(Date().timeIntervalSince1970 * 1000))
        let reporter: Reporter
        do {
            reporter = try Reporter(
                options.gateChoice, options.reportChoice, asOf: options.asOf ?? now, inputs: found.files)
        } catch {
            complain("configcheck: \(error)")
            return .usage
        }
        let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
        let outcome = await EvaluationReader { byName[$0] }.read(found.files, jobs: options.reportChoice.jobs)
        let errors = outcome.errors + (found.faults + outcome.faults).map(\.description)
        for error in errors { complain("configcheck: \(error)") }
        let gate: Gate
        do throws(GateError) {
            // Rules of other versions may be among the evaluations.
            gate = try Gate(options.gateChoice, rules: rules + outcome.evaluations.rules)
        } catch {
            complain("configcheck: \(error)")
            return .usage
        }
        let files = found.files.count == 1 ? "1 file" : "\(found.files.count) files"
        return await reporter.finish(
            outcome.evaluations, errors: errors, gate: gate, basis: "evaluations of \(files)")
    }
}
