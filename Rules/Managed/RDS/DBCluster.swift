import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let rdsDBCluster = [rdsClusterMultiAZEnabled]

    static let rdsClusterMultiAZEnabled = ManagedRule(
        "RDS_CLUSTER_MULTI_AZ_ENABLED", name: "rds-cluster-multi-az-enabled", severity: .low,
        "Aurora and Multi-AZ DB clusters have instances in more than one Availability Zone.",
        scope: [.rdsDBCluster], baseline: false,
        remedy: Remedy(
            "Add a reader in another Availability Zone.",
            command:
                "aws rds create-db-instance --db-cluster-identifier RESOURCE_NAME --db-instance-identifier READER --db-instance-class CLASS --engine ENGINE --availability-zone ZONE"
        ),
        examples: [
            .compliant("in several zones", ["engine": "aurora-mysql", "multiAZ": true]),
            .nonCompliant("in one zone", ["engine": "aurora-postgresql", "multiAZ": false]),
            .notApplicable("Neptune", ["engine": "neptune", "multiAZ": false]),
            .notApplicable("DocumentDB", ["engine": "docdb", "multiAZ": false]),
            .insufficientData("an item that does not say", ["engine": "aurora-mysql"]),
        ]
    ) { cluster, _ in
        let configuration = cluster.configuration
        if configuration["engine"] == "neptune" || configuration["engine"] == "docdb" { return .notApplicable }
        guard let isMultiAZ = configuration["multiAZ"].bool else { return .missing("configuration.multiAZ") }
        return .require(isMultiAZ, "multiAZ is false: all instances are in one Availability Zone.")
    }
}
