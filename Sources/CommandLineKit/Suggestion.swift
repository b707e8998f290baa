/// The candidate that was most likely meant by a word that is none of them, or nil where none is close.
///
/// Close means that at most a third of the shorter of the two needs an edit (a character added, dropped, replaced or
/// swapped with its neighbour; case does not count). Where none is close, the only candidate that starts with the word
/// is suggested. Of equally close ones the first wins.
public func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    let typed = Array(word.lowercased())
    guard !typed.isEmpty else { return nil }
    var best: (candidate: String, distance: Int)?
    var completions: [String] = []
    for candidate in candidates {
        let target = Array(candidate.lowercased())
        if target.starts(with: typed) { completions.append(candidate) }
        let limit = max(1, min(typed.count, target.count) / 3)
        // A distance is never below the difference in length, so an absurdly long word costs nothing.
        guard abs(typed.count - target.count) <= limit else { continue }
        let distance = editDistance(typed, target)
        // All characters replaced is no likeness, however short the word.
        guard distance <= limit, distance < max(typed.count, target.count) else { continue }
        if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate ?? (completions.count == 1 ? completions.first : nil)
}

/// The optimal string alignment distance.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var current = [i + 1]
        current.reserveCapacity(b.count + 1)
        for j in b.indices {
            var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                cost = min(cost, beforePrevious[j - 1] + 1)
            }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[b.count]
}
