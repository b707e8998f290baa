public import CommandLineKit
public import ConfigModel
import JSON
public import Store
public import Timeline

/// How a resource was at a time, for reading: what it is called, its tags, its relationships, and what rules said of it.
public enum StateReport {
    /// Writes it; what has no items by then has its verdicts alone, as accounts have, and users whom only a credential
    /// report names.
    public static func write(
        _ history: ResourceHistory, at time: Timestamp, to sink: some ByteSink, width: Int, style: Style
    ) throws(StoreError) {
        var text = ""
        let wasThere = try history.withState(at: time) { state in
            let item = state.item
            text += ResourceHeading.text(
                history.resource.key, name: item.resourceName.string ?? "", arn: item.arn.string ?? "", style: style)
            text += status(state, style)
            section("Tags", item.allTags.map { sanitized("\($0.key) = \($0.value)") }, width, style, &text)
            let relationships = item.relationships.elements.map(ResourceHeading.relationship)
            section("Relationships", relationships, width, style, &text)
            append(state.verdicts, width, style, &text)
        }
        if !wasThere {
            let resource = history.resource
            text += ResourceHeading.text(resource.key, name: resource.name, arn: resource.arn, style: style)
            append(try history.verdicts(at: time), width, style, &text)
        }
        sink.write(Array(text.utf8))
    }

    private static func status(_ state: ResourceHistory.State, _ style: Style) -> String {
        let word =
            switch state.item.status {
            case .live: style.apply("recorded", .bold, .green)
            case .deleted: style.apply("deleted", .bold, .red)
            case .notRecorded: style.apply("not recorded any more", .bold, .yellow)
            }
        let seen = state.time == state.since ? "" : ", captured last at \(state.time.iso8601)"
        return "  \(word) since \(state.since.iso8601)\(seen)\n"
    }

    private static func section(
        _ title: String, _ lines: [String], _ width: Int, _ style: Style, _ text: inout String
    ) {
        guard !lines.isEmpty else { return }
        text += "\n" + style.apply(title, .bold) + "\n"
        for line in lines { text += "  " + truncated(line, toWidth: width - 2) + "\n" }
    }

    private static func append(_ verdicts: [VerdictEvent], _ width: Int, _ style: Style, _ text: inout String) {
        guard !verdicts.isEmpty else { return }
        text += "\n" + style.apply("Verdicts", .bold) + "\n"
        for verdict in verdicts {
            text += "  " + VerdictLine.text(verdict, style: style) + "  since \(verdict.time.iso8601)\n"
            text += VerdictLine.annotation(verdict, width: width, indent: 4)
        }
    }
}
