public import ConfigModel
import Recording
public import RuleKit

/// What holds for every rule, around the rule's own judgement (AWS Config Developer Guide, "Components of AWS Config
/// Rules"): which items are judged at all, what must be known first, how long an annotation may be.
public enum Judge {
    /// The longest annotation that AWS Config takes.
    public static let annotationLimit = Finding.annotationLimit

    /// The verdict of `rule` on `item`.
    public static func judge(_ rule: BoundRule, _ item: ConfigurationItem, in context: EvaluationContext) -> Finding {
        switch item.status {
        case .deleted, .notRecorded: return .notApplicable
        case .live: break
        }
        if !rule.rule.needs.isEmpty, let unmet = unmetNeed(of: rule.rule, in: context) { return unmet }
        if !rule.rule.isDecidedByFacts, !rule.rule.judgesAccounts, !item.configuration.isObject,
            !item.hasSupplementaryConfiguration
        {
            return .insufficientData(
                "The item carries no configuration: supply a snapshot, history file or get-resource-config-history output."
            )
        }
        let finding = rule.evaluate(item, context)
        guard let annotation = finding.annotation, annotation.utf8.count > annotationLimit else { return finding }
        return Finding(finding.complianceType, shortened(annotation))
    }

    private static func unmetNeed(of rule: ManagedRule, in context: EvaluationContext) -> Finding? {
        for need in rule.needs {
            switch need {
            case .facts(let facts):
                let known = context.facts
                if facts.contains(where: known.has) { continue }
                let commands = facts.map { "`\($0.command)`" }.joined(separator: " or ")
                return .insufficientData("No \(facts[0].rawValue) was supplied: add the output of \(commands).")
            case .resources(let type, _):
                if context.related.records(type, account: context.accountId) { continue }
                return .insufficientData(
                    "The input has no \(type.rawValue) of this account: record the type, or add its items.")
            case .optionalResources, .optionalFacts, .clock: continue
            }
        }
        return nil
    }

    /// Cuts a text to the limit, which AWS counts in characters, and says so with an ellipsis.
    static func shortened(_ text: String) -> String {
        text.unicodeScalars.count <= annotationLimit
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(annotationLimit - 1))) + "…"
    }
}
