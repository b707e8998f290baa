import Foundation
import Testing

/// `report`: evaluations of earlier runs, read again.
@Suite struct ReportCommandTests {
    private func run(_ line: String, input: String? = nil, in folder: CaseFolder) throws -> CommandRun {
        try CommandRun(line.split(separator: " ").map(String.init), input: input, in: folder)
    }

    private func write(_ text: String, _ name: String, _ folder: CaseFolder) throws {
        try Data(text.utf8).write(to: folder.url.appending(path: name))
    }

    private func text(_ name: String, _ folder: CaseFolder) throws -> String {
        try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    }

    /// An evaluation with the members that matter here.
    private static func line(
        _ id: String, _ verdict: String, at time: String? = "2026-01-01T00:00:00.000Z", rule: String = "restricted-ssh",
        _ more: String = ""
    ) -> String {
        let time = time.map { #","orderingTimestamp":"\#($0)""# } ?? ""
        return
            #"{"accountId":"111122223333","awsRegion":"eu-west-1","resourceType":"AWS::EC2::SecurityGroup","resourceId":"\#(id)","configRuleName":"\#(rule)","complianceType":"\#(verdict)","severity":"high"\#(time)\#(more)}"#
            + "\n"
    }

    /// Faults, facts, findings of several files, items without a name, hostile texts: the reports of the run and those of
    /// its evaluations are the same.
    @Test(arguments: [
        "windows.json ssh.json closed.json", "windows.json cut.json empty.json", "escape.json", "unjudged.json",
        "unnamed.ndjson", "windows.json facts", "windows.json --waivers waivers.json",
        "windows.json ssh.json --baseline base.json --waivers waivers.json",
        "windows.json ssh.json --baseline base.json",
    ])
    func isTheSameAsThatOfTheRun(_ arguments: String) throws {
        let folder = try CaseFolder()
        let unnamed = CaseFolder.windows.replacingOccurrences(of: #""resourceId":"sg-windows","#, with: "")
        try write([unnamed, CaseFolder.windows, unnamed].joined(separator: "\n"), "unnamed.ndjson", folder)
        let facts = folder.url.appending(path: "facts/111122223333")
        try FileManager.default.createDirectory(at: facts, withIntermediateDirectories: true)
        try Data(#"{"SummaryMap":{"AccountMFAEnabled":0,"AccountAccessKeysPresent":1}}"#.utf8)
            .write(to: facts.appending(path: "summary.json"))
        try write(
            #"{"waivers":[{"rule":"restricted-*","resource":"sg-windows","reason":"r","owner":"o","ticket":"t","expiry":"2026-12-31"}]}"#,
            "waivers.json", folder)
        let base = try run("check windows.json --rule restricted-common-ports --write-baseline base.json", in: folder)
        #expect(base.status == 1)
        let outputs = ["table", "json", "ndjson"].map { "--output \($0)=DIR/report.\($0)" }.joined(separator: " ")
        for name in ["checked", "reported"] {
            try FileManager.default.createDirectory(
                at: folder.url.appending(path: name), withIntermediateDirectories: false)
        }
        let gate = arguments.contains("--baseline") ? " --baseline base.json" : ""
        let checked = try run(
            "check \(arguments) --rules all --as-of 2026-02-01 "
                + outputs.replacingOccurrences(of: "DIR", with: "checked"), in: folder)
        let reported = try run(
            "report checked/report.ndjson --as-of 2026-02-01\(gate) "
                + outputs.replacingOccurrences(of: "DIR", with: "reported"), in: folder)
        #expect(checked.status == reported.status, "\(reported.errors)")
        for format in ["table", "json", "ndjson"] {
            let expected = try text("checked/report.\(format)", folder)
            #expect(try text("reported/report.\(format)", folder) == expected, "\(format)")
        }
    }

    @Test func shardsAreMergedWhateverTheirOrder() throws {
        let folder = try CaseFolder()
        let shards = [
            Self.line("sg-1", "COMPLIANT")
                + Self.line("sg-2", "NON_COMPLIANT", at: "2026-01-02", #","annotation":"b""#),
            // Newer than one, older than the other; and a rule of its own.
            Self.line("sg-1", "NON_COMPLIANT", at: "2026-01-03T00:00:00Z", #","annotation":"open""#)
                + Self.line("sg-2", "COMPLIANT", at: "2026-01-01T00:00:00.000Z")
                + Self.line("sg-2", "COMPLIANT", rule: "another-rule"),
            // Equally new: the worse counts. Without a time it is the oldest.
            Self.line("sg-2", "COMPLIANT", at: "2026-01-02") + Self.line("sg-1", "INSUFFICIENT_DATA", at: nil)
                + Self.line("sg-3", "INSUFFICIENT_DATA") + Self.line("sg-0", "COMPLIANT"),
            Self.line("sg-3", "COMPLIANT"),
        ]
        for (number, shard) in shards.enumerated() { try write(shard, "shard-\(number).ndjson", folder) }
        let expected =
            Self.line("sg-0", "COMPLIANT")
            + Self.line("sg-1", "NON_COMPLIANT", at: "2026-01-03T00:00:00.000Z", #","annotation":"open""#)
            + Self.line("sg-2", "COMPLIANT", rule: "another-rule")
            + Self.line("sg-2", "NON_COMPLIANT", at: "2026-01-02T00:00:00.000Z", #","annotation":"b""#)
            + Self.line("sg-3", "INSUFFICIENT_DATA")
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2], [0, 0, 1, 2, 3, 3]] {
            let names = order.map { "shard-\($0).ndjson" }.joined(separator: " ")
            let run = try run("report \(names) --output ndjson", in: folder)
            #expect(run.status == 1 && run.errors.isEmpty)
            #expect(sorted(run.output) == sorted(expected), "\(names)\n\(run.output)")
        }
        let all = shards.joined()
        #expect(try sorted(run("report - --output ndjson", input: all, in: folder).output) == sorted(expected))
        let table = try run("report . --output table", in: folder)
        #expect(table.status == 3 && table.output.contains("another-rule") == false)
    }

    /// The lines with their members in any order, for the annotation stands elsewhere in what is written.
    private func sorted(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.dropFirst().dropLast().split(separator: ",").map(String.init).sorted() }
    }

    @Test(arguments: [
        ("x.ndjson", #"{"hello":1}"#, "x.ndjson:1: this evaluation names no resourceType"),
        ("x.ndjson", "[1]", "x.ndjson:1: this is no evaluation"),
        ("x.ndjson", line("a", "PASSED"), "the complianceType is none that AWS Config has"),
        ("x.ndjson", line("a", "COMPLIANT", at: "noon"), "the orderingTimestamp is no time"),
        ("x.ndjson", line("a", "COMPLIANT").replacingOccurrences(of: "high", with: "bad"), "the severity is none of"),
        ("x.ndjson", line("a", "NON_COMPLIANT", #","waiver":{"reason":"r"}"#), "the waiver is not complete"),
        ("x.ndjson", line("a", "COMPLIANT") + "{\n{", "x.ndjson:3:1: not valid JSON"),
        ("x.ndjson", line("a", "COMPLIANT") + #"{"a":"#, "the file is not complete"),
        ("x.ndjson", line("a", "COMPLIANT") + "1\n2\n", "x.ndjson:2: this is no evaluation, and 1 more such"),
        (
            "x.ndjson", line("a", "COMPLIANT") + #"{"error":"bucket/a.json: the file is empty"}"#,
            "bucket/a.json: the file is empty"
        ),
        ("y.ndjson", "", "x.ndjson: no such file or folder"),
    ])
    func whatIsDamagedIsNoPass(_ name: String, _ content: String, _ message: String) throws {
        let folder = try CaseFolder()
        try write(content, name, folder)
        try write(Self.line("good", "NON_COMPLIANT"), "good.ndjson", folder)
        let run = try run("report x.ndjson good.ndjson --output table", in: folder)
        #expect(run.status == 3 && run.errors.contains(message), "\(run.errors)")
        #expect(run.output.contains("good") && run.output.contains("NO PASS"))
    }

    @Test func nothingEvaluatedIsNoPass() throws {
        let folder = try CaseFolder()
        try write("", "none.ndjson", folder)
        let run = try run("report none.ndjson", in: folder)
        #expect(run.status == 3 && run.errors.contains("nothing was evaluated"))
        #expect(try self.run("report none.ndjson --allow-empty", in: folder).status == 0)
        try write(Self.line("a", "INSUFFICIENT_DATA"), "undecided.ndjson", folder)
        #expect(try self.run("report undecided.ndjson", in: folder).status == 3)
        // A report is never written over evaluations.
        #expect(try self.run("report undecided.ndjson --output json=undecided.ndjson", in: folder).status == 2)
        #expect(try text("undecided.ndjson", folder).hasSuffix("}\n"))
    }

    @Test func aWaiverOfARunHoldsUntilItExpires() throws {
        let folder = try CaseFolder()
        let waiver = #","waiver":{"reason":"r","owner":"o","ticket":"T-7","expiry":"2026-03-31"}"#
        try write(Self.line("a", "NON_COMPLIANT", waiver), "x.ndjson", folder)
        let live = try run("report x.ndjson --as-of 2026-03-31T23:00:00Z", in: folder)
        #expect(live.status == 0 && live.output.contains("WAIVED  1"))
        let expired = try run("report x.ndjson --as-of 2026-04-01 --output ndjson", in: folder)
        #expect(expired.status == 1 && expired.errors.contains("the waiver of T-7 expired 2026-03-31"))
        #expect(!expired.output.contains("waiver"))
    }
}
