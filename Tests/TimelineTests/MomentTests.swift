import Compliance
import ConfigModel
import Ingest
import JSON
import Store
import Testing

@testable import Timeline

/// What the store says of a time is what a snapshot of that time says.
@Suite struct MomentTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func aMomentIsItsSnapshot(_ seed: UInt64) async throws {
        let folder = try TestFolder()
        var history = GeneratedHistory(seed: seed)
        history.add(120)
        let items = history.steps.compactMap { step -> JSONLiteral? in
            if case .item(let item) = step { item } else { nil }
        }
        _ = try folder.record([try folder.write(items.reversed(), to: "all.ndjson")])
        for share in [1, 5, 9] {
            let time = items[items.count * share / 10]["configurationItemCaptureTime"].text
            var newest: [String: JSONLiteral] = [:]
            for item in items where item["configurationItemCaptureTime"].text <= time {
                let key = ["awsAccountId", "awsRegion", "resourceType", "resourceId"].map { item[$0].text }
                newest[key.joined(separator: " ")] = item
            }
            let snapshot = newest.sorted { $0.key < $1.key }.map(\.value)
                .filter { $0["configurationItemStatus"].text != "ResourceDeleted" }
            let file = try folder.write(snapshot, to: "snapshot-\(share).ndjson")
            let asOf = try #require(Timestamp(time))
            let evaluation = SnapshotEvaluation(
                rules: GeneratedHistory.rules,
                settings: SnapshotEvaluation.Settings(asOf: asOf, isAsOfGiven: true, jobs: 2))
            let expected = Self.text(await evaluation.run([file]).evaluations)
            let store = try TimelineStore(path: folder.store, .reading)
            let found = Self.text(await evaluation.run(try store.state(at: asOf)).evaluations)
            #expect(found == expected)
            #expect(expected.count > 20)
        }
    }

    /// Everything that reports are made of.
    private static func text(_ evaluations: EvaluationSet) -> [String] {
        var lines: [String] = []
        evaluations.forEach { resource, verdicts in
            func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
            let name = [
                text(resource.accountId), text(resource.awsRegion), resource.type.rawValue, text(resource.id),
                text(resource.name), text(resource.arn), resource.capturedAt?.iso8601 ?? "",
            ].joined(separator: " ")
            for verdict in verdicts {
                lines.append(
                    "\(name) \(evaluations.rules[verdict.ruleIndex].name) \(verdict.complianceType) "
                        + "\(text(verdict.annotation)) \(verdict.orderingTimestamp?.iso8601 ?? "")")
            }
        }
        return lines
    }

    /// What an item says about itself leads nowhere outside the folder.
    @Test func deliveredFilesStayInTheirFolder() throws {
        let folder = try TestFolder()
        let item: JSONLiteral = [
            "resourceType": "AWS::X/../../../../outside", "resourceId": "a", "awsAccountId": "../../1",
            "awsRegion": "/etc",
            "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z", "configuration": ["a": 1],
        ]
        _ = try folder.record([try folder.write([item], to: "a.ndjson")])
        let store = try TimelineStore(path: folder.store, .writing)
        let delivery = try #require(Delivery(of: store, to: folder.path + "/bucket", at: nil))
        let keys = try delivery.deliverSnapshots().written + delivery.deliverHistory().written
        #expect(keys.count == 2)
        for key in keys {
            #expect(key.hasPrefix("AWSLogs/------1/Config/-etc/2026/1/1/"))
            #expect(key.split(separator: "/").count == 9)
        }
    }

    @Test func deliveredFilesHoldTheSameItems() throws {
        let folder = try TestFolder()
        var history = GeneratedHistory(seed: 5)
        history.add(60)
        let items = history.steps.compactMap { step -> JSONLiteral? in
            if case .item(let item) = step { item } else { nil }
        }
        _ = try folder.record([try folder.write(items, to: "all.ndjson")])
        let store = try TimelineStore(path: folder.store, .writing)
        let delivery = try #require(Delivery(of: store, to: folder.path + "/bucket", at: nil))
        let snapshots = try delivery.deliverSnapshots()
        let histories = try delivery.deliverHistory()
        #expect(!snapshots.written.isEmpty && !histories.written.isEmpty)
        #expect(try delivery.deliverHistory().written.isEmpty)
        try store.close()
        let events = try folder.lines.map { $0["messageType"].text }
        #expect(events.count { $0 == "ConfigurationSnapshotDeliveryStarted" } == snapshots.written.count)
        #expect(events.count { $0 == "ConfigurationSnapshotDeliveryCompleted" } == snapshots.written.count)
        #expect(events.count { $0 == "ConfigurationHistoryDeliveryCompleted" } == histories.written.count)

        // Into another store: the same history. Into the same: nothing new.
        let other = try TestFolder()
        let found = InputFinder.find([folder.path + "/bucket"])
        _ = try other.record(found.files)
        #expect(try other.history() == folder.history())
        let again = try folder.record(found.files)
        #expect(again.known == again.items)
    }
}
