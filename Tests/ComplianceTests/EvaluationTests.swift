import ConfigModel
import FoundationEssentials
import Ingest
import JSON
import Recording
import RuleKit
import Testing

@testable import Compliance

/// Rules small enough to see through.
private enum TestRules {
    static let flag = ManagedRule(
        "TEST_FLAG", name: "test-flag", severity: .high, "The flag is set.", scope: [.s3Bucket],
        remedy: Remedy("Set it."), examples: []
    ) { item, _ in
        guard let flag = item.configuration["flag"].bool else { return .missing("configuration.flag") }
        return .require(flag, "The flag of \(item.resourceId.string ?? "") is off.")
    }

    /// Looks at other resources of its account.
    static let outnumbered = ManagedRule(
        "TEST_OUTNUMBERED", name: "test-outnumbered", severity: .low, "There are more keys than buckets.",
        scope: [.s3Bucket], trigger: .periodic, needs: [.resources(.kmsKey), .optionalResources(.s3Bucket)],
        remedy: Remedy("Make keys."), examples: []
    ) { _, context in
        let keys = context.resources(.kmsKey).count
        let buckets = context.resources(.s3Bucket).count
        return .require(keys > buckets, "\(keys) keys, \(buckets) buckets.")
    }

    static let account = ManagedRule(
        "TEST_ACCOUNT", name: "test-account", severity: .critical, "Root has MFA.", scope: [.account],
        trigger: .periodic, needs: [.facts(anyOf: [.accountSummary, .credentialReport])], remedy: Remedy("Do it."),
        examples: []
    ) { _, context in
        if let summary = context.facts.accountSummary {
            return summary.withRoot { .require($0["AccountMFAEnabled"].int == 1, "MFA is off.") }
        }
        return .require(context.facts.credentialReport?.root?.bool("mfa_active") == true, "MFA is off.")
    }

    static let user = ManagedRule(
        "TEST_USER", name: "test-user", severity: .medium, "Users have MFA.", scope: [.iamUser],
        needs: [.facts(anyOf: [.credentialReport])], remedy: Remedy("Do it."), examples: []
    ) { item, context in
        guard let row = context.facts.credentialReport?.row(arn: item.arn.string ?? "") else {
            return .insufficientData("No row.")
        }
        return .require(row.bool("mfa_active") == true, "No MFA.")
    }

    static let late = ManagedRule(
        "TEST_LATE", name: "test-late", severity: .low, "It is not 2030 yet.", scope: [.s3Bucket], trigger: .periodic,
        needs: [.clock], remedy: Remedy("Wait."), examples: []
    ) { _, context in
        .require(context.asOf.iso8601 < "2030", "It is \(context.asOf.iso8601).")
    }

    static let all = [flag, outnumbered, account, user, late]
}

/// Evaluates texts as files, in order, and gives a line for each verdict.
private func evaluate(
    _ texts: [(name: String, text: String)], rules: [ManagedRule] = TestRules.all, jobs: Int = 1, asOf: String? = nil,
    partSize: Int = SegmentPlan.partSize, accountId: String? = nil
) async throws -> (lines: [String], outcome: SnapshotEvaluation.Outcome) {
    let folder = FileManager.default.temporaryDirectory.path + "/configcheck-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var files: [InputFile] = []
    for (name, text) in texts {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
        files.append(InputFile(path: folder + "/" + name, size: text.utf8.count))
    }
    var settings = SnapshotEvaluation.Settings(
        asOf: try #require(Timestamp(asOf ?? "2026-01-01")), isAsOfGiven: asOf != nil, jobs: jobs, accountId: accountId)
    settings.partSize = partSize
    let evaluation = SnapshotEvaluation(rules: try rules.map { try $0.bind() }, settings: settings)
    let outcome = await evaluation.run(files)
    var lines: [String] = []
    outcome.evaluations.forEach { resource, verdicts in
        func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        for verdict in verdicts {
            lines.append(
                [
                    text(resource.accountId), text(resource.awsRegion), resource.type.rawValue, text(resource.id),
                    outcome.evaluations.rules[verdict.ruleIndex].name, verdict.complianceType.rawValue,
                    text(verdict.annotation), verdict.orderingTimestamp?.iso8601 ?? "-",
                ].joined(separator: "|"))
        }
    }
    return (lines, outcome)
}

private func bucket(
    _ id: String, flag: String = "true", at time: String = "2025-01-01T00:00:00.000Z", account: String = "111122223333",
    region: String = "us-east-1", status: String = "OK", type: String = "AWS::S3::Bucket", padding: Int = 0
) -> String {
    #"{"relatedEvents":[],"configuration":{"flag":\#(flag),"pad":"\#(String(repeating: "x", count: padding))","nested":[{"relatedEvents":[]},{"relatedEvents":[]}]},"configurationItemCaptureTime":"\#(time)","awsAccountId":"\#(account)","awsRegion":"\#(region)","resourceType":"\#(type)","resourceId":"\#(id)","configurationItemStatus":"\#(status)"}"#
}

private func snapshot(_ items: [String]) -> String {
    #"{"fileVersion":"1.0","configurationItems":["# + items.joined(separator: ",") + "]}"
}

@Suite struct EvaluationTests {
    @Test func theNewestCaptureCountsInWhateverOrderTheyCome() async throws {
        let old = bucket("b", flag: "false")
        let new = bucket("b", flag: "true", at: "2025-06-01T00:00:00+02:00")
        let deleted = bucket("c", at: "2025-06-01T00:00:00Z", status: "ResourceDeleted")
        for items in [[old, new, deleted, bucket("c")], [bucket("c"), deleted, new, old]] {
            for files in [[snapshot(items)], items] {
                let named = files.enumerated().map { (name: "\($0).json", text: $1) }
                let (lines, _) = try await evaluate(named, rules: [TestRules.flag])
                #expect(
                    lines == [
                        "111122223333|us-east-1|AWS::S3::Bucket|b|test-flag|COMPLIANT||2025-05-31T22:00:00.000Z",
                        "111122223333|us-east-1|AWS::S3::Bucket|c|test-flag|NOT_APPLICABLE||2025-06-01T00:00:00.000Z",
                    ])
            }
        }
    }

    @Test func equalCapturesAreSettledByTheirPlaceInTheInput() async throws {
        let (lines, _) = try await evaluate(
            [("a.json", bucket("b", flag: "false")), ("b.json", bucket("b", flag: "true"))], rules: [TestRules.flag])
        #expect(lines.count == 1 && lines[0].contains("|COMPLIANT|"))
    }

    @Test func resourcesOfOtherAccountsRegionsAndTypesAreOthers() async throws {
        let items = [
            bucket("b", account: "222233334444"), bucket("b"), bucket("b", region: "eu-west-1"), bucket("a"),
            bucket("longer-than-eight-b"), bucket("longer-than-eight-a"), bucket("B", type: "AWS::S3::BUCKET"),
        ]
        let (lines, _) = try await evaluate([("a.json", snapshot(items))], rules: [TestRules.flag])
        #expect(
            lines.map { $0.split(separator: "|")[0...3].joined(separator: " ") } == [
                "111122223333 eu-west-1 AWS::S3::Bucket b", "111122223333 us-east-1 AWS::S3::Bucket B",
                "111122223333 us-east-1 AWS::S3::Bucket a", "111122223333 us-east-1 AWS::S3::Bucket b",
                "111122223333 us-east-1 AWS::S3::Bucket longer-than-eight-a",
                "111122223333 us-east-1 AWS::S3::Bucket longer-than-eight-b",
                "222233334444 us-east-1 AWS::S3::Bucket b",
            ])
    }

    @Test func itemsWithoutAnIdAreNotTakenForOneAnother() async throws {
        let row = #"{"resourceType":"AWS::S3::Bucket","configuration":{"flag":false}}"#
        let (lines, _) = try await evaluate([("a.json", snapshot([row, row, row]))], rules: [TestRules.flag])
        #expect(lines.count == 3)
    }

    @Test func itemsWithoutATypeAreAFault() async throws {
        let row = #"{"resourceId":"b","configuration":{"flag":false}}"#
        let (lines, outcome) = try await evaluate([("a.json", snapshot([row, bucket("b")]))], rules: [TestRules.flag])
        #expect(lines.count == 1 && outcome.itemCount == 2)
        #expect(outcome.faults.map(\.description).contains { $0.contains("1 item names no resourceType") })
    }

    @Test func whatIsNotRecordedIsNoPass() async throws {
        let items = [
            bucket("missing", flag: "null"),
            #"{"resourceType":"AWS::S3::Bucket","resourceId":"bare","configurationItemStatus":"OK"}"#,
            #"{"resourceType":"AWS::S3::Bucket","resourceId":"null","configuration":null,"configurationItemStatus":"OK"}"#,
        ]
        let (lines, _) = try await evaluate([("a.json", snapshot(items))], rules: [TestRules.flag])
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.contains("|INSUFFICIENT_DATA|The item ") })
    }

    @Test func factsDecideAccountsAndUsers() async throws {
        let rules = [TestRules.account, TestRules.user]
        let user =
            #"{"resourceType":"AWS::IAM::User","resourceId":"AIDA1","resourceName":"ann","ARN":"arn:aws:iam::111122223333:user/ann","awsAccountId":"111122223333","awsRegion":"global","configurationItemStatus":"OK","configuration":{}}"#
        let without = try await evaluate([("a.json", user)], rules: rules).lines
        #expect(without.count == 2)
        #expect(
            without[0].contains(
                "AWS::::Account|111122223333|test-account|INSUFFICIENT_DATA|No account summary was supplied: add the output of `aws iam get-account-summary` or `aws iam get-credential-report`."
            ))
        #expect(without[1].contains("|test-user|INSUFFICIENT_DATA|"))
        let report =
            "user,arn,mfa_active\n<root_account>,arn:aws:iam::111122223333:root,true\nann,arn:aws:iam::111122223333:user/ann,false\nben,arn:aws:iam::111122223333:user/ben,true\n"
        let with = try await evaluate([("c.csv", report), ("a.json", user)], rules: rules).lines
        #expect(
            with == [
                "111122223333|global|AWS::::Account|111122223333|test-account|COMPLIANT||-",
                "111122223333|global|AWS::IAM::User|AIDA1|test-user|NON_COMPLIANT|No MFA.|-",
                "111122223333|global|AWS::IAM::User|ben|test-user|COMPLIANT||-",
            ])
    }

    @Test func aFactOfAnUnknownAccountIsAFault() async throws {
        let summary = (name: "s.json", text: #"{"SummaryMap":{"AccountMFAEnabled":0}}"#)
        let one = try await evaluate([summary, ("a.json", bucket("b"))], rules: [TestRules.account])
        #expect(
            one.lines.count == 1 && one.lines[0].contains("|NON_COMPLIANT|MFA is off.") && one.outcome.faults.isEmpty)
        let two = try await evaluate(
            [summary, ("a.json", snapshot([bucket("b"), bucket("b", account: "222233334444")]))],
            rules: [TestRules.account])
        #expect(two.lines.allSatisfy { $0.contains("|INSUFFICIENT_DATA|") } && two.lines.count == 2)
        #expect(
            two.outcome.faults.map(\.description).contains {
                $0.contains("does not say which account it is of (the input has 111122223333, 222233334444)")
            })
        let none = try await evaluate([summary], rules: [TestRules.account])
        #expect(none.lines.isEmpty && none.outcome.faults.count == 1)
        let given = try await evaluate([summary], rules: [TestRules.account], accountId: "111122223333")
        #expect(given.lines.count == 1 && given.outcome.faults.isEmpty)
    }

    @Test func graphRulesSeeTheNewestLiveResourcesOfTheAccount() async throws {
        let rules = [TestRules.outnumbered]
        let key = bucket("k1", type: "AWS::KMS::Key")
        let alone = try await evaluate([("a.json", bucket("b"))], rules: rules).lines
        #expect(
            alone.count == 1 && alone[0].contains("INSUFFICIENT_DATA|The input has no AWS::KMS::Key of this account"))
        let items = [
            bucket("b"), key, bucket("k2", type: "AWS::KMS::Key"),
            bucket("k1", at: "2025-02-01", type: "AWS::KMS::Key"),
            bucket("k3", status: "ResourceDeleted", type: "AWS::KMS::Key"),
            bucket("k4", account: "222233334444", type: "AWS::KMS::Key"),
        ]
        let (lines, _) = try await evaluate([("a.json", snapshot(items))], rules: rules)
        #expect(
            lines == ["111122223333|us-east-1|AWS::S3::Bucket|b|test-outnumbered|COMPLIANT||2025-01-01T00:00:00.000Z"])
        let more = try await evaluate([("a.json", snapshot(items)), ("b.json", bucket("c"))], rules: rules).lines
        #expect(more.map { $0.contains("NON_COMPLIANT|2 keys, 2 buckets.") } == [true, true])
    }

    @Test func theClockIsData() async throws {
        let file = [(name: "a.json", text: bucket("b"))]
        let early = try await evaluate(file, rules: [TestRules.late], asOf: "2029-12-31").lines
        #expect(early == ["111122223333|us-east-1|AWS::S3::Bucket|b|test-late|COMPLIANT||2029-12-31T00:00:00.000Z"])
        let late = try await evaluate(file, rules: [TestRules.late], asOf: "2030-01-01").lines
        #expect(late[0].contains("|NON_COMPLIANT|It is 2030-01-01T00:00:00.000Z."))
    }

    /// Items of a plain file are read again by place: when the file has changed in between, that is a fault and no pass.
    @Test func aFileThatChangesIsNoticed() throws {
        let path = FileManager.default.temporaryDirectory.path + "/configcheck-tests-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = bucket("a") + "," + bucket("b")
        let length = bucket("a").utf8.count
        var shard = Shard()
        shard.path = path
        shard.retained = [0, 1].map { i in
            Shard.Retained(record: i, range: i * (length + 1)..<i * (length + 1) + length, isInFile: true)
        }
        func read() throws -> [String] {
            var ids: [String] = []
            try shard.forEachRetained(where: { _ in true }) { _, element in
                ids.append(element.value["resourceId"].string ?? "")
            }
            return ids
        }
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(try read() == ["a", "b"])
        let shorter = #"{"resourceId":"a"}"#
        let replaced = shorter + String(repeating: " ", count: length - shorter.utf8.count) + text.dropFirst(length)
        for changed in [replaced, String(text.dropLast(5)), String(text.prefix(length)), " " + text, ""] {
            try Data(changed.utf8).write(to: URL(filePath: path))
            #expect(throws: InputFault.self) { _ = try read() }
        }
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: InputFault.self) { _ = try read() }
    }

    @Test func annotationsAreCutToTheLimit() {
        #expect(Judge.shortened(String(repeating: "é", count: 256)).unicodeScalars.count == 256)
        let cut = Judge.shortened(String(repeating: "é", count: 257))
        #expect(cut.unicodeScalars.count == 256 && cut.hasSuffix("…"))
    }
}

@Suite struct ParallelTests {
    private static let items = (0..<400).map {
        bucket(
            "bucket-\($0 % 350)", flag: $0 % 3 == 0 ? "false" : "true",
            at: "2025-01-01T00:00:\($0 % 60 < 10 ? "0" : "")\($0 % 60)Z", padding: $0 * 7 % 300)
    }

    @Test(arguments: [snapshot(items), "[" + items.joined(separator: " ,\n ") + "]"])
    func theResultDoesNotDependOnJobsOrParts(_ text: String) async throws {
        let file = [(name: "a.json", text: text), (name: "b.json", text: bucket("k", type: "AWS::KMS::Key"))]
        let whole = try await evaluate(file)
        #expect(whole.outcome.itemCount == 401 && whole.lines.count == 1051)
        for (jobs, partSize) in [(1, 1000), (2, 3000), (3, 20_000), (8, 700)] {
            let parts = try await evaluate(file, jobs: jobs, partSize: partSize)
            #expect(parts.lines == whole.lines, "\(jobs) jobs, \(partSize) bytes a part")
            #expect(parts.outcome.itemCount == 401)
        }
    }

    /// Every cut is made at a place that only looks like the beginning of an element.
    @Test func aWrongGuessIsNoticed() async throws {
        let items = (0..<60).map { i in
            #"{"relatedEvents":[1],"configuration":{"flag":\#(i % 2 == 0),"list":["#
                + Array(repeating: #"{"a":1},{"relatedEvents":[2]}"#, count: 40).joined(separator: ",")
                + #"]},"resourceType":"AWS::S3::Bucket","resourceId":"b\#(i)","configurationItemStatus":"OK"}"#
        }
        let file = [(name: "a.json", text: snapshot(items))]
        let segments = SegmentPlan.segments(of: InputFile(path: "/nowhere", size: 1 << 30))
        #expect(segments == nil)
        let whole = try await evaluate(file, rules: [TestRules.flag])
        let parts = try await evaluate(file, rules: [TestRules.flag], jobs: 2, partSize: 5000)
        #expect(whole.lines.count == 60 && parts.lines == whole.lines && parts.outcome.itemCount == 60)
        #expect(parts.outcome.faults.isEmpty)
    }

    @Test(arguments: [0.3, 0.6, 0.95])
    func aFaultEndsTheFileThereWhateverTheParts(_ share: Double) async throws {
        let text = snapshot(Self.items)
        let cut = String(decoding: Array(text.utf8)[..<Int(Double(text.utf8.count) * share)], as: UTF8.self)
        for broken in [cut, cut + "\u{1}" + String(decoding: Array(text.utf8)[cut.utf8.count...], as: UTF8.self)] {
            let whole = try await evaluate([(name: "a.json", text: broken)], rules: [TestRules.flag])
            let parts = try await evaluate(
                [(name: "a.json", text: broken)], rules: [TestRules.flag], jobs: 2, partSize: 3000)
            #expect(parts.lines == whole.lines && whole.outcome.faults.count == 1)
            #expect(parts.outcome.faults.count == 1 && parts.outcome.itemCount == whole.outcome.itemCount)
        }
    }

    /// A finding's line is that of its item, in whatever parts the file is read, and its path is as it was given.
    @Test(arguments: [(1, SegmentPlan.partSize), (1, 1000), (4, 3000), (3, 20_000)])
    func findingsSayWhereTheyAre(_ jobs: Int, _ partSize: Int) async throws {
        let items = (0..<300).map { bucket("b\($0)", flag: $0 % 2 == 0 ? "false" : "true", padding: $0 * 7 % 900) }
        var text = "\n\n{\"configurationItems\": [\n"
        for (number, item) in items.enumerated() {
            text += item + (number < 299 ? "," : "") + String(repeating: "\n", count: number % 5)
        }
        text += "\n]}\n"
        let run = try await evaluate([("a.json", text)], rules: [TestRules.flag], jobs: jobs, partSize: partSize)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var count = 0
        run.outcome.evaluations.forEach { resource, verdicts in
            for verdict in verdicts {
                guard verdict.complianceType == .nonCompliant else {
                    #expect(verdict.location == nil)
                    continue
                }
                count += 1
                let line = verdict.location?.line ?? 0
                let id = String(decoding: resource.id, as: UTF8.self)
                // Several items may share a line.
                #expect(lines.indices.contains(line - 1) && lines[line - 1].contains("\"resourceId\":\"\(id)\""))
                #expect(verdict.location.map { String(decoding: $0.path, as: UTF8.self) }?.hasSuffix("/a.json") == true)
            }
        }
        #expect(count == 150)
    }

    @Test(arguments: [
        ("a.json", "a.json"), ("./a.json", "a.json"), (".//b/a.json.gz", "b/a.json"), ("/x/a.gz", "/x/a"), ("-", ""),
        ("../a.json", "../a.json"), (".gz", ".gz"),
    ])
    func locationsNameTheText(_ given: String, _ expected: String) {
        #expect(String(decoding: Location.path(given), as: UTF8.self) == expected)
    }
}
