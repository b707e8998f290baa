import ConfigModel
import Recording
import RuleKit

/// The rules of a recording, by what makes them run.
struct ActiveRules {
    struct Rule {
        let bound: BoundRule
        /// How index entries name it.
        let hash: UInt64
        /// Whether a change of an item, or of what it looked at, makes it run at once. Other rules run when their period
        /// has passed.
        let runsOnChange: Bool
        let facts: Set<Fact>
        let needsClock: Bool
        let scope: Set<ResourceType>

        var name: String { bound.rule.name }
        /// Whether it can judge a resource that is known from facts alone.
        var judgesWithoutItem: Bool { bound.rule.isDecidedByFacts || bound.rule.judgesAccounts }

        init(_ bound: BoundRule) {
            self.bound = bound
            hash = IndexKey.rule(bound.rule.name)
            runsOnChange = bound.rule.trigger != .periodic
            facts = Set(
                bound.rule.needs.flatMap { need -> [Fact] in
                    switch need {
                    case .facts(let facts), .optionalFacts(let facts): facts
                    case .resources, .optionalResources, .clock: []
                    }
                })
            needsClock = bound.rule.needs.contains(.clock)
            scope = Set(bound.rule.scope)
        }
    }

    /// In the order of their names.
    let all: [Rule]
    private let byType: [ResourceType: [Int]]
    private let byHash: [UInt64: Int]
    /// Types whose first or last resource matters to some rule.
    private let countedTypes: Set<ResourceType>

    init(_ rules: [BoundRule]) {
        all = rules.sorted { ($0.rule.name, $0.rule.identifier) < ($1.rule.name, $1.rule.identifier) }.map(Rule.init)
        var byType: [ResourceType: [Int]] = [:]
        for (index, rule) in all.enumerated() { for type in rule.scope { byType[type, default: []].append(index) } }
        self.byType = byType
        byHash = Dictionary(all.enumerated().map { ($1.hash, $0) }) { first, _ in first }
        countedTypes = Set(rules.flatMap(\.rule.relatedTypes))
    }

    /// The rules that judge resources of a type, in order.
    func judging(_ type: ResourceType) -> [Int] { byType[type] ?? [] }

    /// The rule that index entries name so; nil when it does not run any more.
    func index(hash: UInt64) -> Int? { byHash[hash] }

    /// Whether a rule may have asked if there is any resource of a type.
    func counts(_ type: ResourceType) -> Bool { countedTypes.contains(type) }
}
