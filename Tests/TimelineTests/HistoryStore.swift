import ConfigModel
import FoundationEssentials
import JSON
import Recording
import RuleKit
import Store
import Testing

@testable import Timeline

/// A store in a folder of its own, made of a few items.
final class HistoryStore {
    let folder: String
    let store: TimelineStore

    /// A rule small enough to see through.
    static let flag = ManagedRule(
        "TEST_FLAG", name: "test-flag", severity: .high, "The flag is set.", scope: [.s3Bucket],
        remedy: Remedy("Set it."), examples: []
    ) { item, _ in
        guard let flag = item.configuration["flag"].bool else { return .missing("configuration.flag") }
        return .require(flag, "The flag of \(item.resourceId.string ?? "") is off.")
    }

    /// Another one, whose name comes before.
    static let always = ManagedRule(
        "TEST_ALWAYS", name: "test-always", severity: .low, "Nothing is wrong.", scope: [.s3Bucket],
        remedy: Remedy("Do nothing."), examples: []
    ) { item, _ in .require(item.configuration["flag"].bool ?? false, "It is off.") }

    init(rules: [ManagedRule] = [flag, always]) throws {
        let name = "configcheck-history-\(UUID().uuidString)"
        folder = FileManager.default.temporaryDirectory.appending(path: name).path
        store = try TimelineStore(path: folder, .writing)
        self.rules = rules
    }

    private let rules: [ManagedRule]

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Takes items in this order; those of one call are of one run.
    @discardableResult
    func record(
        _ items: [JSONLiteral], isUndated: Bool = false, by others: [ManagedRule]? = nil
    ) throws -> [RecordingSession.Outcome] {
        let session = try RecordingSession(
            store: store, rules: try (others ?? rules).map { try $0.bind() }, indexes: [],
            recorder: ConfigurationRecorder(), version: "1")
        let outcomes = try items.map { item in
            let document = try JSONDocument(JSONWriter.text(item))
            var bytes: [UInt8] = []
            let time = document.withRoot { root in
                RecordedForm.write(ConfigurationItem(root), defaultAccount: nil, to: &bytes)
                return ConfigurationItem(root).capturedAt
            }
            let captured = try #require(time)
            let incoming = IncomingItem(recorded: bytes, time: captured, isUndated: isUndated)
            return try session.take(try #require(incoming))
        }
        try session.commit()
        return outcomes
    }

    /// The resource that a name tells.
    func resource(_ name: String) throws -> StoredResource { try store.resource(named: name).get() }

    /// What happened, an event a line.
    func lines(_ name: String, since start: Timestamp? = nil) throws -> [String] {
        var lines: [String] = []
        try ResourceHistory(try resource(name), in: store).forEach(since: start) { event in
            switch event {
            case .item(let event):
                let changes = event.diff.changes.map { " \($0.path)" }.joined()
                lines.append("\(event.time.iso8601.hour) \(event.kind)\(changes)")
            case .verdict(let event):
                lines.append(
                    "\(event.time.iso8601.hour) \(event.ruleName) "
                        + "\(event.previous?.rawValue ?? "-") \(event.complianceType.rawValue)")
            }
        }
        return lines
    }
}

extension String {
    /// Of an ISO time.
    fileprivate var hour: String { String(dropFirst(11).prefix(5)) }
}

/// A bucket at an hour of a day; without a flag it has no configuration.
func bucket(
    _ hour: Int, flag: Bool? = nil, id: String = "logs", name: String = "logs", account: String = "111122223333",
    status: String = "OK", tags: JSONLiteral = [:]
) -> JSONLiteral {
    [
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": .string("2026-01-01T\(hour < 10 ? "0" : "")\(hour):00:00.000Z"),
        "awsAccountId": .string(account), "configurationItemStatus": .string(status),
        "resourceType": "AWS::S3::Bucket", "resourceId": .string(id), "resourceName": .string(name),
        "ARN": .string("arn:aws:s3:::\(id)"), "awsRegion": "eu-west-1", "tags": tags,
        "configuration": flag.map { ["name": .string(id), "flag": .bool($0)] } ?? .null,
    ]
}
