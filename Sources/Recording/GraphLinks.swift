/// The relationships of a graph while it is being made, and how they become edges in both directions.
struct GraphLinks {
    /// One direction of a relationship, as something said it.
    private struct Link {
        /// The smaller node, then the larger.
        var pair: UInt64
        /// Whether it leads from the larger to the smaller.
        var isBackward: Bool
        var isDerived: Bool
        /// In `names`, or the place of a verb among all.
        var name: UInt32
    }

    private var links: [Link] = []
    /// Recorded names.
    private var names: [String] = []
    private var numbers: [UInt32: UInt32] = [:]

    /// A recorded relationship; `nameNumber` is the same for the same name.
    mutating func add(_ from: Int, _ to: Int, name: @autoclosure () -> String, nameNumber: UInt32) {
        var number = numbers[nameNumber]
        if number == nil {
            number = UInt32(names.count)
            numbers[nameNumber] = number
            names.append(name())
        }
        add(from, to, name: number ?? 0, isDerived: false)
    }

    /// A reference in a configuration.
    mutating func add(_ from: Int, _ to: Int, verb: RelationshipVerb) {
        add(from, to, name: UInt32(RelationshipVerb.allCases.firstIndex(of: verb) ?? 0), isDerived: true)
    }

    private mutating func add(_ from: Int, _ to: Int, name: UInt32, isDerived: Bool) {
        links.append(
            Link(
                pair: UInt64(min(from, to)) << 32 | UInt64(max(from, to)), isBackward: from > to,
                isDerived: isDerived, name: name))
    }

    /// All edges by node, and their names.
    ///
    /// Between two nodes recorded relationships count; where there are none, the references do. A direction in which
    /// nothing is left takes the inverse of the other.
    ///
    /// - Parameters:
    ///   - nodeTypes: each node's type, as a number in `types`.
    ///   - types: as they are written.
    mutating func edges(
        nodeTypes: [Int], types: [String]
    ) -> (names: [String], edges: [ResourceGraph.StoredEdge], starts: [Int]) {
        links.sort { a, b in
            if a.pair != b.pair { return a.pair < b.pair }
            if a.isDerived != b.isDerived { return b.isDerived }
            return a.isBackward != b.isBackward ? b.isBackward : a.name < b.name
        }
        var made = MadeEdges(types: types)
        var i = 0
        while i < links.count {
            let end = links[i...].firstIndex { $0.pair != links[i].pair } ?? links.count
            let isDerived = links[i].isDerived
            let group = links[i..<end].prefix { $0.isDerived == isDerived }
            let (low, high) = (Int(links[i].pair >> 32), Int(links[i].pair & 0xFFFF_FFFF))
            for isBackward in [false, true] {
                let (from, to) = isBackward ? (high, low) : (low, high)
                let said = group.filter { $0.isBackward == isBackward }
                for link in said where !isDerived { made.add(from, to, name: names[Int(link.name)]) }
                var verbs: [RelationshipVerb] = []
                if said.isEmpty {
                    verbs = group.map { isDerived ? verb($0) : RelationshipVerb(of: names[Int($0.name)]) }.map(
                        \.inverse)
                } else if isDerived {
                    verbs = said.map(verb)
                }
                // A thing that is contained is not associated besides.
                let strongest = RelationshipVerb.allCases.first { verbs.contains($0) }
                if let strongest {
                    made.add(from, to, verb: strongest, type: nodeTypes[to], isInverse: said.isEmpty)
                }
            }
            i = end
        }
        return made.sorted(nodeCount: nodeTypes.count)
    }

    private func verb(_ link: Link) -> RelationshipVerb { RelationshipVerb.allCases[Int(link.name)] }
}

/// Edges as they are made, their names still in the order in which they come.
private struct MadeEdges {
    private var edges: [(from: UInt32, edge: ResourceGraph.StoredEdge)] = []
    private var names: [String] = []
    private var numbers: [String: UInt32] = [:]
    /// By verb and type.
    private var verbNumbers: [Int: UInt32] = [:]
    private let types: [String]

    init(types: [String]) { self.types = types }

    mutating func add(_ from: Int, _ to: Int, verb: RelationshipVerb, type: Int, isInverse: Bool) {
        let key = type * RelationshipVerb.allCases.count + (RelationshipVerb.allCases.firstIndex(of: verb) ?? 0)
        let number = verbNumbers[key] ?? number(of: verb.name(to: types[type]))
        verbNumbers[key] = number
        add(from, to, number, isDerived: true, isInverse: isInverse)
    }

    mutating func add(_ from: Int, _ to: Int, name: String) {
        // A relationship without a name says no more than that there is one.
        add(
            from, to, number(of: name.isEmpty ? RelationshipVerb.isAssociatedWith.rawValue : name), isDerived: false,
            isInverse: false)
    }

    private mutating func add(_ from: Int, _ to: Int, _ name: UInt32, isDerived: Bool, isInverse: Bool) {
        let edge = ResourceGraph.StoredEdge(to: UInt32(to), name: name, isDerived: isDerived, isInverse: isInverse)
        edges.append((UInt32(from), edge))
    }

    private mutating func number(of name: String) -> UInt32 {
        if let known = numbers[name] { return known }
        numbers[name] = UInt32(names.count)
        names.append(name)
        return UInt32(names.count - 1)
    }

    /// By node: a counting sort, then each node's own.
    consuming func sorted(
        nodeCount: Int
    ) -> (names: [String], edges: [ResourceGraph.StoredEdge], starts: [Int]) {
        let order = names.indices.sorted { names[$0] < names[$1] }
        var rank = Array(repeating: UInt32(0), count: names.count)
        for (place, name) in order.enumerated() { rank[name] = UInt32(place) }
        var starts = Array(repeating: 0, count: nodeCount + 1)
        for edge in edges { starts[Int(edge.from) + 1] += 1 }
        for node in 0..<nodeCount { starts[node + 1] += starts[node] }
        var free = starts
        let blank = ResourceGraph.StoredEdge(to: 0, name: 0, isDerived: false, isInverse: false)
        var placed = Array(repeating: blank, count: edges.count)
        for (from, edge) in edges {
            var edge = edge
            edge.name = rank[Int(edge.name)]
            placed[free[Int(from)]] = edge
            free[Int(from)] += 1
        }
        // Each node's edges are few, but for the hubs.
        var result: [ResourceGraph.StoredEdge] = []
        result.reserveCapacity(placed.count)
        var ends = [0]
        ends.reserveCapacity(nodeCount + 1)
        for node in 0..<nodeCount {
            let own = placed[starts[node]..<starts[node + 1]].sorted { ($0.to, $0.name) < ($1.to, $1.name) }
            let first = result.count
            for edge in own {
                // The same, said twice.
                if result.count > first, let last = result.last, last.to == edge.to, last.name == edge.name { continue }
                result.append(edge)
            }
            ends.append(result.count)
        }
        return (order.map { names[$0] }, result, ends)
    }
}
