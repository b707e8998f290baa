import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let s3BucketPublicAccess = [
        s3BucketPublicReadProhibited, s3BucketPublicWriteProhibited, s3BucketLevelPublicAccessProhibited,
    ]

    static let s3BucketPublicReadProhibited = publicAccess(
        "S3_BUCKET_PUBLIC_READ_PROHIBITED", name: "s3-bucket-public-read-prohibited",
        "Neither the policy nor the ACL of a bucket lets everybody read.", .read)

    static let s3BucketPublicWriteProhibited = publicAccess(
        "S3_BUCKET_PUBLIC_WRITE_PROHIBITED", name: "s3-bucket-public-write-prohibited",
        "Neither the policy nor the ACL of a bucket lets everybody write.", .write)

    /// A way of access that a bucket may give to everybody.
    private struct PublicAccess {
        let actions: [WildcardPattern]
        /// The ACL's permissions as the recorder and as the API write them.
        let permissions: [StaticString]
        let exampleAction: JSONLiteral
        let otherAction: JSONLiteral
        let examplePermission: JSONLiteral
        let otherPermission: JSONLiteral

        static let read = PublicAccess(
            actions: ["s3:Get*", "s3:List*"],
            permissions: ["Read", "ReadAcp", "FullControl", "READ", "READ_ACP", "FULL_CONTROL"],
            exampleAction: "s3:GetObject", otherAction: "s3:PutObject", examplePermission: "Read",
            otherPermission: "Write")

        static let write = PublicAccess(
            actions: [
                "s3:Put*", "s3:Delete*", "s3:Abort*", "s3:Create*", "s3:Replicate*", "s3:Restore*", "s3:Bypass*",
                "s3:ObjectOwner*", "s3:Update*", "s3:Initiate*", "s3:Tag*", "s3:Untag*",
            ],
            permissions: ["Write", "WriteAcp", "FullControl", "WRITE", "WRITE_ACP", "FULL_CONTROL"],
            exampleAction: "s3:PutObject", otherAction: "s3:GetObject", examplePermission: "Write",
            otherPermission: "Read")

        static let allPermissions = read.permissions + write.permissions
    }

    private static func publicAccess(
        _ identifier: String, name: String, _ summary: String, _ access: PublicAccess
    ) -> ManagedRule {
        ManagedRule(
            identifier, name: name, severity: .critical, summary,
            scope: [.s3Bucket], trigger: .both, needs: [.optionalResources(.s3AccountPublicAccessBlock)],
            remedy: Remedy(
                "Turn on Block Public Access, and publish what must be public through CloudFront.",
                command:
                    "aws s3api put-public-access-block --bucket RESOURCE_ID --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
            ),
            examples: publicAccessExamples(access)
        ) { bucket, context in
            var (ignoresACLs, restrictsPolicies) = (false, false)
            func apply(_ block: JSONValue) {
                if block["ignorePublicAcls"].lenientBool == true { ignoresACLs = true }
                if block["restrictPublicBuckets"].lenientBool == true { restrictsPolicies = true }
            }
            if case .made(let block) = BucketSetting("PublicAccessBlockConfiguration", of: bucket) { apply(block) }
            if !ignoresACLs || !restrictsPolicies {
                for account in context.resources(.s3AccountPublicAccessBlock) { apply(account.configuration) }
            }
            var breaches = Breaches()
            var gap: Finding?
            if !restrictsPolicies {
                switch BucketPolicy(of: bucket) {
                case .none: break
                case .unrecorded: gap = .missing(BucketPolicy.path)
                case .document(let policy):
                    for (index, statement) in policy.statements.enumerated()
                    where statement.isPublic && access.actions.contains(where: statement.concernsSome) {
                        let before = "In the bucket policy, \(statement.name(at: index)) allows everybody "
                        let isNegated = !statement.json["NotAction"].isNull
                        if isNegated { breaches.add("all but its NotAction", before) }
                        for action in statement.actions where access.actions.contains(where: { $0.intersects(action) })
                        {
                            breaches.add(action.string ?? "", before)
                        }
                    }
                }
            }
            if !ignoresACLs {
                let acl = bucket.supplementary("AccessControlList").embedded
                let lists = (acl["grantList"], acl["grantSet"])
                if !lists.0.isArray && !lists.1.isArray { gap = gap ?? .missing("\(aclPath).grantList") }
                for list in [lists.0, lists.1] {
                    for grant in list.elements {
                        let permission = grant["permission"]
                        let isKnown = PublicAccess.allPermissions.contains { permission == $0 }
                        if isKnown, !access.permissions.contains(where: { permission == $0 }) { continue }
                        switch Grantee(grant["grantee"]) {
                        case .one: break
                        case .everybody(let group) where isKnown:
                            breaches.add(permission.string ?? "", "The bucket's ACL grants ", " to \(group)")
                        case .everybody: gap = gap ?? .missing("\(aclPath).grantList.permission")
                        case .unrecorded: gap = gap ?? .missing("\(aclPath).grantList.grantee")
                        }
                    }
                }
            }
            return breaches.finding ?? gap ?? .compliant
        }
    }

    private static let aclPath = "supplementaryConfiguration.AccessControlList"

    /// Whom a grant of an ACL is for.
    private enum Grantee {
        /// A group of everybody, or of everybody with an AWS account.
        case everybody(String)
        case one
        case unrecorded

        init(_ grantee: JSONValue) {
            var isNamed = false
            for name in [grantee, grantee["uri"], grantee["URI"], grantee["identifier"], grantee["id"]] {
                guard let text = name.string else { continue }
                isNamed = true
                for group in ["AllUsers", "AuthenticatedUsers"] where text == group || text.hasSuffix("/\(group)") {
                    self = .everybody(group)
                    return
                }
            }
            self = isNamed ? .one : .unrecorded
        }
    }

    private static func publicAccessExamples(_ access: PublicAccess) -> [Example] {
        let ownACL: JSONLiteral = [
            "grantSet": nil, "grantList": [["grantee": ["id": "8ac813c8"], "permission": "FullControl"]],
        ]
        let noPolicy: JSONLiteral = ["policyText": nil]
        func acl(_ grantee: JSONLiteral, _ permission: JSONLiteral) -> JSONLiteral {
            ["grantSet": nil, "grantList": [["grantee": grantee, "permission": permission]]]
        }
        func policy(
            _ action: JSONLiteral, principal: JSONLiteral = "*", effect: JSONLiteral = "Allow",
            condition: JSONLiteral = [:]
        ) -> JSONLiteral {
            let statement: JSONLiteral = [
                "Sid": "Website", "Effect": effect, "Principal": principal, "Action": action,
                "Resource": "arn:aws:s3:::example/*", "Condition": condition,
            ]
            return ["policyText": .string(JSONWriter.text(["Version": "2012-10-17", "Statement": [statement]]))]
        }
        func bucket(_ policy: JSONLiteral, _ acl: JSONLiteral, block: JSONLiteral = nil) -> JSONLiteral {
            ["BucketPolicy": policy, "AccessControlList": acl, "PublicAccessBlockConfiguration": block]
        }
        let block: JSONLiteral = [
            "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true, "restrictPublicBuckets": true,
        ]
        let publicPolicy = policy(access.exampleAction)
        let publicACL = acl("AllUsers", access.examplePermission)
        return [
            .compliant("no policy, an ACL for the owner", supplementary: bucket(noPolicy, ownACL)),
            .compliant("public, but blocked", supplementary: bucket(publicPolicy, publicACL, block: block)),
            .compliant(
                "public, but blocked for the account", supplementary: bucket(publicPolicy, publicACL),
                related: [.init(.s3AccountPublicAccessBlock, block)]),
            .compliant(
                "everybody of an organisation",
                supplementary: bucket(
                    policy(access.exampleAction, condition: ["StringEquals": ["aws:PrincipalOrgID": "o-abc"]]), ownACL)),
            .compliant(
                "another action, another permission",
                supplementary: bucket(policy(access.otherAction), acl("AllUsers", access.otherPermission))),
            .compliant(
                "another account",
                supplementary: bucket(policy("s3:*", principal: ["AWS": "arn:aws:iam::210987654321:root"]), ownACL)),
            .compliant("everybody denied", supplementary: bucket(policy("s3:*", effect: "Deny"), ownACL)),
            .nonCompliant("a public policy", supplementary: bucket(publicPolicy, ownACL)),
            .nonCompliant(
                "a public policy for any address",
                supplementary: bucket(
                    policy(
                        ["s3:*"], principal: ["AWS": ["*"]], condition: ["IpAddress": ["aws:SourceIp": "0.0.0.0/0"]]),
                    ownACL)),
            .nonCompliant(
                "a public ACL, in a string", supplementary: bucket(noPolicy, .string(JSONWriter.text(publicACL)))),
            .nonCompliant(
                "an ACL for everybody with an AWS account",
                supplementary: bucket(
                    noPolicy, acl(["uri": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"], "FullControl"))),
            .nonCompliant(
                "ACLs ignored, the policy not",
                supplementary: bucket(publicPolicy, publicACL, block: ["ignorePublicAcls": true])),
            .nonCompliant(
                "new public policies and ACLs blocked, the present ones not",
                supplementary: bucket(
                    publicPolicy, ownACL, block: ["blockPublicAcls": true, "blockPublicPolicy": true])),
            .nonCompliant(
                "a public ACL, in a string in a string",
                supplementary: bucket(noPolicy, .string(JSONWriter.text(.string(JSONWriter.text(publicACL)))))),
            .nonCompliant(
                "policies restricted, the ACL not",
                supplementary: bucket(publicPolicy, publicACL, block: ["restrictPublicBuckets": true])),
            .nonCompliant(
                "public, and not blocked for the account", supplementary: bucket(publicPolicy, publicACL),
                related: [
                    .init(.s3AccountPublicAccessBlock, ["ignorePublicAcls": false, "restrictPublicBuckets": false])
                ]),
            .compliant(
                "an ACL without its grants, but ACLs are ignored",
                supplementary: bucket(noPolicy, ["owner": ["id": "8ac813c8"]], block: block)),
            .nonCompliant(
                "a public policy, and an ACL without its grants",
                supplementary: bucket(publicPolicy, ["grantSet": nil, "grantList": nil])),
            .nonCompliant("a public ACL, and a policy without its text", supplementary: bucket([:], publicACL)),
            .insufficientData(
                "an ACL without its grants",
                supplementary: bucket(noPolicy, ["grantSet": nil, "owner": ["id": "8ac813c8"]])),
            .insufficientData("a policy without its text", supplementary: bucket([:], ownACL)),
            .insufficientData(
                "a grant without its grantee", supplementary: bucket(noPolicy, acl(nil, access.examplePermission))),
            .insufficientData(
                "a grant to everybody without its permission", supplementary: bucket(noPolicy, acl("AllUsers", nil))),
            .insufficientData("an item without policy and ACL", ["name": "example"]),
            .insufficientData("an item without its ACL", supplementary: ["BucketPolicy": noPolicy]),
            .insufficientData("an item without its policy", supplementary: ["AccessControlList": ownACL]),
            .insufficientData(
                "a policy that cannot be read", supplementary: bucket(["policyText": "{"], ownACL)),
        ]
    }

    static let s3BucketLevelPublicAccessProhibited = ManagedRule(
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED", name: "s3-bucket-level-public-access-prohibited", severity: .high,
        "All four settings of a bucket's own Block Public Access are on.",
        scope: [.s3Bucket],
        remedy: Remedy(
            "Turn on all four settings of Block Public Access for the bucket.",
            command:
                "aws s3api put-public-access-block --bucket RESOURCE_ID --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
        ),
        parameters: Parameter<[String]>(
            "excludedPublicBuckets", "The names of buckets that may be public.", default: []),
        examples: [
            .compliant(
                "all on",
                supplementary: [
                    "PublicAccessBlockConfiguration": [
                        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": true,
                        "restrictPublicBuckets": true,
                    ]
                ]),
            .compliant(
                "all on, in a string",
                supplementary: [
                    "PublicAccessBlockConfiguration":
                        #"{"blockPublicAcls":true,"ignorePublicAcls":true,"blockPublicPolicy":true,"restrictPublicBuckets":true}"#
                ]),
            .nonCompliant(
                "one off",
                supplementary: [
                    "PublicAccessBlockConfiguration": [
                        "blockPublicAcls": true, "ignorePublicAcls": true, "blockPublicPolicy": false,
                        "restrictPublicBuckets": true,
                    ]
                ]),
            .nonCompliant("never configured", supplementary: ["BucketPolicy": ["policyText": nil]]),
            .notApplicable(
                "a bucket that may be public", ["name": "website"],
                supplementary: ["BucketPolicy": ["policyText": nil]], with: ["excludedPublicBuckets": "assets, website"]
            ),
            .insufficientData("an item without its settings", ["name": "example"]),
            .insufficientData(
                "an item with some settings",
                supplementary: ["PublicAccessBlockConfiguration": ["blockPublicAcls": true, "ignorePublicAcls": true]]),
        ]
    ) { bucket, _, excluded in
        if !excluded.isEmpty, let name = bucket.configuration["name"].string ?? bucket.resourceId.string,
            excluded.contains(name)
        {
            return .notApplicable
        }
        let path = "supplementaryConfiguration.PublicAccessBlockConfiguration"
        switch BucketSetting("PublicAccessBlockConfiguration", of: bucket) {
        case .unrecorded: return .missing(path)
        case .off: return .nonCompliant("The bucket has no Block Public Access of its own.")
        case .made(let block):
            var breaches = Breaches()
            var unknown: StaticString?
            for name: StaticString in [
                "blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets",
            ] {
                switch block[name].lenientBool {
                case true?: break
                case false?:
                    let before = "Of the bucket's Block Public Access, "
                    breaches.add("\(name)", before, " is off", many: (before, " are off"))
                case nil: unknown = name
                }
            }
            return breaches.finding ?? unknown.map { .missing("\(path).\($0)") } ?? .compliant
        }
    }
}
