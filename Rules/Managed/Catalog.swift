public import RuleKit

/// All managed rules: the lists of the files in this folder, in the order of their names.
public enum ManagedRuleCatalog {
    public static let all: [ManagedRule] = [
        ManagedRule.ec2SecurityGroup,
        ManagedRule.rdsDBInstance,
    ].flatMap { $0 }
}
