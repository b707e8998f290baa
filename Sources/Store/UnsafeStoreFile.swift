#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of a store: read anywhere, written at its end or at a place, synced when asked.
final class StoreFile {
    let path: String
    private let descriptor: Int32

    enum Mode {
        case reading
        /// Made if it is not there.
        case writing
        /// Made or emptied.
        case replacing
        /// Made, and gone from its folder at once: a place for what does not fit in memory.
        case scratch
    }

    init(_ path: String, _ mode: Mode) throws(StoreError) {
        self.path = path
        let flags =
            switch mode {
            case .reading: O_RDONLY
            case .writing: O_RDWR | O_CREAT
            case .replacing, .scratch: O_RDWR | O_CREAT | O_TRUNC
            }
        descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .current(path, mode == .reading ? "opened" : "opened for writing") }
        if mode == .scratch { unlink(path) }
    }

    deinit { close(descriptor) }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Fills `buffer` from `offset`; returns how many bytes there were.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(StoreError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
            if count == 0 { break }
            if count > 0 {
                done += count
            } else if errno != EINTR {
                throw .current(path, "read")
            }
        }
        return done
    }

    /// `count` bytes at `offset`, or as many as there are.
    func read(at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
        var failure: StoreError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(StoreError) {
                filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(StoreError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
            if count >= 0 {
                done += count
            } else if errno != EINTR {
                throw .current(path, "written")
            }
        }
    }

    func write<Element: BitwiseCopyable>(_ elements: [Element], at offset: Int) throws(StoreError) {
        var failure: StoreError?
        elements.withUnsafeBytes { bytes in
            do throws(StoreError) {
                try write(bytes, at: offset)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    func truncate(to size: Int) throws(StoreError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .current(path, "shortened") }
    }

    /// Has the disk promise the room, so that writing through a mapping cannot fail.
    func reserve(_ size: Int) throws(StoreError) {
        #if canImport(Darwin)
            try truncate(to: size)
        #else
            let code = posix_fallocate(descriptor, 0, off_t(size))
            guard code == 0 else { throw .system(path: path, action: "written", code: code) }
        #endif
    }

    func sync() throws(StoreError) {
        guard fsync(descriptor) == 0 else { throw .current(path, "synced to disk") }
    }

    /// Whether the lock on the file was free; it is held until the file is closed, be it by a kill.
    func tryLock() throws(StoreError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .current(path, "locked") }
        return false
    }

    /// The first `size` bytes as memory; beyond the file's end they must not be touched until it has grown.
    func map(_ size: Int, writable: Bool) throws(StoreError) -> UnsafeMutableRawPointer {
        let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
        let start = mmap(nil, size, protection, MAP_SHARED, descriptor, 0)
        guard let start, start != MAP_FAILED else { throw .current(path, "mapped") }
        return start
    }

    static func unmap(_ start: UnsafeMutableRawPointer, _ size: Int) { munmap(start, size) }
}

/// Folders and names.
enum StoreFolder {
    static func make(_ path: String) throws(StoreError) {
        if mkdir(path, 0o755) != 0, errno != EEXIST { throw .current(path, "made") }
    }

    /// Makes names that were added, changed or removed in the folder outlast a crash.
    static func sync(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .current(path, "opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .current(path, "synced to disk") }
    }

    static func rename(_ from: String, _ to: String) throws(StoreError) {
        #if canImport(Glibc)
            let code = Glibc.rename(from, to)
        #elseif canImport(Musl)
            let code = Musl.rename(from, to)
        #elseif canImport(Darwin)
            let code = Darwin.rename(from, to)
        #endif
        guard code == 0 else { throw .current(to, "replaced") }
    }

    static func remove(_ path: String) throws(StoreError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw .current(path, "removed") }
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0
    }

    /// Names in a folder, sorted; nil where there is no such folder.
    static func names(in path: String) throws(StoreError) -> [String]? {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return nil }
            throw .current(path, "read")
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static var processID: Int32 { getpid() }
}
