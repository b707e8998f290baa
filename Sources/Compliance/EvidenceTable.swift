/// The evidence of a run's NON_COMPLIANT verdicts; empty where the settings did not ask for it.
///
/// Texts lie in a few large buffers, for there may be as many as verdicts.
public struct EvidenceTable: Sendable {
    /// By shard: parts in the order of their records.
    private var parts: [[Part]] = []

    /// The evidence of some consecutive records of a shard.
    struct Part: Sendable {
        private var findings: [Finding] = []
        private var pieces: [Piece] = []
        private var arena: [UInt8] = []

        private struct Finding {
            var record: Int32
            var rule: UInt16
            var pieces: Range<Int32>
        }

        /// The path's text, then the value's; an empty value is none, for no JSON is empty.
        private struct Piece {
            var path: Int
            var value: Int
            var end: Int
        }

        fileprivate var first: Int32 { findings.first?.record ?? 0 }
        var isEmpty: Bool { findings.isEmpty }

        mutating func add(_ evidence: [Evidence], record: Int, rule: Int) {
            guard !evidence.isEmpty else { return }
            let start = Int32(pieces.count)
            for piece in evidence {
                let path = arena.count
                arena.append(contentsOf: piece.path.utf8)
                let value = arena.count
                arena.append(contentsOf: (piece.value ?? "").utf8)
                pieces.append(Piece(path: path, value: value, end: arena.count))
            }
            findings.append(
                Finding(
                    record: Int32(record), rule: UInt16(truncatingIfNeeded: rule),
                    pieces: start..<Int32(pieces.count)))
        }

        /// Items of a file and of memory come one after the other.
        mutating func sort() { findings.sort { ($0.record, $0.rule) < ($1.record, $1.rule) } }

        fileprivate subscript(record: Int, rule: Int) -> [Evidence] {
            let at = findings.partition { ($0.record, Int($0.rule)) < (Int32(record), rule) }
            guard at < findings.count, findings[at].record == record, findings[at].rule == rule else { return [] }
            return findings[at].pieces.map { number in
                let piece = pieces[Int(number)]
                let value = piece.value == piece.end ? nil : text(piece.value..<piece.end)
                return Evidence(path: text(piece.path..<piece.value), value: value)
            }
        }

        private func text(_ range: Range<Int>) -> String { String(decoding: arena[range], as: UTF8.self) }
    }

    init() {}

    init(parts: [[Part]]) { self.parts = parts.map { $0.filter { !$0.isEmpty } } }

    /// Whether no verdict has evidence.
    public var isEmpty: Bool { parts.allSatisfy(\.isEmpty) }

    /// What makes a rule find a record NON_COMPLIANT, the most telling first; empty where nothing in the item does.
    public subscript(shard shard: Int, record record: Int, rule rule: Int) -> [Evidence] {
        guard shard < parts.count else { return [] }
        let behind = parts[shard].partition { $0.first <= record }
        return behind == 0 ? [] : parts[shard][behind - 1][record, rule]
    }
}

extension Array {
    /// The index of the first element for which `isBefore` does not hold, where it holds for all before that one.
    fileprivate func partition(_ isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
