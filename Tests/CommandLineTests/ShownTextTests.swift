import Foundation
import Testing

/// Texts that the program shows about itself.
@Suite struct ShownTextTests {
    @Test(arguments: [
        ("completions bash", "complete -F _configcheck 'configcheck'"),
        ("completions zsh", "#compdef configcheck\n"), ("completions fish", "complete -c 'configcheck' -f\n"),
        ("man", ".SH \"EXIT STATUS\"\n"), ("--help", "Verbs:\n"),
    ])
    func isWritten(arguments: String, text: String) throws {
        let run = try CommandRun(arguments.split(separator: " ").map(String.init), in: try CaseFolder())
        #expect(run.status == 0 && run.errors.isEmpty && run.output.contains(text))
    }

    @Test(arguments: ["--help", "--version", "check --help", "help check", "completions bash", "man"])
    func aFullDiskIsNoSuccess(arguments: String) throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let shown = try shell("\"$0\" \(arguments) > /dev/full")
        #expect(shown.status == 4)
        #expect(shown.errors == "configcheck: standard output: cannot be written: No space left on device\n")
    }

    @Test(arguments: ["--help", "completions zsh", "man"])
    func aReaderThatGoesAwayIsNoFault(arguments: String) throws {
        // The reader is gone before anything is written.
        let shown = try shell("{ sleep 0.2; \"$0\" \(arguments); echo \"$?\" >&2; } | true")
        #expect(shown.errors == "0\n")
    }

    private func shell(_ line: String) throws -> (status: Int32, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line, CommandRun.executable.path]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
