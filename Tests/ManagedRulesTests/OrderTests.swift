import Compliance
import ConfigModel
import Foundation
import JSON
import ManagedRules
import Recording
import RuleKit
import Testing

/// AWS gives lists in any order, and a baseline knows a finding by its annotation: the order says nothing.
@Suite struct OrderTests {
    static let broken = RuleExample.all.filter { $0.example.expected == .nonCompliant }

    @Test(arguments: broken)
    func orderOfListsChangesNothing(_ example: RuleExample) throws {
        try Self.expectSameFindingInEveryOrder(example)
    }

    /// Judges an example with all lists reversed, and then shuffled.
    static func expectSameFindingInEveryOrder(_ example: RuleExample) throws {
        let finding = try example.verdict()
        var random = RobustnessTests.Xorshift(state: 88_172_645_463_325_252)
        for round in 0..<6 {
            func reordered(_ elements: [JSONLiteral]) -> [JSONLiteral] {
                round == 0 ? elements.reversed() : elements.shuffled(using: &random)
            }
            var related = example.example.relatedLiterals.map { type, item in
                (type: type, item: reorder(item, by: reordered))
            }
            if round == 0 { related.reverse() } else { related.shuffle(using: &random) }
            let nodes = try related.map { type, item in
                RelatedResourceTable.Node(
                    accountId: Example.accountId, type: type, item: try JSONDocument(JSONWriter.text(item)))
            }
            let table = RelatedResourceTable(
                nodes: nodes, facts: [Example.accountId: try example.example.accountFacts()],
                indexes: Set(example.rule.indexes))
            let context = EvaluationContext(
                asOf: try #require(Timestamp(example.example.asOf)), accountId: Example.accountId, related: table)
            let item = reorder(example.example.itemLiteral(scope: example.rule.scope), by: reordered)
            let bound = try example.rule.bind(example.example.parameters)
            let other = try JSONDocument(JSONWriter.text(item)).withRoot {
                Judge.judge(bound, ConfigurationItem($0), in: context)
            }
            #expect(other == finding, "\(example.testDescription), round \(round)")
        }
    }

    /// A value with all its lists in another order, those in strings of JSON too.
    ///
    /// The statements of a policy stay in theirs, which AWS keeps: it numbers those that have no Sid.
    private static func reorder(
        _ value: JSONLiteral, named name: String = "", by order: ([JSONLiteral]) -> [JSONLiteral]
    ) -> JSONLiteral {
        switch value {
        case .array(let elements):
            let inner = elements.map { reorder($0, by: order) }
            return .array(name == "Statement" ? inner : order(inner))
        case .object(let members):
            return .object(members.map { ($0.0, reorder($0.1, named: $0.0, by: order)) })
        case .string(let text):
            let plain = text.hasPrefix("%") ? text.removingPercentEncoding ?? text : text
            guard plain.hasPrefix("{") || plain.hasPrefix("["), let document = try? JSONDocument(plain) else {
                return value
            }
            return .string(JSONWriter.text(reorder(JSONLiteral(document), by: order)))
        default: return value
        }
    }
}
