import Compliance
import ConfigModel
import JSON

/// One evaluation a line, in AWS Config's names, ordered by account, region, type, id and rule.
public enum NDJSONReport {
    private static let chunk = 1 << 20

    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var writer = JSONWriter(reservingCapacity: chunk + 4096)
        let lines = EvaluationLines(content.evaluations)
        content.evaluations.forEach { resource, evaluations in
            let start = lines.start(of: resource)
            for evaluation in evaluations {
                lines.write(evaluation, after: start, to: &writer)
                writer.newline()
            }
            if writer.bytes.count > chunk { sink.write(writer.take()) }
        }
        sink.write(writer.take())
    }
}

/// Writes evaluations as JSON objects; shared by the formats that hold such objects.
///
/// There may be millions: what a rule or a resource adds to each of its lines is made once.
struct EvaluationLines {
    private let rules: [(head: [UInt8], tail: [UInt8])]
    private let verdicts: [ComplianceType: [UInt8]]

    init(_ evaluations: EvaluationSet) {
        rules = evaluations.rules.map { bound in
            (
                head: Array(#""configRuleName":\#(JSONWriter.text(.string(bound.rule.name))),"complianceType":""#.utf8),
                tail: Array(#","severity":"\#(bound.rule.severity.rawValue)""#.utf8)
            )
        }
        verdicts = Dictionary(uniqueKeysWithValues: ComplianceType.allCases.map { ($0, Array($0.rawValue.utf8)) })
    }

    /// The members that all lines of a resource begin with, each followed by a comma.
    func start(of resource: EvaluationSet.Resource) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 256)
        writer.object { writer in
            if !resource.accountId.isEmpty { writer.member("accountId", resource.accountId) }
            if !resource.awsRegion.isEmpty { writer.member("awsRegion", resource.awsRegion) }
            writer.member("resourceType", resource.type.rawValue)
            writer.member("resourceId", resource.id)
            if !resource.name.isEmpty { writer.member("resourceName", resource.name) }
            if !resource.arn.isEmpty { writer.member("arn", resource.arn) }
        }
        var bytes = writer.take()
        bytes[bytes.count - 1] = UInt8(ascii: ",")
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
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
