import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let autoScalingLaunchConfiguration = [autoScalingLaunchConfigPublicIPDisabled]

    static let autoScalingLaunchConfigPublicIPDisabled = ManagedRule(
        "AUTOSCALING_LAUNCH_CONFIG_PUBLIC_IP_DISABLED", name: "autoscaling-launch-config-public-ip-disabled",
        severity: .high, "Launch configurations do not ask for public IP addresses.",
        scope: [.autoScalingLaunchConfiguration],
        remedy: Remedy(
            "A launch configuration cannot be changed: move the group to a launch template that asks for no public address.",
            command:
                "aws autoscaling update-auto-scaling-group --auto-scaling-group-name GROUP --launch-template LaunchTemplateId=TEMPLATE"
        ),
        examples: [
            .compliant("no public addresses", ["associatePublicIpAddress": false]),
            .compliant("what the subnet says", ["launchConfigurationName": "web", "imageId": "ami-1"]),
            .nonCompliant("public addresses", ["associatePublicIpAddress": true]),
            .insufficientData("part of an item", ["instanceType": "t3.micro"]),
        ]
    ) { configuration, _ in
        let asks = configuration.configuration["associatePublicIpAddress"]
        // Items leave the property out where the subnet decides.
        guard asks.bool != nil || asks.isNull && configuration.configuration["launchConfigurationName"].isString else {
            return .missing("configuration.associatePublicIpAddress")
        }
        return .require(asks.bool != true, "associatePublicIpAddress is true.")
    }
}
