public import Compliance
public import ConfigModel
import JSON
public import Recording
public import Store
public import Timeline

/// What the HTML report shows beyond evaluations, as far as somebody knows.
public struct HTMLDetails {
    /// How the resources stand to one another.
    public var graph: ResourceGraph?
    /// What findings hang on, where their evaluations do not say.
    public var evidence: [Baseline.Finding: [Evidence]] = [:]
    /// The verdicts that stood over time, oldest first.
    public var trend: [TrendPoint] = []
    /// The last `count` things that became of a resource, oldest first: changes, and what some rules said.
    public var timeline: ((_ key: ResourceKey, _ rules: Set<String>, _ count: Int) -> [TimelineEntry])?

    /// Nothing known.
    public init() {}
}

/// One thing that happened to a resource, or was said of it; texts may hold anything.
public struct TimelineEntry: Equatable {
    /// What it was.
    public enum Kind: String, Sendable {
        case created, updated, deleted, verdict
        case notRecorded = "not recorded"
    }

    public let time: Timestamp
    public let kind: Kind
    /// The rule of a verdict; empty for anything else.
    public let ruleName: String
    /// What changed, or what the verdict was and is.
    public let text: String

    /// How many of a capture's changes are named.
    private static let shownChanges = 3

    /// The last things that happened to a resource, oldest first.
    ///
    /// - Parameters:
    ///   - rules: those whose verdicts are wanted.
    ///   - end: what came later is left out.
    public static func last(
        _ count: Int, of history: ResourceHistory, rules: Set<String>, until end: Timestamp? = nil
    ) throws(StoreError) -> [TimelineEntry] {
        var entries: [TimelineEntry] = []
        try history.forEach { event throws(StoreError) in
            let entry = TimelineEntry(event)
            guard end.map({ entry.time <= $0 }) ?? true, entry.kind != .verdict || rules.contains(entry.ruleName) else {
                return
            }
            entries.append(entry)
            if entries.count > 4 * count { entries.removeFirst(entries.count - count) }
        }
        return Array(entries.suffix(count))
    }

    private init(_ event: ResourceHistory.Event) {
        switch event {
        case .verdict(let verdict):
            time = verdict.time
            kind = .verdict
            ruleName = verdict.ruleName
            let before = verdict.previous.map { ", was \($0.rawValue)" } ?? ""
            let why = verdict.annotation.isEmpty ? "" : ": \(verdict.annotation)"
            text = verdict.complianceType.rawValue + before + why
        case .item(let item):
            time = item.time
            ruleName = ""
            kind =
                switch item.kind {
                case .created: .created
                case .updated, .summarized: .updated
                case .deleted: .deleted
                case .notRecorded: .notRecorded
                }
            text = item.kind == .updated ? Self.changes(item.diff) : ""
        }
    }

    private static func changes(_ diff: ConfigurationItemDiff) -> String {
        let shown = diff.changes.prefix(shownChanges).map { change in
            switch change.changeType {
            case .create: "+ \(change.path): \(ValueSummary.text(change.updatedValue))"
            case .delete: "- \(change.path): \(ValueSummary.text(change.previousValue))"
            case .update:
                "\(change.path): \(ValueSummary.text(change.previousValue)) → \(ValueSummary.text(change.updatedValue))"
            }
        }
        let rest = diff.changes.count - shown.count
        return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
    }
}
