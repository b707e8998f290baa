import ConfigModel
import JSON
import Recording
import RuleKit

extension ManagedRule {
    static let iamUserCredentials = [
        mfaEnabledForIAMConsoleAccess, iamUserMFAEnabled, accessKeysRotated, iamUserUnusedCredentialsCheck,
    ]

    static let mfaEnabledForIAMConsoleAccess = ManagedRule(
        "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS", name: "mfa-enabled-for-iam-console-access", severity: .high,
        "IAM users who can sign in to the console do it with multi-factor authentication.",
        scope: [.iamUser], trigger: .periodic, needs: [.facts(anyOf: [.credentialReport])],
        remedy: Remedy(
            "Assign an MFA device to the user, or delete the password if nobody signs in with it.",
            command:
                "aws iam enable-mfa-device --user-name USER --serial-number DEVICE --authentication-code1 CODE --authentication-code2 CODE"
        ),
        examples: [
            .compliant(
                "password and MFA", nil, item: alice,
                facts: report(["password_enabled": "true", "mfa_active": "true"])),
            .notApplicable(
                "no password", nil, item: alice, facts: report(["password_enabled": "false", "mfa_active": "false"])),
            .nonCompliant(
                "password without MFA", ["userName": "alice", "arn": "arn:aws:iam::123456789012:user/alice"],
                facts: report(["password_enabled": "true", "mfa_active": "false"])),
            .insufficientData(
                "a report that does not say", nil, item: alice,
                facts: report(["password_enabled": "true", "mfa_active": "N/A"])),
            .insufficientData(
                "a user who is newer than the report", nil, item: ["ARN": "arn:aws:iam::123456789012:user/bob"],
                facts: report([:])),
            .insufficientData("an item without its ARN", nil, facts: report([:])),
            .insufficientData("no report", nil, item: alice),
        ]
    ) { user, context in
        judge(user, in: context) { row in
            guard let hasPassword = row.bool("password_enabled") else { return unknown("password_enabled", row) }
            guard hasPassword else { return .notApplicable }
            guard let hasMFA = row.bool("mfa_active") else { return unknown("mfa_active", row) }
            return .require(hasMFA, "\(row.user) signs in to the console without an MFA device.")
        }
    }

    static let iamUserMFAEnabled = ManagedRule(
        "IAM_USER_MFA_ENABLED", name: "iam-user-mfa-enabled", severity: .medium,
        "Every IAM user has an MFA device.",
        scope: [.iamUser], trigger: .periodic, needs: [.facts(anyOf: [.credentialReport])],
        remedy: Remedy(
            "Assign an MFA device to the user, or replace the user by a role.",
            command:
                "aws iam enable-mfa-device --user-name USER --serial-number DEVICE --authentication-code1 CODE --authentication-code2 CODE"
        ),
        examples: [
            .compliant("MFA", nil, item: alice, facts: report(["mfa_active": "true"])),
            .nonCompliant("no MFA", nil, item: alice, facts: report(["mfa_active": "false"])),
            .insufficientData("a report that does not say", nil, item: alice, facts: report(["mfa_active": "N/A"])),
        ]
    ) { user, context in
        judge(user, in: context) { row in
            guard let hasMFA = row.bool("mfa_active") else { return unknown("mfa_active", row) }
            return .require(hasMFA, "\(row.user) has no MFA device.")
        }
    }

    static let accessKeysRotated = ManagedRule(
        "ACCESS_KEYS_ROTATED", name: "access-keys-rotated", severity: .medium,
        "Every active access key of an IAM user is younger than the limit.",
        scope: [.iamUser], trigger: .periodic, needs: [.facts(anyOf: [.credentialReport]), .clock],
        remedy: Remedy(
            "Make a second key, move whatever uses the old one over, and delete the old one; better, use a role.",
            command: "aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive"),
        parameters: Parameter<Int>("maxAccessKeyAge", "How many days a key may live.", default: 90),
        examples: [
            .compliant(
                "a young key", nil, item: alice,
                facts: report(["access_key_1_active": "true", "access_key_1_last_rotated": "2025-11-01T10:00:00+00:00"])
            ),
            .compliant(
                "a key on its last day", nil, item: alice,
                facts: report(["access_key_2_active": "true", "access_key_2_last_rotated": "2025-10-03T00:00:00+00:00"])
            ),
            .compliant("no active key", nil, item: alice, facts: report(["access_key_1_last_rotated": "2019-01-01"])),
            .compliant(
                "an old key, and patience", nil, item: alice,
                facts: report(["access_key_1_active": "true", "access_key_1_last_rotated": "2025-01-02T10:00:00+00:00"]
                ),
                with: ["maxAccessKeyAge": "365"]),
            .nonCompliant(
                "an old key", nil, item: alice,
                facts: report(["access_key_1_active": "true", "access_key_1_last_rotated": "2025-05-07T15:35:55+00:00"])
            ),
            .nonCompliant(
                "an old second key", nil, item: alice,
                facts: report([
                    "access_key_1_active": "true", "access_key_1_last_rotated": "2025-12-07T15:35:55+00:00",
                    "access_key_2_active": "true", "access_key_2_last_rotated": "2025-10-02T23:59:00+00:00",
                ])),
            .nonCompliant(
                "an old key beside one of unknown age", nil, item: alice,
                facts: report([
                    "access_key_1_active": "true", "access_key_2_active": "true",
                    "access_key_2_last_rotated": "2024-10-02T23:59:00+00:00",
                ])),
            .insufficientData("a key of unknown age", nil, item: alice, facts: report(["access_key_1_active": "true"])),
            .insufficientData(
                "a key of unknown state", nil, item: alice, facts: report(["access_key_1_active": "N/A"])),
        ]
    ) { user, context, limit in
        judge(user, in: context) { row in
            var breaches = Breaches()
            var gap: Finding?
            for (active, rotated) in CredentialReport.Row.accessKeys {
                guard let isActive = row.bool(active) else {
                    gap = gap ?? unknown(active, row)
                    continue
                }
                guard isActive else { continue }
                guard let time = row.time(rotated) else {
                    gap = gap ?? unknown(rotated, row)
                    continue
                }
                let age = context.asOf.days(since: time)
                if age > Double(limit) {
                    breaches.add("\(rotated) is \(time.iso8601), \(wholeDays(age)) days ago, over \(limit)")
                }
            }
            return breaches.finding ?? gap ?? .compliant
        }
    }

    static let iamUserUnusedCredentialsCheck = ManagedRule(
        "IAM_USER_UNUSED_CREDENTIALS_CHECK", name: "iam-user-unused-credentials-check", severity: .medium,
        "Every password and active access key of an IAM user is in use.",
        scope: [.iamUser], trigger: .periodic, needs: [.facts(anyOf: [.credentialReport]), .clock],
        remedy: Remedy(
            "Delete the password or switch the key off; delete the user if nobody misses it.",
            command: "aws iam update-access-key --user-name USER --access-key-id KEY --status Inactive"),
        parameters: Parameter<Int>(
            "maxCredentialUsageAge", "How many days a credential may go without being used.", default: 90),
        examples: [
            .compliant(
                "password and key in use", nil, item: alice,
                facts: report([
                    "password_enabled": "true", "password_last_used": "2025-12-20T14:10:34+00:00",
                    "access_key_1_active": "true", "access_key_1_last_rotated": "2019-01-01T00:00:00+00:00",
                    "access_key_1_last_used_date": "2025-12-30T14:10:00+00:00",
                ])),
            .compliant(
                "a new password that nobody used yet", nil, item: alice,
                facts: report([
                    "password_enabled": "true", "password_last_used": "no_information",
                    "password_last_changed": "2025-12-20T14:10:34+00:00",
                ])),
            .compliant("no credentials", nil, item: alice, facts: report([:])),
            .nonCompliant(
                "a password that nobody uses", nil, item: alice,
                facts: report(["password_enabled": "true", "password_last_used": "2025-08-20T14:10:34+00:00"])),
            .compliant(
                "a password used in time for a longer limit", nil, item: alice,
                facts: report(["password_enabled": "true", "password_last_used": "2025-08-20T14:10:34+00:00"]),
                with: ["maxCredentialUsageAge": "180"]),
            .nonCompliant(
                "a password that nobody ever used", nil, item: alice,
                facts: report([
                    "user_creation_time": "2025-01-30T17:37:35+00:00", "password_enabled": "true",
                    "password_last_used": "no_information", "password_last_changed": "N/A",
                ])),
            .nonCompliant(
                "a second key that nobody uses", nil, item: alice,
                facts: report([
                    "access_key_2_active": "true", "access_key_2_last_rotated": "2025-01-30T19:05:50+00:00",
                    "access_key_2_last_used_date": "2025-02-20T20:27:00+00:00",
                ])),
            .nonCompliant(
                "a key that nobody ever used", nil, item: alice,
                facts: report([
                    "access_key_1_active": "true", "access_key_1_last_rotated": "2025-01-30T15:35:55+00:00",
                    "access_key_1_last_used_date": "N/A",
                ])),
            .insufficientData(
                "a password without any time", nil, item: alice,
                facts: report(["password_enabled": "true", "password_last_used": "no_information"])),
            .insufficientData(
                "a password of which nothing is known", nil, item: alice,
                facts: report(["password_enabled": "no_information"])),
        ]
    ) { user, context, limit in
        judge(user, in: context) { row in
            var breaches = Breaches()
            var gap: Finding?
            for credential in CredentialReport.Row.credentials {
                guard let isEnabled = row.bool(credential.enabled) else {
                    gap = gap ?? unknown(credential.enabled, row)
                    continue
                }
                guard isEnabled else { continue }
                let used = row.time(credential.used)
                guard let time = used ?? credential.made.lazy.compactMap(row.time).first else {
                    gap = gap ?? unknown(credential.used, row)
                    continue
                }
                let age = context.asOf.days(since: time)
                guard age > Double(limit) else { continue }
                // The oldest reports have no column for the use of keys.
                if used == nil, row[credential.used] == nil {
                    gap = gap ?? unknown(credential.used, row)
                    continue
                }
                let what = used == nil ? "never used in the \(wholeDays(age))" : "last used \(wholeDays(age))"
                breaches.add(
                    "The \(credential.name) was \(what) days \(used == nil ? "since it was made" : "ago"), over \(limit)"
                )
            }
            return breaches.finding ?? gap ?? .compliant
        }
    }

    private static func wholeDays(_ days: Double) -> Int { Int(exactly: days.rounded(.down)) ?? 0 }

    /// Judges a user by the row of the credential report with the user's ARN.
    private static func judge(
        _ user: ConfigurationItem, in context: EvaluationContext, by verdict: (CredentialReport.Row) -> Finding
    ) -> Finding {
        guard let arn = user.arn.string ?? user.configuration["arn"].string else { return .missing("the user's ARN") }
        guard let row = context.facts.credentialReport?.row(arn: arn) else {
            return .insufficientData(
                "The credential report has no row for \(arn): run `aws iam generate-credential-report` and add it anew."
            )
        }
        return verdict(row)
    }

    private static func unknown(_ column: String, _ row: CredentialReport.Row) -> Finding {
        .insufficientData("The credential report does not tell: \(column) is \(row[column] ?? "missing").")
    }

    private static var alice: KeyValuePairs<String, JSONLiteral> { ["ARN": "arn:aws:iam::123456789012:user/alice"] }

    private static func report(_ columns: [String: String]) -> [ExampleFact] {
        let row = [
            "user": "alice", "password_enabled": "false", "mfa_active": "false", "access_key_1_active": "false",
            "access_key_2_active": "false",
        ]
        return [.credentialReport([row.merging(columns) { $1 }])]
    }
}

extension CredentialReport.Row {
    /// The columns about a user's two access keys.
    static let accessKeys = [
        (active: "access_key_1_active", rotated: "access_key_1_last_rotated"),
        (active: "access_key_2_active", rotated: "access_key_2_last_rotated"),
    ]

    /// The columns about a credential: whether it is there, when it was last used, and, for one that never was, since
    /// when it could have been, the best source first.
    static let credentials: [(name: String, enabled: String, used: String, made: [String])] = [
        (
            "password", "password_enabled", "password_last_used", ["password_last_changed", "user_creation_time"]
        ),
        ("first access key", "access_key_1_active", "access_key_1_last_used_date", ["access_key_1_last_rotated"]),
        ("second access key", "access_key_2_active", "access_key_2_last_used_date", ["access_key_2_last_rotated"]),
    ]
}
