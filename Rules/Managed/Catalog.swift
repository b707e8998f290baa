public import RuleKit

/// All managed rules: the lists of the files in this folder, in the order of their names.
public enum ManagedRuleCatalog {
    public static let all: [ManagedRule] = [
        ManagedRule.acmCertificate,
        ManagedRule.cloudTrailAccount,
        ManagedRule.cloudTrailTrail,
        ManagedRule.cloudWatchAlarm,
        ManagedRule.codeBuildProject,
        ManagedRule.dmsReplicationInstance,
        ManagedRule.dynamoDBTable,
        ManagedRule.ec2SecurityGroup,
        ManagedRule.efsFileSystem,
        ManagedRule.elasticBeanstalkEnvironment,
        ManagedRule.elasticsearchDomain,
        ManagedRule.iamAccount,
        ManagedRule.iamBlockedKMSActions,
        ManagedRule.iamGroup,
        ManagedRule.iamPolicy,
        ManagedRule.iamUser,
        ManagedRule.iamUserCredentials,
        ManagedRule.kmsKey,
        ManagedRule.lambdaFunctionPolicy,
        ManagedRule.openSearchDomain,
        ManagedRule.rdsDBCluster,
        ManagedRule.rdsDBInstance,
        ManagedRule.rdsDBSnapshot,
        ManagedRule.redshiftCluster,
        ManagedRule.resourceTags,
        ManagedRule.s3Bucket,
        ManagedRule.s3BucketEncryption,
        ManagedRule.s3BucketPublicAccess,
        ManagedRule.sageMakerEndpointConfig,
        ManagedRule.sageMakerNotebookInstance,
        ManagedRule.secretsManagerSecret,
        ManagedRule.snsTopic,
    ].flatMap { $0 }
}
