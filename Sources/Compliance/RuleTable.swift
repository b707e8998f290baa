import ConfigModel
import JSON
public import RuleKit

/// The rules of a run, by resource type: what is looked up first for every item, so that an item that no rule wants
/// costs next to nothing.
public struct RuleTable: Sendable {
    /// The rules in the order of their names, which is the order of evaluations of one resource.
    public let rules: [BoundRule]
    let types: [Entry]
    private let slots: [Int32]

    /// What concerns a resource type.
    struct Entry: Sendable {
        let type: ResourceType
        /// Rules that the item alone decides.
        var direct: [Int] = []
        /// Rules that wait until all of the input is known.
        var deferred: [Int] = []
        /// Whether rules of other resources look at resources of this type.
        var isRelated = false
    }

    /// Sorts `rules` by the types that they concern.
    public init(_ rules: [BoundRule]) {
        self.rules = rules.sorted { ($0.rule.name, $0.rule.identifier) < ($1.rule.name, $1.rule.identifier) }
        var entries: [ResourceType: Entry] = [:]
        for (index, bound) in self.rules.enumerated() {
            for type in bound.rule.scope {
                if bound.rule.isDecidedByItem {
                    entries[type, default: Entry(type: type)].direct.append(index)
                } else {
                    entries[type, default: Entry(type: type)].deferred.append(index)
                }
            }
            for type in bound.rule.relatedTypes { entries[type, default: Entry(type: type)].isRelated = true }
        }
        types = entries.values.sorted { $0.type < $1.type }
        var size = 16
        while size < types.count * 4 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (index, entry) in types.enumerated() {
            var slot = Self.hash(entry.type.rawValue.utf8) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(index)
        }
        self.slots = slots
    }

    /// The index in `types` of the type that an item names, in any case (`AWS::EC2::VOLUME` is seen); nil when no rule
    /// concerns it.
    func entry(for resourceType: JSONValue) -> Int? {
        resourceType.withUTF8 { name in
            var slot = Self.hash(name) & (slots.count - 1)
            while slots[slot] >= 0 {
                let index = Int(slots[slot])
                if Self.isEqual(types[index].type.rawValue, name) { return index }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }
    }

    /// The index in `types` of a type; nil when no rule concerns it.
    func entry(for type: ResourceType) -> Int? {
        types.firstIndex { $0.type == type }
    }

    /// FNV-1a over the letters without their case.
    private static func hash(_ name: some Sequence<UInt8>) -> Int {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte | 0x20)) &* 16_777_619 }
        return Int(hash >> 3)
    }

    private static func isEqual(_ type: String, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard type.utf8.count == name.count else { return false }
        for (a, b) in zip(type.utf8, name) where a != b {
            guard a | 0x20 == b | 0x20, (a | 0x20) &- 0x61 < 26 else { return false }
        }
        return true
    }
}
