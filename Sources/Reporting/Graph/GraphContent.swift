import CommandLineKit
public import Compliance
public import ConfigModel
public import Recording

/// What a picture of resources is made from: some nodes of a graph, the edges among them, and what the rules say.
public struct GraphContent: Sendable {
    /// What the nodes are.
    public enum Shape: Sendable {
        /// The first node and what is near it.
        case neighbourhood
        /// The nodes from the first to the last.
        case path
        /// All there are.
        case all
    }

    /// What the rules say of a resource.
    public struct Verdict: Sendable, Equatable {
        /// NON_COMPLIANT where one rule says so; else INSUFFICIENT_DATA, then COMPLIANT, for what is not known is no pass.
        public internal(set) var complianceType: ComplianceType
        /// In order.
        public internal(set) var nonCompliantRules: [String] = []
    }

    public let graph: ResourceGraph
    public let part: ResourceGraph.Part
    public let shape: Shape
    /// By number of the node; none where no rule judges it.
    public let verdicts: [Int: Verdict]

    public init(graph: ResourceGraph, part: ResourceGraph.Part, shape: Shape, evaluations: EvaluationSet) {
        self.graph = graph
        self.part = part
        self.shape = shape
        let locator = graph.locator(of: part.nodes)
        let rules = evaluations.rules.map(\.name)
        var verdicts: [Int: Verdict] = [:]
        evaluations.forEach { resource, evaluations in
            guard
                let number = locator.number(
                    accountId: resource.accountId, awsRegion: resource.awsRegion,
                    resourceType: resource.type.rawValue, resourceId: resource.id)
            else { return }
            var verdict = verdicts[number] ?? Verdict(complianceType: .notApplicable)
            for evaluation in evaluations {
                if Self.weight(evaluation.complianceType) > Self.weight(verdict.complianceType) {
                    verdict.complianceType = evaluation.complianceType
                }
                if evaluation.complianceType == .nonCompliant {
                    verdict.nonCompliantRules.append(rules[evaluation.ruleIndex])
                }
            }
            verdicts[number] = verdict
        }
        self.verdicts = verdicts
    }

    private static func weight(_ type: ComplianceType) -> Int {
        switch type {
        case .notApplicable: 0
        case .compliant: 1
        case .insufficientData: 2
        case .nonCompliant: 3
        }
    }

    /// Whether a rule says NON_COMPLIANT of a node.
    func fails(_ node: Int) -> Bool { verdicts[node]?.complianceType == .nonCompliant }

    /// The edges to draw: of every two nodes one, in the direction in which it was recorded, or written in a configuration;
    /// rather from what is contained than from what contains.
    var drawnEdges: [ResourceGraph.Edge] {
        func rank(_ edge: ResourceGraph.Edge) -> Int {
            (edge.isInverse ? 4 : 0) + (edge.isDerived ? 2 : 0) + (edge.name.hasPrefix("Contains") ? 1 : 0)
        }
        var best: [Pair: ResourceGraph.Edge] = [:]
        for edge in part.edges {
            let pair = Pair(edge)
            if let known = best[pair], rank(known) <= rank(edge) { continue }
            best[pair] = edge
        }
        // In the order of the edges, which is that of the graph.
        return part.edges.filter { best[Pair($0)] == $0 }
    }

    private struct Pair: Hashable {
        let low: Int
        let high: Int

        init(_ edge: ResourceGraph.Edge) {
            low = min(edge.from, edge.to)
            high = max(edge.from, edge.to)
        }
    }
}

/// What a node is called where there is little room; all texts may hold anything.
struct NodeLabel {
    /// `EC2 Instance`
    let type: String
    /// The name, or else the id.
    let title: String
    /// The id, where the title is the name and the id says more.
    let detail: String

    init(_ node: ResourceGraph.Node) {
        let parts = node.resourceType.split(separator: ":").map(String.init)
        type = (parts.first == "AWS" ? parts.dropFirst() : parts[...]).joined(separator: " ")
        let id = Self.short(node.resourceId.isEmpty ? node.arn : node.resourceId)
        let name = node.resourceName
        title = name.isEmpty ? id : name
        detail = name.isEmpty || name == id || ARN(node.resourceId) != nil || node.resourceId.isEmpty ? "" : id
    }

    /// An ARN without what every other has too.
    private static func short(_ text: String) -> String { ARN(text)?.resource ?? text }
}

extension ResourceGraph.Node {
    /// `AWS::EC2::VPC vpc-0abc (shop)`, safe for a terminal.
    var line: String {
        let id = resourceId.isEmpty ? (resourceName.isEmpty ? arn : resourceName) : resourceId
        let name = resourceName.isEmpty || resourceName == id ? "" : " (\(resourceName))"
        return sanitized("\(resourceType) \(id)\(name)")
    }

    /// All that is known of it, a fact a line, safe for any text.
    var facts: [String] {
        var facts = [line]
        if !arn.isEmpty { facts.append(sanitized(arn)) }
        let place = [accountId, awsRegion].filter { !$0.isEmpty }.map(sanitized).joined(separator: " ")
        if !place.isEmpty { facts.append(place) }
        if !isRecorded { facts.append("only referred to, not recorded") }
        return facts
    }
}

extension GraphContent {
    /// All that is known of a node and what rules say of it, a fact a line.
    func facts(_ number: Int) -> [String] {
        var facts = graph[number].facts
        if let verdict = verdicts[number] {
            let rules =
                verdict.nonCompliantRules.isEmpty ? "" : ": " + verdict.nonCompliantRules.joined(separator: ", ")
            facts.append(verdict.complianceType.rawValue + rules)
        }
        return facts
    }

    /// `Is contained in Vpc (derived)`, safe for any text.
    func name(_ edge: ResourceGraph.Edge) -> String { sanitized(edge.name) + (edge.isDerived ? " (derived)" : "") }

    /// `12 resources, 2 of them only referred to; 30 relationships, 8 of them derived; 3 NON_COMPLIANT`
    var summary: String {
        func count(_ number: Int, _ one: String, _ many: String) -> String {
            number == 1 ? "1 \(one)" : "\(number) \(many)"
        }
        let referred = part.nodes.count { !graph[$0].isRecorded }
        let derived = part.edges.count { $0.isDerived }
        let failing = part.nodes.count { fails($0) }
        var text = count(part.nodes.count, "resource", "resources")
        if referred > 0 { text += ", \(referred) only referred to" }
        text += "; " + count(part.edges.count, "relationship", "relationships")
        if derived > 0 { text += ", \(derived) derived" }
        return text + "; \(failing) NON_COMPLIANT"
    }
}
