import ByteSource
import JSON

/// A 128-bit digest of a JSON value, independent of the order of members.
struct ValueDigest: Hashable {
    private(set) var hash: StableHash

    /// What nulls mean.
    enum Nulls {
        /// A member that is null is the same as none.
        case absent
        /// It is not: a rule may judge otherwise by it.
        case values
    }

    init(_ value: JSONValue, nulls: Nulls) { hash = Self.hash(value, nulls) }

    private static func hash(_ value: JSONValue, _ nulls: Nulls) -> StableHash {
        var hash = StableHash()
        switch value.kind {
        case .missing, .null: hash.add(0 as UInt64)
        case .bool: hash.add(value.bool == true ? 2 : 1 as UInt64)
        case .number:
            hash.add(3 as UInt64)
            hash.add(value.numberText)
        case .string:
            hash.add(4 as UInt64)
            value.withUTF8 { hash.add($0) }
        case .array:
            hash.add(5 as UInt64)
            for element in value.elements { add(Self.hash(element, nulls), to: &hash) }
            hash.add(0 as UInt64)
        case .object: add(members(value, nulls: nulls) { _ in true }, to: &hash)
        }
        return hash.finished
    }

    /// The digest of an object's members as far as they are wanted.
    static func members(_ value: JSONValue, nulls: Nulls, where isWanted: (JSONValue) -> Bool) -> StableHash {
        // Sums do not depend on the order.
        var sum: (UInt64, UInt64) = (0, 0)
        for (name, member) in value.members where (nulls == .values || !member.isNull) && isWanted(name) {
            var hash = StableHash()
            name.withUTF8 { hash.add($0) }
            add(Self.hash(member, nulls), to: &hash)
            let finished = hash.finished
            sum.0 &+= finished.high
            sum.1 &+= finished.low
        }
        var hash = StableHash()
        hash.add(6 as UInt64)
        hash.add(sum.0)
        hash.add(sum.1)
        return hash.finished
    }

    private static func add(_ part: StableHash, to hash: inout StableHash) {
        hash.add(part.high)
        hash.add(part.low)
    }
}
