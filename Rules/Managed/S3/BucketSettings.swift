import ConfigModel
import JSON

/// What a bucket's item says about one of its settings. S3 leaves a setting that nobody ever made out of the item, or
/// writes null.
enum BucketSetting {
    case made(JSONValue)
    case off
    /// The item does not tell.
    case unrecorded

    init(_ name: StaticString, of bucket: ConfigurationItem) {
        let value = bucket.supplementary(name)
        if value.isMissing {
            self = Self.isWhole(bucket) ? .off : .unrecorded
        } else if value.isNull {
            self = .off
        } else {
            let value = value.embedded
            self = value.isObject ? .made(value) : .unrecorded
        }
    }

    /// The recorder always writes the ACL and the policy, if only as null, and no query can select them alone: an item
    /// with either has every setting that was made.
    private static func isWhole(_ bucket: ConfigurationItem) -> Bool {
        !bucket.supplementary("AccessControlList").isMissing || !bucket.supplementary("BucketPolicy").isMissing
    }
}

/// A bucket's policy as its item records it.
enum BucketPolicy {
    case document(PolicyDocument)
    case none
    /// The item does not tell, or tells something that is no policy.
    case unrecorded

    init(of bucket: ConfigurationItem) {
        let value = bucket.supplementary("BucketPolicy")
        guard !value.isMissing else {
            self = .unrecorded
            return
        }
        let text = value.embedded["policyText"]
        if text.isMissing {
            self = value.isNull ? .none : .unrecorded
        } else if text.isNull || text == "" {
            self = .none
        } else {
            self = PolicyDocument(text).map(BucketPolicy.document) ?? .unrecorded
        }
    }

    static let path = "supplementaryConfiguration.BucketPolicy.policyText"
}
