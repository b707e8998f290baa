import Recording

extension GraphLayout {
    /// More lines than this are no picture.
    private static let drawnEdges = 3000
    /// How many boxes of one type stand below each other.
    private static let groupRows = 12

    /// One part of the page for every account and region, in it a group for every type.
    static func grid(_ content: GraphContent) -> GraphLayout {
        var layout = GraphLayout()
        let places = Dictionary(grouping: content.part.nodes) { number in
            let node = content.graph[number]
            return Place(account: node.accountId, region: node.awsRegion)
        }
        // About as wide as high: a page for reading, not a strip.
        let columnWidth = boxWidth + 40
        let columnCount = max(4, min(40, Int(Double(content.part.nodes.count).squareRoot() * 0.6)))
        var top = margin
        for place in places.keys.sorted() {
            top += 14
            let names = [place.account, place.region].filter { !$0.isEmpty }
            layout.headings.append(
                Heading(
                    text: ((place.account.isEmpty ? ["Account not known"] : []) + names).joined(separator: "  "),
                    x: margin,
                    y: top, isLarge: true, columns: 80))
            top += 18
            // Each group goes where there is most room.
            var ends = Array(repeating: top, count: columnCount)
            let groups = Dictionary(grouping: places[place] ?? []) { content.graph[$0].resourceType }
            for type in groups.keys.sorted() {
                let nodes = groups[type] ?? []
                for start in stride(from: 0, to: nodes.count, by: groupRows) {
                    let column = ends.indices.min { (ends[$0], $0) < (ends[$1], $1) } ?? 0
                    let x = margin + column * columnWidth
                    var y = ends[column] + 16
                    let label = NodeLabel(content.graph[nodes[start]]).type
                    layout.headings.append(
                        Heading(
                            text: start == 0 ? "\(label) (\(nodes.count))" : "\(label) (…)", x: x, y: y, isLarge: false,
                            columns: columns + 6))
                    y += 8
                    for node in nodes[start..<min(start + groupRows, nodes.count)] {
                        layout.boxes[node] = Box(x: x, y: y)
                        y += boxHeight + 8
                    }
                    ends[column] = y + 8
                }
            }
            top = (ends.max() ?? top) + 16
        }
        layout.width = 2 * margin + columnCount * columnWidth - 40 + around
        layout.height = top
        let drawn = content.drawnEdges
        guard drawn.count <= drawnEdges else {
            layout.hidden = drawn.count
            return layout
        }
        for edge in drawn {
            guard let from = layout.boxes[edge.from], let to = layout.boxes[edge.to] else { continue }
            layout.edges.append(line(edge, from, to, isFaint: true, namedAt: to))
        }
        return layout
    }

    private struct Place: Hashable, Comparable {
        let account: String
        let region: String

        /// What is only referred to comes last.
        static func < (a: Self, b: Self) -> Bool {
            a.account.isEmpty != b.account.isEmpty ? b.account.isEmpty : (a.account, a.region) < (b.account, b.region)
        }
    }
}
