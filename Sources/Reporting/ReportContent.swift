public import Compliance
import ConfigModel

/// All that a report is made from: evaluations, and what their run comes to.
///
/// There is nothing in it that evaluations as `--output ndjson` writes them do not tell, so that a report of theirs is the
/// same as one of the run.
public struct ReportContent: Sendable {
    public let evaluations: EvaluationSet
    /// What went wrong with inputs, in order.
    public let errors: [String]
    /// Findings of the baseline that went away.
    public let gone: [Baseline.Finding]
    public let summary: Summary
    public let gate: Gate.Outcome
    public let conclusion: Conclusion
    /// The program's version.
    public let version: String

    /// - Parameters:
    ///   - errors: in any order; the same message counts once.
    ///   - allowsEmpty: whether nothing to evaluate is a pass.
    public init(
        _ evaluations: EvaluationSet, errors: [String], gone: [Baseline.Finding] = [], gate: Gate, allowsEmpty: Bool,
        version: String
    ) {
        self.evaluations = evaluations
        self.errors = Set(errors).sorted()
        self.gone = gone
        self.version = version
        summary = Summary(evaluations)
        self.gate = gate.judge(summary, evaluations.rules)
        conclusion = Conclusion(summary, self.gate, hasFaults: !errors.isEmpty, allowsEmpty: allowsEmpty)
    }

    /// The rules that have verdicts, with their places among all.
    var usedRules: [(index: Int, rule: EvaluatedRule)] {
        evaluations.rules.enumerated().filter { summary.byRule[$0.offset].all > 0 }.map { ($0.offset, $0.element) }
    }

    /// Calls `body` with every finding, in order.
    func forEachFinding(_ body: (Finding) -> Void) {
        forEachFinding(in: 0..<evaluations.resourceCount, body)
    }

    /// The same for a part of the resources.
    func forEachFinding(in range: Range<Int>, _ body: (Finding) -> Void) {
        evaluations.forEach(in: range) { resource, found in
            for evaluation in found where evaluation.complianceType == .nonCompliant {
                body(
                    Finding(
                        resource: resource, evaluation: evaluation, rule: evaluations.rules[evaluation.ruleIndex],
                        waiver: evaluation.waiver.map { evaluations.waivers[$0] }))
            }
        }
    }
}

/// A NON_COMPLIANT evaluation with all that reports say of it. Texts are as they came in: every format makes them safe.
struct Finding {
    let resource: EvaluationSet.Resource
    let evaluation: EvaluationSet.Evaluation
    let rule: EvaluatedRule
    /// What excuses it.
    let waiver: Waiver?

    var accountId: String { String(decoding: resource.accountId, as: UTF8.self) }
    var awsRegion: String { String(decoding: resource.awsRegion, as: UTF8.self) }
    var resourceType: String { resource.type.rawValue }
    var resourceId: String { String(decoding: resource.id, as: UTF8.self) }
    /// Empty where there is none.
    var resourceName: String { String(decoding: resource.name, as: UTF8.self) }
    /// Empty where there is none.
    var arn: String { String(decoding: resource.arn, as: UTF8.self) }
    var annotation: String { String(decoding: evaluation.annotation, as: UTF8.self) }
    /// Empty where there is none.
    var path: String { evaluation.location.map { String(decoding: $0.path, as: UTF8.self) } ?? "" }
    var line: Int? { evaluation.location?.line }
}

/// Takes a report's bytes in order.
public protocol ByteSink: AnyObject {
    func write(_ bytes: [UInt8])
}
