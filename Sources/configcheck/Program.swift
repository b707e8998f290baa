import CommandLineKit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What the command line asks for.
enum Invocation: Sendable {
    case check(CheckOptions)
    case report(ReportOptions)
    case graph(GraphOptions)
    case rules(RulesOptions)
    case record(RecordOptions)
    case stream(StreamOptions)
    case deliver(DeliverOptions)
    case recorder(RecorderOptions)
    case history(HistoryOptions)
    case completions(CompletionsOptions)
    case man(ManOptions)
}

@main
enum Program {
    static let version = "0.1.0"

    static let application = Application(
        name: "configcheck", version: version,
        summary: "AWS Config without AWS: evaluates AWS Config rules over recorded resources, offline.",
        verbs: [
            Verb(CheckOptions.command, takesSettings: true, outcome: Invocation.check),
            Verb(ReportOptions.command, takesSettings: true, outcome: Invocation.report),
            Verb(GraphOptions.command, outcome: Invocation.graph),
            Verb(RulesOptions.command, outcome: Invocation.rules),
            Verb(RecordOptions.command, outcome: Invocation.record),
            Verb(StreamOptions.command, outcome: Invocation.stream),
            Verb(DeliverOptions.command, outcome: Invocation.deliver),
            Verb(RecorderOptions.command, outcome: Invocation.recorder),
            Verb(HistoryOptions.command, outcome: Invocation.history),
            Verb(CompletionsOptions.command, outcome: Invocation.completions),
            Verb(ManOptions.command, outcome: Invocation.man),
        ])

    static func main() async {
        // A reader that goes away is told by EPIPE.
        signal(SIGPIPE, SIG_IGN)
        let terminal = Terminal(fileDescriptor: 1)
        let width = max(40, min(terminal.width, 100))
        let style = Style(isEnabled: ColorMode.auto.isEnabled(for: terminal))
        do throws(UsageError) {
            let arguments = Array(CommandLine.arguments.dropFirst())
            switch try application.parse(arguments, width: width, style: style, settings: ProjectFile.settings) {
            case .show(let text): exit(show(text).rawValue)
            case .run(.check(let options)): exit(await CheckRun(options: options).run().rawValue)
            case .run(.report(let options)): exit(await ReportRun(options: options).run().rawValue)
            case .run(.deliver(let options)): exit(DeliverRun(options: options).run().rawValue)
            case .run(.recorder(let options)): exit(RecorderRun(options: options).run().rawValue)
            case .run(.stream(let options)): exit(await StreamRun(options: options).run().rawValue)
            case .run(.record(let options)): exit(RecordRun(options: options).run().rawValue)
            case .run(.history(let options)): exit(HistoryRun(options: options).run().rawValue)
            case .run(.graph(let options)): exit(await GraphRun(options: options).run().rawValue)
            case .run(.rules(let options)): exit(RulesRun(options: options).run().rawValue)
            case .run(.completions(let options)): exit(CompletionsRun(options: options).run().rawValue)
            case .run(.man): exit(ManRun().run().rawValue)
            }
        } catch {
            complain("configcheck: \(error)")
            exit(ExitStatus.usage.rawValue)
        }
    }

    /// Writes a text to standard output. A reader that has gone away has read what it wanted.
    static func show(_ text: String) -> ExitStatus {
        let output = OutputFile()
        output.write(Array(text.utf8))
        guard let error = output.error, !output.isBrokenPipe else { return .passed }
        complain("configcheck: \(error)")
        return .internalError
    }
}
