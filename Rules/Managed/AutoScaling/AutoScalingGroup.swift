import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let autoScalingAutoScalingGroup = [autoScalingGroupELBHealthCheckRequired]

    static let autoScalingGroupELBHealthCheckRequired = ManagedRule(
        "AUTOSCALING_GROUP_ELB_HEALTHCHECK_REQUIRED", name: "autoscaling-group-elb-healthcheck-required",
        severity: .low, "Auto Scaling groups behind a load balancer replace instances that fail its health checks.",
        scope: [.autoScalingAutoScalingGroup],
        remedy: Remedy(
            "Use the load balancer's health checks for the group.",
            command:
                "aws autoscaling update-auto-scaling-group --auto-scaling-group-name NAME --health-check-type ELB --health-check-grace-period SECONDS"
        ),
        examples: [
            .compliant(
                "ELB health checks",
                ["loadBalancerNames": ["web"], "targetGroupARNs": [], "healthCheckType": "ELB"]),
            .compliant(
                "ELB and EBS health checks",
                [
                    "loadBalancerNames": [],
                    "targetGroupARNs": ["arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1"],
                    "healthCheckType": "EBS,ELB",
                ]),
            .nonCompliant(
                "EC2 health checks only",
                [
                    "loadBalancerNames": [],
                    "targetGroupARNs": ["arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1"],
                    "healthCheckType": "EC2",
                ]),
            .notApplicable(
                "no load balancer", ["loadBalancerNames": [], "targetGroupARNs": [], "healthCheckType": "EC2"]),
            .insufficientData("a group without its health checks", ["loadBalancerNames": ["web"]]),
            .insufficientData("a group without its load balancers", ["targetGroupARNs": [], "healthCheckType": "EC2"]),
            .insufficientData(
                "a group without its target groups", ["loadBalancerNames": [], "healthCheckType": "EC2"]),
        ]
    ) { group, _ in
        let balancers = group.configuration["loadBalancerNames"]
        let targets = group.configuration["targetGroupARNs"]
        guard balancers.count > 0 || targets.count > 0 else {
            guard balancers.isArray else { return .missing("configuration.loadBalancerNames") }
            return targets.isArray ? .notApplicable : .missing("configuration.targetGroupARNs")
        }
        guard let type = group.configuration["healthCheckType"].string else {
            return .missing("configuration.healthCheckType")
        }
        let usesBalancer = type.split(separator: ",").contains { $0.filter { $0 != " " } == "ELB" }
        return .require(usesBalancer, "The group has a load balancer, but healthCheckType is \(type).")
    }
}
