import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let apiGatewayStage = [
        apiGWExecutionLoggingEnabled, apiGWCacheEnabledAndEncrypted, apiGWSSLEnabled, apiGWAssociatedWithWAF,
    ]

    static let apiGWExecutionLoggingEnabled = ManagedRule(
        "API_GW_EXECUTION_LOGGING_ENABLED", name: "api-gw-execution-logging-enabled", severity: .medium,
        "Stages of REST and WebSocket APIs write execution logs for all methods, at an accepted level.",
        scope: [.apiGatewayStage, .apiGatewayV2Stage], needs: [.optionalResources(.apiGatewayV2Api, by: .resourceId)],
        remedy: Remedy(
            "Give API Gateway a role that may write logs, and set a logging level for all methods of the stage.",
            command:
                "aws apigateway update-stage --rest-api-id API_ID --stage-name STAGE --patch-operations op=replace,path=/*/*/logging/loglevel,value=ERROR"
        ),
        parameters: Parameter<[String]>("loggingLevel", "The accepted logging levels.", default: ["ERROR", "INFO"]),
        examples: [
            .compliant("all methods", ["methodSettings": ["*/*": ["loggingLevel": "ERROR"]]]),
            .compliant(
                "all methods, one at another level",
                ["methodSettings": ["*/*": ["loggingLevel": "ERROR"], "~1pets/GET": ["loggingLevel": "INFO"]]]),
            .nonCompliant("off", ["methodSettings": ["*/*": ["loggingLevel": "OFF"]]]),
            .nonCompliant(
                "off for one method",
                ["methodSettings": ["~1pets/GET": ["loggingLevel": "OFF"], "*/*": ["loggingLevel": "INFO"]]]),
            .nonCompliant("a new stage", ["stageName": "prod", "methodSettings": [:]]),
            .nonCompliant(
                "another level", ["methodSettings": ["*/*": ["loggingLevel": "ERROR"]]], with: ["loggingLevel": "INFO"]),
            .compliant(
                "a WebSocket API", ["defaultRouteSettings": ["loggingLevel": "INFO"], "routeSettings": [:]],
                type: .apiGatewayV2Stage),
            .compliant(
                "a WebSocket API, routes with settings of their own",
                [
                    "defaultRouteSettings": ["loggingLevel": "ERROR"],
                    "routeSettings": [
                        "$connect": ["loggingLevel": "INFO"], "$default": ["throttlingBurstLimit": 100],
                    ],
                ], type: .apiGatewayV2Stage),
            .nonCompliant(
                "a WebSocket API, off", ["defaultRouteSettings": ["loggingLevel": "OFF"], "routeSettings": [:]],
                type: .apiGatewayV2Stage),
            .nonCompliant(
                "a WebSocket API, off for one route",
                [
                    "defaultRouteSettings": ["loggingLevel": "INFO"],
                    "routeSettings": ["$connect": ["loggingLevel": "OFF"]],
                ], type: .apiGatewayV2Stage),
            .notApplicable(
                "an HTTP API", ["defaultRouteSettings": ["detailedMetricsEnabled": false]],
                item: ["relationships": [["resourceId": "arn:aws:apigateway:us-east-1::/apis/a1"]]],
                related: [
                    .init(
                        .apiGatewayV2Api, ["apiId": "a1", "protocolType": "HTTP"],
                        item: ["resourceId": "arn:aws:apigateway:us-east-1::/apis/a1"])
                ], type: .apiGatewayV2Stage),
            .insufficientData(
                "one method, the others unknown", ["methodSettings": ["~1pets/GET": ["loggingLevel": "INFO"]]]),
            .insufficientData("an item without its settings", ["stageName": "prod"]),
            .insufficientData(
                "a WebSocket API without its level", ["defaultRouteSettings": ["dataTraceEnabled": false]],
                item: ["relationships": [["resourceId": "arn:aws:apigateway:us-east-1::/apis/a1"]]],
                related: [
                    .init(
                        .apiGatewayV2Api, ["apiId": "a1", "protocolType": "WEBSOCKET"],
                        item: ["resourceId": "arn:aws:apigateway:us-east-1::/apis/a1"])
                ], type: .apiGatewayV2Stage),
            .insufficientData(
                "an API of a kind unknown", ["defaultRouteSettings": ["detailedMetricsEnabled": false]],
                type: .apiGatewayV2Stage),
        ]
    ) { stage, context, levels in
        let isLogged: @Sendable (JSONValue) -> Bool = { settings in
            settings["loggingLevel"].string.map { level in levels.contains { $0.uppercased() == level } } ?? false
        }
        let problem: MethodSettings.Problem = { name, settings, breaches in
            guard let level = settings["loggingLevel"].string else { return .missing("loggingLevel of \(name)") }
            breaches.add(name, "loggingLevel of ", " is \(level)")
            return nil
        }
        guard stage.resourceType == "AWS::ApiGatewayV2::Stage" else {
            return MethodSettings.judge(stage, isRight: isLogged, problem: problem)
        }
        if isOfHTTPAPI(stage, in: context) { return .notApplicable }
        let settings = stage.configuration["defaultRouteSettings"]
        var breaches = Breaches()
        if !isLogged(settings), let gap = problem("the default route", settings, &breaches) { return gap }
        for (route, settings) in stage.configuration["routeSettings"].members
        where settings["loggingLevel"].isString && !isLogged(settings) {
            _ = problem("route \(route.string ?? "without a key")", settings, &breaches)
        }
        return breaches.finding ?? .compliant
    }

    /// Whether a V2 stage without a logging level belongs to an HTTP API, which has no execution logs.
    private static func isOfHTTPAPI(_ stage: ConfigurationItem, in context: EvaluationContext) -> Bool {
        guard stage.configuration["defaultRouteSettings"]["loggingLevel"].isNull else { return false }
        return stage.relationships.elements.contains { relationship in
            guard let id = relationship["resourceId"].string else { return false }
            return context.resources(.apiGatewayV2Api, by: .resourceId, id)
                .contains { $0.configuration["protocolType"] == "HTTP" }
        }
    }

    static let apiGWCacheEnabledAndEncrypted = ManagedRule(
        "API_GW_CACHE_ENABLED_AND_ENCRYPTED", name: "api-gw-cache-enabled-and-encrypted", severity: .low,
        "Stages of REST APIs cache the responses of all methods, and encrypt what they cache.",
        scope: [.apiGatewayStage], baseline: false,
        remedy: Remedy(
            "Give the stage a cache, and switch on caching and its encryption for all methods.",
            command:
                "aws apigateway update-stage --rest-api-id API_ID --stage-name STAGE --patch-operations op=replace,path=/cacheClusterEnabled,value=true op=replace,path=/*/*/caching/enabled,value=true op=replace,path=/*/*/caching/dataEncrypted,value=true"
        ),
        examples: [
            .compliant(
                "cached and encrypted",
                [
                    "cacheClusterEnabled": true,
                    "methodSettings": ["*/*": ["cachingEnabled": true, "cacheDataEncrypted": true]],
                ]),
            .nonCompliant(
                "no cache",
                [
                    "cacheClusterEnabled": false,
                    "methodSettings": ["*/*": ["cachingEnabled": true, "cacheDataEncrypted": true]],
                ]),
            .nonCompliant(
                "not encrypted",
                [
                    "cacheClusterEnabled": true,
                    "methodSettings": ["*/*": ["cachingEnabled": true, "cacheDataEncrypted": false]],
                ]),
            .nonCompliant(
                "one method not cached",
                [
                    "cacheClusterEnabled": true,
                    "methodSettings": [
                        "*/*": ["cachingEnabled": true, "cacheDataEncrypted": true],
                        "~1pets/GET": ["cachingEnabled": false, "cacheDataEncrypted": true],
                    ],
                ]),
            .nonCompliant("a cache that no method uses", ["cacheClusterEnabled": true, "methodSettings": [:]]),
            .insufficientData(
                "one method, the others unknown",
                [
                    "cacheClusterEnabled": true,
                    "methodSettings": ["~1pets/GET": ["cachingEnabled": true, "cacheDataEncrypted": true]],
                ]),
            .insufficientData(
                "settings without the encryption",
                ["cacheClusterEnabled": true, "methodSettings": ["*/*": ["cachingEnabled": true]]]),
            .insufficientData("an item without its settings", ["cacheClusterEnabled": true]),
            .insufficientData(
                "an item that does not say",
                ["methodSettings": ["*/*": ["cachingEnabled": true, "cacheDataEncrypted": true]]]),
        ]
    ) { stage, _ in
        guard let hasCache = stage.configuration["cacheClusterEnabled"].bool else {
            return .missing("configuration.cacheClusterEnabled")
        }
        guard hasCache else { return .nonCompliant("cacheClusterEnabled is false.") }
        return MethodSettings.judge(
            stage, isRight: { $0["cachingEnabled"] == true && $0["cacheDataEncrypted"] == true },
            problem: { name, settings, breaches in
                let isOff = (settings["cachingEnabled"] == false, settings["cacheDataEncrypted"] == false)
                if isOff.0 { breaches.add(name, "cachingEnabled of ", " is false") }
                if isOff.1 { breaches.add(name, "cacheDataEncrypted of ", " is false") }
                return isOff.0 || isOff.1 ? nil : .missing("cachingEnabled and cacheDataEncrypted of \(name)")
            })
    }

    static let apiGWSSLEnabled = ManagedRule(
        "API_GW_SSL_ENABLED", name: "api-gw-ssl-enabled", severity: .medium,
        "Stages of REST APIs show a client certificate to their backends.",
        scope: [.apiGatewayStage], baseline: false,
        remedy: Remedy(
            "Generate a client certificate, let the backend check it, and give it to the stage.",
            command:
                "aws apigateway update-stage --rest-api-id API_ID --stage-name STAGE --patch-operations op=replace,path=/clientCertificateId,value=CERTIFICATE_ID"
        ),
        parameters: Parameter<[String]>(
            "CertificateIDs", "The ids of the client certificates allowed; any when it is not set.", default: []),
        examples: [
            .compliant("a certificate", ["clientCertificateId": "a1b2c3"]),
            .compliant(
                "one of the given certificates", ["clientCertificateId": "a1b2c3"],
                with: ["CertificateIDs": "x9y8z7,a1b2c3"]),
            .nonCompliant("no certificate", ["deploymentId": "d1", "stageName": "prod"]),
            .nonCompliant(
                "another certificate", ["clientCertificateId": "a1b2c3"], with: ["CertificateIDs": "x9y8z7"]),
            .insufficientData("part of an item", ["description": "a stage"]),
        ]
    ) { stage, _, allowed in
        judge(stage, "clientCertificateId", allowed: allowed)
    }

    static let apiGWAssociatedWithWAF = ManagedRule(
        "API_GW_ASSOCIATED_WITH_WAF", name: "api-gw-associated-with-waf", severity: .medium,
        "Stages of REST APIs have an AWS WAF web ACL.",
        scope: [.apiGatewayStage], baseline: false,
        remedy: Remedy(
            "Associate a regional web ACL with the stage.",
            command: "aws wafv2 associate-web-acl --web-acl-arn WEB_ACL_ARN --resource-arn STAGE_ARN"),
        parameters: Parameter<[String]>(
            "WebAclArns", "The ARNs of the web ACLs allowed; any when it is not set.", default: []),
        examples: [
            .compliant(
                "a web ACL", ["webAclArn": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"]),
            .compliant(
                "one of the given web ACLs",
                ["webAclArn": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"],
                with: ["WebAclArns": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"]),
            .nonCompliant("no web ACL", ["deploymentId": "d1", "stageName": "prod"]),
            .nonCompliant(
                "another web ACL", ["webAclArn": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/1"],
                with: ["WebAclArns": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/api/2"]),
            .insufficientData("part of an item", ["description": "a stage"]),
        ]
    ) { stage, _, allowed in
        judge(stage, "webAclArn", allowed: allowed)
    }

    /// Whether a stage has the property `name`, which items leave out where it is not set, with an allowed value.
    private static func judge(_ stage: ConfigurationItem, _ name: StaticString, allowed: [String]) -> Finding {
        let property = stage.configuration[name]
        if let value = property.string, !value.isEmpty {
            return .require(allowed.isEmpty || allowed.contains(value), "\(name) is not an allowed one: \(value).")
        }
        guard property.isString || stage.configuration["deploymentId"].isString else {
            return .missing("configuration.\(name)")
        }
        return .nonCompliant("The stage has no \(name).")
    }
}

/// The settings of a REST API stage's methods: a map from `*/*` for all, or `~1pets/GET` for one, to settings.
private enum MethodSettings {
    /// Adds what is wrong with the settings of the method or route of a name; gives what they do not record instead.
    typealias Problem = @Sendable (String, JSONValue, inout Breaches) -> Finding?

    /// Whether all settings are right and all methods have some.
    static func judge(_ stage: ConfigurationItem, isRight: (JSONValue) -> Bool, problem: Problem) -> Finding {
        let all = stage.configuration["methodSettings"]
        guard all.isObject else { return .missing("configuration.methodSettings") }
        var breaches = Breaches()
        var unclear: Finding?
        for (name, settings) in all.members where !isRight(settings) {
            let gap = problem(name.string ?? "a method", settings, &breaches)
            unclear = unclear ?? gap
        }
        if let finding = breaches.finding ?? unclear { return finding }
        if all.count == 0 { return .nonCompliant("methodSettings is empty: no method has settings.") }
        guard !all["*/*"].isMissing else {
            return .insufficientData(
                "methodSettings has no */*, so that methods without settings of their own may exist.")
        }
        return .compliant
    }
}
