import CommandLineKit
import ConfigModel
import JSON
import Recording
import Store
import Timeline

struct RecorderOptions: Sendable {
    var store = ""
    var configuration: String?
    var starts = false
    var stops = false
    var asOf: Timestamp?

    static let command = Command(
        name: "recorder",
        summary: "Configure, start or stop a store's recorder, and show how it stands.",
        discussion: """
            FILE is the input of aws configservice put-configuration-recorder, or what describe-configuration-recorders \
            answers: which types are recorded (recordingGroup) and how often (recordingMode). Without one everything that \
            comes is recorded. Types that are recorded DAILY get one item a day, the last, and only if it differs. What was \
            recorded stays, whatever the recorder is told.

            A stopped recorder records no items; rules that run by the clock go on. A recorder that was configured also \
            takes a resource as deleted that a complete snapshot, named as AWS Config names it, no longer has.

            The recorder is printed with its status, in the shapes of put-configuration-recorder and \
            describe-configuration-recorder-status.
            """,
        examples: [
            Example("configcheck recorder --store history", "Show the recorder and its status."),
            Example("configcheck recorder --store history --configuration recorder.json", "Say what is recorded."),
            Example("configcheck recorder --store history --stop", "Record no more items."),
        ],
        defaults: RecorderOptions(),
        operands: [],
        options: [
            .store(\.store),
            .value("configuration", \.configuration, placeholder: "FILE", help: "Configure the recorder."),
            .flag("start", \.starts, help: "Start it."),
            .flag("stop", \.stops, help: "Stop it."),
            .value("as-of", \.asOf, defaultShown: "now", help: "The time at which it starts or stops."),
        ])
}

/// `configcheck recorder`
struct RecorderRun {
    let options: RecorderOptions

    func run() -> ExitStatus {
        do {
            if options.starts, options.stops {
                throw UsageError.unexpectedValue(option: "--start", value: "--stop")
            }
            let isChange = options.configuration != nil || options.starts || options.stops
            if !isChange, try !RecorderState.hasStore(options.store) { throw StoreError.missing(path: options.store) }
            // Held while the recorder changes: a recording that runs has read it already.
            let store = isChange ? try TimelineStore(path: options.store, .writing) : nil
            var state = try RecorderState(path: options.store)
            if let path = options.configuration { state.put(try Self.read(path)) }
            let now = Timestamp.now
            if options.starts { state.start(at: options.asOf ?? now) }
            if options.stops { state.stop(at: options.asOf ?? now) }
            if let store {
                try state.write(path: options.store)
                try store.acknowledge()
                try store.close()
            }
            let output = OutputFile()
            output.write(Array((JSONWriter.text(state.json, pretty: true) + "\n").utf8))
            if let error = output.error, !output.isBrokenPipe {
                complain("configcheck: \(error)")
                return .internalError
            }
            return .passed
        } catch let error as StoreError {
            complain("configcheck: \(error)")
            return error.exitStatus
        } catch let error as ConfigurationRecorder.ConfigurationError {
            complain("configcheck: \(sanitized(options.configuration ?? "")): \(sanitized("\(error)"))")
            return .usage
        } catch {
            complain("configcheck: \(error)")
            return .usage
        }
    }

    private static func read(_ path: String) throws -> ConfigurationRecorder {
        guard let bytes = try SmallFile.read(path) else {
            throw StoreError.system(path: path, action: "opened", code: 2)
        }
        do {
            return try JSONDocument(bytes).withRoot { (root) throws(ConfigurationRecorder.ConfigurationError) in
                try ConfigurationRecorder(root)
            }
        } catch let error as JSONError {
            throw ConfigurationRecorder.ConfigurationError.notJSON(offset: error.offset)
        }
    }
}
