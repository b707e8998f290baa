import CommandLineKit

/// The graph as a picture that stands alone (W3C, "Scalable Vector Graphics 2"): no script, no font, no other file.
///
/// Light and dark follow the reader's choice.
public enum GraphSVG {
    /// Names stand at the edges only where there is room for them.
    static let namedEdges = 40

    public static func write(_ content: GraphContent, to sink: some ByteSink) {
        let layout = content.shape == .all ? GraphLayout.grid(content) : GraphLayout.layers(content)
        let legend = SVGLegend(content, layout)
        let height = layout.height + SVGLegend.height
        let width = max(layout.width, legend.width)
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
            role="img" font-family="ui-sans-serif, system-ui, sans-serif" font-size="12">
            <title>\(escaped(title(content)))</title>
            \(style)
            <rect class="page" width="\(width)" height="\(height)"/>

            """
        func flush() {
            guard text.utf8.count > 1 << 20 else { return }
            sink.write(Array(text.utf8))
            text = ""
        }
        for heading in layout.headings {
            text += "<text class=\"\(heading.isLarge ? "place" : "group")\" x=\"\(heading.x)\" y=\"\(heading.y)\">"
            text += escaped(truncated(sanitized(heading.text), toWidth: heading.columns)) + "</text>\n"
        }
        var labels = ""
        for edge in layout.edges {
            text += path(edge, content)
            flush()
            if layout.edges.count <= namedEdges, !edge.isAround { labels += label(edge) }
        }
        for number in content.part.nodes {
            guard let box = layout.boxes[number] else { continue }
            text += node(number, box, isCenter: layout.center == number, content)
            flush()
        }
        text += labels
        text += legend.text(y: layout.height)
        sink.write(Array((text + "</svg>\n").utf8))
    }

    private static func title(_ content: GraphContent) -> String {
        let nodes = content.part.nodes
        switch content.shape {
        case .neighbourhood: return "What is around " + (nodes.first.map { content.graph[$0].line } ?? "")
        case .path:
            return "From " + (nodes.first.map { content.graph[$0].line } ?? "") + " to "
                + (nodes.last.map { content.graph[$0].line } ?? "")
        case .all: return "All resources"
        }
    }

    private static func path(_ edge: GraphLayout.Line, _ content: GraphContent) -> String {
        let facts = [
            content.graph[edge.edge.from].line, content.name(edge.edge), content.graph[edge.edge.to].line,
        ]
        let kind = edge.edge.isDerived ? "derived" : "recorded"
        return "<path class=\"edge \(kind)\(edge.isFaint ? " faint" : "")\" d=\"\(edge.path)\">"
            + "<title>\(escaped(facts.joined(separator: "\n")))</title></path>\n"
    }

    private static func label(_ edge: GraphLayout.Line) -> String {
        let name = escaped(truncated(sanitized(edge.edge.name), toWidth: 34))
        return "<text class=\"label\" x=\"\(edge.labelX)\" y=\"\(edge.labelY)\">\(name)</text>\n"
    }

    private static func node(_ number: Int, _ box: GraphLayout.Box, isCenter: Bool, _ content: GraphContent) -> String {
        let node = content.graph[number]
        let label = NodeLabel(node)
        let rules = content.verdicts[number]?.nonCompliantRules.count ?? 0
        var classes = "node"
        if content.fails(number) { classes += " fails" }
        if !node.isRecorded { classes += " referred" }
        if isCenter { classes += " center" }
        let mark = rules > 0 ? "✗ \(rules)" : ""
        let columns = GraphLayout.columns
        let type = truncated(sanitized(label.type), toWidth: mark.isEmpty ? columns + 4 : columns)
        var text = "<g class=\"\(classes)\" transform=\"translate(\(box.x) \(box.y))\">"
        text += "<title>\(escaped(content.facts(number).joined(separator: "\n")))</title>"
        text += "<rect width=\"\(GraphLayout.boxWidth)\" height=\"\(GraphLayout.boxHeight)\" rx=\"6\"/>"
        text += "<text class=\"type\" x=\"10\" y=\"16\">\(escaped(type))</text>"
        if !mark.isEmpty {
            text += "<text class=\"mark\" x=\"\(GraphLayout.boxWidth - 10)\" y=\"16\">\(mark)</text>"
        }
        let title = escaped(truncated(sanitized(label.title), toWidth: columns))
        text += "<text class=\"title\" x=\"10\" y=\"\(label.detail.isEmpty ? 38 : 33)\">\(title)</text>"
        if !label.detail.isEmpty {
            text += "<text class=\"detail\" x=\"10\" y=\"48\">"
            text += escaped(truncated(sanitized(label.detail), toWidth: columns + 6)) + "</text>"
        }
        return text + "</g>\n"
    }

    /// For between tags (XML 1.0, section 2.4). Control characters and those that turn the direction of text show as what
    /// they are, but for the ends of our own lines; what no XML may hold becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The colours of one mode.
    private struct Palette {
        let page, ink, soft, line, box, rim, bad, badBox, center: String

        static let light = Palette(
            page: "#ffffff", ink: "#1c2024", soft: "#5b636b", line: "#7b858f", box: "#f6f8fa", rim: "#aab2ba",
            bad: "#b3261e", badBox: "#fdeceb", center: "#0b57d0")
        static let dark = Palette(
            page: "#14171a", ink: "#e6e9ec", soft: "#a3acb5", line: "#8b959f", box: "#1f2428", rim: "#59626b",
            bad: "#ff8a80", badBox: "#3a1f1e", center: "#8ab4f8")

        /// Plain values: viewers that are no browsers know no variables, and paint all black.
        var rules: String {
            """
            .page { fill: \(page); }
            text { fill: \(ink); }
            .node rect { fill: \(box); stroke: \(rim); }
            .node.center rect { stroke: \(center); }
            .node.fails rect { fill: \(badBox); stroke: \(bad); }
            .node.referred rect { fill: \(page); }
            .type, .group, .label, .legend, .detail { fill: \(soft); }
            .mark { fill: \(bad); }
            .label { stroke: \(page); }
            .edge { stroke: \(line); }
            .edge:hover { stroke: \(center); }
            #arrow path { fill: \(line); }
            """
        }
    }

    private static let style = """
        <style>
        .node.center rect { stroke-width: 2.5; }
        .node.fails rect { stroke-width: 2; }
        .node.fails.center rect { stroke-width: 3.5; }
        .node.referred rect { stroke-dasharray: 3 3; }
        .type, .group, .label, .legend { font-size: 10px; }
        .title { font-weight: 600; }
        .node.referred .title { font-weight: 400; }
        .detail { font-size: 10px; font-family: ui-monospace, monospace; }
        .mark { font-size: 10px; font-weight: 700; text-anchor: end; }
        .place { font-size: 15px; font-weight: 700; }
        .group { font-size: 12px; font-weight: 600; }
        .label { text-anchor: middle; paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
        .edge { fill: none; stroke-width: 1.3; marker-end: url(#arrow); }
        .edge.derived { stroke-dasharray: 6 4; }
        .edge.faint { stroke-opacity: .35; }
        .edge:hover { stroke-width: 2.5; stroke-opacity: 1; }
        \(Palette.light.rules)
        @media (prefers-color-scheme: dark) {
        \(Palette.dark.rules)
        }
        </style>
        <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" \
        markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1L9 5L0 9z"/></marker></defs>
        """
}

/// What the signs mean, and how much there is.
struct SVGLegend {
    static let height = 60
    let width: Int
    private let summary: String

    init(_ content: GraphContent, _ layout: GraphLayout) {
        summary =
            content.summary + (layout.hidden > 0 ? "; \(layout.hidden) relationships are too many to be drawn" : "")
        width = max(760, 2 * GraphLayout.margin + summary.count * 6)
    }

    func text(y: Int) -> String {
        let x = GraphLayout.margin
        return """
            <g transform="translate(\(x) \(y + 14))">
            <path class="edge recorded" d="M0 8H40"/><text class="legend" x="48" y="12">recorded</text>
            <path class="edge derived" d="M110 8H150"/><text class="legend" x="158" y="12">derived</text>
            <g class="node"><rect x="215" y="0" width="26" height="16" rx="4"/></g>\
            <text class="legend" x="248" y="12">resource</text>
            <g class="node referred"><rect x="310" y="0" width="26" height="16" rx="4"/></g>\
            <text class="legend" x="343" y="12">only referred to</text>
            <g class="node fails"><rect x="440" y="0" width="26" height="16" rx="4"/>\
            <text class="mark" x="458" y="12">✗</text></g>\
            <text class="legend" x="473" y="12">NON_COMPLIANT, with how many rules say so</text>
            <text class="legend" x="0" y="34">\(GraphSVG.escaped(summary))</text>
            </g>

            """
    }
}
