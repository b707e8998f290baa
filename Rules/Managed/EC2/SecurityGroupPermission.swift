import JSON
import RuleKit

/// One entry of a security group's `ipPermissions`, in all the shapes that items have: ranges as strings or objects,
/// protocols by name or number, ports missing for "all".
struct SecurityGroupPermission {
    let json: JSONValue

    static func all(_ permissions: JSONValue) -> some Sequence<SecurityGroupPermission> {
        permissions.elements.lazy.map(SecurityGroupPermission.init(json:))
    }

    /// Whether the entry lets TCP (or every protocol) through to `port`.
    func allows(tcp port: Int) -> Bool { firstPort(ofTCP: port...port) != nil }

    /// The first of `ports` that the entry lets TCP (or every protocol) through to.
    func firstPort(ofTCP ports: ClosedRange<Int>) -> Int? {
        guard let open = tcpPorts else { return nil }
        let first = max(open.lowerBound, ports.lowerBound)
        return first <= min(open.upperBound, ports.upperBound) ? first : nil
    }

    /// The TCP ports that the entry opens; nil for an entry about another protocol.
    var tcpPorts: ClosedRange<Int>? {
        let name = json["ipProtocol"]
        if name == "-1" || name.int == -1 { return 0...65535 }
        guard name == "tcp" || name == "6" || name.int == 6 else { return nil }
        return ports
    }

    /// The UDP ports that the entry opens; nil for an entry about another protocol.
    var udpPorts: ClosedRange<Int>? {
        let name = json["ipProtocol"]
        if name == "-1" || name.int == -1 { return 0...65535 }
        guard name == "udp" || name == "17" || name.int == 17 else { return nil }
        return ports
    }

    /// Missing ports mean all of them, as do -1 and -1.
    private var ports: ClosedRange<Int> {
        let from = json["fromPort"].lenientInt ?? 0
        let to = json["toPort"].lenientInt ?? 65535
        return from < 0 || to < from ? 0...65535 : from...to
    }

    /// `0.0.0.0/0` or `::/0` when the whole internet is a source of the entry.
    var worldSource: String? {
        for range in json["ipRanges"].elements where range == "0.0.0.0/0" || range["cidrIp"] == "0.0.0.0/0" {
            return "0.0.0.0/0"
        }
        for range in json["ipv4Ranges"].elements where range["cidrIp"] == "0.0.0.0/0" { return "0.0.0.0/0" }
        for range in json["ipv6Ranges"].elements where range["cidrIpv6"] == "::/0" || range == "::/0" { return "::/0" }
        return nil
    }
}

extension PortRange {
    /// Whether every port of `open` is in one of `ranges`.
    static func cover(_ ranges: [PortRange], _ open: ClosedRange<Int>) -> Bool {
        var next = open.lowerBound
        while next <= open.upperBound {
            guard let range = ranges.first(where: { $0.ports.contains(next) }) else { return false }
            next = range.ports.upperBound + 1
        }
        return true
    }
}
