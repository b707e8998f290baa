import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let rdsDBSnapshot = [rdsSnapshotsPublicProhibited, rdsSnapshotEncrypted]

    static let rdsSnapshotsPublicProhibited = ManagedRule(
        "RDS_SNAPSHOTS_PUBLIC_PROHIBITED", name: "rds-snapshots-public-prohibited", severity: .critical,
        "RDS snapshots, of instances and clusters, are not shared with all AWS accounts.",
        scope: [.rdsDBSnapshot, .rdsDBClusterSnapshot],
        remedy: Remedy(
            "Stop sharing the snapshot with everybody (for a cluster snapshot: modify-db-cluster-snapshot-attribute), and treat its data as leaked.",
            command:
                "aws rds modify-db-snapshot-attribute --db-snapshot-identifier RESOURCE_ID --attribute-name restore --values-to-remove all"
        ),
        examples: [
            .compliant(
                "not shared", ["encrypted": false],
                supplementary: ["DBSnapshotAttributes": [["attributeName": "restore", "attributeValues": []]]],
                type: .rdsDBSnapshot),
            .compliant(
                "shared with one account", ["encrypted": false],
                supplementary: [
                    "DBSnapshotAttributes": [["attributeName": "restore", "attributeValues": ["210987654321"]]]
                ], type: .rdsDBSnapshot),
            .nonCompliant(
                "public", ["encrypted": false],
                supplementary: ["DBSnapshotAttributes": [["attributeName": "restore", "attributeValues": ["all"]]]],
                type: .rdsDBSnapshot),
            .nonCompliant(
                "a public snapshot of a cluster, from the API", ["storageEncrypted": false],
                supplementary: [
                    "DBClusterSnapshotAttributes":
                        "[{\"attributeName\":\"restore\",\"attributeValues\":[\"210987654321\",\"all\"]}]"
                ], type: .rdsDBClusterSnapshot),
            .insufficientData(
                "without the attribute", ["encrypted": false], supplementary: ["DBSnapshotAttributes": []],
                type: .rdsDBSnapshot),
            .insufficientData(
                "without the attribute's values", ["encrypted": false],
                supplementary: ["DBSnapshotAttributes": [["attributeName": "restore", "attributeValues": nil]]],
                type: .rdsDBSnapshot),
            .insufficientData("without attributes", ["storageEncrypted": true], type: .rdsDBClusterSnapshot),
        ]
    ) { snapshot, _ in
        let attributes =
            snapshot.resourceType == "AWS::RDS::DBClusterSnapshot"
            ? snapshot.supplementary("DBClusterSnapshotAttributes") : snapshot.supplementary("DBSnapshotAttributes")
        var isKnown = false
        for attribute in attributes.elements where attribute["attributeName"] == "restore" {
            let accounts = attribute["attributeValues"]
            guard accounts.isArray else { continue }
            isKnown = true
            for account in accounts.elements where account == "all" {
                return .nonCompliant("The snapshot is public: its restore attribute holds \"all\".")
            }
        }
        guard !isKnown else { return .compliant }
        return .insufficientData("The item does not record who may restore the snapshot.")
    }

    static let rdsSnapshotEncrypted = ManagedRule(
        "RDS_SNAPSHOT_ENCRYPTED", name: "rds-snapshot-encrypted", severity: .medium,
        "RDS snapshots, of instances and clusters, are encrypted.",
        scope: [.rdsDBSnapshot, .rdsDBClusterSnapshot],
        remedy: Remedy(
            "Copy the snapshot with a key and delete the old one; encrypt the database too, or its next snapshots fail again.",
            command:
                "aws rds copy-db-snapshot --source-db-snapshot-identifier RESOURCE_ID --target-db-snapshot-identifier COPY --kms-key-id KEY"
        ),
        examples: [
            .compliant("encrypted", ["encrypted": true], type: .rdsDBSnapshot),
            .nonCompliant("not encrypted", ["encrypted": false], type: .rdsDBSnapshot),
            .compliant("an encrypted cluster", ["storageEncrypted": true], type: .rdsDBClusterSnapshot),
            .nonCompliant("a cluster", ["storageEncrypted": false], type: .rdsDBClusterSnapshot),
            .insufficientData("an item that does not say", ["snapshotType": "manual"], type: .rdsDBSnapshot),
        ]
    ) { snapshot, _ in
        if snapshot.resourceType == "AWS::RDS::DBClusterSnapshot" {
            guard let encrypted = snapshot.configuration["storageEncrypted"].bool else {
                return .missing("configuration.storageEncrypted")
            }
            return .require(encrypted, "storageEncrypted is false.")
        }
        guard let encrypted = snapshot.configuration["encrypted"].bool else {
            return .missing("configuration.encrypted")
        }
        return .require(encrypted, "encrypted is false.")
    }
}
