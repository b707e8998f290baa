public import CommandLineKit
public import ConfigModel
import JSON
import Recording
public import Store
public import Timeline

/// The timeline of a resource for reading: what happened, what changed by it from what to what, and what rules said.
public enum HistoryReport {
    /// How many changes of one capture are shown.
    public static let shown = 40
    /// Columns of a path, which input can make any number of.
    private static let pathWidth = 200

    /// - Parameters:
    ///   - start: what was before is left out.
    ///   - width: columns of the terminal.
    public static func write(
        _ history: ResourceHistory, since start: Timestamp?, to sink: some ByteSink, width: Int, style: Style
    ) throws(StoreError) {
        let resource = history.resource
        var text = ResourceHeading.text(resource.key, name: resource.name, arn: resource.arn, style: style)
        text += "\n"
        var isEmpty = true
        try history.forEach(since: start) { event throws(StoreError) in
            isEmpty = false
            switch event {
            case .item(let event): append(event, width, style, to: &text)
            case .verdict(let event): append(event, width, style, to: &text)
            }
            // A screenful at a time.
            if text.utf8.count > 1 << 16 {
                sink.write(Array(text.utf8))
                text = ""
            }
        }
        if isEmpty { text += start.map { "nothing is recorded since \($0.iso8601)\n" } ?? "nothing is recorded\n" }
        sink.write(Array(text.utf8))
    }

    private static func append(
        _ event: ResourceHistory.ItemEvent, _ width: Int, _ style: Style, to text: inout String
    ) {
        text += event.time.iso8601 + "  "
        switch event.kind {
        case .created: text += style.apply("created", .bold, .green)
        case .updated: text += style.apply("updated", .bold, .cyan)
        case .deleted: text += style.apply("deleted", .bold, .red)
        case .notRecorded: text += style.apply("not recorded any more", .bold, .yellow)
        case .summarized: text += style.apply("changed", .bold, .yellow)
        }
        if event.isUndated { text += "  (when recorded; the item names no time)" }
        text += "\n"
        switch event.kind {
        case .summarized: text += "    what changed is not known: only a summary of the item was recorded\n"
        case .notRecorded: break
        case .created:
            let all = event.item.relationships
            for relationship in all.elements.prefix(shown) {
                append("+", ResourceHeading.relationship(relationship), width, style, to: &text)
            }
            appendRest(all.count - shown, "relationships", to: &text)
        case .updated, .deleted:
            for change in event.diff.changes.prefix(shown) { append(change, width, style, to: &text) }
            appendRest(event.diff.changes.count - shown, "changes", to: &text)
            if event.kind == .updated, event.diff.changes.isEmpty {
                text += "    no property that notifications tell: only an order, or what is beside them\n"
            }
        }
    }

    private static func appendRest(_ count: Int, _ what: String, to text: inout String) {
        if count > 0 { text += "    and \(grouped(count)) more \(what)\n" }
    }

    private static func append(
        _ change: ConfigurationItemDiff.Change, _ width: Int, _ style: Style, to text: inout String
    ) {
        if change.path.hasPrefix("Relationships.") {
            let isNew = change.changeType == .create
            let value = isNew ? change.updatedValue : change.previousValue
            return append(isNew ? "+" : "-", ResourceHeading.relationship(value), width, style, to: &text)
        }
        let path = truncated(sanitized(change.path), toWidth: pathWidth)
        switch change.changeType {
        case .create: append("+", "\(path): \(ValueSummary.text(change.updatedValue))", width, style, to: &text)
        case .delete: append("-", "\(path): \(ValueSummary.text(change.previousValue))", width, style, to: &text)
        case .update:
            let old = ValueSummary.text(change.previousValue)
            append("~", "\(path): \(old) → \(ValueSummary.text(change.updatedValue))", width, style, to: &text)
        }
    }

    private static func append(
        _ sign: String, _ line: String, _ width: Int, _ style: Style, to text: inout String
    ) {
        let color: Style.Rendition = sign == "+" ? .green : sign == "-" ? .red : .cyan
        for (number, part) in wrapped(line, toWidth: width - 6).enumerated() {
            text += number == 0 ? "    " + style.apply(sign, color) + " " : "      "
            text += truncated(part, toWidth: width - 6) + "\n"
        }
    }

    private static func append(_ event: VerdictEvent, _ width: Int, _ style: Style, to text: inout String) {
        text += event.time.iso8601 + "  " + VerdictLine.text(event, style: style)
        if let previous = event.previous { text += "  was \(previous.rawValue)" }
        text += "\n" + VerdictLine.annotation(event, width: width, indent: 4)
    }
}
