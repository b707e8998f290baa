import Compliance
import ConfigModel
import Recording
import Reporting
import Store
import Timeline

extension HTMLDetails {
    /// How many things that happened to a resource are shown.
    private static let shownEvents = 20

    /// What the items of a run tell beside its evaluations, and what a store tells of what was before.
    init(_ outcome: SnapshotEvaluation.Outcome, store choice: StoreChoice) {
        self.init()
        graph = outcome.graph?.seal()
        guard let path = choice.path else { return }
        do throws(StoreError) {
            let store = try TimelineStore(path: path, .reading)
            trend = try store.complianceTrend(until: choice.at)
            timeline = { key in Self.events(of: key, in: store, until: choice.at) }
        } catch {
            complain("configcheck: \(error)")
        }
    }

    private static func events(
        of key: ResourceKey, in store: TimelineStore, until end: Timestamp?
    ) -> [TimelineEntry] {
        guard let resource = store.resource(key) else { return [] }
        do throws(StoreError) {
            return try TimelineEntry.last(shownEvents, of: ResourceHistory(resource, in: store), until: end)
        } catch {
            complain("configcheck: \(error)")
            return []
        }
    }
}
