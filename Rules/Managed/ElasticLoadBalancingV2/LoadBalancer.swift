import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let elasticLoadBalancingV2LoadBalancer = [elbLoggingEnabled, elbDeletionProtectionEnabled, albWAFEnabled]

    static let elbLoggingEnabled = ManagedRule(
        "ELB_LOGGING_ENABLED", name: "elb-logging-enabled", severity: .medium,
        "Application and Classic Load Balancers write access logs.",
        scope: [.elasticLoadBalancingV2LoadBalancer, .elasticLoadBalancingLoadBalancer],
        remedy: Remedy(
            "Switch access logs on, to a bucket whose policy lets Elastic Load Balancing write.",
            command:
                "aws elbv2 modify-load-balancer-attributes --load-balancer-arn RESOURCE_ID --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET"
        ),
        parameters: Parameter<[String]>(
            "s3BucketNames", "The buckets that logs may go to; any when it is not set.", default: []),
        examples: [
            .compliant(
                "logging", ["type": "application"],
                supplementary: [
                    "LoadBalancerAttributes": [
                        ["key": "access_logs.s3.enabled", "value": "true"],
                        ["key": "access_logs.s3.bucket", "value": "logs"],
                    ]
                ]),
            .compliant(
                "logging to one of the given buckets, attributes in a string", ["type": "application"],
                supplementary: [
                    "LoadBalancerAttributes":
                        "[{\"key\":\"access_logs.s3.enabled\",\"value\":\"true\"},{\"key\":\"access_logs.s3.bucket\",\"value\":\"logs\"}]"
                ], with: ["s3BucketNames": "audit,logs"]),
            .compliant(
                "a Classic Load Balancer",
                supplementary: ["LoadBalancerAttributes": ["accessLog": ["enabled": true, "s3BucketName": "logs"]]],
                with: ["s3BucketNames": "logs"], type: .elasticLoadBalancingLoadBalancer),
            .nonCompliant(
                "not logging", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "access_logs.s3.enabled", "value": "false"]]]),
            .nonCompliant(
                "logging to another bucket", ["type": "application"],
                supplementary: [
                    "LoadBalancerAttributes": [
                        ["key": "access_logs.s3.enabled", "value": "true"],
                        ["key": "access_logs.s3.bucket", "value": "scratch"],
                    ]
                ], with: ["s3BucketNames": "audit,logs"]),
            .nonCompliant(
                "a Classic Load Balancer that is not logging",
                supplementary: ["LoadBalancerAttributes": ["accessLog": ["enabled": false]]],
                type: .elasticLoadBalancingLoadBalancer),
            .notApplicable(
                "a network load balancer", ["type": "network"],
                supplementary: ["LoadBalancerAttributes": [["key": "access_logs.s3.enabled", "value": "false"]]]),
            .insufficientData("an item without its attributes", ["type": "application"]),
            .insufficientData(
                "an item without its kind",
                supplementary: ["LoadBalancerAttributes": [["key": "access_logs.s3.enabled", "value": "true"]]]),
            .insufficientData(
                "an item without its bucket", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "access_logs.s3.enabled", "value": "true"]]],
                with: ["s3BucketNames": "logs"]),
        ]
    ) { balancer, _, buckets in
        let isOn: JSONValue
        let bucket: JSONValue
        if balancer.resourceType == "AWS::ElasticLoadBalancing::LoadBalancer" {
            let log = balancer.classicLoadBalancerAttributes["accessLog"]
            (isOn, bucket) = (log["enabled"], log["s3BucketName"])
        } else {
            guard let kind = LoadBalancerKind(balancer) else { return .missing("configuration.type") }
            guard kind == .application else { return .notApplicable }
            isOn = balancer.loadBalancerAttribute("access_logs.s3.enabled")
            bucket = balancer.loadBalancerAttribute("access_logs.s3.bucket")
        }
        guard let isOn = isOn.lenientBool else {
            return .missing("whether access logs are on in supplementaryConfiguration.LoadBalancerAttributes")
        }
        guard isOn else { return .nonCompliant("Access logs are off.") }
        guard !buckets.isEmpty else { return .compliant }
        guard let name = bucket.string else {
            return .missing("the bucket of the access logs in supplementaryConfiguration.LoadBalancerAttributes")
        }
        return .require(buckets.contains(name), "Access logs go to another bucket: \(name).")
    }

    static let elbDeletionProtectionEnabled = ManagedRule(
        "ELB_DELETION_PROTECTION_ENABLED", name: "elb-deletion-protection-enabled", severity: .low,
        "Load balancers cannot be deleted before their deletion protection is switched off.",
        scope: [.elasticLoadBalancingV2LoadBalancer],
        remedy: Remedy(
            "Switch deletion protection on.",
            command:
                "aws elbv2 modify-load-balancer-attributes --load-balancer-arn RESOURCE_ID --attributes Key=deletion_protection.enabled,Value=true"
        ),
        examples: [
            .compliant(
                "protected", ["type": "network"],
                supplementary: ["LoadBalancerAttributes": [["key": "deletion_protection.enabled", "value": "true"]]]),
            .nonCompliant(
                "not protected", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "deletion_protection.enabled", "value": "false"]]]),
            .nonCompliant(
                "attributes in a string",
                supplementary: [
                    "LoadBalancerAttributes": "[{\"key\":\"deletion_protection.enabled\",\"value\":\"false\"}]"
                ]),
            .insufficientData("an item without its attributes", ["type": "application"]),
        ]
    ) { balancer, _ in
        guard let isOn = balancer.loadBalancerAttribute("deletion_protection.enabled").lenientBool else {
            return .missing("supplementaryConfiguration.LoadBalancerAttributes[deletion_protection.enabled]")
        }
        return .require(isOn, "deletion_protection.enabled is false.")
    }

    static let albWAFEnabled = ManagedRule(
        "ALB_WAF_ENABLED", name: "alb-waf-enabled", severity: .medium,
        "Application Load Balancers have an AWS WAF web ACL.",
        scope: [.elasticLoadBalancingV2LoadBalancer],
        needs: [
            .optionalResources(.wafv2WebACL, by: .relatedResourceId),
            .optionalResources(.wafRegionalWebACL, by: .relatedResourceId),
        ], baseline: false,
        remedy: Remedy(
            "Associate a regional web ACL with the load balancer.",
            command: "aws wafv2 associate-web-acl --web-acl-arn WEB_ACL_ARN --resource-arn RESOURCE_ID"),
        parameters: Parameter<[String]>(
            "wafWebAclIds", "The ids (WAF) or ARNs (WAFv2) of the web ACLs allowed; any when it is not set.",
            default: []),
        examples: [
            .compliant(
                "a web ACL", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "waf.enabled", "value": "true"]]]),
            .compliant(
                "one of the given web ACLs", ["type": "application"],
                supplementary: [
                    "LoadBalancerAttributes": [
                        ["key": "waf.enabled", "value": "true"], ["key": "waf.web_acl_id", "value": "acl-1"],
                    ]
                ], with: ["wafWebAclIds": "acl-1,acl-2"]),
            .compliant(
                "a web ACL that says so itself",
                [
                    "type": "application",
                    "loadBalancerArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1",
                ], supplementary: ["LoadBalancerAttributes": []],
                related: [
                    .init(
                        .wafv2WebACL, [:],
                        item: [
                            "ARN": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1",
                            "relationships": [
                                [
                                    "resourceType": "AWS::ElasticLoadBalancingV2::LoadBalancer",
                                    "resourceId":
                                        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1",
                                ]
                            ],
                        ])
                ], with: ["wafWebAclIds": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"]),
            .compliant(
                "a web ACL that says so itself, a load balancer told by its ARN",
                supplementary: ["LoadBalancerAttributes": []],
                item: ["ARN": "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1"],
                related: [
                    .init(
                        .wafRegionalWebACL, [:],
                        item: [
                            "relationships": [
                                [
                                    "resourceId":
                                        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1"
                                ]
                            ]
                        ])
                ]),
            .compliant(
                "a given ARN, an item with the id", ["type": "application"],
                supplementary: [
                    "LoadBalancerAttributes": [
                        ["key": "waf.enabled", "value": "true"], ["key": "waf.web_acl_id", "value": "acl-1"],
                    ]
                ], with: ["wafWebAclIds": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/acl-1"]),
            .insufficientData(
                "an item without its kind",
                supplementary: ["LoadBalancerAttributes": [["key": "waf.enabled", "value": "true"]]]),
            .nonCompliant(
                "no web ACL", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "waf.enabled", "value": "false"]]]),
            .nonCompliant(
                "another web ACL", ["type": "application"],
                supplementary: [
                    "LoadBalancerAttributes": [
                        ["key": "waf.enabled", "value": "true"], ["key": "waf.web_acl_id", "value": "acl-3"],
                    ]
                ], with: ["wafWebAclIds": "acl-1,acl-2"]),
            .notApplicable(
                "a network load balancer", ["type": "network"],
                supplementary: ["LoadBalancerAttributes": []]),
            .insufficientData(
                "an item from before the attribute", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "deletion_protection.enabled", "value": "false"]]]),
            .insufficientData(
                "an item without the web ACL's id", ["type": "application"],
                supplementary: ["LoadBalancerAttributes": [["key": "waf.enabled", "value": "true"]]],
                with: ["wafWebAclIds": "acl-1"]),
        ]
    ) { balancer, context, allowed in
        guard let kind = LoadBalancerKind(balancer) else { return .missing("configuration.type") }
        guard kind == .application else { return .notApplicable }
        var names: [String] = []
        if let isOn = balancer.loadBalancerAttribute("waf.enabled").lenientBool {
            guard isOn else { return .nonCompliant("waf.enabled is false.") }
            guard !allowed.isEmpty else { return .compliant }
            guard let id = balancer.loadBalancerAttribute("waf.web_acl_id").string else {
                return .missing("supplementaryConfiguration.LoadBalancerAttributes[waf.web_acl_id]")
            }
            names = [id]
        } else {
            guard let acl = webACL(of: balancer, in: context) else {
                return .missing("supplementaryConfiguration.LoadBalancerAttributes[waf.enabled]")
            }
            names = [acl.arn.string, acl.resourceId.string].compactMap { $0 }
        }
        let isAllowed = names.contains { name in
            allowed.contains { $0 == name || name.hasSuffix("/\($0)") || $0.hasSuffix("/\(name)") }
        }
        return .require(allowed.isEmpty || isAllowed, "The load balancer has another web ACL: \(names.first ?? "").")
    }

    /// The web ACL that has a relationship to `balancer`: the load balancer's own item tells only since 2026.
    private static func webACL(of balancer: ConfigurationItem, in context: EvaluationContext) -> ConfigurationItem? {
        guard let arn = balancer.loadBalancerARN else { return nil }
        return [.wafv2WebACL, .wafRegionalWebACL].lazy
            .flatMap { context.resources($0, by: .relatedResourceId, arn) }
            .first { _ in true }
    }
}
