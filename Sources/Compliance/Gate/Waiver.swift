public import ConfigModel
package import JSON

/// A tag that waivers ask for.
public struct WantedTag: Sendable, Hashable {
    let key: String
    /// Nil for any value.
    let value: String?
}

/// What excuses a finding, and until when. The finding stays a finding: it is only no matter of the gate.
public struct Waiver: Sendable, Hashable {
    /// Why the finding may stay.
    public let reason: String
    /// Who answers for it.
    public let owner: String
    /// Where it was decided.
    public let ticket: String
    /// The end, as it was written: a day, which still counts, or a time.
    public let expiry: String

    /// The first moment at which it no longer holds.
    public var end: Timestamp? { Self.end(of: expiry) }

    /// A date means all of that day, in UTC.
    static func end(of expiry: String) -> Timestamp? {
        guard expiry.utf8.count == 10 else { return Timestamp(expiry) }
        return Timestamp(expiry).map { Timestamp(milliseconds: $0.milliseconds + 86_400_000) }
    }

    /// Reads the member `waiver` of an evaluation that was written before.
    init?(evaluation value: JSONValue) {
        guard let reason = value["reason"].string, let owner = value["owner"].string,
            let ticket = value["ticket"].string, let expiry = value["expiry"].string, Self.end(of: expiry) != nil
        else { return nil }
        self.init(reason: reason, owner: owner, ticket: ticket, expiry: expiry)
    }

    /// As evaluations have it.
    package var json: JSONLiteral {
        [
            "reason": .string(reason), "owner": .string(owner), "ticket": .string(ticket), "expiry": .string(expiry),
        ]
    }

    init(reason: String, owner: String, ticket: String, expiry: String) {
        self.reason = reason
        self.owner = owner
        self.ticket = ticket
        self.expiry = expiry
    }
}

/// A waiver with what it is for, from a file of waivers.
struct WaiverEntry: Sendable {
    let waiver: Waiver
    let rule: RuleGlob
    /// Id, name, or TYPE/ID.
    let resource: Glob?
    let arn: Glob?
    let accountId: Glob?
    let awsRegion: Glob?
    let resourceType: Glob?
    /// Place in the list of wanted tags.
    let tag: Int32?
    /// Which of the file's it is, counted from 1.
    let number: Int

    /// All that it names must be so.
    func matches(_ resource: EvaluationSet.Resource, _ rule: EvaluatedRule) -> Bool {
        guard self.rule.matches(rule) else { return false }
        func isCalled(_ glob: Glob?, _ text: @autoclosure () -> String) -> Bool {
            glob.map { $0.matches(text()) } ?? true
        }
        func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        guard isCalled(accountId, string(resource.accountId)), isCalled(awsRegion, string(resource.awsRegion)),
            isCalled(resourceType, resource.type.rawValue), isCalled(arn, string(resource.arn))
        else { return false }
        if let tag, !resource.tags.contains(tag) { return false }
        guard let glob = self.resource else { return true }
        let id = string(resource.id)
        return glob.matches(id) || glob.matches("\(resource.type.rawValue)/\(id)")
            || (!resource.name.isEmpty && glob.matches(string(resource.name)))
    }

    /// `waiver 3 (restricted-ssh, SEC-12)`
    var title: String { "waiver \(number) (\(rule.text), \(waiver.ticket))" }
}
