import ConfigModel
import JSON
import ManagedRules
import Recording
import RuleKit
import Testing

/// Rules that look at other resources look at few of them, however many there are.
@Suite struct LookUpTests {
    /// Rules about each resource of a kind; those about accounts go through all that they need, once.
    static let rules = ManagedRuleCatalog.all
        .filter { !$0.relatedTypes.isEmpty && !$0.judgesAccounts && !$0.relatedTypes.allSatisfy(isFew.contains) }
        .map(\.identifier)

    /// Types of which there are a few in an account: a scan costs nothing.
    static let isFew: Set<ResourceType> = [.s3AccountPublicAccessBlock, .backupBackupSelection, .backupBackupPlan]

    /// 20 000 resources that have nothing to do with any example.
    static func crowd(_ index: ResourceIndex) throws -> [RelatedResourceTable.Node] {
        try (0..<20_000).map { number in
            let text =
                switch index.property {
                case .relatedResourceId:
                    #"{"awsRegion":"us-east-1","relationships":[{"resourceId":"other-\#(number)"}]}"#
                case .resourceId: #"{"resourceId":"other-\#(number)","awsRegion":"us-east-1","configuration":{}}"#
                case .configuration(let name):
                    #"{"resourceId":"\#(number)","awsRegion":"us-east-1","configuration":{"\#(name)":"other-\#(number)"}}"#
                }
            return RelatedResourceTable.Node(
                accountId: Example.accountId, type: index.type, item: try JSONDocument(text))
        }
    }

    @Test(arguments: rules)
    func looksAtFew(_ identifier: String) throws {
        let rule = try #require(ManagedRuleCatalog.all.first { $0.identifier == identifier })
        let others = try rule.indexes.flatMap(Self.crowd)
        #expect(others.count == rule.relatedTypes.count * 20_000, "a need of the rule names no property")
        let examples = rule.examples.filter { !$0.related.isEmpty }
        for example in [examples.first, examples.first { $0.expected == .nonCompliant }].compactMap(\.self) {
            var count = 0
            let finding = try RuleExample(rule: rule, example: example).verdict(among: others) { count += $0 }
            #expect(count <= 10, "\(example.name): looks at \(count) resources")
            #expect(finding.complianceType == example.expected, "\(example.name)")
        }
    }
}
