import CommandLineKit
import ConfigModel
import Store
import Timeline

struct DeliverOptions: Sendable {
    var store = ""
    var folder = ""
    var deliversSnapshot = false
    var deliversHistory = false
    var at: Timestamp?
    var isQuiet = false

    static let command = Command(
        name: "deliver",
        summary: "Write snapshot and history files from a store, as AWS Config writes them into a bucket.",
        discussion: """
            Files get AWS Config's names and shapes under FOLDER/AWSLogs, compressed: one snapshot an account and region, \
            one history file an account, region, type and six hours. Every file that is new is printed, and is an event in \
            the store's stream; one that is there already, just the same, is passed over. Without --snapshot and --history \
            both are written. 'check' and 'record' read the files back to the same items.

            Exit status: 0 done; 2 wrong usage, or no store; 3 the store is damaged or empty; 4 a file could not be written.
            """,
        examples: [
            Example("configcheck deliver --store history --to bucket", "Everything, as a delivery channel would."),
            Example(
                "configcheck deliver --store history --to evidence --snapshot --at 2026-03-01",
                "What there was on the first of March."),
        ],
        defaults: DeliverOptions(),
        operands: [],
        options: [
            .store(\.store),
            .value(
                "to", \.folder, placeholder: "FOLDER", isRequired: true, help: "The folder that stands for the bucket."),
            .flag("snapshot", \.deliversSnapshot, help: "Write snapshots."),
            .flag("history", \.deliversHistory, help: "Write history files."),
            .value("at", \.at, defaultShown: "the newest", help: "As of this time."),
            .flag(
                "quiet", short: "q", \.isQuiet, group: "Output",
                help: "No notes on standard error; errors are still written."),
        ])
}

/// `configcheck deliver`
struct DeliverRun {
    let options: DeliverOptions

    func run() -> ExitStatus {
        do throws(StoreError) {
            guard try RecorderState.hasStore(options.store) else { throw .missing(path: options.store) }
            let store = try TimelineStore(path: options.store, .writing)
            guard let delivery = Delivery(of: store, to: options.folder, at: options.at) else {
                try store.close()
                complain("configcheck: \(sanitized(options.store)): the store is empty: there is nothing to deliver")
                return .incompleteInput
            }
            let isAll = !options.deliversSnapshot && !options.deliversHistory
            var written: [String] = []
            var known = 0
            if options.deliversSnapshot || isAll {
                let outcome = try delivery.deliverSnapshots()
                written += outcome.written
                known += outcome.known
            }
            if options.deliversHistory || isAll {
                let outcome = try delivery.deliverHistory()
                written += outcome.written
                known += outcome.known
            }
            try store.close()
            let output = OutputFile()
            output.write(Array(written.map { sanitized($0) + "\n" }.joined().utf8))
            if !options.isQuiet, known > 0 { complain("configcheck: note: \(known) files were there already") }
            guard let error = output.error, !output.isBrokenPipe else { return .passed }
            complain("configcheck: \(error)")
            return .internalError
        } catch {
            complain("configcheck: \(error)")
            return error.exitStatus
        }
    }
}
