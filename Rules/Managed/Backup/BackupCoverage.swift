import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    /// The rule that resources of a type are assigned to a backup plan.
    ///
    /// - Parameters:
    ///   - kind: what the resources are called, in the plural: "DynamoDB tables".
    ///   - arn: the ARN of an example.
    ///   - configuration: the configuration of the examples.
    ///   - unjudged: examples of resources that are not judged, and of others that `precondition` answers.
    ///   - precondition: what to say of a resource before the selections are looked at; nil to look at them.
    static func inBackupPlan(
        _ identifier: String, name: String, _ kind: String, type: ResourceType, arn: String,
        configuration: JSONLiteral, unjudged: @autoclosure @escaping @Sendable () -> [Example] = [],
        precondition: @escaping @Sendable (ConfigurationItem) -> Finding? = { _ in nil }
    ) -> ManagedRule {
        ManagedRule(
            identifier, name: name, severity: .low, "\(kind) are assigned to a plan of AWS Backup.",
            scope: [type], trigger: .periodic, needs: [.resources(.backupBackupSelection)], baseline: false,
            remedy: Remedy(
                "Assign the resource to a backup plan, by its ARN or by a tag that the plan selects.",
                command: "aws backup create-backup-selection --backup-plan-id PLAN --backup-selection SELECTION"),
            examples: BackupCoverage.examples(arn: arn, configuration: configuration) + unjudged()
        ) { resource, context in
            precondition(resource) ?? BackupCoverage.finding(resource, context)
        }
    }
}

/// Whether backup plans cover a resource.
private enum BackupCoverage {
    static func finding(_ item: ConfigurationItem, _ context: EvaluationContext) -> Finding {
        guard let resource = BackupResource(item) else { return .missing("ARN") }
        guard let region = item.awsRegion.string else { return .missing("awsRegion") }
        var unknown: String?
        for selectionItem in context.resources(.backupBackupSelection) {
            let selection = BackupSelection(selectionItem)
            let isNear = selection.isIn(region)
            guard isNear != false else { continue }
            switch selection.selects(resource) {
            case true? where isNear == true: return .compliant
            case false?: break
            default: unknown = unknown ?? selection.name
            }
        }
        if let unknown {
            return .insufficientData("It cannot be told whether the backup selection \(unknown) covers the resource.")
        }
        return .nonCompliant("No backup selection in \(region) covers \(resource.arn).")
    }

    static func examples(arn: String, configuration: JSONLiteral) -> [Example] {
        let service = arn.split(separator: ":").dropFirst(2).first ?? ""
        let ofType = "arn:aws:\(service):*:*:*"
        let daily: JSONLiteral = [
            ["ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "daily"],
            ["ConditionType": "STRINGEQUALS", "ConditionKey": "backup", "ConditionValue": "hourly"],
        ]
        func resource(_ tags: JSONLiteral) -> KeyValuePairs<String, JSONLiteral> {
            ["ARN": .string(arn), "tags": tags]
        }
        func selection(
            _ members: KeyValuePairs<String, JSONLiteral>, region: JSONLiteral = "us-east-1"
        ) -> Example.RelatedResource {
            .init(
                .backupBackupSelection,
                ["BackupSelection": .object([("SelectionName", "nightly")] + members.map { ($0, $1) })],
                item: ["awsRegion": region])
        }
        func condition(_ kind: String, _ value: JSONLiteral) -> Example.RelatedResource {
            selection([
                "Resources": ["*"],
                "Conditions": .object([
                    (kind, .array([["ConditionKey": "aws:ResourceTag/stage", "ConditionValue": value]]))
                ]),
            ])
        }
        let production: JSONLiteral = ["stage": "production"]
        return [
            .compliant(
                "selected by its ARN", configuration, item: resource([:]),
                related: [selection(["Resources": [.string(arn)], "ListOfTags": [], "NotResources": []])]),
            .compliant(
                "selected with everything of its service", configuration, item: resource([:]),
                related: [selection(["Resources": ["arn:aws:fsx:*", .string(ofType)]])]),
            .compliant(
                "selected by one of two tags", configuration, item: resource(["backup": "hourly"]),
                related: [selection(["ListOfTags": daily])]),
            .compliant(
                "a condition that holds", configuration, item: resource(production),
                related: [condition("StringEquals", "production")]),
            .compliant(
                "a condition with a wildcard", configuration, item: resource(production),
                related: [condition("StringLike", "*rod*")]),
            .compliant(
                "a condition that excludes others", configuration, item: resource(production),
                related: [condition("StringNotEquals", "test")]),
            .compliant(
                "selected by the second selection", configuration, item: resource([:]),
                related: [selection(["Resources": "unreadable"]), selection(["Resources": ["*"]])]),
            .nonCompliant(
                "selected by nothing", configuration, item: resource(["backup": "never"]),
                related: [selection(["ListOfTags": daily]), selection(["Resources": ["arn:aws:fsx:*"]])]),
            .nonCompliant(
                "excluded by its ARN", configuration, item: resource([:]),
                related: [selection(["Resources": ["*"], "NotResources": [.string(ofType)]])]),
            .nonCompliant(
                "excluded, from what no one knows", configuration, item: resource([:]),
                related: [selection(["NotResources": [.string(arn)]])]),
            .nonCompliant(
                "one of two conditions", configuration, item: resource(production),
                related: [
                    selection([
                        "Resources": ["*"],
                        "Conditions": [
                            "StringEquals": [
                                ["ConditionKey": "aws:ResourceTag/stage", "ConditionValue": "production"],
                                ["ConditionKey": "aws:ResourceTag/backup", "ConditionValue": "daily"],
                            ]
                        ],
                    ])
                ]),
            .nonCompliant(
                "a condition on what is excluded", configuration, item: resource(production),
                related: [condition("StringNotLike", "prod*")]),
            .nonCompliant(
                "a tag in another case", configuration, item: resource(["stage": "Production"]),
                related: [condition("StringEquals", "production")]),
            .nonCompliant(
                "selected in another region", configuration, item: resource([:]),
                related: [selection(["Resources": ["*"]], region: "eu-west-1")]),
            .insufficientData(
                "selected by ARN, but not by tag", configuration, item: resource([:]),
                related: [selection(["Resources": ["*"], "ListOfTags": daily])]),
            .insufficientData(
                "a selection that asks for nothing", configuration, item: resource([:]),
                related: [selection(["Resources": []])]),
            .insufficientData(
                "a condition of an unknown kind", configuration, item: resource(production),
                related: [condition("StringMatches", "production")]),
            .insufficientData(
                "a tag that must not be, and is not there at all", configuration, item: resource([:]),
                related: [condition("StringNotEquals", "test")]),
            .insufficientData(
                "an item without tags", configuration, item: ["ARN": .string(arn)],
                related: [selection(["ListOfTags": daily])]),
            .insufficientData(
                "a wildcard where AWS Backup wants none", configuration, item: resource([:]),
                related: [selection(["Resources": [.string("*\(arn.suffix(3))")]])]),
            .insufficientData(
                "a selection of an unknown region", configuration, item: resource([:]),
                related: [selection(["Resources": ["*"]], region: nil)]),
            .insufficientData(
                "an item without its ARN", configuration, related: [selection(["Resources": ["*"]])]),
            .insufficientData("no selection is recorded", configuration, item: resource([:])),
        ]
    }
}
