import Ingest
import JSON
import Recording
import RuleKit

/// Reads the inputs into shards, large plain files in several parts.
struct InputReading: Sendable {
    let table: RuleTable
    let settings: SnapshotEvaluation.Settings
    let files: [InputFile]

    /// What one part of the input gave.
    struct Part: Sendable {
        var file: Int
        var shard: Shard
        var graph: ResourceGraphBuilder?
        var fault: InputFault?
        /// Where the next part had to begin, with its line counted from 1 where this part began; nil when the text ended.
        var end: (offset: Int, line: Int)?
    }

    private struct Unit: Sendable {
        var file: Int
        var segment: JSONReader.Segment?
    }

    /// The parts in the order of the input.
    func read() async -> [Part] {
        var units: [Unit] = []
        for (file, input) in files.enumerated() {
            if settings.jobs > 1,
                let segments = SegmentPlan.segments(
                    of: input, limits: settings.limits.json, partSize: settings.partSize)
            {
                units += segments.map { Unit(file: file, segment: $0) }
            } else {
                units.append(Unit(file: file))
            }
        }
        let work = units
        let parts = await concurrentMap(work.count, jobs: settings.jobs) { read(work[$0]) }
        var result: [Part] = []
        var i = 0
        while i < parts.count {
            guard work[i].segment != nil else {
                result.append(parts[i])
                i += 1
                continue
            }
            let file = work[i].file
            let last = parts[i...].lastIndex { $0.file == file } ?? i
            result += joined(parts[i...last], of: work[i...last])
            i = last + 1
        }
        return result
    }

    /// Parts of one file, as far as each ended where the next began.
    private func joined(_ parts: ArraySlice<Part>, of units: ArraySlice<Unit>) -> [Part] {
        var result: [Part] = []
        // Each part counted its lines from its own beginning.
        var linesBefore = (units.first?.segment?.line ?? 1) - 1
        for (part, unit) in zip(parts, units) {
            var part = part
            part.shard.moveLines(by: linesBefore)
            linesBefore += (part.end?.line ?? 1) - 1
            result.append(part)
            // Behind a fault nothing of the file counts, as if it had been read in one piece.
            if part.fault != nil { return result }
            guard let stop = unit.segment?.stop, stop != .max else { continue }
            // A cut was no beginning of an element: what has been read by it means nothing.
            if part.end?.offset != stop { return [read(Unit(file: unit.file))] }
        }
        return result
    }

    private func read(_ unit: Unit) -> Part {
        let builder = ShardBuilder(
            table, file: unit.file, path: files[unit.file].path, asOf: settings.asOf,
            defaultAccount: settings.accountId, wantedTags: settings.wantedTags,
            graph: settings.gathersGraph ? ResourceGraphBuilder(defaultAccount: settings.accountId) : nil,
            keepsBroken: settings.gathersEvidence)
        let reader = DocumentReader(limits: settings.limits)
        var fault: InputFault?
        var end: (offset: Int, line: Int)?
        do throws(InputFault) {
            if let segment = unit.segment {
                end = try reader.read(files[unit.file], segment: segment, into: builder)
                builder.kind(.items)
            } else {
                try reader.read(files[unit.file], into: builder, readsAhead: settings.jobs > 1)
            }
        } catch {
            fault = error
        }
        return Part(file: unit.file, shard: builder.shard, graph: builder.graph, fault: fault, end: end)
    }
}
