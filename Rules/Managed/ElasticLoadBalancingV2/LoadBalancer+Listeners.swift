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
        needs: [.resources(.elasticLoadBalancingV2Listener)],
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
            .insufficientData("no listeners are recorded", balancer(.application)),
        ]
    ) { balancer, context in
        guard let kind = LoadBalancerKind(balancer) else { return .missing("configuration.type") }
        guard kind == .application else { return .notApplicable }
        // Items have no listener rules, only default actions.
        return judgeListeners(of: balancer, in: context) { listener in
            guard listener["Protocol"].isString else { return .missing("configuration.Protocol of the listener") }
            guard listener["Protocol"] == "HTTP" else { return .compliant }
            let actions = listener["DefaultActions"]
            guard actions.isArray, actions.count > 0 else {
                return .missing("configuration.DefaultActions of the listener")
            }
            let redirects = actions.elements.contains {
                $0["Type"] == "redirect" && $0["RedirectConfig"]["Protocol"] == "HTTPS"
            }
            return .require(redirects, "The HTTP listener on port \(port(listener)) does not redirect to HTTPS.")
        }
    }

    static let elbv2ACMCertificateRequired = ManagedRule(
        "ELBV2_ACM_CERTIFICATE_REQUIRED", name: "elbv2-acm-certificate-required", severity: .medium,
        "Every listener of an application or network load balancer uses a certificate from AWS Certificate Manager.",
        scope: [.elasticLoadBalancingV2LoadBalancer], trigger: .periodic,
        needs: [.resources(.elasticLoadBalancingV2Listener)], baseline: false,
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
            .insufficientData("no listeners are recorded", balancer(.application)),
        ]
    ) { balancer, context, allowed in
        guard let kind = LoadBalancerKind(balancer) else { return .missing("configuration.type") }
        guard kind != .gateway else { return .notApplicable }
        return judgeListeners(of: balancer, in: context) { listener in
            let isEncrypted = listener["Protocol"] == "HTTPS" || listener["Protocol"] == "TLS"
            let certificates = listener["Certificates"]
            guard isEncrypted ? certificates.count > 0 : listener["Protocol"].isString else {
                return .missing("configuration.Certificates of the listener")
            }
            guard certificates.count > 0 else {
                let name = listener["Protocol"].string ?? "unencrypted"
                return .nonCompliant("The \(name) listener on port \(port(listener)) has no certificate.")
            }
            for certificate in certificates.elements {
                guard let arn = certificate["CertificateArn"].string else {
                    return .missing("configuration.Certificates.CertificateArn of the listener")
                }
                guard ARN(arn)?.service == "acm" else {
                    return .nonCompliant("The certificate of port \(port(listener)) is not from ACM: \(arn).")
                }
                guard allowed.isEmpty || allowed.contains(arn) else {
                    return .nonCompliant("The certificate of port \(port(listener)) is not an allowed one: \(arn).")
                }
            }
            return .compliant
        }
    }

    /// The worst of what `judge` says about the configurations of the load balancer's listeners.
    private static func judgeListeners(
        of balancer: ConfigurationItem, in context: EvaluationContext, judge: (JSONValue) -> Finding
    ) -> Finding {
        guard let arn = balancer.loadBalancerARN else { return .missing("configuration.loadBalancerArn") }
        var verdict: Finding?
        for listener in context.resources(.elasticLoadBalancingV2Listener)
        where listener.configuration["LoadBalancerArn"].string == arn {
            let finding = judge(listener.configuration)
            if finding.complianceType == .nonCompliant { return finding }
            if verdict == nil || finding.complianceType == .insufficientData { verdict = finding }
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
