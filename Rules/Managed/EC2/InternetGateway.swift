import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2InternetGateway = [internetGatewayAuthorizedVPCOnly]

    static let internetGatewayAuthorizedVPCOnly = ManagedRule(
        "INTERNET_GATEWAY_AUTHORIZED_VPC_ONLY", name: "internet-gateway-authorized-vpc-only", severity: .medium,
        "Internet gateways are attached to no VPC but the authorized ones.",
        scope: [.ec2InternetGateway], baseline: false,
        remedy: Remedy(
            "Detach the gateway, or authorize the VPC in the rule's parameter.",
            command: "aws ec2 detach-internet-gateway --internet-gateway-id RESOURCE_ID --vpc-id VPC_ID"),
        parameters: Parameter<[String]>(
            "AuthorizedVpcIds", "The VPCs that may have an internet gateway; none when it is not set.", default: []),
        examples: [
            .compliant(
                "an authorized VPC", ["attachments": [["vpcId": "vpc-1", "state": "available"]]],
                with: ["AuthorizedVpcIds": "vpc-1, vpc-2"]),
            .compliant("not attached", ["attachments": []]),
            .nonCompliant(
                "another VPC", ["attachments": [["vpcId": "vpc-3", "state": "available"]]],
                with: ["AuthorizedVpcIds": "vpc-1, vpc-2"]),
            .nonCompliant("no VPC is authorized", ["attachments": [["vpcId": "vpc-1", "state": "available"]]]),
            .insufficientData("an item without its attachments", ["internetGatewayId": "igw-1"]),
            .insufficientData("an attachment without its VPC", ["attachments": [["state": "available"]]]),
        ]
    ) { gateway, _, authorized in
        let attachments = gateway.configuration["attachments"]
        guard attachments.isArray else { return .missing("configuration.attachments") }
        var breaches = Breaches()
        var isUnclear = false
        for attachment in attachments.elements where attachment["state"] != "detached" {
            guard let vpc = attachment["vpcId"].string else {
                isUnclear = true
                continue
            }
            if !authorized.contains(vpc) {
                let before = "The gateway is attached to "
                breaches.add(vpc, before, ", which is not authorized", many: (before, ", which are not authorized"))
            }
        }
        if let finding = breaches.finding { return finding }
        return isUnclear ? .missing("configuration.attachments.vpcId") : .compliant
    }
}
