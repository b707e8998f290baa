import ConfigModel

/// What AWS's identifiers say about the resource that they belong to: the prefixes of ids and the parts of ARNs
/// (Service Authorization Reference, "Resource types defined by …").
enum ReferencedTypes {
    /// What a text names.
    struct Target: Equatable {
        var type: String
        /// The piece of the text that is the resource's id, or else its name.
        var piece: Substring
        /// Whether the piece is what AWS Config takes for the resourceId.
        var isID: Bool
    }

    /// How the piece that tells the resource is cut out of an ARN.
    private enum Cut {
        /// Up to the next `/` or `:`.
        case first
        /// Behind the last `/`.
        case last
        /// Up to the next `:`.
        case line
        /// All of it.
        case rest
        /// With the prefix, as in `alias/aws/s3`.
        case whole
        /// The ARN itself.
        case arn
    }

    private struct Kind {
        var prefix: String
        var type: String
        var cut: Cut
        var isID: Bool
    }

    /// The types of a service, the longer prefix first where one begins with another.
    private static let kinds: [String: [Kind]] = {
        func ids(_ prefix: String, _ type: String, _ cut: Cut = .first) -> Kind {
            Kind(prefix: prefix, type: "AWS::" + type, cut: cut, isID: true)
        }
        func names(_ prefix: String, _ type: String, _ cut: Cut = .first) -> Kind {
            Kind(prefix: prefix, type: "AWS::" + type, cut: cut, isID: false)
        }
        return [
            "acm": [ids("certificate/", "ACM::Certificate", .arn)],
            "acm-pca": [ids("certificate-authority/", "ACMPCA::CertificateAuthority", .arn)],
            "apigateway": [ids("/restapis/", "ApiGateway::RestApi"), ids("/apis/", "ApiGatewayV2::Api")],
            "athena": [ids("workgroup/", "Athena::WorkGroup")],
            "autoscaling": [
                names("autoScalingGroup:", "AutoScaling::AutoScalingGroup", .last),
                names("launchConfiguration:", "AutoScaling::LaunchConfiguration", .last),
                names("scalingPolicy:", "AutoScaling::ScalingPolicy", .last),
            ],
            "backup": [
                ids("backup-vault:", "Backup::BackupVault"), ids("backup-plan:", "Backup::BackupPlan"),
            ],
            "cloudformation": [names("stack/", "CloudFormation::Stack")],
            "cloudfront": [ids("distribution/", "CloudFront::Distribution")],
            "cloudtrail": [ids("trail/", "CloudTrail::Trail")],
            "cloudwatch": [names("alarm:", "CloudWatch::Alarm", .rest)],
            "codebuild": [names("project/", "CodeBuild::Project")],
            "codedeploy": [names("application:", "CodeDeploy::Application")],
            "codepipeline": [ids("", "CodePipeline::Pipeline")],
            "cognito-idp": [ids("userpool/", "Cognito::UserPool")],
            "dynamodb": [ids("table/", "DynamoDB::Table")],
            "ec2": [
                ids("capacity-reservation/", "EC2::CapacityReservation"),
                ids("customer-gateway/", "EC2::CustomerGateway"), ids("dedicated-host/", "EC2::Host"),
                ids("egress-only-internet-gateway/", "EC2::EgressOnlyInternetGateway"),
                ids("elastic-ip/", "EC2::EIP"), ids("instance/", "EC2::Instance"),
                ids("internet-gateway/", "EC2::InternetGateway"), ids("launch-template/", "EC2::LaunchTemplate"),
                ids("natgateway/", "EC2::NatGateway"), ids("network-acl/", "EC2::NetworkAcl"),
                ids("network-interface/", "EC2::NetworkInterface"), ids("prefix-list/", "EC2::PrefixList"),
                ids("route-table/", "EC2::RouteTable"), ids("security-group/", "EC2::SecurityGroup"),
                ids("subnet/", "EC2::Subnet"), ids("transit-gateway/", "EC2::TransitGateway"),
                ids("transit-gateway-attachment/", "EC2::TransitGatewayAttachment"), ids("volume/", "EC2::Volume"),
                ids("vpc/", "EC2::VPC"), ids("vpc-endpoint/", "EC2::VPCEndpoint"),
                ids("vpc-flow-log/", "EC2::FlowLog"), ids("vpc-peering-connection/", "EC2::VPCPeeringConnection"),
                ids("vpn-connection/", "EC2::VPNConnection"), ids("vpn-gateway/", "EC2::VPNGateway"),
            ],
            "ecr": [ids("repository/", "ECR::Repository", .line)],
            "ecs": [
                names("cluster/", "ECS::Cluster"), names("service/", "ECS::Service", .last),
                names("task-definition/", "ECS::TaskDefinition", .rest),
                names("capacity-provider/", "ECS::CapacityProvider"),
            ],
            "eks": [ids("cluster/", "EKS::Cluster")],
            "elasticache": [
                ids("cluster:", "ElastiCache::CacheCluster"),
                ids("replicationgroup:", "ElastiCache::ReplicationGroup"),
                ids("subnetgroup:", "ElastiCache::SubnetGroup"),
            ],
            "elasticbeanstalk": [
                names("application/", "ElasticBeanstalk::Application"),
                names("environment/", "ElasticBeanstalk::Environment", .last),
            ],
            "elasticfilesystem": [
                ids("file-system/", "EFS::FileSystem"), ids("access-point/", "EFS::AccessPoint"),
            ],
            "elasticloadbalancing": [
                names("loadbalancer/app/", "ElasticLoadBalancingV2::LoadBalancer"),
                names("loadbalancer/net/", "ElasticLoadBalancingV2::LoadBalancer"),
                names("loadbalancer/gwy/", "ElasticLoadBalancingV2::LoadBalancer"),
                ids("loadbalancer/", "ElasticLoadBalancing::LoadBalancer"),
                names("targetgroup/", "ElasticLoadBalancingV2::TargetGroup"),
                ids("listener/", "ElasticLoadBalancingV2::Listener", .arn),
            ],
            "es": [names("domain/", "OpenSearch::Domain")],
            "events": [
                names("rule/", "Events::Rule", .last), names("event-bus/", "Events::EventBus", .rest),
            ],
            "firehose": [names("deliverystream/", "KinesisFirehose::DeliveryStream")],
            "globalaccelerator": [ids("accelerator/", "GlobalAccelerator::Accelerator")],
            "glue": [ids("job/", "Glue::Job")],
            "iam": [
                names("group/", "IAM::Group", .last), names("instance-profile/", "IAM::InstanceProfile", .last),
                names("oidc-provider/", "IAM::OIDCProvider", .rest), names("policy/", "IAM::Policy", .last),
                names("role/", "IAM::Role", .last), names("saml-provider/", "IAM::SAMLProvider"),
                names("server-certificate/", "IAM::ServerCertificate", .last), names("user/", "IAM::User", .last),
            ],
            "kafka": [names("cluster/", "MSK::Cluster")],
            "kinesis": [names("stream/", "Kinesis::Stream")],
            "kms": [ids("key/", "KMS::Key"), ids("alias/", "KMS::Alias", .whole)],
            "lambda": [
                ids("code-signing-config:", "Lambda::CodeSigningConfig", .arn), ids("function:", "Lambda::Function"),
                names("layer:", "Lambda::LayerVersion", .rest),
            ],
            "logs": [ids("log-group:", "Logs::LogGroup", .line)],
            "network-firewall": [
                names("firewall/", "NetworkFirewall::Firewall"),
                names("firewall-policy/", "NetworkFirewall::FirewallPolicy"),
                names("stateful-rulegroup/", "NetworkFirewall::RuleGroup"),
                names("stateless-rulegroup/", "NetworkFirewall::RuleGroup"),
            ],
            "rds": [
                names("cluster:", "RDS::DBCluster"), names("cluster-pg:", "RDS::DBClusterParameterGroup", .rest),
                names("cluster-snapshot:", "RDS::DBClusterSnapshot", .rest), names("db:", "RDS::DBInstance"),
                names("og:", "RDS::OptionGroup", .rest), names("pg:", "RDS::DBParameterGroup", .rest),
                names("secgrp:", "RDS::DBSecurityGroup", .rest), names("snapshot:", "RDS::DBSnapshot", .rest),
                names("subgrp:", "RDS::DBSubnetGroup", .rest),
            ],
            "redshift": [
                names("cluster:", "Redshift::Cluster"),
                names("parametergroup:", "Redshift::ClusterParameterGroup", .rest),
                names("subnetgroup:", "Redshift::ClusterSubnetGroup", .rest),
            ],
            "route53": [ids("hostedzone/", "Route53::HostedZone")],
            "s3": [ids("accesspoint/", "S3::AccessPoint"), ids("", "S3::Bucket")],
            "secretsmanager": [names("secret:", "SecretsManager::Secret", .rest)],
            "sns": [names("", "SNS::Topic")],
            "sqs": [names("", "SQS::Queue")],
            "ssm": [ids("document/", "SSM::Document"), ids("parameter/", "SSM::Parameter", .rest)],
            "states": [names("stateMachine:", "StepFunctions::StateMachine")],
            "waf": [ids("webacl/", "WAF::WebACL")],
            "waf-regional": [ids("webacl/", "WAFRegional::WebACL")],
            "wafv2": ["regional/", "global/"].flatMap { scope in
                [
                    ids(scope + "webacl/", "WAFv2::WebACL", .last), ids(scope + "ipset/", "WAFv2::IPSet", .last),
                    ids(scope + "rulegroup/", "WAFv2::RuleGroup", .last),
                    ids(scope + "regexpatternset/", "WAFv2::RegexPatternSet", .last),
                    ids(scope + "managedruleset/", "WAFv2::ManagedRuleSet", .last),
                ]
            },
        ]
    }()

    /// What an ARN, written as `text`, names; nil for what this table does not know.
    static func target(of arn: ARN, text: String) -> Target? {
        guard let kind = kinds[arn.service]?.first(where: { arn.resource.hasPrefix($0.prefix) }) else { return nil }
        let rest = arn.resource.dropFirst(kind.prefix.count)
        let piece: Substring =
            switch kind.cut {
            case .first: rest.prefix { $0 != "/" && $0 != ":" }
            case .last: rest.lastIndex(of: "/").map { rest[rest.index(after: $0)...] } ?? rest
            case .line: rest.prefix { $0 != ":" }
            case .rest: rest
            case .whole: arn.resource[...]
            case .arn: text[...]
            }
        return piece.isEmpty ? nil : Target(type: kind.type, piece: piece, isID: kind.isID)
    }

    /// Types whose ids have a prefix and are AWS's alone: `vpc-0abc` is one VPC in all the world.
    private static let prefixes: [String: String] = [
        "acl": "NetworkAcl", "cagw": "CarrierGateway", "cgw": "CustomerGateway", "cr": "CapacityReservation",
        "dopt": "DHCPOptions", "eigw": "EgressOnlyInternetGateway", "eipalloc": "EIP", "eni": "NetworkInterface",
        "fl": "FlowLog", "h": "Host", "i": "Instance", "igw": "InternetGateway", "lt": "LaunchTemplate",
        "nat": "NatGateway", "pcx": "VPCPeeringConnection", "pl": "PrefixList", "rtb": "RouteTable",
        "sg": "SecurityGroup", "subnet": "Subnet", "tgw": "TransitGateway", "tgw-attach": "TransitGatewayAttachment",
        "tgw-rtb": "TransitGatewayRouteTable", "vgw": "VPNGateway", "vol": "Volume", "vpc": "VPC",
        "vpce": "VPCEndpoint", "vpce-svc": "VPCEndpointService", "vpn": "VPNConnection",
    ]

    /// The type of a resource by an id such as `vpc-0abc`; nil for any other text.
    static func type(ofID text: Substring) -> String? {
        guard let dash = text.lastIndex(of: "-"), dash < text.index(before: text.endIndex),
            text[text.index(after: dash)...].utf8.allSatisfy({ isIDByte($0) })
        else { return nil }
        let prefix = String(text[..<dash])
        if let type = prefixes[prefix] { return "AWS::EC2::" + type }
        return prefix == "fs" ? "AWS::EFS::FileSystem" : prefix == "fsap" ? "AWS::EFS::AccessPoint" : nil
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        default: false
        }
    }

    /// Whether an id is one resource wherever it is read: such ids are resolved across accounts and regions.
    static func isUnique(_ id: String, of type: String) -> Bool {
        type == "aws::s3::bucket" || self.type(ofID: id[...])?.lowercased() == type
    }

    /// Where resources of a type are when a reference does not say: nil for the region of who refers.
    static func region(of type: String) -> String? {
        let parts = type.lowercased().split(separator: ":")
        guard parts.count > 1 else { return nil }
        switch parts[1] {
        case "iam", "cloudfront", "route53", "waf", "globalaccelerator", "shield": return "global"
        case "s3": return ""
        default: return nil
        }
    }
}
