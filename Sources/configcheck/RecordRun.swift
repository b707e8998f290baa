import CommandLineKit
import FoundationEssentials
import Ingest
import ManagedRules
import Recording
import RuleKit
import Store
import Timeline

/// `configcheck record`
struct RecordRun {
    let options: RecordOptions

    func run() -> ExitStatus {
        let found = InputFinder.find(options.inputs)
        if found.passedOver > 0 { note("\(found.passedOver) files whose names are not of data files were passed over") }
        let outcome: RecordingRun.Outcome
        do {
            let store = try TimelineStore(path: options.store, .writing)
            let selection = try rules(of: store)
            if !selection.leftOut.isEmpty {
                note("left out for want of a parameter: \(selection.leftOut.map(\.name).joined(separator: ", "))")
            }
            outcome = try record(found, selection, store)
            try store.close()
        } catch {
            return .refused(error)
        }
        for fault in outcome.faults { complain("configcheck: \(fault)") }
        note(Self.summary(outcome))
        return outcome.faults.isEmpty ? .passed : .incompleteInput
    }

    /// Whether the command line says nothing about rules.
    private var isWithoutRules: Bool {
        let choice = options.ruleChoice
        return choice.ruleSet == nil && choice.rules.isEmpty && choice.skippedRules.isEmpty
            && choice.parameters.isEmpty
    }

    /// The rules of the command line, or else those that the store has.
    private func rules(of store: TimelineStore) throws -> RuleSelection {
        guard isWithoutRules, let recorded = try store.ruleDefinitions else {
            return try RuleSelection(options.ruleChoice)
        }
        return try RuleSelection(recorded: recorded)
    }

    private func record(
        _ found: InputFinder.Outcome, _ selection: RuleSelection, _ store: TimelineStore
    ) throws(StoreError) -> RecordingRun.Outcome {
        let sizes = found.files.map(\.size)
        let progress = Progress(totalBytes: sizes.contains(nil) ? nil : sizes.compactMap(\.self).reduce(0, +))
        var limits = DocumentReader.Limits(decompressedBytes: options.inputChoice.maxDecompressed)
        let isWatched = !options.isQuiet && Terminal(fileDescriptor: 2).isTerminal
        if isWatched { limits.didRead = { progress.didRead($0) } }
        let run = RecordingRun(
            store: store, rules: selection.rules, indexes: Set(ManagedRuleCatalog.all.flatMap(\.indexes)),
            recorder: try RecorderState(path: options.store),
            settings: RecordingRun.Settings(
                asOf: options.ruleChoice.asOf, accountId: options.inputChoice.accountId?.argument, limits: limits,
                readsAhead: (options.jobs ?? ProcessInfo.processInfo.activeProcessorCount) > 1,
                version: Program.version))
        guard isWatched else { return try run.run(found.files, besides: found.faults) }
        return try progress.whileRunningHere { () throws(StoreError) in
            try run.run(found.files, besides: found.faults)
        }
    }

    /// What became of the input, in one line.
    private static func summary(_ outcome: RecordingRun.Outcome) -> String {
        let parts: [(Int, String)] = [
            (outcome.changed, "changed something"), (outcome.unchanged, "changed nothing"), (outcome.late, "came late"),
            (outcome.known, "known already"), (outcome.pending, "held back until the day is over"),
            (outcome.notRecorded, "not recorded, as the recorder is configured"),
        ]
        let read = counted(outcome.items, "item") + (outcome.facts > 0 ? " and " + counted(outcome.facts, "fact") : "")
        var text = read + " read: " + parts.filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
        if outcome.items + outcome.facts == 0 { text = "nothing to record" }
        if outcome.deleted > 0 { text += "; \(counted(outcome.deleted, "resource")) deleted" }
        return text
    }

    private static func counted(_ count: Int, _ name: String) -> String { "\(count) \(name)\(count == 1 ? "" : "s")" }

    private func note(_ text: String) {
        if !options.isQuiet { complain("configcheck: note: \(text)") }
    }
}

extension StoreError {
    /// A store that is not there, or is something else, was named wrongly; a damaged one is unreadable input; what the
    /// system refuses is like output that cannot be written.
    var exitStatus: ExitStatus {
        switch self {
        case .missing, .notAStore, .unknownFormat: .usage
        case .damaged, .indexLost: .incompleteInput
        case .system, .inUse: .internalError
        }
    }
}
