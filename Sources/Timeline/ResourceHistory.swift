public import ConfigModel
public import JSON
public import Recording
public import Store

/// What became of one resource, read from its store a capture at a time: memory holds some bytes of each capture and the
/// JSON of two.
public struct ResourceHistory {
    let store: TimelineStore
    public let resource: StoredResource

    /// The history of a resource of `store`.
    public init(_ resource: StoredResource, in store: TimelineStore) {
        self.resource = resource
        self.store = store
    }

    /// What happened, or was found, at a time.
    public enum Event {
        case item(ItemEvent)
        case verdict(VerdictEvent)
    }

    /// A capture that is not as the one before it.
    public struct ItemEvent {
        /// What happened to the resource.
        public enum Kind: Sendable {
            case created, updated, deleted
            /// The recorder stopped recording it.
            case notRecorded
            /// Only a summary of an oversized item was recorded: what changed is not known.
            case summarized
        }

        /// `configurationItemCaptureTime`
        public let time: Timestamp
        public let kind: Kind
        /// Valid while the event is handled.
        public let item: ConfigurationItem
        /// From the state before; valid while the event is handled.
        public let diff: ConfigurationItemDiff
        /// Whether the item named no time, so that `time` is that of the run that recorded it.
        public let isUndated: Bool
    }

    /// Every capture in order; those of a time whose item has no configuration only where none of that time has.
    private var captures: [Capture] {
        let all = store.history(resource.ordinal)
        return all.indices.filter { index in
            let capture = all[index]
            guard !capture.isGone, !capture.flags.contains(.whole), index + 1 < all.count else { return true }
            let next = all[index + 1]
            return next.time != capture.time || next.flags.contains(.undated) != capture.flags.contains(.undated)
                || !next.flags.contains(.whole)
        }.map { all[$0] }
    }

    /// Calls `body` with all that happened, in the order of time; at one time first the item, then verdicts by the names
    /// of their rules. Captures that say the same as the one before are left out.
    ///
    /// - Parameter start: events before it are left out; the first one is still compared with what was before.
    public func forEach(
        since start: Timestamp? = nil, _ body: (Event) throws(StoreError) -> Void
    ) throws(StoreError) {
        var verdicts = try VerdictReader(resource.ordinal, in: store)
        func isWanted(_ time: Timestamp) -> Bool { start.map { $0 <= time } ?? true }
        func handOut(before limit: Timestamp?) throws(StoreError) {
            while let group = try verdicts.next(before: limit) {
                for verdict in group where isWanted(verdict.time) { try body(.verdict(verdict)) }
            }
        }
        let captures = self.captures
        // What named no time comes before what did, whatever the time of the run that it came in.
        var times = captures.map(\.time)
        for index in times.indices.dropLast().reversed() { times[index] = min(times[index], times[index + 1]) }
        var last: Capture?
        var before: (capture: Capture, document: JSONDocument?)?
        for (capture, time) in zip(captures, times) {
            if let last, last.saysTheSame(as: capture) { continue }
            last = capture
            guard isWanted(time) else {
                if capture.isState || before?.capture.isState != true { before = (capture, nil) }
                continue
            }
            try handOut(before: time)
            let document = try store.document(capture.range)
            var previous = before?.document
            if previous == nil, let capture = before?.capture { previous = try store.document(capture.range) }
            try emit(capture, document, after: before?.capture, previous, body)
            if capture.isState || before?.capture.isState != true { before = (capture, document) }
        }
        try handOut(before: nil)
    }

    private func emit(
        _ capture: Capture, _ document: JSONDocument, after last: Capture?, _ previous: JSONDocument?,
        _ body: (Event) throws(StoreError) -> Void
    ) throws(StoreError) {
        // What was gone and is back is a new resource.
        let isNew = last?.isGone ?? true
        try document.withRoot { (root: JSONValue) throws(StoreError) in
            let item = ConfigurationItem(root)
            func event(_ previous: JSONValue?) -> Event {
                .item(
                    ItemEvent(
                        time: capture.time,
                        kind: kind(of: item, capture, after: last, isNew: isNew), item: item,
                        diff: ConfigurationItemDiff(from: previous, to: root),
                        isUndated: capture.flags.contains(.undated)))
            }
            guard let previous, !isNew else { return try body(event(nil)) }
            try previous.withRoot { (before: JSONValue) throws(StoreError) in try body(event(before)) }
        }
    }

    private func kind(
        of item: ConfigurationItem, _ capture: Capture, after last: Capture?, isNew: Bool
    ) -> ItemEvent.Kind {
        switch item.status {
        case .deleted: .deleted
        case .notRecorded: .notRecorded
        case .live where isNew: .created
        case .live: capture.isState || last?.isState != true ? .updated : .summarized
        }
    }

    /// Calls `body` with every capture as it was recorded, newest first.
    public func forEachItem(
        since start: Timestamp? = nil, _ body: (JSONValue) -> Void
    ) throws(StoreError) {
        for capture in store.history(resource.ordinal).reversed() where start.map({ $0 <= capture.time }) ?? true {
            try store.document(capture.range).withRoot(body)
        }
    }
}

extension Capture {
    /// Whether it tells how the resource is, be it that it is gone: a summary of an oversized item does not.
    var isState: Bool { isGone || flags.contains(.whole) }

    func saysTheSame(as other: Capture) -> Bool {
        digest == other.digest && isGone == other.isGone
            && flags.contains(.whole) == other.flags.contains(.whole)
    }
}
