import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let codeBuildProject = [codeBuildProjectEnvVarAWSCredCheck]

    static let codeBuildProjectEnvVarAWSCredCheck = ManagedRule(
        "CODEBUILD_PROJECT_ENVVAR_AWSCRED_CHECK", name: "codebuild-project-envvar-awscred-check", severity: .high,
        "CodeBuild projects hold no AWS access key in plain environment variables.",
        scope: [.codeBuildProject],
        remedy: Remedy(
            "Deactivate the key, which is known to all who can read the project; use the project's service role, or a variable of type SECRETS_MANAGER or PARAMETER_STORE.",
            command: "aws codebuild update-project --name RESOURCE_NAME --environment ENVIRONMENT"),
        examples: [
            .compliant(
                "other variables",
                ["environment": ["environmentVariables": [["name": "STAGE", "type": "PLAINTEXT", "value": "prod"]]]]),
            .compliant("no variables", ["environment": ["environmentVariables": []]]),
            .compliant(
                "a reference to a secret",
                [
                    "environment": [
                        "environmentVariables": [
                            ["name": "AWS_SECRET_ACCESS_KEY", "type": "SECRETS_MANAGER", "value": "build:key"]
                        ]
                    ]
                ]),
            .nonCompliant(
                "a plain key",
                [
                    "environment": [
                        "environmentVariables": [
                            ["name": "STAGE", "type": "PLAINTEXT", "value": "prod"],
                            ["name": "AWS_ACCESS_KEY_ID", "type": "PLAINTEXT", "value": "****"],
                        ]
                    ]
                ]),
            .nonCompliant(
                "plain where the type is left out",
                ["environment": ["environmentVariables": [["name": "AWS_SECRET_ACCESS_KEY", "value": "****"]]]]),
            .insufficientData("an item without its variables", ["name": "build"]),
        ]
    ) { project, _ in
        let variables = project.configuration["environment"]["environmentVariables"]
        guard variables.isArray || variables.kind == .null else {
            return .missing("configuration.environment.environmentVariables")
        }
        for variable in variables.elements {
            let name = variable["name"]
            guard name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY" else { continue }
            if variable["type"].isNull || variable["type"] == "PLAINTEXT" {
                return .nonCompliant("The environment variable \(name.string ?? "") is in plain text.")
            }
        }
        return .compliant
    }
}
