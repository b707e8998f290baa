import ConfigModel
public import Ingest
import JSON
import Recording

/// Items by their places in files that are known to hold them, such as a store's, and facts beside them.
public struct StoredItems: Sendable {
    /// How the whole is called.
    public let path: String
    /// The places of items, by file.
    public let pieces: [(path: String, ranges: [Range<Int>])]
    public let facts: [FactDocument]
    /// Users who are not judged by a credential report alone, for items tell of them.
    public let recordedUsers: Set<UserReference>

    /// See the properties.
    public init(
        path: String, pieces: [(path: String, ranges: [Range<Int>])], facts: [FactDocument],
        recordedUsers: Set<UserReference>
    ) {
        self.recordedUsers = recordedUsers
        self.path = path
        self.pieces = pieces
        self.facts = facts
    }
}

/// A user of an account, by ARN.
public struct UserReference: Sendable, Hashable {
    let accountId: String
    let arn: String

    /// See the properties.
    public init(accountId: String, arn: String) {
        self.accountId = accountId
        self.arn = arn
    }
}

extension InputReading {
    /// How many items are read at a time.
    private static let chunk = 10_000

    /// Reads stored items, several parts at a time.
    func read(_ stored: StoredItems) async -> [Part] {
        var units: [(path: String, ranges: [Range<Int>])] = []
        for piece in stored.pieces {
            for start in stride(from: 0, to: piece.ranges.count, by: Self.chunk) {
                units.append((piece.path, Array(piece.ranges[start..<min(start + Self.chunk, piece.ranges.count)])))
            }
        }
        let work = units
        var parts = await concurrentMap(work.count, jobs: settings.jobs) { read(work[$0].path, work[$0].ranges, $0) }
        let facts = makeBuilder(path: stored.path, place: work.count)
        facts.beginStored()
        facts.kind(.items)
        for fact in stored.facts { facts.fact(fact) }
        parts.append(Part(file: 0, shard: facts.shard, graph: facts.graph))
        return parts
    }

    private func read(_ path: String, _ ranges: [Range<Int>], _ place: Int) -> Part {
        let builder = makeBuilder(path: path, place: place)
        builder.beginStored()
        var fault: InputFault?
        do throws(SystemError) {
            let reader = JSONReader(try RangesSource(path: path, ranges))
            for range in ranges {
                guard let element = try? reader.next(), element.length == range.count else {
                    fault = InputFault(path: path, reason: .changed)
                    break
                }
                builder.item(
                    ConfigurationItem(element.value), at: ItemPlace(offset: range.lowerBound, length: range.count))
            }
        } catch {
            fault = InputFault(path: path, reason: .unopenable(error))
        }
        return Part(file: 0, shard: builder.shard, graph: builder.graph, fault: fault)
    }

    private func makeBuilder(path: String, place: Int) -> ShardBuilder {
        ShardBuilder(
            table, file: place, path: path, asOf: settings.asOf, defaultAccount: settings.accountId,
            wantedTags: settings.wantedTags,
            graph: settings.gathersGraph ? ResourceGraphBuilder(defaultAccount: settings.accountId) : nil,
            keepsBroken: settings.gathersEvidence)
    }
}
