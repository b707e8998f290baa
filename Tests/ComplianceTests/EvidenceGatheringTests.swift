import ConfigModel
import FoundationEssentials
import Gzip
import Ingest
import JSON
import Recording
import RuleKit
import Testing

@testable import Compliance

@Suite struct EvidenceGatheringTests {
    /// Decided by the item; the annotation does not name the port.
    private static let port = ManagedRule(
        "TEST_PORT", name: "test-port", severity: .high, "No port is 22.", scope: [.s3Bucket], remedy: Remedy("Close."),
        examples: []
    ) { item, _ in
        let open = item.configuration["ports"].elements.contains { $0["port"].int == 22 }
        return .require(!open, "A port of \(item.resourceId.string ?? "") is open.")
    }

    /// Decided by the item and by others of its account.
    private static let owner = ManagedRule(
        "TEST_OWNER", name: "test-owner", severity: .low, "The owner's key is there.", scope: [.s3Bucket],
        trigger: .periodic, needs: [.resources(.kmsKey)], remedy: Remedy("Make it."), examples: []
    ) { item, context in
        let owner = item.tag("owner") ?? ""
        let keys = context.resources(.kmsKey).compactMap { $0.configuration["owner"].string }
        return .require(keys.contains(owner), "There is no key of \(owner).")
    }

    private static let rules = [port, owner]

    private static func item(
        _ number: Int, type: String = "AWS::S3::Bucket", time: String = "2025-01-01", members: String
    ) -> String {
        #"{"relatedEvents":[],"configurationItemCaptureTime":"\#(time)T00:00:00.000Z","awsAccountId":"111122223333","#
            + #""awsRegion":"us-east-1","resourceType":"\#(type)","resourceId":"r\#(number)",\#(members)}"#
    }

    private static func bucket(_ number: Int, ports: [Int], owner: String, time: String = "2025-01-01") -> String {
        let list = ports.map { #"{"port":\#($0)}"# }.joined(separator: ",")
        return item(number, time: time, members: #""configuration":{"ports":[\#(list)]},"tags":{"owner":"\#(owner)"}"#)
    }

    /// Buckets of which every third breaks one rule and every fifth the other, some of them by an older capture only.
    private static let snapshot: String = {
        var items = [item(0, type: "AWS::KMS::Key", members: #""configuration":{"owner":"ann"}"#)]
        for number in 1...60 {
            let ports = number % 3 == 0 ? [80, 22, 443] : [80]
            items.append(bucket(number, ports: ports, owner: number % 5 == 0 ? "bob" : "ann"))
        }
        items.append(bucket(3, ports: [80], owner: "ann", time: "2025-02-01"))
        return #"{"fileVersion":"1.0","configurationItems":["# + items.joined(separator: ",") + "]}"
    }()

    private static func settings(jobs: Int) throws -> SnapshotEvaluation.Settings {
        var settings = SnapshotEvaluation.Settings(
            asOf: try #require(Timestamp("2026-01-01")), isAsOfGiven: true, jobs: jobs)
        settings.gathersEvidence = true
        return settings
    }

    /// Calls `body` with a file of these bytes.
    private static func withFile<Value>(
        _ bytes: [UInt8], _ body: (InputFile) async throws -> Value
    ) async throws -> Value {
        let path = FileManager.default.temporaryDirectory.path + "/configcheck-tests-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(filePath: path))
        return try await body(InputFile(path: path, size: bytes.count))
    }

    private struct Result {
        var lines: [String] = []
        var faults: [InputFault]
    }

    /// Evaluates a file and gives a line for each NON_COMPLIANT verdict with its evidence.
    private func evaluate(_ bytes: [UInt8], _ settings: SnapshotEvaluation.Settings) async throws -> Result {
        let evaluation = SnapshotEvaluation(rules: try Self.rules.map { try $0.bind() }, settings: settings)
        let outcome = try await Self.withFile(bytes) { await evaluation.run([$0]) }
        var result = Result(faults: outcome.faults)
        outcome.evaluations.forEach { resource, verdicts in
            for verdict in verdicts {
                guard verdict.complianceType == .nonCompliant else {
                    #expect(verdict.evidence.isEmpty)
                    continue
                }
                let evidence = verdict.evidence.map { "\($0.path)=\($0.value ?? "absent")" }.joined(separator: " ")
                let rule = outcome.evaluations.rules[verdict.ruleIndex].name
                result.lines.append("\(String(decoding: resource.id, as: UTF8.self)) \(rule) \(evidence)")
            }
        }
        return result
    }

    private static let expected: [String] = {
        var lines: [String] = []
        for number in 1...60 {
            if number % 5 == 0 { lines.append(#"r\#(number) test-owner tags.owner="bob""#) }
            if number % 3 == 0, number != 3 { lines.append("r\(number) test-port configuration.ports[1].port=22") }
        }
        return lines.sorted()
    }()

    @Test(arguments: [1, 4], [1 << 10, 1 << 12, SegmentPlan.partSize])
    func evidenceIsTheSameHoweverTheFileIsRead(_ jobs: Int, _ partSize: Int) async throws {
        var settings = try Self.settings(jobs: jobs)
        settings.partSize = partSize
        let bytes = Array(Self.snapshot.utf8)
        let segments = try await Self.withFile(bytes) {
            SegmentPlan.segments(of: $0, limits: settings.limits.json, partSize: partSize)?.count
        }
        #expect((segments ?? 1) > 1 || partSize == SegmentPlan.partSize)
        let plain = try await evaluate(bytes, settings)
        #expect(plain.lines.sorted() == Self.expected)
        #expect(plain.faults.isEmpty)
        let encoder = GzipEncoder()
        encoder.append(bytes)
        #expect(try await evaluate(encoder.finish(), settings).lines == plain.lines)
    }

    @Test func evidenceIsNotLookedForUnasked() async throws {
        var settings = try Self.settings(jobs: 1)
        settings.gathersEvidence = false
        let result = try await evaluate(Array(Self.snapshot.utf8), settings)
        #expect(result.lines.count == Self.expected.count)
        #expect(result.lines.allSatisfy { $0.hasSuffix(" ") })
    }

    /// Evidence from another item than the verdict's would be worse than none.
    @Test(arguments: ["", "{}", " "])
    func aFileThatChangesIsAFault(_ change: String) async throws {
        let settings = try Self.settings(jobs: 1)
        let table = RuleTable(try Self.rules.map { try $0.bind() })
        let found = try await Self.withFile(Array(Self.snapshot.utf8)) { file in
            let shards = await InputReading(table: table, settings: settings, files: [file]).read().map(\.shard)
            let merge = Merge(table: table, shards: shards)
            let deferral = Deferral(table: table, shards: shards, merge: merge, facts: [:], asOf: settings.asOf)
            let late = await deferral.evaluate(jobs: 1)
            try Data((change + (change == " " ? Self.snapshot : "")).utf8).write(to: URL(filePath: file.path))
            let gathering = EvidenceGathering(
                table: table, shards: shards, isNewest: merge.isNewest, deferral: deferral, late: late,
                asOf: settings.asOf)
            return await gathering.gather(jobs: 1)
        }
        #expect(found.faults.count == 1)
        #expect(found.evidence.isEmpty)
    }
}
