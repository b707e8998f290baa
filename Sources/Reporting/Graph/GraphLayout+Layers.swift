import Recording

extension GraphLayout {
    /// How many boxes stand below each other before a layer goes on in another column.
    private static let rows = 14
    /// Room for the names of edges.
    private static let columnGap = 240
    private static let narrowGap = 56

    /// Columns by distance: what contains the first node, or is used by it, to the left; what it contains, or what uses it,
    /// to the right. A path goes from left to right.
    static func layers(_ content: GraphContent) -> GraphLayout {
        var layout = GraphLayout()
        let part = content.part
        layout.center = content.shape == .neighbourhood ? part.nodes.first : nil
        let drawn = content.drawnEdges
        let level =
            content.shape == .path
            ? Dictionary(uniqueKeysWithValues: zip(part.nodes, part.distances)) : levels(part, drawn)
        var layers = Dictionary(grouping: part.nodes) { level[$0] ?? 0 }
        reduceCrossings(&layers, content, drawn)

        let gap = drawn.count <= GraphSVG.namedEdges ? columnGap : 90
        var columns: [(x: Int, nodes: ArraySlice<Int>)] = []
        // Lines lead around the outer columns.
        var x = (layers.keys.min() ?? 0) < 0 ? around : margin
        for key in layers.keys.sorted() {
            let nodes = layers[key] ?? []
            // Of even height, and no column of two.
            let count = (nodes.count + rows - 1) / rows
            let size = (nodes.count + count - 1) / count
            for start in stride(from: 0, to: nodes.count, by: size) {
                columns.append((x, nodes[start..<min(start + size, nodes.count)]))
                x += boxWidth + narrowGap
            }
            x += gap - narrowGap
        }
        let tallest = columns.map(\.nodes.count).max() ?? 1
        let step = boxHeight + rowGap
        for (x, nodes) in columns {
            let top = margin + (tallest - nodes.count) * step / 2
            for (row, node) in nodes.enumerated() { layout.boxes[node] = Box(x: x, y: top + row * step) }
        }
        layout.width = x - gap + (layers.keys.max() ?? 0 > 0 ? around : margin)
        layout.height = 2 * margin + tallest * step - rowGap
        for edge in drawn {
            guard let from = layout.boxes[edge.from], let to = layout.boxes[edge.to] else { continue }
            // Near the middle lines run together, so the name stands at the outer end.
            let (a, b) = (level[edge.from] ?? 0, level[edge.to] ?? 0)
            layout.edges.append(
                line(
                    edge, from, to, isFaint: drawn.count > GraphSVG.namedEdges && a != 0 && b != 0,
                    namedAt: abs(a) >= abs(b) ? from : to, goesLeft: a < 0))
        }
        return layout
    }

    /// The distance from the first node, negative on the side of what the arrows from it lead to.
    private static func levels(_ part: ResourceGraph.Part, _ drawn: [ResourceGraph.Edge]) -> [Int: Int] {
        let distances = Dictionary(uniqueKeysWithValues: zip(part.nodes, part.distances))
        var level: [Int: Int] = [:]
        for node in part.nodes where distances[node] == 0 { level[node] = 0 }
        var around: [Int: [(node: Int, isOut: Bool)]] = [:]
        for edge in drawn {
            around[edge.from, default: []].append((edge.to, true))
            around[edge.to, default: []].append((edge.from, false))
        }
        // Nearest first, so that the side of what a node hangs on is settled before its own.
        for node in part.nodes {
            guard let own = level[node], let distance = distances[node] else { continue }
            for (next, isOut) in around[node] ?? [] where level[next] == nil && distances[next] == distance + 1 {
                level[next] = own == 0 ? (isOut ? -1 : 1) : own + own.signum()
            }
        }
        return level
    }

    /// Orders each layer by the middle of its neighbours' places, some times to and fro.
    private static func reduceCrossings(
        _ layers: inout [Int: [Int]], _ content: GraphContent, _ drawn: [ResourceGraph.Edge]
    ) {
        let keys = layers.keys.sorted()
        for key in keys {
            layers[key] = layers[key]?.map { (type: content.graph[$0].resourceType, node: $0) }
                .sorted { ($0.type, $0.node) < ($1.type, $1.node) }.map(\.node)
        }
        var around: [Int: [Int]] = [:]
        for edge in drawn {
            around[edge.from, default: []].append(edge.to)
            around[edge.to, default: []].append(edge.from)
        }
        var places: [Int: Double] = [:]
        func place(_ key: Int) {
            // The middle of every layer stands at the same height.
            let nodes = layers[key] ?? []
            for (i, node) in nodes.enumerated() { places[node] = Double(i) - Double(nodes.count - 1) / 2 }
        }
        keys.forEach(place)
        for round in 0..<6 {
            for key in round % 2 == 0 ? keys : keys.reversed() {
                let nodes = layers[key] ?? []
                let middles = nodes.map { node in
                    let others = (around[node] ?? []).compactMap { places[$0] }
                    return others.isEmpty ? places[node] ?? 0 : others.reduce(0, +) / Double(others.count)
                }
                layers[key] = nodes.indices.sorted { (middles[$0], $0) < (middles[$1], $1) }.map { nodes[$0] }
                place(key)
            }
        }
    }
}
