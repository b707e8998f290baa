#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How a command failed.
enum CommandFailure: Error, CustomStringConvertible {
    case notStarted(code: Int32)
    case status(Int32)
    case signal(Int32)

    var description: String {
        switch self {
        case .notStarted(let code): "the command could not be started: \(String(cString: strerror(code)))"
        case .status(let status): "the command ended with status \(status)"
        case .signal(let signal): "the command was ended by signal \(signal)"
        }
    }
}

/// Runs commands through the shell.
enum ShellCommand {
    /// Runs `command` with `input` on its standard input, and waits for its end.
    static func run(_ command: String, input: [UInt8]) throws(CommandFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .notStarted(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        // We ignore SIGPIPE; the command should not.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var process = pid_t()
        let code = withArguments(["/bin/sh", "-c", command]) {
            posix_spawn(&process, "/bin/sh", &actions, &attributes, $0, environ)
        }
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        close(ends[0])
        guard code == 0 else {
            close(ends[1])
            throw .notStarted(code: code)
        }
        feed(input, to: ends[1])
        close(ends[1])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        if status & 0x7F != 0 { throw .signal(status & 0x7F) }
        let exit = status >> 8 & 0xFF
        if exit != 0 { throw .status(exit) }
    }

    /// Writes what the command will take; one that does not read its input is none the worse for it.
    private static func feed(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { return }
        }
    }

    private static func withArguments<Result>(
        _ arguments: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for case let copy? in copies { free(copy) } }
        return body(copies)
    }

    static func pause(milliseconds: Int) { usleep(UInt32(milliseconds * 1000)) }
}
