public import Compliance
public import ConfigModel
import Ingest
import Recording
public import Store

// All of an account, or of many, as it was.
extension TimelineStore {
    /// The newest capture of every live resource, and the facts, as of a time or now.
    public func state(at time: Timestamp? = nil) throws(StoreError) -> StoredItems {
        let moment = time.map(Moment.through) ?? .now
        var ranges: [Int: [Range<Int>]] = [:]
        for ordinal in ordinals {
            guard let capture = capture(ordinal, moment), !capture.isGone else { continue }
            let place = capture.range.position
            ranges[place.segment, default: []].append(place.offset..<place.offset + capture.range.count)
        }
        let files = log.files
        let pieces = ranges.keys.sorted().map { segment in
            (files[segment - 1].path, (ranges[segment] ?? []).sorted { $0.lowerBound < $1.lowerBound })
        }
        let facts = try facts(moment)
        return StoredItems(path: path, pieces: pieces, facts: facts, recordedUsers: recordedUsers(facts, moment))
    }

    private func facts(_ moment: Moment) throws(StoreError) -> [FactDocument] {
        var found: [FactDocument] = []
        for account in accounts {
            for fact in Fact.allCases {
                guard let capture = self.fact(fact, account: account, moment) else { continue }
                guard let content = RecordedFact.content(fact, try document(capture.range)) else {
                    throw .damaged(path: path, what: "the \(fact.rawValue) of \(account) is not what was written")
                }
                found.append(FactDocument(content: content, accountId: account, path: path))
            }
        }
        return found
    }

    /// Users whom a credential report names though an item tells of them, be it that they were deleted or renamed.
    private func recordedUsers(_ facts: [FactDocument], _ moment: Moment) -> Set<UserReference> {
        var users: Set<UserReference> = []
        for case (let account?, .credentialReport(let report)) in facts.map({ ($0.accountId, $0.content) }) {
            for row in report.rows {
                let holder = log.first(IndexKey.name(row.arn)) { entry in
                    self.isOf(account, Ordinal(entry.a)) && self.capture(Ordinal(entry.a), moment) != nil
                }
                if holder != nil { users.insert(UserReference(accountId: account, arn: row.arn)) }
            }
        }
        return users
    }

    /// Every account, in order.
    var accounts: [String] {
        ordinals.lazy.filter { self.log.entry($0).c == RecordingSession.ResourceKind.account.rawValue }
            .compactMap { AccountNumber.decode(self.log.entry($0).d) }.sorted()
    }
}
