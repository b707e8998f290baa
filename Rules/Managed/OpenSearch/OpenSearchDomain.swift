import RuleKit

extension ManagedRule {
    static let openSearchDomain = [
        SearchDomainSpelling.openSearch.encryptedAtRest(trigger: .configurationChanges),
        SearchDomainSpelling.openSearch.nodeToNodeEncryptionCheck(trigger: .configurationChanges),
        SearchDomainSpelling.openSearch.inVPCOnly(trigger: .configurationChanges),
        SearchDomainSpelling.openSearch.logsToCloudWatch(trigger: .configurationChanges),
    ]
}
