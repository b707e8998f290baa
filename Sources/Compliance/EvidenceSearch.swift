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
    private var lastLookUp = 0
    /// How many judgements may still be made.
    private var judgementsLeft = Self.judgementLimit

    private static let judgementLimit = 32
    /// Gaps cost more judgements than values and matter less often: so many are left to them.
    private static let reservedForGaps = 16
    /// Shorter quotations may be so by chance.
    private static let quotationLimit = 4
    /// Where nothing that was tried matters, so many gaps and containers are shown.
    private static let unprovenLimit = 2

    /// Something that was looked at.
    private struct Candidate {
        let target: LookUpTrace.Target
        let kind: Kind
        /// Whether the annotation names it, or its property.
        let isNamed: Bool
        /// What the annotation quotes; empty where it does not.
        let quoted: [UInt8]
        /// Whether it is a container that has been looked at as a whole.
        let isWhole: Bool
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
        // Beside what would make it right, or what the annotation names, what would make it worse says little.
        let isCured = found.contains { $0.effect == .cure }
        if isCured || found.contains(where: \.isNamed) {
            found.removeAll { $0.effect != .cure && !$0.isNamed && (isCured || !$0.isWhole && $0.last != lastLookUp) }
        }
        if !isCured, let gap = lastGap(behind: found) {
            found.removeAll { $0.target == gap.target }
            found.append(gap)
        }
        if found.isEmpty { found = candidates.filter { $0.kind == .value && $0.effect > .none } }
        found += unprovenNames(beside: found)
        if !isCured { found += company(of: found) }
        if found.isEmpty {
            judgementsLeft = Self.reservedForGaps
            probe(.container)
            // The inner ones say what the outer ones say, and were looked at later.
            found = candidates.filter { $0.kind == .container && $0.effect > .none }.suffix(1)
        }
        // What the item alone decides must be in it somewhere.
        if found.isEmpty, rule.rule.isDecidedByItem { found = unproven() }
        return found.sorted { ($0.rank, $0.first) < ($1.rank, $1.first) }.prefix(EvidenceFinder.limit).map(\.target)
    }

    /// What was looked for in vain, the last first.
    private var gaps: [Candidate] {
        // Members of the item are all looked at when it is read: only those count that the rule asked for.
        candidates.filter {
            $0.kind == .gap && !$0.isIdentity && ($0.first < $0.last || !trace.isInRoot($0.target) || $0.isAbsent)
        }
        .sorted { $0.last > $1.last }
    }

    /// The gap that the rule came to after all of `found`, where nothing of that is the whole answer.
    private func lastGap(behind found: [Candidate]) -> Candidate? {
        if !found.contains(where: \.isNamed), let gap = gaps.first(where: { $0.effect > .none }),
            found.allSatisfy({ $0.first < gap.last })
        {
            return gap
        }
        // Where the look-ups ended at nothing, it may be that nothing of the right kind was tried there.
        guard !found.isEmpty, let gap = gaps.first, gap.last == lastLookUp else { return nil }
        return gap
    }

    /// What the annotation quotes, though it would say the same without: what breaks the rule is there twice, as some
    /// items write it twice. Of equal values the one that was looked at next to `found` counts, or to the rarest.
    private func unprovenNames(beside found: [Candidate]) -> [Candidate] {
        let names = candidates.filter {
            $0.kind == .value && !$0.isIdentity && $0.quoted.count >= (found.isEmpty ? 1 : Self.quotationLimit)
        }
        var covered = Set(found.map(\.quoted))
        guard let anchor = found.map(\.first).max() ?? names.min(by: { $0.commonness < $1.commonness })?.first else {
            return []
        }
        return names.sorted { (abs($0.first - anchor), $0.first) < (abs($1.first - anchor), $1.first) }
            .filter { covered.insert($0.quoted).inserted }
    }

    /// What else matters in the elements of lists that `found` lies in: an address says little without its port.
    private func company(of found: [Candidate]) -> [Candidate] {
        let elements = Set(found.compactMap(element))
        guard !elements.isEmpty, found.count < EvidenceFinder.limit else { return [] }
        return candidates.filter { candidate in
            candidate.kind == .value && candidate.effect > .none && !candidate.isIdentity
                && !found.contains { $0.target == candidate.target }
                && element(around: candidate).map(elements.contains) ?? false
        }
    }

    private func element(around candidate: Candidate) -> LookUpTrace.Place? {
        if case .value(let place) = candidate.target { trace.element(around: place) } else { nil }
    }

    /// What the rule has looked at in vain.
    private mutating func unproven() -> [Candidate] {
        var found = gaps
        // An item's own member says more than those in which some services keep the same.
        if let own = found.first(where: { trace.isInRoot($0.target) }) { found = [own] }
        if found.isEmpty { found = candidates.filter { $0.kind == .container && !$0.isIdentity } }
        // A value of a kind that no stand-in is of may be taken for none.
        if found.isEmpty {
            let values = candidates.filter { $0.kind == .value && !$0.isIdentity }.sorted { $0.last > $1.last }
            found = Array((values.filter(\.isNamed) + values).prefix(1))
        }
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
                        quoted: [], isWhole: false, isIdentity: false, first: number, last: number))
            case .value(let place):
                let value = trace.value(at: place)
                let name = note.isMember ? trace.name(of: place) : value.missing
                let isContainer = value.isArray || value.isObject
                let isGap = value.isNull || isContainer && value.count == 0
                let kind = isGap ? Kind.gap : trace.isLookedInto(place) ? .container : .value
                let quoted = Self.quotation(of: value, in: mentions)
                candidates.append(
                    Candidate(
                        target: note.target, kind: kind,
                        isNamed: !quoted.isEmpty || name.withUTF8 { mentions.names(property: Array($0)) },
                        quoted: quoted, isWhole: isContainer && kind == .value,
                        isIdentity: trace.isInRoot(note.target)
                            ? name != "tags" && name != "relationships"
                            : value.isString && value.withUTF8 { identities.contains(where: $0.elementsEqual) },
                        first: number, last: number))
            }
        }
        lastLookUp = trace.notes.count - 1
        let counts = Dictionary(candidates.map { ($0.quoted, 1) }, uniquingKeysWith: +)
        for number in candidates.indices where !candidates[number].quoted.isEmpty {
            candidates[number].commonness = counts[candidates[number].quoted] ?? 0
        }
    }

    /// A string or number as far as an annotation quotes it, which may be the date of a time.
    private static func quotation(of value: JSONValue, in mentions: Mentions) -> [UInt8] {
        switch value.kind {
        case .string:
            let text = value.withUTF8(Array.init)
            if mentions.names(string: text) { return text }
            let date = Array(text.prefix(10))
            return text.count > 10 && text[10] == UInt8(ascii: "T") && mentions.names(string: date) ? date : []
        case .number:
            let text = Array(value.numberText.utf8)
            return mentions.names(number: text) ? text : []
        case .missing, .null, .bool, .array, .object: return []
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
