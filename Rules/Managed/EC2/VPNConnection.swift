import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2VPNConnection = [vpcVPN2TunnelsUp]

    static let vpcVPN2TunnelsUp = ManagedRule(
        "VPC_VPN_2_TUNNELS_UP", name: "vpc-vpn-2-tunnels-up", severity: .low,
        "Both tunnels of a Site-to-Site VPN connection are up.",
        scope: [.ec2VPNConnection],
        remedy: Remedy(
            "Configure both tunnels on the customer gateway device, and look at why one is down.",
            command: "aws ec2 describe-vpn-connections --vpn-connection-ids RESOURCE_ID"),
        examples: [
            .compliant("both up", ["vgwTelemetry": [["status": "UP"], ["status": "UP"]]]),
            .nonCompliant(
                "one down",
                [
                    "vgwTelemetry": [
                        ["outsideIpAddress": "203.0.113.1", "status": "UP"],
                        ["outsideIpAddress": "203.0.113.2", "status": "DOWN", "statusMessage": "IPSEC IS DOWN"],
                    ]
                ]),
            .nonCompliant(
                "one down, one without its status", ["vgwTelemetry": [["statusMessage": ""], ["status": "DOWN"]]]),
            .notApplicable("a deleted connection", ["state": "deleted", "vgwTelemetry": []]),
            .insufficientData(
                "a tunnel without its status",
                ["vgwTelemetry": [["outsideIpAddress": "203.0.113.1"], ["status": "UP"], ["status": "UP"]]]),
            .insufficientData("an item with one tunnel", ["vgwTelemetry": [["status": "UP"]]]),
            .insufficientData("an item without telemetry", ["vpnConnectionId": "vpn-1"]),
        ]
    ) { connection, _ in
        let state = connection.recordedState
        if state == "deleted" || state == "deleting" { return .notApplicable }
        var breaches = Breaches()
        var up = 0
        var isUnclear = false
        for tunnel in connection.configuration["vgwTelemetry"].elements {
            let status = tunnel["status"]
            guard status.isString else {
                isUnclear = true
                continue
            }
            guard status == "UP" else {
                let after = " is \(status.string ?? "not up")"
                if let address = tunnel["outsideIpAddress"].string {
                    breaches.add(address, "Tunnel ", after, many: ("Tunnels ", " are \(status.string ?? "not up")"))
                } else {
                    breaches.add("Tunnel\(after)")
                }
                continue
            }
            up += 1
        }
        if let finding = breaches.finding { return finding }
        if isUnclear { return .missing("configuration.vgwTelemetry.status") }
        return up >= 2 ? .compliant : .insufficientData("The item records the status of \(up) of the 2 tunnels.")
    }
}
