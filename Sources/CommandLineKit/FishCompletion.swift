extension CompletionTable {
    /// The script for fish.
    var fishScript: String {
        let valued = verbs.flatMap { verb in
            verb.options.filter { $0.placeholder != nil }.flatMap(\.spellings).map { quoted("\(verb.name) \($0)") }
        }
        return """
            # fish completion for \(program), made by '\(program) completions fish'.

            function \(fishFunction)_takes_value
                contains -- "$argv" \(valued.joined(separator: " "))
            end

            # Whether the verb is still to come.
            function \(fishFunction)_needs_verb
                test (count (commandline -opc)) -eq 1
            end

            # Whether the verb is the first argument and, if there is a second, the cursor at that operand: '1', or '1+'
            # for all from there on.
            function \(fishFunction)_at
                set -l words (commandline -opc)
                test (count $words) -ge 2; and test "$words[2]" = "$argv[1]"; or return 1
                test (count $argv) -eq 2; or return 0
                set -e words[1 2]
                set -l operands 0
                set -l state options
                for word in $words
                    if test $state = value
                        set state options
                    else if test $state = options; and test "$word" = --
                        set state rest
                    else if test $state = options; and string match -qr -- '^-.' "$word"
                        \(fishFunction)_takes_value $argv[1] "$word"; and set state value
                    else
                        set operands (math $operands + 1)
                    end
                end
                set -l place (string replace -- + '' $argv[2])
                test $operands -eq $place; and return 0
                test $place != $argv[2]; and test $operands -gt $place
            end

            complete -c \(quoted(program)) -f
            \(fishLines.map { "complete -c \(quoted(program)) " + $0 }.joined(separator: "\n"))

            """
    }

    private var fishFunction: String { "_" + function }

    private var fishLines: [String] {
        var lines = verbSummaries.map { name, summary in
            "-n \(fishFunction)_needs_verb -a \(words([name])) -d \(quoted(summary))"
        }
        lines += ownOptions.map { "-n \(fishFunction)_needs_verb" + fishOption($0) }
        for verb in verbs {
            let condition = "-n \(quoted("\(fishFunction)_at \(verb.name)"))"
            lines += verb.options.map { condition + fishOption($0) }
            lines += verb.operands.enumerated().compactMap { place, operand in
                guard operand.kind != .text else { return nil }
                let at = quoted("\(fishFunction)_at \(verb.name) \(place)" + (operand.isRepeatable ? "+" : ""))
                return "-n \(at)" + fishValue(operand.completions, operand.kind)
            }
        }
        lines += verbs.map { verb in
            "-n \(quoted("\(fishFunction)_at help 0")) -a \(words([verb.name])) -d \(quoted(verb.summary))"
        }
        return lines
    }

    private func fishOption(_ option: OptionDocumentation) -> String {
        let names = (option.short.map { " -s \($0)" } ?? "") + " -l \(option.long)"
        // '-f' keeps files away.
        let start = option.kind == .file ? " -r" : " -r -f"
        let value = option.placeholder == nil ? "" : start + fishValue(option.completions, option.kind)
        return names + value + " -d \(quoted(option.help))"
    }

    private func fishValue(_ completions: [String], _ kind: ValueKind) -> String {
        let list = completions.isEmpty ? "" : " -a \(words(completions))"
        return switch kind {
        case .text, .choices: list
        case .file: list + " -F"
        case .folder: " -a '(__fish_complete_directories)'"
        }
    }

    /// An argument of `-a`, which fish cuts into words and evaluates when it is used.
    private func words(_ words: [String]) -> String { quoted(words.map(quotedUnlessPlain).joined(separator: " ")) }

    private func quotedUnlessPlain(_ word: String) -> String {
        word.allSatisfy { $0.isLetter || $0.isNumber || "-._/".contains($0) } ? word : quoted(word)
    }

    /// A word of fish that stands for the text.
    private func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
    }
}
