import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let redshiftCluster = [
        redshiftClusterPublicAccessCheck, redshiftClusterConfigurationCheck, redshiftBackupEnabled,
        redshiftRequireTLSSSL, redshiftClusterKMSEnabled, redshiftClusterMaintenanceSettingsCheck,
    ]

    static let redshiftClusterPublicAccessCheck = ManagedRule(
        "REDSHIFT_CLUSTER_PUBLIC_ACCESS_CHECK", name: "redshift-cluster-public-access-check", severity: .critical,
        "Redshift clusters have no public address.",
        scope: [.redshiftCluster],
        remedy: Remedy(
            "Make the cluster private; clients outside its VPC come in through a VPN, a peering or a bastion.",
            command: "aws redshift modify-cluster --cluster-identifier RESOURCE_ID --no-publicly-accessible"),
        examples: [
            .compliant("private", ["publiclyAccessible": false]),
            .nonCompliant("public", ["publiclyAccessible": true]),
            .insufficientData("an item that does not say", ["clusterIdentifier": "sales"]),
        ]
    ) { cluster, _ in
        guard let isPublic = cluster.configuration["publiclyAccessible"].bool else {
            return .missing("configuration.publiclyAccessible")
        }
        return .require(!isPublic, "publiclyAccessible is true: the cluster has a public address.")
    }

    static let redshiftClusterConfigurationCheck = ManagedRule(
        "REDSHIFT_CLUSTER_CONFIGURATION_CHECK", name: "redshift-cluster-configuration-check", severity: .medium,
        "Redshift clusters are encrypted and write audit logs.",
        scope: [.redshiftCluster],
        remedy: Remedy(
            "Encrypt the cluster, and send its audit log to a bucket.",
            command: "aws redshift enable-logging --cluster-identifier RESOURCE_ID --bucket-name BUCKET"),
        parameters: Parameter<Bool>("clusterDbEncrypted", "Whether the database must be encrypted.", default: true),
        Parameter<[String]>("nodeTypes", "The node types allowed; any when not set.", default: []),
        Parameter<Bool>("loggingEnabled", "Whether audit logs must be written.", default: true),
        examples: [
            .compliant(
                "encrypted and logged", ["encrypted": true, "nodeType": "ra3.large"],
                supplementary: ["LoggingStatus": ["loggingEnabled": true]]),
            .nonCompliant(
                "not encrypted", ["encrypted": false], supplementary: ["LoggingStatus": ["loggingEnabled": true]]),
            .nonCompliant(
                "not logged, from the API", ["encrypted": true],
                supplementary: ["LoggingStatus": "{\"loggingEnabled\":false}"]),
            .compliant(
                "not logged, and need not be", ["encrypted": true],
                supplementary: ["LoggingStatus": ["loggingEnabled": false]], with: ["loggingEnabled": "FALSE"]),
            .nonCompliant(
                "another type of nodes", ["encrypted": true, "nodeType": "dc2.large"],
                supplementary: ["LoggingStatus": ["loggingEnabled": true]],
                with: ["nodeTypes": "ra3.large, ra3.xlplus"]),
            .insufficientData("an item without its logging", ["encrypted": true]),
            .insufficientData(
                "an item without its encryption", ["nodeType": "ra3.large"],
                supplementary: ["LoggingStatus": ["loggingEnabled": true]]),
        ]
    ) { cluster, _, mustEncrypt, nodeTypes, mustLog in
        var breaches = Breaches()
        var missing: String?
        if mustEncrypt {
            let encrypted = cluster.configuration["encrypted"].bool
            if encrypted == false { breaches.add("encrypted is false") }
            if encrypted == nil { missing = "configuration.encrypted" }
        }
        if !nodeTypes.isEmpty {
            if let type = cluster.configuration["nodeType"].string {
                if !nodeTypes.contains(type) { breaches.add("The node type is \(type)") }
            } else {
                missing = "configuration.nodeType"
            }
        }
        if mustLog {
            let isLogged = cluster.supplementary("LoggingStatus")["loggingEnabled"].bool
            if isLogged == false { breaches.add("loggingEnabled is false: no audit log is written") }
            if isLogged == nil { missing = "supplementaryConfiguration.LoggingStatus.loggingEnabled" }
        }
        return breaches.finding ?? missing.map(Finding.missing) ?? .compliant
    }

    static let redshiftBackupEnabled = ManagedRule(
        "REDSHIFT_BACKUP_ENABLED", name: "redshift-backup-enabled", severity: .medium,
        "Redshift clusters take automated snapshots.",
        scope: [.redshiftCluster],
        remedy: Remedy(
            "Keep automated snapshots for at least a day; a week is a common minimum.",
            command:
                "aws redshift modify-cluster --cluster-identifier RESOURCE_ID --automated-snapshot-retention-period 7"
        ),
        parameters: Parameter<Int?>("MinRetentionPeriod", "The fewest days that snapshots must be kept, at least 1."),
        Parameter<Int?>("MaxRetentionPeriod", "The most days that snapshots may be kept, at most 35."),
        examples: [
            .compliant("kept for a week", ["automatedSnapshotRetentionPeriod": 7]),
            .nonCompliant("switched off", ["automatedSnapshotRetentionPeriod": 0]),
            .nonCompliant(
                "kept too short", ["automatedSnapshotRetentionPeriod": 1], with: ["MinRetentionPeriod": "7"]),
            .nonCompliant(
                "kept too long", ["automatedSnapshotRetentionPeriod": 35], with: ["MaxRetentionPeriod": "30"]),
            .compliant(
                "kept as long as asked for", ["automatedSnapshotRetentionPeriod": 7],
                with: ["MinRetentionPeriod": "7", "MaxRetentionPeriod": "7"]),
            .insufficientData("an item that does not say", ["clusterIdentifier": "sales"]),
        ]
    ) { cluster, _, minimum, maximum in
        guard let days = cluster.configuration["automatedSnapshotRetentionPeriod"].lenientInt else {
            return .missing("configuration.automatedSnapshotRetentionPeriod")
        }
        guard days > 0 else { return .nonCompliant("automatedSnapshotRetentionPeriod is 0: no snapshots are taken.") }
        if let minimum, days < minimum {
            return .nonCompliant("Automated snapshots are kept for \(days) days, fewer than \(minimum).")
        }
        if let maximum, days > maximum {
            return .nonCompliant("Automated snapshots are kept for \(days) days, more than \(maximum).")
        }
        return .compliant
    }

    static let redshiftRequireTLSSSL = ManagedRule(
        "REDSHIFT_REQUIRE_TLS_SSL", name: "redshift-require-tls-ssl", severity: .medium,
        "Redshift clusters accept encrypted connections only.",
        scope: [.redshiftCluster],
        needs: [.resources(.redshiftClusterParameterGroup, by: .configuration("parameterGroupName"))],
        remedy: Remedy(
            "Set require_ssl in the cluster's parameter group (default groups cannot be changed: make one), and reboot.",
            command:
                "aws redshift modify-cluster-parameter-group --parameter-group-name GROUP --parameters ParameterName=require_ssl,ParameterValue=true"
        ),
        examples: [
            .compliant(
                "encryption required", ["clusterParameterGroups": [["parameterGroupName": "strict"]]],
                related: [parameterGroup("strict", requireSSL: "true"), parameterGroup("lax", requireSSL: "false")]),
            .nonCompliant(
                "encryption optional", ["clusterParameterGroups": [["parameterGroupName": "lax"]]],
                related: [parameterGroup("strict", requireSSL: "true"), parameterGroup("lax", requireSSL: "false")]),
            .insufficientData(
                "a group that is not recorded", ["clusterParameterGroups": [["parameterGroupName": "strict"]]],
                related: [parameterGroup("lax", requireSSL: "false")]),
            .insufficientData(
                "a group of that name in another region only",
                ["clusterParameterGroups": [["parameterGroupName": "strict"]]],
                related: [parameterGroup("strict", requireSSL: "true", region: "eu-west-1")]),
            .insufficientData(
                "a group without its parameters", ["clusterParameterGroups": [["parameterGroupName": "strict"]]],
                related: [.init(.redshiftClusterParameterGroup, ["parameterGroupName": "strict"])]),
            .insufficientData("no groups recorded", ["clusterParameterGroups": [["parameterGroupName": "strict"]]]),
            .insufficientData(
                "an item that does not say", ["clusterIdentifier": "sales"],
                related: [parameterGroup("strict", requireSSL: "true")]),
        ]
    ) { cluster, context in
        let groups = cluster.configuration["clusterParameterGroups"]
        guard !groups.elements.isEmpty else { return .missing("configuration.clusterParameterGroups") }
        var breaches = Breaches()
        var unknown: Finding?
        for group in groups.elements {
            guard let name = group["parameterGroupName"].string else {
                unknown = .missing("configuration.clusterParameterGroups.parameterGroupName")
                continue
            }
            let item = context.resources(
                .redshiftClusterParameterGroup, by: .configuration("parameterGroupName"), name
            ).first { $0.awsRegion.string == cluster.awsRegion.string }
            switch item.flatMap(requiresSSL) {
            case true: continue
            case false:
                breaches.add(
                    name, "Parameter group ", " does not set require_ssl to true",
                    many: ("Parameter groups ", " do not set require_ssl to true"))
            case nil:
                unknown = .insufficientData("The input does not record require_ssl of parameter group \(name).")
            }
        }
        return breaches.finding ?? unknown ?? .compliant
    }

    /// The value of require_ssl in a parameter group; nil when it is not recorded.
    private static func requiresSSL(_ group: ConfigurationItem) -> Bool? {
        for parameter in group.supplementary("Parameters").elements where parameter["parameterName"] == "require_ssl" {
            return parameter["parameterValue"].lenientBool
        }
        return nil
    }

    private static func parameterGroup(
        _ name: JSONLiteral, requireSSL: JSONLiteral, region: JSONLiteral = "us-east-1"
    ) -> Example.RelatedResource {
        .init(
            .redshiftClusterParameterGroup, ["parameterGroupName": name],
            supplementary: ["Parameters": [["parameterName": "require_ssl", "parameterValue": requireSSL]]],
            item: ["awsRegion": region, "resourceId": name])
    }

    static let redshiftClusterKMSEnabled = ManagedRule(
        "REDSHIFT_CLUSTER_KMS_ENABLED", name: "redshift-cluster-kms-enabled", severity: .medium,
        "Redshift clusters are encrypted with a KMS key.",
        scope: [.redshiftCluster],
        remedy: Remedy(
            "Encrypt the cluster with the key; it is read-only for a while as its data moves.",
            command: "aws redshift modify-cluster --cluster-identifier RESOURCE_ID --encrypted --kms-key-id KEY"),
        parameters: Parameter<[String]>(
            "kmsKeyArns", "The ARNs of the KMS keys allowed; any when not set.", default: []),
        examples: [
            .compliant(
                "encrypted", ["encrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .nonCompliant("not encrypted", ["encrypted": false]),
            .nonCompliant(
                "encrypted with another key",
                ["encrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .compliant(
                "encrypted with one of two keys",
                ["encrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/two"],
                with: [
                    "kmsKeyArns":
                        "arn:aws:kms:us-east-1:123456789012:key/one,arn:aws:kms:us-east-1:123456789012:key/two"
                ]),
            .nonCompliant(
                "encrypted by a hardware security module",
                ["encrypted": true, "hsmStatus": ["hsmConfigurationIdentifier": "hsm", "status": "active"]]),
            .insufficientData("encrypted, and no word of a key", ["encrypted": true]),
            .insufficientData("an item that does not say", ["clusterIdentifier": "sales"]),
        ]
    ) { cluster, _, allowed in
        let configuration = cluster.configuration
        guard let encrypted = configuration["encrypted"].bool else { return .missing("configuration.encrypted") }
        guard encrypted else { return .nonCompliant("encrypted is false.") }
        let key = configuration["kmsKeyId"]
        if let key = key.string { return KMSKeyReference.finding(key, of: cluster, allowed: allowed, "The cluster") }
        guard key.kind == .null || configuration["hsmStatus"].isObject else {
            return .missing("configuration.kmsKeyId")
        }
        return .nonCompliant("The cluster is encrypted without a KMS key.")
    }

    static let redshiftClusterMaintenanceSettingsCheck = ManagedRule(
        "REDSHIFT_CLUSTER_MAINTENANCESETTINGS_CHECK", name: "redshift-cluster-maintenancesettings-check",
        severity: .low,
        "Redshift clusters take upgrades of their engine in the maintenance window, and keep automated snapshots.",
        scope: [.redshiftCluster],
        remedy: Remedy(
            "Allow version upgrades.",
            command: "aws redshift modify-cluster --cluster-identifier RESOURCE_ID --allow-version-upgrade"),
        parameters: Parameter<Bool>(
            "allowVersionUpgrade", "Whether major upgrades must be installed automatically.", default: true),
        Parameter<String?>("preferredMaintenanceWindow", "The maintenance window: `Mon:09:30-Mon:10:00`."),
        Parameter<Int?>(
            "automatedSnapshotRetentionPeriod", "The fewest days that automated snapshots must be kept.", default: 1),
        examples: [
            .compliant(
                "upgraded by itself", ["allowVersionUpgrade": true, "automatedSnapshotRetentionPeriod": 7]),
            .nonCompliant(
                "upgraded by hand", ["allowVersionUpgrade": false, "automatedSnapshotRetentionPeriod": 7]),
            .nonCompliant("no snapshots", ["allowVersionUpgrade": true, "automatedSnapshotRetentionPeriod": 0]),
            .compliant(
                "the window in other case",
                [
                    "allowVersionUpgrade": true, "automatedSnapshotRetentionPeriod": 1,
                    "preferredMaintenanceWindow": "mon:09:30-mon:10:00",
                ], with: ["preferredMaintenanceWindow": "Mon:09:30-Mon:10:00"]),
            .nonCompliant(
                "another window",
                [
                    "allowVersionUpgrade": true, "automatedSnapshotRetentionPeriod": 1,
                    "preferredMaintenanceWindow": "sat:16:00-sat:16:30",
                ], with: ["preferredMaintenanceWindow": "Mon:09:30-Mon:10:00"]),
            .insufficientData("an item that does not say", ["automatedSnapshotRetentionPeriod": 7]),
        ]
    ) { cluster, _, mustUpgrade, window, minimumDays in
        let configuration = cluster.configuration
        var breaches = Breaches()
        var missing: String?
        let upgrades = configuration["allowVersionUpgrade"].bool
        if let upgrades, upgrades != mustUpgrade { breaches.add("allowVersionUpgrade is \(upgrades)") }
        if upgrades == nil { missing = "configuration.allowVersionUpgrade" }
        if let window {
            if let actual = configuration["preferredMaintenanceWindow"].string {
                if actual.lowercased() != window.lowercased() {
                    breaches.add("The maintenance window is \(actual)")
                }
            } else {
                missing = "configuration.preferredMaintenanceWindow"
            }
        }
        if let minimumDays {
            if let days = configuration["automatedSnapshotRetentionPeriod"].lenientInt {
                if days < minimumDays {
                    breaches.add("Automated snapshots are kept for \(days) days, fewer than \(minimumDays)")
                }
            } else {
                missing = "configuration.automatedSnapshotRetentionPeriod"
            }
        }
        return breaches.finding ?? missing.map(Finding.missing) ?? .compliant
    }
}
