/// A prefix code for symbols of known frequencies, no code longer than a limit (RFC 1951, 3.2.2).
struct HuffmanCode {
    /// By symbol; 0 for symbols that do not occur.
    private(set) var lengths: [UInt8]
    /// By symbol: the code with its first bit lowest, as it is written.
    private(set) var codes: [UInt16]

    /// - Parameter frequencies: by symbol; at least two symbols get a code, for one alone would need no bit.
    init(frequencies: [Int], limit: Int) {
        var frequencies = frequencies
        for symbol in frequencies.indices where frequencies.count(where: { $0 > 0 }) < 2 {
            frequencies[symbol] = max(frequencies[symbol], 1)
        }
        lengths = Self.lengths(frequencies, limit: limit)
        codes = Self.codes(lengths)
    }

    init(lengths: [UInt8]) {
        self.lengths = lengths
        codes = Self.codes(lengths)
    }

    /// Depths in a Huffman tree, then shortened to the limit.
    private static func lengths(_ frequencies: [Int], limit: Int) -> [UInt8] {
        // Two queues: leaves by frequency, and inner nodes, which come in order by themselves.
        let leaves = frequencies.indices.filter { frequencies[$0] > 0 }
            .sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
        var weights = leaves.map { frequencies[$0] }
        var parents = [Int](repeating: 0, count: leaves.count)
        var leaf = 0
        var inner = leaves.count
        func take() -> Int {
            if leaf < leaves.count, inner >= weights.count || weights[leaf] <= weights[inner] {
                leaf += 1
                return leaf - 1
            }
            inner += 1
            return inner - 1
        }
        for _ in 1..<leaves.count {
            let (a, b) = (take(), take())
            parents[a] = weights.count
            parents[b] = weights.count
            weights.append(weights[a] + weights[b])
            parents.append(0)
        }
        var depths = [Int](repeating: 0, count: weights.count)
        for node in stride(from: weights.count - 2, through: 0, by: -1) { depths[node] = depths[parents[node]] + 1 }

        var counts = [Int](repeating: 0, count: limit + 1)
        for node in leaves.indices { counts[min(depths[node], limit)] += 1 }
        // Cut codes use more room than there is: longer ones elsewhere make up for it.
        var used = (1...limit).reduce(0) { $0 + counts[$1] << (limit - $1) }
        while used > 1 << limit {
            let shorter = (1..<limit).last { counts[$0] > 0 } ?? 1
            counts[shorter] -= 1
            counts[shorter + 1] += 1
            used -= 1 << (limit - shorter - 1)
        }
        // What was made up too much goes back, for a code must be complete.
        while used < 1 << limit,
            let longer = (2...limit).first(where: { counts[$0] > 0 && 1 << (limit - $0) <= 1 << limit - used })
        {
            counts[longer] -= 1
            counts[longer - 1] += 1
            used += 1 << (limit - longer)
        }
        // The rarest symbols get the longest codes.
        var lengths = [UInt8](repeating: 0, count: frequencies.count)
        var next = 0
        for length in stride(from: limit, through: 1, by: -1) {
            for _ in 0..<counts[length] {
                lengths[leaves[next]] = UInt8(length)
                next += 1
            }
        }
        return lengths
    }

    private static func codes(_ lengths: [UInt8]) -> [UInt16] {
        var counts = [Int](repeating: 0, count: 17)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var next = [Int](repeating: 0, count: 17)
        for length in 1...16 { next[length] = (next[length - 1] + counts[length - 1]) << 1 }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[Int(length)] += 1 }
            var reversed: UInt16 = 0
            for bit in 0..<Int(length) where next[Int(length)] >> bit & 1 == 1 {
                reversed |= 1 << (Int(length) - 1 - bit)
            }
            return reversed
        }
    }
}
