/// Decodes the DEFLATE data (RFC 1951) of one member after the other, straight into the caller's buffers.
///
/// It can stop at any byte of output and go on in another buffer; the bytes that later matches may need are kept.
final class Inflater {
    private enum State {
        case blockHeader
        case stored(remaining: Int)
        case compressed
        case ended
    }

    let input: CompressedInput
    var literalTable: HuffmanTable
    var distanceTable: HuffmanTable

    /// The output buffer; valid between `attach` and `detach` only.
    private(set) var output: UnsafeMutableRawPointer
    /// How many bytes of `output` are decoded.
    var position = 0
    /// Where in `output` the current member starts.
    private(set) var memberStart = 0
    private var history = History()

    private var state = State.ended
    private var isFinalBlock = false
    /// The rest of a match that did not fit.
    private var pendingLength = 0
    private var pendingDistance = 0

    private let spareByte = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
    private var codeLengths = [UInt8](repeating: 0, count: 320)
    private let lengthTable = HuffmanTable(rootBits: 7, symbols: DeflateAlphabets.codeLengths)
    private let dynamicLiterals = HuffmanTable(rootBits: 11, symbols: DeflateAlphabets.literalsAndLengths)
    private let dynamicDistances = HuffmanTable(rootBits: 8, symbols: DeflateAlphabets.distances)
    // Never rebuilt: a stream of many tiny fixed blocks would otherwise cost a rebuild for each.
    private let fixedLiterals = HuffmanTable(rootBits: 9, symbols: DeflateAlphabets.literalsAndLengths)
    private let fixedDistances = HuffmanTable(rootBits: 5, symbols: DeflateAlphabets.distances)

    init(_ input: CompressedInput) {
        self.input = input
        output = spareByte
        // The fixed code sets are complete, so neither call has anything to report.
        _ = fixedLiterals.build(DeflateAlphabets.fixedLiteralLengths[...], .complete)
        _ = fixedDistances.build(DeflateAlphabets.fixedDistanceLengths[...], .complete)
        literalTable = fixedLiterals
        distanceTable = fixedDistances
    }

    deinit {
        history.deallocate()
        spareByte.deallocate()
    }

    /// A buffer of one byte, for finding out whether there is any more output.
    var probe: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: spareByte, count: 1) }

    /// Directs the output to `buffer`, which must stay valid until `detach`.
    func attach(_ buffer: UnsafeMutableRawBufferPointer) {
        output = buffer.baseAddress ?? spareByte
        position = 0
        memberStart = 0
    }

    /// Lets go of the output buffer and keeps what later matches may need of it.
    func detach() {
        history.append(decoded(from: memberStart))
        output = spareByte
    }

    /// The bytes decoded into the attached buffer from `start` on.
    func decoded(from start: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: output + start, count: position - start)
    }

    /// Gets ready for the DEFLATE data of a member, at the current byte of the input.
    func startMember() {
        memberStart = position
        history.removeAll()
        state = .blockHeader
    }

    /// Decodes until `position` is `limit` or the member's DEFLATE data ends.
    ///
    /// - Returns: Whether the data ended; the input is then at the byte after it.
    /// - Throws: `truncated` or `invalidBlock`; bytes up to `position` are good all the same.
    func decode(upTo limit: Int) throws(GzipError) -> Bool {
        while true {
            switch state {
            case .blockHeader:
                try readBlockHeader()
            case .stored(let remaining):
                let left = try copyStored(remaining, limit)
                state = .stored(remaining: left)
                if left > 0 { return false }
                endBlock()
            case .compressed:
                guard try decodeSymbols(limit) else { return false }
                endBlock()
            case .ended:
                return true
            }
        }
    }

    private func endBlock() {
        state = isFinalBlock ? .ended : .blockHeader
        if isFinalBlock { input.alignToByte() }
    }

    private func invalid(_ fault: GzipError.BlockFault) -> GzipError {
        .invalidBlock(fault, offset: input.offset)
    }

    // MARK: Block headers

    private func readBlockHeader() throws(GzipError) {
        isFinalBlock = try input.take(1) == 1
        switch try input.take(2) {
        case 0:
            input.alignToByte()
            let lengths = try input.nextUInt32()
            guard lengths & 0xFFFF == ~lengths >> 16 else { throw invalid(.storedLengthMismatch) }
            state = .stored(remaining: Int(lengths & 0xFFFF))
        case 1:
            literalTable = fixedLiterals
            distanceTable = fixedDistances
            state = .compressed
        case 2:
            try readDynamicCodes()
            literalTable = dynamicLiterals
            distanceTable = dynamicDistances
            state = .compressed
        default:
            throw invalid(.reservedBlockType)
        }
    }

    private func readDynamicCodes() throws(GzipError) {
        let literalCount = try input.take(5) + 257
        let distanceCount = try input.take(5) + 1
        let lengthCount = try input.take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw invalid(.tooManyCodes) }
        var shortLengths = [UInt8](repeating: 0, count: DeflateAlphabets.codeLengthOrder.count)
        for symbol in DeflateAlphabets.codeLengthOrder.prefix(lengthCount) {
            shortLengths[symbol] = UInt8(try input.take(3))
        }
        if let fault = lengthTable.build(shortLengths[...], .complete) { throw invalid(fault) }
        let total = literalCount + distanceCount
        var filled = 0
        while filled < total {
            let symbol = try readLengthSymbol()
            if symbol < 16 {
                codeLengths[filled] = UInt8(symbol)
                filled += 1
                continue
            }
            let value: UInt8
            let times: Int
            switch symbol {
            case 16:
                guard filled > 0 else { throw invalid(.invalidLengthRepeat) }
                value = codeLengths[filled - 1]
                times = 3 + (try input.take(2))
            case 17:
                value = 0
                times = 3 + (try input.take(3))
            default:
                value = 0
                times = 11 + (try input.take(7))
            }
            guard filled + times <= total else { throw invalid(.invalidLengthRepeat) }
            for index in filled..<filled + times { codeLengths[index] = value }
            filled += times
        }
        guard codeLengths[256] > 0 else { throw invalid(.missingEndOfBlock) }
        if let fault = dynamicLiterals.build(codeLengths[..<literalCount], .oneCodeOrNone) { throw invalid(fault) }
        if let fault = dynamicDistances.build(codeLengths[literalCount..<total], .oneCodeOrNone) {
            throw invalid(fault)
        }
    }

    private func readLengthSymbol() throws(GzipError) -> Int {
        input.refillBits()
        let entry = lengthTable.entries[Int(input.bits & 127)]
        guard entry.totalBits <= input.bitCount else { throw input.truncation }
        input.drop(entry.totalBits)
        return entry.value
    }

    // MARK: Block contents

    /// Copies what is there and fits of a stored block (3.2.4), and returns how much of the block is left.
    private func copyStored(_ remaining: Int, _ limit: Int) throws(GzipError) -> Int {
        var left = remaining
        while left > 0, position < limit {
            input.fill(atLeast: 1)
            let count = min(left, limit - position, input.end - input.position)
            guard count > 0 else { throw input.truncation }
            (output + position).copyMemory(from: input.storage + input.position, byteCount: count)
            position += count
            input.position += count
            left -= count
        }
        return left
    }

    /// Decodes symbols until `position` is `limit` or the block ends; returns whether it ended.
    private func decodeSymbols(_ limit: Int) throws(GzipError) -> Bool {
        while true {
            copyPending(limit)
            if position == limit { return false }
            input.fill(atLeast: Self.fastInputMargin)
            if limit - position >= Self.fastOutputMargin, input.end - input.position >= Self.fastInputMargin {
                switch decodeFast(limit) {
                case .nearAnEnd: break
                case .endOfBlock: return true
                case .fault(let fault): throw invalid(fault)
                }
            }
            if try decodeOneSymbol() { return true }
        }
    }

    /// Decodes one symbol when an end of the input or of the output is near; returns whether it ends the block.
    ///
    /// There is room for one byte. A match is left to `copyPending`.
    private func decodeOneSymbol() throws(GzipError) -> Bool {
        // The longest length and distance take 48 bits together, which one refill brings unless the input ends.
        if input.bitCount < 48 { input.refillBits() }
        let (entry, bits) = try nextEntry(literalTable)
        if entry.isLiteral {
            output.storeBytes(of: entry.literalByte, toByteOffset: position, as: UInt8.self)
            position += 1
            return false
        }
        if entry.isSpecial {
            if entry.isEndOfBlock { return true }
            throw invalid(.invalidSymbol)
        }
        let (distanceEntry, distanceBits) = try nextEntry(distanceTable)
        if distanceEntry.isSpecial { throw invalid(.invalidSymbol) }
        let distance = distanceEntry.valueWithExtra(distanceBits)
        guard distance <= position - memberStart + reachableHistory else { throw invalid(.distanceTooFar) }
        pendingLength = entry.valueWithExtra(bits)
        pendingDistance = distance
        return false
    }

    /// Removes the next code and its extra bits; returns its entry and the bits from its linked part on.
    private func nextEntry(_ table: HuffmanTable) throws(GzipError) -> (TableEntry, UInt64) {
        let rootBits = UInt64(table.rootBits)
        var bits = input.bits
        var entry = table.entries[Int(bits & (1 << rootBits - 1))]
        var needed = entry.totalBits
        if entry.isLink {
            bits >>= rootBits
            entry = table.entries[entry.linkedIndex(bits)]
            needed = rootBits + entry.totalBits
        }
        // Past the end of the input the bits read as zero, and a code made of them is no code.
        guard needed <= input.bitCount else { throw input.truncation }
        input.drop(needed)
        return (entry, bits)
    }

    // MARK: Matches across buffers

    /// How many bytes before `memberStart` a match may start: none if the member began in this buffer.
    var reachableHistory: Int { history.count }

    /// Copies as much of a pending match as fits.
    private func copyPending(_ limit: Int) {
        let count = min(pendingLength, limit - position)
        copyMatch(count, pendingDistance)
        pendingLength -= count
    }

    /// Copies a match byte by byte, from the history where it starts before this buffer.
    func copyMatch(_ length: Int, _ distance: Int) {
        var left = length
        while left > 0, distance > position - memberStart {
            let byte = history.byte(back: distance - (position - memberStart))
            output.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
            position += 1
            left -= 1
        }
        while left > 0 {
            let byte = output.load(fromByteOffset: position - distance, as: UInt8.self)
            output.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
            position += 1
            left -= 1
        }
    }
}
