extension ResourceGraph {
    /// Some of a graph's nodes, with the edges among them.
    public struct Part: Sendable {
        /// Numbers of nodes, nearest first; of the same distance in the order of the graph.
        public let nodes: [Int]
        /// How far each is from the first; in the order of `nodes`.
        public let distances: [Int]
        /// All edges among `nodes`, in the order of where they come from and lead to.
        public let edges: [Edge]
    }

    /// All of it, every node at distance 0.
    public var whole: Part {
        part(Array(0..<nodeCount), Array(repeating: 0, count: nodeCount))
    }

    /// The nodes that `depth` steps or fewer lead to, whatever the directions, and the edges among them.
    public func neighbourhood(of center: Int, depth: Int) -> Part {
        var distances = [center: 0]
        var order = [center]
        var edge = [center]
        var distance = 0
        while distance < depth, !edge.isEmpty {
            distance += 1
            var next: [Int] = []
            for node in edge {
                for neighbour in neighbours(of: node) where distances[neighbour] == nil {
                    distances[neighbour] = distance
                    next.append(neighbour)
                }
            }
            next.sort()
            order += next
            edge = next
        }
        return part(order, order.map { distances[$0] ?? 0 })
    }

    /// The nodes of a shortest way from one node to another, whatever the directions: of several, the one whose nodes come
    /// first. Nil where there is none.
    ///
    /// Its edges are those between nodes that follow each other.
    public func path(from start: Int, to end: Int) -> Part? {
        // From the end, so that the way can be walked from the start by always taking the first node that is nearer.
        var distances = Array(repeating: Int32.max, count: nodeCount)
        distances[end] = 0
        var edge = [end]
        while !edge.isEmpty, distances[start] == .max {
            var next: [Int] = []
            for node in edge {
                for neighbour in neighbours(of: node) where distances[neighbour] == .max {
                    distances[neighbour] = distances[node] + 1
                    next.append(neighbour)
                }
            }
            edge = next
        }
        guard distances[start] != .max else { return nil }
        var way = [start]
        var last = start
        while last != end {
            guard let next = neighbours(of: last).first(where: { distances[$0] == distances[last] - 1 }) else {
                return nil
            }
            way.append(next)
            last = next
        }
        let steps = zip(way, way.dropFirst()).flatMap { a, b in
            Array(edges(from: a)).filter { $0.to == b } + Array(edges(from: b)).filter { $0.to == a }
        }
        return Part(nodes: way, distances: Array(way.indices), edges: steps)
    }

    private func part(_ nodes: [Int], _ distances: [Int]) -> Part {
        let chosen = Set(nodes)
        let isAll = nodes.count == nodeCount
        var found: [Edge] = []
        for node in nodes.sorted() {
            for edge in edges(from: node) where isAll || chosen.contains(edge.to) { found.append(edge) }
        }
        return Part(nodes: nodes, distances: distances, edges: found)
    }
}
