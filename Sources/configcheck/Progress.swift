import CommandLineKit
import Synchronization

/// Says on a terminal how far the reading is, once it has taken more than a second.
final class Progress: Sendable {
    private let bytesRead = Atomic(0)
    private let totalBytes: Int?

    /// - Parameter totalBytes: size of all inputs; nil where some have none.
    init(totalBytes: Int?) {
        self.totalBytes = totalBytes
    }

    func didRead(_ count: Int) {
        bytesRead.wrappingAdd(count, ordering: .relaxed)
    }

    /// Runs `body` with a line of progress beside it.
    func whileRunning<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result {
        let display = startShowing()
        let result = await body()
        display.cancel()
        await display.value
        if hasShown.load(ordering: .relaxed) { write("\r\u{1B}[K") }
        return result
    }

    /// Runs `body` on this thread with a line of progress beside it.
    func whileRunningHere<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let display = startShowing()
        defer {
            display.cancel()
            if hasShown.load(ordering: .relaxed) { write("\r\u{1B}[K") }
        }
        return try body()
    }

    private func startShowing() -> Task<Void, Never> {
        Task {
            try? await Task.sleep(for: .seconds(1))
            while !Task.isCancelled {
                show()
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private let hasShown = Atomic(false)

    private func show() {
        hasShown.store(true, ordering: .relaxed)
        let megabytes = bytesRead.load(ordering: .relaxed) >> 20
        let share = totalBytes.flatMap { $0 > 0 ? " of \($0 >> 20)" : nil } ?? ""
        write("\rread \(megabytes)\(share) MiB\u{1B}[K")
    }

    private func write(_ text: String) {
        writeToStandardError(text)
    }
}
