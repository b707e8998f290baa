import JSON

/// The table of references, made ready for looking up every property of every configuration.
struct ReferenceTable: Sendable {
    static let standard = ReferenceTable(ReferenceRow.all)

    /// A row as it is compared: names in lower case.
    private struct Entry: Sendable {
        var row: Int
        var name: [UInt8]
        var parent: [UInt8]
        var types: [String]
    }

    let rows: [ReferenceRow]
    /// By the name's hash: the entries with whole names that have it, in the order of precedence.
    private let whole: [[Entry]]
    /// Entries that begin with `*`, the longest first.
    private let endings: [Entry]
    /// Whether a name may end in a byte and have one of the endings.
    private let mayEnd: [Bool]

    init(_ rows: [ReferenceRow]) {
        self.rows = rows
        var whole: [[Entry]] = Array(repeating: [], count: 1024)
        var endings: [Entry] = []
        var mayEnd = Array(repeating: false, count: 256)
        for (number, row) in rows.enumerated() {
            var property = row.property.lowercased()[...]
            var parent: Substring = ""
            // Names with dots, such as a load balancer's attributes, have no parent: they hold a `_` too.
            if let dot = property.firstIndex(of: "."), !property.contains("_") {
                parent = property[..<dot]
                property = property[property.index(after: dot)...]
            }
            let isEnding = property.hasPrefix("*")
            let name = Array((isEnding ? property.dropFirst() : property).utf8)
            let entry = Entry(
                row: number, name: name, parent: Array(parent.utf8), types: row.types.map { $0.lowercased() })
            if isEnding {
                endings.append(entry)
                if let last = name.last { mayEnd[Int(last)] = true }
            } else {
                whole[Self.hash(name) & 1023].append(entry)
            }
        }
        func precedes(_ a: Entry, _ b: Entry) -> Bool {
            let x = (a.types.isEmpty ? 1 : 0, a.parent.isEmpty ? 1 : 0, a.row)
            let y = (b.types.isEmpty ? 1 : 0, b.parent.isEmpty ? 1 : 0, b.row)
            return x < y
        }
        self.whole = whole.map { $0.sorted(by: precedes) }
        self.endings = endings.sorted { a, b in
            a.name.count != b.name.count ? a.name.count > b.name.count : a.row < b.row
        }
        self.mayEnd = mayEnd
    }

    /// The number of the row for a property; nil where it refers to nothing.
    ///
    /// - Parameters:
    ///   - parent: the name of the property around it; missing for none.
    ///   - type: the type of the item, in lower case.
    func row(for name: JSONValue, in parent: JSONValue, type: String) -> Int? {
        name.withUTF8 { name in
            guard let last = name.last else { return nil }
            for entry in whole[Self.hash(name) & 1023] where Self.equal(name, entry.name) {
                if !entry.types.isEmpty, !entry.types.contains(type) { continue }
                if !entry.parent.isEmpty, !parent.withUTF8({ Self.equal($0, entry.parent) }) { continue }
                return entry.row
            }
            guard mayEnd[Int(Self.lower(last))] else { return nil }
            for entry in endings where entry.name.count <= name.count {
                if Self.equal(name.suffix(entry.name.count), entry.name) { return entry.row }
            }
            return nil
        }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func hash(_ name: some Sequence<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(lower(byte))) &* 16_777_619 }
        return Int(hash >> 7)
    }

    private static func equal(_ name: some Collection<UInt8>, _ lowered: [UInt8]) -> Bool {
        guard name.count == lowered.count else { return false }
        var i = 0
        for byte in name {
            if lower(byte) != lowered[i] { return false }
            i += 1
        }
        return true
    }
}

extension ReferenceTable {
    /// What a text in a configuration may name.
    struct Found {
        var text: JSONValue
        /// nil for an ARN in a property that no row knows.
        var row: Int?
        /// Whether it stands in the configuration itself, where a resource also names itself.
        var isOwn: Bool
    }

    /// Longer texts name nothing: ARNs end at 2,048 bytes.
    static let longestText = 2048

    /// Calls `body` with every text in `value`, at any depth, that may name a resource.
    ///
    /// - Parameters:
    ///   - type: the type of the item, in lower case.
    ///   - isOwn: whether `value` is the configuration, where a resource also names itself.
    func forEachReference(in value: JSONValue, type: String, isOwn: Bool, _ body: (Found) -> Void) {
        withoutActuallyEscaping(body) { body in
            var walk = Walk(table: self, type: type, body: body)
            if value.isObject { walk.object(value, parent: value.missing, depth: isOwn ? 0 : 1) }
            for element in value.elements { walk.object(element, parent: value.missing, depth: 1) }
        }
    }

    /// Goes through a configuration. The depth of JSON is limited by its reader.
    private struct Walk {
        let table: ReferenceTable
        let type: String
        let body: (Found) -> Void
        /// Documents in strings are looked into once: what they hold as strings is their own affair.
        var isEmbedded = false

        mutating func object(_ value: JSONValue, parent: JSONValue, depth: Int) {
            var pairName = value.missing
            var pairValue = value.missing
            for (name, member) in value.members {
                switch name.writtenLength {
                case 3 where name == "key" || name == "Key", 4 where name == "name" || name == "Name":
                    pairName = member
                case 5 where name == "value" || name == "Value": pairValue = member
                case 4...7 where Self.isTags(name): continue
                default: break
                }
                property(member, name: name, parent: parent, depth: depth)
            }
            // Attributes and dimensions are pairs: what is called "value" is the property that "key" or "name" names.
            if pairName.isString, pairValue.isString {
                property(pairValue, name: pairName, parent: parent, depth: depth + 1)
            }
        }

        private mutating func property(_ value: JSONValue, name: JSONValue, parent: JSONValue, depth: Int) {
            switch value.kind {
            case .object: object(value, parent: name, depth: depth + 1)
            case .array:
                // An element of a list stands for the property itself.
                for element in value.elements { property(element, name: name, parent: parent, depth: depth) }
            case .string: text(value, name: name, parent: parent, depth: depth)
            default: break
            }
        }

        private mutating func text(_ value: JSONValue, name: JSONValue, parent: JSONValue, depth: Int) {
            let length = value.writtenLength
            guard length > 0 else { return }
            let row = table.row(for: name, in: parent, type: type)
            if let row, case .embedded = table.rows[row].reading {
                guard !isEmbedded else { return }
                isEmbedded = true
                object(value.embedded, parent: name, depth: depth + 1)
                isEmbedded = false
                return
            }
            guard length <= ReferenceTable.longestText else { return }
            if row == nil, !value.withUTF8({ $0.starts(with: "arn:".utf8) }) { return }
            if let row, case .nothing = table.rows[row].reading { return }
            body(Found(text: value, row: row, isOwn: depth == 0))
        }

        private static func isTags(_ name: JSONValue) -> Bool {
            name == "tags" || name == "Tags" || name == "tagSet" || name == "tagList" || name == "TagList"
        }
    }
}
