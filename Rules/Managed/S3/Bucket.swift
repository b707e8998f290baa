import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let s3Bucket = [
        s3BucketLoggingEnabled, s3BucketVersioningEnabled, s3BucketReplicationEnabled, s3BucketDefaultLockEnabled,
    ]

    static let s3BucketLoggingEnabled = ManagedRule(
        "S3_BUCKET_LOGGING_ENABLED", name: "s3-bucket-logging-enabled", severity: .low,
        "S3 logs the requests to a bucket into another one.",
        scope: [.s3Bucket],
        remedy: Remedy(
            "Turn on server access logging.",
            command: "aws s3api put-bucket-logging --bucket RESOURCE_ID --bucket-logging-status file://logging.json"),
        parameters: Parameter<String?>("targetPrefix", "The prefix that the logs must have."),
        Parameter<String?>("targetBucket", "The bucket that the logs must go to."),
        examples: [
            .compliant(
                "logged",
                supplementary: [
                    "BucketLoggingConfiguration": ["destinationBucketName": "logs", "logFilePrefix": "s3/"]
                ]),
            .compliant(
                "logged where it should be",
                supplementary: [
                    "BucketLoggingConfiguration": #"{"destinationBucketName":"logs","logFilePrefix":"s3/"}"#
                ], with: ["targetBucket": "logs", "targetPrefix": "s3/"]),
            .nonCompliant(
                "not logged",
                supplementary: ["BucketLoggingConfiguration": ["destinationBucketName": nil, "logFilePrefix": nil]]),
            .nonCompliant(
                "logged elsewhere",
                supplementary: ["BucketLoggingConfiguration": ["destinationBucketName": "logs"]],
                with: ["targetBucket": "central-logs"]),
            .nonCompliant(
                "logged under another prefix",
                supplementary: ["BucketLoggingConfiguration": ["destinationBucketName": "logs", "logFilePrefix": nil]],
                with: ["targetPrefix": "s3/"]),
            .insufficientData("an item that does not say", ["name": "example"]),
        ]
    ) { bucket, _, wantedPrefix, wantedBucket in
        switch BucketSetting("BucketLoggingConfiguration", of: bucket) {
        case .unrecorded: return .missing("supplementaryConfiguration.BucketLoggingConfiguration")
        case .off: return .nonCompliant("Server access logging is off.")
        case .made(let logging):
            let target = logging["destinationBucketName"]
            guard target.isString, target != "" else { return .nonCompliant("Server access logging is off.") }
            var breaches = Breaches()
            if let wantedBucket, target.string != wantedBucket {
                breaches.add("The logs go to the bucket \(target.string ?? ""), not to \(wantedBucket)")
            }
            if let wantedPrefix, logging["logFilePrefix"].string ?? "" != wantedPrefix {
                breaches.add(
                    "The logs have the prefix \"\(logging["logFilePrefix"].string ?? "")\", not \"\(wantedPrefix)\"")
            }
            return breaches.finding ?? .compliant
        }
    }

    static let s3BucketVersioningEnabled = ManagedRule(
        "S3_BUCKET_VERSIONING_ENABLED", name: "s3-bucket-versioning-enabled", severity: .low,
        "A bucket keeps former versions of its objects.",
        scope: [.s3Bucket],
        remedy: Remedy(
            "Turn on versioning, with a lifecycle rule for old versions.",
            command:
                "aws s3api put-bucket-versioning --bucket RESOURCE_ID --versioning-configuration Status=Enabled"),
        parameters: Parameter<Bool?>("isMfaDeleteEnabled", "Whether MFA delete must be on, too."),
        examples: [
            .compliant(
                "on",
                supplementary: ["BucketVersioningConfiguration": ["status": "Enabled", "isMfaDeleteEnabled": nil]]),
            .compliant(
                "on, with MFA delete",
                supplementary: ["BucketVersioningConfiguration": #"{"status":"Enabled","isMfaDeleteEnabled":true}"#],
                with: ["isMfaDeleteEnabled": "true"]),
            .nonCompliant(
                "never on",
                supplementary: ["BucketVersioningConfiguration": ["status": "Off", "isMfaDeleteEnabled": nil]]
            ),
            .nonCompliant("suspended", supplementary: ["BucketVersioningConfiguration": ["status": "Suspended"]]),
            .nonCompliant(
                "on, without MFA delete",
                supplementary: ["BucketVersioningConfiguration": ["status": "Enabled", "isMfaDeleteEnabled": nil]],
                with: ["isMfaDeleteEnabled": "true"]),
            .insufficientData("an item that does not say", ["name": "example"]),
        ]
    ) { bucket, _, needsMFADelete in
        switch BucketSetting("BucketVersioningConfiguration", of: bucket) {
        case .unrecorded: return .missing("supplementaryConfiguration.BucketVersioningConfiguration")
        case .off: return .nonCompliant("Versioning is off.")
        case .made(let versioning):
            var breaches = Breaches()
            if versioning["status"] != "Enabled" {
                breaches.add("Versioning is \(versioning["status"].string ?? "off")")
            }
            if needsMFADelete == true, versioning["isMfaDeleteEnabled"].lenientBool != true {
                breaches.add("MFA delete is off")
            }
            return breaches.finding ?? .compliant
        }
    }

    static let s3BucketReplicationEnabled = ManagedRule(
        "S3_BUCKET_REPLICATION_ENABLED", name: "s3-bucket-replication-enabled", severity: .low,
        "S3 copies the objects of a bucket to another one, by rules that are all on.",
        scope: [.s3Bucket], needs: [.optionalResources(.s3Bucket, by: .resourceId)], baseline: false,
        remedy: Remedy(
            "Add a replication rule, or turn the present one on.",
            command:
                "aws s3api put-bucket-replication --bucket RESOURCE_ID --replication-configuration file://replication.json"
        ),
        parameters: Parameter<String?>(
            "ReplicationType", "Where all copies must go: to other regions, or to the bucket's own.",
            allowed: ["CROSS-REGION", "SAME-REGION"]),
        examples: [
            .compliant("replicated", supplementary: replication("Enabled")),
            .compliant(
                "replicated, in a string",
                supplementary: [
                    "BucketReplicationConfiguration":
                        #"{"rules":{"all":{"status":"Enabled","destinationConfig":{"bucketARN":"arn:aws:s3:::copy"}}}}"#
                ]),
            .compliant(
                "replicated to another region", supplementary: replication("Enabled"),
                related: [.init(.s3Bucket, ["name": "copy"], item: ["resourceId": "copy", "awsRegion": "us-west-2"])],
                with: ["ReplicationType": "CROSS-REGION"]),
            .nonCompliant(
                "replicated to its own region", supplementary: replication("Enabled"),
                related: [.init(.s3Bucket, ["name": "copy"], item: ["resourceId": "copy", "awsRegion": "us-east-1"])],
                with: ["ReplicationType": "CROSS-REGION"]),
            .compliant(
                "replicated to its own region, as wanted", supplementary: replication("Enabled"),
                related: [.init(.s3Bucket, ["name": "copy"], item: ["resourceId": "copy", "awsRegion": "us-east-1"])],
                with: ["ReplicationType": "SAME-REGION"]),
            .nonCompliant("a rule that is off", supplementary: replication("Disabled")),
            .nonCompliant(
                "no rules",
                supplementary: [
                    "BucketReplicationConfiguration": [
                        "roleARN": "arn:aws:iam::123456789012:role/copy", "rules": [:],
                    ]
                ]),
            .nonCompliant("never replicated", supplementary: ["BucketPolicy": ["policyText": nil]]),
            .insufficientData(
                "replicated to a bucket of which nothing is known", supplementary: replication("Enabled"),
                with: ["ReplicationType": "CROSS-REGION"]),
            .insufficientData("an item that does not say", ["name": "example"]),
        ]
    ) { bucket, context, wantedType in
        switch BucketSetting("BucketReplicationConfiguration", of: bucket) {
        case .unrecorded: return .missing("supplementaryConfiguration.BucketReplicationConfiguration")
        case .off: return .nonCompliant("The bucket has no replication rule.")
        case .made(let replication):
            let named = replication["rules"]
            let rules = named.isObject ? named.members.map(\.value) : Array(named.elements)
            guard !rules.isEmpty else { return .nonCompliant("The bucket has no replication rule.") }
            var breaches = disabled(rules)
            guard let wantedType else { return breaches.finding ?? .compliant }
            let crossesRegions = wantedType.lowercased() == "cross-region"
            guard let region = bucket.awsRegion.string else { return breaches.finding ?? .missing("awsRegion") }
            var gap: Finding?
            for rule in rules {
                let arn = rule["destinationConfig"]["bucketARN"].string ?? ""
                let name = ARN(arn)?.resource ?? arn
                let target = context.resources(.s3Bucket, by: .resourceId, name).first { _ in true }
                guard let targetRegion = target?.awsRegion.string else {
                    gap = .insufficientData("The region of the replication's target \(name) is unknown: add its item.")
                    continue
                }
                if crossesRegions != (targetRegion != region) {
                    breaches.add(
                        "\(name) in \(targetRegion)", "The replication goes to ", ", which is not \(wantedType)")
                }
            }
            return breaches.finding ?? gap ?? .compliant
        }
    }

    /// The replication rules that are not on. Several may have one target, which then stands with their number.
    private static func disabled(_ rules: [JSONValue]) -> Breaches {
        var breaches = Breaches()
        var counts: [String: [String: Int]] = [:]
        for rule in rules where rule["status"] != "Enabled" {
            let target = rule["destinationConfig"]["bucketARN"].string ?? "a bucket"
            counts[rule["status"].string ?? "not on", default: [:]][target, default: 0] += 1
        }
        for (status, targets) in counts {
            let many = (before: "The replication rules to ", after: " are \(status)")
            for (target, count) in targets {
                if count == 1 {
                    breaches.add(target, "The replication rule to ", " is \(status)", many: many)
                } else {
                    breaches.add("\(target) (\(count) rules)", many.before, many.after)
                }
            }
        }
        return breaches
    }

    private static func replication(_ status: JSONLiteral) -> JSONLiteral {
        [
            "BucketReplicationConfiguration": [
                "roleARN": "arn:aws:iam::123456789012:role/copy",
                "rules": [
                    "all": [
                        "prefix": "", "status": status, "destinationConfig": ["bucketARN": "arn:aws:s3:::copy"],
                    ]
                ],
            ]
        ]
    }

    static let s3BucketDefaultLockEnabled = ManagedRule(
        "S3_BUCKET_DEFAULT_LOCK_ENABLED", name: "s3-bucket-default-lock-enabled", severity: .low,
        "A bucket has Object Lock.",
        scope: [.s3Bucket], baseline: false,
        remedy: Remedy(
            "Turn on Object Lock, which needs versioning.",
            command:
                "aws s3api put-object-lock-configuration --bucket RESOURCE_ID --object-lock-configuration ObjectLockEnabled=Enabled"
        ),
        parameters: Parameter<String?>(
            "mode", "The retention mode that new objects must get.", allowed: ["GOVERNANCE", "COMPLIANCE"]),
        examples: [
            .compliant("on", supplementary: ["ObjectLockConfiguration": ["objectLockEnabled": "Enabled"]]),
            .compliant(
                "on in the wanted mode",
                supplementary: [
                    "ObjectLockConfiguration": [
                        "objectLockEnabled": "Enabled",
                        "rule": ["defaultRetention": ["mode": "GOVERNANCE", "days": 30]],
                    ]
                ], with: ["mode": "Governance"]),
            .nonCompliant("off", supplementary: ["ObjectLockConfiguration": ["objectLockEnabled": nil]]),
            .nonCompliant("never on", supplementary: ["BucketPolicy": ["policyText": nil]]),
            .nonCompliant(
                "on in another mode",
                supplementary: [
                    "ObjectLockConfiguration":
                        #"{"objectLockEnabled":"Enabled","rule":{"defaultRetention":{"mode":"GOVERNANCE","days":30}}}"#
                ], with: ["mode": "COMPLIANCE"]),
            .nonCompliant(
                "on without a mode", supplementary: ["ObjectLockConfiguration": ["objectLockEnabled": "Enabled"]],
                with: ["mode": "COMPLIANCE"]),
            .insufficientData("an item that does not say", ["name": "example"]),
        ]
    ) { bucket, _, wantedMode in
        switch BucketSetting("ObjectLockConfiguration", of: bucket) {
        case .unrecorded: return .missing("supplementaryConfiguration.ObjectLockConfiguration")
        case .off: return .nonCompliant("Object Lock is off.")
        case .made(let lock):
            guard lock["objectLockEnabled"] == "Enabled" else { return .nonCompliant("Object Lock is off.") }
            guard let wantedMode else { return .compliant }
            let mode = lock["rule"]["defaultRetention"]["mode"].string
            return .require(
                mode?.lowercased() == wantedMode.lowercased(),
                "The default retention mode is \(mode ?? "not set"), not \(wantedMode).")
        }
    }
}
