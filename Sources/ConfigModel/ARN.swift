/// An Amazon Resource Name in its parts (AWS General Reference, "Amazon Resource Names (ARNs)"):
/// `arn:partition:service:region:account-id:resource`.
public struct ARN: Sendable, Hashable {
    /// `aws`, `aws-cn`, `aws-us-gov`, …
    public let partition: String
    /// `iam`, `ec2`, …
    public let service: String
    /// Empty for global services.
    public let region: String
    /// Twelve digits; nil where the ARN has none, as for S3 buckets and AWS's own policies.
    public let accountId: String?
    /// All behind the fifth colon: `instance/i-0abc`, `user/alice`, `root`.
    public let resource: String

    /// Nil when `text` is not an ARN.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty else { return nil }
        partition = String(parts[1])
        service = String(parts[2])
        region = String(parts[3])
        accountId = AccountID.isValid(parts[4]) ? String(parts[4]) : nil
        resource = String(parts[5])
    }
}

extension ARN {
    /// The partition that a region belongs to (AWS General Reference, "Amazon Resource Names (ARNs)").
    public static func partition(ofRegion region: String) -> String {
        region.hasPrefix("cn-") ? "aws-cn" : region.hasPrefix("us-gov-") ? "aws-us-gov" : "aws"
    }
}

/// AWS account ids.
public enum AccountID {
    /// Whether `text` is twelve digits.
    public static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy { $0 &- 0x30 < 10 }
    }
}
