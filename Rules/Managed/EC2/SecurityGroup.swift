import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2SecurityGroup = [incomingSSHDisabled, restrictedIncomingTraffic]

    static let incomingSSHDisabled = ManagedRule(
        "INCOMING_SSH_DISABLED", name: "restricted-ssh", severity: .high,
        "Security groups let nobody on the internet reach the SSH port.",
        scope: [.ec2SecurityGroup], trigger: .both,
        remedy: Remedy(
            "Limit the source of the rule to known networks, or use Session Manager and close port 22.",
            command:
                "aws ec2 revoke-security-group-ingress --group-id RESOURCE_ID --protocol tcp --port 22 --cidr 0.0.0.0/0"
        ),
        examples: [
            .compliant(
                "open to one network",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["10.0.0.0/8"]]]
                ]),
            .compliant(
                "open to itself",
                [
                    "ipPermissions": [["ipProtocol": "-1", "ipRanges": [], "userIdGroupPairs": [["groupId": "sg-1"]]]]
                ]),
            .compliant(
                "another port open to the world",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": ["0.0.0.0/0"]]]
                ]),
            .compliant(
                "UDP port 22 open to the world",
                [
                    "ipPermissions": [["ipProtocol": "udp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]]]
                ]),
            .nonCompliant(
                "SSH open to the world",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]]]
                ]),
            .nonCompliant(
                "a range of ports with SSH in it, over IPv6",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 0, "toPort": 1024, "ipv6Ranges": [["cidrIpv6": "::/0"]]]
                    ]
                ]),
            .nonCompliant(
                "every protocol",
                [
                    "ipPermissions": [["ipProtocol": "-1", "ipv4Ranges": [["cidrIp": "0.0.0.0/0"]]]]
                ]),
            .insufficientData("an item without its permissions", ["groupId": "sg-1"]),
        ]
    ) { group, _ in
        let permissions = group.configuration["ipPermissions"]
        guard permissions.isArray else { return .missing("configuration.ipPermissions") }
        for permission in SecurityGroupPermission.all(permissions) where permission.allows(tcp: 22) {
            if let source = permission.worldSource { return .nonCompliant("TCP port 22 is open to \(source).") }
        }
        return .compliant
    }

    static let restrictedIncomingTraffic = ManagedRule(
        "RESTRICTED_INCOMING_TRAFFIC", name: "restricted-common-ports", severity: .high,
        "Security groups let nobody on the internet reach the blocked TCP ports.",
        scope: [.ec2SecurityGroup], trigger: .both,
        remedy: Remedy(
            "Limit the source of the rule to known networks, or use Session Manager instead of open ports.",
            command:
                "aws ec2 revoke-security-group-ingress --group-id RESOURCE_ID --protocol tcp --port PORT --cidr 0.0.0.0/0"
        ),
        parameters: Parameter<Int?>("blockedPort1", "A blocked TCP port.", default: 20),
        Parameter<Int?>("blockedPort2", "A blocked TCP port.", default: 21),
        Parameter<Int?>("blockedPort3", "A blocked TCP port.", default: 3389),
        Parameter<Int?>("blockedPort4", "A blocked TCP port.", default: 3306),
        Parameter<Int?>("blockedPort5", "A blocked TCP port.", default: 4333),
        Parameter<[PortRange]>("blockedPorts", "Further blocked TCP ports and ranges of ports.", default: []),
        examples: [
            .compliant(
                "open to one network",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389, "ipRanges": ["10.0.0.0/8"]]
                    ]
                ]),
            .nonCompliant(
                "RDP open to the world",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389, "ipRanges": ["0.0.0.0/0"]]
                    ]
                ]),
            .compliant(
                "RDP open, but another port blocked",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389, "ipRanges": ["0.0.0.0/0"]]
                    ]
                ], with: ["blockedPort3": "22"]),
            .nonCompliant(
                "a further blocked range",
                [
                    "ipPermissions": [["ipProtocol": "6", "fromPort": 9200, "toPort": 9200, "ipRanges": ["0.0.0.0/0"]]]
                ], with: ["blockedPorts": "9200-9300, 27017"]),
            .insufficientData("an item without its permissions", ["groupId": "sg-1"]),
        ]
    ) { group, _, port1, port2, port3, port4, port5, ranges in
        let permissions = group.configuration["ipPermissions"]
        guard permissions.isArray else { return .missing("configuration.ipPermissions") }
        var open: (ports: [Int], source: String) = ([], "")
        for permission in SecurityGroupPermission.all(permissions) {
            guard let source = permission.worldSource else { continue }
            for port in [port1, port2, port3, port4, port5] {
                if let port, permission.allows(tcp: port), !open.ports.contains(port) {
                    open.ports.append(port)
                    open.source = source
                }
            }
            for range in ranges {
                if let port = permission.firstPort(ofTCP: range.ports), !open.ports.contains(port) {
                    open.ports.append(port)
                    open.source = source
                }
            }
        }
        guard !open.ports.isEmpty else { return .compliant }
        let list = open.ports.sorted().map(String.init).joined(separator: ", ")
        return .nonCompliant("TCP port\(open.ports.count == 1 ? "" : "s") \(list) open to \(open.source).")
    }
}
