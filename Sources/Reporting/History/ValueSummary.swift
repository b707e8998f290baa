import CommandLineKit
import JSON

/// A value in few words: its own text, or of an object or array the first of what it holds.
enum ValueSummary {
    /// Values of an object or array that are shown.
    private static let leaves = 8
    /// Characters of one value.
    private static let length = 120

    /// Without control characters.
    static func text(_ value: JSONValue) -> String {
        guard value.isObject || value.isArray else { return scalar(value) }
        var parts: [String] = []
        var count = 0
        collect(value, "", &parts, &count)
        guard count > 0 else { return value.isArray ? "[]" : "{}" }
        let rest = count - parts.count
        return parts.joined(separator: ", ") + (rest > 0 ? ", and \(grouped(rest)) more" : "")
    }

    /// Finds what the value holds, with the path to each; empty objects and arrays count as something.
    private static func collect(_ value: JSONValue, _ path: String, _ parts: inout [String], _ count: inout Int) {
        // Beyond what is shown only the number matters.
        let isShown = parts.count < leaves
        func inner(_ name: @autoclosure () -> String) -> String {
            isShown ? path.isEmpty ? name() : path + "." + name() : ""
        }
        if value.isObject, value.count > 0 {
            for (name, member) in value.members { collect(member, inner(shortened(name)), &parts, &count) }
        } else if value.isArray, value.count > 0 {
            for (number, element) in value.elements.enumerated() {
                collect(element, inner(String(number)), &parts, &count)
            }
        } else {
            count += 1
            guard isShown else { return }
            let text = value.isObject ? "{}" : value.isArray ? "[]" : scalar(value)
            parts.append(path.isEmpty ? text : path + " " + text)
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value.kind {
        case .string: return "\"" + shortened(value) + "\""
        case .number: return String(value.numberText.prefix(length))
        case .bool: return value == true ? "true" : "false"
        case .missing, .null, .array, .object: return "null"
        }
    }

    /// The start of a string.
    private static func shortened(_ value: JSONValue) -> String {
        value.withUTF8 { bytes in
            // A character of the screen may be many bytes long; what is cut in two at the end is not shown.
            let text = String(decoding: bytes.prefix(length * 8), as: UTF8.self)
            return truncated(sanitized(text), toWidth: length)
        }
    }
}
