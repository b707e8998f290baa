import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ecsTaskDefinition = [ecsTaskDefinitionUserForHostModeCheck]

    static let ecsTaskDefinitionUserForHostModeCheck = ManagedRule(
        "ECS_TASK_DEFINITION_USER_FOR_HOST_MODE_CHECK", name: "ecs-task-definition-user-for-host-mode-check",
        severity: .high,
        "On the network of their host, ECS containers run as root only where they are privileged on purpose.",
        scope: [.ecsTaskDefinition], needs: [.optionalResources(.ecsTaskDefinition, by: .configuration("Family"))],
        remedy: Remedy(
            "Register a revision whose containers name a user other than root, or that uses another network mode.",
            command:
                "aws ecs register-task-definition --family FAMILY --network-mode awsvpc --container-definitions CONTAINERS"
        ),
        parameters: Parameter<Bool?>(
            "SkipInactiveTaskDefinitions",
            "Whether inactive task definitions are left alone; they are too when not set."),
        examples: [
            .compliant("another user", definition([["Name": "web", "User": "www-data"]])),
            .compliant("another user and group, by number", definition([["Name": "web", "User": "1000:0"]])),
            .compliant("privileged on purpose", definition([["Name": "agent", "Privileged": true, "User": "root"]])),
            .nonCompliant("no user", definition([["Name": "web"]])),
            .nonCompliant("root", definition([["Name": "web", "Privileged": false, "User": "root"]])),
            .nonCompliant("root by its number, with a group", definition([["Name": "web", "User": "0:1000"]])),
            .nonCompliant(
                "the second container",
                definition([["Name": "web", "User": "www-data"], ["Name": "log", "Privileged": nil, "User": nil]])),
            .nonCompliant(
                "older revisions and other families beside it", definition([["Name": "web"]], revision: "10"),
                related: [
                    .init(.ecsTaskDefinition, definition([["Name": "web"]], revision: "10")),
                    .init(.ecsTaskDefinition, definition([["Name": "web"]], revision: "9")),
                    .init(.ecsTaskDefinition, definition([["Name": "web"]], family: "worker", revision: "11")),
                    .init(
                        .ecsTaskDefinition, definition([["Name": "web"]], revision: "11"),
                        item: ["awsRegion": "eu-west-1"]),
                    .init(.ecsTaskDefinition, definition([["Name": "web"]], revision: "11", status: "INACTIVE")),
                ]),
            .nonCompliant(
                "inactive, but judged", definition([["Name": "web"]], status: "INACTIVE"),
                with: ["SkipInactiveTaskDefinitions": "false"]),
            .notApplicable(
                "not the newest revision", definition([["Name": "web"]], revision: "9"),
                related: [.init(.ecsTaskDefinition, definition([["Name": "web"]], revision: "10"))]),
            .notApplicable("inactive", definition([["Name": "web"]], status: "INACTIVE")),
            .notApplicable(
                "another network mode", ["NetworkMode": "awsvpc", "ContainerDefinitions": [["Name": "web"]]]),
            .notApplicable("the default network mode, which is left out", ["ContainerDefinitions": [["Name": "web"]]]),
            .insufficientData("an item without its containers", ["NetworkMode": "host"]),
            .insufficientData("an item with little in it", ["Family": "app"]),
        ]
    ) { item, context, skipsInactive in
        let definition = item.configuration
        let (mode, containers) = (definition["NetworkMode"], definition["ContainerDefinitions"])
        guard mode.isString else {
            return mode.kind == .null || containers.isArray ? .notApplicable : .missing("configuration.NetworkMode")
        }
        guard mode == "host" else { return .notApplicable }
        if definition["Status"] == "INACTIVE", skipsInactive != false { return .notApplicable }
        if hasNewerRevision(item, in: context) { return .notApplicable }
        guard containers.isArray else { return .missing("configuration.ContainerDefinitions") }
        var breaches = Breaches()
        for container in containers.elements where container["Privileged"].lenientBool != true {
            let user = container["User"]
            guard user.isNull || user.string.map(isRoot) != false else { continue }
            let rest = "on the host's network as \(user.string ?? "the image's user, or root")"
            breaches.add(
                container["Name"].string ?? "?", "The container ", " is \(rest)",
                many: ("The containers ", " are \(rest)"))
        }
        return breaches.finding ?? .compliant
    }

    /// Whether the user of a container, which is a name or a number, perhaps with a group, is root.
    private static func isRoot(_ user: String) -> Bool {
        guard let name = user.split(separator: ":", omittingEmptySubsequences: false).first else { return true }
        return name.isEmpty || name == "root" || Int(name) == 0
    }

    /// Whether a newer revision takes the place of this one: an active one, or for an inactive one any.
    private static func hasNewerRevision(_ item: ConfigurationItem, in context: EvaluationContext) -> Bool {
        let isInactive = item.configuration["Status"] == "INACTIVE"
        guard let (family, revision) = familyAndRevision(item), let region = item.awsRegion.string else { return false }
        return context.resources(.ecsTaskDefinition, by: .configuration("Family"), family).contains { other in
            guard isInactive || other.configuration["Status"] != "INACTIVE", other.awsRegion.string == region,
                let newer = familyAndRevision(other)
            else { return false }
            return newer.family == family && newer.revision > revision
        }
    }

    private static func familyAndRevision(_ item: ConfigurationItem) -> (family: String, revision: Int)? {
        guard let arn = item.configuration["TaskDefinitionArn"].string ?? item.arn.string,
            let parts = ARN(arn)?.resource.split(whereSeparator: { $0 == "/" || $0 == ":" }), parts.count == 3,
            let revision = Int(parts[2])
        else { return nil }
        return (String(parts[1]), revision)
    }

    private static func definition(
        _ containers: JSONLiteral, family: String = "app", revision: String = "1", status: JSONLiteral = "ACTIVE"
    ) -> JSONLiteral {
        [
            "Family": .string(family), "NetworkMode": "host", "Status": status,
            "TaskDefinitionArn": .string(
                "arn:aws:ecs:us-east-1:123456789012:task-definition/\(family):\(revision)"),
            "ContainerDefinitions": containers,
        ]
    }
}
