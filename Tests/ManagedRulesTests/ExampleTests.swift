import Compliance
import ConfigModel
import JSON
import ManagedRules
import Recording
import RuleKit
import Testing

/// An example of a rule, named so that a failure says which.
struct RuleExample: CustomTestStringConvertible, Sendable {
    let rule: ManagedRule
    let example: Example

    var testDescription: String { "\(rule.name): \(example.name) (\(example.fileID):\(example.line))" }

    static let all = ManagedRuleCatalog.all.flatMap { rule in rule.examples.map { RuleExample(rule: rule, example: $0) }
    }

    /// What the rule is told beyond the item.
    ///
    /// - Parameter others: further resources of the account.
    func context(among others: [RelatedResourceTable.Node] = []) throws -> EvaluationContext {
        let nodes = try example.relatedLiterals.map { type, item in
            RelatedResourceTable.Node(
                accountId: Example.accountId, type: type, item: try JSONDocument(JSONWriter.text(item)))
        }
        let related = RelatedResourceTable(
            nodes: others + nodes, facts: [Example.accountId: try example.accountFacts()],
            indexes: Set(rule.indexes))
        return EvaluationContext(
            asOf: try #require(Timestamp(example.asOf)), accountId: Example.accountId, related: related)
    }

    /// The item's text.
    var itemText: String { JSONWriter.text(example.itemLiteral(scope: rule.scope)) }

    /// The verdict on the example, reached as `check` reaches it.
    ///
    /// - Parameters:
    ///   - others: further resources of the account.
    ///   - onLookUp: told how many of all resources each look-up hands out.
    func verdict(among others: [RelatedResourceTable.Node] = [], onLookUp: ((Int) -> Void)? = nil) throws -> Finding {
        let bound = try rule.bind(example.parameters)
        var context = try context(among: others)
        context.onLookUp = onLookUp
        return try JSONDocument(itemText).withRoot { Judge.judge(bound, ConfigurationItem($0), in: context) }
    }
}

@Suite struct ExampleTests {
    @Test(arguments: RuleExample.all)
    func exampleHasItsVerdict(_ case: RuleExample) throws {
        let finding = try `case`.verdict()
        #expect(
            finding.complianceType == `case`.example.expected,
            "\(`case`.testDescription): \(finding.annotation ?? "no annotation")")
        if finding.complianceType == .nonCompliant || finding.complianceType == .insufficientData {
            let annotation = try #require(finding.annotation, "\(`case`.testDescription)")
            #expect(!annotation.isEmpty && annotation.unicodeScalars.count <= 256 && annotation.hasSuffix("."))
        }
    }
}
