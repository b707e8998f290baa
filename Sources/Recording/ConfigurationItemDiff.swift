public import JSON

/// What changed between two captures of a resource, as AWS Config writes it (AWS Config Developer Guide, "Example
/// Configuration Item Change Notifications").
///
/// - A path begins with `Configuration`, `SupplementaryConfiguration`, `Relationships` or `Tags`. Objects are followed
///   member by member; the name of each begins with a capital letter, but for API Gateway's types, whose notifications
///   keep the recorded one. Members of `SupplementaryConfiguration` and `Tags` are named as recorded.
/// - A list is compared as a bag: what is only moved is no change. Elements that are gone (DELETE) and that are new
///   (CREATE) are numbered together, the former first, whatever their places in the lists were: one security group in
///   the place of another is `SecurityGroups.0` and `SecurityGroups.1`.
/// - A value that comes or goes as a whole is one change with null on the other side; null is the same as nothing.
/// - The first capture has no changed properties. The last one has the whole `Configuration`, each member of
///   `SupplementaryConfiguration`, and the relationships.
///
/// Two examples of the guide are written otherwise, and not followed: one of 2014 with values in another spelling, and
/// one that names a tag by a number (`Tags.2`), which would not tell which tag it is.
public struct ConfigurationItemDiff {
    /// What happened to a resource, or to a property of it.
    public enum ChangeType: String, Sendable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
    }

    /// One changed property; values are valid as long as the items' JSON.
    public struct Change {
        public let path: String
        /// Missing for a CREATE.
        public let previousValue: JSONValue
        /// Missing for a DELETE.
        public let updatedValue: JSONValue

        public var changeType: ChangeType {
            previousValue.isNull ? .create : updatedValue.isNull ? .delete : .update
        }
    }

    /// What happened to the resource.
    public let changeType: ChangeType
    /// In the order of configuration, supplementary configuration, relationships, tags.
    public private(set) var changes: [Change] = []

    /// Whether nothing changed that notifications tell of.
    public var isEmpty: Bool { changeType == .update && changes.isEmpty }

    private let keepsNames: Bool

    /// Compares two items in recorded form.
    ///
    /// - Parameter previous: nil of a resource that was not there before.
    public init(from previous: JSONValue?, to current: JSONValue) {
        let status = current["configurationItemStatus"]
        let isGone = status == "ResourceDeleted" || status == "ResourceDeletedNotRecorded"
        changeType = isGone ? .delete : previous == nil ? .create : .update
        keepsNames = current["resourceType"].string?.hasPrefix("AWS::ApiGateway") ?? false
        guard let previous else { return }
        if isGone {
            add("Configuration", previous["configuration"], current.missing)
        } else {
            compare("Configuration", previous["configuration"], current["configuration"], capitalized: !keepsNames)
        }
        compareMembers(
            "SupplementaryConfiguration", previous["supplementaryConfiguration"],
            current["supplementaryConfiguration"], capitalized: false,
            as: isGone ? { $0.add($1, $2, $3) } : { $0.compare($1, $2, $3, capitalized: !$0.keepsNames) })
        compareLists("Relationships", previous["relationships"], current["relationships"])
        if !isGone {
            compareMembers("Tags", previous["tags"], current["tags"], capitalized: false) { $0.add($1, $2, $3) }
        }
    }

    /// Notes one change.
    private mutating func add(_ path: String, _ previous: JSONValue, _ current: JSONValue) {
        guard ValueDigest(previous, nulls: .absent) != ValueDigest(current, nulls: .absent) else { return }
        changes.append(Change(path: path, previousValue: previous, updatedValue: current))
    }

    private mutating func compare(_ path: String, _ previous: JSONValue, _ current: JSONValue, capitalized: Bool) {
        if previous.isObject, current.isObject {
            compareMembers(path, previous, current, capitalized: capitalized) {
                $0.compare($1, $2, $3, capitalized: capitalized)
            }
        } else if previous.isArray || current.isArray, previous.isArray || previous.isNull,
            current.isArray || current.isNull
        {
            compareLists(path, previous, current)
        } else {
            add(path, previous, current)
        }
    }

    private mutating func compareMembers(
        _ path: String, _ previous: JSONValue, _ current: JSONValue, capitalized: Bool,
        as compare: (inout Self, String, JSONValue, JSONValue) -> Void
    ) {
        guard previous.isObject || previous.isNull, current.isObject || current.isNull else {
            return add(path, previous, current)
        }
        let old = Members(previous)
        let new = Members(current)
        for (name, value) in new.inOrder {
            compare(&self, path + "." + Self.name(name, capitalized), old[name] ?? previous.missing, value)
        }
        for (name, value) in old.inOrder where new[name] == nil {
            compare(&self, path + "." + Self.name(name, capitalized), value, current.missing)
        }
    }

    /// An object's members by name, so that large maps do not take the square of their size; of equal names the last
    /// counts.
    private struct Members {
        let inOrder: [(String, JSONValue)]
        private let byName: [String: Int]

        init(_ object: JSONValue) {
            var list: [(String, JSONValue)] = []
            var byName: [String: Int] = [:]
            for (name, value) in object.members {
                let name = name.string ?? ""
                if let place = byName[name] {
                    list[place].1 = value
                } else {
                    byName[name] = list.count
                    list.append((name, value))
                }
            }
            inOrder = list
            self.byName = byName
        }

        subscript(name: String) -> JSONValue? { byName[name].map { inOrder[$0].1 } }
    }

    private static func name(_ name: String, _ capitalized: Bool) -> String {
        capitalized ? name.prefix(1).uppercased() + name.dropFirst() : name
    }

    private mutating func compareLists(_ path: String, _ previous: JSONValue, _ current: JSONValue) {
        var counts: [ValueDigest: Int] = [:]
        let old = previous.elements.map { ($0, ValueDigest($0, nulls: .absent)) }
        let new = current.elements.map { ($0, ValueDigest($0, nulls: .absent)) }
        for (_, digest) in new { counts[digest, default: 0] += 1 }
        var number = 0
        for (value, digest) in old {
            if let count = counts[digest], count > 0 {
                counts[digest] = count - 1
            } else {
                changes.append(
                    Change(path: "\(path).\(number)", previousValue: value, updatedValue: value.missing))
                number += 1
            }
        }
        // What is left of a count are the last of equal elements; which of them does not matter.
        for (value, digest) in new {
            guard let count = counts[digest], count > 0 else { continue }
            counts[digest] = count - 1
            changes.append(Change(path: "\(path).\(number)", previousValue: value.missing, updatedValue: value))
            number += 1
        }
    }

    /// Appends `{"changedProperties":{…},"changeType":…}`.
    public func write(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\"changedProperties\":{".utf8)
        for (number, change) in changes.enumerated() {
            if number > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONWriter.appendString(Array(change.path.utf8)[...], to: &bytes)
            bytes.append(contentsOf: ":{\"previousValue\":".utf8)
            change.previousValue.write(to: &bytes, length: nil)
            bytes.append(contentsOf: ",\"updatedValue\":".utf8)
            change.updatedValue.write(to: &bytes, length: nil)
            bytes.append(contentsOf: ",\"changeType\":\"\(change.changeType.rawValue)\"}".utf8)
        }
        bytes.append(contentsOf: "},\"changeType\":\"\(changeType.rawValue)\"}".utf8)
    }
}
