import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2VPC = [vpcFlowLogsEnabled]

    static let vpcFlowLogsEnabled = ManagedRule(
        "VPC_FLOW_LOGS_ENABLED", name: "vpc-flow-logs-enabled", severity: .medium,
        "VPCs have an active flow log.",
        scope: [.ec2VPC], trigger: .periodic, needs: [.resources(.ec2FlowLog, by: .configuration("resourceId"))],
        remedy: Remedy(
            "Create a flow log for the whole VPC.",
            command:
                "aws ec2 create-flow-logs --resource-type VPC --resource-ids RESOURCE_ID --traffic-type ALL --log-destination-type s3 --log-destination arn:aws:s3:::BUCKET"
        ),
        parameters: Parameter<String?>(
            "trafficType", "The traffic that must be logged; a log of all traffic will always do.",
            allowed: ["ACCEPT", "REJECT", "ALL"]),
        examples: [
            .compliant(
                "an active flow log", ["vpcId": "vpc-1"],
                related: [.init(.ec2FlowLog, ["resourceId": "vpc-1", "flowLogStatus": "ACTIVE", "trafficType": "ALL"])]),
            .compliant(
                "all traffic, where rejected traffic is asked for", ["vpcId": "vpc-1"],
                related: [
                    .init(.ec2FlowLog, ["resourceId": "vpc-1", "flowLogStatus": "ACTIVE", "trafficType": "ALL"])
                ],
                with: ["trafficType": "REJECT"]),
            .nonCompliant(
                "accepted traffic, where rejected traffic is asked for", ["vpcId": "vpc-1"],
                related: [
                    .init(.ec2FlowLog, ["resourceId": "vpc-1", "flowLogStatus": "ACTIVE", "trafficType": "ACCEPT"])
                ], with: ["trafficType": "REJECT"]),
            .nonCompliant(
                "only one subnet and another VPC are logged", ["vpcId": "vpc-1"],
                related: [
                    .init(.ec2FlowLog, ["resourceId": "subnet-1", "flowLogStatus": "ACTIVE", "trafficType": "ALL"]),
                    .init(.ec2FlowLog, ["resourceId": "vpc-2", "flowLogStatus": "ACTIVE", "trafficType": "ALL"]),
                ]),
            .insufficientData(
                "a flow log without its status", ["vpcId": "vpc-1"],
                related: [.init(.ec2FlowLog, ["resourceId": "vpc-1", "trafficType": "ALL"])]),
            .compliant(
                "an active flow log, and one of which nothing is known", ["vpcId": "vpc-1"],
                related: [
                    .init(.ec2FlowLog, nil),
                    .init(.ec2FlowLog, ["resourceId": "vpc-1", "flowLogStatus": "ACTIVE", "trafficType": "ALL"]),
                ]),
            .nonCompliant(
                "a flow log of which nothing is known in another region", ["vpcId": "vpc-1"],
                related: [.init(.ec2FlowLog, nil, item: ["awsRegion": "eu-west-1"])]),
            .insufficientData(
                "a flow log without its configuration", ["vpcId": "vpc-1"], related: [.init(.ec2FlowLog, nil)]),
            .insufficientData(
                "a flow log that does not say of what", ["vpcId": "vpc-1"],
                related: [
                    .init(.ec2FlowLog, ["resourceId": "vpc-2", "flowLogStatus": "ACTIVE", "trafficType": "ALL"]),
                    .init(.ec2FlowLog, ["flowLogStatus": "ACTIVE", "trafficType": "ALL"]),
                ]),
            .insufficientData("no flow logs are recorded", ["vpcId": "vpc-1"]),
        ]
    ) { vpc, context, trafficType in
        guard let id = vpc.configuration["vpcId"].string ?? vpc.resourceId.string else {
            return .missing("configuration.vpcId")
        }
        var breaches = Breaches()
        var gap: Finding?
        for log in context.resources(.ec2FlowLog, by: .configuration("resourceId"), id) {
            let status = log.configuration["flowLogStatus"]
            let traffic = log.configuration["trafficType"]
            guard status.isString, trafficType == nil || traffic.isString else {
                gap = .insufficientData("The VPC's flow log does not record its status or traffic type.")
                continue
            }
            guard status == "ACTIVE" else {
                breaches.add(
                    status.string ?? "unknown", "The VPC's flow log has status ",
                    many: ("The VPC's flow logs have status ", ""))
                continue
            }
            guard let trafficType, traffic != "ALL", traffic.string != trafficType.uppercased() else {
                return .compliant
            }
            breaches.add("The VPC's flow log records \(traffic.string ?? "no") traffic only")
        }
        if let gap { return gap }
        let strays = context.resources(.ec2FlowLog, without: .configuration("resourceId"))
        return strays.contains(where: vpc.mayShareRegion)
            ? .insufficientData("The input has a flow log that does not record whose it is.")
            : breaches.finding ?? .nonCompliant("The VPC has no flow log.")
    }
}
