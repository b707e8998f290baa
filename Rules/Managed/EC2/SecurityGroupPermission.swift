import JSON
import RuleKit

/// One entry of a security group's `ipPermissions`, in all the shapes that items have: ranges as strings or objects,
/// protocols by name or number, ports missing for "all".
struct SecurityGroupPermission {
    let json: JSONValue

    static func all(_ permissions: JSONValue) -> some Sequence<SecurityGroupPermission> {
        permissions.elements.lazy.map(SecurityGroupPermission.init(json:))
    }

    /// What an entry lets through.
    enum Traffic {
        case all
        case tcp(ClosedRange<Int>)
        case udp(ClosedRange<Int>)
        case other
        /// The entry does not record the property at this path.
        case unrecorded(StaticString)

        /// The TCP ports that are open; nil where it is about another protocol.
        var tcpPorts: ClosedRange<Int>? {
            switch self {
            case .all: 0...65535
            case .tcp(let ports): ports
            case .udp, .other, .unrecorded: nil
            }
        }

        /// The UDP ports that are open; nil where it is about another protocol.
        var udpPorts: ClosedRange<Int>? {
            switch self {
            case .all: 0...65535
            case .udp(let ports): ports
            case .tcp, .other, .unrecorded: nil
            }
        }

        /// Whether TCP (or every protocol) is let through to `port`; never to none.
        func allows(tcp port: Int?) -> Bool { port.flatMap { ports(ofTCP: $0...$0) } != nil }

        func allows(someTCP ranges: [PortRange]) -> Bool {
            ranges.contains { ports(ofTCP: $0.ports) != nil }
        }

        /// Those of `ports` that TCP (or every protocol) is let through to.
        func ports(ofTCP ports: ClosedRange<Int>) -> ClosedRange<Int>? {
            guard let open = tcpPorts, open.overlaps(ports) else { return nil }
            return open.clamped(to: ports)
        }
    }

    /// Whom an entry lets through.
    private enum Sources {
        /// Everybody.
        case world
        case limited
        case unrecorded(StaticString)
    }

    /// Whether an entry opens something to the whole internet.
    enum Exposure {
        case none
        /// To this traffic, by `worldRanges`.
        case world(Traffic)
        /// It may: the entry does not record the property at this path.
        case unrecorded(StaticString)
    }

    /// Whether the entry lets the whole internet through with traffic for which `matters` holds.
    ///
    /// What the entry does not record counts only where the rest does not decide: an unknown protocol is none of the
    /// internet's that comes from one network.
    func exposure(where matters: (Traffic) -> Bool) -> Exposure {
        let traffic = self.traffic
        switch traffic {
        case .other: return .none
        case .unrecorded(let path):
            if case .limited = sources { return .none }
            return .unrecorded(path)
        case .all, .tcp, .udp:
            guard matters(traffic) else { return .none }
            switch sources {
            case .world: return .world(traffic)
            case .limited: return .none
            case .unrecorded(let path): return .unrecorded(path)
            }
        }
    }

    private var traffic: Traffic {
        switch IPProtocol(json["ipProtocol"]) {
        case .all: .all
        case .tcp: ports.map(Traffic.tcp) ?? .unrecorded("the ports in configuration.ipPermissions")
        case .udp: ports.map(Traffic.udp) ?? .unrecorded("the ports in configuration.ipPermissions")
        case .other: .other
        case nil: .unrecorded("configuration.ipPermissions.ipProtocol")
        }
    }

    /// Both ports missing means all of them, as do -1 and -1; nil where only one is there, or is no number.
    private var ports: ClosedRange<Int>? {
        let (from, to) = (json["fromPort"], json["toPort"])
        if from.isNull && to.isNull { return 0...65535 }
        guard let from = from.lenientInt, let to = to.lenientInt else { return nil }
        return from < 0 || to < from ? 0...65535 : from...to
    }

    private var sources: Sources {
        // Older items have neither list of objects, others have both.
        var isRecorded = json["userIdGroupPairs"].isArray || json["prefixListIds"].isArray
        var gap: StaticString? =
            json["ipv4Ranges"].isArray && json["ipv6Ranges"].isMissing ? Self.sourcesPath : nil
        for number in 0..<3 {
            let (list, address) = Self.rangeList(number)
            let ranges = json[list]
            if ranges.isMissing { continue }
            if ranges.isArray { isRecorded = true } else { gap = Self.sourcesPath }
            for range in ranges.elements {
                let block = range.isString ? range : range[address]
                switch AddressRange(block) {
                case .world: return .world
                case .limited: break
                case .unreadable: gap = "the address of a range in configuration.ipPermissions"
                }
            }
        }
        if let gap { return .unrecorded(gap) }
        return isRecorded ? .limited : .unrecorded(Self.sourcesPath)
    }

    /// The names of a list of ranges, of three, and of the address in its objects.
    private static func rangeList(_ number: Int) -> (list: StaticString, address: StaticString) {
        switch number {
        case 0: ("ipRanges", "cidrIp")
        case 1: ("ipv4Ranges", "cidrIp")
        default: ("ipv6Ranges", "cidrIpv6")
        }
    }

    /// The ranges that take in everybody.
    var worldRanges: [String] {
        var found: [String] = []
        // From the back, for evidence takes an empty list at the end of all look-ups for what the rule hangs on.
        for number in (0..<3).reversed() {
            let (list, address) = Self.rangeList(number)
            for range in json[list].elements {
                let block = range.isString ? range : range[address]
                guard case .world = AddressRange(block) else { continue }
                let text = block.string ?? "the world"
                if !found.contains(text) { found.append(text) }
            }
        }
        return found
    }

    private static let sourcesPath: StaticString = "the sources in configuration.ipPermissions"
}

/// The protocols that a security group tells apart, by EC2's names or IANA's numbers.
private enum IPProtocol {
    case all, tcp, udp, other

    /// Nil for what is no protocol.
    init?(_ name: JSONValue) {
        if name.isString {
            let known: IPProtocol? = name.withUTF8 { bytes in
                func isCalled(_ text: StaticString) -> Bool {
                    bytes.elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) {
                        ($0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0) == $1
                    }
                }
                if isCalled("tcp") { return .tcp }
                if isCalled("-1") { return .all }
                if isCalled("udp") { return .udp }
                return isCalled("icmp") || isCalled("icmpv6") ? .other : nil
            }
            if let known {
                self = known
                return
            }
        }
        switch name.lenientInt {
        case -1: self = .all
        case 6: self = .tcp
        case 17: self = .udp
        case .some(0...255): self = .other
        default: return nil
        }
    }
}

/// The ports that security groups open to everybody, and by which ranges.
struct OpenPorts {
    /// Some ports, with the ranges that they are open to, each once. There are few: a list is faster than hashing.
    private struct Ports {
        let protocolName: String
        let range: ClosedRange<Int>
        var sources: [String]
    }

    private var all: [Ports] = []

    /// Ports that are open to `ranges`.
    mutating func add(_ protocolName: String, _ ports: ClosedRange<Int>, to ranges: [String]) {
        guard let known = all.firstIndex(where: { $0.range == ports && $0.protocolName == protocolName }) else {
            all.append(Ports(protocolName: protocolName, range: ports, sources: ranges))
            return
        }
        for range in ranges where !all[known].sources.contains(range) { all[known].sources.append(range) }
    }

    /// Nil where nothing is open.
    ///
    /// - Parameters:
    ///   - isOpen: what is said between a port and the ranges.
    ///   - areOpen: the same of several.
    ///   - end: what is said last.
    func finding(_ isOpen: String, many areOpen: String, _ end: String = "") -> Finding? {
        guard !all.isEmpty else { return nil }
        var breaches = Breaches()
        for ports in all {
            let behind = ports.sources.sorted().joined(separator: " and ") + end
            let (name, range) = (ports.protocolName, ports.range)
            let many = (before: "\(name) ports ", after: areOpen + behind)
            if range.lowerBound == range.upperBound {
                breaches.add("\(range.lowerBound)", "\(name) port ", isOpen + behind, many: many)
            } else {
                breaches.add("\(range.lowerBound)-\(range.upperBound)", many.before, many.after)
            }
        }
        return breaches.finding
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
