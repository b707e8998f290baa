import ConfigModel
public import JSON

/// The shape in which the AWS CLI shows items (AWS Config API Reference, "ConfigurationItem"): ``RecordedForm`` the other
/// way round. `RecordedForm` makes of it what it was made of.
public enum APIForm {
    /// How a member's value is written.
    private enum Shape {
        case same, time, numberInString, json, jsonByName, relationships
    }

    /// Members in the order of the API, each with its name in recorded form.
    private static let order: [(api: StaticString, recorded: StaticString, shape: Shape)] = [
        ("version", "configurationItemVersion", .same), ("accountId", "awsAccountId", .same),
        ("configurationItemCaptureTime", "configurationItemCaptureTime", .time),
        ("configurationItemStatus", "configurationItemStatus", .same),
        ("configurationStateId", "configurationStateId", .numberInString),
        ("configurationItemMD5Hash", "configurationStateMd5Hash", .same), ("arn", "ARN", .same),
        ("resourceType", "resourceType", .same), ("resourceId", "resourceId", .same),
        ("resourceName", "resourceName", .same), ("awsRegion", "awsRegion", .same),
        ("availabilityZone", "availabilityZone", .same), ("resourceCreationTime", "resourceCreationTime", .time),
        ("tags", "tags", .same), ("relatedEvents", "relatedEvents", .same),
        ("relationships", "relationships", .relationships), ("configuration", "configuration", .json),
        ("supplementaryConfiguration", "supplementaryConfiguration", .jsonByName),
    ]

    /// Writes an item that is in recorded form. Members that the API does not have come last, as they are.
    public static func write(_ item: JSONValue, to writer: inout JSONWriter) {
        // By these a reader tells the form; an item without them gets a configuration in a string.
        let isMarked = [item["configurationItemVersion"], item["awsAccountId"]].contains { !$0.isMissing }
        let needsMark = !isMarked && item["configuration"].isNull && item["supplementaryConfiguration"].isObject
        writer.object { writer in
            for (name, recorded, shape) in order {
                let value = item.member("\(recorded)")
                if needsMark, shape == .json {
                    writer.name(name)
                    writer.string("null")
                } else if !value.isMissing {
                    writer.name(name)
                    write(value, shape, to: &writer)
                }
            }
            for (name, value) in item.members where !order.contains(where: { name == $0.recorded }) {
                writer.name(name.string ?? "")
                copy(value, to: &writer)
            }
        }
    }

    private static func write(_ value: JSONValue, _ shape: Shape, to writer: inout JSONWriter) {
        switch shape {
        case .time: writeTime(value, to: &writer)
        case .numberInString:
            if let number = value.int { writer.string(String(number)) } else { copy(value, to: &writer) }
        case .json where !value.isNull: writeText(of: value, to: &writer)
        case .jsonByName where value.isObject:
            writer.object { writer in
                for (name, value) in value.members {
                    writer.name(name.string ?? "")
                    writeText(of: value, to: &writer)
                }
            }
        case .relationships where value.isArray:
            writer.array { writer in
                for relationship in value.elements { writeRelationship(relationship, to: &writer) }
            }
        case .same, .json, .jsonByName, .relationships: copy(value, to: &writer)
        }
    }

    private static func writeRelationship(_ relationship: JSONValue, to writer: inout JSONWriter) {
        guard relationship.isObject else { return copy(relationship, to: &writer) }
        writer.object { writer in
            for (name, value) in relationship.members {
                writer.name(name == "name" ? "relationshipName" : name.string ?? "")
                copy(value, to: &writer)
            }
        }
    }

    /// Seconds since 1970 with three decimals; what is no time (null), or too far away to be read as seconds, stays.
    private static func writeTime(_ value: JSONValue, to writer: inout JSONWriter) {
        guard let milliseconds = value.timestamp?.milliseconds, milliseconds.magnitude < 100_000_000_000_000 else {
            return copy(value, to: &writer)
        }
        let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        let decimals = String(1000 + rest).dropFirst()
        writer.value(.number("\(milliseconds < 0 ? "-" : "")\(seconds).\(decimals)"))
    }

    /// A string that holds the value as JSON.
    private static func writeText(of value: JSONValue, to writer: inout JSONWriter) {
        var text: [UInt8] = []
        value.write(to: &text, length: nil)
        writer.string(text[...])
    }

    private static func copy(_ value: JSONValue, to writer: inout JSONWriter) {
        writer.fragment { value.write(to: &$0, length: nil) }
    }
}
