import ConfigModel
import JSON
import RuleKit

/// How one of the two resource types of search domains spells its properties: Elasticsearch in the camelCase of older
/// types, OpenSearch in the PascalCase of the CloudFormation registry.
struct SearchDomainSpelling: Sendable {
    let type: ResourceType
    /// "Elasticsearch" or "OpenSearch", which also begin the rules' identifiers and names.
    let engine: String
    /// The domain's update command of the AWS CLI, up to the name of the domain.
    let updateCommand: String
    let encryptionAtRest: StaticString
    let nodeToNodeEncryption: StaticString
    let enabled: StaticString
    let vpc: StaticString
    let subnets: StaticString
    let logs: StaticString
    /// What every full item has.
    let cluster: StaticString
    let instanceCount: StaticString

    static let elasticsearch = SearchDomainSpelling(
        type: .elasticsearchDomain, engine: "Elasticsearch",
        updateCommand: "aws es update-elasticsearch-domain-config --domain-name RESOURCE_NAME",
        encryptionAtRest: "encryptionAtRestOptions", nodeToNodeEncryption: "nodeToNodeEncryptionOptions",
        enabled: "enabled", vpc: "vpcoptions", subnets: "subnetIds", logs: "logPublishingOptions",
        cluster: "elasticsearchClusterConfig",
        instanceCount: "instanceCount")

    static let openSearch = SearchDomainSpelling(
        type: .openSearchDomain, engine: "OpenSearch",
        updateCommand: "aws opensearch update-domain-config --domain-name RESOURCE_NAME",
        encryptionAtRest: "EncryptionAtRestOptions", nodeToNodeEncryption: "NodeToNodeEncryptionOptions",
        enabled: "Enabled", vpc: "VPCOptions", subnets: "SubnetIds",
        logs: "LogPublishingOptions", cluster: "ClusterConfig",
        instanceCount: "InstanceCount")

    private func identifier(_ rest: String) -> String { "\(engine.uppercased())_\(rest)" }
    private func name(_ rest: String) -> String { "\(engine.lowercased())-\(rest)" }

    func encryptedAtRest(trigger: Trigger) -> ManagedRule {
        encryption(
            identifier("ENCRYPTED_AT_REST"), name: name("encrypted-at-rest"),
            "\(engine) domains keep their indices encrypted.", trigger: trigger, option: encryptionAtRest,
            remedy: Remedy(
                "Switch on encryption at rest; domains of an old version must be upgraded or made again.",
                command: "\(updateCommand) --encryption-at-rest-options Enabled=true,KmsKeyId=KEY"))
    }

    func nodeToNodeEncryptionCheck(trigger: Trigger) -> ManagedRule {
        encryption(
            identifier("NODE_TO_NODE_ENCRYPTION_CHECK"), name: name("node-to-node-encryption-check"),
            "\(engine) domains encrypt the traffic between their nodes.", trigger: trigger,
            option: nodeToNodeEncryption,
            remedy: Remedy(
                "Switch on node-to-node encryption; domains of an old version must be upgraded or made again.",
                command: "\(updateCommand) --node-to-node-encryption-options Enabled=true"))
    }

    /// A rule on one of the two encryption options, which the service always writes, or writes as null.
    private func encryption(
        _ identifier: String, name: String, _ summary: String, trigger: Trigger, option: StaticString, remedy: Remedy
    ) -> ManagedRule {
        let enabled = enabled
        let (optionName, enabledName) = ("\(option)", "\(enabled)")
        let (clusterName, countName) = ("\(cluster)", "\(instanceCount)")
        return ManagedRule(
            identifier, name: name, severity: .medium, summary, scope: [type], trigger: trigger, remedy: remedy,
            examples: [
                .compliant("encrypted", [optionName: [enabledName: true]]),
                .nonCompliant("not encrypted", [optionName: [enabledName: false]]),
                .nonCompliant("null for not encrypted", [optionName: nil]),
                .insufficientData("an item that does not say", [clusterName: [countName: 3]]),
                .insufficientData("an option without its state", [optionName: [:]]),
            ]
        ) { domain, _ in
            let options = domain.configuration[option]
            if options.kind == .null { return .nonCompliant("\(option) is null.") }
            guard let isEnabled = options[enabled].lenientBool else {
                return .missing("configuration.\(option).\(enabled)")
            }
            return .require(isEnabled, "\(option).\(enabled) is false.")
        }
    }

    func inVPCOnly(trigger: Trigger) -> ManagedRule {
        let (vpc, subnets, cluster) = (vpc, subnets, cluster)
        let (vpcName, subnetsName) = ("\(vpc)", "\(subnets)")
        let (clusterName, countName) = ("\(cluster)", "\(instanceCount)")
        return ManagedRule(
            identifier("IN_VPC_ONLY"), name: name("in-vpc-only"), severity: .high,
            "\(engine) domains have their endpoint in a VPC.", scope: [type], trigger: trigger, baseline: false,
            remedy: Remedy(
                "A domain cannot move into a VPC: make a new one there and restore the indices from a snapshot."),
            examples: [
                .compliant(
                    "in a VPC",
                    [clusterName: [countName: 3], vpcName: [subnetsName: ["subnet-29428871"]]]),
                .nonCompliant("a public endpoint, without VPC options", [clusterName: [countName: 3]]),
                .nonCompliant(
                    "null for no VPC", [clusterName: [countName: 3], vpcName: nil]),
                .nonCompliant(
                    "no subnets", [clusterName: [countName: 3], vpcName: [subnetsName: []]]),
                .nonCompliant("no subnets, in an item with little else", [vpcName: [subnetsName: []]]),
                .insufficientData("an item with little in it", [vpcName: [:]]),
            ]
        ) { domain, _ in
            let configuration = domain.configuration
            let options = configuration[vpc]
            guard options[subnets].elements.isEmpty else { return .compliant }
            guard options.kind == .null || options[subnets].isArray || configuration[cluster].isObject else {
                return .missing("configuration.\(vpc).\(subnets)")
            }
            return .nonCompliant("The domain is in no VPC: its endpoint is public.")
        }
    }

    func logsToCloudWatch(trigger: Trigger) -> ManagedRule {
        let (logs, enabled, cluster) = (logs, enabled, cluster)
        let (logsName, enabledName) = ("\(logs)", "\(enabled)")
        let (clusterName, countName) = ("\(cluster)", "\(instanceCount)")
        let on: JSONLiteral = [enabledName: true]
        let off: JSONLiteral = [enabledName: false]
        return ManagedRule(
            identifier("LOGS_TO_CLOUDWATCH"), name: name("logs-to-cloudwatch"), severity: .medium,
            "\(engine) domains send a log, or the logs asked for, to CloudWatch Logs.", scope: [type], trigger: trigger,
            remedy: Remedy(
                "Publish the logs to a log group whose resource policy lets the service write to it.",
                command:
                    "\(updateCommand) --log-publishing-options ES_APPLICATION_LOGS={CloudWatchLogsLogGroupArn=LOG_GROUP,Enabled=true}"
            ),
            parameters: Parameter<[SearchDomainLog]>(
                "logTypes", "The logs that must be published; any one is enough when not set.", default: []),
            examples: [
                .compliant("one log", [logsName: ["INDEX_SLOW_LOGS": on, "SEARCH_SLOW_LOGS": off]]),
                .compliant(
                    "the logs asked for", [logsName: ["ES_APPLICATION_LOGS": on, "SEARCH_SLOW_LOGS": on]],
                    with: ["logTypes": "search, error"]),
                .nonCompliant(
                    "another log than those asked for",
                    [clusterName: [countName: 3], logsName: ["INDEX_SLOW_LOGS": on]], with: ["logTypes": "error"]),
                .nonCompliant(
                    "one of two", [logsName: ["ES_APPLICATION_LOGS": on, "SEARCH_SLOW_LOGS": off]],
                    with: ["logTypes": "search,error"]),
                .nonCompliant(
                    "every log switched off", [logsName: ["INDEX_SLOW_LOGS": off, "ES_APPLICATION_LOGS": off]]),
                .nonCompliant("no logs", [logsName: [:]]),
                .nonCompliant("null for no logs", [logsName: nil]),
                .nonCompliant("left out for no logs", [clusterName: [countName: 3]]),
                .insufficientData("an item with little in it", [clusterName: nil]),
                .insufficientData("a log without its state", [logsName: ["INDEX_SLOW_LOGS": [:]]]),
                .insufficientData(
                    "a log that is asked for, without its state", [logsName: ["INDEX_SLOW_LOGS": [:]]],
                    with: ["logTypes": "index"]),
            ]
        ) { domain, _, wanted in
            let options = domain.configuration[logs]
            guard
                options.isObject || options.kind == .null || options.isMissing && domain.configuration[cluster].isObject
            else { return .missing("configuration.\(logs)") }
            guard wanted.isEmpty else {
                var breaches = Breaches()
                var unknown: SearchDomainLog?
                for log in wanted {
                    let option = options[log.option]
                    switch option[enabled].lenientBool {
                    case true?: break
                    case nil where !option.isNull: unknown = log
                    default:
                        breaches.add("\(log.option)", "", " is not published", many: ("", " are not published"))
                    }
                }
                return breaches.finding
                    ?? unknown.map { .missing("configuration.\(logs).\($0.option).\(enabled)") } ?? .compliant
            }
            var isKnown = true
            for (_, option) in options.members where !option.isNull {
                guard let isEnabled = option[enabled].lenientBool else {
                    isKnown = false
                    continue
                }
                if isEnabled { return .compliant }
            }
            return isKnown
                ? .nonCompliant("The domain publishes no log.") : .missing("configuration.\(logs).*.\(enabled)")
        }
    }
}

/// A log of a search domain.
enum SearchDomainLog: String, ParameterValue, CaseIterable {
    case search, index, error

    static var expectation: String { allCases.map(\.rawValue).joined(separator: ", ") }

    init?(parameter: String) { self.init(rawValue: parameter.lowercased()) }

    var parameterText: String? { rawValue }

    /// Its name in `LogPublishingOptions`.
    var option: StaticString {
        switch self {
        case .search: "SEARCH_SLOW_LOGS"
        case .index: "INDEX_SLOW_LOGS"
        case .error: "ES_APPLICATION_LOGS"
        }
    }
}
