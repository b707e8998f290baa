extension CommandDocumentation {
    /// The reference page of the verb, for `docs/cli/<verb>.md`.
    public func markdown(program: String) -> String {
        var blocks = ["# \(program) \(name)", escaped(summary), codeBlock(usage(program: program))]
        if !discussion.isEmpty { blocks.append(escaped(discussion)) }
        if !operands.isEmpty {
            let rows = operands.map { [code($0.usage), cell($0.details.joined(separator: " "))] }
            blocks += ["## Operands", table(["Operand", "Meaning"], rows)]
        }
        for group in optionGroups {
            let rows = group.options.map { option in
                let names = (option.short.map { ["-\($0)"] } ?? []) + [option.usage]
                return [
                    names.map(code).joined(separator: ", "), cell(option.details.joined(separator: " ")),
                    option.defaultShown.map(code) ?? "",
                ]
            }
            blocks += ["## \(escaped(group.heading))", table(["Option", "Meaning", "Default"], rows)]
        }
        if !examples.isEmpty { blocks.append("## Examples") }
        for example in examples { blocks += [escaped(example.purpose), codeBlock(example.command)] }
        return blocks.joined(separator: "\n\n") + "\n"
    }
}

private func codeBlock(_ text: String) -> String { "```\n\(text)\n```" }

private func table(_ header: [String], _ rows: [[String]]) -> String {
    let lines = [header, header.map { _ in "---" }] + rows
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
}

private func cell(_ text: String) -> String {
    escaped(text.split(whereSeparator: \.isNewline).joined(separator: " "))
}

/// A code span keeps all characters as they are but the one that ends a table cell.
private func code(_ text: String) -> String { "`\(escapingBars(text))`" }

private func escapingBars(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}

/// Keeps placeholders in angle brackets and globs from being read as markup.
private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
        if "|<*\\".contains(character) { result += "\\" }
        result.append(character)
    }
    return result
}
