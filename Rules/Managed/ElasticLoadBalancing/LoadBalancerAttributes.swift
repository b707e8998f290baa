import ConfigModel
import JSON

/// The kinds of load balancers, told by `type` or, in items without it, by the ARN.
enum LoadBalancerKind {
    case application, network, gateway

    init?(_ balancer: ConfigurationItem) {
        let type = balancer.configuration["type"]
        if type == "application" {
            self = .application
        } else if type == "network" {
            self = .network
        } else if type == "gateway" {
            self = .gateway
        } else {
            let arn = balancer.loadBalancerARN ?? ""
            if arn.contains(":loadbalancer/app/") {
                self = .application
            } else if arn.contains(":loadbalancer/net/") {
                self = .network
            } else if arn.contains(":loadbalancer/gwy/") {
                self = .gateway
            } else {
                return nil
            }
        }
    }
}

extension ConfigurationItem {
    /// The ARN of an application, network or gateway load balancer.
    var loadBalancerARN: String? {
        configuration["loadBalancerArn"].string ?? arn.string ?? resourceId.string
    }

    /// The value of an attribute of an application, network or gateway load balancer, which items have as a list of
    /// pairs of `key` and `value`; missing where there is none.
    func loadBalancerAttribute(_ key: StaticString) -> JSONValue {
        let attributes = supplementary("LoadBalancerAttributes")
        for attribute in attributes.elements where attribute["key"] == key { return attribute["value"] }
        return attributes.missing
    }

    /// The attributes of a classic load balancer.
    var classicLoadBalancerAttributes: JSONValue { supplementary("LoadBalancerAttributes") }
}
