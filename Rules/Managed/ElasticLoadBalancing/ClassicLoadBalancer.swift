import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let elasticLoadBalancingLoadBalancer = [
        elbTLSHTTPSListenersOnly, elbACMCertificateRequired, elbCrossZoneLoadBalancingEnabled,
    ]

    static let elbTLSHTTPSListenersOnly = ManagedRule(
        "ELB_TLS_HTTPS_LISTENERS_ONLY", name: "elb-tls-https-listeners-only", severity: .medium,
        "Classic Load Balancers listen for HTTPS or SSL only.",
        scope: [.elasticLoadBalancingLoadBalancer],
        remedy: Remedy(
            "Replace plain listeners with HTTPS or SSL ones.",
            command:
                "aws elb delete-load-balancer-listeners --load-balancer-name NAME --load-balancer-ports PORT"),
        examples: [
            .compliant(
                "HTTPS and SSL",
                [
                    "listenerDescriptions": [
                        ["listener": ["protocol": "HTTPS", "loadBalancerPort": 443]],
                        ["listener": ["protocol": "SSL", "loadBalancerPort": 993]],
                    ]
                ]),
            .nonCompliant(
                "HTTP beside HTTPS",
                [
                    "listenerDescriptions": [
                        ["listener": ["protocol": "HTTPS", "loadBalancerPort": 443]],
                        ["listener": ["protocol": "HTTP", "loadBalancerPort": 80]],
                    ]
                ]),
            .nonCompliant(
                "TCP", ["listenerDescriptions": [["listener": ["protocol": "TCP", "loadBalancerPort": 443]]]]),
            .notApplicable("no listener", ["listenerDescriptions": []]),
            .insufficientData(
                "a listener without its protocol", ["listenerDescriptions": [["listener": ["loadBalancerPort": 80]]]]),
            .insufficientData("an item without its listeners", ["scheme": "internal"]),
        ]
    ) { balancer, _ in
        let listeners = balancer.configuration["listenerDescriptions"]
        guard listeners.isArray else { return .missing("configuration.listenerDescriptions") }
        var breaches = Breaches()
        var isUnclear = false
        for description in listeners.elements {
            let listener = description["listener"]
            if isEncrypted(listener) { continue }
            guard let name = listener["protocol"].string else {
                isUnclear = true
                continue
            }
            breaches.add(
                port(of: listener), "The listener on port ", " speaks \(name)",
                many: ("The listeners on ports ", " speak \(name)"))
        }
        if let finding = breaches.finding { return finding }
        if isUnclear { return .missing("configuration.listenerDescriptions.listener.protocol") }
        return listeners.count == 0 ? .notApplicable : .compliant
    }

    static let elbACMCertificateRequired = ManagedRule(
        "ELB_ACM_CERTIFICATE_REQUIRED", name: "elb-acm-certificate-required", severity: .medium,
        "HTTPS and SSL listeners of Classic Load Balancers use certificates from AWS Certificate Manager.",
        scope: [.elasticLoadBalancingLoadBalancer],
        remedy: Remedy(
            "Request or import the certificate in AWS Certificate Manager, and give the listener that one.",
            command:
                "aws elb set-load-balancer-listener-ssl-certificate --load-balancer-name NAME --load-balancer-port PORT --ssl-certificate-id CERTIFICATE_ARN"
        ),
        examples: [
            .compliant(
                "a certificate from ACM",
                [
                    "listenerDescriptions": [
                        [
                            "listener": [
                                "protocol": "HTTPS", "loadBalancerPort": 443,
                                "sslcertificateId": "arn:aws:acm:us-east-1:123456789012:certificate/1",
                            ]
                        ]
                    ]
                ]),
            .nonCompliant(
                "a certificate kept in IAM",
                [
                    "listenerDescriptions": [
                        [
                            "listener": [
                                "protocol": "SSL", "loadBalancerPort": 993,
                                "sslcertificateId": "arn:aws:iam::123456789012:server-certificate/mail",
                            ]
                        ]
                    ]
                ]),
            .notApplicable(
                "no encrypted listener",
                ["listenerDescriptions": [["listener": ["protocol": "HTTP", "loadBalancerPort": 80]]]]),
            .insufficientData(
                "a listener without its certificate",
                ["listenerDescriptions": [["listener": ["protocol": "HTTPS", "loadBalancerPort": 443]]]]),
            .insufficientData("an item without its listeners", ["scheme": "internal"]),
        ]
    ) { balancer, _ in
        let listeners = balancer.configuration["listenerDescriptions"]
        guard listeners.isArray else { return .missing("configuration.listenerDescriptions") }
        var breaches = Breaches()
        var verdict = Finding.notApplicable
        for description in listeners.elements {
            let listener = description["listener"]
            guard isEncrypted(listener) else {
                if !listener["protocol"].isString {
                    verdict = .missing("configuration.listenerDescriptions.listener.protocol")
                }
                continue
            }
            guard let certificate = (listener["sslcertificateId"].string ?? listener["sSLCertificateId"].string) else {
                verdict = .missing("configuration.listenerDescriptions.listener.sslcertificateId")
                continue
            }
            guard ARN(certificate)?.service == "acm" else {
                breaches.add(
                    certificate, "The certificate of the listener on port \(port(of: listener)) is not from ACM: ")
                continue
            }
            if verdict == .notApplicable { verdict = .compliant }
        }
        return breaches.finding ?? verdict
    }

    private static func isEncrypted(_ listener: JSONValue) -> Bool {
        listener["protocol"] == "HTTPS" || listener["protocol"] == "SSL"
    }

    private static func port(of listener: JSONValue) -> String {
        listener["loadBalancerPort"].lenientInt.map { "\($0)" } ?? "unknown"
    }

    static let elbCrossZoneLoadBalancingEnabled = ManagedRule(
        "ELB_CROSS_ZONE_LOAD_BALANCING_ENABLED", name: "elb-cross-zone-load-balancing-enabled", severity: .low,
        "Classic Load Balancers spread requests over the instances of all their zones.",
        scope: [.elasticLoadBalancingLoadBalancer],
        remedy: Remedy(
            "Switch cross-zone load balancing on.",
            command:
                "aws elb modify-load-balancer-attributes --load-balancer-name NAME --load-balancer-attributes CrossZoneLoadBalancing={Enabled=true}"
        ),
        examples: [
            .compliant(
                "on", supplementary: ["LoadBalancerAttributes": ["crossZoneLoadBalancing": ["enabled": true]]]),
            .compliant(
                "on, in a string",
                supplementary: ["LoadBalancerAttributes": "{\"crossZoneLoadBalancing\":{\"enabled\":true}}"]),
            .nonCompliant(
                "off", supplementary: ["LoadBalancerAttributes": ["crossZoneLoadBalancing": ["enabled": false]]]),
            .insufficientData("an item without its attributes", ["scheme": "internal"]),
        ]
    ) { balancer, _ in
        guard let enabled = balancer.classicLoadBalancerAttributes["crossZoneLoadBalancing"]["enabled"].lenientBool
        else {
            return .missing("supplementaryConfiguration.LoadBalancerAttributes.crossZoneLoadBalancing.enabled")
        }
        return .require(enabled, "crossZoneLoadBalancing.enabled is false.")
    }
}
