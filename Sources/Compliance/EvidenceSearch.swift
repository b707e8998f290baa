import ConfigModel
import JSON
import RuleKit

/// The search for the evidence of one finding.
struct EvidenceSearch {
    private let rule: BoundRule
    private let item: JSONValue
    private let context: EvaluationContext
    private let finding: Finding
    private let trace: LookUpTrace
    private let standIns: StandIns
    private var candidates: [Candidate] = []
    /// How many judgements may still be made.
    private var judgementsLeft = Self.judgementLimit

    private static let judgementLimit = 32
    /// Gaps cost more judgements than values and matter less often: so many are left to them.
    private static let reservedForGaps = 16
    /// Where nothing that was tried matters, so many gaps and containers are shown.
    private static let unprovenLimit = 2

    /// Something that was looked at.
    private struct Candidate {
        let target: LookUpTrace.Target
        let kind: Kind
        /// Whether the annotation names it.
        let isNamed: Bool
        /// Whether it tells the resource from others.
        let isIdentity: Bool
        /// The numbers of its first and last look-up.
        let first: Int
        var last: Int
        /// Of what the annotation names: how many others look the same.
        var commonness = 0
        var effect = Effect.none

        var isAbsent: Bool { if case .absence = target { true } else { false } }

        /// What is named comes before what is not, then what makes all the difference.
        var rank: Int {
            switch effect {
            case .cure: isNamed ? 0 : kind == .gap ? 3 : 2
            case .none, .unknown, .other: isNamed ? 1 : kind == .gap ? 4 : 5
            }
        }
    }

    private enum Kind {
        /// A scalar, or a container that nothing in was looked at.
        case value
        /// Absent, null or empty.
        case gap
        case container
    }

    /// What a change makes of the finding.
    private enum Effect: Int, Comparable {
        case none, unknown, other, cure

        static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// - Parameter trace: has noted how `finding` came about.
    init?(rule: BoundRule, item: JSONValue, context: EvaluationContext, finding: Finding, trace: LookUpTrace) {
        guard let standIns = StandIns(asOf: context.asOf) else { return nil }
        self.rule = rule
        self.item = item
        self.context = context
        self.finding = finding
        self.trace = trace
        self.standIns = standIns
        gather()
    }

    /// The places of the evidence, the most telling first.
    mutating func run() -> [LookUpTrace.Target] {
        probe(.value, leaving: Self.reservedForGaps)
        probe(.gap)
        var found = candidates.filter {
            $0.effect == .cure || $0.effect > .none && $0.isNamed || $0.effect == .other && !$0.isAbsent
        }
        if found.contains(where: { $0.effect == .cure }) {
            // Beside what would make it right, what would make it worse says little.
            found.removeAll { $0.effect != .cure && !$0.isNamed }
        } else if let gap = lastGap(behind: found) {
            found.removeAll { $0.target == gap.target }
            found.append(gap)
        }
        if found.isEmpty { found = candidates.filter { $0.kind == .value && $0.effect > .none } }
        if found.isEmpty {
            judgementsLeft = Self.reservedForGaps
            probe(.container)
            // The inner ones say what the outer ones say, and were looked at later.
            found = candidates.filter { $0.kind == .container && $0.effect > .none }.suffix(1)
        }
        if found.isEmpty { found = candidates.filter { $0.kind == .value && $0.isNamed && !$0.isIdentity } }
        // What the item alone decides must be in it somewhere.
        if found.isEmpty, rule.rule.isDecidedByItem { found = unproven() }
        return found.sorted { ($0.rank, $0.first) < ($1.rank, $1.first) }.prefix(EvidenceFinder.limit).map(\.target)
    }

    /// What was looked for in vain, the last first.
    private var gaps: [Candidate] {
        candidates.filter { $0.kind == .gap && !$0.isIdentity }.sorted { $0.last > $1.last }
    }

    /// The gap that the rule came to after all of `found`, where nothing of that is the whole answer.
    private func lastGap(behind found: [Candidate]) -> Candidate? {
        if !found.contains(where: \.isNamed), let gap = gaps.first(where: { $0.effect > .none }),
            found.allSatisfy({ $0.first < gap.last })
        {
            return gap
        }
        // Where the look-ups ended at nothing, it may be that nothing of the right kind was tried there.
        guard !found.isEmpty, let gap = gaps.first, candidates.allSatisfy({ $0.last <= gap.last }) else { return nil }
        return gap
    }

    /// What the rule has looked at in vain.
    private mutating func unproven() -> [Candidate] {
        var found = gaps
        // An item's own member says more than those in which some services keep the same.
        if let own = found.first(where: { trace.isInRoot($0.target) }) { found = [own] }
        if found.isEmpty { found = candidates.filter { $0.kind == .container && !$0.isIdentity } }
        guard found.isEmpty else { return Array(found.prefix(Self.unprovenLimit)) }
        judgementsLeft = Self.reservedForGaps
        probe(.value, identity: true)
        return candidates.filter { $0.isIdentity && $0.effect > .none }
    }

    // MARK: What was looked at

    private mutating func gather() {
        let mentions = Mentions(finding.annotation ?? "")
        let known = ConfigurationItem(item)
        let identities = [known.resourceId, known.resourceName, known.arn].filter(\.isString)
            .map { $0.withUTF8(Array.init) }
        var numbers: [LookUpTrace.Target: Int] = [:]
        for (number, note) in trace.notes.enumerated() {
            if let known = numbers[note.target] {
                candidates[known].last = number
                continue
            }
            numbers[note.target] = candidates.count
            switch note.target {
            case .absence(let name, in: _):
                candidates.append(
                    Candidate(
                        target: note.target, kind: .gap, isNamed: mentions.names(property: Array(name.utf8)),
                        isIdentity: false, first: number, last: number))
            case .value(let place):
                let value = trace.value(at: place)
                let name = note.isMember ? trace.name(of: place) : value.missing
                let isGap = value.isNull || (value.isArray || value.isObject) && value.count == 0
                candidates.append(
                    Candidate(
                        target: note.target, kind: isGap ? .gap : trace.isLookedInto(place) ? .container : .value,
                        isNamed: Self.isNamed(value, in: mentions)
                            || name.withUTF8 { mentions.names(property: Array($0)) },
                        isIdentity: trace.isInRoot(note.target)
                            ? name != "tags" && name != "relationships"
                            : value.isString && value.withUTF8 { identities.contains(where: $0.elementsEqual) },
                        first: number, last: number))
            }
        }
        countNamed()
    }

    private mutating func countNamed() {
        var counts: [[UInt8]: Int] = [:]
        for case .value(let place) in candidates.filter(\.isNamed).map(\.target) {
            counts[text(at: place), default: 0] += 1
        }
        for number in candidates.indices where candidates[number].isNamed {
            guard case .value(let place) = candidates[number].target else { continue }
            candidates[number].commonness = counts[text(at: place)] ?? 0
        }
    }

    private func text(at place: LookUpTrace.Place) -> [UInt8] {
        let value = trace.value(at: place)
        return value.isString ? value.withUTF8(Array.init) : Array(value.numberText.utf8)
    }

    private static func isNamed(_ value: JSONValue, in mentions: Mentions) -> Bool {
        switch value.kind {
        // An annotation may give the date of a time only.
        case .string:
            value.withUTF8 { text in
                mentions.names(string: Array(text))
                    || text.count > 10 && text[10] == UInt8(ascii: "T") && mentions.names(string: Array(text[..<10]))
            }
        case .number: mentions.names(number: Array(value.numberText.utf8))
        case .missing, .null, .bool, .array, .object: false
        }
    }

    // MARK: What it matters

    /// Judges with each candidate of a kind changed: first those that the annotation names, the rarest values before
    /// others, then the last looked at. All are changed in one way before any is in a second.
    private mutating func probe(_ kind: Kind, leaving reserve: Int = 0, identity: Bool = false) {
        var order = candidates.indices.filter { candidates[$0].kind == kind && candidates[$0].isIdentity == identity }
            .sorted { a, b in
                let (a, b) = (candidates[a], candidates[b])
                if a.isNamed != b.isNamed { return a.isNamed }
                return a.isNamed ? (a.commonness, a.first) < (b.commonness, b.first) : a.last > b.last
            }
        var round = 0
        while !order.isEmpty {
            order.removeAll { candidates[$0].effect == .cure || round >= changes(of: candidates[$0].target).count }
            for number in order {
                guard judgementsLeft > reserve else { return }
                judgementsLeft -= 1
                let target = candidates[number].target
                let effect = effect(of: changes(of: target)[round], on: target)
                candidates[number].effect = max(candidates[number].effect, effect)
            }
            round += 1
        }
    }

    private func changes(of target: LookUpTrace.Target) -> [JSONValue?] {
        switch target {
        case .absence: standIns.anything
        case .value(let place): standIns.changes(of: trace.value(at: place))
        }
    }

    private func effect(of change: JSONValue?, on target: LookUpTrace.Target) -> Effect {
        let other = trace.substituting(target, by: change) {
            Judge.judge(rule, ConfigurationItem(item), in: context)
        }
        switch other.complianceType {
        case .compliant: return .cure
        case .insufficientData: return .unknown
        case .nonCompliant, .notApplicable: return other == finding ? .none : .other
        }
    }
}
