import ConfigModel
import JSON
public import RuleKit

/// Finds what a verdict hangs on without knowing the rule: watches which values it looks at, and judges again with each
/// of them changed.
///
/// A value counts when the finding is another one without it, or with another value in its place; of a member that is
/// not there, when the finding is another one with it. Where no single change matters, because the item breaks the rule
/// twice, it is the values that the annotation names. What tells one resource from others, such as id and ARN, counts
/// only when nothing else does.
public enum EvidenceFinder {
    /// How many pieces of evidence a finding has at most.
    public static let limit = 4

    /// What makes `rule` find the item `text` NON_COMPLIANT, the most telling first.
    ///
    /// Empty for another verdict, and for one that facts or other resources decide without anything in the item.
    ///
    /// - Parameters:
    ///   - text: the item's JSON.
    ///   - context: that of the verdict.
    public static func evidence(for rule: BoundRule, on text: [UInt8], in context: EvaluationContext) -> [Evidence] {
        guard let document = try? JSONDocument(text) else { return [] }
        return document.withRoot { evidence(for: rule, on: $0, in: context) }
    }

    /// The same for an item that has been read, and that nobody else reads at the time.
    static func evidence(for rule: BoundRule, on item: JSONValue, in context: EvaluationContext) -> [Evidence] {
        LookUpTrace.watch(item) { trace in
            let finding = trace.record { Judge.judge(rule, ConfigurationItem(item), in: context) }
            guard finding.complianceType == .nonCompliant,
                var search = EvidenceSearch(rule: rule, item: item, context: context, finding: finding, trace: trace)
            else { return [] }
            return search.run().map { target in
                switch target {
                case .absence: return Evidence(path: trace.path(to: target), value: nil)
                case .value(let place):
                    var text: [UInt8] = []
                    trace.value(at: place).write(to: &text, length: nil)
                    return Evidence(path: trace.path(to: target), value: String(decoding: text, as: UTF8.self))
                }
            }
        }
    }
}
