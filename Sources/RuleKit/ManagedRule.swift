public import ConfigModel
public import Recording

/// How bad it is when a rule is broken; what `--fail-on` compares with.
public enum Severity: String, Sendable, CaseIterable, Comparable {
    case low, medium, high, critical

    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}

/// When AWS Config runs a rule (AWS Config Developer Guide, "Evaluation Mode and Trigger Types for AWS Config Rules").
public enum Trigger: String, Sendable {
    case configurationChanges = "Configuration changes"
    case periodic = "Periodic"
    case both = "Configuration changes and Periodic"
}

/// What a rule must know beyond the item that it judges.
public enum Need: Sendable, Hashable {
    /// One of these facts about the account; without any of them the verdict is INSUFFICIENT_DATA.
    case facts(anyOf: [Fact])
    /// Facts that it looks at where they are known.
    case optionalFacts([Fact])
    /// The account's resources of a type; without any the verdict is INSUFFICIENT_DATA, for nothing then shows that the
    /// type was recorded at all. A rule that picks some of them by a property names it: to go through all of an account
    /// once for every item of it would take the square of their number.
    case resources(ResourceType, by: ResourceProperty? = nil)
    /// The account's resources of a type, as far as there are some.
    case optionalResources(ResourceType, by: ResourceProperty? = nil)
    /// The time of the evaluation.
    case clock
}

/// What to do about a broken rule.
public struct Remedy: Sendable {
    /// In words.
    public let summary: String
    /// As an AWS CLI command, where one exists; `RESOURCE_ID`, `REGION` and the like stand for what to fill in.
    public let command: String?

    /// What to do, in words and as a command.
    public init(_ summary: String, command: String? = nil) {
        self.summary = summary
        self.command = command
    }
}

/// A rule of AWS Config's managed set as one value: what it is called, what it judges, what it must know, how it judges,
/// and examples that are its tests and its documentation.
public struct ManagedRule: Sendable {
    /// AWS's SourceIdentifier: `RESTRICTED_INCOMING_TRAFFIC`.
    public let identifier: String
    /// AWS's name for the rule, which is the ConfigRuleName here: `restricted-common-ports`.
    public let name: String
    /// How bad it is when the rule is broken.
    public let severity: Severity
    /// One sentence that is true of a compliant resource.
    public let summary: String
    /// The resource types that it judges.
    public let scope: [ResourceType]
    /// When AWS Config runs it.
    public let trigger: Trigger
    /// What it must know beyond the item.
    public let needs: [Need]
    /// Whether it is among the rules that run when none are chosen: not when what is right depends on the organisation.
    public let isBaseline: Bool
    /// What to do when it is broken.
    public let remedy: Remedy
    /// What can be set.
    public let parameters: [ParameterDescription]
    private let makeExamples: @Sendable () -> [Example]
    private let makeEvaluation: @Sendable ([String: String]) throws(ParameterError) -> BoundRule.Evaluation

    /// - Parameters:
    ///   - parameters: each becomes an argument of `evaluate`, in this order.
    ///   - examples: made only when somebody asks, for they are many.
    ///   - evaluate: a pure function of an item that is live and has a configuration, what it needs, and the parameters.
    @inlinable
    public init<each Value: ParameterValue>(
        _ identifier: String, name: String, severity: Severity, _ summary: String, scope: [ResourceType],
        trigger: Trigger = .configurationChanges, needs: [Need] = [], baseline isBaseline: Bool = true, remedy: Remedy,
        parameters: repeat Parameter<each Value>, examples: @autoclosure @escaping @Sendable () -> [Example],
        evaluate: @escaping @Sendable (ConfigurationItem, EvaluationContext, repeat each Value) -> Finding
    ) {
        var descriptions: [ParameterDescription] = []
        repeat descriptions.append((each parameters).description)
        self.init(
            identifier: identifier, name: name, severity: severity, summary: summary, scope: scope, trigger: trigger,
            needs: needs, isBaseline: isBaseline, remedy: remedy, parameters: descriptions, makeExamples: examples,
            makeEvaluation: { (texts: [String: String]) throws(ParameterError) in
                let values = (repeat try (each parameters).resolve(texts))
                return { item, context in evaluate(item, context, repeat each values) }
            })
    }

    @usableFromInline
    init(
        identifier: String, name: String, severity: Severity, summary: String, scope: [ResourceType], trigger: Trigger,
        needs: [Need], isBaseline: Bool, remedy: Remedy, parameters: [ParameterDescription],
        makeExamples: @escaping @Sendable () -> [Example],
        makeEvaluation: @escaping @Sendable ([String: String]) throws(ParameterError) -> BoundRule.Evaluation
    ) {
        self.identifier = identifier
        self.name = name
        self.severity = severity
        self.summary = summary
        self.scope = scope
        self.trigger = trigger
        self.needs = needs
        self.isBaseline = isBaseline
        self.remedy = remedy
        self.parameters = parameters
        self.makeExamples = makeExamples
        self.makeEvaluation = makeEvaluation
    }

    /// Its examples: at least one compliant, at least one not.
    public var examples: [Example] { makeExamples() }

    /// Fixes the parameters.
    ///
    /// - Parameter texts: parameter texts by name, in AWS's spelling.
    public func bind(_ texts: [String: String] = [:]) throws(ParameterError) -> BoundRule {
        for name in texts.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
            throw .unknown(name: name, known: parameters.map(\.name))
        }
        return BoundRule(rule: self, inputParameters: texts, evaluate: try makeEvaluation(texts))
    }

    /// Whether it judges accounts, not resources in them.
    public var judgesAccounts: Bool { scope == [.account] }

    /// The other resource types that it looks at.
    public var relatedTypes: [ResourceType] {
        needs.compactMap {
            switch $0 {
            case .resources(let type, _), .optionalResources(let type, _): type
            case .facts, .optionalFacts, .clock: nil
            }
        }
    }

    /// The properties by which it looks other resources up.
    public var indexes: [ResourceIndex] {
        needs.compactMap {
            switch $0 {
            case .resources(let type, let property?), .optionalResources(let type, let property?):
                ResourceIndex(type, by: property)
            case .resources, .optionalResources, .facts, .optionalFacts, .clock: nil
            }
        }
    }

    /// Whether an item alone decides it, with the clock at most.
    public var isDecidedByItem: Bool {
        needs.allSatisfy { $0 == .clock } && !judgesAccounts
    }

    /// Whether facts decide it, so that a resource that is known only from facts can be judged.
    public var isDecidedByFacts: Bool {
        needs.contains { if case .facts = $0 { true } else { false } }
    }
}

/// A rule whose parameters are fixed.
public struct BoundRule: Sendable {
    /// Judges a live item that has what the rule needs.
    public typealias Evaluation = @Sendable (ConfigurationItem, EvaluationContext) -> Finding

    /// The rule.
    public let rule: ManagedRule
    /// The parameters that were given, by name, as they were written.
    public let inputParameters: [String: String]
    /// The rule's own judgement, without what holds for all rules (item status, missing facts, length of annotations).
    public let evaluate: Evaluation

    init(rule: ManagedRule, inputParameters: [String: String], evaluate: @escaping Evaluation) {
        self.rule = rule
        self.inputParameters = inputParameters
        self.evaluate = evaluate
    }
}

/// What a rule may ask about beyond the item that it judges.
public struct EvaluationContext {
    /// The time of the evaluation, for rules that need the clock.
    public let asOf: Timestamp
    /// The account of the item.
    public let accountId: String
    /// Everything that rules look at from other resources.
    public let related: any RelatedResources

    /// See the properties.
    public init(asOf: Timestamp, accountId: String, related: any RelatedResources) {
        self.asOf = asOf
        self.accountId = accountId
        self.related = related
    }

    /// What is known about the account beyond its items.
    public var facts: AccountFacts { related.facts(account: accountId) }

    /// Told of every number of resources that a look-up hands out.
    package var onLookUp: ((Int) -> Void)?

    /// All of the account's live resources of a type, which the rule must have declared as a need.
    public func resources(_ type: ResourceType) -> [ConfigurationItem] {
        let found = related.resources(type, account: accountId)
        onLookUp?(found.count)
        return found
    }

    /// The account's live resources of a type that have the string `value` at a property, alone or in a list. The rule
    /// must have declared the property with the need.
    public func resources(
        _ type: ResourceType, by property: ResourceProperty, _ value: String
    ) -> some Sequence<ConfigurationItem> {
        lookUp(type, property, value)
    }

    /// The account's live resources of a type that have no string at a property, and so may belong anywhere. The rule
    /// must have declared the property with the need.
    public func resources(
        _ type: ResourceType, without property: ResourceProperty
    ) -> some Sequence<ConfigurationItem> {
        lookUp(type, property, nil)
    }

    private func lookUp(
        _ type: ResourceType, _ property: ResourceProperty, _ value: String?
    ) -> some Sequence<ConfigurationItem> {
        related.resources(.init(type, by: property), account: accountId, value: value).lazy.map { item in
            onLookUp?(1)
            return item
        }
    }
}
