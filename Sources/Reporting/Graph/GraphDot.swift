import CommandLineKit

/// The graph in Graphviz's language (Graphviz documentation, "DOT Language").
public enum GraphDot {
    public static func write(_ content: GraphContent, to sink: some ByteSink) {
        var text = """
            digraph configcheck {
              rankdir=LR;
              node [shape=box, style="rounded,filled", fillcolor="white", fontname="sans-serif", fontsize=11];
              edge [fontname="sans-serif", fontsize=9, color="gray40"];

            """
        for number in content.part.nodes {
            let node = content.graph[number]
            let label = NodeLabel(node)
            var lines = [label.type, label.title, label.detail].filter { !$0.isEmpty }.map(escaped)
            var attributes = ""
            if content.fails(number) {
                lines.insert("✗ NON_COMPLIANT", at: 0)
                attributes += #", color="red3", fillcolor="mistyrose", penwidth=2"#
            }
            if !node.isRecorded { attributes += #", style="rounded,dashed""# }
            let tooltip = content.facts(number).map(escaped).joined(separator: #"\n"#)
            text +=
                "  n\(number) [label=\"\(lines.joined(separator: #"\n"#))\", tooltip=\"\(tooltip)\"\(attributes)];\n"
            flush(&text, to: sink)
        }
        for edge in content.drawnEdges {
            let style = edge.isDerived ? ", style=dashed" : ""
            text += "  n\(edge.from) -> n\(edge.to) [label=\"\(escaped(edge.name))\"\(style)];\n"
            flush(&text, to: sink)
        }
        sink.write(Array((text + "}\n").utf8))
    }

    private static func flush(_ text: inout String, to sink: some ByteSink) {
        guard text.utf8.count > 1 << 20 else { return }
        sink.write(Array(text.utf8))
        text = ""
    }

    /// For between quotes: a backslash would begin an escape, and control characters show as what they are.
    private static func escaped(_ text: String) -> String {
        sanitized(text).replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#)
    }
}
