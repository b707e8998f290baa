import Compliance
import ConfigModel
import Recording
import Reporting
import Store
import Timeline

extension HTMLDetails {
    /// What the items of a run tell beside its evaluations, and what a store tells of what was before.
    init(_ outcome: SnapshotEvaluation.Outcome, store choice: StoreChoice) {
        self.init()
        graph = outcome.graph?.seal()
        guard let path = choice.path else { return }
        do throws(StoreError) {
            let store = try TimelineStore(path: path, .reading)
            trend = try store.complianceTrend(until: choice.at)
            timeline = { key, rules, count in
                Self.events(of: key, rules, count, in: store, until: choice.at)
            }
        } catch {
            complain("configcheck: \(error)")
        }
    }

    /// Keeps the evidence of a run, for the same findings of other runs.
    mutating func takeEvidence(of evaluations: EvaluationSet) {
        evaluations.forEach { resource, found in
            for evaluation in found where !evaluation.evidence.isEmpty {
                let rule = evaluations.rules[evaluation.ruleIndex]
                evidence[Baseline.Finding(resource, evaluation, rule)] = evaluation.evidence
            }
        }
    }

    private static func events(
        of key: ResourceKey, _ rules: Set<String>, _ count: Int, in store: TimelineStore, until end: Timestamp?
    ) -> [TimelineEntry] {
        guard let resource = store.resource(key) else { return [] }
        do throws(StoreError) {
            return try TimelineEntry.last(
                count, of: ResourceHistory(resource, in: store), rules: rules, until: end)
        } catch {
            complain("configcheck: \(error)")
            return []
        }
    }
}
