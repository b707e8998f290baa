public import ConfigModel
import JSON

/// Gathers configuration items for a ``ResourceGraph``, in any order and in several parts.
///
/// Of an item only what names resources is kept, as numbers of strings: about a hundred bytes and its own texts.
public struct ResourceGraphBuilder: Sendable {
    /// A capture of a resource.
    struct Capture: Sendable {
        var account: UInt32
        var region: UInt32
        /// Number in `types`.
        var type: UInt32
        var id: UInt32
        var name: UInt32 = 0
        var arn: UInt32 = 0
        /// Milliseconds since 1970; `Int.min` where the item does not say.
        var capturedAt: Int
        var stateId: Int
        var isLive: Bool
        /// In `references`.
        var first = 0
        var count = 0
    }

    /// What a capture says of another resource; texts are numbers in `strings`.
    struct Reference: Sendable {
        /// A relationship's resourceId, or the text of a property.
        var text: UInt32
        /// A relationship's resourceName.
        var name: UInt32 = 0
        /// A relationship's type: number in `types`, 0 for none.
        var type: UInt32 = 0
        /// A relationship's name; a property's row.
        var verb: UInt32 = 0
        var kind: Kind

        enum Kind: UInt8, Sendable {
            case relationship
            /// A property that a row of the table knows.
            case property
            /// The same in the configuration itself, where a resource also names itself.
            case ownProperty
            /// An ARN in any other property.
            case anyARN
        }
    }

    /// A resource: what its captures have in common.
    struct Key: Hashable, Sendable {
        var account: UInt32
        var region: UInt32
        var type: UInt32
        var id: UInt32
    }

    /// How a type is written: items know best, for relationships also write `AWS::EC2::VOLUME`.
    struct Spelling: Sendable {
        var text: String
        var isItem: Bool

        static func < (a: Self, b: Self) -> Bool {
            a.isItem != b.isItem ? b.isItem : a.text < b.text
        }
    }

    var strings = StringTable()
    /// The types in lower case.
    var types = StringTable()
    /// By number in `types`.
    var spellings = [Spelling(text: "", isItem: true)]
    var references: [Reference] = []
    /// The newest capture of each resource.
    var newest: [Key: Capture] = [:]
    private let defaultAccount: String

    /// - Parameter defaultAccount: the account of items that name none.
    public init(defaultAccount: String? = nil) {
        self.defaultAccount = defaultAccount ?? ""
    }

    /// Takes an item in. One without a type, or without an id, ARN or name, is nothing that could be told from others, and
    /// is left out.
    public mutating func add(_ item: ConfigurationItem) {
        guard item.resourceType.isString else { return }
        let type = number(ofType: item.resourceType, isItem: true)
        let arn = number(of: item.arn)
        let name = number(of: item.resourceName)
        var id = number(of: item.resourceId)
        if id == 0 { id = arn != 0 ? arn : name }
        guard type != 0, id != 0 else { return }
        let key = Key(account: account(of: item), region: number(of: item.awsRegion), type: type, id: id)
        var capture = Capture(
            account: key.account, region: key.region, type: type, id: id, name: name, arn: arn,
            capturedAt: item.capturedAt?.milliseconds ?? .min, stateId: item.stateId.lenientInt ?? .min,
            isLive: item.status == .live)
        if let known = newest[key], (known.capturedAt, known.stateId) > (capture.capturedAt, capture.stateId) { return }
        capture.first = references.count
        if capture.isLive { gather(item, type: types[type]) }
        capture.count = references.count - capture.first
        keep(capture, as: key)
    }

    /// Takes in what another builder has gathered.
    public mutating func merge(_ other: Self) {
        let text = (0..<other.strings.count).map { strings.number(ofBytes: other.strings.bytes(UInt32($0))) }
        let type = other.spellings.map { number(ofType: $0.text, isItem: $0.isItem) }
        for var capture in other.newest.values {
            let old = other.references[capture.first..<capture.first + capture.count]
            capture.account = text[Int(capture.account)]
            capture.region = text[Int(capture.region)]
            capture.type = type[Int(capture.type)]
            capture.id = text[Int(capture.id)]
            capture.name = text[Int(capture.name)]
            capture.arn = text[Int(capture.arn)]
            capture.first = references.count
            for var reference in old {
                reference.text = text[Int(reference.text)]
                reference.name = text[Int(reference.name)]
                reference.type = type[Int(reference.type)]
                if reference.kind == .relationship { reference.verb = text[Int(reference.verb)] }
                references.append(reference)
            }
            keep(
                capture,
                as: Key(account: capture.account, region: capture.region, type: capture.type, id: capture.id))
        }
    }

    /// The graph of what has been taken in.
    public consuming func seal() -> ResourceGraph {
        var sealing = GraphSealing(self)
        return sealing.graph()
    }

    /// Keeps the newer of two captures. Where times and state ids are the same, what they say decides, and not which of
    /// them came first.
    private mutating func keep(_ capture: Capture, as key: Key) {
        if let known = newest[key], !isNewer(capture, than: known) { return }
        newest[key] = capture
    }

    private func isNewer(_ a: Capture, than b: Capture) -> Bool {
        if a.capturedAt != b.capturedAt { return a.capturedAt > b.capturedAt }
        if a.stateId != b.stateId { return a.stateId > b.stateId }
        if a.isLive != b.isLive { return b.isLive }
        return content(b).lexicographicallyPrecedes(content(a))
    }

    /// All that a capture says, in order.
    private func content(_ capture: Capture) -> [String] {
        let said = references[capture.first..<capture.first + capture.count]
        return [strings[capture.name], strings[capture.arn]]
            + said.flatMap { reference in
                [
                    strings[reference.text], strings[reference.name], types[reference.type],
                    reference.kind == .relationship ? strings[reference.verb] : "\(reference.verb)",
                ]
            }
    }

    private mutating func gather(_ item: ConfigurationItem, type: String) {
        for relationship in item.relationships.elements {
            let id = number(of: relationship["resourceId"])
            let name = number(of: relationship["resourceName"])
            guard id != 0 || name != 0 else { continue }
            var verb = relationship["name"]
            if verb.isMissing { verb = relationship["relationshipName"] }
            references.append(
                Reference(
                    text: id, name: name, type: number(ofType: relationship["resourceType"], isItem: false),
                    verb: trimmedNumber(of: verb), kind: .relationship))
        }
        let table = ReferenceTable.standard
        func take(_ value: JSONValue, isOwn: Bool) {
            table.forEachReference(in: value, type: type, isOwn: isOwn) { found in
                let kind: Reference.Kind = found.row == nil ? .anyARN : found.isOwn ? .ownProperty : .property
                let row = UInt32(found.row ?? 0)
                let isPlain = found.text.withUTF8 { bytes in
                    if bytes.contains(UInt8(ascii: ",")), !bytes.starts(with: "arn:".utf8) {
                        return false
                    }
                    references.append(Reference(text: strings.number(of: bytes), verb: row, kind: kind))
                    return true
                }
                if isPlain { return }
                for part in (found.text.string ?? "").split(separator: ",") {
                    let text = part.drop { $0 == " " }
                    references.append(Reference(text: strings.number(of: text), verb: row, kind: kind))
                }
            }
        }
        take(item.configuration, isOwn: true)
        for (name, value) in item.supplementaryMembers where !Self.isPolicy(name) {
            take(value.isString ? value.embedded : value, isOwn: false)
        }
    }

    /// Policies and grants name who may do what, which is no relationship.
    private static func isPolicy(_ name: JSONValue) -> Bool {
        let name = name.string?.lowercased() ?? ""
        return name.hasSuffix("policy") || name.hasSuffix("accesscontrollist") || name.hasSuffix("tags")
    }

    private mutating func account(of item: ConfigurationItem) -> UInt32 {
        if item.accountId.isString { return number(of: item.accountId) }
        return strings.number(of: item.arn.string.flatMap { ARN($0)?.accountId } ?? defaultAccount)
    }

    private mutating func number(of value: JSONValue) -> UInt32 {
        value.isString ? value.withUTF8 { strings.number(of: $0) } : 0
    }

    /// Without the spaces that AWS leaves behind names such as `Is contained in `.
    private mutating func trimmedNumber(of value: JSONValue) -> UInt32 {
        value.withUTF8 { bytes in
            let end = bytes.lastIndex { $0 != 0x20 }.map { $0 + 1 } ?? 0
            return strings.number(of: UnsafeBufferPointer(rebasing: bytes[..<end]))
        }
    }

    private mutating func number(ofType value: JSONValue, isItem: Bool) -> UInt32 {
        guard value.isString else { return 0 }
        return number(ofType: value.string ?? "", isItem: isItem)
    }

    /// The number of a type, whatever its case.
    mutating func number(ofType text: String, isItem: Bool) -> UInt32 {
        if text.isEmpty { return 0 }
        let number = types.number(of: text.lowercased())
        let spelling = Spelling(text: text, isItem: isItem)
        if Int(number) == spellings.count {
            spellings.append(spelling)
        } else if spellings[Int(number)] < spelling {
            spellings[Int(number)] = spelling
        }
        return number
    }
}
