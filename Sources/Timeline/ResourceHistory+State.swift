public import ConfigModel
import JSON
public import Store

extension ResourceHistory {
    /// How a resource was at a time.
    public struct State {
        /// When it was captured last.
        public let time: Timestamp
        /// Since when it was so, as far as the store tells.
        public let since: Timestamp
        /// The last verdict of each rule that had one, by the rules' names.
        public let verdicts: [VerdictEvent]
        /// The last item that tells how it was; valid while the state is handled.
        public let item: ConfigurationItem
    }

    /// Calls `body` with how the resource was at a time; not when nothing was captured by then.
    ///
    /// - Returns: whether there was anything.
    public func withState(
        at time: Timestamp, _ body: (State) -> Void
    ) throws(StoreError) -> Bool {
        var shown: Capture?
        var since: Timestamp?
        for capture in store.history(resource.ordinal) where capture.time <= time {
            // A summary of an oversized item tells less than what is known.
            if !capture.isState, let shown, shown.isState, !shown.isGone { continue }
            if shown?.saysTheSame(as: capture) != true { since = capture.time }
            shown = capture
        }
        guard let shown, let since else { return false }
        let verdicts = try self.verdicts(at: time)
        try store.document(shown.range).withRoot { root in
            body(State(time: shown.time, since: since, verdicts: verdicts, item: ConfigurationItem(root)))
        }
        return true
    }

    /// The last verdict of each rule that had one by `time`, by the rules' names.
    public func verdicts(at time: Timestamp) throws(StoreError) -> [VerdictEvent] {
        var found: [VerdictEvent] = []
        for rule in try store.everyRule() {
            for verdict in store.verdicts(resource.ordinal, rule: IndexKey.rule(rule)) {
                let event = try store.verdictEvent(verdict.range)
                guard event.time <= time else { continue }
                found.append(event)
                break
            }
        }
        return found
    }

    /// Whether anything of the resource was recorded by a time.
    public func isKnown(at time: Timestamp) throws(StoreError) -> Bool { try beginning.map { $0 <= time } ?? false }

    /// The time of the first capture, or of the first verdict of what has no captures; nil without either.
    public var beginning: Timestamp? {
        get throws(StoreError) {
            if let first = store.history(resource.ordinal).map(\.time).min() { return first }
            var verdicts = try VerdictReader(resource.ordinal, in: store)
            return try verdicts.next(before: nil)?.first?.time
        }
    }
}
