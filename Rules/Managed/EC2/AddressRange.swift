import JSON

/// How much of the internet a CIDR block takes in.
enum AddressRange {
    /// Everybody: a prefix of no bits, whichever way its address is written (`0.0.0.0/0`, `::/0`, `0:0:0:0:0:0:0:0/0`).
    case world
    case limited
    /// Not a CIDR block.
    case unreadable

    init(_ block: JSONValue) {
        self = block.withUTF8 { bytes in
            guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return .unreadable }
            let digits = bytes[(slash + 1)...]
            guard 1...3 ~= digits.count, digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return .unreadable }
            return digits.allSatisfy { $0 == UInt8(ascii: "0") } ? .world : .limited
        }
    }
}
