import CommandLineKit

/// The graph as a Mermaid flowchart (Mermaid documentation, "Flowcharts Syntax"), which code hosts show as a picture.
public enum GraphMermaid {
    public static func write(_ content: GraphContent, to sink: some ByteSink) {
        var text = "flowchart LR\n"
        var failing: [String] = []
        var referred: [String] = []
        for number in content.part.nodes {
            let node = content.graph[number]
            let label = NodeLabel(node)
            var lines = [label.type, label.title, label.detail].filter { !$0.isEmpty }.map(escaped)
            if content.fails(number) {
                lines.append("✗ NON_COMPLIANT")
                failing.append("n\(number)")
            }
            if !node.isRecorded { referred.append("n\(number)") }
            text += "  n\(number)[\"\(lines.joined(separator: "<br/>"))\"]\n"
        }
        for edge in content.drawnEdges {
            text += "  n\(edge.from) \(edge.isDerived ? "-.->" : "-->")|\"\(escaped(edge.name))\"| n\(edge.to)\n"
        }
        if !failing.isEmpty {
            text += "  classDef nonCompliant fill:#fde2e1,stroke:#b3261e,stroke-width:2px,color:#410e0b\n"
            text += "  class \(failing.joined(separator: ",")) nonCompliant\n"
        }
        if !referred.isEmpty {
            text += "  classDef referred stroke-dasharray:4 3\n"
            text += "  class \(referred.joined(separator: ",")) referred\n"
        }
        sink.write(Array(text.utf8))
    }

    /// For between quotes: whatever might mean something to Mermaid, Markdown or HTML is written by its number.
    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in sanitized(text).unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", "-", ".", "/", ":", "=", ",", "@", "+": result.append(scalar)
            case _ where scalar.isASCII: result.append(contentsOf: "#\(scalar.value);".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
