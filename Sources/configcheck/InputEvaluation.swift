import CommandLineKit
import Compliance
import ConfigModel
import FoundationEssentials
import Ingest
import RuleKit

/// Reads inputs and judges what they hold, with progress on a terminal.
struct InputEvaluation {
    let rules: RuleChoice
    let input: InputChoice
    let isQuiet: Bool
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    /// Whether to look for what the HTML report shows beyond evaluations.
    var gathersDetails = false
    var gathersGraph = false
    var wantedTags: [WantedTag] = []

    /// The clock of rules.
    func asOf(_ moment: Timestamp?) -> Timestamp {
        rules.asOf ?? moment ?? .now
    }

    /// - Parameter moment: where the source is a store as it was at a time: that time is the clock of rules, too.
    func run(
        _ bound: [BoundRule], _ source: EvaluationSource, at moment: Timestamp? = nil
    ) async -> SnapshotEvaluation.Outcome {
        let sizes = source.files.map(\.size)
        let progress = Progress(totalBytes: sizes.contains(nil) ? nil : sizes.compactMap(\.self).reduce(0, +))
        var limits = DocumentReader.Limits(decompressedBytes: input.maxDecompressed)
        let isWatched = !isQuiet && Terminal(fileDescriptor: 2).isTerminal
        if isWatched { limits.didRead = { progress.didRead($0) } }
        var settings = SnapshotEvaluation.Settings(
            asOf: asOf(moment), isAsOfGiven: rules.asOf != nil || moment != nil, jobs: jobs,
            accountId: input.accountId?.argument,
            limits: limits)
        settings.gathersGraph = gathersGraph || gathersDetails
        settings.gathersEvidence = gathersDetails
        settings.wantedTags = wantedTags
        let evaluation = SnapshotEvaluation(rules: bound, settings: settings)
        switch source {
        case .store(let stored): return await evaluation.run(stored)
        case .files(let found) where isWatched:
            return await progress.whileRunning { await evaluation.run(found.files, besides: found.faults) }
        case .files(let found): return await evaluation.run(found.files, besides: found.faults)
        }
    }

    /// What to know about the run that is no fault.
    func note(_ selection: RuleSelection, _ source: EvaluationSource) {
        guard !isQuiet else { return }
        if !selection.leftOut.isEmpty {
            let names = selection.leftOut.map(\.name).joined(separator: ", ")
            complain("configcheck: note: left out for want of a parameter: \(names)")
        }
        if source.passedOver > 0 {
            complain(
                "configcheck: note: \(source.passedOver) files whose names are not of data files were passed over")
        }
    }
}
