public import ConfigModel
import JSON
import Store

/// A change of a rule's verdict on a resource.
public struct VerdictEvent: Sendable {
    /// When the rule ran: `resultRecordedTime`.
    public let time: Timestamp
    public let ruleName: String
    public let complianceType: ComplianceType
    /// nil the first time.
    public let previous: ComplianceType?
    /// Why; empty where there is nothing to say.
    public let annotation: String
}

/// Reads the changes of all rules' verdicts on a resource in the order of time, one at a time.
struct VerdictReader {
    private let store: TimelineStore
    /// Where they are; the log is in the order of time.
    private let ranges: [LogRange]
    private var next = 0
    private var head: VerdictEvent?

    init(_ ordinal: Ordinal, in store: TimelineStore) throws(StoreError) {
        self.store = store
        ranges = try store.everyRule()
            .flatMap { store.verdicts(ordinal, rule: IndexKey.rule($0)).map(\.range) }
            .sorted { $0.position.rawValue < $1.position.rawValue }
        try advance()
    }

    private mutating func advance() throws(StoreError) {
        head = next < ranges.count ? try store.verdictEvent(ranges[next]) : nil
        next += 1
    }

    /// All of the next time, by the names of their rules; nil when that time is not before `limit`, and at the end.
    mutating func next(before limit: Timestamp?) throws(StoreError) -> [VerdictEvent]? {
        guard let time = head?.time, limit.map({ time < $0 }) ?? true else { return nil }
        var group: [VerdictEvent] = []
        while let event = head, event.time == time {
            group.append(event)
            try advance()
        }
        // Of one rule's the first comes first: the sort is by both.
        return group.enumerated().sorted { ($0.element.ruleName, $0.offset) < ($1.element.ruleName, $1.offset) }
            .map(\.element)
    }
}

extension TimelineStore {
    /// The names of all rules that ever ran, in order.
    func everyRule() throws(StoreError) -> [String] {
        var names: Set<String> = []
        for entry in log.all(IndexKey.rules) {
            let range = LogRange(position: LogPosition(rawValue: entry.a), count: Int(entry.b))
            names.formUnion(try document(range).withRoot { RecordedRules($0) }.rules.map(\.name))
        }
        return names.sorted()
    }

    /// The ComplianceChangeNotification at a place of the log.
    func verdictEvent(_ range: LogRange) throws(StoreError) -> VerdictEvent {
        try document(range).withRoot { (root: JSONValue) throws(StoreError) in
            let result = root["newEvaluationResult"]
            guard let time = result["resultRecordedTime"].timestamp,
                let type = ComplianceType(rawValue: result["complianceType"].string ?? ""),
                let rule = root["configRuleName"].string
            else {
                throw .damaged(
                    path: path,
                    what: "segment \(range.position.segment), byte \(range.position.offset): not what was written")
            }
            return VerdictEvent(
                time: time, ruleName: rule, complianceType: type,
                previous: ComplianceType(rawValue: root["oldEvaluationResult"]["complianceType"].string ?? ""),
                annotation: result["annotation"].string ?? "")
        }
    }
}
