import ConfigModel
import JSON

/// Entries of get-account-authorization-details as configuration items: the same facts that AWS Config records for
/// `AWS::IAM::User`, `Group`, `Role` and `Policy`, under its names.
enum AuthorizationDetail {
    /// Nil for AWS's own managed policies, which AWS Config does not record.
    static func item(_ type: ResourceType, _ detail: JSONValue) -> JSONDocument? {
        guard let text = detail["Arn"].string, let arn = ARN(text), let account = arn.accountId else { return nil }
        let (idName, nameName): (StaticString, StaticString) =
            switch type {
            case .iamUser: ("UserId", "UserName")
            case .iamGroup: ("GroupId", "GroupName")
            case .iamRole: ("RoleId", "RoleName")
            default: ("PolicyId", "PolicyName")
            }
        let name = detail[nameName].string ?? ""
        let literal: JSONLiteral = [
            "configurationItemStatus": "ResourceDiscovered", "awsAccountId": .string(account), "awsRegion": "global",
            "resourceType": .string(type.rawValue), "resourceId": .string(detail[idName].string ?? name),
            "resourceName": .string(name), "ARN": .string(text), "configuration": renamed(detail),
        ]
        return try? JSONDocument(JSONWriter.text(literal))
    }

    /// `UserPolicyList` becomes `userPolicyList`; policy documents stay as they are, object or encoded string.
    private static func renamed(_ value: JSONValue) -> JSONLiteral {
        switch value.kind {
        case .object:
            return .object(
                value.members.map { name, member in
                    let name = name.string ?? ""
                    let isDocument = name.hasSuffix("Document")
                    return (lowered(name), isDocument ? JSONLiteral(member) : renamed(member))
                })
        case .array: return .array(value.elements.map(renamed))
        default: return JSONLiteral(value)
        }
    }

    private static func lowered(_ name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }
}
