import ConfigModel
import Ingest
import JSON
import ManagedRules
import Recording
import RuleKit
import Store
import Testing

@testable import Timeline

/// Records files as the command does.
extension TestFolder {
    func record(
        _ files: [InputFile], rules: [BoundRule] = GeneratedHistory.rules, recorder: RecorderState? = nil,
        asOf: Timestamp? = nil
    ) throws -> RecordingRun.Outcome {
        let store = try TimelineStore(path: store, .writing)
        let run = RecordingRun(
            store: store, rules: rules, indexes: GeneratedHistory.indexes,
            recorder: try recorder ?? RecorderState(path: self.store),
            settings: RecordingRun.Settings(
                asOf: asOf, accountId: nil, limits: DocumentReader.Limits(), readsAhead: false, version: "test"))
        let outcome = try run.run(files)
        try store.close()
        return outcome
    }

    func events(_ messageType: String) throws -> [JSONLiteral] {
        try lines.filter { $0["messageType"].text == messageType }
    }

    /// Each capture that is a part of the history, by resource.
    func history() throws -> [String: [String]] {
        let store = try TimelineStore(path: store, .reading)
        var found: [String: [String]] = [:]
        for ordinal in Array(store.ordinals) {
            for capture in store.history(ordinal) {
                let text = JSONWriter.text(JSONLiteral(try store.document(capture.range)))
                let key = try #require(
                    try store.document(capture.range).withRoot { ResourceKey(ConfigurationItem($0)) })
                found["\(key)", default: []].append(text)
            }
        }
        return found
    }
}

@Suite struct RecordingTests {
    static let rule = ManagedRuleCatalog.all.filter { $0.name == "restricted-common-ports" }
        .compactMap { try? $0.bind() }

    static func group(_ time: String, port: Int?, id: String = "sg-1", status: String = "OK") -> JSONLiteral {
        let permissions: JSONLiteral =
            port.map {
                [["ipProtocol": "tcp", "fromPort": .integer($0), "toPort": .integer($0), "ipRanges": ["0.0.0.0/0"]]]
            } ?? []
        return [
            "resourceType": "AWS::EC2::SecurityGroup", "resourceId": .string(id), "awsAccountId": "111122223333",
            "awsRegion": "eu-west-1", "configurationItemStatus": .string(status),
            "configurationItemCaptureTime": .string(time),
            "configuration": status == "OK" ? ["groupId": .string(id), "ipPermissions": permissions] : nil,
            "relationships": [], "tags": [:],
        ]
    }

    @Test func aGroupThatOpensAndClosesIsThreeEvents() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            [
                Self.group("2026-01-01T11:00:00.000Z", port: nil), Self.group("2026-01-01T09:00:00.000Z", port: nil),
                Self.group("2026-01-01T10:00:00.000Z", port: 3389),
            ], to: "a.ndjson")
        #expect(try folder.record([file], rules: Self.rule).changed == 3)
        let events = try folder.events("ComplianceChangeNotification")
        func column(_ path: [String]) -> [String] { events.map { path.reduce($0) { $0[$1] }.text } }
        #expect(column(["newEvaluationResult", "complianceType"]) == ["COMPLIANT", "NON_COMPLIANT", "COMPLIANT"])
        #expect(column(["oldEvaluationResult", "complianceType"]) == ["", "COMPLIANT", "NON_COMPLIANT"])
        let times = ["2026-01-01T09:00:00.000Z", "2026-01-01T10:00:00.000Z", "2026-01-01T11:00:00.000Z"]
        #expect(column(["newEvaluationResult", "evaluationResultIdentifier", "orderingTimestamp"]) == times)
        #expect(
            column(["oldEvaluationResult", "evaluationResultIdentifier", "orderingTimestamp"]) == [""]
                + times.dropLast())
        #expect(column(["notificationCreationTime"]) == times)

        let before = try folder.stream
        let again = try folder.record([file], rules: Self.rule)
        #expect(again.known == 3 && again.changed == 0)
        #expect(try folder.stream == before)
    }

    @Test func aDeletedResourceHasNoVerdicts() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            [
                Self.group("2026-01-01T09:00:00.000Z", port: 21),
                Self.group("2026-01-01T10:00:00.000Z", port: nil, status: "ResourceDeleted"),
                Self.group("2026-01-01T11:00:00.000Z", port: nil),
            ], to: "a.ndjson")
        _ = try folder.record([file], rules: Self.rule)
        let verdicts = try folder.events("ComplianceChangeNotification")
            .map { $0["newEvaluationResult"]["complianceType"].text }
        #expect(verdicts == ["NON_COMPLIANT", "NOT_APPLICABLE", "COMPLIANT"])
        let changes = try folder.events("ConfigurationItemChangeNotification")
            .map { $0["configurationItemDiff"]["changeType"].text }
        #expect(changes == ["CREATE", "DELETE", "CREATE"])
    }

    /// A history in several files: at once in any order, one by one in the order of time, and one by one in another.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func filesComeInAnyOrder(_ seed: UInt64) throws {
        var history = GeneratedHistory(seed: seed)
        history.add(120)
        _ = history.endOfDay()
        // Items, and the one fact that says when it was made.
        let items = history.steps.compactMap { step -> JSONLiteral? in
            switch step {
            case .item(let item): item
            case .fact(.credentialReport(let report), _, let time):
                [
                    "ReportFormat": "text/csv", "Content": .string(report.csv), "GeneratedTime": .string(time.iso8601),
                ]
            case .fact: nil
            }
        }
        let parts = stride(from: 0, to: items.count, by: items.count / 4 + 1).map {
            Array(items[$0..<min($0 + items.count / 4 + 1, items.count)])
        }
        func recorded(_ order: [Int], atOnce: Bool) throws -> TestFolder {
            let folder = try TestFolder()
            var random = SeededGenerator(state: seed)
            let files = try parts.enumerated().map {
                try folder.write(atOnce ? $1.shuffled(using: &random) : $1, to: "\($0).ndjson")
            }
            if atOnce {
                _ = try folder.record(order.map { files[$0] })
            } else {
                for number in order { _ = try folder.record([files[number]]) }
            }
            return folder
        }
        let reference = try recorded([0, 1, 2, 3], atOnce: true)
        let stream = try reference.stream
        #expect(try recorded([3, 1, 0, 2], atOnce: true).stream == stream)
        #expect(try recorded([0, 1, 2, 3], atOnce: false).stream == stream)

        let late = try recorded([2, 0, 3, 1], atOnce: false)
        #expect(try late.history() == reference.history())
        let (a, b) = (try IncrementalTests.fold(reference), try IncrementalTests.fold(late))
        let wrong = Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
        #expect(
            wrong.isEmpty, "\(wrong.count) of \(a.count): \(wrong.prefix(5).map { ($0, a[$0] ?? "-", b[$0] ?? "-") })")
        #expect(try !late.lines.filter { $0["recordedAs"].text == "LATE" }.isEmpty)
    }

    /// Two snapshots of one account: the stream between them holds just what differs.
    @Test func aSecondSnapshotGivesJustWhatDiffers() throws {
        let folder = try TestFolder()
        var items = (0..<200).map { Self.group("2026-01-01T10:00:00.000Z", port: nil, id: "sg-\($0)") }
        _ = try folder.record([try folder.write(items, to: "first.ndjson")], rules: Self.rule)
        let before = try folder.lines.count
        // Seven open up, one has another capture that says the same, three are new, two are gone.
        for i in 0..<7 { items[i * 20] = Self.group("2026-01-01T10:05:00.000Z", port: 3389, id: "sg-\(i * 20)") }
        items[5] = Self.group("2026-01-01T10:05:00.000Z", port: nil, id: "sg-5")
        items += (200..<203).map { Self.group("2026-01-01T10:06:00.000Z", port: nil, id: "sg-\($0)") }
        items.removeSubrange(150..<152)
        let outcome = try folder.record([try folder.write(items, to: "second.ndjson")], rules: Self.rule)
        #expect(outcome.changed == 10 && outcome.unchanged == 1 && outcome.known == 190)
        let events = try folder.lines[before...].map { line -> String in
            let id = line["resourceId"].text + line["configurationItem"]["resourceId"].text
            let verdict = line["newEvaluationResult"]["complianceType"].text
            return "\(id) \(line["configurationItemDiff"]["changeType"].text)\(line["recordedAs"].text)\(verdict)"
        }
        var expected = (0..<7).flatMap { ["sg-\($0 * 20) UPDATE", "sg-\($0 * 20) NON_COMPLIANT"] } + ["sg-5 UNCHANGED"]
        expected += (200..<203).flatMap { ["sg-\($0) CREATE", "sg-\($0) COMPLIANT"] }
        #expect(events.sorted() == expected.sorted())
    }

    /// A store can be made anew from its log.
    @Test func theLogIsAnInput() throws {
        let folder = try TestFolder()
        var history = GeneratedHistory(seed: 9)
        history.add(80)
        _ = history.endOfDay()
        do {
            let store = try TimelineStore(path: folder.store, .writing)
            let session = try RecordingSession(store)
            for step in history.steps { try session.take(step) }
            try session.commit()
            try store.close()
        }
        let copy = try TestFolder()
        let outcome = try copy.record(InputFinder.find([folder.store + "/stream"]).files)
        #expect(outcome.faults.isEmpty, "\(outcome.faults)")
        #expect(try copy.stream == folder.stream)
    }

    @Test func lateItemsAreNoEvents() throws {
        let folder = try TestFolder()
        let new = try folder.write([Self.group("2026-01-01T12:00:00.000Z", port: nil)], to: "a.ndjson")
        let old = try folder.write([Self.group("2026-01-01T10:00:00.000Z", port: 21)], to: "b.ndjson")
        _ = try folder.record([new], rules: Self.rule)
        #expect(try folder.record([old], rules: Self.rule).late == 1)
        #expect(try folder.events("ConfigurationItemChangeNotification").count == 1)
        #expect(try folder.events("ComplianceChangeNotification").count == 1)
        #expect(try folder.history().values.first?.count == 2)
        #expect(try folder.record([old], rules: Self.rule).known == 1)
    }

    /// What could not be read again inside an event is refused, and says so.
    @Test func deepItemsAreRefused() throws {
        let folder = try TestFolder()
        func deep(_ levels: Int) -> JSONLiteral { (0..<levels).reduce(JSONLiteral.array([])) { inner, _ in [inner] } }
        var item = Self.group("2026-01-01T12:00:00.000Z", port: nil, id: "sg-deep")
        item.set("tags", ["deep": deep(950)])
        var fine = Self.group("2026-01-01T12:00:00.000Z", port: nil, id: "sg-fine")
        fine.set("tags", ["deep": deep(890)])
        let outcome = try folder.record([try folder.write([item, fine], to: "a.ndjson")], rules: Self.rule)
        #expect(
            outcome.changed == 1 && outcome.faults.map { "\($0)" }.first?.contains("an item is nested deeper") == true)
        #expect(try folder.events("ConfigurationItemChangeNotification").count == 1)
    }

    @Test func ofOneTimeADeletionComesLast() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            [
                Self.group("2026-01-01T12:00:00.000Z", port: nil, status: "ResourceDeleted"),
                Self.group("2026-01-01T12:00:00.000Z", port: 3389),
            ], to: "a.ndjson")
        _ = try folder.record([file], rules: Self.rule)
        let verdicts = try folder.events("ComplianceChangeNotification")
            .map { $0["newEvaluationResult"]["complianceType"].text }
        #expect(verdicts == ["NON_COMPLIANT", "NOT_APPLICABLE"])
    }

    @Test func newRulesRunOverEverythingAtOnce() throws {
        let folder = try TestFolder()
        let file = try folder.write([Self.group("2026-01-01T12:00:00.000Z", port: 21)], to: "a.ndjson")
        let other = ManagedRuleCatalog.all.filter { $0.name == "required-tags" }.compactMap { try? $0.bind() }
        _ = try folder.record([file], rules: other)
        _ = try folder.record([file], rules: Self.rule)
        let started = try folder.events("ConfigRulesEvaluationStarted")
        #expect(started.map { $0["configRuleNames"] } == [["restricted-common-ports"]])
        let verdicts = try folder.events("ComplianceChangeNotification")
        #expect(verdicts.last?["newEvaluationResult"]["complianceType"].text == "NON_COMPLIANT")
        let count = try folder.lines.count
        _ = try folder.record([file], rules: Self.rule)
        #expect(try folder.lines.count == count)
    }

    @Test func largeItemsAreAnnouncedByASummary() throws {
        let folder = try TestFolder()
        var large = Self.group("2026-01-01T12:00:00.000Z", port: 21)
        large.set("tags", ["note": .string(String(repeating: "x", count: 300_000))])
        _ = try folder.record([try folder.write([large], to: "a.ndjson")], rules: Self.rule)
        let events = try folder.events("OversizedConfigurationItemChangeNotification")
        #expect(events.map { $0["configurationItemSummary"]["resourceId"].text } == ["sg-1"])
        #expect(try folder.events("ConfigurationItemChangeNotification").isEmpty)
        #expect(try folder.events("ComplianceChangeNotification").count == 1)
        #expect(try folder.history().values.first?.first?.utf8.count ?? 0 > 300_000)
    }

    /// A summary says that something changed, and not what: no diff is made of it, and no verdict is known.
    @Test func summariesAreNoStates() throws {
        let folder = try TestFolder()
        var summary = Self.group("2026-01-01T11:00:00.000Z", port: nil)
        if case .object(let members) = summary {
            summary = .object(members.filter { !["configuration", "relationships", "tags"].contains($0.0) })
        }
        let message: JSONLiteral = [
            "configurationItemSummary": summary, "messageType": "OversizedConfigurationItemChangeNotification",
        ]
        _ = try folder.record(
            [
                try folder.write(
                    [
                        Self.group("2026-01-01T10:00:00.000Z", port: nil), message,
                        Self.group("2026-01-01T12:00:00.000Z", port: 3389),
                    ], to: "a.ndjson")
            ], rules: Self.rule)
        let types = try folder.lines.map { $0["messageType"].text }.filter { $0.hasSuffix("ChangeNotification") }
        #expect(
            types == [
                "ConfigurationItemChangeNotification", "ComplianceChangeNotification",
                "OversizedConfigurationItemChangeNotification", "ComplianceChangeNotification",
                "ConfigurationItemChangeNotification", "ComplianceChangeNotification",
            ])
        let verdicts = try folder.events("ComplianceChangeNotification")
            .map { $0["newEvaluationResult"]["complianceType"].text }
        #expect(verdicts == ["COMPLIANT", "INSUFFICIENT_DATA", "NON_COMPLIANT"])
        guard
            case .object(let changes) = try folder.events("ConfigurationItemChangeNotification")[1][
                "configurationItemDiff"]["changedProperties"]
        else { return }
        #expect(changes.map(\.0) == ["Configuration.IpPermissions.0"])
    }

    @Test func whatNamesNoTimeNeedsOne() throws {
        let folder = try TestFolder()
        var item = Self.group("", port: 21)
        item.set("configurationItemCaptureTime", nil)
        let file = try folder.write([item], to: "a.ndjson")
        let outcome = try folder.record([file], rules: Self.rule)
        #expect(outcome.faults.count == 1 && outcome.changed == 0)
        _ = try folder.record([file], rules: Self.rule, asOf: Timestamp("2026-02-01T00:00:00Z"))
        #expect(try folder.events("ComplianceChangeNotification").count == 1)
        // Again at another time: it says the same, so it is the same.
        #expect(try folder.record([file], rules: Self.rule, asOf: Timestamp("2026-03-01T00:00:00Z")).known == 1)
        // Whatever names its time is newer than what does not.
        let dated = try folder.write([Self.group("2026-01-01T12:00:00.000Z", port: nil)], to: "b.ndjson")
        #expect(try folder.record([dated], rules: Self.rule).changed == 1)
        let verdicts = try folder.events("ComplianceChangeNotification")
        #expect(verdicts.last?["newEvaluationResult"]["complianceType"].text == "COMPLIANT")
    }
}

@Suite struct RecorderTests {
    private static func recorder(_ text: String) throws -> ConfigurationRecorder {
        try JSONDocument(text).withRoot { try ConfigurationRecorder($0) }
    }

    @Test func groupsSayWhatIsRecorded() throws {
        let user = ResourceType.iamUser
        let bucket = ResourceType.s3Bucket
        let all = try Self.recorder(#"{"ConfigurationRecorder":{"recordingGroup":{"allSupported":true}}}"#)
        #expect(all.records(bucket) && !all.records(user))
        let global = try Self.recorder(
            #"{"name":"x","recordingGroup":{"allSupported":true,"includeGlobalResourceTypes":true}}"#)
        #expect(global.records(user) && global.name == "x")
        let some = try Self.recorder(#"{"recordingGroup":{"allSupported":false,"resourceTypes":["AWS::IAM::User"]}}"#)
        #expect(some.records(user) && !some.records(bucket))
        let others = try Self.recorder(
            #"{"recordingGroup":{"exclusionByResourceTypes":{"resourceTypes":["AWS::IAM::User"]},"recordingStrategy":{"useOnly":"EXCLUSION_BY_RESOURCE_TYPES"}}}"#
        )
        #expect(!others.records(user) && others.records(bucket))
        for recorder in [all, global, some, others] {
            #expect(try Self.recorder(JSONWriter.text(recorder.json)) == recorder)
        }
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #"{"recordingGroup":{"allSupported":true,"resourceTypes":["AWS::IAM::User"]}}"#,
        #"{"recordingGroup":{"allSupported":false}}"#, #"{"recordingGroup":{"allSuported":true}}"#,
        #"{"recordingGroup":{"includeGlobalResourceTypes":true,"resourceTypes":["AWS::IAM::User"]}}"#,
        #"{"recordingMode":{"recordingFrequency":"WEEKLY"}}"#,
        #"{"recordingGroup":{"recordingStrategy":{"useOnly":"EXCLUSION_BY_RESOURCE_TYPES"}}}"#,
        #"{"recordingGroup":{"exclusionByResourceTypes":{"resourceTypes":["AWS::IAM::User"]}}}"#,
    ])
    func contradictionsAreRefused(_ text: String) {
        #expect(throws: ConfigurationRecorder.ConfigurationError.self) { try Self.recorder(text) }
    }

    /// One item a day, the last, and only if it differs.
    @Test func dailyRecording() throws {
        let folder = try TestFolder()
        var state = try RecorderState(path: folder.store)
        state.put(
            try Self.recorder(
                #"{"recordingGroup":{"allSupported":true},"recordingMode":{"recordingFrequency":"CONTINUOUS","recordingModeOverrides":[{"resourceTypes":["AWS::EC2::SecurityGroup"],"recordingFrequency":"DAILY"}]}}"#
            ))
        let file = try folder.write(
            [
                RecordingTests.group("2026-01-01T00:00:00.000Z", port: nil),
                RecordingTests.group("2026-01-01T01:00:00.000Z", port: 21),
                RecordingTests.group("2026-01-01T02:00:00.000Z", port: 3389),
                RecordingTests.group("2026-01-02T03:00:00.000Z", port: 21),
                RecordingTests.group("2026-01-02T04:00:00.000Z", port: 3389),
                RecordingTests.group("2026-01-05T00:00:00.000Z", port: 3389),
            ], to: "a.ndjson")
        let outcome = try folder.record([file], rules: RecordingTests.rule, recorder: state)
        #expect(outcome.pending == 3 && outcome.unchanged == 2 && outcome.changed == 1)
        let events = try folder.events("ConfigurationItemChangeNotification")
        #expect(
            events.map { $0["configurationItem"]["configurationItemCaptureTime"].text } == [
                "2026-01-01T00:00:00.000Z", "2026-01-01T02:00:00.000Z",
            ])
        #expect(events.last?["notificationCreationTime"].text == "2026-01-02T00:00:00.000Z")
    }

    /// The item that a day leaves is judged by periodic rules at the end of that same day.
    @Test func dailyItemsAndPeriodicRules() throws {
        let rule = try #require(ManagedRuleCatalog.all.first { $0.name == "ec2-stopped-instance" })
        func item(_ expected: ComplianceType, _ time: String) throws -> JSONLiteral {
            let example = try #require(rule.examples.first { $0.expected == expected })
            var item = example.itemLiteral(scope: rule.scope)
            item.set("configurationItemCaptureTime", .string(time))
            return item
        }
        let folder = try TestFolder()
        var state = try RecorderState(path: folder.store)
        state.put(
            try Self.recorder(
                #"{"recordingGroup":{"allSupported":true},"recordingMode":{"recordingFrequency":"DAILY"}}"#))
        let file = try folder.write(
            [
                try item(.compliant, "2027-01-01T00:00:00.000Z"), try item(.nonCompliant, "2027-01-02T05:00:00.000Z"),
                GeneratedHistory.marker(Example.accountId, at: try #require(Timestamp("2027-01-03T01:00:00Z"))),
            ], to: "a.ndjson")
        _ = try folder.record([file], rules: [try rule.bind()], recorder: state)
        let events = try folder.events("ComplianceChangeNotification")
        #expect(
            events.map { $0["newEvaluationResult"]["complianceType"].text } == ["COMPLIANT", "NON_COMPLIANT"])
        #expect(
            events.map { $0["notificationCreationTime"].text } == [
                "2027-01-02T00:00:00.000Z", "2027-01-03T00:00:00.000Z",
            ])
    }

    @Test func whatACompleteSnapshotLacksWasDeleted() throws {
        let name = "111122223333_Config_eu-west-1_ConfigSnapshot_20260102T000000Z_0a.json"
        let kept = RecordingTests.group("2026-01-01T00:00:00.000Z", port: 21, id: "sg-kept")
        for isConfigured in [false, true] {
            let folder = try TestFolder()
            var state = try RecorderState(path: folder.store)
            if isConfigured { state.put(try Self.recorder(#"{"recordingGroup":{"allSupported":true}}"#)) }
            let first = try folder.write(
                [kept, RecordingTests.group("2026-01-01T00:00:00.000Z", port: 21, id: "sg-gone")], to: "a.ndjson")
            _ = try folder.record([first], rules: RecordingTests.rule, recorder: state)
            let second = try folder.write([kept], to: name)
            let outcome = try folder.record([second], rules: RecordingTests.rule, recorder: state)
            #expect(outcome.deleted == (isConfigured ? 1 : 0))
            let deleted = try folder.events("ConfigurationItemChangeNotification")
                .filter { $0["configurationItemDiff"]["changeType"].text == "DELETE" }
            #expect(deleted.map { $0["configurationItem"]["resourceId"].text } == (isConfigured ? ["sg-gone"] : []))
            // Once.
            #expect(try folder.record([second], rules: RecordingTests.rule, recorder: state).deleted == 0)
        }
    }

    @Test func aStoppedRecorderRecordsNoItems() throws {
        let folder = try TestFolder()
        var state = try RecorderState(path: folder.store)
        state.stop(at: Timestamp(milliseconds: 0))
        let file = try folder.write([RecordingTests.group("2026-01-01T00:00:00.000Z", port: 21)], to: "a.ndjson")
        let outcome = try folder.record([file], rules: RecordingTests.rule, recorder: state)
        #expect(outcome.notRecorded == 1 && outcome.changed == 0)
        #expect(try folder.events("ConfigurationItemChangeNotification").isEmpty)
    }
}
