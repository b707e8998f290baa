import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let elasticLoadBalancingV2LoadBalancerListeners = [
        albHTTPToHTTPSRedirectionCheck, elbv2ACMCertificateRequired,
    ]

    static let albHTTPToHTTPSRedirectionCheck = ManagedRule(
        "ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK", name: "alb-http-to-https-redirection-check", severity: .medium,
        "HTTP listeners of Application Load Balancers redirect to HTTPS by default.",
        scope: [.elasticLoadBalancingV2LoadBalancer], trigger: .periodic,
        needs: [.resources(.elasticLoadBalancingV2Listener, by: .configuration("LoadBalancerArn"))],
        remedy: Remedy(
            "Make a redirect to HTTPS the only action of every HTTP listener.",
            command:
                "aws elbv2 modify-listener --listener-arn LISTENER_ARN --default-actions Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}"
        ),
        examples: [
            .compliant(
                "a redirect", balancer(.application),
                related: [
                    listener([
                        "Port": 80, "Protocol": "HTTP",
                        "DefaultActions": [
                            ["Type": "redirect", "RedirectConfig": ["Protocol": "HTTPS", "Port": "443"]]
                        ],
                    ]), listener(["Port": 443, "Protocol": "HTTPS", "DefaultActions": [["Type": "forward"]]]),
                ]),
            .compliant(
                "HTTPS only", balancer(.application),
                related: [listener(["Port": 443, "Protocol": "HTTPS", "DefaultActions": [["Type": "forward"]]])]),
            .nonCompliant(
                "forwards", balancer(.application),
                related: [listener(["Port": 80, "Protocol": "HTTP", "DefaultActions": [["Type": "forward"]]])]),
            .nonCompliant(
                "a redirect that keeps the protocol", balancer(.application),
                related: [
                    listener([
                        "Port": 80, "Protocol": "HTTP",
                        "DefaultActions": [["Type": "redirect", "RedirectConfig": ["Protocol": "#{protocol}"]]],
                    ])
                ]),
            .notApplicable(
                "a network load balancer", balancer(.network), related: [listener(["Port": 80, "Protocol": "TCP"])]),
            .insufficientData(
                "a listener without its protocol", balancer(.application), related: [listener(["Port": 80])]),
            .insufficientData(
                "an item without its kind", ["scheme": "internal"],
                related: [listener(["Port": 80, "Protocol": "HTTP"])]),
            .insufficientData(
                "a listener without its actions", balancer(.application),
                related: [listener(["Port": 80, "Protocol": "HTTP"])]),
            .insufficientData(
                "listeners of another load balancer only", balancer(.application),
                related: [
                    .init(
                        .elasticLoadBalancingV2Listener,
                        [
                            "LoadBalancerArn":
                                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/other/2",
                            "Port": 80, "Protocol": "HTTP",
                        ])
                ]),
            .nonCompliant(
                "forwards, beside a listener of which nothing is known", balancer(.application),
                related: [
                    .init(.elasticLoadBalancingV2Listener, nil),
                    listener(["Port": 80, "Protocol": "HTTP", "DefaultActions": [["Type": "forward"]]]),
                ]),
            .compliant(
                "HTTPS only, and an unknown listener in another region", balancer(.application),
                related: [
                    listener(["Port": 443, "Protocol": "HTTPS", "DefaultActions": [["Type": "forward"]]]),
                    .init(.elasticLoadBalancingV2Listener, nil, item: ["awsRegion": "eu-west-1"]),
                ]),
            .insufficientData(
                "HTTPS, and a listener without its load balancer", balancer(.application),
                related: [
                    listener(["Port": 443, "Protocol": "HTTPS", "DefaultActions": [["Type": "forward"]]]),
                    .init(.elasticLoadBalancingV2Listener, ["Port": 80, "Protocol": "HTTP", "LoadBalancerArn": nil]),
                ]),
            .insufficientData(
                "HTTPS, and a listener without its configuration", balancer(.application),
                related: [
                    listener(["Port": 443, "Protocol": "HTTPS", "DefaultActions": [["Type": "forward"]]]),
                    .init(.elasticLoadBalancingV2Listener, nil),
                ]),
            .insufficientData(
                "an action without its type", balancer(.application),
                related: [
                    listener([
                        "Port": 80, "Protocol": "HTTP",
                        "DefaultActions": [["RedirectConfig": ["Protocol": "HTTPS", "Port": "443"]]],
                    ])
                ]),
            .insufficientData(
                "a redirect without its protocol", balancer(.application),
                related: [
                    listener([
                        "Port": 80, "Protocol": "HTTP",
                        "DefaultActions": [["Type": "redirect", "RedirectConfig": nil]],
                    ])
                ]),
            .insufficientData("no listeners are recorded", balancer(.application)),
        ]
    ) { balancer, context in
        guard let kind = LoadBalancerKind(balancer) else { return .missing("configuration.type") }
        guard kind == .application else { return .notApplicable }
        // Items have no listener rules, only default actions.
        return judgeListeners(of: balancer, in: context) { listener, breaches in
            guard listener["Protocol"].isString else { return .missing("configuration.Protocol of the listener") }
            guard listener["Protocol"] == "HTTP" else { return .compliant }
            let actions = listener["DefaultActions"]
            guard actions.isArray, actions.count > 0 else {
                return .missing("configuration.DefaultActions of the listener")
            }
            var gap: Finding?
            var goesElsewhere = false
            for action in actions.elements {
                let type = action["Type"]
                let target = action["RedirectConfig"]["Protocol"]
                if type == "forward" || type == "fixed-response" {
                    goesElsewhere = true
                } else if type != "redirect" {
                    gap = .missing("configuration.DefaultActions.Type of the listener")
                } else if target == "HTTPS" {
                    return .compliant
                } else if target.isString {
                    goesElsewhere = true
                } else {
                    gap = .missing("configuration.DefaultActions.RedirectConfig.Protocol of the listener")
                }
            }
            if let gap, !goesElsewhere { return gap }
            breaches.add(
                port(listener), "The HTTP listener on port ", " does not redirect to HTTPS",
                many: ("The HTTP listeners on ports ", " do not redirect to HTTPS"))
            return nil
        }
    }

    static let elbv2ACMCertificateRequired = ManagedRule(
        "ELBV2_ACM_CERTIFICATE_REQUIRED", name: "elbv2-acm-certificate-required", severity: .medium,
        "Every listener of an application or network load balancer uses a certificate from AWS Certificate Manager.",
        scope: [.elasticLoadBalancingV2LoadBalancer], trigger: .periodic,
        needs: [.resources(.elasticLoadBalancingV2Listener, by: .configuration("LoadBalancerArn"))], baseline: false,
        remedy: Remedy(
            "Give the listener HTTPS or TLS, and a certificate from AWS Certificate Manager.",
            command:
                "aws elbv2 modify-listener --listener-arn LISTENER_ARN --protocol HTTPS --certificates CertificateArn=CERTIFICATE_ARN"
        ),
        parameters: Parameter<[String]>(
            "AcmCertificatesAllowed", "The ARNs of the certificates allowed; any of ACM when it is not set.",
            default: []),
        examples: [
            .compliant(
                "a certificate from ACM", balancer(.network),
                related: [
                    listener([
                        "Port": 443, "Protocol": "TLS",
                        "Certificates": [["CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"]],
                    ])
                ]),
            .compliant(
                "an allowed certificate", balancer(.application),
                related: [
                    listener([
                        "Port": 443, "Protocol": "HTTPS",
                        "Certificates": [["CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"]],
                    ])
                ], with: ["AcmCertificatesAllowed": "arn:aws:acm:us-east-1:123456789012:certificate/1"]),
            .nonCompliant(
                "a certificate kept in IAM", balancer(.application),
                related: [
                    listener([
                        "Port": 443, "Protocol": "HTTPS",
                        "Certificates": [["CertificateArn": "arn:aws:iam::123456789012:server-certificate/web"]],
                    ])
                ]),
            .nonCompliant(
                "a certificate that is not allowed", balancer(.application),
                related: [
                    listener([
                        "Port": 443, "Protocol": "HTTPS",
                        "Certificates": [["CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"]],
                    ])
                ], with: ["AcmCertificatesAllowed": "arn:aws:acm:us-east-1:123456789012:certificate/2"]),
            .nonCompliant(
                "a listener without a certificate", balancer(.application),
                related: [listener(["Port": 80, "Protocol": "HTTP", "Certificates": []])]),
            .notApplicable(
                "a gateway load balancer", balancer(.gateway),
                related: [listener(["Port": 6081, "Protocol": "GENEVE"])]),
            .insufficientData(
                "a certificate without its ARN", balancer(.application),
                related: [listener(["Port": 443, "Protocol": "HTTPS", "Certificates": [["IsDefault": true]]])]),
            .insufficientData(
                "an item without its kind", ["scheme": "internal"],
                related: [listener(["Port": 80, "Protocol": "HTTP"])]),
            .insufficientData(
                "an HTTPS listener without its certificates", balancer(.application),
                related: [listener(["Port": 443, "Protocol": "HTTPS"])]),
            .nonCompliant(
                "a certificate without its ARN, and one kept in IAM", balancer(.application),
                related: [
                    listener([
                        "Port": 443, "Protocol": nil,
                        "Certificates": [
                            ["IsDefault": true],
                            ["CertificateArn": "arn:aws:iam::123456789012:server-certificate/web"],
                        ],
                    ])
                ]),
            .nonCompliant(
                "a listener without a certificate, and one of which nothing is known", balancer(.application),
                related: [
                    .init(.elasticLoadBalancingV2Listener, nil),
                    listener(["Port": 80, "Protocol": "HTTP", "Certificates": []]),
                ]),
            .insufficientData(
                "a certificate from ACM, and a listener without its load balancer", balancer(.network),
                related: [
                    listener([
                        "Port": 443, "Protocol": "TLS",
                        "Certificates": [["CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1"]],
                    ]), .init(.elasticLoadBalancingV2Listener, ["Port": 80, "Protocol": "TCP"]),
                ]),
            .insufficientData("no listeners are recorded", balancer(.application)),
        ]
    ) { balancer, context, allowed in
        guard let kind = LoadBalancerKind(balancer) else { return .missing("configuration.type") }
        guard kind != .gateway else { return .notApplicable }
        return judgeListeners(of: balancer, in: context) { listener, breaches in
            let isEncrypted = listener["Protocol"] == "HTTPS" || listener["Protocol"] == "TLS"
            var isEmpty = true
            var gap: Finding? =
                listener["Protocol"].isString ? nil : .missing("configuration.Protocol of the listener")
            for certificate in listener["Certificates"].elements {
                isEmpty = false
                guard let arn = certificate["CertificateArn"].string else {
                    gap = .missing("configuration.Certificates.CertificateArn of the listener")
                    continue
                }
                func add(_ isWrong: String, many areWrong: String) {
                    let name = port(listener)
                    breaches.add(
                        arn, "The certificate of port \(name) is not \(isWrong): ",
                        many: ("The certificates of port \(name) are not \(areWrong): ", ""))
                }
                if ARN(arn)?.service != "acm" {
                    add("from ACM", many: "from ACM")
                } else if !allowed.isEmpty, !allowed.contains(arn) {
                    add("an allowed one", many: "allowed ones")
                }
            }
            guard isEmpty else { return gap ?? .compliant }
            guard !isEncrypted, let name = listener["Protocol"].string else {
                return .missing("configuration.Certificates of the listener")
            }
            breaches.add(
                port(listener), "The \(name) listener on port ", " has no certificate",
                many: ("The \(name) listeners on ports ", " have no certificate"))
            return nil
        }
    }

    /// The breaches among the load balancer's listeners, else the worst of what `judge` says about their configurations.
    /// A listener that does not record whose it is may be one.
    private static func judgeListeners(
        of balancer: ConfigurationItem, in context: EvaluationContext,
        judge: (JSONValue, inout Breaches) -> Finding?
    ) -> Finding {
        guard let arn = balancer.loadBalancerARN else { return .missing("configuration.loadBalancerArn") }
        var breaches = Breaches()
        var verdict: Finding?
        for listener in context.resources(
            .elasticLoadBalancingV2Listener, by: .configuration("LoadBalancerArn"), arn)
        {
            let finding = judge(listener.configuration, &breaches)
            if verdict == nil || finding?.complianceType == .insufficientData { verdict = finding }
        }
        if let finding = breaches.finding { return finding }
        let strays = context.resources(.elasticLoadBalancingV2Listener, without: .configuration("LoadBalancerArn"))
        if strays.contains(where: balancer.mayShareRegion) {
            return .insufficientData("The input has a listener that does not record its load balancer.")
        }
        return verdict ?? .insufficientData("The input has no listener of this load balancer.")
    }

    private static func port(_ listener: JSONValue) -> String {
        listener["Port"].lenientInt.map { "\($0)" } ?? "unknown"
    }

    private static func balancer(_ kind: LoadBalancerKind) -> JSONLiteral {
        ["type": .string("\(kind)"), "loadBalancerArn": .string(exampleARN)]
    }

    private static func listener(_ members: KeyValuePairs<String, JSONLiteral>) -> Example.RelatedResource {
        .init(
            .elasticLoadBalancingV2Listener,
            .object([("LoadBalancerArn", .string(exampleARN))] + members.map { ($0.key, $0.value) }))
    }

    private static let exampleARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/1"
}
