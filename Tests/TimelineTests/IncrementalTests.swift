import Compliance
import ConfigModel
import Ingest
import JSON
import ManagedRules
import RuleKit
import Testing

@testable import Timeline

/// What comes out step by step is what comes out at once.
@Suite struct IncrementalTests {
    /// The verdicts that the stream adds up to: the last event of each resource and rule.
    static func fold(_ folder: TestFolder) throws -> [String: String] {
        var state: [String: String] = [:]
        for line in try folder.lines where line["messageType"].text == "ComplianceChangeNotification" {
            let key = ["awsAccountId", "awsRegion", "resourceType", "resourceId", "configRuleName"]
                .map { line[$0].text }.joined(separator: " ")
            let new = line["newEvaluationResult"]["complianceType"].text
            let old = line["oldEvaluationResult"]["complianceType"].text
            #expect(old == state[key] ?? "", "the old result of \(key) is not the one before")
            #expect(new != old)
            state[key] = new
        }
        return state.filter { $0.value != "NOT_APPLICABLE" }
    }

    /// The verdicts of a full evaluation of what the store holds.
    static func evaluate(
        _ store: TimelineStore, asOf: Timestamp, rules: [BoundRule] = GeneratedHistory.rules
    ) async throws -> [String: String] {
        let evaluation = SnapshotEvaluation(
            rules: rules, settings: SnapshotEvaluation.Settings(asOf: asOf, isAsOfGiven: true, jobs: 1))
        let outcome = await evaluation.run(try store.state())
        #expect(outcome.faults.isEmpty, "\(outcome.faults)")
        var state: [String: String] = [:]
        outcome.evaluations.forEach { resource, evaluations in
            func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
            for evaluation in evaluations where evaluation.complianceType != .notApplicable {
                let key = [
                    text(resource.accountId), text(resource.awsRegion), resource.type.rawValue, text(resource.id),
                    outcome.evaluations.rules[evaluation.ruleIndex].name,
                ].joined(separator: " ")
                state[key] = evaluation.complianceType.rawValue
            }
        }
        return state
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func theStreamAddsUpToAFullEvaluation(_ seed: UInt64) async throws {
        let folder = try TestFolder()
        var history = GeneratedHistory(seed: seed)
        var taken = 0
        for round in 0..<4 {
            history.add(60)
            let asOf = history.endOfDay()
            do {
                let store = try TimelineStore(path: folder.store, .writing)
                let session = try RecordingSession(store)
                while taken < history.steps.count {
                    try session.take(history.steps[taken])
                    taken += 1
                }
                try session.commit()
                try store.close()
            }
            let store = try TimelineStore(path: folder.store, .reading)
            let full = try await Self.evaluate(store, asOf: asOf)
            let stream = try Self.fold(folder)
            let wrong = Set(full.keys).union(stream.keys).filter { full[$0] != stream[$0] }.sorted()
            #expect(
                wrong.isEmpty,
                """
                seed \(seed), round \(round): \(wrong.count) of \(full.count) differ: \
                \(wrong.prefix(5).map { "\($0): full \(full[$0] ?? "-"), stream \(stream[$0] ?? "-")" })
                """)
            #expect(full.count > 100)
        }
    }
}
