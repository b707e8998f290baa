extension CompletionTable {
    /// The script for zsh, which may be autoloaded from `fpath` or sourced.
    var zshScript: String {
        let summaries = verbSummaries.map { quotedForShell(escaping(":", in: $0.name) + ":" + $0.summary) }
        let calls = verbs.map { "            \(quotedForShell($0.name))) \(zshFunction($0)) ;;" }
        let specs = ownOptions.map { zshOption($0) } + ["'1:verb:\(function)_verbs'", "'*:: :->rest'"]
        return #"""
            #compdef \#(program)
            # zsh completion for \#(program), made by '\#(program) completions zsh'.

            \#(function)_verbs() {
                local -a verbs
                verbs=(
            \#(summaries.map { "        " + $0 }.joined(separator: "\n"))
                )
                _describe -t verbs verb verbs
            }

            # Some words, or a file.
            \#(function)_words_or_files() {
                local -a words
                words=("$@")
                _alternative 'words:word:compadd -a words' 'files:file:_files'
            }

            \#(verbs.map(zshVerb).joined(separator: "\n\n"))

            \#(function)() {
                local curcontext=$curcontext state state_descr line
                local -A opt_args
                _arguments -C \
            \#(arguments(specs)) && return
                if [[ $state == rest ]]; then
                    case $line[1] in
            \#(calls.joined(separator: "\n"))
                        help) _arguments '1:verb:\#(function)_verbs' ;;
                    esac
                fi
            }

            # Sourced, it says what it completes; autoloaded, it is called.
            if [[ ${funcstack[1]} == \#(function) ]]; then
                \#(function) "$@"
            else
                compdef \#(function) \#(quotedForShell(program))
            fi

            """#
    }

    private func zshFunction(_ verb: CommandDocumentation) -> String {
        // '-' keeps these apart from the other functions, whose names have '_' there.
        "\(function)-\(verb.name)"
    }

    private func zshVerb(_ verb: CommandDocumentation) -> String {
        let operands = verb.operands.enumerated().map { place, operand in
            // One that zsh knew to be optional would also be offered what comes after it.
            let start = operand.isRepeatable ? "*" : String(place + 1)
            let action = zshAction(operand.completions, operand.kind)
            return quotedForShell("\(start):\(escaping(":", in: operand.name)):\(action)")
        }
        return """
            \(zshFunction(verb))() {
                _arguments -s -S \\
            \(arguments(verb.options.map(zshOption) + operands))
            }
            """
    }

    private func arguments(_ specs: [String]) -> String {
        specs.map { "        " + $0 }.joined(separator: " \\\n")
    }

    /// The words of one option, as `_arguments` takes them.
    private func zshOption(_ option: OptionDocumentation) -> String {
        let isLast = ownOptions.contains(option)
        let takesValue = option.placeholder != nil
        let spellings = option.spellings.map { $0 + (takesValue ? $0.hasPrefix("--") ? "=" : "+" : "") }
        let start = isLast ? "(- *)" : option.isRepeatable ? "*" : "(\(option.spellings.joined(separator: " ")))"
        var end = "[\(escaping("[]", in: option.help))]"
        if let placeholder = option.placeholder {
            end += ":\(escaping(":", in: placeholder)):\(zshAction(option.completions, option.kind))"
        }
        guard spellings.count > 1 else { return quotedForShell(start + spellings[0] + end) }
        return quotedForShell(start) + "{\(spellings.joined(separator: ","))}" + quotedForShell(end)
    }

    /// What `_arguments` does for a value. Words are evaluated once more, and colons end the action.
    private func zshAction(_ words: [String], _ kind: ValueKind) -> String {
        let list = words.map { word in
            word.map { $0.isLetter || $0.isNumber || "-._/".contains($0) ? String($0) : "\\\($0)" }.joined()
        }.joined(separator: " ")
        return switch kind {
        case .file where !words.isEmpty: " \(function)_words_or_files \(list)"
        case .file: "_files"
        case .folder: "_files -/"
        case .text, .choices: words.isEmpty ? " " : "(\(list))"
        }
    }

    private func escaping(_ marks: String, in text: String) -> String {
        text.map { $0 == "\\" || marks.contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
