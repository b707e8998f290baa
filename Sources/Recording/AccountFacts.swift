public import JSON

/// A thing about an account that no configuration item carries.
public enum Fact: String, Sendable, CaseIterable, Comparable {
    case accountSummary = "account summary"
    case passwordPolicy = "account password policy"
    case credentialReport = "credential report"
    case virtualMFADevices = "list of virtual MFA devices"

    /// The AWS CLI command whose output supplies the fact.
    public var command: String {
        switch self {
        case .accountSummary: "aws iam get-account-summary"
        case .passwordPolicy: "aws iam get-account-password-policy"
        case .credentialReport: "aws iam get-credential-report"
        case .virtualMFADevices: "aws iam list-virtual-mfa-devices"
        }
    }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What is known about one account beyond its items.
public struct AccountFacts: Sendable {
    /// The `SummaryMap` of get-account-summary.
    public var accountSummary: JSONDocument?
    public var passwordPolicy: PasswordPolicy?
    public var credentialReport: CredentialReport?
    /// The `VirtualMFADevices` of list-virtual-mfa-devices.
    public var virtualMFADevices: JSONDocument?

    /// An account's password policy, or that it has none: IAM then answers NoSuchEntity.
    public enum PasswordPolicy: Sendable {
        /// The `PasswordPolicy` of get-account-password-policy.
        case policy(JSONDocument)
        case none
    }

    /// Nothing known.
    public init() {}

    /// Whether `fact` was supplied.
    public func has(_ fact: Fact) -> Bool {
        switch fact {
        case .accountSummary: accountSummary != nil
        case .passwordPolicy: passwordPolicy != nil
        case .credentialReport: credentialReport != nil
        case .virtualMFADevices: virtualMFADevices != nil
        }
    }
}
