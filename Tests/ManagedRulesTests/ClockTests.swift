import Compliance
import ConfigModel
import JSON
import Recording
import RuleKit
import Testing

/// The recorder finds by halves when time alone turns a verdict, which is right only where it turns at most once.
@Suite struct ClockTests {
    static let examples = RuleExample.all.filter { $0.rule.needs.contains(.clock) }

    @Test(arguments: examples)
    func timeTurnsAVerdictAtMostOnce(_ case: RuleExample) throws {
        let bound = try `case`.rule.bind(`case`.example.parameters)
        let nodes = try `case`.example.relatedLiterals.map { type, item in
            RelatedResourceTable.Node(
                accountId: Example.accountId, type: type, item: try JSONDocument(JSONWriter.text(item)))
        }
        let related = RelatedResourceTable(
            nodes: nodes, facts: [Example.accountId: try `case`.example.accountFacts()],
            indexes: Set(`case`.rule.indexes))
        let start = try #require(Timestamp(`case`.example.asOf))
        let item = try JSONDocument(JSONWriter.text(`case`.example.itemLiteral(scope: `case`.rule.scope)))
        var verdicts: [ComplianceType] = []
        for day in 0..<2000 {
            let asOf = Timestamp(milliseconds: start.milliseconds + day * 86_400_000)
            let context = EvaluationContext(asOf: asOf, accountId: Example.accountId, related: related)
            let verdict = item.withRoot { Judge.judge(bound, ConfigurationItem($0), in: context).complianceType }
            if verdicts.last != verdict { verdicts.append(verdict) }
        }
        #expect(verdicts.count <= 2, "\(`case`.testDescription): \(verdicts)")
    }

    @Test func rulesThatNeedTheClockRunByIt() {
        #expect(!Self.examples.isEmpty)
        for example in Self.examples { #expect(example.rule.trigger != .configurationChanges, "\(example.rule.name)") }
    }
}
