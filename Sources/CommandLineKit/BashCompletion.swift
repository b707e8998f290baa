extension CompletionTable {
    /// The script for bash. It needs no other package, and takes care to run in the old bash of macOS, which has no
    /// `compopt` and no `mapfile`.
    var bashScript: String {
        """
        # bash completion for \(program), made by '\(program) completions bash'.

        # The words and the kind of an option's value; fails for what is no option with a value.
        \(function)_value() {
            case "$1 $2" in
        \(cases(verbs.flatMap { verb in verb.options.compactMap { bashCase($0, of: verb) } }))
            esac
        }

        # The words and the kind of the operand at a place; fails where there is none.
        \(function)_operand() {
            case "$1 $2" in
        \(cases(verbs.flatMap { verb in verb.operands.enumerated().map { bashCase($1, at: $0, of: verb) } }))
            esac
        }

        \(function)_options() {
            case $1 in
        \(verbs.map(bashOptions).joined(separator: "\n"))
            esac
        }

        \(bashFunction)

        """
    }

    private func cases(_ lines: [String]) -> String {
        (lines + ["*) return 1 ;;"]).map { "        " + $0 }.joined(separator: "\n")
    }

    private func bashCase(_ option: OptionDocumentation, of verb: CommandDocumentation) -> String? {
        guard option.placeholder != nil else { return nil }
        let patterns = option.spellings.map { quotedForShell("\(verb.name) \($0)") }
        return "\(patterns.joined(separator: "|"))) \(assignment(option.completions, option.kind)) ;;"
    }

    private func bashCase(_ operand: OperandDocumentation, at place: Int, of verb: CommandDocumentation) -> String {
        let start = quotedForShell(verb.name + " ")
        let pattern = operand.isRepeatable ? start + "*" : quotedForShell("\(verb.name) \(place)")
        return "\(pattern)) \(assignment(operand.completions, operand.kind)) ;;"
    }

    private func bashOptions(_ verb: CommandDocumentation) -> String {
        "        \(quotedForShell(verb.name))) \(assignment(verb.options.flatMap(\.spellings), .choices)) ;;"
    }

    private func assignment(_ words: [String], _ kind: ValueKind) -> String {
        let list = words.isEmpty ? "" : "words=(\(words.map(quotedForShell).joined(separator: " "))) "
        return switch kind {
        case .text: list + "kind=text"
        case .choices: list + "kind=words"
        case .file: list + "kind=file"
        case .folder: list + "kind=folder"
        }
    }

    private var bashFunction: String {
        let names = verbNames.map(quotedForShell).joined(separator: " ")
        let own = ownOptions.flatMap(\.spellings).map(quotedForShell).joined(separator: " ")
        return #"""
            \#(function)() {
                local -a line words
                local i piece cur kept='' glue='' verb='' rest='' pending='' prefix='' kind='' operands=0
                line=() words=() COMPREPLY=()
                # Where COMP_WORDBREAKS has '=' and ':', words are cut there; here they are whole again.
                for ((i = 1; i <= COMP_CWORD; i++)); do
                    piece=${COMP_WORDS[i]}
                    if [[ ${#line[@]} -gt 0 && ( -n $glue || $piece == [=:]* ) ]]; then
                        line[${#line[@]}-1]+=$piece
                    else
                        line+=("$piece")
                    fi
                    glue=''
                    [[ $piece == [=:]* ]] && glue=yes
                done
                cur=${line[${#line[@]}-1]}
                # What readline leaves standing before the part that it replaces.
                [[ $piece == [=:]* ]] && kept=$cur || kept=${cur%"$piece"}
                for ((i = 0; i < ${#line[@]} - 1; i++)); do
                    piece=${line[i]}
                    if [[ -z $verb ]]; then
                        verb=$piece
                    elif [[ -n $rest ]]; then
                        operands=$((operands + 1))
                    elif [[ -n $pending ]]; then
                        \#(function)_value "$verb" "$piece" && pending=$piece || pending=''
                    elif [[ $piece == -- ]]; then
                        rest=yes
                    elif [[ $piece == -?* ]]; then
                        \#(function)_value "$verb" "$piece" && pending=$piece
                    else
                        operands=$((operands + 1))
                    fi
                done
                words=() kind=''
                if [[ -z $verb && $cur == -* ]]; then
                    words=(\#(own))
                elif [[ -z $verb || $verb == help && $operands == 0 ]]; then
                    words=(\#(names))
                elif [[ -n $pending ]]; then
                    \#(function)_value "$verb" "$pending"
                elif [[ -z $rest && $cur == --*=* ]]; then
                    prefix=${cur%%=*}=
                    \#(function)_value "$verb" "${cur%%=*}"
                elif [[ -z $rest && $cur == -* ]]; then
                    \#(function)_options "$verb"
                else
                    \#(function)_operand "$verb" "$operands" || [[ -n $rest ]] || \#(function)_options "$verb"
                fi
                for piece in ${words[@]+"${words[@]}"}; do
                    piece=$prefix$piece
                    [[ $piece == "$cur"* ]] && COMPREPLY+=("${piece#"$kept"}")
                done
                # Paths are left to readline, which knows how to quote them.
                case $kind in
                    file) compopt -o default ;;
                    folder) compopt -o dirnames ;;
                esac 2>/dev/null
                return 0
            }

            if type compopt >/dev/null 2>&1; then
                complete -F \#(function) \#(quotedForShell(program))
            else
                complete -o default -F \#(function) \#(quotedForShell(program))
            fi
            """#
    }
}
