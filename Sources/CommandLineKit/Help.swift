extension CommandDocumentation {
    /// The text of `program VERB --help`, laid out for `width` columns and ending in a newline.
    public func help(program: String, width: Int = 80, style: Style = .plain) -> String {
        var page = HelpPage(width: width, style: style)
        page.usage(usage(program: program))
        page.paragraphs(summary)
        if !discussion.isEmpty { page.paragraphs(discussion) }
        var sections = [("Operands", operands.map(\.helpRow))]
        sections += optionGroups.map { ($0.heading, $0.options.map(\.helpRow)) }
        page.tables(sections)
        page.examples(examples)
        return page.text
    }
}

extension Application {
    /// The text of `program --help`, laid out for `width` columns and ending in a newline.
    public func help(width: Int = 80, style: Style = .plain) -> String {
        var page = HelpPage(width: width, style: style)
        page.usage("\(name) VERB [OPTIONS] [OPERANDS]")
        page.paragraphs(summary)
        let verbRows = verbs.map { HelpPage.Row($0.documentation.name, $0.documentation.summary) }
        page.tables([
            ("Verbs", verbRows + [HelpPage.Row("help VERB", "Show the help of a verb.")]),
            ("Options", [OptionDocumentation.helpFlag.helpRow, OptionDocumentation.versionFlag.helpRow]),
        ])
        return page.text
    }
}

extension OperandDocumentation {
    /// The help sentence followed by what the table says besides.
    var details: [String] { [help] + (choices.isEmpty ? [] : ["One of: \(choices.joined(separator: ", "))."]) }

    fileprivate var helpRow: HelpPage.Row {
        HelpPage.Row(isRepeatable ? name + "…" : name, details.joined(separator: " "))
    }
}

extension OptionDocumentation {
    /// The help sentence followed by what the table says besides.
    var details: [String] {
        var details = [help]
        if !choices.isEmpty { details.append("One of: \(choices.joined(separator: ", ")).") }
        if isRepeatable { details.append("Repeatable.") }
        if isRequired { details.append("Required.") }
        return details
    }

    fileprivate var helpRow: HelpPage.Row {
        let left = (short.map { "-\($0), " } ?? "    ") + name + (placeholder.map { " " + $0 } ?? "")
        let shown = defaultShown.map { ["Default: \($0)."] } ?? []
        return HelpPage.Row(left, (details + shown).joined(separator: " "))
    }
}

/// The layout of a help text. Text is styled after it is laid out, since escapes have no width.
private struct HelpPage {
    struct Row {
        let left: String
        let right: String
        init(_ left: String, _ right: String) {
            self.left = left
            self.right = right
        }
    }

    private static let widestLeft = 30
    private let width: Int
    private let style: Style
    private var blocks: [String] = []

    init(width: Int, style: Style) {
        // Narrower than this, one word a line would be harder to read than lines the terminal wraps.
        self.width = max(width, 40)
        self.style = style
    }

    var text: String { blocks.joined(separator: "\n\n") + "\n" }

    mutating func usage(_ line: String) {
        let label = "Usage: "
        let lines = wrapped(line, toWidth: width - label.count)
        blocks.append(
            style.apply("Usage:", .bold) + " "
                + lines.joined(separator: "\n" + String(repeating: " ", count: label.count)))
    }

    mutating func paragraphs(_ text: String) {
        blocks.append(wrapped(text, toWidth: width).joined(separator: "\n"))
    }

    /// All tables share one left column, so that they line up with each other.
    mutating func tables(_ tables: [(heading: String, rows: [Row])]) {
        let widths = tables.flatMap(\.rows).map { displayWidth(of: $0.left) }
        // A narrow terminal leaves at least half of the line for the right column.
        let column = min(widths.max() ?? 0, Self.widestLeft, width / 2 - 4)
        for table in tables where !table.rows.isEmpty {
            let lines = table.rows.flatMap { self.lines(of: $0, column: column) }
            blocks.append(([style.apply(table.heading + ":", .bold)] + lines).joined(separator: "\n"))
        }
    }

    mutating func examples(_ examples: [Example]) {
        guard !examples.isEmpty else { return }
        let lines = examples.flatMap { example in
            // A command is not wrapped: it is there to be copied.
            ["  " + example.command] + wrapped(example.purpose, toWidth: width - 6).map { "      " + $0 }
        }
        blocks.append(([style.apply("Examples:", .bold)] + lines).joined(separator: "\n"))
    }

    private func lines(of row: Row, column: Int) -> [String] {
        let indent = String(repeating: " ", count: column + 4)
        let right = wrapped(row.right, toWidth: width - column - 4)
        let leftWidth = displayWidth(of: row.left)
        guard leftWidth <= column, let first = right.first else {
            return ["  " + row.left] + right.map { indent + $0 }
        }
        let gap = String(repeating: " ", count: column - leftWidth + 2)
        return ["  " + row.left + gap + first] + right.dropFirst().map { indent + $0 }
    }
}
