import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2RouteTable = [noUnrestrictedRouteToIGW]

    static let noUnrestrictedRouteToIGW = ManagedRule(
        "NO_UNRESTRICTED_ROUTE_TO_IGW", name: "no-unrestricted-route-to-igw", severity: .medium,
        "Route tables, but for the named ones, do not send all traffic to an internet gateway.",
        scope: [.ec2RouteTable], trigger: .both, baseline: false,
        remedy: Remedy(
            "Route outbound traffic through a NAT or egress-only gateway, or list the table in the rule's parameter.",
            command: "aws ec2 delete-route --route-table-id RESOURCE_ID --destination-cidr-block 0.0.0.0/0"),
        parameters: Parameter<[String]>(
            "routeTableIds", "The route tables that may have a default route to an internet gateway.", default: []),
        examples: [
            .compliant(
                "a default route to a NAT gateway",
                [
                    "routes": [
                        ["destinationCidrBlock": "10.0.0.0/16", "gatewayId": "local"],
                        ["destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"],
                    ]
                ]),
            .compliant(
                "one network behind an internet gateway",
                ["routes": [["destinationCidrBlock": "203.0.113.0/24", "gatewayId": "igw-1"]]]),
            .compliant(
                "a default route to a virtual private gateway",
                ["routes": [["destinationCidrBlock": "0.0.0.0/0", "gatewayId": "vgw-1"]]]),
            .compliant(
                "a table that may",
                ["routeTableId": "rtb-1", "routes": [["destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"]]],
                with: ["routeTableIds": "rtb-1,rtb-2"]),
            .nonCompliant(
                "a default route to an internet gateway",
                ["routes": [["destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1", "state": "active"]]]),
            .nonCompliant(
                "an IPv6 default route, in a table that is not listed",
                ["routeTableId": "rtb-3", "routes": [["destinationIpv6CidrBlock": "::/0", "gatewayId": "igw-1"]]],
                with: ["routeTableIds": "rtb-1,rtb-2"]),
            .insufficientData("an item without its routes", ["vpcId": "vpc-1"]),
        ]
    ) { table, _, allowed in
        let routes = table.configuration["routes"]
        guard routes.isArray else { return .missing("configuration.routes") }
        for route in routes.elements {
            let destination: String
            if route["destinationCidrBlock"] == "0.0.0.0/0" {
                destination = "0.0.0.0/0"
            } else if route["destinationIpv6CidrBlock"] == "::/0" {
                destination = "::/0"
            } else {
                continue
            }
            guard let gateway = route["gatewayId"].string, gateway.hasPrefix("igw-") else { continue }
            let id = table.configuration["routeTableId"].string ?? table.resourceId.string
            if let id, allowed.contains(id) { return .compliant }
            return .nonCompliant("The route for \(destination) leads to internet gateway \(gateway).")
        }
        return .compliant
    }
}
