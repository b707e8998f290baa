import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let rdsDBInstance = [
        rdsStorageEncrypted, rdsInstancePublicAccessCheck, rdsLoggingEnabled, dbInstanceBackupEnabled,
        rdsMultiAZSupport, rdsInstanceDeletionProtectionEnabled, rdsEnhancedMonitoringEnabled, rdsInBackupPlan,
    ]

    static let rdsStorageEncrypted = ManagedRule(
        "RDS_STORAGE_ENCRYPTED", name: "rds-storage-encrypted", severity: .medium,
        "RDS DB instances keep their storage encrypted.",
        scope: [.rdsDBInstance],
        remedy: Remedy(
            "Encryption is fixed when an instance is made: copy a snapshot with a key, restore it, and move over.",
            command:
                "aws rds copy-db-snapshot --source-db-snapshot-identifier SNAPSHOT --target-db-snapshot-identifier COPY --kms-key-id KEY"
        ),
        parameters: Parameter<String?>(
            "kmsKeyId", "The ARN or id of the KMS key that the storage must be encrypted with."),
        examples: [
            .compliant("encrypted", ["storageEncrypted": true]),
            .nonCompliant("not encrypted", ["storageEncrypted": false]),
            .nonCompliant(
                "encrypted with another key",
                ["storageEncrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .compliant(
                "the key given by its id",
                ["storageEncrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["kmsKeyId": "one"]),
            .insufficientData(
                "a key to compare with, but none recorded", ["storageEncrypted": true], with: ["kmsKeyId": "one"]),
            .insufficientData("an item that does not say", ["dBInstanceIdentifier": "orders"]),
        ]
    ) { instance, _, wantedKey in
        guard let encrypted = instance.configuration["storageEncrypted"].bool else {
            return .missing("configuration.storageEncrypted")
        }
        guard encrypted else { return .nonCompliant("storageEncrypted is false.") }
        guard let wantedKey else { return .compliant }
        guard let key = instance.configuration["kmsKeyId"].string else { return .missing("configuration.kmsKeyId") }
        return KMSKeyReference.finding(key, of: instance, allowed: [wantedKey], "The storage")
    }

    static let rdsInstancePublicAccessCheck = ManagedRule(
        "RDS_INSTANCE_PUBLIC_ACCESS_CHECK", name: "rds-instance-public-access-check", severity: .critical,
        "RDS DB instances have no public address.",
        scope: [.rdsDBInstance],
        remedy: Remedy(
            "Make the instance private; clients outside its VPC come in through a VPN, a peering or a bastion.",
            command:
                "aws rds modify-db-instance --db-instance-identifier RESOURCE_NAME --no-publicly-accessible --apply-immediately"
        ),
        examples: [
            .compliant("private", ["publiclyAccessible": false]),
            .nonCompliant("public", ["publiclyAccessible": true]),
            .insufficientData("an item that does not say", ["dBInstanceIdentifier": "orders"]),
        ]
    ) { instance, _ in
        guard let isPublic = instance.configuration["publiclyAccessible"].bool else {
            return .missing("configuration.publiclyAccessible")
        }
        return .require(!isPublic, "publiclyAccessible is true: the instance has a public address.")
    }

    static let rdsLoggingEnabled = ManagedRule(
        "RDS_LOGGING_ENABLED", name: "rds-logging-enabled", severity: .medium,
        "RDS DB instances export the logs that their engine should keep to CloudWatch Logs.",
        scope: [.rdsDBInstance],
        remedy: Remedy(
            "Export the missing logs; some of them must also be switched on in the parameter or option group.",
            command:
                "aws rds modify-db-instance --db-instance-identifier RESOURCE_NAME --cloudwatch-logs-export-configuration EnableLogTypes=LOGS"
        ),
        parameters: Parameter<LogsByEngine>(
            "additionalLogs", "Engines and the logs that they must export as well.", default: .empty),
        examples: [
            .compliant(
                "every log", ["engine": "postgres", "enabledCloudwatchLogsExports": ["postgresql", "upgrade"]]),
            .compliant(
                "Aurora PostgreSQL has one log",
                ["engine": "aurora-postgresql", "enabledCloudwatchLogsExports": ["postgresql"]]),
            .compliant("SQL Server Express", ["engine": "sqlserver-ex", "enabledCloudwatchLogsExports": ["error"]]),
            .nonCompliant("another edition", ["engine": "sqlserver-se", "enabledCloudwatchLogsExports": ["error"]]),
            .nonCompliant("no log", ["engine": "postgres", "enabledCloudwatchLogsExports": []]),
            .nonCompliant("null for no log", ["engine": "oracle-ee", "enabledCloudwatchLogsExports": nil]),
            .nonCompliant(
                "one log of four", ["engine": "mysql", "enabledCloudwatchLogsExports": ["error"]]),
            .nonCompliant(
                "without an additional log",
                ["engine": "postgres", "enabledCloudwatchLogsExports": ["postgresql", "upgrade"]],
                with: ["additionalLogs": "mysql: error; postgres: iam-db-auth-error"]),
            .compliant(
                "an additional engine", ["engine": "db2-se", "enabledCloudwatchLogsExports": ["diag.log"]],
                with: ["additionalLogs": "oracle: alert, audit ; db2-se: diag.log"]),
            .nonCompliant(
                "an additional log of all Oracle editions",
                [
                    "engine": "oracle-se2",
                    "enabledCloudwatchLogsExports": ["alert", "audit", "listener", "trace"],
                ], with: ["additionalLogs": "oracle: oemagent"]),
            .notApplicable("an engine without required logs", ["engine": "neptune"]),
            .insufficientData("an item from before log exports", ["engine": "postgres"]),
        ]
    ) { instance, _, additional in
        guard let engine = instance.configuration["engine"].string?.lowercased() else {
            return .missing("configuration.engine")
        }
        let required = DBEngineLogs.required(by: engine)
        let added = additional.logs(of: engine)
        guard required != nil || added != nil else { return .notApplicable }
        let exports = instance.configuration["enabledCloudwatchLogsExports"]
        guard exports.isArray || exports.kind == .null else {
            return .missing("configuration.enabledCloudwatchLogsExports")
        }
        let exported = exports.strings
        var breaches = Breaches()
        for log in (required ?? []) + (added ?? []) where !exported.contains(where: { $0.lowercased() == log }) {
            breaches.add(log, "\(engine) does not export: ")
        }
        return breaches.finding ?? .compliant
    }

    static let dbInstanceBackupEnabled = ManagedRule(
        "DB_INSTANCE_BACKUP_ENABLED", name: "db-instance-backup-enabled", severity: .medium,
        "RDS DB instances are backed up automatically.",
        scope: [.rdsDBInstance],
        remedy: Remedy(
            "Keep automated backups for at least a day; a week is a common minimum.",
            command:
                "aws rds modify-db-instance --db-instance-identifier RESOURCE_NAME --backup-retention-period 7 --apply-immediately"
        ),
        parameters: Parameter<Int?>("backupRetentionMinimum", "The fewest days that backups must be kept."),
        Parameter<Int?>("backupRetentionPeriod", "The exact number of days that backups must be kept."),
        Parameter<Bool?>("checkReadReplicas", "Whether read replicas are judged too; not when not set."),
        Parameter<String?>("preferredBackupWindow", "The daily window that backups must be made in, in UTC."),
        examples: [
            .compliant("kept for a week", ["backupRetentionPeriod": 7, "preferredBackupWindow": "05:19-05:49"]),
            .compliant("a number as advanced queries write it", ["backupRetentionPeriod": .number("7.0")]),
            .nonCompliant("switched off", ["backupRetentionPeriod": 0]),
            .compliant("kept long enough", ["backupRetentionPeriod": 7], with: ["backupRetentionMinimum": "7"]),
            .nonCompliant("kept too short", ["backupRetentionPeriod": 1], with: ["backupRetentionMinimum": "7"]),
            .nonCompliant("kept for another time", ["backupRetentionPeriod": 35], with: ["backupRetentionPeriod": "7"]),
            .nonCompliant(
                "another window", ["backupRetentionPeriod": 7, "preferredBackupWindow": "05:19-05:49"],
                with: ["preferredBackupWindow": "02:00-03:00"]),
            .notApplicable(
                "a read replica", ["backupRetentionPeriod": 0, "readReplicaSourceDBInstanceIdentifier": "orders"]),
            .nonCompliant(
                "a read replica that is judged",
                ["backupRetentionPeriod": 0, "readReplicaSourceDBInstanceIdentifier": "orders"],
                with: ["checkReadReplicas": "true"]),
            .compliant(
                "null for no replica", ["backupRetentionPeriod": 7, "readReplicaSourceDBInstanceIdentifier": nil]),
            .insufficientData("an item that does not say", ["dBInstanceIdentifier": "orders"]),
        ]
    ) { instance, _, minimum, exact, checkReplicas, window in
        let configuration = instance.configuration
        let isReplica =
            configuration["readReplicaSourceDBInstanceIdentifier"].isString
            || configuration["readReplicaSourceDBClusterIdentifier"].isString
        if isReplica, checkReplicas != true { return .notApplicable }
        guard let days = configuration["backupRetentionPeriod"].lenientInt else {
            return .missing("configuration.backupRetentionPeriod")
        }
        guard days > 0 else { return .nonCompliant("backupRetentionPeriod is 0: automated backups are off.") }
        var breaches = Breaches()
        if let minimum, days < minimum {
            breaches.add("Backups are kept for \(days) days, fewer than \(minimum)")
        }
        if let exact, days != exact { breaches.add("Backups are kept for \(days) days, not \(exact)") }
        guard let window else { return breaches.finding ?? .compliant }
        guard let actual = configuration["preferredBackupWindow"].string else {
            return breaches.finding ?? .missing("configuration.preferredBackupWindow")
        }
        if actual != window { breaches.add("The backup window is \(actual), not \(window)") }
        return breaches.finding ?? .compliant
    }

    static let rdsMultiAZSupport = ManagedRule(
        "RDS_MULTI_AZ_SUPPORT", name: "rds-multi-az-support", severity: .low,
        "RDS DB instances have a standby in another Availability Zone.",
        scope: [.rdsDBInstance], baseline: false,
        remedy: Remedy(
            "Convert the instance to a Multi-AZ deployment.",
            command: "aws rds modify-db-instance --db-instance-identifier RESOURCE_NAME --multi-az --apply-immediately"),
        examples: [
            .compliant("with a standby", ["engine": "mysql", "multiAZ": true]),
            .nonCompliant("alone", ["engine": "postgres", "multiAZ": false, "dBClusterIdentifier": nil]),
            .notApplicable(
                "a member of a cluster, which is spread itself",
                ["engine": "aurora-mysql", "multiAZ": false, "dBClusterIdentifier": "orders"]),
            .notApplicable(
                "a member of a Multi-AZ DB cluster",
                ["engine": "postgres", "multiAZ": false, "dBClusterIdentifier": "orders"]),
            .notApplicable("Aurora, without its cluster", ["engine": "aurora-postgresql", "multiAZ": false]),
            .notApplicable("Neptune", ["engine": "neptune", "multiAZ": false]),
            .insufficientData("an item that does not say", ["engine": "mysql"]),
        ]
    ) { instance, _ in
        let configuration = instance.configuration
        if isClusterMember(configuration) { return .notApplicable }
        guard let isMultiAZ = configuration["multiAZ"].bool else { return .missing("configuration.multiAZ") }
        return .require(isMultiAZ, "multiAZ is false: the instance has no standby.")
    }

    static let rdsInstanceDeletionProtectionEnabled = ManagedRule(
        "RDS_INSTANCE_DELETION_PROTECTION_ENABLED", name: "rds-instance-deletion-protection-enabled", severity: .low,
        "RDS DB instances are protected from deletion.",
        scope: [.rdsDBInstance],
        remedy: Remedy(
            "Switch on deletion protection.",
            command: "aws rds modify-db-instance --db-instance-identifier RESOURCE_NAME --deletion-protection"),
        parameters: Parameter<[String]>(
            "databaseEngines", "The engines whose instances are judged; all when not set.", default: []),
        examples: [
            .compliant("protected", ["engine": "mysql", "deletionProtection": true]),
            .nonCompliant("not protected", ["engine": "mysql", "deletionProtection": false]),
            .nonCompliant(
                "one of the engines asked for", ["engine": "mysql", "deletionProtection": false],
                with: ["databaseEngines": "MySQL, postgres"]),
            .notApplicable(
                "another engine", ["engine": "mariadb", "deletionProtection": false],
                with: ["databaseEngines": "mysql, postgres"]),
            .notApplicable(
                "a member of a cluster, which is protected as a whole",
                ["engine": "aurora-mysql", "deletionProtection": false, "dBClusterIdentifier": "orders"]),
            .insufficientData("an item from before deletion protection", ["engine": "mysql"]),
        ]
    ) { instance, _, engines in
        let configuration = instance.configuration
        if !engines.isEmpty {
            guard let engine = configuration["engine"].string else { return .missing("configuration.engine") }
            guard engines.contains(where: { $0.lowercased() == engine.lowercased() }) else { return .notApplicable }
        }
        if isClusterMember(configuration) { return .notApplicable }
        guard let isProtected = configuration["deletionProtection"].bool else {
            return .missing("configuration.deletionProtection")
        }
        return .require(isProtected, "deletionProtection is false.")
    }
    static let rdsEnhancedMonitoringEnabled = ManagedRule(
        "RDS_ENHANCED_MONITORING_ENABLED", name: "rds-enhanced-monitoring-enabled", severity: .low,
        "RDS DB instances report metrics of their operating system (Enhanced Monitoring).",
        scope: [.rdsDBInstance], baseline: false,
        remedy: Remedy(
            "Switch on Enhanced Monitoring with a role that may write to CloudWatch Logs.",
            command:
                "aws rds modify-db-instance --db-instance-identifier RESOURCE_NAME --monitoring-interval 60 --monitoring-role-arn ROLE"
        ),
        parameters: Parameter<Int?>(
            "monitoringInterval", "The exact number of seconds between metrics; any but 0 when not set.",
            allowed: ["1", "5", "10", "15", "30", "60"]),
        examples: [
            .compliant("every minute", ["engine": "mysql", "monitoringInterval": 60]),
            .compliant(
                "as often as asked for", ["engine": "mysql", "monitoringInterval": 5],
                with: ["monitoringInterval": "5"]),
            .nonCompliant("switched off", ["engine": "postgres", "monitoringInterval": 0]),
            .nonCompliant(
                "at another interval", ["engine": "mysql", "monitoringInterval": 60],
                with: ["monitoringInterval": "5"]),
            .nonCompliant(
                "a member of a cluster, which is monitored by itself",
                ["engine": "aurora-mysql", "dBClusterIdentifier": "orders", "monitoringInterval": 0]),
            .notApplicable("an engine without it", ["engine": "neptune", "monitoringInterval": 0]),
            .insufficientData("an item that does not say", ["engine": "mysql"]),
        ]
    ) { instance, _, wanted in
        let engine = instance.configuration["engine"]
        if engine == "neptune" || engine == "docdb" { return .notApplicable }
        guard let seconds = instance.configuration["monitoringInterval"].lenientInt else {
            return .missing("configuration.monitoringInterval")
        }
        guard seconds > 0 else { return .nonCompliant("monitoringInterval is 0: Enhanced Monitoring is off.") }
        guard let wanted else { return .compliant }
        return .require(seconds == wanted, "monitoringInterval is \(seconds), not \(wanted).")
    }

    static let rdsInBackupPlan = inBackupPlan(
        "RDS_IN_BACKUP_PLAN", name: "rds-in-backup-plan", "RDS DB instances", type: .rdsDBInstance,
        arn: "arn:aws:rds:us-east-1:123456789012:db:orders",
        configuration: ["engine": "mysql", "dBClusterIdentifier": nil],
        unjudged: [
            .notApplicable(
                "a member of a cluster, which is backed up as a whole",
                ["engine": "aurora-mysql", "dBClusterIdentifier": "orders"],
                related: [.init(.backupBackupSelection, ["BackupSelection": ["Resources": ["*"]]])]),
            .insufficientData(
                "an item that may be of a member of a cluster", ["dBInstanceIdentifier": "orders"],
                related: [.init(.backupBackupSelection, ["BackupSelection": ["Resources": ["*"]]])]),
        ]
    ) { instance in
        if isClusterMember(instance.configuration) { return .notApplicable }
        return instance.configuration["engine"].isString ? nil : .missing("configuration.engine")
    }

    /// Whether the instance belongs to a DB cluster (Aurora, Neptune, DocumentDB, or a Multi-AZ DB cluster), which has
    /// some settings in its stead.
    private static func isClusterMember(_ instance: JSONValue) -> Bool {
        if instance["dBClusterIdentifier"].isString { return true }
        let engine = instance["engine"]
        if engine == "aurora" || engine == "neptune" || engine == "docdb" { return true }
        return engine == "aurora-mysql" || engine == "aurora-postgresql"
    }
}
