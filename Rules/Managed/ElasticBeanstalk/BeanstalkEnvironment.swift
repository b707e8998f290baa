import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let elasticBeanstalkEnvironment = [elasticBeanstalkManagedUpdatesEnabled]

    static let elasticBeanstalkManagedUpdatesEnabled = ManagedRule(
        "ELASTIC_BEANSTALK_MANAGED_UPDATES_ENABLED", name: "elastic-beanstalk-managed-updates-enabled",
        severity: .medium,
        "Elastic Beanstalk environments install updates of their platform by themselves.",
        scope: [.elasticBeanstalkEnvironment],
        remedy: Remedy(
            "Switch on managed updates.",
            command:
                "aws elasticbeanstalk update-environment --environment-id RESOURCE_ID --option-settings Namespace=aws:elasticbeanstalk:managedactions,OptionName=ManagedActionsEnabled,Value=true Namespace=aws:elasticbeanstalk:managedactions,OptionName=PreferredStartTime,Value=Tue:09:00 Namespace=aws:elasticbeanstalk:managedactions:platformupdate,OptionName=UpdateLevel,Value=minor"
        ),
        parameters: Parameter<String?>(
            "UpdateLevel", "The updates that must be installed.", allowed: ["minor", "patch"]),
        examples: [
            .compliant("switched on", beanstalkOptions(enabled: ["value": "true"], level: ["value": "minor"])),
            .nonCompliant("switched off", beanstalkOptions(enabled: ["value": "false"], level: ["value": "minor"])),
            .nonCompliant("null for the default, which is off", beanstalkOptions(enabled: ["value": nil], level: [:])),
            .compliant(
                "the level asked for", beanstalkOptions(enabled: ["value": "true"], level: ["value": "patch"]),
                with: ["UpdateLevel": "patch"]),
            .nonCompliant(
                "another level", beanstalkOptions(enabled: ["value": "true"], level: ["value": "patch"]),
                with: ["UpdateLevel": "minor"]),
            .insufficientData(
                "a level that is not recorded", beanstalkOptions(enabled: ["value": "true"], level: [:]),
                with: ["UpdateLevel": "minor"]),
            .insufficientData("an item without its options", ["environmentName": "shop"]),
        ]
    ) { environment, _, wantedLevel in
        let options = environment.configuration["optionSettings"]
        let enabled = options["aws:elasticbeanstalk:managedactions"]["ManagedActionsEnabled"]["value"]
        if enabled.kind == .null { return .nonCompliant("ManagedActionsEnabled is not set.") }
        guard let isEnabled = enabled.lenientBool else {
            return .missing("configuration.optionSettings: ManagedActionsEnabled")
        }
        guard isEnabled else { return .nonCompliant("ManagedActionsEnabled is false.") }
        guard let wantedLevel else { return .compliant }
        let level = options["aws:elasticbeanstalk:managedactions:platformupdate"]["UpdateLevel"]["value"]
        guard let levelText = level.string else { return .missing("configuration.optionSettings: UpdateLevel") }
        return .require(
            levelText.lowercased() == wantedLevel.lowercased(), "UpdateLevel is \(levelText), not \(wantedLevel).")
    }

    private static func beanstalkOptions(enabled: JSONLiteral, level: JSONLiteral) -> JSONLiteral {
        [
            "optionSettings": [
                "aws:elasticbeanstalk:managedactions": ["ManagedActionsEnabled": enabled],
                "aws:elasticbeanstalk:managedactions:platformupdate": ["UpdateLevel": level],
            ]
        ]
    }
}
