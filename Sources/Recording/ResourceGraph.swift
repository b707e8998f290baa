/// What AWS Config calls a resource.
public protocol NamedResource: Sendable {
    var accountId: String { get }
    var awsRegion: String { get }
    var resourceType: String { get }
    var resourceId: String { get }
    /// Empty where nothing tells, like the others.
    var resourceName: String { get }
    var arn: String { get }
}

/// Resources and how they stand to one another: what AWS Config recorded, and what configurations refer to.
///
/// Made by ``ResourceGraphBuilder``. It depends on the items alone, not on their order: recorded resources come first, by
/// account, region, type and id, then those that are only referred to, in the order in which the recorded ones do.
/// Every relationship is there in both directions. Nodes and edges are numbers; texts are made when asked for.
public struct ResourceGraph: Sendable {
    /// A resource.
    public struct Node: NamedResource, Equatable {
        /// Empty where nothing tells, as of a bucket that is only referred to.
        public let accountId: String
        /// Empty where nothing tells.
        public let awsRegion: String
        public let resourceType: String
        /// Empty for a resource that is only referred to by name or ARN.
        public let resourceId: String
        /// Empty where nothing tells.
        public let resourceName: String
        /// Empty where nothing tells.
        public let arn: String
        /// Whether there is an item of it; otherwise others only refer to it, or it was deleted.
        public let isRecorded: Bool
    }

    /// One direction of a relationship.
    public struct Edge: Sendable, Hashable {
        /// Number of a node.
        public let from: Int
        /// Number of a node.
        public let to: Int
        /// As AWS writes it: `Is contained in Vpc`.
        public let name: String
        /// Whether it follows from the other direction or from a configuration, and was not recorded itself.
        public let isDerived: Bool
        /// Whether it is derived from the other direction only, so that it adds nothing to a picture of both.
        public let isInverse: Bool
    }

    /// A node's texts, as numbers in `strings`.
    struct StoredNode: Sendable {
        var account: UInt32
        var region: UInt32
        /// Number in `types`.
        var type: UInt32
        var id: UInt32
        var name: UInt32
        var arn: UInt32
        var isRecorded: Bool
    }

    /// An edge without where it comes from.
    struct StoredEdge: Sendable {
        var to: UInt32
        /// Number in `names`.
        var name: UInt32
        var isDerived: Bool
        var isInverse: Bool
    }

    let strings: StringTable
    /// As they are written, by number.
    let types: [String]
    /// The same in lower case.
    let typeNumbers: StringTable
    let nodes: [StoredNode]
    /// In the order of their texts.
    let names: [String]
    /// Those of node `n` are at `starts[n]..<starts[n + 1]`, in the order of where they lead and of their names.
    let edges: [StoredEdge]
    let starts: [Int]

    /// How many resources there are.
    public var nodeCount: Int { nodes.count }
    /// How many edges there are, counting directions.
    public var edgeCount: Int { edges.count }

    /// The resource with a number.
    public subscript(number: Int) -> Node {
        let node = nodes[number]
        return Node(
            accountId: strings[node.account], awsRegion: strings[node.region], resourceType: types[Int(node.type)],
            resourceId: strings[node.id], resourceName: strings[node.name], arn: strings[node.arn],
            isRecorded: node.isRecorded)
    }

    /// The edges from a node, in order.
    public func edges(from number: Int) -> some Sequence<Edge> {
        edges[starts[number]..<starts[number + 1]].lazy.map { edge in
            Edge(
                from: number, to: Int(edge.to), name: names[Int(edge.name)], isDerived: edge.isDerived,
                isInverse: edge.isInverse)
        }
    }

    /// The numbers of the nodes beside a node, in order, each once.
    func neighbours(of number: Int) -> some Sequence<Int> {
        var last = -1
        return edges[starts[number]..<starts[number + 1]].lazy.compactMap { edge -> Int? in
            if Int(edge.to) == last { return nil }
            last = Int(edge.to)
            return last
        }
    }

    /// Recorded resources among a graph's nodes by what AWS Config calls them.
    public struct Locator: Sendable {
        fileprivate let graph: ResourceGraph
        fileprivate let numbers: [ResourceGraphBuilder.Key: Int]

        /// The number of a resource; texts are UTF-8. Nil where it is not among the nodes.
        public func number(
            accountId: ArraySlice<UInt8>, awsRegion: ArraySlice<UInt8>, resourceType: String,
            resourceId: ArraySlice<UInt8>
        ) -> Int? {
            guard let id = graph.strings.find(resourceId), let account = graph.strings.find(accountId),
                let region = graph.strings.find(awsRegion),
                let type = graph.typeNumbers.find(resourceType.lowercased().utf8)
            else { return nil }
            return numbers[ResourceGraphBuilder.Key(account: account, region: region, type: type, id: id)]
        }
    }

    /// A way to find some nodes.
    public func locator(of nodes: [Int]) -> Locator {
        let recorded = nodes.lazy.filter { self.nodes[$0].isRecorded }.map { number in
            let node = self.nodes[number]
            return (
                ResourceGraphBuilder.Key(account: node.account, region: node.region, type: node.type, id: node.id),
                number
            )
        }
        return Locator(graph: self, numbers: Dictionary(recorded) { first, _ in first })
    }
}
