import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let lambdaFunctionPolicy = [lambdaFunctionPublicAccessProhibited]

    static let lambdaFunctionPublicAccessProhibited = ManagedRule(
        "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED", name: "lambda-function-public-access-prohibited",
        severity: .critical,
        "The policy of a Lambda function lets nobody from outside in whom it does not name.",
        scope: [.lambdaFunction],
        remedy: Remedy(
            "Remove the statement, and allow an account, or a service with the account of its source, instead.",
            command: "aws lambda remove-permission --function-name RESOURCE_ID --statement-id STATEMENT"),
        examples: [
            .compliant(
                "an API of the account",
                supplementary: lambdaPolicy(
                    principal: ["Service": "apigateway.amazonaws.com"],
                    condition: [
                        "ArnLike": ["AWS:SourceArn": "arn:aws:execute-api:us-east-1:123456789012:abc123/*"]
                    ])),
            .compliant(
                "another account", supplementary: lambdaPolicy(principal: ["AWS": "arn:aws:iam::210987654321:root"])),
            .compliant(
                "S3 for one account",
                supplementary: lambdaPolicy(
                    principal: ["Service": "s3.amazonaws.com"],
                    condition: ["StringEquals": ["AWS:SourceAccount": "123456789012"]])),
            .compliant(
                "everybody of an organisation",
                supplementary: lambdaPolicy(
                    principal: "*", condition: ["StringEquals": ["aws:PrincipalOrgID": "o-abc"]])),
            .compliant(
                "no policy", ["functionArn": "arn:aws:lambda:us-east-1:123456789012:function:orders"],
                supplementary: ["Tags": ["team": "orders"]]),
            .compliant("no policy, as null", ["functionName": "orders"], supplementary: ["Policy": nil]),
            .nonCompliant("everybody", supplementary: lambdaPolicy(principal: "*")),
            .nonCompliant(
                "everybody through a function URL",
                supplementary: lambdaPolicy(
                    principal: ["AWS": ["*"]], condition: ["StringEquals": ["lambda:FunctionUrlAuthType": "NONE"]])),
            .nonCompliant("an empty principal", supplementary: lambdaPolicy(principal: ["AWS": ""])),
            .nonCompliant(
                "S3 for every account", supplementary: lambdaPolicy(principal: ["Service": "s3.amazonaws.com"])),
            .nonCompliant(
                "everybody from any account",
                supplementary: lambdaPolicy(
                    principal: "*", condition: ["StringLike": ["aws:SourceAccount": "*"]])),
            .insufficientData("an item without its supplementary configuration", ["functionName": "orders"]),
            .insufficientData(
                "an item without its settings", ["functionName": "orders"],
                supplementary: ["Tags": ["team": "orders"]]),
            .insufficientData("a policy that cannot be read", supplementary: ["Policy": "{"]),
            .insufficientData(
                "a supplementary configuration of another kind",
                ["functionArn": "arn:aws:lambda:us-east-1:123456789012:function:orders"], supplementary: []),
        ]
    ) { function, _ in
        let policy = function.supplementary("Policy")
        if policy.isMissing {
            // A function without a policy has no such member, but all the others.
            let isWhole =
                function.configuration["functionArn"].isString
                && function.json["supplementaryConfiguration"].embedded.isObject
            return isWhole ? .compliant : .missing("supplementaryConfiguration.Policy")
        }
        if policy.isNull || policy == "" { return .compliant }
        guard let document = PolicyDocument(policy) else { return .missing("supplementaryConfiguration.Policy") }
        var breaches = Breaches()
        for (index, statement) in document.statements.enumerated() where statement.isAllow && !statement.isPinned {
            func add(_ isWrong: String, many areWrong: String) {
                let before = "In the function's policy, "
                breaches.add(statement.name(at: index), before, isWrong, many: (before, areWrong))
            }
            if statement.isForEveryone { add(" allows everybody", many: " allow everybody") }
            let principal = statement.json["Principal"]
            if principal == "" || statement.principals("AWS").contains(where: { $0 == "" }) {
                add(" has an empty principal", many: " have an empty principal")
            }
            if statement.principals("Service").contains(where: { $0 == "s3.amazonaws.com" }) {
                let what = " S3 on behalf of any account: "
                add(" allows\(what)it has no aws:SourceAccount", many: " allow\(what)they have no aws:SourceAccount")
            }
        }
        return breaches.finding ?? .compliant
    }

    private static func lambdaPolicy(principal: JSONLiteral, condition: JSONLiteral = [:]) -> JSONLiteral {
        let statement: JSONLiteral = [
            "Sid": "invoke", "Effect": "Allow", "Principal": principal, "Action": "lambda:InvokeFunction",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:orders", "Condition": condition,
        ]
        return ["Policy": .string(JSONWriter.text(["Version": "2012-10-17", "Statement": [statement]]))]
    }
}
