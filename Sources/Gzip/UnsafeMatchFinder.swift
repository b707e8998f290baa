/// Finds repetitions within the last 32 KiB (LZ77) and turns bytes into literals and matches.
///
/// Hash chains over four bytes, and one byte of laziness: a match waits for the next byte to have a better one. What it
/// finds follows from the bytes alone, not from how they came in: nothing is matched before there are as many bytes ahead
/// as a match can be long, but for the end.
final class MatchFinder {
    /// A literal below 256; a match has the top bit, its length from bit 16 and its distance below.
    typealias Token = UInt32

    static let matchFlag: Token = 1 << 31
    private static let window = 32768
    private static let longest = 258
    private static let shortest = 4
    /// How many earlier places are compared, and from which length on nothing better is looked for.
    private static let chain = 24
    private static let good = 64
    private static let capacity = 1 << 18

    private let buffer: UnsafeMutablePointer<UInt8>
    private let heads: UnsafeMutablePointer<Int32>
    private let previous: UnsafeMutablePointer<Int32>
    private var filled = 0
    private var position = 0
    /// The match at the byte before `position` that waits for a better one.
    private var waiting: (length: Int, distance: Int)?

    init() {
        buffer = .allocate(capacity: Self.capacity + 8)
        buffer.initialize(repeating: 0, count: Self.capacity + 8)
        heads = .allocate(capacity: 1 << 16)
        heads.initialize(repeating: -1, count: 1 << 16)
        previous = .allocate(capacity: Self.window)
        previous.initialize(repeating: -1, count: Self.window)
    }

    deinit {
        buffer.deallocate()
        heads.deallocate()
        previous.deallocate()
    }

    /// Takes as many of `bytes` as there is room for; returns how many.
    func fill(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if position > Self.capacity - Self.window * 2 { slide() }
        let count = min(bytes.count, Self.capacity - filled)
        if let start = bytes.baseAddress, count > 0 {
            (buffer + filled).update(from: start, count: count)
            filled += count
        }
        return count
    }

    /// Moves the window to the beginning of the buffer.
    private func slide() {
        let shift = position - Self.window
        buffer.update(from: buffer + shift, count: filled - shift)
        filled -= shift
        position -= shift
        for i in 0..<1 << 16 { heads[i] = heads[i] >= Int32(shift) ? heads[i] - Int32(shift) : -1 }
        for i in 0..<Self.window { previous[i] = previous[i] >= Int32(shift) ? previous[i] - Int32(shift) : -1 }
        // Rings are indexed by position: their entries move along.
        rotate(by: shift & (Self.window - 1))
    }

    private func rotate(by count: Int) {
        guard count > 0 else { return }
        let copy = (0..<Self.window).map { previous[($0 + count) & (Self.window - 1)] }
        for (i, entry) in copy.enumerated() { previous[i] = entry }
    }

    /// Turns what can be settled into tokens; at the end everything.
    func tokens(isEnd: Bool, _ emit: (Token) -> Void) {
        let limit = isEnd ? filled : filled - Self.longest - Self.shortest
        while position < limit {
            let found = match()
            if let last = waiting {
                if found.length > last.length {
                    emit(Token(buffer[position - 1]))
                    waiting = found
                    position += 1
                } else {
                    emit(Self.matchFlag | Token(last.length) << 16 | Token(last.distance - 1))
                    // The match began one byte before; its other bytes are only entered into the chains.
                    let end = position - 1 + last.length
                    insert()
                    position += 1
                    while position < end {
                        insert()
                        position += 1
                    }
                    waiting = nil
                }
                continue
            }
            insert()
            if found.length >= Self.good {
                emit(Self.matchFlag | Token(found.length) << 16 | Token(found.distance - 1))
                let end = position + found.length
                position += 1
                while position < end {
                    insert()
                    position += 1
                }
            } else if found.length >= Self.shortest {
                waiting = found
                position += 1
            } else {
                emit(Token(buffer[position]))
                position += 1
            }
        }
        if isEnd, let last = waiting {
            emit(Self.matchFlag | Token(last.length) << 16 | Token(last.distance - 1))
            waiting = nil
        }
    }

    @inline(__always)
    private func word(_ place: Int) -> UInt32 { UnsafeRawPointer(buffer + place).loadUnaligned(as: UInt32.self) }

    @inline(__always)
    private func hash(_ place: Int) -> Int { Int((word(place) &* 0x9E37_79B1) >> 16) }

    /// Enters the bytes at `position` into their chain.
    @inline(__always)
    private func insert() {
        guard position + Self.shortest <= filled else { return }
        let slot = hash(position)
        previous[position & (Self.window - 1)] = heads[slot]
        heads[slot] = Int32(truncatingIfNeeded: position)
    }

    /// The longest match at `position`, of the nearest; length 0 for none.
    private func match() -> (length: Int, distance: Int) {
        let most = min(Self.longest, filled - position)
        guard most >= Self.shortest else { return (0, 0) }
        let first = word(position)
        var best = (length: 0, distance: 0)
        var place = Int(heads[hash(position)])
        var tries = Self.chain
        while place >= 0, place < position, position - place < Self.window, tries > 0 {
            tries -= 1
            if word(place) == first, best.length == 0 || buffer[place + best.length] == buffer[position + best.length] {
                let length = self.length(place, most)
                if length > best.length {
                    best = (length, position - place)
                    if length >= Self.good || length == most { break }
                }
            }
            let next = Int(previous[place & (Self.window - 1)])
            guard next < place else { break }
            place = next
        }
        return best
    }

    /// How many bytes are equal, at least the four that were compared.
    private func length(_ place: Int, _ most: Int) -> Int {
        var length = Self.shortest
        while length + 8 <= most {
            let a = UnsafeRawPointer(buffer + place + length).loadUnaligned(as: UInt64.self)
            let b = UnsafeRawPointer(buffer + position + length).loadUnaligned(as: UInt64.self)
            if a != b { return length + (UInt64(littleEndian: a) ^ UInt64(littleEndian: b)).trailingZeroBitCount / 8 }
            length += 8
        }
        while length < most, buffer[place + length] == buffer[position + length] { length += 1 }
        return length
    }
}
