import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2Subnet = [subnetAutoAssignPublicIPDisabled]

    static let subnetAutoAssignPublicIPDisabled = ManagedRule(
        "SUBNET_AUTO_ASSIGN_PUBLIC_IP_DISABLED", name: "subnet-auto-assign-public-ip-disabled", severity: .medium,
        "Subnets give new network interfaces no public IPv4 address unless a launch asks for one.",
        scope: [.ec2Subnet],
        remedy: Remedy(
            "Switch automatic public addresses off, and give public ones to single resources.",
            command: "aws ec2 modify-subnet-attribute --subnet-id RESOURCE_ID --no-map-public-ip-on-launch"),
        examples: [
            .compliant("private", ["mapPublicIpOnLaunch": false]),
            .nonCompliant("gives public addresses", ["mapPublicIpOnLaunch": true]),
            .insufficientData("an item that does not say", ["cidrBlock": "10.0.1.0/24"]),
        ]
    ) { subnet, _ in
        guard let assigns = subnet.configuration["mapPublicIpOnLaunch"].bool else {
            return .missing("configuration.mapPublicIpOnLaunch")
        }
        return .require(!assigns, "mapPublicIpOnLaunch is true.")
    }
}
