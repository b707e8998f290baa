import ConfigModel
import JSON

/// Values to put in the place of others, so that a rule can be asked what it would say if things were different.
struct StandIns {
    private static let document = try? JSONDocument(
        standIn:
            #"[true,false,1000000,0,"Enabled","Disabled","true","false","1000000",[],{},["Enabled"],{"":true},{"":"Enabled"},{"":["Enabled"]}]"#
    )

    private let `true`, `false`, large, zero, enabled, disabled, yes, no, digits, emptyList, emptyMap, list: JSONValue
    /// Objects in which a rule finds what it looks for, if it is of their kind.
    private let maps: [JSONValue]
    private let now: JSONDocument

    /// - Parameter asOf: the time that stands in for others.
    init?(asOf: Timestamp) {
        guard let document = Self.document, let now = try? JSONDocument("\"\(asOf.iso8601)\"") else { return nil }
        var elements = document.unretainedRoot.elements
        func next() -> JSONValue { elements.next() ?? document.unretainedRoot.missing }
        (`true`, `false`, large, zero) = (next(), next(), next(), next())
        (enabled, disabled, yes, no, digits) = (next(), next(), next(), next(), next())
        (emptyList, emptyMap, list) = (next(), next(), next())
        maps = Array(elements)
        self.now = now
    }

    /// For what is not there: one value of each kind.
    var anything: [JSONValue?] { [`true`, enabled] + maps + [list, large] }

    /// What `value` could be instead; nil for not there.
    func changes(of value: JSONValue) -> [JSONValue?] {
        switch value.kind {
        case .missing, .null: anything
        case .bool: [value == true ? `false` : `true`, nil]
        case .number: [large, zero, nil]
        case .array: [value.elements.isEmpty ? list : emptyList, nil]
        case .object: value.members.isEmpty ? maps + [nil] : [emptyMap, nil]
        case .string: [other(value), nil]
        }
    }

    private func other(_ string: JSONValue) -> JSONValue {
        if let bool = string.lenientBool { return bool ? no : yes }
        if string.lenientInt != nil { return digits }
        if string.timestamp != nil { return now.unretainedRoot }
        // What services call what should be on; elsewhere a string like any other.
        return string.string?.lowercased() == "enabled" ? disabled : enabled
    }
}
