/// Bytes that are put aside and read again by place, in memory as long as they are few and then in a file that is gone
/// when the process is, however it ends.
public final class ScratchFile {
    private let folder: String
    private let memoryLimit: Int
    private var memory: [UInt8] = []
    private var file: StoreFile?
    /// How much is in the file.
    private var written = 0

    /// - Parameter folder: where the file is made once there are more than `memoryLimit` bytes.
    public init(folder: String, memoryLimit: Int = 32 << 20) {
        self.folder = folder
        self.memoryLimit = memoryLimit
    }

    /// Puts bytes aside and returns where.
    public func append(_ bytes: [UInt8]) throws(StoreError) -> Int {
        if memory.count + bytes.count > memoryLimit {
            let target: StoreFile
            if let file { target = file } else { target = try StoreFile(folder + "/incoming.tmp", .scratch) }
            file = target
            try target.write(memory, at: written)
            written += memory.count
            memory.removeAll(keepingCapacity: true)
        }
        memory += bytes
        return written + memory.count - bytes.count
    }

    /// `count` bytes that were put aside at `offset`.
    public func read(at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
        guard offset < written, let file else { return Array(memory[offset - written..<offset - written + count]) }
        return try file.read(at: offset, count: count)
    }
}
