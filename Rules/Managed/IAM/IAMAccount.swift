import ConfigModel
import JSON
import Recording
import RuleKit

extension ManagedRule {
    static let iamAccount = [
        iamPasswordPolicy, iamRootAccessKeyCheck, rootAccountMFAEnabled, rootAccountHardwareMFAEnabled,
    ]

    static let iamPasswordPolicy = ManagedRule(
        "IAM_PASSWORD_POLICY", name: "iam-password-policy", severity: .medium,
        "The account's password policy is as strict as the parameters ask.",
        scope: [.account], trigger: .periodic, needs: [.facts(anyOf: [.passwordPolicy])],
        remedy: Remedy(
            "Set a password policy for the account that meets the parameters.",
            command:
                "aws iam update-account-password-policy --minimum-password-length 14 --password-reuse-prevention 24 --max-password-age 90 --require-symbols --require-numbers --require-uppercase-characters --require-lowercase-characters"
        ),
        parameters: Parameter<Bool>(
            "RequireUppercaseCharacters", "Whether passwords need an uppercase letter.", default: true),
        Parameter<Bool>("RequireLowercaseCharacters", "Whether passwords need a lowercase letter.", default: true),
        Parameter<Bool>("RequireSymbols", "Whether passwords need a symbol.", default: true),
        Parameter<Bool>("RequireNumbers", "Whether passwords need a digit.", default: true),
        Parameter<Int>("MinimumPasswordLength", "The least number of characters that is enough.", default: 14),
        Parameter<Int>("PasswordReusePrevention", "How many former passwords may not come back.", default: 24),
        Parameter<Int>("MaxPasswordAge", "After how many days a password must have expired.", default: 90),
        examples: [
            .compliant("as strict as the defaults", facts: [.passwordPolicy(strictPolicy())]),
            .compliant(
                "laxer parameters",
                facts: [
                    .passwordPolicy([
                        "MinimumPasswordLength": 8, "RequireSymbols": true, "RequireNumbers": true,
                        "RequireUppercaseCharacters": false, "RequireLowercaseCharacters": false,
                        "AllowUsersToChangePassword": false, "MaxPasswordAge": 365, "PasswordReusePrevention": 5,
                    ])
                ],
                with: [
                    "MinimumPasswordLength": "8", "RequireUppercaseCharacters": "false",
                    "RequireLowercaseCharacters": "false", "MaxPasswordAge": "365", "PasswordReusePrevention": "5",
                ]),
            .nonCompliant("no password policy", facts: [.passwordPolicy(nil)]),
            .nonCompliant("short passwords", facts: [.passwordPolicy(strictPolicy(["MinimumPasswordLength": 8]))]),
            .nonCompliant("no symbols", facts: [.passwordPolicy(strictPolicy(["RequireSymbols": false]))]),
            .nonCompliant("no digits", facts: [.passwordPolicy(strictPolicy(["RequireNumbers": false]))]),
            .nonCompliant(
                "no uppercase letters", facts: [.passwordPolicy(strictPolicy(["RequireUppercaseCharacters": false]))]),
            .nonCompliant(
                "no lowercase letters", facts: [.passwordPolicy(strictPolicy(["RequireLowercaseCharacters": false]))]),
            .nonCompliant(
                "passwords that come back", facts: [.passwordPolicy(strictPolicy(["PasswordReusePrevention": 5]))]),
            .nonCompliant("old passwords", facts: [.passwordPolicy(strictPolicy(["MaxPasswordAge": 180]))]),
            .nonCompliant(
                "passwords that never expire",
                facts: [.passwordPolicy(strictPolicy(["MaxPasswordAge": nil, "ExpirePasswords": false]))]),
            .insufficientData("a policy that does not say", facts: [.passwordPolicy(["HardExpiry": false])]),
            .insufficientData("an unknown password policy"),
        ]
    ) { _, context, uppercase, lowercase, symbols, numbers, length, reuse, age in
        guard case .policy(let document)? = context.facts.passwordPolicy else {
            return .nonCompliant("The account has no password policy.")
        }
        let policy = document.unretainedRoot
        func allows(_ name: StaticString) -> Bool? { policy[name].lenientBool.map { !$0 } }
        guard let noUppercase = allows("RequireUppercaseCharacters"),
            let noLowercase = allows("RequireLowercaseCharacters"), let noSymbols = allows("RequireSymbols"),
            let noNumbers = allows("RequireNumbers"), let shortest = policy["MinimumPasswordLength"].lenientInt
        else {
            return .insufficientData(
                "The password policy is incomplete: add the output of `aws iam get-account-password-policy`.")
        }
        // IAM leaves out the two numbers while they are off.
        let remembered = policy["PasswordReusePrevention"].lenientInt ?? 0
        let oldest = policy["MaxPasswordAge"].lenientInt ?? 0
        var gaps: [String] = []
        if uppercase, noUppercase { gaps.append("RequireUppercaseCharacters is false") }
        if lowercase, noLowercase { gaps.append("RequireLowercaseCharacters is false") }
        if symbols, noSymbols { gaps.append("RequireSymbols is false") }
        if numbers, noNumbers { gaps.append("RequireNumbers is false") }
        if shortest < length { gaps.append("MinimumPasswordLength is \(shortest), not \(length)") }
        if remembered < reuse {
            gaps.append("PasswordReusePrevention is \(remembered == 0 ? "off" : "\(remembered)"), not \(reuse)")
        }
        if age > 0, oldest <= 0 || oldest > age {
            gaps.append("MaxPasswordAge is \(oldest <= 0 ? "off" : "\(oldest)"), not \(age)")
        }
        return .require(gaps.isEmpty, gaps.joined(separator: "; ") + ".")
    }

    private static func strictPolicy(_ changes: [String: JSONLiteral?] = [:]) -> JSONLiteral {
        var members: [(String, JSONLiteral)] = [
            ("MinimumPasswordLength", 14), ("RequireSymbols", true), ("RequireNumbers", true),
            ("RequireUppercaseCharacters", true), ("RequireLowercaseCharacters", true),
            ("AllowUsersToChangePassword", true), ("ExpirePasswords", true), ("MaxPasswordAge", 90),
            ("PasswordReusePrevention", 24),
        ]
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            if let value { members.append((name, value)) }
        }
        return .object(members)
    }

    static let iamRootAccessKeyCheck = ManagedRule(
        "IAM_ROOT_ACCESS_KEY_CHECK", name: "iam-root-access-key-check", severity: .critical,
        "The root user has no access key.",
        scope: [.account], trigger: .periodic, needs: [.facts(anyOf: [.accountSummary, .credentialReport])],
        remedy: Remedy(
            "Sign in as root, find out what uses the key, give that a role of its own, and delete the key.",
            command: "aws iam delete-access-key --access-key-id KEY"),
        examples: [
            .compliant("no key in the account summary", facts: [.accountSummary(["AccountAccessKeysPresent": 0])]),
            .nonCompliant("a key in the account summary", facts: [.accountSummary(["AccountAccessKeysPresent": 1])]),
            .compliant("no key in the credential report", facts: rootReport()),
            .nonCompliant(
                "a second key in the credential report",
                facts: rootReport([
                    "access_key_2_active": "true", "access_key_2_last_rotated": "2018-11-23T16:01:14+00:00",
                ])),
            .nonCompliant(
                "a key that is switched off", facts: rootReport(["access_key_1_last_rotated": "2018-11-23T16:01:14Z"])),
            .insufficientData("a report without root", facts: [.credentialReport([["user": "alice"]])]),
            .insufficientData("nothing known"),
        ]
    ) { _, context in
        if let keys = context.facts.accountSummary?.unretainedRoot["AccountAccessKeysPresent"].lenientInt {
            return .require(keys == 0, "The root user has an access key: AccountAccessKeysPresent is \(keys).")
        }
        guard let root = context.facts.credentialReport?.root else { return noRootData }
        var breaches = Breaches()
        for (active, rotated) in CredentialReport.Row.accessKeys {
            guard let isActive = root.bool(active) else { return breaches.finding ?? noRootData }
            if isActive {
                breaches.add(
                    active, "The root user has an access key: ", " is true",
                    many: ("The root user has access keys: ", " are true"))
            } else if let time = root.time(rotated) {
                breaches.add(
                    time.iso8601, "The root user has an inactive access key from ",
                    many: ("The root user has inactive access keys from ", ""))
            }
        }
        return breaches.finding ?? .compliant
    }

    static let rootAccountMFAEnabled = ManagedRule(
        "ROOT_ACCOUNT_MFA_ENABLED", name: "root-account-mfa-enabled", severity: .critical,
        "The root user signs in with multi-factor authentication.",
        scope: [.account], trigger: .periodic, needs: [.facts(anyOf: [.accountSummary, .credentialReport])],
        remedy: Remedy("Sign in as root and assign an MFA device under Security credentials."),
        examples: [
            .compliant("on in the account summary", facts: [.accountSummary(["AccountMFAEnabled": 1])]),
            .nonCompliant("off in the account summary", facts: [.accountSummary(["AccountMFAEnabled": 0])]),
            .compliant("on in the credential report", facts: rootReport(["mfa_active": "true"])),
            .nonCompliant("off in the credential report", facts: rootReport(["mfa_active": "false"])),
            .insufficientData("a report without root", facts: [.credentialReport([["user": "alice"]])]),
            .insufficientData("nothing known"),
        ]
    ) { _, context in
        guard let isOn = rootHasMFA(context.facts) else { return noRootData }
        return .require(isOn, "The root user has no MFA device.")
    }

    static let rootAccountHardwareMFAEnabled = ManagedRule(
        "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED", name: "root-account-hardware-mfa-enabled", severity: .critical,
        "The root user signs in with a hardware MFA device and no virtual one.",
        scope: [.account], trigger: .periodic,
        needs: [.facts(anyOf: [.accountSummary, .credentialReport]), .optionalFacts([.virtualMFADevices])],
        remedy: Remedy(
            "Sign in as root, assign a security key or hardware token, and remove the virtual device.",
            command: "aws iam list-virtual-mfa-devices --assignment-status Assigned"),
        examples: [
            .compliant(
                "no virtual device of root",
                facts: [
                    .accountSummary(["AccountMFAEnabled": 1]),
                    .virtualMFADevices([
                        [
                            "SerialNumber": "arn:aws:iam::123456789012:mfa/alice",
                            "User": ["Arn": "arn:aws:iam::123456789012:user/alice"],
                        ]
                    ]),
                ]),
            .compliant(
                "the report instead of the summary",
                facts: rootReport(["mfa_active": "true"]) + [.virtualMFADevices([])]),
            .nonCompliant(
                "root's virtual device by its number",
                facts: [
                    .accountSummary(["AccountMFAEnabled": 1]),
                    .virtualMFADevices([
                        ["SerialNumber": "arn:aws:iam::123456789012:mfa/root-account-mfa-device"]
                    ]),
                ]),
            .nonCompliant(
                "root's virtual device by its user",
                facts: [
                    .accountSummary(["AccountMFAEnabled": 1]),
                    .virtualMFADevices([
                        [
                            "SerialNumber": "arn:aws:iam::123456789012:mfa/phone",
                            "User": ["Arn": "arn:aws:iam::123456789012:root"],
                        ]
                    ]),
                ]),
            .nonCompliant("no MFA at all", facts: [.accountSummary(["AccountMFAEnabled": 0])]),
            .insufficientData("MFA of an unknown kind", facts: [.accountSummary(["AccountMFAEnabled": 1])]),
            .insufficientData("nothing known"),
        ]
    ) { _, context in
        guard let isOn = rootHasMFA(context.facts) else { return noRootData }
        guard isOn else { return .nonCompliant("The root user has no MFA device.") }
        guard let devices = context.facts.virtualMFADevices?.unretainedRoot, devices.isArray else {
            return .insufficientData(
                "Which kind of MFA device root has is unknown: add the output of `\(Fact.virtualMFADevices.command)`.")
        }
        var breaches = Breaches()
        for device in devices.elements {
            let serial = device["SerialNumber"].string ?? ""
            if serial.hasSuffix("mfa/root-account-mfa-device")
                || device["User"]["Arn"].string?.hasSuffix(":root") == true
            {
                breaches.add(
                    serial, "The root user's MFA device is virtual: ",
                    many: ("The root user's MFA devices are virtual: ", ""))
            }
        }
        return breaches.finding ?? .compliant
    }

    private static let noRootData = Finding.insufficientData(
        "What was supplied says nothing about root: add the output of `\(Fact.accountSummary.command)`.")

    private static func rootHasMFA(_ facts: AccountFacts) -> Bool? {
        if let count = facts.accountSummary?.unretainedRoot["AccountMFAEnabled"].lenientInt { return count > 0 }
        return facts.credentialReport?.root?.bool("mfa_active")
    }

    private static func rootReport(_ columns: [String: String] = [:]) -> [ExampleFact] {
        let root = [
            "user": "<root_account>", "password_enabled": "not_supported", "mfa_active": "true",
            "access_key_1_active": "false", "access_key_2_active": "false",
        ]
        return [.credentialReport([root.merging(columns) { $1 }])]
    }
}
