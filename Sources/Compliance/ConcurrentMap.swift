import Synchronization

/// Calls `body` for 0..<count on up to `jobs` tasks and gives the results in order.
public func concurrentMap<Result: Sendable>(
    _ count: Int, jobs: Int, _ body: @escaping @Sendable (Int) -> Result
) async -> [Result] {
    guard jobs > 1, count > 1 else { return (0..<count).map(body) }
    let counter = Counter()
    return await withTaskGroup(of: [(Int, Result)].self) { group in
        for _ in 0..<min(jobs, count) {
            group.addTask {
                var results: [(Int, Result)] = []
                while true {
                    let index = counter.take()
                    guard index < count else { return results }
                    results.append((index, body(index)))
                }
            }
        }
        var all: [(Int, Result)] = []
        for await part in group { all += part }
        return all.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

/// Hands out 0, 1, 2, … to whoever asks.
private final class Counter: Sendable {
    private let next = Atomic(0)

    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
}
