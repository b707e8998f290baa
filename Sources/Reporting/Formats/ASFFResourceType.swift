import ConfigModel

/// The resource types that Security Hub knows (AWS Security Hub User Guide, "ASFF Resources"), by AWS Config's names.
enum ASFFResourceType {
    private static let names = """
        AmazonMqBroker ApiGatewayRestApi ApiGatewayStage ApiGatewayV2Api ApiGatewayV2Stage AppSyncGraphQlApi
        AthenaWorkGroup AutoScalingAutoScalingGroup AutoScalingLaunchConfiguration BackupBackupPlan BackupBackupVault
        BackupRecoveryPoint CertificateManagerCertificate CloudFormationStack CloudFrontDistribution CloudTrailTrail
        CloudWatchAlarm CodeBuildProject DmsEndpoint DmsReplicationInstance DmsReplicationTask DynamoDbTable
        Ec2ClientVpnEndpoint Ec2Eip Ec2Instance Ec2LaunchTemplate Ec2NetworkAcl Ec2NetworkInterface Ec2RouteTable
        Ec2SecurityGroup Ec2Subnet Ec2TransitGateway Ec2Volume Ec2Vpc Ec2VpcEndpointService Ec2VpcPeeringConnection
        Ec2VpnConnection EcrContainerImage EcrRepository EcsCluster EcsContainer EcsService EcsTask EcsTaskDefinition
        EfsAccessPoint EksCluster ElasticBeanstalkEnvironment ElasticsearchDomain ElbLoadBalancer Elbv2LoadBalancer
        EventSchemasRegistry EventsEndpoint EventsEventbus GuardDutyDetector IamAccessKey IamGroup IamPolicy IamRole
        IamUser KinesisStream KmsKey LambdaFunction LambdaLayerVersion MskCluster NetworkFirewallFirewall
        NetworkFirewallFirewallPolicy NetworkFirewallRuleGroup OpenSearchServiceDomain RdsDbCluster
        RdsDbClusterSnapshot RdsDbInstance RdsDbSecurityGroup RdsDbSnapshot RdsEventSubscription RedshiftCluster
        Route53HostedZone S3AccessPoint S3AccountPublicAccessBlock S3Bucket S3Object SageMakerNotebookInstance
        SecretsManagerSecret SnsTopic SqsQueue SsmPatchCompliance StepFunctionStateMachine WafRateBasedRule
        WafRegionalRateBasedRule WafRegionalRule WafRegionalRuleGroup WafRegionalWebAcl WafRule WafRuleGroup WafWebAcl
        Wafv2RuleGroup Wafv2WebAcl XrayEncryptionConfig
        """

    /// By the name in lower case, for they differ from AWS Config's in capitals, and in a few services' names.
    private static let known = Dictionary(
        uniqueKeysWithValues: names.split(whereSeparator: \.isWhitespace).map { ($0.lowercased(), "Aws\($0)") })

    private static let services = [
        "ElasticLoadBalancing": "Elb", "ElasticLoadBalancingV2": "Elbv2", "ACM": "CertificateManager",
        "OpenSearch": "OpenSearchService", "StepFunctions": "StepFunction",
    ]

    /// `Other` for what it does not know.
    static func name(_ type: ResourceType) -> String {
        // As Security Hub's own controls call an account.
        if type == .account { return "AwsAccount" }
        let parts = type.rawValue.split(separator: "::")
        guard parts.count == 3, parts[0] == "AWS" else { return "Other" }
        let service = services[String(parts[1])] ?? String(parts[1])
        return known[(service + parts[2]).lowercased()] ?? "Other"
    }
}
