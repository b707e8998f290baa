/// What a manual page says besides the table of verbs.
public struct ManualTexts: Sendable {
    /// A term and what it means, in sentences.
    public struct Entry: Sendable {
        let term: String
        let meaning: String

        /// Pairs a term with its meaning.
        public init(_ term: String, _ meaning: String) {
            self.term = term
            self.meaning = meaning
        }
    }

    let date: String
    let description: String
    let exitStatuses: [Entry]
    let environment: [Entry]
    let files: [Entry]

    /// The texts. `date` is that of the page, such as `2026-01-31`; paragraphs are separated by an empty line; a section
    /// without entries is left out.
    public init(
        date: String, description: String, exitStatuses: [Entry], environment: [Entry] = [], files: [Entry] = []
    ) {
        self.date = date
        self.description = description
        self.exitStatuses = exitStatuses
        self.environment = environment
        self.files = files
    }
}

extension Application {
    /// The manual page of the whole program, for man(1): roff with the macros of man(7).
    public func manPage(_ texts: ManualTexts) -> String {
        var page = RoffPage()
        page.title(name.uppercased(), date: texts.date, source: "\(name) \(version)")
        page.section("NAME")
        // Indexers take one line: names, a dash, and the sentence.
        page.raw("\(page.escaped(name)) \\- \(page.escaped(summary))")
        page.section("SYNOPSIS")
        for verb in verbs.map(\.documentation) { page.line(bold: "\(name) \(verb.name)", synopsis(verb)) }
        for option in ["help [VERB]", "--help", "--version"] { page.line(bold: name, " " + option) }
        page.section("DESCRIPTION")
        page.paragraphs(texts.description)
        page.section("VERBS")
        for verb in verbs.map(\.documentation) { page.verb(verb) }
        page.entries("EXIT STATUS", texts.exitStatuses)
        page.entries("ENVIRONMENT", texts.environment)
        page.entries("FILES", texts.files)
        let examples = verbs.flatMap(\.documentation.examples)
        if !examples.isEmpty { page.section("EXAMPLES") }
        for example in examples { page.example(example) }
        return page.text
    }

    private func synopsis(_ verb: CommandDocumentation) -> String {
        verb.usage(program: name).dropFirst("\(name) \(verb.name)".count).description
    }
}

/// Lines of roff.
private struct RoffPage {
    private var lines: [String] = []

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func raw(_ line: String) { lines.append(line) }

    mutating func title(_ name: String, date: String, source: String) {
        // A date is only read with dashes that are not escaped.
        raw(".TH \"\(escaped(name))\" \"1\" \"\(date)\" \"\(escaped(source))\" \"User Commands\"")
    }

    mutating func section(_ heading: String) { raw(".SH \"\(escaped(heading))\"") }

    /// A new paragraph, which right behind a heading begins by itself.
    private mutating func paragraph() {
        if lines.last?.hasPrefix(".S") == false { raw(".PP") }
    }

    /// A line of its own that starts in bold.
    mutating func line(bold: String, _ rest: String) {
        if lines.last?.hasPrefix(".SH") == false { raw(".br") }
        raw("\\fB\(escaped(bold))\\fR\(escaped(rest))")
    }

    mutating func paragraphs(_ text: String) {
        for text in text.split(separator: "\n") {
            paragraph()
            filled(String(text))
        }
    }

    mutating func entries(_ heading: String, _ entries: [ManualTexts.Entry]) {
        if !entries.isEmpty { section(heading) }
        for entry in entries { tagged("\\fB\(escaped(entry.term))\\fR", entry.meaning) }
    }

    mutating func verb(_ verb: CommandDocumentation) {
        raw(".SS \"\(escaped(verb.name))\"")
        paragraphs(verb.summary)
        paragraphs(verb.discussion)
        for operand in verb.operands {
            let repeated = operand.isRepeatable ? "..." : ""
            tagged("\\fI\(escaped(operand.name))\\fR\(repeated)", operand.details.joined(separator: " "))
        }
        for group in verb.optionGroups {
            raw(".PP")
            raw("\(escaped(group.heading)):")
            for option in group.options {
                let shown = option.defaultShown.map { [" Default: \($0)."] } ?? []
                tagged(names(option), option.details.joined(separator: " ") + shown.joined())
            }
        }
    }

    mutating func example(_ example: Example) {
        paragraph()
        filled(example.purpose)
        raw(".PP")
        raw(".RS 4")
        raw(".EX")
        raw(shielded(escaped(example.command)))
        raw(".EE")
        raw(".RE")
    }

    private func names(_ option: OptionDocumentation) -> String {
        let names = option.spellings.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
        return names + (option.placeholder.map { "=\\fI\(escaped($0))\\fR" } ?? "")
    }

    private mutating func tagged(_ tag: String, _ text: String) {
        raw(".TP")
        raw(tag)
        filled(text)
    }

    private mutating func filled(_ text: String) {
        for line in wrapped(text, toWidth: 76) where !line.isEmpty { raw(shielded(escaped(line))) }
    }

    /// A line of text that cannot be taken for a request.
    private func shielded(_ line: String) -> String {
        line.hasPrefix(".") || line.hasPrefix("\\(aq") ? "\\&" + line : line
    }

    /// The text with what roff would read as markup, or set as a typographer would, written as itself.
    func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\"": result += "\\(dq"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "…": result += "..."
            case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
            }
        }
        return result
    }
}
