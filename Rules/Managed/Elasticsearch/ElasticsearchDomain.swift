import RuleKit

extension ManagedRule {
    static let elasticsearchDomain = [
        SearchDomainSpelling.elasticsearch.encryptedAtRest(trigger: .periodic),
        SearchDomainSpelling.elasticsearch.nodeToNodeEncryptionCheck(trigger: .configurationChanges),
        SearchDomainSpelling.elasticsearch.inVPCOnly(trigger: .periodic),
        SearchDomainSpelling.elasticsearch.logsToCloudWatch(trigger: .configurationChanges),
    ]
}
