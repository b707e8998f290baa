#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Why a store cannot be used, and what to do about it.
public enum StoreError: Error, Equatable, Sendable {
    /// The operating system refused; `action` completes "cannot be …".
    case system(path: String, action: String, code: Int32)
    /// The folder holds something else, and is left alone.
    case notAStore(path: String)
    /// There is no store.
    case missing(path: String)
    /// Written by a later version.
    case unknownFormat(path: String, found: String)
    /// Another process writes to it.
    case inUse(path: String, process: String)
    /// The index does not hold what was acknowledged; the log still may.
    case indexLost(folder: String)
    /// A file holds less than, or something else than, what was acknowledged.
    case damaged(path: String, what: String)

    /// What `errno` says now about `action` on `path`.
    static func current(_ path: String, _ action: String) -> StoreError {
        .system(path: path, action: action, code: errno)
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .system(let path, let action, let code):
            "\(path): cannot be \(action): \(String(cString: strerror(code)))"
                + (code == ENOSPC || code == EDQUOT ? "; the store is as it was before: make room and run again" : "")
        case .notAStore(let path):
            "\(path): is a folder with other files in it; name an empty folder, a new one, or a store"
        case .missing(let path): "\(path): no store is there; 'configcheck record INPUT… --store \(path)' makes one"
        case .unknownFormat(let path, let found):
            "\(path): the store is of format '\(found)', which this version does not know; use a newer configcheck"
        case .inUse(let path, let process):
            "\(path): another process\(process.isEmpty ? "" : " (\(process))") is recording into the store; "
                + "run again when it has ended"
        case .indexLost(let folder):
            "\(folder): holds less than was acknowledged; make the store anew from its log: "
                + "configcheck record \(folder.dropLast(5))stream --store NEW"
        case .damaged(let path, let what): "\(path): \(what); restore the store from a copy"
        }
    }
}
