import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let s3AccountPublicAccessBlock = [
        s3AccountLevelPublicAccessBlocks, s3AccountLevelPublicAccessBlocksPeriodic,
    ]

    private static let blockAllOfAccount = Remedy(
        "Turn on all four settings of Block Public Access for the account; open buckets that must be public another way first.",
        command:
            "aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
    )

    private static let allOn: JSONLiteral = [
        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": true,
    ]
    private static let policiesOff: JSONLiteral = [
        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": false, "restrictPublicBuckets": true,
    ]
    private static let restrictionUnknown: JSONLiteral = [
        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true,
    ]

    static let s3AccountLevelPublicAccessBlocks = ManagedRule(
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS", name: "s3-account-level-public-access-blocks", severity: .high,
        "All four settings of the account's Block Public Access are as asked for, which is on by default.",
        scope: [.s3AccountPublicAccessBlock], remedy: blockAllOfAccount,
        parameters: Parameter<Bool>("RestrictPublicBuckets", "What restrictPublicBuckets must be.", default: true),
        Parameter<Bool>("BlockPublicPolicy", "What blockPublicPolicy must be.", default: true),
        Parameter<Bool>("BlockPublicAcls", "What blockPublicAcls must be.", default: true),
        Parameter<Bool>("IgnorePublicAcls", "What ignorePublicAcls must be.", default: true),
        examples: [
            .compliant("all on", allOn),
            .compliant("off as asked for", policiesOff, with: ["BlockPublicPolicy": "False"]),
            .nonCompliant("one off", policiesOff),
            .nonCompliant("on, though asked to be off", allOn, with: ["BlockPublicPolicy": "false"]),
            .insufficientData("an item with some settings", restrictionUnknown),
        ]
    ) { block, _, restrictBuckets, blockPolicy, blockACLs, ignoreACLs in
        AccountBlock(restrictBuckets, blockPolicy, blockACLs, ignoreACLs).finding(CollectionOfOne(block))
    }

    static let s3AccountLevelPublicAccessBlocksPeriodic = ManagedRule(
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC", name: "s3-account-level-public-access-blocks-periodic",
        severity: .high,
        "All four settings of the account's Block Public Access are as asked for, which is on by default.",
        scope: [.account], trigger: .periodic, needs: [.resources(.s3AccountPublicAccessBlock)],
        remedy: blockAllOfAccount,
        parameters: Parameter<Bool?>("RestrictPublicBuckets", "What restrictPublicBuckets must be; on when not set."),
        Parameter<Bool?>("BlockPublicPolicy", "What blockPublicPolicy must be; on when not set."),
        Parameter<Bool?>("BlockPublicAcls", "What blockPublicAcls must be; on when not set."),
        Parameter<Bool?>("IgnorePublicAcls", "What ignorePublicAcls must be; on when not set."),
        examples: [
            .compliant("all on", related: [.init(.s3AccountPublicAccessBlock, allOn)]),
            .compliant(
                "off as asked for", related: [.init(.s3AccountPublicAccessBlock, policiesOff)],
                with: ["BlockPublicPolicy": "FALSE"]),
            .nonCompliant("one off", related: [.init(.s3AccountPublicAccessBlock, policiesOff)]),
            .nonCompliant(
                "on, though asked to be off", related: [.init(.s3AccountPublicAccessBlock, allOn)],
                with: ["IgnorePublicAcls": "false"]),
            .insufficientData(
                "an item with some settings", related: [.init(.s3AccountPublicAccessBlock, restrictionUnknown)]),
            .insufficientData("the settings are not recorded"),
        ]
    ) { _, context, restrictBuckets, blockPolicy, blockACLs, ignoreACLs in
        let wanted = AccountBlock(
            restrictBuckets ?? true, blockPolicy ?? true, blockACLs ?? true, ignoreACLs ?? true)
        return wanted.finding(context.resources(.s3AccountPublicAccessBlock))
    }
}

/// How the account's Block Public Access should be set.
private struct AccountBlock {
    private let settings: [(name: StaticString, wanted: Bool)]

    init(_ restrictBuckets: Bool, _ blockPolicy: Bool, _ blockACLs: Bool, _ ignoreACLs: Bool) {
        settings = [
            ("restrictPublicBuckets", restrictBuckets), ("blockPublicPolicy", blockPolicy),
            ("blockPublicAcls", blockACLs), ("ignorePublicAcls", ignoreACLs),
        ]
    }

    func finding(_ blocks: some Sequence<ConfigurationItem>) -> Finding {
        var breaches = Breaches()
        var unknown: StaticString?
        for block in blocks {
            for (name, wanted) in settings {
                switch block.configuration[name].lenientBool {
                case wanted?: break
                case let actual?:
                    let value = "\(actual), not \(wanted)"
                    breaches.add(
                        "\(name)", "", " of the account is \(value)", many: ("", " of the account are \(value)"))
                case nil: unknown = name
                }
            }
        }
        return breaches.finding ?? unknown.map { .missing("configuration.\($0)") } ?? .compliant
    }
}
