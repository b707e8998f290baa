import CommandLineKit
import ConfigModel
import JSON
import Timeline

/// What a resource is called, as reports about one begin.
enum ResourceHeading {
    static func text(_ key: ResourceKey, name: String, arn: String, style: Style) -> String {
        var text = style.apply(sanitized("\(key.resourceType.rawValue)/\(key.resourceId)"), .bold)
        if !name.isEmpty, name != key.resourceId { text += " (\(sanitized(name)))" }
        let place = [key.accountId, key.awsRegion].filter { !$0.isEmpty }
        if !place.isEmpty { text += "\n  " + sanitized(place.joined(separator: "  ")) }
        if !arn.isEmpty, arn != key.resourceId { text += "\n  " + sanitized(arn) }
        return text + "\n"
    }

    /// A recorded relationship in a line: `Is contained in Vpc: AWS::EC2::VPC/vpc-0abc (main)`.
    static func relationship(_ value: JSONValue) -> String {
        func string(_ value: JSONValue) -> String { (value.string ?? "").trimmed }
        let id = string(value["resourceId"])
        let name = string(value["resourceName"])
        var target = [string(value["resourceType"]), id.isEmpty ? name : id].filter { !$0.isEmpty }
            .joined(separator: "/")
        if !name.isEmpty, !id.isEmpty, name != id { target += " (\(name))" }
        let kind = string(value["name"])
        return sanitized([kind.isEmpty ? "Relationship" : kind, target].joined(separator: ": "))
    }
}

/// A verdict as reports about one resource show it.
enum VerdictLine {
    static func text(_ verdict: VerdictEvent, style: Style) -> String {
        let color: Style.Rendition =
            switch verdict.complianceType {
            case .compliant: .green
            case .nonCompliant: .red
            case .insufficientData: .yellow
            case .notApplicable: .dim
            }
        return style.apply(verdict.complianceType.rawValue, .bold, color) + "  " + sanitized(verdict.ruleName)
    }

    static func annotation(_ verdict: VerdictEvent, width: Int, indent: Int) -> String {
        guard !verdict.annotation.isEmpty else { return "" }
        return wrapped(sanitized(verdict.annotation), toWidth: width - indent)
            .map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
    }
}

extension String {
    /// AWS puts a space behind the names of some relationships.
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
