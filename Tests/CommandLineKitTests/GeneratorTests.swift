import CommandLineKit
import Testing

/// Choices that a shell would take apart.
private enum Odd: String, CaseIterable, ArgumentValue {
    case plain
    case spaced = "a b"
    case priced = "$x:y"
    static var placeholder: String { "A:B" }
}

/// A value with words to offer that are not all there is.
private struct Format: ArgumentValue {
    let argument: String
    init?(argument: String) { self.argument = argument }
    static let placeholder = "FORMAT[=FILE]"
    static let expected = "a format"
    static let completions = ["table", "json"]
}

private struct OddOptions: Sendable {
    var odd = Odd.plain
    var format = Format(argument: "table")
    var paths: [String] = []
    var folder: String?
    var isLoud = false
    var shell = Shell.bash
}

private let odd = Command(
    name: "odd", summary: "It's `odd`, at $5 [or: more] \\ less.",
    discussion: ".first has a dot.\n\n'quoted' -- and ~home ^ \"two\".",
    examples: [Example("odd-one odd -- '.x'", "Don't.")], defaults: OddOptions(),
    operands: [
        .one("SHELL", \.shell, help: "The shell."),
        .many("PATH", \.paths, kind: .file, isRequired: false, help: "More."),
    ],
    options: [
        .value("odd", short: "o", \.odd, group: "Odd", help: "It's `odd`, at $5 [or: more] \\ less."),
        .value("format", \.format, isRequired: true, help: "A format."),
        .values("rules", \.paths, placeholder: "FILE", help: "Files."),
        .value("folder", \.folder, placeholder: "DIR", help: "A folder."),
        .value("word-or-file", \.odd, kind: .file, help: "Both."),
        .flag("loud", short: "l", \.isLoud, help: "Loud."),
    ])

private let oddApplication = Application(
    name: "odd-one", version: "1.0", summary: "Odd - but \"true\".",
    verbs: [Verb(odd, outcome: \.isLoud), Verb(sample, outcome: \.isQuiet)])

@Suite struct GeneratorTests {
    @Test func kindsFollowFromTheTable() {
        let kinds = odd.documentation.options.map(\.kind)
        #expect(kinds == [.choices, .choices, .file, .folder, .file, .text, .text])
        #expect(odd.documentation.operands.map(\.kind) == [.choices, .file])
        #expect(sample.documentation.operands.map(\.kind) == [.file])
        #expect(odd.documentation.options[1].choices == [] && odd.documentation.options[1].completions.count == 2)
    }

    @Test func choicesOfAnOperandAreInTheHelp() {
        #expect(odd.documentation.help(program: "o").contains("The shell. One of: bash, zsh, fish.\n"))
        #expect(odd.documentation.markdown(program: "o").contains("| `SHELL` | The shell. One of: bash, zsh, fish. |"))
    }

    @Test(arguments: [
        "        'odd -o'|'odd --odd') words=('plain' 'a b' '$x:y') kind=words ;;",
        "        'odd --format') words=('table' 'json') kind=words ;;",
        "        'odd --rules') kind=file ;;", "        'odd --folder') kind=folder ;;",
        "        'odd --word-or-file') words=('plain' 'a b' '$x:y') kind=file ;;",
        "        'odd 0') words=('bash' 'zsh' 'fish') kind=words ;;", "        'odd '*) kind=file ;;",
        "        'check '*) kind=file ;;", "        words=('odd' 'check' 'help')",
        "        words=('-h' '--help' '--version')", "_odd_one() {", "    complete -F _odd_one 'odd-one'",
    ])
    func bash(line: String) {
        #expect(lines(.bash).contains(line))
        #expect(!lines(.bash).contains { $0.contains("'odd --loud')") })
    }

    @Test(arguments: [
        "#compdef odd-one", #"        'odd:It'\''s `odd`, at $5 [or: more] \ less.'"#,
        #"        '(-o --odd)'{-o+,--odd=}'[It'\''s `odd`, at $5 \[or: more\] \\ less.]:A\:B:(plain a\ b \$x\:y)' \"#,
        #"        '(--format)--format=[A format.]:FORMAT[=FILE]:(table json)' \"#,
        #"        '*--rules=[Files.]:FILE:_files' \"#, #"        '(--folder)--folder=[A folder.]:DIR:_files -/' \"#,
        #"        '(--word-or-file)--word-or-file=[Both.]:A\:B: _odd_one_words_or_files plain a\ b \$x\:y' \"#,
        #"        '(-l --loud)'{-l,--loud}'[Loud.]' \"#, #"        '(- *)'{-h,--help}'[Show this help and stop.]' \"#,
        #"        '1:SHELL:(bash zsh fish)' \"#, "        '*:PATH:_files'", "            'odd') _odd_one-odd ;;",
        "    compdef _odd_one 'odd-one'",
    ])
    func zsh(line: String) {
        #expect(lines(.zsh).contains(line))
    }

    @Test(arguments: [
        "complete -c 'odd-one' -f",
        #"complete -c 'odd-one' -n __odd_one_needs_verb -a 'odd' -d 'It\'s `odd`, at $5 [or: more] \\ less.'"#,
        #"complete -c 'odd-one' -n '__odd_one_at odd' -s o -l odd -r -f -a 'plain \'a b\' \'$x:y\''"#
            + #" -d 'It\'s `odd`, at $5 [or: more] \\ less.'"#,
        "complete -c 'odd-one' -n '__odd_one_at odd' -l rules -r -F -d 'Files.'",
        "complete -c 'odd-one' -n '__odd_one_at odd' -l folder -r -f -a '(__fish_complete_directories)' -d 'A folder.'",
        "complete -c 'odd-one' -n '__odd_one_at odd' -s l -l loud -d 'Loud.'",
        "complete -c 'odd-one' -n '__odd_one_at odd 0' -a 'bash zsh fish'",
        "complete -c 'odd-one' -n '__odd_one_at odd 1+' -F",
    ])
    func fish(line: String) {
        #expect(lines(.fish).contains(line))
    }

    @Test(arguments: [
        #".TH "ODD\-ONE" "1" "2026-01-31" "odd\-one 1.0" "User Commands""#, #"odd\-one \- Odd \- but \(dqtrue\(dq."#,
        #"\fBodd\-one odd\fR \-\-format=FORMAT[=FILE] [OPTIONS] SHELL [PATH...]"#, #"\&.first has a dot."#,
        #"\&\(aqquoted\(aq \-\- and \(tihome \(ha \(dqtwo\(dq."#, #"It\(aqs \(gaodd\(ga, at $5 [or: more] \e less."#,
        #"\fB\-o\fR, \fB\-\-odd\fR=\fIA:B\fR"#, #"\fB\-l\fR, \fB\-\-loud\fR"#, #"\fIPATH\fR..."#, "Odd:",
        #".SH "EXIT STATUS""#, #"\fB0\fR"#, #"All is caf\[u00E9] \[u1F600]."#, #"odd\-one odd \-\- \(aq.x\(aq"#,
    ])
    func manual(line: String) {
        let page = oddApplication.manPage(
            ManualTexts(date: "2026-01-31", description: "One.\n\nTwo.", exitStatuses: [.init("0", "All is café 😀.")]))
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.contains(line))
        #expect(!page.contains("ENVIRONMENT") && !page.contains("FILES") && page.hasSuffix(".RE\n"))
        #expect(lines.dropLast().allSatisfy { !$0.isEmpty && !$0.hasPrefix("'") && !$0.hasSuffix(" ") })
    }

    private func lines(_ shell: Shell) -> [String] {
        oddApplication.completionScript(for: shell).split(separator: "\n").map(String.init)
    }
}
