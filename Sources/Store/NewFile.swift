/// A file that is written aside and only then put in its place, whole.
public final class NewFile {
    private let path: String
    private let file: StoreFile
    private var size = 0

    /// Begins the file that is to be at `path`, and makes the folders above it.
    public init(path: String) throws(StoreError) {
        self.path = path
        var folder = ""
        for (number, part) in path.split(separator: "/", omittingEmptySubsequences: false).dropLast().enumerated() {
            folder += number == 0 ? String(part) : "/" + part
            if !folder.isEmpty { try StoreFolder.make(folder) }
        }
        file = try StoreFile(path + ".partial", .replacing)
    }

    /// Appends bytes.
    public func write(_ bytes: [UInt8]) throws(StoreError) {
        try file.write(bytes, at: size)
        size += bytes.count
    }

    /// Puts the file in its place.
    ///
    /// - Returns: false when just the same is there already.
    public func finish() throws(StoreError) -> Bool {
        if try isThere() {
            try StoreFolder.remove(path + ".partial")
            return false
        }
        try file.sync()
        try StoreFolder.rename(path + ".partial", path)
        return true
    }

    private func isThere() throws(StoreError) -> Bool {
        guard StoreFolder.exists(path) else { return false }
        let other = try StoreFile(path, .reading)
        guard other.size == size else { return false }
        let chunk = 1 << 20
        for offset in stride(from: 0, to: size, by: chunk)
        where try file.read(at: offset, count: chunk) != other.read(at: offset, count: chunk) {
            return false
        }
        return true
    }

    /// Takes the unfinished file away.
    public func abandon() { try? StoreFolder.remove(path + ".partial") }
}
