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
            for evaluation in evaluations {
                lines.write(resource, evaluation, to: &writer)
                writer.newline()
            }
            if writer.bytes.count > chunk { sink.write(writer.take()) }
        }
        sink.write(writer.take())
    }
}

/// Writes an evaluation as a JSON object; shared by the formats that hold such objects.
struct EvaluationLines {
    private let names: [String]
    private let severities: [String]

    init(_ evaluations: EvaluationSet) {
        names = evaluations.rules.map(\.rule.name)
        severities = evaluations.rules.map(\.rule.severity.rawValue)
    }

    func write(
        _ resource: EvaluationSet.Resource, _ evaluation: EvaluationSet.Evaluation, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            if !resource.accountId.isEmpty { writer.member("accountId", resource.accountId) }
            if !resource.awsRegion.isEmpty { writer.member("awsRegion", resource.awsRegion) }
            writer.member("resourceType", resource.type.rawValue)
            writer.member("resourceId", resource.id)
            if !resource.name.isEmpty { writer.member("resourceName", resource.name) }
            if !resource.arn.isEmpty { writer.member("arn", resource.arn) }
            writer.member("configRuleName", names[evaluation.ruleIndex])
            writer.member("complianceType", evaluation.complianceType.rawValue)
            if !evaluation.annotation.isEmpty { writer.member("annotation", evaluation.annotation) }
            writer.member("severity", severities[evaluation.ruleIndex])
            if let time = evaluation.orderingTimestamp { writer.member("orderingTimestamp", time.iso8601) }
        }
    }
}
