/// AWS's four ways to say how one resource stands to another (AWS Config Developer Guide, "Supported Resource Types").
enum RelationshipVerb: String, CaseIterable, Sendable {
    case isContainedIn = "Is contained in"
    case isAttachedTo = "Is attached to"
    case isAssociatedWith = "Is associated with"
    case contains = "Contains"

    /// What the other side says.
    var inverse: Self {
        switch self {
        case .isContainedIn: .contains
        case .contains: .isContainedIn
        case .isAttachedTo, .isAssociatedWith: self
        }
    }

    /// The verb of a recorded name such as `Is contained in Vpc`; older items leave the `Is` away.
    init(of name: String) {
        let name = name.lowercased()
        if name.hasPrefix("contains") {
            self = .contains
        } else if name.hasPrefix("is contained in") || name.hasPrefix("contained in") {
            self = .isContainedIn
        } else if name.hasPrefix("is attached to") || name.hasPrefix("attached") {
            self = .isAttachedTo
        } else {
            self = .isAssociatedWith
        }
    }

    /// A name as AWS writes it: `Is contained in Vpc`.
    func name(to type: String) -> String { rawValue + " " + Self.noun(type) }

    /// What AWS calls a resource of a type in such names.
    private static func noun(_ type: String) -> String {
        switch type {
        case "AWS::EC2::VPC": "Vpc"
        case "AWS::EC2::EIP": "ElasticIp"
        case "AWS::EC2::VPNGateway": "VpnGateway"
        case "AWS::EC2::VPNConnection": "VpnConnection"
        default: String(type.split(separator: ":").last ?? "Resource")
        }
    }
}

/// One row of the table of references: a property of a configuration that names another resource.
struct ReferenceRow: Sendable {
    /// How a text that is no ARN names the resource. An ARN speaks for itself wherever it stands.
    enum Reading: Sendable {
        /// An id such as `vpc-0abc`, or several with commas between them, which tells the type too.
        case prefixedID
        /// The resource id, or the name, of a resource of this type; nothing tells which, and an unrecorded one is known
        /// by it as its id.
        case id(String)
        /// The name of a resource of this type.
        case name(String)
        /// Only ARNs count; of what the ARN says, or else of this type.
        case arn(String)
        /// A bucket, by its name, `s3://NAME/…` or `NAME/…`.
        case bucket
        /// A bucket by its host name only: `NAME.s3.amazonaws.com`.
        case bucketHost
        /// A KMS key by its id, or an alias.
        case key
        /// JSON in a string, to look into as if it stood there.
        case embedded
        /// Nothing: the property means something else here.
        case nothing
    }

    /// The property's name; with `PARENT.NAME` only inside that property (lists in between do not count), with `*NAME`
    /// any name that ends so. Case does not count, which makes camelCase and PascalCase one.
    var property: String
    /// The types whose configuration it is in; empty for all.
    var types: [String]
    var reading: Reading
    var verb: RelationshipVerb

    init(
        _ property: String, _ reading: Reading, _ verb: RelationshipVerb = .isAssociatedWith, of types: String...
    ) {
        self.property = property
        self.reading = reading
        self.verb = verb
        self.types = types.map { "AWS::" + $0 }
    }
}
