import Compliance
import ConfigModel
import JSON

/// One evaluation a line, in AWS Config's names, ordered by account, region, type, id and rule. Findings also say where they
/// were found, what excuses them, and how they stand to a baseline; errors of the input come last.
public enum NDJSONReport {
    /// How many resources are written as one piece.
    private static let pieceSize = 256

    /// - Parameter jobs: how many pieces are made at the same time.
    public static func write(_ content: ReportContent, to sink: some ByteSink, jobs: Int) async {
        let evaluations = content.evaluations
        let lines = EvaluationLines(evaluations)
        let pieces = (evaluations.resourceCount + pieceSize - 1) / pieceSize
        // A few pieces ahead of the file, so that memory does not grow with the report.
        let batch = jobs * 32
        for first in stride(from: 0, to: pieces, by: batch) {
            let made = await concurrentMap(min(batch, pieces - first), jobs: jobs) { number in
                var lines = lines
                var writer = JSONWriter(reservingCapacity: pieceSize * 512)
                let start = (first + number) * pieceSize
                evaluations.forEach(in: start..<min(start + pieceSize, evaluations.resourceCount)) {
                    let start = lines.start(of: $0)
                    for evaluation in $1 {
                        lines.write(evaluation, after: start, to: &writer)
                        writer.newline()
                    }
                }
                return writer.take()
            }
            for piece in made { sink.write(piece) }
        }
        // So that whoever reads the lines knows that some are missing.
        var writer = JSONWriter()
        for error in content.errors {
            writer.object { $0.member("error", error) }
            writer.newline()
        }
        sink.write(writer.take())
    }
}

/// Writes evaluations as JSON objects; shared by the formats that hold such objects.
///
/// There may be millions: what a rule or a resource adds to each of its lines is made once.
struct EvaluationLines: Sendable {
    private let rules: [(head: [UInt8], tail: [UInt8])]
    private let verdicts: [ComplianceType: [UInt8]]
    private let waivers: [[UInt8]]

    init(_ evaluations: EvaluationSet) {
        rules = evaluations.rules.map { rule in
            (
                head: Array(#""configRuleName":\#(JSONWriter.text(.string(rule.name))),"complianceType":""#.utf8),
                tail: Array(#","severity":"\#(rule.severity.rawValue)""#.utf8)
            )
        }
        verdicts = Dictionary(uniqueKeysWithValues: ComplianceType.allCases.map { ($0, Array($0.rawValue.utf8)) })
        waivers = evaluations.waivers.map { waiver in
            Array(JSONWriter.text(waiver.json).utf8)
        }
    }

    /// What the lines of neighbouring resources begin with: account, region and type.
    private var place: (accountId: ArraySlice<UInt8>, region: ArraySlice<UInt8>, type: ResourceType, bytes: [UInt8])?

    /// The members that all lines of a resource begin with, each followed by a comma.
    mutating func start(of resource: EvaluationSet.Resource) -> [UInt8] {
        var bytes = start(ofPlace: resource)
        JSONWriter.appendString(resource.id, to: &bytes)
        if !resource.name.isEmpty {
            bytes += #","resourceName":"#.utf8
            JSONWriter.appendString(resource.name, to: &bytes)
        }
        if !resource.arn.isEmpty {
            bytes += #","arn":"#.utf8
            JSONWriter.appendString(resource.arn, to: &bytes)
        }
        bytes.append(UInt8(ascii: ","))
        return bytes
    }

    private mutating func start(ofPlace resource: EvaluationSet.Resource) -> [UInt8] {
        if let place, place.accountId == resource.accountId, place.region == resource.awsRegion,
            place.type == resource.type
        {
            return place.bytes
        }
        var bytes = Array("{".utf8)
        if !resource.accountId.isEmpty {
            bytes += #""accountId":"#.utf8
            JSONWriter.appendString(resource.accountId, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        if !resource.awsRegion.isEmpty {
            bytes += #""awsRegion":"#.utf8
            JSONWriter.appendString(resource.awsRegion, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        bytes += #""resourceType":\#(JSONWriter.text(.string(resource.type.rawValue))),"resourceId":"#.utf8
        place = (resource.accountId, resource.awsRegion, resource.type, bytes)
        return bytes
    }

    /// - Parameter start: of the evaluation's resource.
    func write(_ evaluation: EvaluationSet.Evaluation, after start: [UInt8], to writer: inout JSONWriter) {
        let rule = rules[evaluation.ruleIndex]
        writer.fragment { bytes in
            bytes += start
            bytes += rule.head
            bytes += verdicts[evaluation.complianceType] ?? []
            bytes.append(UInt8(ascii: "\""))
            if !evaluation.annotation.isEmpty {
                bytes += #","annotation":"#.utf8
                JSONWriter.appendString(evaluation.annotation, to: &bytes)
            }
            bytes += rule.tail
            if let time = evaluation.orderingTimestamp {
                bytes += #","orderingTimestamp":""#.utf8
                time.appendISO8601(to: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
            if evaluation.complianceType == .nonCompliant { writeFinding(evaluation, to: &bytes) }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private func writeFinding(_ evaluation: EvaluationSet.Evaluation, to bytes: inout [UInt8]) {
        if let location = evaluation.location {
            bytes += #","path":"#.utf8
            JSONWriter.appendString(location.path, to: &bytes)
            if let line = location.line { bytes += #","line":\#(line)"#.utf8 }
        }
        if let waiver = evaluation.waiver {
            bytes += #","waiver":"#.utf8
            bytes += waivers[waiver]
        }
        if let state = evaluation.baselineState { bytes += #","baselineState":"\#(state.rawValue)""#.utf8 }
    }
}
