import ConfigModel
import FoundationEssentials
import Ingest
import JSON
import ManagedRules
import Recording
import RuleKit
import Store

@testable import Timeline

/// A folder that is gone after the test.
final class TestFolder {
    let path: String

    init() throws {
        let parent = FileManager.default.temporaryDirectory.path
        path = (parent.hasSuffix("/") ? parent : parent + "/") + "configcheck-timeline-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var store: String { path + "/store" }

    /// Everything in the store's stream.
    var stream: [UInt8] {
        get throws {
            let folder = store + "/stream"
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
                .flatMap { FileManager.default.contents(atPath: folder + "/" + $0) ?? Data() }
        }
    }

    var lines: [JSONLiteral] {
        get throws { try stream.split(separator: 0x0A).map { JSONLiteral(try JSONDocument(Array($0))) } }
    }

    /// A file of items, one a line.
    func write(_ items: [JSONLiteral], to name: String) throws -> InputFile {
        let text = items.map { JSONWriter.text($0) + "\n" }.joined()
        _ = FileManager.default.createFile(atPath: path + "/" + name, contents: Data(text.utf8))
        return InputFile(path: path + "/" + name, size: text.utf8.count)
    }
}

extension JSONLiteral {
    subscript(name: String) -> JSONLiteral {
        guard case .object(let members) = self else { return .null }
        return members.last { $0.0 == name }?.1 ?? .null
    }

    var text: String {
        if case .string(let text) = self { text } else { "" }
    }

    mutating func set(_ name: String, _ value: JSONLiteral) {
        guard case .object(var members) = self else { return }
        if let place = members.firstIndex(where: { $0.0 == name }) {
            members[place].1 = value
        } else {
            members.append((name, value))
        }
        self = .object(members)
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Histories made of the examples of all rules: resources of two accounts that change into one another's states, come, go
/// and refer to each other, and facts.
struct GeneratedHistory {
    enum Step {
        case item(JSONLiteral)
        case fact(FactDocument.Content, account: String, Timestamp)
    }

    static let start = Timestamp(milliseconds: 1_766_000_000_000)
    static let accounts = [Example.accountId, "210987654321"]
    static let rules = ManagedRuleCatalog.all.compactMap { try? $0.bind() }
    static let indexes = Set(ManagedRuleCatalog.all.flatMap(\.indexes))
    private static let examples = ManagedRuleCatalog.all.flatMap { rule in rule.examples.map { (rule, $0) } }

    private var random: SeededGenerator
    private(set) var time = Self.start
    /// In the order of time.
    private(set) var steps: [Step] = []

    init(seed: UInt64) {
        random = SeededGenerator(state: seed)
        for account in Self.accounts { steps.append(.item(Self.marker(account, at: time))) }
    }

    /// An item that no rule judges: it says that time has come so far.
    static func marker(_ account: String, at time: Timestamp) -> JSONLiteral {
        [
            "resourceType": "AWS::Test::Marker", "resourceId": .string("marker-\(time.milliseconds)"),
            "awsAccountId": .string(account), "awsRegion": "us-east-1",
            "configurationItemCaptureTime": .string(time.iso8601), "configuration": ["a": 1],
        ]
    }

    mutating func add(_ count: Int) {
        for _ in 0..<count {
            let (rule, example) = Self.examples.randomElement(using: &random) ?? Self.examples[0]
            let account = Self.accounts.randomElement(using: &random) ?? Self.accounts[0]
            let items = [example.itemLiteral(scope: rule.scope)] + example.relatedLiterals.map(\.item)
            for item in items.shuffled(using: &random) where item["resourceType"].text != "AWS::::Account" {
                steps.append(.item(changed(item, account)))
            }
            guard let facts = try? example.accountFacts(), Bool.random(using: &random) else { continue }
            for content in Self.contents(facts) {
                advance()
                steps.append(.fact(content, account: account, time))
            }
        }
    }

    /// To the end of the day in which something happened, and a marker behind it: all that was due has run.
    ///
    /// - Returns: the last moment at which periodic rules ran.
    mutating func endOfDay() -> Timestamp {
        time = PeriodicClock.time(of: PeriodicClock.ticks(by: time) + 1)
        for account in Self.accounts { steps.append(.item(Self.marker(account, at: time))) }
        return time
    }

    private mutating func advance() {
        let hours = Int.random(in: 0..<12, using: &random) * (Int.random(in: 0..<30, using: &random) == 0 ? 300 : 1)
        time = Timestamp(milliseconds: time.milliseconds + hours * 3_600_000 + Int.random(in: 1...1000, using: &random))
    }

    private mutating func changed(_ item: JSONLiteral, _ account: String) -> JSONLiteral {
        advance()
        var item = item
        item.set("awsAccountId", .string(account))
        item.set("configurationItemCaptureTime", .string(time.iso8601))
        if item["resourceId"].text == "example" {
            item.set("resourceId", .string("example-\(Int.random(in: 0..<3, using: &random))"))
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            item.set("configurationItemStatus", "ResourceDeleted")
            item.set("configuration", .null)
            item.set("supplementaryConfiguration", [:])
            item.set("tags", [:])
        }
        return item
    }

    private static func contents(_ facts: AccountFacts) -> [FactDocument.Content] {
        var contents: [FactDocument.Content] = []
        if let map = facts.accountSummary { contents.append(.accountSummary(map)) }
        if let policy = facts.passwordPolicy { contents.append(.passwordPolicy(policy)) }
        if let report = facts.credentialReport { contents.append(.credentialReport(report)) }
        if let list = facts.virtualMFADevices { contents.append(.virtualMFADevices(list)) }
        return contents
    }
}

extension RecordingSession {
    convenience init(_ store: TimelineStore, rules: [BoundRule] = GeneratedHistory.rules) throws {
        try self.init(
            store: store, rules: rules, indexes: GeneratedHistory.indexes, recorder: ConfigurationRecorder(),
            version: "test")
    }

    @discardableResult
    func take(_ step: GeneratedHistory.Step) throws -> Outcome {
        switch step {
        case .item(let literal):
            var bytes: [UInt8] = []
            let document = try JSONDocument(JSONWriter.text(literal))
            let time = document.withRoot { ConfigurationItem($0).capturedAt } ?? GeneratedHistory.start
            document.withRoot { RecordedForm.write(ConfigurationItem($0), defaultAccount: nil, to: &bytes) }
            guard let item = IncomingItem(recorded: bytes, time: time, isUndated: false) else { return .known }
            return try take(item)
        case .fact(let content, let account, let time):
            let document = FactDocument(content: content, accountId: account, path: "test")
            guard let fact = IncomingFact(document, account: account, time: time, isUndated: false) else {
                return .known
            }
            return try take(fact)
        }
    }
}
