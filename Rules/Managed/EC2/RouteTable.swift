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
            .nonCompliant(
                "an IPv6 default route, written out",
                ["routes": [["destinationIpv6CidrBlock": "0:0:0:0:0:0:0:0/0", "gatewayId": "igw-1"]]]),
            .nonCompliant(
                "a default route to an internet gateway, after a route that cannot be read",
                ["routes": [["state": "active"], ["destinationCidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"]]]),
            .compliant(
                "a list of prefixes, and a network of no known target",
                [
                    "routes": [
                        ["destinationPrefixListId": "pl-1", "gatewayId": "vpce-1"],
                        ["destinationCidrBlock": "10.0.0.0/16", "state": "blackhole"],
                    ]
                ]),
            .compliant(
                "a table that may, with a route that cannot be read",
                ["routeTableId": "rtb-1", "routes": [["gatewayId": "igw-1"]]], with: ["routeTableIds": "rtb-1"]),
            .insufficientData(
                "a route to an internet gateway without its destination", ["routes": [["gatewayId": "igw-1"]]]),
            .insufficientData(
                "a destination that is null", ["routes": [["destinationCidrBlock": nil, "gatewayId": "igw-1"]]]),
            .insufficientData(
                "a destination of another kind", ["routes": [["destinationCidrBlock": [], "gatewayId": "igw-1"]]]),
            .insufficientData(
                "a default route without its target",
                ["routes": [["destinationCidrBlock": "0.0.0.0/0", "origin": "CreateRoute", "state": "active"]]]),
            .insufficientData(
                "a target of another kind",
                ["routes": [["destinationCidrBlock": "0.0.0.0/0", "gatewayId": []]]]),
            .insufficientData("a route that is none", ["routes": ["0.0.0.0/0"]]),
            .insufficientData("an item without its routes", ["vpcId": "vpc-1"]),
        ]
    ) { table, _, allowed in
        let routes = table.configuration["routes"]
        guard routes.isArray else { return .missing("configuration.routes") }
        func isAllowed() -> Bool {
            (table.configuration["routeTableId"].string ?? table.resourceId.string).map(allowed.contains) ?? false
        }
        var breaches = Breaches()
        var gap: Finding?
        for route in routes.elements {
            switch (RouteDestination(route), RouteTarget(route)) {
            case (.limited, _), (_, .other): break
            case (.world(let block), .internetGateway(let gateway)):
                if isAllowed() { return .compliant }
                let way = "The route for \(block.string ?? "everything") leads to internet gateway "
                breaches.add(gateway.string ?? "", way)
            case (.unrecorded, _): gap = .missing("the destination of a route in configuration.routes")
            case (_, .unrecorded): gap = .missing("the target of a route in configuration.routes")
            }
        }
        if let finding = breaches.finding { return finding }
        guard let gap else { return .compliant }
        return isAllowed() ? .compliant : gap
    }
}

/// Where a route applies.
private enum RouteDestination {
    /// Everywhere, by this CIDR block.
    case world(JSONValue)
    case limited
    case unrecorded

    init(_ route: JSONValue) {
        let blocks = (route["destinationCidrBlock"], route["destinationIpv6CidrBlock"])
        switch (AddressRange(blocks.0), AddressRange(blocks.1)) {
        case (.world, _): self = .world(blocks.0)
        case (_, .world): self = .world(blocks.1)
        case (.limited, _) where blocks.1.isNull, (_, .limited) where blocks.0.isNull: self = .limited
        default:
            let isList = blocks.0.isNull && blocks.1.isNull && route["destinationPrefixListId"].isString
            self = isList ? .limited : .unrecorded
        }
    }
}

/// Where a route leads.
private enum RouteTarget {
    case internetGateway(JSONValue)
    case other
    case unrecorded

    init(_ route: JSONValue) {
        let gateway = route["gatewayId"]
        if gateway.isNull {
            // Each kind of target has a member of its own.
            let hasTarget = route.members.contains { name, value in value.isString && !Self.isNoTarget(name) }
            self = hasTarget ? .other : .unrecorded
        } else if let id = gateway.string {
            self = id.hasPrefix("igw-") ? .internetGateway(gateway) : .other
        } else {
            self = .unrecorded
        }
    }

    private static func isNoTarget(_ name: JSONValue) -> Bool {
        name == "destinationCidrBlock" || name == "destinationIpv6CidrBlock" || name == "destinationPrefixListId"
            || name == "origin" || name == "state" || name == "instanceOwnerId"
    }
}
