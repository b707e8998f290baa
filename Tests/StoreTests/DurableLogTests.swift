import FoundationEssentials
import Testing

@testable import Store

/// A folder that is gone after the test.
final class Folder {
    let path = NSTemporaryDirectoryPath() + "configcheck-store-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func bytes(_ name: String) -> [UInt8] {
        FileManager.default.contents(atPath: path + "/" + name).map(Array.init) ?? []
    }

    func append(_ bytes: [UInt8], to name: String) {
        var data = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
        data.append(contentsOf: bytes)
        _ = FileManager.default.createFile(atPath: path + "/" + name, contents: data)
    }
}

private func NSTemporaryDirectoryPath() -> String {
    let path = FileManager.default.temporaryDirectory.path
    return path.hasSuffix("/") ? path : path + "/"
}

struct DurableLogTests {
    /// Lines and entries as a recorder would write them.
    private func fill(_ log: DurableLog, _ range: Range<Int>) throws {
        for i in range {
            let position = try log.append(Array("{\"line\":\(i)}".utf8))
            try log.add(IndexEntry(key: UInt64(i % 7), a: position.rawValue, b: UInt64(i)))
        }
    }

    @Test func whatWasCommittedIsThereAgain() throws {
        let folder = Folder()
        let log = try DurableLog(path: folder.path, .writing, segmentLimit: 100)
        try fill(log, 0..<50)
        try log.commit(clock: 17)
        try log.close()

        let reader = try DurableLog(path: folder.path, .reading)
        #expect(reader.acknowledged.clock == 17)
        #expect(reader.files.count > 3)
        let newest = try #require(reader.first(3))
        #expect(newest.entry.b == 45)
        #expect(reader.all(3).map(\.b) == [45, 38, 31, 24, 17, 10, 3])
        #expect(reader.first(3) { $0.b < 20 }?.entry.b == 17)
        let line = try reader.read(LogPosition(rawValue: newest.entry.a), count: 11)
        #expect(String(decoding: line, as: UTF8.self) == "{\"line\":45}")
        #expect(reader.first(8) == nil)
    }

    @Test func whatWasNotCommittedIsCutOff() throws {
        let folder = Folder()
        let undisturbed = Folder()
        do {
            let log = try DurableLog(path: folder.path, .writing, segmentLimit: 100)
            try fill(log, 0..<20)
            try log.commit(clock: nil)
            // Goes away without a word, with lines in the files that nobody acknowledged.
            try fill(log, 20..<40)
            _ = try log.append(Array(repeating: 0x20, count: 5 << 20))
        }
        folder.append(Array("{\"torn".utf8), to: "stream/00000003.ndjson")
        let log = try DurableLog(path: folder.path, .writing, segmentLimit: 100)
        #expect(log.all(3).map(\.b) == [17, 10, 3])
        try fill(log, 20..<50)
        try log.commit(clock: nil)
        try log.close()

        let other = try DurableLog(path: undisturbed.path, .writing, segmentLimit: 100)
        try fill(other, 0..<50)
        try other.commit(clock: nil)
        try other.close()
        for name in [
            "commit.json", "index/entries.bin", "index/heads.bin", "stream/00000001.ndjson", "stream/00000006.ndjson",
        ] {
            #expect(folder.bytes(name) == undisturbed.bytes(name), "\(name)")
            #expect(!folder.bytes(name).isEmpty)
        }
    }

    /// Chains stay whole when the table of heads grows, whether it grew in the same run or not.
    @Test func manyEntries() throws {
        let folder = Folder()
        let log = try DurableLog(path: folder.path, .writing)
        for i in 0..<100_000 {
            try log.add(IndexEntry(key: UInt64(i / 3) &* 0x9E37_79B9_7F4A_7C15, a: UInt64(i)))
            if i == 20_000 { try log.commit(clock: nil) }
        }
        func isWhole(_ log: DurableLog) -> Bool {
            (0..<33_333).allSatisfy { group in
                let expected: [UInt64] = (0..<3).map { UInt64(group * 3 + 2 - $0) }
                return log.all(UInt64(group) &* 0x9E37_79B9_7F4A_7C15).map(\.a) == expected
            }
        }
        #expect(isWhole(log))
        try log.commit(clock: nil)
        // Not closed in order: readers and the next writer make their own heads.
        #expect(isWhole(try DurableLog(path: folder.path, .reading)))
        try log.close()
        #expect(isWhole(try DurableLog(path: folder.path, .reading)))
        try FileManager.default.removeItem(atPath: folder.path + "/index/heads.bin")
        #expect(isWhole(try DurableLog(path: folder.path, .reading)))
    }

    @Test func onlyOneWrites() throws {
        let folder = Folder()
        let first = try DurableLog(path: folder.path, .writing)
        #expect {
            _ = try DurableLog(path: folder.path, .writing)
        } throws: { error in
            guard case .inUse(_, let process)? = error as? StoreError else { return false }
            return process == "process \(ProcessInfo.processInfo.processIdentifier)"
        }
        try first.commit(clock: nil)
        #expect(throws: Never.self) { try DurableLog(path: folder.path, .reading) }
    }

    @Test func foldersOfOthersAreLeftAlone() throws {
        let folder = Folder()
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        folder.append([1], to: "thesis.doc")
        #expect(throws: StoreError.notAStore(path: folder.path)) { try DurableLog(path: folder.path, .writing) }
        #expect(throws: StoreError.missing(path: folder.path)) { try DurableLog(path: folder.path, .reading) }
    }

    @Test func aLogThatLostAcknowledgedBytesIsRefused() throws {
        let folder = Folder()
        let log = try DurableLog(path: folder.path, .writing)
        try fill(log, 0..<20)
        try log.commit(clock: nil)
        _ = FileManager.default.createFile(atPath: folder.path + "/stream/00000001.ndjson", contents: Data([0x7B]))
        try log.close()
        #expect(throws: StoreError.self) { try fillAgain(folder) }
    }

    @Test func aLostIndexSaysHowToGoOn() throws {
        let folder = Folder()
        let log = try DurableLog(path: folder.path, .writing)
        try fill(log, 0..<20)
        try log.commit(clock: nil)
        try log.close()
        try FileManager.default.removeItem(atPath: folder.path + "/index/entries.bin")
        for mode in [DurableLog.Mode.reading, .writing] {
            #expect(throws: StoreError.indexLost(folder: folder.path + "/index")) {
                try DurableLog(path: folder.path, mode)
            }
        }
        #expect("\(StoreError.indexLost(folder: "x/index"))".contains("record x/stream --store NEW"))
    }

    private func fillAgain(_ folder: Folder) throws {
        _ = try DurableLog(path: folder.path, .writing)
    }

    @Test func scratchFilesKeepWhatIsPutAside() throws {
        let folder = Folder()
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let scratch = ScratchFile(folder: folder.path, memoryLimit: 100)
        let places = try (0..<100).map { try scratch.append(Array(repeating: UInt8($0), count: 7)) }
        for (i, place) in places.enumerated() {
            #expect(try scratch.read(at: place, count: 7) == Array(repeating: UInt8(i), count: 7))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}
