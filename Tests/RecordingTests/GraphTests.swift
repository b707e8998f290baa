import ConfigModel
import JSON
import Testing

@testable import Recording

/// Items written as JSON, made into a graph.
struct GraphFixture {
    var items: [JSONLiteral] = []

    static func item(
        _ type: String, _ id: String, account: String = "111122223333", region: String = "eu-west-1",
        name: String? = nil,
        arn: String? = nil, at time: String = "2026-01-01T00:00:00Z", status: String = "OK",
        relationships: [JSONLiteral] = [], configuration: JSONLiteral = [:], supplementary: JSONLiteral = [:]
    ) -> JSONLiteral {
        [
            "resourceType": .string("AWS::" + type), "resourceId": .string(id), "awsAccountId": .string(account),
            "awsRegion": .string(region), "resourceName": name.map { .string($0) } ?? .null,
            "ARN": arn.map { .string($0) } ?? .null, "configurationItemCaptureTime": .string(time),
            "configurationItemStatus": .string(status), "relationships": .array(relationships),
            "configuration": configuration, "supplementaryConfiguration": supplementary,
        ]
    }

    static func relation(_ name: String, _ type: String, id: String? = nil, called: String? = nil) -> JSONLiteral {
        [
            "name": .string(name), "resourceType": .string("AWS::" + type),
            "resourceId": id.map { .string($0) } ?? .null,
            "resourceName": called.map { .string($0) } ?? .null,
        ]
    }

    static func builder(_ items: [JSONLiteral]) throws -> ResourceGraphBuilder {
        var builder = ResourceGraphBuilder()
        for item in items {
            try JSONDocument(JSONWriter.text(item)).withRoot { builder.add(ConfigurationItem($0)) }
        }
        return builder
    }

    static func graph(_ items: [JSONLiteral]) throws -> ResourceGraph { try builder(items).seal() }
}

extension ResourceGraph {
    /// Every edge as a line, for comparing: `i-1 -Is contained in Vpc-> vpc-1`, `~` for derived ones.
    var lines: [String] {
        (0..<nodeCount).flatMap { number in
            edges(from: number).map { edge in
                let line = edge.isDerived ? "~" : "-"
                return "\(label(edge.from)) \(line)\(edge.name)\(line)> \(label(edge.to))"
            }
        }
    }

    /// The id, or what else is known.
    func label(_ number: Int) -> String {
        [self[number].resourceId, self[number].resourceName, self[number].arn].first { !$0.isEmpty } ?? ""
    }

    func number(_ label: String) -> Int? { (0..<nodeCount).first { self.label($0) == label } }
}

private typealias F = GraphFixture

@Suite struct GraphTests {
    @Test func recordedRelationshipsStandInBothDirections() throws {
        let graph = try F.graph([
            F.item(
                "EC2::Subnet", "subnet-1", relationships: [F.relation("Is contained in Vpc", "EC2::VPC", id: "vpc-1")]),
            F.item("EC2::VPC", "vpc-1"),
        ])
        #expect(graph.lines == ["subnet-1 -Is contained in Vpc-> vpc-1", "vpc-1 ~Contains Subnet~> subnet-1"])
        #expect(graph.edges(from: 1).map(\.isInverse) == [true])
    }

    @Test func aDirectionThatIsRecordedIsNotDerived() throws {
        let graph = try F.graph([
            F.item(
                "EC2::Subnet", "subnet-1", relationships: [F.relation("Is contained in Vpc", "EC2::VPC", id: "vpc-1")]),
            F.item("EC2::VPC", "vpc-1", relationships: [F.relation("Contains Subnet", "EC2::Subnet", id: "subnet-1")]),
        ])
        #expect(graph.lines == ["subnet-1 -Is contained in Vpc-> vpc-1", "vpc-1 -Contains Subnet-> subnet-1"])
    }

    @Test(arguments: [
        ("Is attached to ", "Is attached to", "Is attached to Volume"),
        ("Is associated with Instance", "Is associated with Instance", "Is associated with Volume"),
        ("Contains Instance", "Contains Instance", "Is contained in Volume"),
        ("Attached to Instance", "Attached to Instance", "Is attached to Volume"),
        ("", "Is associated with", "Is associated with Volume"),
    ])
    func verbs(_ recorded: String, _ forward: String, _ backward: String) throws {
        let graph = try F.graph([
            F.item("EC2::Volume", "vol-1", relationships: [F.relation(recorded, "EC2::Instance", id: "i-1")]),
            F.item("EC2::Instance", "i-1"),
        ])
        #expect(graph.lines == ["i-1 ~\(backward)~> vol-1", "vol-1 -\(forward)-> i-1"])
    }

    @Test func typesAreOneInAnyCase() throws {
        let graph = try F.graph([
            F.item(
                "EC2::Instance", "i-1", relationships: [F.relation("Is attached to Volume", "EC2::VOLUME", id: "vol-1")]
            ),
            F.item("EC2::Volume", "vol-1"),
        ])
        #expect(graph.nodeCount == 2 && graph[1].resourceType == "AWS::EC2::Volume" && graph[1].isRecorded)
    }

    @Test func aNameIsEnough() throws {
        let graph = try F.graph([
            F.item(
                "Lambda::Function", "mail",
                relationships: [F.relation("Is associated with ", "IAM::Role", called: "mailer")]),
            F.item("IAM::Role", "AROA1", region: "global", name: "mailer"),
            F.item("IAM::Role", "AROA2", account: "444455556666", region: "global", name: "mailer"),
        ])
        #expect(graph.nodeCount == 3)
        #expect(graph.lines.contains("mail -Is associated with-> AROA1"))
    }

    @Test func sameNamesAreToldApartByRegionAndAccount() throws {
        let graph = try F.graph([
            F.item("RDS::DBInstance", "db-1", region: "us-east-1", configuration: ["dBSubnetGroupName": "default"]),
            F.item("RDS::DBSubnetGroup", "default", region: "eu-west-1"),
            F.item("RDS::DBSubnetGroup", "default", region: "us-east-1"),
            F.item("RDS::DBSubnetGroup", "default", account: "444455556666", region: "us-east-1"),
        ])
        let db = try #require(graph.number("db-1"))
        let edges = Array(graph.edges(from: db))
        #expect(edges.count == 1 && graph.nodeCount == 4)
        #expect(graph[edges[0].to].awsRegion == "us-east-1" && graph[edges[0].to].accountId == "111122223333")
    }

    @Test func idsThatAreOneEverywhereAreFoundInOtherAccounts() throws {
        let graph = try F.graph([
            F.item("EC2::Instance", "i-1", configuration: ["subnetId": "subnet-1"]),
            F.item("EC2::Subnet", "subnet-1", account: "444455556666"),
        ])
        #expect(graph.nodeCount == 2 && graph.lines.contains("i-1 ~Is contained in Subnet~> subnet-1"))
    }

    @Test func whatNobodyRecordedIsOnlyReferredTo() throws {
        let graph = try F.graph([
            F.item("Lambda::Function", "a", configuration: ["role": "arn:aws:iam::444455556666:role/path/web"]),
            F.item("Lambda::Function", "b", configuration: ["role": "arn:aws:iam::444455556666:role/path/web"]),
        ])
        #expect(graph.nodeCount == 3)
        let role = graph[2]
        #expect(!role.isRecorded && role.resourceType == "AWS::IAM::Role" && role.accountId == "444455556666")
        #expect(role.resourceName == "web" && role.resourceId.isEmpty && role.awsRegion == "global")
    }

    @Test func deletedOnesRemainOnlyWhereOthersReferToThem() throws {
        let graph = try F.graph([
            F.item("EC2::VPC", "vpc-1"), F.item("EC2::VPC", "vpc-2"),
            F.item("EC2::VPC", "vpc-1", at: "2026-01-02T00:00:00Z", status: "ResourceDeleted"),
            F.item("EC2::VPC", "vpc-3", status: "ResourceNotRecorded"),
            F.item("EC2::Subnet", "subnet-1", configuration: ["vpcId": "vpc-1"]),
        ])
        #expect((0..<graph.nodeCount).map { graph.label($0) } == ["subnet-1", "vpc-2", "vpc-1"])
        #expect(!graph[2].isRecorded)
    }

    @Test func theNewestCaptureCounts() throws {
        let graph = try F.graph([
            F.item("EC2::Subnet", "subnet-1", at: "2026-01-02T00:00:00Z", configuration: ["vpcId": "vpc-2"]),
            F.item("EC2::Subnet", "subnet-1", at: "2026-01-01T00:00:00Z", configuration: ["vpcId": "vpc-1"]),
        ])
        #expect(graph.lines.contains("subnet-1 ~Is contained in Vpc~> vpc-2") && graph.nodeCount == 2)
    }

    @Test func anARNOfARecordedResourceIsAReferenceAnywhere() throws {
        let arn = "arn:aws:sns:eu-west-1:111122223333:alerts"
        let graph = try F.graph([
            F.item(
                "Custom::Thing", "x", configuration: ["deep": [["anything": .string(arn)]], "other": "arn:aws:x:y:z:w"]),
            F.item("SNS::Topic", arn, name: "alerts", arn: arn),
        ])
        #expect(graph.lines.contains("x ~Is associated with Topic~> \(arn)") && graph.nodeCount == 2)
    }

    @Test func someoneElsesPolicyIsNotOnesOwnOfTheSameName() throws {
        let graph = try F.graph([
            F.item(
                "IAM::Role", "AROA1", region: "global",
                configuration: ["attachedManagedPolicies": [["policyArn": "arn:aws:iam::aws:policy/ReadOnly"]]]),
            F.item("IAM::Policy", "ANPA1", region: "global", name: "ReadOnly"),
        ])
        #expect(graph.nodeCount == 3 && !graph.lines.contains { $0.contains("ANPA1") })
    }

    @Test func tagsAndPatternsAndOwnNamesReferToNothing() throws {
        let graph = try F.graph([
            F.item(
                "RDS::DBSubnetGroup", "shop",
                configuration: [
                    "dBSubnetGroupName": "other", "tags": [["key": "vpcId", "value": "vpc-1"]], "roleArn": "*",
                    "kmsKeyId": "${Key}", "subnetId": "none", "bucketName": "",
                ])
        ])
        #expect(graph.nodeCount == 1 && graph.edgeCount == 0)
    }

    @Test func anARNInItsOwnPlaceIsTheResourceItself() throws {
        let arn = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/1"
        let graph = try F.graph([
            F.item("ElasticLoadBalancingV2::LoadBalancer", "masked", configuration: ["loadBalancerArn": .string(arn)])
        ])
        #expect(graph.nodeCount == 1)
    }

    @Test func supplementaryConfigurationAndEmbeddedDocumentsAreRead() throws {
        let graph = try F.graph([
            F.item(
                "S3::Bucket", "shop",
                supplementary: [
                    "BucketLoggingConfiguration": #"{"destinationBucketName":"logs"}"#,
                    "BucketPolicy": #"{"policyText":"{\"roleArn\":\"arn:aws:iam::111122223333:role/x\"}"}"#,
                ]),
            F.item(
                "SQS::Queue", "queue",
                configuration: ["RedrivePolicy": #"{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:dead"}"#]),
            F.item(
                "ElasticLoadBalancingV2::LoadBalancer", "front",
                supplementary: ["LoadBalancerAttributes": [["key": "access_logs.s3.bucket", "value": "logs"]]]),
        ])
        #expect(graph.nodeCount == 5)
        #expect(graph.lines.contains("shop ~Is associated with Bucket~> logs"))
        #expect(graph.lines.contains("queue ~Is associated with Queue~> dead"))
        #expect(graph.lines.contains("front ~Is associated with Bucket~> logs"))
    }

    @Test func nodesAreFoundByWhatAWSConfigCallsThem() throws {
        let graph = try F.graph([F.item("EC2::VPC", "vpc-1"), F.item("EC2::Subnet", "subnet-1")])
        let locator = graph.locator(of: [0, 1])
        func find(_ type: String, _ id: String) -> Int? {
            locator.number(
                accountId: Array("111122223333".utf8)[...], awsRegion: Array("eu-west-1".utf8)[...], resourceType: type,
                resourceId: Array(id.utf8)[...])
        }
        #expect(find("AWS::EC2::VPC", "vpc-1") == 1 && find("AWS::EC2::Subnet", "vpc-1") == nil)
        #expect(find("AWS::EC2::VPC", "nobody") == nil)
    }
}

@Suite struct GraphOrderTests {
    /// Items with all that may depend on order: captures of the same time, nodes only referred to, other spellings.
    static let items: [JSONLiteral] = [
        F.item("EC2::Instance", "i-1", configuration: ["vpcId": "vpc-1", "subnetId": "subnet-9", "ImageId": "ami"]),
        F.item("EC2::Instance", "i-1", name: "twin", configuration: ["vpcId": "vpc-2"]),
        F.item("EC2::Instance", "i-2", relationships: [F.relation("Is attached to ", "EC2::VOLUME", id: "vol-1")]),
        F.item(
            "EC2::Volume", "vol-1", relationships: [F.relation("Is attached to Instance", "EC2::Instance", id: "i-2")]),
        F.item("ec2::vpc", "vpc-1"), F.item("EC2::VPC", "vpc-2", account: "444455556666"),
        F.item(
            "Lambda::Function", "f",
            relationships: [F.relation("Is associated with", "IAM::Role", id: "AROA", called: "r")]),
        F.item("Lambda::Function", "e", relationships: [F.relation("Is associated with", "IAM::Role", called: "r")]),
        F.item("Lambda::Function", "h", configuration: ["role": "arn:aws:iam::111122223333:role/r"]),
        F.item("CloudTrail::Trail", "t", account: "444455556666", configuration: ["s3BucketName": "logs"]),
        F.item("CloudTrail::Trail", "t", configuration: ["s3BucketName": "logs"]),
    ]

    private func description(_ graph: ResourceGraph) -> [String] {
        (0..<graph.nodeCount).map { "\(graph[$0])" } + graph.lines
    }

    @Test func orderDoesNotMatter() throws {
        let expected = description(try F.graph(Self.items))
        #expect(expected.count > 20)
        for shift in Self.items.indices {
            let items = Array(Self.items[shift...] + Self.items[..<shift])
            #expect(description(try F.graph(items)) == expected)
            #expect(description(try F.graph(items.reversed())) == expected)
        }
    }

    @Test func partsDoNotMatter() throws {
        let expected = description(try F.graph(Self.items))
        for cut in 0...Self.items.count {
            var builder = try F.builder(Array(Self.items[cut...]))
            builder.merge(try F.builder(Array(Self.items[..<cut])))
            #expect(description(builder.seal()) == expected)
        }
    }

    /// Id and name in one relationship tie those to it that give one of them.
    @Test func oneRoleForThreeWaysToNameIt() throws {
        let graph = try F.graph(Self.items)
        let roles = (0..<graph.nodeCount).map { graph[$0] }.filter { $0.resourceType == "AWS::IAM::Role" }
        #expect(roles.map(\.resourceId) == ["AROA"] && roles.map(\.resourceName) == ["r"])
    }
}
