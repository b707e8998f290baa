import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let s3BucketEncryption = [
        s3BucketServerSideEncryptionEnabled, s3BucketSSLRequestsOnly, s3DefaultEncryptionKMS,
    ]

    static let s3BucketServerSideEncryptionEnabled = ManagedRule(
        "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED", name: "s3-bucket-server-side-encryption-enabled",
        severity: .medium,
        "A bucket encrypts new objects by default, or its policy turns away those that are not encrypted.",
        scope: [.s3Bucket],
        remedy: Remedy(
            "Turn on default encryption.",
            command:
                "aws s3api put-bucket-encryption --bucket RESOURCE_ID --server-side-encryption-configuration file://encryption.json"
        ),
        examples: [
            .compliant("encrypted with S3's keys", supplementary: encryption("AES256")),
            .compliant(
                "encrypted with KMS, in a string",
                supplementary: [
                    "ServerSideEncryptionConfiguration":
                        #"{"rules":[{"applyServerSideEncryptionByDefault":{"sseAlgorithm":"aws:kms"}}]}"#
                ]),
            .compliant(
                "a policy that denies what is not encrypted",
                supplementary: [
                    "BucketPolicy": [
                        "policyText":
                            #"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::example/*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":["AES256","aws:kms"]}}}]}"#
                    ]
                ]),
            .compliant(
                "a policy that denies what does not say how it is encrypted",
                supplementary: [
                    "BucketPolicy": [
                        "policyText":
                            #"{"Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":["s3:Put*"],"Resource":"arn:aws:s3:::example*","Condition":{"Null":{"s3:x-amz-server-side-encryption":"true"}}}}"#
                    ]
                ]),
            .nonCompliant("neither", supplementary: ["BucketPolicy": ["policyText": nil]]),
            .nonCompliant(
                "a policy for some objects",
                supplementary: [
                    "BucketPolicy": [
                        "policyText":
                            #"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::example/private/*","Condition":{"Null":{"s3:x-amz-server-side-encryption":"true"}}}]}"#
                    ]
                ]),
            .nonCompliant(
                "a policy with a further condition",
                supplementary: [
                    "BucketPolicy": [
                        "policyText":
                            #"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::example/*","Condition":{"Null":{"s3:x-amz-server-side-encryption":"true"},"Bool":{"aws:SecureTransport":"false"}}}]}"#
                    ]
                ]),
            .nonCompliant(
                "a policy that asks for no encryption",
                supplementary: [
                    "BucketPolicy": [
                        "policyText":
                            #"{"Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::example/*","Condition":{"StringNotEquals":{"s3:x-amz-acl":"private"}}}]}"#
                    ]
                ]),
            .insufficientData("an item that does not say", ["name": "example"]),
            .insufficientData(
                "an item without its policy", supplementary: ["AccessControlList": ["grantList": []]]),
        ]
    ) { bucket, _ in
        switch BucketSetting("ServerSideEncryptionConfiguration", of: bucket) {
        case .unrecorded: return .missing("supplementaryConfiguration.ServerSideEncryptionConfiguration")
        case .made(let encryption) where defaultEncryption(encryption) != nil: return .compliant
        case .made, .off: break
        }
        switch BucketPolicy(of: bucket) {
        case .unrecorded: return .missing(BucketPolicy.path)
        case .none: return .nonCompliant("Default encryption is off, and there is no bucket policy.")
        case .document(let policy):
            guard let names = BucketPatterns(bucket) else { return .missing("the bucket's name") }
            let isDenied = policy.statements.contains { statement in
                statement.isDeny && statement.isForEveryone && statement.concernsEvery("s3:PutObject")
                    && statement.concernsEvery(resource: names.objects) && deniesUnencrypted(statement.conditions)
            }
            return .require(
                isDenied, "Default encryption is off, and the bucket policy does not deny s3:PutObject without it.")
        }
    }

    /// Whether conditions hold for every upload that is not encrypted.
    private static func deniesUnencrypted(_ conditions: [PolicyCondition]) -> Bool {
        guard conditions.count == 1, let condition = conditions.first,
            condition.key == "s3:x-amz-server-side-encryption"
        else { return false }
        switch condition.comparison {
        case "null": return condition.isOnly(["null"], condition.key, "true")
        // A request without the header differs from every value.
        case "stringnotequals", "stringnotequalsignorecase", "stringnotlike":
            let values = Array(OneOrMany(condition.values))
            return !values.isEmpty && values.allSatisfy { $0 == "AES256" || $0 == "aws:kms" || $0 == "aws:kms:dsse" }
        default: return false
        }
    }

    static let s3BucketSSLRequestsOnly = ManagedRule(
        "S3_BUCKET_SSL_REQUESTS_ONLY", name: "s3-bucket-ssl-requests-only", severity: .medium,
        "A bucket's policy denies every request without TLS.",
        scope: [.s3Bucket],
        remedy: Remedy(
            "Add a statement to the bucket policy that denies s3:* on the bucket and its objects to everybody where aws:SecureTransport is false.",
            command: "aws s3api put-bucket-policy --bucket RESOURCE_ID --policy file://policy.json"),
        examples: [
            .compliant("denied for the bucket and its objects", supplementary: sslPolicy()),
            .compliant(
                "denied in two statements",
                supplementary: [
                    "BucketPolicy": [
                        "policyText": [
                            "Statement": [
                                sslStatement(resource: "arn:aws:s3:::example"),
                                sslStatement(principal: ["AWS": "*"], resource: "arn:aws:s3:::example/*"),
                            ]
                        ]
                    ]
                ]),
            .compliant(
                "denied by a pattern", supplementary: sslPolicy(action: ["*"], resource: "arn:aws:s3:::example*")),
            .nonCompliant("denied for the bucket only", supplementary: sslPolicy(resource: "arn:aws:s3:::example")),
            .nonCompliant("some actions denied", supplementary: sslPolicy(action: ["s3:GetObject", "s3:PutObject"])),
            .nonCompliant(
                "denied to one account", supplementary: sslPolicy(principal: ["AWS": "arn:aws:iam::210987654321:root"])),
            .nonCompliant("allowed, not denied", supplementary: sslPolicy(effect: "Allow")),
            .nonCompliant(
                "old versions of TLS denied",
                supplementary: sslPolicy(condition: ["NumericLessThan": ["s3:TlsVersion": 1.2]])),
            .nonCompliant(
                "denied from elsewhere only",
                supplementary: sslPolicy(condition: [
                    "Bool": ["aws:SecureTransport": "false"], "NotIpAddress": ["aws:SourceIp": "10.0.0.0/8"],
                ])),
            .nonCompliant("TLS denied", supplementary: sslPolicy(condition: ["Bool": ["aws:SecureTransport": "true"]])),
            .nonCompliant("no policy", supplementary: ["BucketPolicy": ["policyText": nil]]),
            .insufficientData("an item without its policy", ["name": "example"]),
        ]
    ) { bucket, _ in
        switch BucketPolicy(of: bucket) {
        case .unrecorded: return .missing(BucketPolicy.path)
        case .none: return .nonCompliant("There is no bucket policy to deny requests without TLS.")
        case .document(let policy):
            guard let names = BucketPatterns(bucket) else { return .missing("the bucket's name") }
            let denials = policy.statements.filter { statement in
                guard statement.isDeny, statement.isForEveryone, statement.concernsEvery("s3:*") else { return false }
                let conditions = statement.conditions
                return conditions.isEmpty
                    || conditions.count == 1
                        && conditions[0].isOnly(
                            ["bool", "boolifexists", "stringequals", "stringequalsignorecase"], "aws:securetransport",
                            "false")
            }
            if denials.isEmpty {
                return .nonCompliant("The bucket policy does not deny s3:* without TLS to everybody.")
            }
            let before = "The bucket policy denies requests without TLS"
            let coversObjects = denials.contains { $0.concernsEvery(resource: names.objects) }
            guard denials.contains(where: { $0.concernsEvery(resource: names.bucket) }) else {
                return .nonCompliant(
                    coversObjects
                        ? "\(before) for objects, not for the bucket."
                        : "\(before) neither for the bucket nor for all of its objects.")
            }
            return .require(coversObjects, "\(before) for the bucket, not for all of its objects.")
        }
    }

    private static func sslStatement(
        effect: JSONLiteral = "Deny", principal: JSONLiteral = "*", action: JSONLiteral = "s3:*",
        resource: JSONLiteral = ["arn:aws:s3:::example", "arn:aws:s3:::example/*"],
        condition: JSONLiteral = ["Bool": ["aws:SecureTransport": "false"]]
    ) -> JSONLiteral {
        [
            "Effect": effect, "Principal": principal, "Action": action, "Resource": resource, "Condition": condition,
        ]
    }

    private static func sslPolicy(
        effect: JSONLiteral = "Deny", principal: JSONLiteral = "*", action: JSONLiteral = "s3:*",
        resource: JSONLiteral = ["arn:aws:s3:::example", "arn:aws:s3:::example/*"],
        condition: JSONLiteral = ["Bool": ["aws:SecureTransport": "false"]]
    ) -> JSONLiteral {
        let statement = sslStatement(
            effect: effect, principal: principal, action: action, resource: resource, condition: condition)
        return ["BucketPolicy": ["policyText": .string(JSONWriter.text(["Statement": [statement]]))]]
    }

    static let s3DefaultEncryptionKMS = ManagedRule(
        "S3_DEFAULT_ENCRYPTION_KMS", name: "s3-default-encryption-kms", severity: .medium,
        "A bucket encrypts new objects with a KMS key by default.",
        scope: [.s3Bucket], baseline: false,
        remedy: Remedy(
            "Choose a KMS key as default encryption.",
            command:
                "aws s3api put-bucket-encryption --bucket RESOURCE_ID --server-side-encryption-configuration file://encryption.json"
        ),
        parameters: Parameter<[String]>("kmsKeyArns", "The ARNs of the keys that are allowed.", default: []),
        examples: [
            .compliant("a KMS key", supplementary: encryption("aws:kms")),
            .compliant("two layers of KMS", supplementary: encryption("aws:kms:dsse")),
            .compliant(
                "an allowed key",
                supplementary: encryption("aws:kms", key: "arn:aws:kms:us-east-1:123456789012:key/one"),
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .compliant(
                "an allowed key by its id", supplementary: encryption("aws:kms", key: "one"),
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .nonCompliant(
                "another key", supplementary: encryption("aws:kms", key: "arn:aws:kms:us-east-1:123456789012:key/two"),
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .nonCompliant(
                "AWS's key for S3 where others are allowed", supplementary: encryption("aws:kms"),
                with: ["kmsKeyArns": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .nonCompliant("S3's keys", supplementary: encryption("AES256")),
            .nonCompliant("no default encryption", supplementary: ["BucketPolicy": ["policyText": nil]]),
            .insufficientData("an item that does not say", ["name": "example"]),
        ]
    ) { bucket, _, allowedKeys in
        switch BucketSetting("ServerSideEncryptionConfiguration", of: bucket) {
        case .unrecorded: return .missing("supplementaryConfiguration.ServerSideEncryptionConfiguration")
        case .off: return .nonCompliant("Default encryption is off.")
        case .made(let encryption):
            guard let rule = defaultEncryption(encryption) else { return .nonCompliant("Default encryption is off.") }
            guard rule["sseAlgorithm"] == "aws:kms" || rule["sseAlgorithm"] == "aws:kms:dsse" else {
                return .nonCompliant("Default encryption is \(rule["sseAlgorithm"].string ?? "off"), not aws:kms.")
            }
            guard !allowedKeys.isEmpty else { return .compliant }
            let key = rule["kmsMasterKeyID"].string ?? "alias/aws/s3"
            let isAllowed = allowedKeys.contains { $0 == key || $0.hasSuffix(":key/\(key)") || $0.hasSuffix(":\(key)") }
            return .require(isAllowed, "Default encryption is with a key that is not allowed: \(key).")
        }
    }

    /// The encryption that new objects get when they ask for none.
    private static func defaultEncryption(_ configuration: JSONValue) -> JSONValue? {
        configuration["rules"].elements.lazy.map { $0["applyServerSideEncryptionByDefault"] }
            .first { $0["sseAlgorithm"].isString && $0["sseAlgorithm"] != "" }
    }

    private static func encryption(_ algorithm: JSONLiteral, key: JSONLiteral = nil) -> JSONLiteral {
        [
            "ServerSideEncryptionConfiguration": [
                "rules": [
                    [
                        "applyServerSideEncryptionByDefault": ["sseAlgorithm": algorithm, "kmsMasterKeyID": key],
                        "bucketKeyEnabled": false,
                    ]
                ]
            ]
        ]
    }
}

/// What a bucket's policy calls the bucket and its objects.
private struct BucketPatterns {
    let bucket: WildcardPattern
    let objects: WildcardPattern

    init?(_ item: ConfigurationItem) {
        let arn: String
        if let text = item.arn.string, text.hasPrefix("arn:") {
            arn = text
        } else if let name = item.configuration["name"].string ?? item.resourceId.string {
            arn = "arn:aws:s3:::\(name)"
        } else {
            return nil
        }
        bucket = WildcardPattern(arn, ignoringCase: false)
        objects = WildcardPattern("\(arn)/*", ignoringCase: false)
    }
}
