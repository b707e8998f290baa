import ConfigModel
import JSON
import Testing

@testable import Recording

private typealias F = GraphFixture

@Suite struct GraphWalkingTests {
    /// a and d are two steps apart, by b or by c; e is one more behind d; x stands alone.
    static func graph() throws -> ResourceGraph {
        func thing(_ id: String, _ others: String...) -> JSONLiteral {
            F.item(
                "Custom::Thing", id, relationships: others.map { F.relation("Is attached to", "Custom::Thing", id: $0) }
            )
        }
        return try F.graph([
            thing("a", "c", "b"), thing("b"), thing("c", "b"), thing("d", "b", "c"), thing("e", "d"), thing("x"),
        ])
    }

    private func labels(_ graph: ResourceGraph, _ part: ResourceGraph.Part) -> [String] {
        part.nodes.map { graph.label($0) }
    }

    @Test(arguments: [
        (0, ["a"], 0), (1, ["a", "b", "c"], 6), (2, ["a", "b", "c", "d"], 10), (3, ["a", "b", "c", "d", "e"], 12),
        (1000, ["a", "b", "c", "d", "e"], 12),
    ])
    func neighbourhood(_ depth: Int, _ nodes: [String], _ edges: Int) throws {
        let graph = try Self.graph()
        let part = graph.neighbourhood(of: 0, depth: depth)
        #expect(labels(graph, part) == nodes && part.edges.count == edges)
        #expect(part.distances.first == 0 && part.distances == part.distances.sorted())
    }

    @Test func aPathIsShortestAndTheFirstOfItsLength() throws {
        let graph = try Self.graph()
        let path = try #require(graph.path(from: 0, to: 4))
        #expect(labels(graph, path) == ["a", "b", "d", "e"])
        #expect(labels(graph, try #require(graph.path(from: 4, to: 0))) == ["e", "d", "b", "a"])
        #expect(path.edges.count == 6)
    }

    @Test func noPathAndTheShortestOfAll() throws {
        let graph = try Self.graph()
        #expect(graph.path(from: 0, to: 5) == nil)
        #expect(graph.path(from: 5, to: 5)?.nodes == [5])
    }

    @Test func ofTheSameDistanceTheOrderOfTheGraphCounts() throws {
        func thing(_ id: String, _ others: String...) -> JSONLiteral {
            F.item("Custom::Thing", id, relationships: others.map { F.relation("Contains", "Custom::Thing", id: $0) })
        }
        let graph = try F.graph([thing("a", "b", "c"), thing("b", "z"), thing("c", "d"), thing("d"), thing("z")])
        #expect(labels(graph, graph.neighbourhood(of: 0, depth: 2)) == ["a", "b", "c", "d", "z"])
    }

    @Test func whole() throws {
        let graph = try Self.graph()
        #expect(graph.whole.nodes == Array(0..<6) && graph.whole.edges.count == graph.edgeCount)
    }
}

@Suite struct ReferenceTests {
    /// Every row finds what it is for, in camelCase and in PascalCase.
    @Test(arguments: ReferenceRow.all.indices)
    func row(_ index: Int) throws {
        let row = ReferenceRow.all[index]
        guard let sample = Self.sample(row) else { return }
        let type = row.types.first.map { String($0.dropFirst(5)) } ?? "Custom::Thing"
        for isPascal in [false, true] {
            let parts =
                row.property.contains("_") ? [row.property] : row.property.split(separator: ".").map(String.init)
            var value = JSONLiteral.string(sample.text)
            for part in parts.reversed() {
                let name = part.hasPrefix("*") ? "some" + part.dropFirst() : part
                value = .object([(isPascal ? name.prefix(1).uppercased() + name.dropFirst() : name, value)])
            }
            let graph = try F.graph([F.item(type, "own", configuration: ["inside": [value]])])
            try #require(graph.nodeCount == 2, "\(row.property) of \(type)")
            #expect(graph[1].resourceType == "AWS::" + sample.type, "\(row.property)")
            #expect(
                Array(graph.edges(from: 0)).map(\.name).first?.hasPrefix(row.verb.rawValue) == true, "\(row.property)")
            #expect(!graph[1].isRecorded)
        }
    }

    /// A text for a row, and the type that it names.
    static func sample(_ row: ReferenceRow) -> (text: String, type: String)? {
        switch row.reading {
        case .prefixedID: ("vpc-0abc", "EC2::VPC")
        case .id(let type), .name(let type): ("some-name", type)
        case .arn("EC2::Instance"): nil
        case .arn(""): ("arn:aws:ec2:eu-west-1:111122223333:elastic-ip/eipalloc-1", "EC2::EIP")
        case .arn(let type): ("arn:aws:unheard:eu-west-1:111122223333:thing/x", type)
        case .bucket: ("s3://logs/prefix", "S3::Bucket")
        case .bucketHost: ("logs.s3.eu-west-1.amazonaws.com", "S3::Bucket")
        case .key: ("alias/shop", "KMS::Alias")
        case .embedded: (#"{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:dead"}"#, "SQS::Queue")
        case .nothing: nil
        }
    }

    @Test(arguments: [
        ("arn:aws:iam::111122223333:role/path/web", "IAM::Role", "web", false),
        ("arn:aws:s3:::logs/prefix/key", "S3::Bucket", "logs", true),
        ("arn:aws-cn:ec2:cn-north-1:111122223333:vpc/vpc-1", "EC2::VPC", "vpc-1", true),
        ("arn:aws:kms:eu-west-1:111122223333:key/0-1", "KMS::Key", "0-1", true),
        ("arn:aws:kms:eu-west-1:111122223333:alias/aws/s3", "KMS::Alias", "alias/aws/s3", true),
        ("arn:aws:lambda:eu-west-1:111122223333:function:mail:live", "Lambda::Function", "mail", true),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/mail:*", "Logs::LogGroup", "/aws/mail", true),
        (
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/1",
            "ElasticLoadBalancingV2::LoadBalancer",
            "front", false
        ),
        (
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/old",
            "ElasticLoadBalancing::LoadBalancer", "old", true
        ),
        ("arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/1-2", "WAFv2::WebACL", "1-2", true),
        (
            "arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:1-2:autoScalingGroupName/web",
            "AutoScaling::AutoScalingGroup", "web", false
        ),
        (
            "arn:aws:acm:eu-west-1:111122223333:certificate/1", "ACM::Certificate",
            "arn:aws:acm:eu-west-1:111122223333:certificate/1", true
        ),
    ])
    func anARNTellsTypeAndName(_ text: String, _ type: String, _ piece: String, _ isID: Bool) throws {
        let target = try #require(ARN(text).flatMap { ReferencedTypes.target(of: $0, text: text) })
        #expect(target == ReferencedTypes.Target(type: "AWS::" + type, piece: piece[...], isID: isID))
    }

    @Test func listsOfIDsAndMoreSpecialRows() throws {
        let graph = try F.graph([
            F.item("AutoScaling::AutoScalingGroup", "asg", configuration: ["vpczoneIdentifier": "subnet-1, subnet-2"]),
            F.item(
                "EC2::SecurityGroup", "sg-1",
                configuration: [
                    "ipPermissions": [["userIdGroupPairs": [["groupId": "sg-2", "vpcId": "vpc-2"]]]], "vpcId": "vpc-1",
                ]),
            F.item("EC2::InternetGateway", "igw-1", configuration: ["attachments": [["vpcId": "vpc-1"]]]),
            F.item("EC2::RouteTable", "rtb-1", configuration: ["associations": [["subnetId": "subnet-1"]]]),
        ])
        for line in [
            "asg ~Is associated with Subnet~> subnet-1", "asg ~Is associated with Subnet~> subnet-2",
            "sg-1 ~Is associated with SecurityGroup~> sg-2", "sg-1 ~Is contained in Vpc~> vpc-1",
            "igw-1 ~Is attached to Vpc~> vpc-1", "rtb-1 ~Contains Subnet~> subnet-1",
            "subnet-1 ~Is contained in RouteTable~> rtb-1",
        ] { #expect(graph.lines.contains(line), "\(line)") }
        #expect(graph.number("vpc-2") == nil)
    }
}
