public import RuleKit

/// All managed rules: the lists of the files in this folder, in the order of their names.
public enum ManagedRuleCatalog {
    public static let all: [ManagedRule] = [
        ManagedRule.acmCertificate,
        ManagedRule.cloudWatchAlarm,
        ManagedRule.codeBuildProject,
        ManagedRule.dmsReplicationInstance,
        ManagedRule.dynamoDBTable,
        ManagedRule.ec2SecurityGroup,
        ManagedRule.efsFileSystem,
        ManagedRule.elasticBeanstalkEnvironment,
        ManagedRule.elasticsearchDomain,
        ManagedRule.kmsKey,
        ManagedRule.openSearchDomain,
        ManagedRule.rdsDBCluster,
        ManagedRule.rdsDBInstance,
        ManagedRule.rdsDBSnapshot,
        ManagedRule.redshiftCluster,
        ManagedRule.sageMakerEndpointConfig,
        ManagedRule.sageMakerNotebookInstance,
        ManagedRule.secretsManagerSecret,
        ManagedRule.snsTopic,
    ].flatMap { $0 }
}
