/// A shell that can complete the program's command lines: the operand of a verb that writes its script.
public enum Shell: String, CaseIterable, ArgumentValue {
    /// GNU Bash, from 3.2 on.
    case bash
    /// The Z shell.
    case zsh
    /// fish, from 3.0 on.
    case fish

    /// What stands for the shell in help.
    public static var placeholder: String { "SHELL" }
}

extension Application {
    /// A script that completes verbs, options, choices and paths in a shell; made from the same table as the help.
    public func completionScript(for shell: Shell) -> String {
        let table = CompletionTable(program: name, verbs: verbs.map(\.documentation))
        switch shell {
        case .bash: return table.bashScript
        case .zsh: return table.zshScript
        case .fish: return table.fishScript
        }
    }
}

/// What the scripts of all shells are made from.
struct CompletionTable {
    let program: String
    let verbs: [CommandDocumentation]

    /// The options that stand in the place of a verb.
    let ownOptions = [OptionDocumentation.helpFlag, OptionDocumentation.versionFlag]
    static let helpSummary = "Show the help of a verb."

    /// The start of the names of functions.
    var function: String { "_" + Self.identifier(program) }

    var verbNames: [String] { verbs.map(\.name) + ["help"] }

    /// The verbs with what they do.
    var verbSummaries: [(name: String, summary: String)] {
        verbs.map { ($0.name, $0.summary) } + [("help", Self.helpSummary)]
    }

    static func identifier(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

extension OptionDocumentation {
    /// The names as they are typed.
    var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + [name] }
}

/// A word of bash or zsh that stands for the text.
func quotedForShell(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
