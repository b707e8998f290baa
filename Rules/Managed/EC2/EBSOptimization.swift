/// Whether instances of a type are EBS-optimized (EC2 User Guide, "Amazon EBS-optimized instance types"): every type
/// since C4 always is, whatever its items say, so that the older families are all there is to list.
enum EBSOptimization {
    case always, optional, never

    init(instanceType: String) {
        let family = instanceType.prefix { $0 != "." }
        if Self.optionalTypes.contains(instanceType) {
            self = .optional
        } else {
            self = Self.oldFamilies.contains(family) ? .never : .always
        }
    }

    private static let optionalTypes: Set = [
        "c1.xlarge", "c3.xlarge", "c3.2xlarge", "c3.4xlarge", "g2.2xlarge", "i2.xlarge", "i2.2xlarge", "i2.4xlarge",
        "m1.large", "m1.xlarge", "m2.2xlarge", "m2.4xlarge", "m3.xlarge", "m3.2xlarge", "r3.xlarge", "r3.2xlarge",
        "r3.4xlarge",
    ]

    private static let oldFamilies: Set<Substring> = [
        "c1", "c3", "cc1", "cc2", "cg1", "cr1", "g2", "hi1", "hs1", "i2", "m1", "m2", "m3", "r3", "t1", "t2",
    ]
}
