import Foundation
import Testing

/// `record`, `stream`, `deliver`, `recorder` and `check --store` as a user meets them.
@Suite struct StoreCommandTests {
    private static func group(_ hour: Int, _ port: Int?, id: String = "sg-1") -> String {
        CaseFolder.group(id, port.map(CaseFolder.open) ?? "")
            .replacingOccurrences(of: "2026-01-01T00:00", with: "2026-01-01T\(hour):00")
    }

    private static let day = [group(10, nil), group(11, 3389), group(12, nil)].joined(separator: "\n")

    private func run(_ line: String, input: String? = nil, in folder: CaseFolder) throws -> CommandRun {
        try CommandRun(line.split(separator: " ").map(String.init), input: input, in: folder)
    }

    private func recorded(_ items: String = day) throws -> CaseFolder {
        let folder = try CaseFolder()
        let run = try run("record - --store store --rule restricted-common-ports -q", input: items, in: folder)
        #expect(run.status == 0 && run.errors.isEmpty && run.output.isEmpty)
        return folder
    }

    @Test func theStreamAsText() throws {
        let folder = try recorded()
        let text = try run("stream --store store --output text", in: folder)
        #expect(
            text.output == """
                2026-01-01T10:00:00.000Z 111122223333 eu-west-1 created AWS::EC2::SecurityGroup/sg-1
                2026-01-01T10:00:00.000Z 111122223333 eu-west-1 restricted-common-ports is COMPLIANT for AWS::EC2::SecurityGroup/sg-1
                2026-01-01T11:00:00.000Z 111122223333 eu-west-1 updated AWS::EC2::SecurityGroup/sg-1: Configuration.IpPermissions.0
                2026-01-01T11:00:00.000Z 111122223333 eu-west-1 restricted-common-ports was COMPLIANT, is NON_COMPLIANT for AWS::EC2::SecurityGroup/sg-1: TCP port 3389 open to 0.0.0.0/0.
                2026-01-01T12:00:00.000Z 111122223333 eu-west-1 updated AWS::EC2::SecurityGroup/sg-1: Configuration.IpPermissions.0
                2026-01-01T12:00:00.000Z 111122223333 eu-west-1 restricted-common-ports was NON_COMPLIANT, is COMPLIANT for AWS::EC2::SecurityGroup/sg-1

                """)
        let late = try run("stream --store store -o text --type compliance --since 2026-01-01T11:30:00Z", in: folder)
        #expect(late.output.split(separator: "\n").count == 1)
        let unknown = try run("stream --store store --type complaints", in: folder)
        #expect(unknown.status == 2 && unknown.errors.contains("item, compliance, evaluation, delivery"))
    }

    @Test func theSameInputAgainChangesNothing() throws {
        let folder = try recorded()
        let before = try run("stream --store store", in: folder).output
        let again = try run("record - --store store", input: Self.day, in: folder)
        #expect(again.status == 0 && again.errors.contains("3 items read: 3 known already"))
        #expect(try run("stream --store store", in: folder).output == before)
    }

    /// What the command fails at comes again, first; what it did does not.
    @Test func eventsGoToACommandAtLeastOnce() throws {
        let folder = try recorded()
        // Fails from the third event on.
        try Data("cat >> seen; [ $(wc -l < seen) -lt 3 ]\n".utf8).write(to: folder.url.appending(path: "broken.sh"))
        func handOver(_ command: String) throws -> CommandRun {
            try CommandRun(["stream", "--store", "store", "--type", "item,compliance", "--exec", command], in: folder)
        }
        let first = try handOver("sh broken.sh")
        #expect(first.status == 4 && first.errors.contains("ended with status 1"))
        let second = try handOver("cat >> rest")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try handOver("cat >> more").status == 0)
        func lines(_ name: String) -> [Substring] {
            let data = FileManager.default.contents(atPath: folder.url.appending(path: name).path) ?? Data()
            return String(decoding: data, as: UTF8.self).split(separator: "\n")
        }
        let all = try run("stream --store store", in: folder).output.split(separator: "\n")
        // Two went through; the third was tried four times.
        #expect(lines("seen") == all[..<2] + Array(repeating: all[2], count: 4))
        #expect(lines("rest") == Array(all[2...]))
        #expect(lines("more").isEmpty)
        // A command that does not read its input, and another reader with a cursor of its own.
        let other = try CommandRun(
            ["stream", "--store", "store", "--cursor", "other", "--exec", "true"], in: folder)
        #expect(other.status == 0, "\(other.errors)")
        try Data("{\"segment\":9,\"byte\":1}\n".utf8).write(to: folder.url.appending(path: "store/cursors/other.json"))
        let beyond = try CommandRun(["stream", "--store", "store", "--cursor", "other", "--exec", "true"], in: folder)
        #expect(beyond.status == 3 && beyond.errors.contains("the store was replaced"))
        #expect(try run("stream --store store --cursor ../x --exec true", in: folder).status == 2)
        #expect(try run("stream --store store --cursor x", in: folder).status == 2)
    }

    @Test func aStoreInThePlaceOfInputs() throws {
        let folder = try recorded()
        let rule = "--rule restricted-common-ports --output ndjson"
        #expect(try run("check --store store \(rule)", in: folder).status == 0)
        let then = try run("check --store store --at 2026-01-01T11:30:00Z \(rule)", in: folder)
        #expect(then.status == 1)
        let snapshot = try run("check - \(rule)", input: Self.group(11, 3389), in: folder)
        #expect(then.output == snapshot.output)
        let early = try run("check --store store --at 2025-01-01 \(rule)", in: folder)
        #expect(early.status == 3 && early.errors.contains("nothing was evaluated"))
        for (line, message) in [
            ("check --store store open.json", "--store takes the place of INPUT"),
            ("check --at 2026-01-01 x", "--at needs"),
            ("check", "INPUT"), ("check --store nowhere", "no store is there"),
            ("stream --store nowhere", "no store is there"), ("deliver --store nowhere --to x", "no store is there"),
            ("recorder --store nowhere", "no store is there"), ("record open.json --store .", "other files in it"),
        ] {
            let wrong = try run(line, in: folder)
            #expect(wrong.status == 2 && wrong.errors.contains(message), "\(line): \(wrong.errors)")
        }
        let graph = try run("graph sg-1 --store store --at 2026-01-01T11:30:00Z", in: folder)
        #expect(graph.status == 0 && graph.output.contains("NON_COMPLIANT"), "\(graph.output)\(graph.errors)")
    }

    @Test func deliveredFilesAreReadBack() throws {
        let folder = try recorded()
        let delivered = try run("deliver --store store --to bucket", in: folder)
        #expect(delivered.status == 0)
        let files = delivered.output.split(separator: "\n").map(String.init)
        #expect(files.count == 3)
        #expect(files[0].hasPrefix("AWSLogs/111122223333/Config/eu-west-1/2026/1/1/ConfigSnapshot/"))
        #expect(
            files[1].hasSuffix(
                "ConfigHistory/111122223333_Config_eu-west-1_ConfigHistory_AWS::EC2::SecurityGroup_20260101T100000Z_20260101T110000Z_1.json.gz"
            ))
        let events = try run("stream --store store --type delivery -o text", in: folder)
        #expect(events.output.split(separator: "\n").count == 4)
        let again = try run("deliver --store store --to bucket", in: folder)
        #expect(again.output.isEmpty && again.errors.contains("3 files were there already"))
        let check = try run("check bucket --rule restricted-common-ports -o ndjson", in: folder)
        #expect(
            check.output == (try run("check --store store --rule restricted-common-ports -o ndjson", in: folder).output)
        )
        _ = try run("record bucket --store other --rule restricted-common-ports -q", in: folder)
        #expect(
            try run("stream --store other", in: folder).output
                == (try run("stream --store store --type item,compliance", in: folder).output))
    }

    @Test func theRecorder() throws {
        let folder = try recorded()
        try Data(#"{"ConfigurationRecorder":{"recordingGroup":{"resourceTypes":["AWS::S3::Bucket"]}}}"#.utf8)
            .write(to: folder.url.appending(path: "recorder.json"))
        let put = try run("recorder --store store --configuration recorder.json --stop --as-of 2026-01-02", in: folder)
        #expect(put.status == 0, "\(put.errors)")
        let status = try run("recorder --store store", in: folder)
        #expect(status.output == put.output)
        for text in [#""recording": false"#, #""lastStopTime": "2026-01-02T00:00:00.000Z""#, #""AWS::S3::Bucket""#] {
            #expect(status.output.contains(text))
        }
        _ = try run("recorder --store store --start --as-of 2026-01-03", in: folder)
        let left = try run("record - --store store", input: Self.group(13, 3389), in: folder)
        #expect(left.errors.contains("1 not recorded, as the recorder is configured"))
        try Data(#"{"recordingGroup":{"allSuported":true}}"#.utf8).write(
            to: folder.url.appending(path: "recorder.json"))
        let wrong = try run("recorder --store store --configuration recorder.json", in: folder)
        #expect(wrong.status == 2 && wrong.errors.contains("recordingGroup.allSuported"))
        #expect(try run("recorder --store store --start --stop", in: folder).status == 2)
    }

    /// A follower sees what a recorder adds, and only that.
    @Test(.timeLimit(.minutes(1))) func following() throws {
        let folder = try recorded(Self.group(10, nil))
        let process = Process()
        process.executableURL = CommandRun.executable
        process.arguments = ["stream", "--store", "store", "--follow", "--output", "text"]
        process.currentDirectoryURL = folder.url
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        defer { process.terminate() }
        var seen = ""
        func wait(for text: String) {
            while !seen.contains(text) {
                let data = pipe.fileHandleForReading.availableData
                if data.isEmpty { break }
                seen += String(decoding: data, as: UTF8.self)
            }
        }
        wait(for: "created AWS::EC2::SecurityGroup/sg-1")
        _ = try run("record - --store store -q", input: Self.group(11, 3389), in: folder)
        wait(for: "is NON_COMPLIANT")
        #expect(seen.contains("is NON_COMPLIANT"))
        #expect(seen == (try run("stream --store store -o text", in: folder).output))
    }

    /// A follower whose output nobody reads any more ends, though nothing happens.
    @Test(.timeLimit(.minutes(1))) func aFollowerThatNobodyReads() throws {
        let folder = try recorded()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "'\(CommandRun.executable.path)' stream --store store --follow | head -1 >/dev/null",
        ]
        process.currentDirectoryURL = folder.url
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func twoRecordersAtOnce() throws {
        let folder = try recorded()
        // What a recorder does while it runs.
        let lock = open(folder.url.appending(path: "store/lock").path, O_RDWR)
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        try Data("process 4711\n".utf8).write(to: folder.url.appending(path: "store/lock"), options: [])
        let second = try run("record - --store store -q", input: Self.day, in: folder)
        #expect(second.status == 4)
        #expect(second.errors.contains("another process (process 4711) is recording into the store"))
        #expect(try run("stream --store store", in: folder).status == 0)
        close(lock)
        #expect(try run("record - --store store -q", input: Self.day, in: folder).status == 0)
    }
}
