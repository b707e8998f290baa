import ConfigModel
import JSON
import Recording
import Testing

@testable import Timeline

/// How many verdicts stood when.
@Suite struct TrendTests {
    /// The bucket of another day.
    private func item(_ day: Int, _ hour: Int, flag: Bool?, id: String, status: String = "OK") -> JSONLiteral {
        guard case .object(var members) = bucket(hour, flag: flag, id: id, name: id, status: status) else {
            return .null
        }
        let place = members.firstIndex { $0.0 == "configurationItemCaptureTime" } ?? 0
        members[place].1 = .string("2026-01-0\(day)T\(hour < 10 ? "0" : "")\(hour):00:00.000Z")
        return .object(members)
    }

    @Test func theTrendIsTheFoldOfTheStreamAtTheEndOfEachDay() throws {
        let history = try HistoryStore(rules: [HistoryStore.flag])
        try history.record([
            item(1, 8, flag: true, id: "a"), item(1, 9, flag: false, id: "b"), item(1, 10, flag: true, id: "b"),
            // Nothing changes on the second day.
            item(2, 8, flag: true, id: "a"),
            item(3, 8, flag: false, id: "a"), item(3, 9, flag: nil, id: "c"),
            item(4, 8, flag: nil, id: "b", status: "ResourceDeleted"),
        ])
        func line(_ point: TrendPoint) -> String {
            "\(point.time.iso8601.prefix(13)) \(point.counts.compliant) \(point.counts.nonCompliant) "
                + "\(point.counts.insufficientData)"
        }
        let all = ["2026-01-01T10 2 0 0", "2026-01-03T09 1 1 1", "2026-01-04T08 0 1 1"]
        #expect(try history.store.complianceTrend().map(line) == all)
        let end = try #require(Timestamp("2026-01-03T08:30:00Z"))
        #expect(try history.store.complianceTrend(until: end).map(line) == [all[0], "2026-01-03T08 1 1 0"])
    }

    @Test func aStoreWithoutVerdictsHasNoTrend() throws {
        let history = try HistoryStore(rules: [])
        try history.record([item(1, 8, flag: true, id: "a")])
        #expect(try history.store.complianceTrend() == [])
    }

    @Test func resourcesAreFoundByTheirKey() throws {
        let history = try HistoryStore()
        try history.record([item(1, 8, flag: true, id: "a")])
        let key = ResourceKey(
            accountId: "111122223333", awsRegion: "eu-west-1", resourceType: .s3Bucket, resourceId: "a")
        #expect(history.store.resource(key)?.key == key)
        let other = ResourceKey(
            accountId: "111122223333", awsRegion: "eu-west-1", resourceType: .s3Bucket, resourceId: "b")
        #expect(history.store.resource(other) == nil)
    }
}
