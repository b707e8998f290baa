import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2SecurityGroup = [
        incomingSSHDisabled, restrictedIncomingTraffic, vpcSGOpenOnlyToAuthorizedPorts, vpcDefaultSecurityGroupClosed,
    ]

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
            .nonCompliant(
                "a protocol in capitals",
                ["ipPermissions": [["ipProtocol": "TCP", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]]]]),
            .nonCompliant(
                "the IPv6 world, written out",
                [
                    "ipPermissions": [
                        [
                            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22,
                            "ipv6Ranges": [["cidrIpv6": "0:0:0:0:0:0:0:0/0"]],
                        ]
                    ]
                ]),
            .nonCompliant(
                "the IPv6 world, with a leading zero",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6Ranges": [["cidrIpv6": "0::/0"]]]
                    ]
                ]),
            .nonCompliant(
                "a prefix of no bits is everybody, whatever the address",
                ["ipPermissions": [["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["10.0.0.0/00"]]]]),
            .nonCompliant(
                "SSH open to the world, after an entry that cannot be read",
                [
                    "ipPermissions": [
                        ["ipProtocol": nil, "ipRanges": ["0.0.0.0/0"]],
                        ["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]],
                    ]
                ]),
            .compliant(
                "an unknown protocol, open to one network",
                ["ipPermissions": [["ipProtocol": nil, "ipRanges": ["10.0.0.0/8"], "ipv6Ranges": []]]]),
            .compliant(
                "an unknown source of another port",
                ["ipPermissions": [["ipProtocol": "tcp", "fromPort": 443, "toPort": 443]]]),
            .compliant(
                "protocols by number",
                [
                    "ipPermissions": [
                        ["ipProtocol": "50", "ipRanges": ["0.0.0.0/0"]], ["ipProtocol": 58, "ipRanges": ["0.0.0.0/0"]],
                    ]
                ]),
            .insufficientData(
                "no protocol",
                ["ipPermissions": [["fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]]]]),
            .insufficientData(
                "a protocol of another kind",
                ["ipPermissions": [["ipProtocol": [], "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]]]]),
            .insufficientData(
                "a protocol of no known name",
                ["ipPermissions": [["ipProtocol": "unknown", "fromPort": 22, "toPort": 22, "ipRanges": ["0.0.0.0/0"]]]]
            ),
            .insufficientData(
                "half a range of ports",
                ["ipPermissions": [["ipProtocol": "tcp", "toPort": 443, "ipRanges": ["0.0.0.0/0"]]]]),
            .insufficientData(
                "no sources", ["ipPermissions": [["ipProtocol": "tcp", "fromPort": 22, "toPort": 22]]]),
            .insufficientData(
                "sources that are null",
                [
                    "ipPermissions": [
                        [
                            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipv4Ranges": [["cidrIp": "10.0.0.0/8"]],
                            "ipv6Ranges": nil,
                        ]
                    ]
                ]),
            .insufficientData(
                "IPv4 sources only, where AWS writes both",
                [
                    "ipPermissions": [
                        [
                            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["10.0.0.0/8"],
                            "ipv4Ranges": [["cidrIp": "10.0.0.0/8"]],
                        ]
                    ]
                ]),
            .compliant(
                "an item from before IPv6",
                [
                    "ipPermissions": [
                        [
                            "ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["10.0.0.0/8"],
                            "userIdGroupPairs": [], "prefixListIds": [],
                        ]
                    ]
                ]),
            .insufficientData(
                "an IPv4 range without its address",
                ["ipPermissions": [["ipProtocol": "-1", "ipv4Ranges": [["cidrIp": nil, "description": "office"]]]]]),
            .insufficientData(
                "an IPv6 range without its address",
                ["ipPermissions": [["ipProtocol": "-1", "ipRanges": [], "ipv6Ranges": [["description": "office"]]]]]),
            .insufficientData(
                "a range that is no range",
                ["ipPermissions": [["ipProtocol": "-1", "ipRanges": ["anywhere"]]]]),
            .insufficientData("an entry that is none", ["ipPermissions": [nil]]),
            .insufficientData("an item without its permissions", ["groupId": "sg-1"]),
        ]
    ) { group, _ in
        let permissions = group.configuration["ipPermissions"]
        guard permissions.isArray else { return .missing("configuration.ipPermissions") }
        var open = OpenPorts()
        var gap: Finding?
        for permission in SecurityGroupPermission.all(permissions) {
            switch permission.exposure(where: { $0.allows(tcp: 22) }) {
            case .none: break
            case .world: open.add("TCP", 22...22, to: permission.worldRanges)
            case .unrecorded(let path): gap = .missing("\(path)")
            }
        }
        return open.finding(" is open to ", many: " are open to ") ?? gap ?? .compliant
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
            .nonCompliant(
                "an entry that cannot be read, and RDP open to the world",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389],
                        ["ipProtocol": "TCP", "fromPort": 3389, "toPort": 3389, "ipRanges": ["0.0.0.0/0"]],
                    ]
                ]),
            .nonCompliant(
                "the IPv6 world, written out",
                ["ipPermissions": [["ipProtocol": "-1", "ipv6Ranges": [["cidrIpv6": "::0/0"]]]]]),
            .insufficientData("no protocol", ["ipPermissions": [["ipRanges": ["0.0.0.0/0"]]]]),
            .insufficientData(
                "no sources", ["ipPermissions": [["ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389]]]),
            .insufficientData(
                "a range without its address",
                ["ipPermissions": [["ipProtocol": "-1", "ipv4Ranges": [["cidrIp": nil]]]]]),
            .insufficientData("an item without its permissions", ["groupId": "sg-1"]),
        ]
    ) { group, _, port1, port2, port3, port4, port5, ranges in
        let permissions = group.configuration["ipPermissions"]
        guard permissions.isArray else { return .missing("configuration.ipPermissions") }
        var open = OpenPorts()
        var gap: Finding?
        for permission in SecurityGroupPermission.all(permissions) {
            let exposure = permission.exposure {
                $0.allows(tcp: port1) || $0.allows(tcp: port2) || $0.allows(tcp: port3) || $0.allows(tcp: port4)
                    || $0.allows(tcp: port5) || $0.allows(someTCP: ranges)
            }
            switch exposure {
            case .none: break
            case .world(let traffic):
                let sources = permission.worldRanges
                for case let port? in [port1, port2, port3, port4, port5] where traffic.allows(tcp: port) {
                    open.add("TCP", port...port, to: sources)
                }
                for range in ranges {
                    if let ports = traffic.ports(ofTCP: range.ports) { open.add("TCP", ports, to: sources) }
                }
            case .unrecorded(let path): gap = .missing("\(path)")
            }
        }
        return open.finding(" open to ", many: " open to ") ?? gap ?? .compliant
    }

    static let vpcSGOpenOnlyToAuthorizedPorts = ManagedRule(
        "VPC_SG_OPEN_ONLY_TO_AUTHORIZED_PORTS", name: "vpc-sg-open-only-to-authorized-ports", severity: .high,
        "Security groups open no TCP or UDP port to the internet but the authorized ones.",
        scope: [.ec2SecurityGroup], trigger: .both, baseline: false,
        remedy: Remedy(
            "Limit the source of the rule to known networks, or authorize the port in the rule's parameters.",
            command:
                "aws ec2 revoke-security-group-ingress --group-id RESOURCE_ID --protocol PROTOCOL --port PORT --cidr 0.0.0.0/0"
        ),
        parameters: Parameter<[PortRange]>(
            "authorizedTcpPorts", "TCP ports and ranges of ports that may be open to the internet.", default: []),
        Parameter<[PortRange]>(
            "authorizedUdpPorts", "UDP ports and ranges of ports that may be open to the internet.", default: []),
        examples: [
            .compliant(
                "an authorized port",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": ["0.0.0.0/0"]]]
                ], with: ["authorizedTcpPorts": "443,1020-1025"]),
            .compliant(
                "a range in two adjoining authorized ranges",
                [
                    "ipPermissions": [
                        ["ipProtocol": "udp", "fromPort": 500, "toPort": 520, "ipv6Ranges": [["cidrIpv6": "::/0"]]]
                    ]
                ], with: ["authorizedUdpPorts": "511-600, 400-510"]),
            .compliant(
                "a port open to one network",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipRanges": ["10.0.0.0/8"]]]
                ]),
            .compliant(
                "ping",
                ["ipPermissions": [["ipProtocol": "icmp", "fromPort": 8, "toPort": -1, "ipRanges": ["0.0.0.0/0"]]]]),
            .compliant(
                "an IPv6 network",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "ipv6Ranges": [["cidrIpv6": "fd00::/8"]]]
                    ]
                ]),
            .nonCompliant(
                "every UDP port, written as -1",
                [
                    "ipPermissions": [["ipProtocol": "17", "fromPort": -1, "toPort": -1, "ipRanges": ["0.0.0.0/0"]]]
                ], with: ["authorizedTcpPorts": "0-65535", "authorizedUdpPorts": "500"]),
            .compliant("nothing open", ["ipPermissions": []]),
            .nonCompliant(
                "no port is authorized",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": ["0.0.0.0/0"]]]
                ]),
            .nonCompliant(
                "a range that reaches beyond the authorized one",
                [
                    "ipPermissions": [
                        ["ipProtocol": "tcp", "fromPort": 1020, "toPort": 1026, "ipRanges": ["0.0.0.0/0"]]
                    ]
                ], with: ["authorizedTcpPorts": "443,1020-1025"]),
            .nonCompliant(
                "a range with a hole in what is authorized",
                [
                    "ipPermissions": [["ipProtocol": "tcp", "fromPort": 80, "toPort": 443, "ipRanges": ["0.0.0.0/0"]]]
                ], with: ["authorizedTcpPorts": "80,443"]),
            .nonCompliant(
                "authorized for TCP, open for UDP",
                [
                    "ipPermissions": [["ipProtocol": "udp", "fromPort": 443, "toPort": 443, "ipRanges": ["0.0.0.0/0"]]]
                ], with: ["authorizedTcpPorts": "443"]),
            .nonCompliant(
                "every protocol", ["ipPermissions": [["ipProtocol": "-1", "ipv4Ranges": [["cidrIp": "0.0.0.0/0"]]]]],
                with: ["authorizedTcpPorts": "443", "authorizedUdpPorts": "0-65535"]),
            .nonCompliant(
                "a protocol in capitals, after an entry that cannot be read",
                [
                    "ipPermissions": [
                        ["ipProtocol": nil, "ipRanges": ["0.0.0.0/0"]],
                        ["ipProtocol": "UDP", "fromPort": 53, "toPort": 53, "ipv6Ranges": [["cidrIpv6": "0::0/0"]]],
                    ]
                ]),
            .insufficientData("no protocol", ["ipPermissions": [["ipProtocol": nil, "ipRanges": ["0.0.0.0/0"]]]]),
            .insufficientData(
                "no sources", ["ipPermissions": [["ipProtocol": "udp", "fromPort": 53, "toPort": 53]]]),
            .insufficientData(
                "a range without its address",
                ["ipPermissions": [["ipProtocol": "-1", "ipv6Ranges": [["description": "office"]]]]]),
            .insufficientData("an item without its permissions", ["groupId": "sg-1"]),
        ]
    ) { group, _, tcp, udp in
        let permissions = group.configuration["ipPermissions"]
        guard permissions.isArray else { return .missing("configuration.ipPermissions") }
        func unauthorized(_ ports: ClosedRange<Int>?, _ authorized: [PortRange]) -> ClosedRange<Int>? {
            guard let ports, !PortRange.cover(authorized, ports) else { return nil }
            return ports
        }
        var open = OpenPorts()
        var gap: Finding?
        for permission in SecurityGroupPermission.all(permissions) {
            let exposure = permission.exposure {
                unauthorized($0.tcpPorts, tcp) != nil || unauthorized($0.udpPorts, udp) != nil
            }
            switch exposure {
            case .none: break
            case .world(let traffic):
                let sources = permission.worldRanges
                if let ports = unauthorized(traffic.tcpPorts, tcp) { open.add("TCP", ports, to: sources) }
                if let ports = unauthorized(traffic.udpPorts, udp) { open.add("UDP", ports, to: sources) }
            case .unrecorded(let path): gap = .missing("\(path)")
            }
        }
        return open.finding(" is open to ", many: " are open to ", ", but not authorized") ?? gap ?? .compliant
    }

    static let vpcDefaultSecurityGroupClosed = ManagedRule(
        "VPC_DEFAULT_SECURITY_GROUP_CLOSED", name: "vpc-default-security-group-closed", severity: .medium,
        "The default security group of a VPC lets no traffic in or out.",
        scope: [.ec2SecurityGroup],
        remedy: Remedy(
            "Give resources groups of their own, then remove all inbound and outbound rules of the default group.",
            command:
                "aws ec2 revoke-security-group-egress --group-id RESOURCE_ID --ip-permissions IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]"
        ),
        examples: [
            .compliant("closed", ["groupName": "default", "ipPermissions": [], "ipPermissionsEgress": []]),
            .nonCompliant(
                "as AWS makes it",
                [
                    "groupName": "default",
                    "ipPermissions": [["ipProtocol": "-1", "userIdGroupPairs": [["groupId": "sg-1"]]]],
                    "ipPermissionsEgress": [["ipProtocol": "-1", "ipRanges": ["0.0.0.0/0"]]],
                ]),
            .nonCompliant(
                "outbound traffic only",
                [
                    "groupName": "default", "ipPermissions": [],
                    "ipPermissionsEgress": [
                        ["ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": ["10.0.0.0/8"]]
                    ],
                ]),
            .notApplicable(
                "another group",
                ["groupName": "web", "ipPermissions": [["ipProtocol": "-1", "ipRanges": ["0.0.0.0/0"]]]]),
            .insufficientData(
                "an item without its inbound rules", ["groupName": "default", "ipPermissionsEgress": []]),
            .insufficientData("an item without its outbound rules", ["groupName": "default", "ipPermissions": []]),
            .insufficientData("an item without its name", ["ipPermissions": [], "ipPermissionsEgress": []]),
        ]
    ) { group, _ in
        let name = group.configuration["groupName"]
        guard name.isString else { return .missing("configuration.groupName") }
        guard name == "default" else { return .notApplicable }
        let inbound = group.configuration["ipPermissions"]
        let outbound = group.configuration["ipPermissionsEgress"]
        let counts = (inbound.count, outbound.count)
        guard counts.0 == 0 && counts.1 == 0 else {
            return .nonCompliant("The default group has \(counts.0) inbound and \(counts.1) outbound permissions.")
        }
        guard inbound.isArray else { return .missing("configuration.ipPermissions") }
        guard outbound.isArray else { return .missing("configuration.ipPermissionsEgress") }
        return .compliant
    }
}
