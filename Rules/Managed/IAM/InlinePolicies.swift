import ConfigModel
import JSON

/// The inline policies of a user, role or group, whose lists are called differently.
struct InlinePolicies {
    /// The list: `policyName` and `policyDocument` each.
    let list: JSONValue
    let path: String

    /// The inline policies of `item`.
    init(of item: ConfigurationItem) {
        let name: StaticString =
            if item.resourceType == "AWS::IAM::Role" {
                "rolePolicyList"
            } else if item.resourceType == "AWS::IAM::Group" {
                "groupPolicyList"
            } else {
                "userPolicyList"
            }
        list = item.configuration[name]
        path = "configuration.\(name)"
    }
}
