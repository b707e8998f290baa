import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let resourceTags = [requiredTags]

    static let requiredTags = ManagedRule(
        "REQUIRED_TAGS", name: "required-tags", severity: .low,
        "Resources have the required tags.",
        scope: [
            .acmCertificate, .autoScalingAutoScalingGroup, .cloudFormationStack, .codeBuildProject, .dynamoDBTable,
            .ec2CustomerGateway, .ec2Instance, .ec2InternetGateway, .ec2NetworkAcl, .ec2NetworkInterface,
            .ec2RouteTable, .ec2SecurityGroup, .ec2Subnet, .ec2Volume, .ec2VPC, .ec2VPNConnection, .ec2VPNGateway,
            .elasticLoadBalancingLoadBalancer, .elasticLoadBalancingV2LoadBalancer, .rdsDBInstance,
            .rdsDBSecurityGroup, .rdsDBSnapshot, .rdsDBSubnetGroup, .rdsEventSubscription, .redshiftCluster,
            .redshiftClusterParameterGroup, .redshiftClusterSecurityGroup, .redshiftClusterSnapshot,
            .redshiftClusterSubnetGroup, .s3Bucket,
        ], baseline: false,
        remedy: Remedy(
            "Add the tag.",
            command: "aws resourcegroupstaggingapi tag-resources --resource-arn-list ARN --tags KEY=VALUE"),
        parameters: Parameter<String>("tag1Key", "The key of a tag that must be there.", default: "CostCenter"),
        tagValues("tag1Value"), tagKey("tag2Key"), tagValues("tag2Value"), tagKey("tag3Key"), tagValues("tag3Value"),
        tagKey("tag4Key"), tagValues("tag4Value"), tagKey("tag5Key"), tagValues("tag5Value"), tagKey("tag6Key"),
        tagValues("tag6Value"),
        examples: [
            .compliant("the tag of the default", ["name": "example"], tags: ["CostCenter": "42"], type: .s3Bucket),
            .compliant(
                "tags with values that are allowed", ["instanceId": "i-1"], tags: ["Team": "orders", "Stage": "prod"],
                with: ["tag1Key": "Team", "tag2Key": "Stage", "tag2Value": "dev, prod"], type: .ec2Instance),
            .compliant(
                "a tag inside the configuration", ["tags": [["key": "CostCenter", "value": ""]]],
                item: ["tags": [:]], type: .ec2Instance),
            .compliant(
                "six tags", ["instanceId": "i-1"],
                tags: ["a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6"],
                with: [
                    "tag1Key": "a", "tag2Key": "b", "tag3Key": "c", "tag4Key": "d", "tag5Key": "e", "tag6Key": "f",
                    "tag6Value": "6",
                ], type: .ec2Instance),
            .nonCompliant("another tag", ["instanceId": "i-1"], tags: ["Name": "web"], type: .ec2Instance),
            .nonCompliant("no tags", ["instanceId": "i-1"], item: ["tags": [:]], type: .ec2Instance),
            .nonCompliant(
                "a key in another case", ["instanceId": "i-1"], tags: ["costcenter": "42"], type: .ec2Instance),
            .nonCompliant(
                "a value that is not allowed", ["instanceId": "i-1"], tags: ["CostCenter": "42", "Stage": "test"],
                with: ["tag6Key": "Stage", "tag6Value": "dev,prod"], type: .ec2Instance),
            .insufficientData("an item without its tags", ["instanceId": "i-1"], type: .ec2Instance),
        ]
    ) { item, _, key1, values1, key2, values2, key3, values3, key4, values4, key5, values5, key6, values6 in
        let wanted: [(key: String?, values: [String])] = [
            (key1, values1), (key2, values2), (key3, values3), (key4, values4), (key5, values5), (key6, values6),
        ]
        let tags = item.allTags
        if tags.isEmpty, item.tags.isNull { return .missing("tags") }
        var breaches = Breaches()
        for (key, values) in wanted {
            guard let key else { continue }
            guard let tag = tags.last(where: { $0.key == key }) else {
                breaches.add(key, "The tag ", " is missing", many: ("The tags ", " are missing"))
                continue
            }
            if !values.isEmpty, !values.contains(tag.value) {
                breaches.add(
                    "The tag \(key) has the value \(tag.value), which is not among \(values.joined(separator: ", "))")
            }
        }
        return breaches.finding ?? .compliant
    }

    private static func tagKey(_ name: String) -> Parameter<String?> {
        Parameter(name, "The key of a further tag that must be there.")
    }

    private static func tagValues(_ name: String) -> Parameter<[String]> {
        Parameter(name, "The values that the tag may have; any without it.", default: [])
    }
}
