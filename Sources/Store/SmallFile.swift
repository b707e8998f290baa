/// Files of a store that are replaced as a whole.
public enum SmallFile {
    /// The largest that is read.
    private static let limit = 16 << 20

    /// What the file holds; nil where there is none.
    public static func read(_ path: String) throws(StoreError) -> [UInt8]? {
        guard StoreFolder.exists(path) else { return nil }
        let file = try StoreFile(path, .reading)
        return try file.read(at: 0, count: min(file.size, limit))
    }

    /// Puts `bytes` in the place of the file: a crash leaves the one or the other.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(StoreError) {
        let file = try StoreFile(path + ".new", .replacing)
        try file.write(bytes, at: 0)
        try file.sync()
        try StoreFolder.rename(path + ".new", path)
        try StoreFolder.sync(
            path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/"))
    }
}
