import ConfigModel
import JSON
import Testing

@testable import Timeline

@Suite struct ResourceHistoryTests {
    private func time(_ hour: Int) throws -> Timestamp {
        try #require(Timestamp("2026-01-01T\(hour < 10 ? "0" : "")\(hour):00:00Z"))
    }

    @Test func whatChangesStandsInTheOrderOfTimeWithTheVerdicts() throws {
        let store = try HistoryStore()
        try store.record([
            bucket(1, flag: true), bucket(2, flag: true), bucket(3, flag: false, tags: ["team": "shop"]),
            bucket(4, flag: false, tags: ["team": "shop"]), bucket(5, status: "ResourceDeleted"),
        ])
        #expect(
            try store.lines("logs") == [
                "01:00 created", "01:00 test-always - COMPLIANT", "01:00 test-flag - COMPLIANT",
                "03:00 updated Configuration.Flag Tags.team", "03:00 test-always COMPLIANT NON_COMPLIANT",
                "03:00 test-flag COMPLIANT NON_COMPLIANT", "05:00 deleted Configuration",
                "05:00 test-always NON_COMPLIANT NOT_APPLICABLE", "05:00 test-flag NON_COMPLIANT NOT_APPLICABLE",
            ])
        #expect(
            try store.lines("logs", since: try time(3)).first == "03:00 updated Configuration.Flag Tags.team")
        #expect(try store.lines("logs", since: try time(4)).first == "05:00 deleted Configuration")
        #expect(try store.lines("logs", since: try time(6)) == [])
    }

    @Test func whatComesLateStandsInItsPlaceAndIsComparedThere() throws {
        let store = try HistoryStore(rules: [])
        let outcomes = try store.record([bucket(1, flag: true), bucket(5, flag: true), bucket(3, flag: false)])
        #expect(outcomes == [.changed, .unchanged, .late])
        #expect(
            try store.lines("logs") == [
                "01:00 created", "03:00 updated Configuration.Flag", "05:00 updated Configuration.Flag",
            ])
    }

    @Test func whatIsBackIsNew() throws {
        let store = try HistoryStore(rules: [])
        try store.record([
            bucket(1, flag: true), bucket(2, status: "ResourceDeleted"), bucket(3, status: "ResourceDeleted"),
            bucket(4, flag: false), bucket(5, status: "ResourceNotRecorded"),
        ])
        #expect(
            try store.lines("logs").map { String($0.split(separator: " ").prefix(2).joined(separator: " ")) } == [
                "01:00 created", "02:00 deleted", "04:00 created", "05:00 notRecorded",
            ])
    }

    @Test func aSummaryTellsOfAChangeAndIsNoStateToCompareWith() throws {
        let store = try HistoryStore(rules: [])
        try store.record([bucket(1, flag: true), bucket(2), bucket(3, flag: false)])
        #expect(
            try store.lines("logs").map { String($0.split(separator: " ")[1]) } == ["created", "summarized", "updated"])
        // From 1 to 3: the flag alone.
        #expect(try store.lines("logs").last == "03:00 updated Configuration.Flag")
        #expect(try store.lines("logs", since: try time(3)) == ["03:00 updated Configuration.Flag"])
        // Where the whole item of that time is there too, its summary says nothing.
        try store.record([bucket(2, flag: false)])
        #expect(try store.lines("logs") == ["01:00 created", "02:00 updated Configuration.Flag"])
    }

    @Test func whatNamesNoTimeComesFirst() throws {
        let store = try HistoryStore(rules: [HistoryStore.flag])
        try store.record([bucket(9, flag: false)], isUndated: true)
        try store.record([bucket(3, flag: true)])
        // The verdict of 09:00 stands behind what was at 03:00, though the item that it is on stands before.
        #expect(
            try store.lines("logs") == [
                "09:00 created", "03:00 updated Configuration.Flag", "09:00 test-flag - NON_COMPLIANT",
                "09:00 test-flag NON_COMPLIANT COMPLIANT",
            ])
    }

    @Test func whatNamesNoTimeComesFirstThoughItCameLate() throws {
        let store = try HistoryStore(rules: [HistoryStore.flag])
        try store.record([bucket(3, flag: true)])
        let outcomes = try store.record([bucket(9, flag: false)], isUndated: true)
        #expect(outcomes == [.late])
        #expect(
            try store.lines("logs") == [
                "09:00 created", "03:00 updated Configuration.Flag", "03:00 test-flag - COMPLIANT",
            ])
        #expect(try store.lines("logs", since: try time(5)) == [])
    }

    @Test func verdictsOfRulesThatDoNotRunAnyMoreStay() throws {
        let store = try HistoryStore()
        try store.record([bucket(1, flag: true)])
        try store.record([bucket(2, flag: false)], by: [HistoryStore.flag])
        let lines = try store.lines("logs")
        #expect(lines.contains("01:00 test-always - COMPLIANT"))
        #expect(lines.contains("02:00 test-flag COMPLIANT NON_COMPLIANT"))
        #expect(!lines.contains { $0.hasPrefix("02:00 test-always") })
    }

    @Test func aStateIsTheLastThingKnownByThen() throws {
        let store = try HistoryStore()
        try store.record([
            bucket(1, flag: true), bucket(3, flag: false), bucket(4, flag: false), bucket(5),
            bucket(7, status: "ResourceDeleted"),
        ])
        let history = ResourceHistory(try store.resource("logs"), in: store.store)
        func state(_ hour: Int) throws -> String? {
            var text: String?
            let wasThere = try history.withState(at: try time(hour)) { state in
                let flag = state.item.configuration["flag"].bool.map { "\($0)" } ?? "none"
                let verdicts = state.verdicts.map { "\($0.ruleName) \($0.complianceType.rawValue)" }
                text = "\(flag) \(state.since.iso8601.prefix(13)) \(state.time.iso8601.prefix(13)) \(verdicts)"
            }
            #expect(wasThere == (text != nil))
            return text
        }
        let passed = #"["test-always COMPLIANT", "test-flag COMPLIANT"]"#
        let failed = #"["test-always NON_COMPLIANT", "test-flag NON_COMPLIANT"]"#
        #expect(try state(0) == nil)
        #expect(try state(1) == "true 2026-01-01T01 2026-01-01T01 \(passed)")
        #expect(try state(2) == "true 2026-01-01T01 2026-01-01T01 \(passed)")
        #expect(try state(3) == "false 2026-01-01T03 2026-01-01T03 \(failed)")
        #expect(try state(4) == "false 2026-01-01T03 2026-01-01T04 \(failed)")
        // A summary tells less than what is known; a rule that cannot see any more says so.
        #expect(try state(5)?.hasPrefix("false 2026-01-01T03 2026-01-01T04") == true)
        #expect(try state(8)?.hasPrefix("none 2026-01-01T07 2026-01-01T07") == true)
        #expect(try history.beginning == time(1))
        #expect(try !history.isKnown(at: time(0)))
    }

    @Test func itemsAreHandedOutNewestFirst() throws {
        let store = try HistoryStore(rules: [])
        try store.record([bucket(1, flag: true), bucket(2, flag: true), bucket(3, flag: false), bucket(0, flag: true)])
        var times: [String] = []
        let history = ResourceHistory(try store.resource("logs"), in: store.store)
        try history.forEachItem { times.append($0["configurationItemCaptureTime"].string ?? "") }
        #expect(times.map { $0.dropFirst(11).prefix(2) } == ["03", "02", "01", "00"])
        times = []
        try history.forEachItem(since: try time(2)) { times.append($0["configurationItemCaptureTime"].string ?? "") }
        #expect(times.count == 2)
    }
}
