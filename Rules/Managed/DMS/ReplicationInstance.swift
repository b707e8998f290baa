import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let dmsReplicationInstance = [dmsReplicationNotPublic]

    static let dmsReplicationNotPublic = ManagedRule(
        "DMS_REPLICATION_NOT_PUBLIC", name: "dms-replication-not-public", severity: .high,
        "DMS replication instances have no public address.",
        scope: [.dmsReplicationInstance], trigger: .periodic,
        remedy: Remedy(
            "The setting is fixed: make a private replication instance, move the tasks over, and delete the public one.",
            command:
                "aws dms create-replication-instance --replication-instance-identifier NAME --replication-instance-class CLASS --no-publicly-accessible"
        ),
        examples: [
            .compliant("private", ["PubliclyAccessible": false]),
            .nonCompliant("public", ["PubliclyAccessible": true]),
            .insufficientData("an item that does not say", ["ReplicationInstanceClass": "dms.t3.medium"]),
        ]
    ) { instance, _ in
        guard let isPublic = instance.configuration["PubliclyAccessible"].lenientBool else {
            return .missing("configuration.PubliclyAccessible")
        }
        return .require(!isPublic, "PubliclyAccessible is true: the instance has a public address.")
    }
}
