extension LookUpTrace {
    /// Where `target` stands, as jq writes it but for the dot in front: `ipPermissions[1].ipRanges[0]`, `tags["cost
    /// center"]`. Behind ` | ` it goes on inside a document in a string.
    package func path(to target: Target) -> String {
        var path = ""
        switch target {
        case .value(let place): append(place, to: &path)
        case .absence(let name, in: let object):
            append(object, to: &path)
            Self.append(name: name, to: &path)
        }
        return path
    }

    private func append(_ place: Place, to path: inout String) {
        if let parent = parent(of: place) {
            append(parent, to: &path)
            // A string in a string is one step.
            if !path.hasSuffix(Self.inside) { path += Self.inside }
        }
        let index = Int(place.index)
        var value = value(at: Place(document: place.document, index: 0))
        while value.index != index {
            if value.isObject, let member = value.members.first(where: { $0.value.covers(index) }) {
                Self.append(name: member.name.string ?? "", to: &path)
                value = member.value
            } else if let element = value.elements.enumerated().first(where: { $0.element.covers(index) }) {
                path += "[\(element.offset)]"
                value = element.element
            } else {
                return
            }
        }
    }

    /// The innermost object in an array that `place` lies in; nil where it lies in none.
    package func element(around place: Place) -> Place? {
        var value = value(at: Place(document: place.document, index: 0))
        var found: Place?
        while value.index != Int(place.index) {
            let inner = value.isObject ? Array(value.members.map(\.value)) : Array(value.elements)
            guard let next = inner.first(where: { $0.covers(Int(place.index)) }) else { break }
            if value.isArray, next.isObject { found = Place(document: place.document, index: Int32(next.index)) }
            value = next
        }
        return found ?? parent(of: place).flatMap(element)
    }

    private static let inside = " | "

    private static func append(name: String, to path: inout String) {
        if isIdentifier(name) {
            if !path.isEmpty, !path.hasSuffix(inside) { path += "." }
            path += name
        } else {
            path += "[\(JSONWriter.text(.string(name)))]"
        }
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, first &- 0x30 >= 10 else { return false }
        return name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
    }
}
