import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let codeBuildProject = [codeBuildProjectEnvVarAWSCredCheck, codeBuildProjectSourceRepoURLCheck]

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
        var breaches = Breaches()
        for variable in variables.elements {
            let name = variable["name"]
            guard name == "AWS_ACCESS_KEY_ID" || name == "AWS_SECRET_ACCESS_KEY" else { continue }
            if variable["type"].isNull || variable["type"] == "PLAINTEXT" {
                breaches.add(
                    name.string ?? "", "The environment variable ", " is in plain text",
                    many: ("The environment variables ", " are in plain text"))
            }
        }
        return breaches.finding ?? .compliant
    }

    static let codeBuildProjectSourceRepoURLCheck = ManagedRule(
        "CODEBUILD_PROJECT_SOURCE_REPO_URL_CHECK", name: "codebuild-project-source-repo-url-check", severity: .high,
        "CodeBuild projects name their Bitbucket repositories without a user name or password.",
        scope: [.codeBuildProject],
        remedy: Remedy(
            "Revoke the credentials, which are known to all who can read the project; connect CodeBuild to Bitbucket and name the repository alone.",
            command:
                "aws codebuild update-project --name RESOURCE_NAME --source type=BITBUCKET,location=https://bitbucket.org/TEAM/REPOSITORY.git"
        ),
        examples: [
            .compliant(
                "the repository alone",
                ["source": ["type": "BITBUCKET", "location": "https://bitbucket.org/team/repo.git"]]),
            .compliant(
                "an at sign in the path",
                [
                    "source": ["type": "BITBUCKET", "location": "https://bitbucket.org/team/repo@2.git"],
                    "secondarySources": [],
                ]),
            .nonCompliant(
                "a user name and password",
                ["source": ["type": "BITBUCKET", "location": "https://user:****@bitbucket.org/team/repo.git"]]),
            .nonCompliant(
                "a user name or token",
                ["source": ["type": "BITBUCKET", "location": "HTTPS://user@bitbucket.org/team/repo.git"]]),
            .nonCompliant(
                "in the second source",
                [
                    "source": ["type": "S3", "location": "bucket/source.zip"],
                    "secondarySources": [
                        [
                            "type": "BITBUCKET", "location": "https://user:****@bitbucket.org/team/repo.git",
                            "sourceIdentifier": "tools",
                        ]
                    ],
                ]),
            .notApplicable("no source in Bitbucket", ["source": ["type": "CODEPIPELINE"], "secondarySources": nil]),
            .insufficientData("an item without its source", ["name": "build"]),
            .insufficientData("a source without its type", ["source": ["location": "bucket/source.zip"]]),
            .insufficientData("a repository without its URL", ["source": ["type": "BITBUCKET"]]),
        ]
    ) { project, _ in
        let configuration = project.configuration
        var (isJudged, unknown): (Bool, Finding?) = (false, nil)
        var breaches = Breaches()
        func judge(_ source: JSONValue, _ path: String) {
            guard source["type"].isString else {
                unknown = .missing("\(path).type")
                return
            }
            guard source["type"] == "BITBUCKET" else { return }
            isJudged = true
            guard let url = source["location"].string else {
                unknown = .missing("\(path).location")
                return
            }
            guard hasSignIn(url) else { return }
            breaches.add(
                source["sourceIdentifier"].string.map { "source \($0)" } ?? "source", "The URL of the ",
                " has sign-in data before its host", many: ("The URLs of the ", " have sign-in data before their hosts")
            )
        }
        judge(configuration["source"], "configuration.source")
        for source in configuration["secondarySources"].elements { judge(source, "configuration.secondarySources") }
        return breaches.finding ?? unknown ?? (isJudged ? .compliant : .notApplicable)
    }

    /// Whether a web address has something before an `@` in its authority (RFC 3986 section 3.2.1).
    private static func hasSignIn(_ url: String) -> Bool {
        guard let scheme = url.firstRange(of: "://"), url[..<scheme.lowerBound].lowercased().hasPrefix("http") else {
            return false
        }
        return url[scheme.upperBound...].prefix { !"/?#".contains($0) }.dropFirst().contains("@")
    }
}
