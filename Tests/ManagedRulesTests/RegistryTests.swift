import ConfigModel
import Foundation
import JSON
import ManagedRules
import RuleKit
import Testing

/// What holds for all rules.
@Suite struct RegistryTests {
    static let rules = ManagedRuleCatalog.all

    /// What AWS says of a managed rule (see `Fixtures/make_fixtures.py`).
    struct Listed: Decodable {
        let identifier: String
        let names: [String]
        let trigger: String?
        let types: [String]
        let parameters: [String: String?]
    }

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    private static func load<Value: Decodable>(_ name: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(contentsOf: fixtures.appending(path: name)))
    }

    /// Where a rule differs from AWS's table on purpose, and why.
    static let deviations: [String: String] = [
        "REDSHIFT_CLUSTER_CONFIGURATION_CHECK.nodeTypes":
            "the listed default dc1.large would fail every present-day cluster",
        "REDSHIFT_REQUIRE_TLS_SSL.scope": "clusters are judged; their parameter groups are looked at",
        "S3_DEFAULT_ENCRYPTION_KMS.scope": "buckets are judged; keys have no encryption of their own",
    ]

    @Test func identifiersAndNamesAreUnique() {
        #expect(Set(Self.rules.map(\.identifier)).count == Self.rules.count)
        #expect(Set(Self.rules.map(\.name)).count == Self.rules.count)
    }

    @Test(arguments: rules.map(\.identifier))
    func agreesWithAWS(_ identifier: String) throws {
        let rule = try #require(Self.rules.first { $0.identifier == identifier })
        let all: [Listed] = try Self.load("managed-rules.json")
        let listed = try #require(all.first { $0.identifier == identifier }, "AWS has no rule \(identifier)")
        #expect(listed.names.contains(rule.name))
        #expect(rule.trigger.rawValue == listed.trigger)
        #expect(Set(rule.parameters.map(\.name)) == Set(listed.parameters.keys))
        for parameter in rule.parameters where Self.deviations["\(identifier).\(parameter.name)"] == nil {
            let wanted = (listed.parameters[parameter.name] ?? nil).flatMap { $0.isEmpty ? nil : $0 }
            let spaces: (String) -> String = { $0.filter { $0 != " " }.lowercased() }
            #expect(parameter.defaultText.map(spaces) == wanted.map(spaces), "the default of \(parameter.name)")
        }
        guard Self.deviations["\(identifier).scope"] == nil, !rule.judgesAccounts else { return }
        #expect(Set(rule.scope.map(\.rawValue)).subtracting(listed.types).isEmpty, "AWS's scope is \(listed.types)")
    }

    @Test(arguments: rules.map(\.identifier))
    func isDocumented(_ identifier: String) throws {
        let rule = try #require(Self.rules.first { $0.identifier == identifier })
        #expect(rule.summary.hasSuffix(".") && rule.summary.count > 20 && rule.summary.first?.isUppercase == true)
        #expect(rule.remedy.summary.hasSuffix("."))
        #expect(rule.remedy.command.map { $0.hasPrefix("aws ") } ?? true)
        #expect(!rule.scope.isEmpty)
        for parameter in rule.parameters { #expect(parameter.summary.hasSuffix(".")) }
        let verdicts = rule.examples.map(\.expected)
        #expect(verdicts.contains(.compliant) && verdicts.contains(.nonCompliant))
        #expect(
            verdicts.contains(.notApplicable) || verdicts.contains(.insufficientData) || rule.isDecidedByFacts
                || rule.scope.count > 20)
        #expect(
            Set(rule.examples.map { "\($0.name) \($0.parameters)" }).count == rule.examples.count,
            "two examples of one name")
    }

    /// A misspelt property never fails by itself: the rule just finds nothing.
    @Test(arguments: rules.map(\.identifier))
    func everyPathOfAnExampleIsOneOfItsType(_ identifier: String) throws {
        let rule = try #require(Self.rules.first { $0.identifier == identifier })
        let known: [String: Set<String>] = try Self.load("property-paths.json")
        for example in rule.examples {
            let type = example.type ?? rule.scope[0]
            guard type != .account else { continue }
            check(example.configuration, "configuration", type, known, example.name)
            check(example.supplementaryConfiguration, "supplementaryConfiguration", type, known, example.name)
            for other in example.related {
                check(other.configuration, "configuration", other.type, known, example.name)
                check(other.supplementaryConfiguration, "supplementaryConfiguration", other.type, known, example.name)
            }
        }
    }

    /// Members whose content is not AWS Config's but the user's or another service's: documents and maps.
    static let opaque: Set<String> = [
        "policyDocument", "PolicyDocument", "assumeRolePolicyDocument", "document", "policyText", "Policy", "tags",
        "Tags", "variables", "Conditions",
    ]

    /// Paths that no table lists, each with where it is from.
    static let unlisted: Set<String> = [
        // Conditions on tags (AWS CloudFormation, "AWS::Backup::BackupSelection ConditionResourceType" and "Conditions").
        "AWS::Backup::BackupSelection configuration.BackupSelection.ListOfTags.ConditionType",
        "AWS::Backup::BackupSelection configuration.BackupSelection.ListOfTags.ConditionKey",
        "AWS::Backup::BackupSelection configuration.BackupSelection.ListOfTags.ConditionValue",
        // describe-trails' and get-trail-status' members, which the recorder adds (CloudTrail API Reference).
        "AWS::CloudTrail::Trail supplementaryConfiguration.TrailStatus",
        "AWS::CloudTrail::Trail supplementaryConfiguration.TrailStatus.isLogging",
        "AWS::CloudTrail::Trail supplementaryConfiguration.TrailStatus.latestCloudWatchLogsDeliveryTime",
        // The bucket of access logs that are on (Elastic Load Balancing API Reference 2012-06-01, "AccessLog").
        "AWS::ElasticLoadBalancing::LoadBalancer supplementaryConfiguration.LoadBalancerAttributes.accessLog.s3BucketName",
        // A grantee that is a group (S3 API Reference, "Grantee").
        "AWS::S3::Bucket supplementaryConfiguration.AccessControlList.grantList.grantee.uri",
        // Rules by their ids, which are the user's.
        "AWS::S3::Bucket supplementaryConfiguration.BucketReplicationConfiguration.rules.all",
    ]

    private func check(
        _ value: JSONLiteral?, _ path: String, _ type: ResourceType, _ known: [String: Set<String>], _ name: String
    ) {
        switch value {
        case .array(let elements)?: for element in elements { check(element, path, type, known, name) }
        case .object(let members)?:
            // A name with such characters is no property but a key of somebody's making.
            for (key, member) in members where !key.contains(where: { ":/*$".contains($0) }) {
                let inner = "\(path).\(key)"
                let lists = known[type.rawValue] ?? []
                #expect(
                    lists.contains(inner) || lists.contains { $0.hasPrefix(inner + ".") }
                        || Self.unlisted.contains("\(type.rawValue) \(inner)"),
                    "\(type.rawValue) \(inner) (example '\(name)')")
                if !Self.opaque.contains(key), !inner.hasSuffix("ReplicationConfiguration.rules.all") {
                    check(member, inner, type, known, name)
                }
            }
        default: break
        }
    }

    /// No rule can be forgotten in the catalog.
    @Test func everyListOfAFileIsInTheCatalog() throws {
        let folder = Self.fixtures.appending(path: "../../../Rules/Managed").standardizedFileURL
        let catalog = try String(contentsOf: folder.appending(path: "Catalog.swift"), encoding: .utf8)
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var count = 0
        for case let file as URL in files
        where file.pathExtension == "swift" && file.lastPathComponent != "Catalog.swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /\n    static let (\w+)(: \[ManagedRule\])? = \[\n? *\w/)
            where text.contains("extension ManagedRule") {
                count += 1
                #expect(
                    catalog.contains("ManagedRule.\(match.1),"),
                    "\(file.lastPathComponent): \(match.1) is not in Catalog.swift")
            }
        }
        #expect(count == catalog.matches(of: /ManagedRule\.(\w+),/).count)
    }
}
