import CommandLineKit

struct CompletionsOptions: Sendable {
    var shell = Shell.bash

    static let command = Command(
        name: "completions",
        summary: "Write a script that completes configcheck's command lines in a shell.",
        discussion: """
            Verbs, options, their values and the names of files are completed; zsh and fish also show what options do.

            bash: put 'source <(configcheck completions bash)' into ~/.bashrc, or write the script to \
            ~/.local/share/bash-completion/completions/configcheck where the package bash-completion is installed. The \
            old bash of macOS cannot source what a command writes: there, source a file.

            zsh: write the script to a file called _configcheck in a folder of $fpath, and start a new shell; or put \
            'source <(configcheck completions zsh)' into ~/.zshrc, behind compinit.

            fish: write the script to ~/.config/fish/completions/configcheck.fish.

            Exit status: 0 written; 2 wrong usage; 4 it could not be written.
            """,
        examples: [
            Example("source <(configcheck completions bash)", "Complete in this bash, or this zsh with 'zsh'."),
            Example(
                "configcheck completions fish > ~/.config/fish/completions/configcheck.fish",
                "Complete in every fish from now on."),
        ],
        defaults: CompletionsOptions(),
        operands: [.one("SHELL", \.shell, help: "The shell that the script is for.")])
}

/// `configcheck completions`
struct CompletionsRun {
    let options: CompletionsOptions

    func run() -> ExitStatus { Program.show(Program.application.completionScript(for: options.shell)) }
}
