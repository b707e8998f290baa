public import CommandLineKit
import Recording

/// The graph for a terminal: a tree of what is near a resource, a way step by step, or a list of all.
public enum GraphText {
    public static func write(_ content: GraphContent, to sink: some ByteSink, style: Style) {
        var page = Page(content: content, style: style)
        switch content.shape {
        case .neighbourhood: page.tree()
        case .path: page.path()
        case .all: page.list { sink.write(Array($0.utf8)) }
        }
        page.text += "\n" + style.apply(content.summary, .bold) + "\n"
        sink.write(Array(page.text.utf8))
    }

    private struct Page {
        let content: GraphContent
        let style: Style
        var text = ""

        /// A resource with its verdict.
        private func line(_ number: Int, besides place: (account: String, region: String)? = nil) -> String {
            let node = content.graph[number]
            var line = node.line
            if !node.isRecorded { line = style.apply(line + "  not recorded", .dim) }
            let elsewhere = [
                node.accountId == place?.account ? "" : node.accountId,
                node.awsRegion == place?.region || node.awsRegion == "global" ? "" : node.awsRegion,
            ]
            for text in elsewhere where !text.isEmpty { line += "  " + style.apply(sanitized(text), .dim) }
            if let verdict = content.verdicts[number] { line += "  " + mark(verdict) }
            return line
        }

        private func mark(_ verdict: GraphContent.Verdict) -> String {
            switch verdict.complianceType {
            case .nonCompliant:
                style.apply("✗ NON_COMPLIANT", .bold, .red) + " " + verdict.nonCompliantRules.joined(separator: ", ")
            case .insufficientData: style.apply("? INSUFFICIENT_DATA", .yellow)
            case .compliant: style.apply("✓ COMPLIANT", .green)
            case .notApplicable: style.apply("- NOT_APPLICABLE", .dim)
            }
        }

        private func place(_ number: Int) -> (account: String, region: String) {
            let node = content.graph[number]
            return (node.accountId, node.awsRegion)
        }

        // MARK: A neighbourhood

        private struct Step: Hashable {
            let from: Int
            let to: Int
        }

        /// Every node once, below the first that leads to it; then the relationships that are no branches.
        mutating func tree() {
            let part = content.part
            let distances = Dictionary(uniqueKeysWithValues: zip(part.nodes, part.distances))
            let places = Dictionary(uniqueKeysWithValues: zip(part.nodes, 0...))
            let out = Dictionary(grouping: part.edges, by: \.from)
            let between = Dictionary(grouping: part.edges) { Step(from: $0.from, to: $0.to) }
            var parents: [Int: Int] = [:]
            var children: [Int: [Int]] = [:]
            for node in part.nodes {
                for edge in out[node] ?? [] where parents[edge.to] == nil && edge.to != part.nodes.first {
                    guard distances[edge.to] == (distances[node] ?? 0) + 1 else { continue }
                    parents[edge.to] = node
                    children[node, default: []].append(edge.to)
                }
            }
            guard let center = part.nodes.first else { return }
            let home = place(center)
            text += line(center) + "\n"
            // A stack and no recursion: a chain may be as deep as the input likes.
            var stack: [(node: Int, indent: String, isLast: Bool)] = []
            func push(_ node: Int, _ indent: String) {
                // In the order of what relates them, then of the graph.
                let sorted = (children[node] ?? []).map { child in
                    (
                        name: between[Step(from: node, to: child)]?.first?.name ?? "", place: places[child] ?? 0,
                        child: child
                    )
                }.sorted { ($0.name, $0.place) < ($1.name, $1.place) }.map(\.child)
                for (i, child) in sorted.enumerated().reversed() {
                    stack.append((child, indent, i == sorted.count - 1))
                }
            }
            push(center, "")
            while let (node, indent, isLast) = stack.popLast() {
                let names = (between[Step(from: parents[node] ?? center, to: node)] ?? []).map(content.name)
                text += indent + (isLast ? "└─ " : "├─ ") + style.apply(names.joined(separator: ", "), .dim)
                text += "  " + line(node, besides: home) + "\n"
                push(node, indent + (isLast ? "   " : "│  "))
            }
            let rest = content.drawnEdges.filter { parents[$0.to] != $0.from && parents[$0.from] != $0.to }
            guard !rest.isEmpty else { return }
            text += "\nAmong these\n"
            for edge in rest {
                text += "  \(content.graph[edge.from].line)  \(style.apply(content.name(edge), .dim))"
                text += "  \(content.graph[edge.to].line)\n"
            }
        }

        // MARK: A way

        mutating func path() {
            let nodes = content.part.nodes
            let drawn = content.drawnEdges
            guard let first = nodes.first else { return }
            text += line(first) + "\n"
            for (from, to) in zip(nodes, nodes.dropFirst()) {
                for edge in drawn where edge.from == from && edge.to == to || edge.from == to && edge.to == from {
                    let arrow = edge.from == from ? "↓" : "↑"
                    text += "  \(arrow) \(style.apply(content.name(edge), .dim))\n"
                }
                text += line(to, besides: place(first)) + "\n"
            }
        }

        // MARK: All

        /// Every resource with what it says of others, by account and region.
        mutating func list(_ write: (String) -> Void) {
            let edges = content.part.edges
            var next = 0
            var last: (account: String, region: String)?
            for number in content.part.nodes {
                let here = place(number)
                if last == nil || last ?? here != here {
                    let names = [here.account, here.region].filter { !$0.isEmpty }.map(sanitized)
                    text += (last == nil ? "" : "\n")
                    text += style.apply(names.isEmpty ? "elsewhere" : names.joined(separator: " "), .bold) + "\n"
                    last = here
                }
                text += "  " + line(number, besides: here) + "\n"
                while next < edges.count, edges[next].from == number {
                    let edge = edges[next]
                    next += 1
                    guard !edge.isInverse else { continue }
                    text += "    " + style.apply(content.name(edge), .dim) + "  " + content.graph[edge.to].line + "\n"
                }
                if text.utf8.count > 1 << 20 {
                    write(text)
                    text = ""
                }
            }
        }
    }
}
