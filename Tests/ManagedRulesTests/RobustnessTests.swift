import Compliance
import ConfigModel
import Foundation
import JSON
import ManagedRules
import Recording
import RuleKit
import Testing

/// Items come in every shape: whatever is missing, null, of another type or absurd, a rule answers and does not crash.
@Suite struct RobustnessTests {
    /// A small deterministic generator (Marsaglia, "Xorshift RNGs", 2003).
    struct Xorshift: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    static let strange: [JSONLiteral] = [
        nil, true, false, 0, -1, .integer(.max), .integer(.min), .number("1e400"), .number("-0.5"), "", "*", "-1",
        "true",
        "{}", "[", "%7B%7D", "arn:aws:iam::123456789012:root", "2026-01-01T00:00:00Z", "0.0.0.0/0", "::/0", "65536", [],
        [:], [nil], [[:]], ["a": "b"], [[[]]], .string(String(repeating: "x", count: 5000)), "\u{0}\u{1F600}",
    ]

    /// `value` with one thing in it changed.
    private func mutated(_ value: JSONLiteral, _ random: inout Xorshift) -> JSONLiteral {
        let stopsHere = random.next() % 4 == 0
        switch value {
        case .object(var members) where !members.isEmpty && !stopsHere:
            let index = Int(random.next() % UInt64(members.count))
            switch random.next() % 8 {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            default: members[index].1 = mutated(members[index].1, &random)
            }
            return .object(members)
        case .array(var elements) where !elements.isEmpty && !stopsHere:
            let index = Int(random.next() % UInt64(elements.count))
            switch random.next() % 8 {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = mutated(elements[index], &random)
            }
            return .array(elements)
        default: return Self.strange[Int(random.next() % UInt64(Self.strange.count))]
        }
    }

    @Test(arguments: ManagedRuleCatalog.all.map(\.identifier))
    func everyRuleAnswersWhateverTheItem(_ identifier: String) throws {
        let rule = try #require(ManagedRuleCatalog.all.first { $0.identifier == identifier })
        var random = Xorshift(state: UInt64(identifier.utf8.reduce(7) { $0 &* 31 &+ UInt32($1) }) | 1)
        let asOf = try #require(Timestamp("2026-01-01"))
        for example in rule.examples {
            let bound = try rule.bind(example.parameters)
            let facts = [Example.accountId: try example.accountFacts()]
            for round in 0..<60 {
                // Half of the rounds change the item, half what it is looked at with.
                var nodes: [RelatedResourceTable.Node] = []
                for (type, literal) in example.relatedLiterals {
                    let text = JSONWriter.text(round % 2 == 0 ? literal : mutated(mutated(literal, &random), &random))
                    nodes.append(.init(accountId: Example.accountId, type: type, item: try JSONDocument(text)))
                }
                let original = example.itemLiteral(scope: rule.scope)
                let literal = round % 2 == 0 || nodes.isEmpty ? mutated(mutated(original, &random), &random) : original
                let context = EvaluationContext(
                    asOf: asOf, accountId: Example.accountId, related: RelatedResourceTable(nodes: nodes, facts: facts))
                let item = try JSONDocument(JSONWriter.text(literal))
                let finding = item.withRoot { Judge.judge(bound, ConfigurationItem($0), in: context) }
                if finding.complianceType == .nonCompliant || finding.complianceType == .insufficientData {
                    let annotation = try #require(finding.annotation)
                    #expect(!annotation.isEmpty && annotation.unicodeScalars.count <= Judge.annotationLimit)
                }
                // Evidence takes many judgements, so that a part of the rounds has to do.
                guard round % 6 == 0, finding.complianceType == .nonCompliant, rule.isDecidedByItem else { continue }
                let text = JSONWriter.text(literal)
                let evidence = EvidenceFinder.evidence(for: bound, on: Array(text.utf8), in: context)
                #expect(!evidence.isEmpty, "\(finding.annotation ?? ""): \(text)")
            }
        }
    }
}
