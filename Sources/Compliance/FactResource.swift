import ConfigModel
package import JSON
package import Recording

/// Resources that no item stands for: accounts, and users whom only a credential report names.
package enum FactResource {
    /// The account as rules judge it.
    package static func account(_ id: String) -> JSONDocument? {
        document([
            "resourceType": .string(ResourceType.account.rawValue), "resourceId": .string(id),
            "awsAccountId": .string(id), "awsRegion": "global",
        ])
    }

    /// A user by a row of the report.
    package static func user(_ row: CredentialReport.Row, account id: String) -> JSONDocument? {
        document([
            "resourceType": .string(ResourceType.iamUser.rawValue), "resourceId": .string(row.user),
            "resourceName": .string(row.user), "ARN": .string(row.arn), "awsAccountId": .string(id),
            "awsRegion": "global",
        ])
    }

    private static func document(_ item: JSONLiteral) -> JSONDocument? { try? JSONDocument(JSONWriter.text(item)) }
}
