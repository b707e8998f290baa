public import ByteSource

// Reads JSON from a source in windows, with memory that follows the largest value and not the length of the text.
//
// One buffer holds the value in work and what has been read behind it; stage one indexes it 16 KiB at a time, stage two
// (`UnsafeJSONReader+Parse.swift`) walks the index and writes the tape. When the buffer runs out, the bytes of the value
// in work move to its front, so that a value always lies in one piece and tape positions, which count from the value's
// first byte, stay right.
//
// A text is a sequence of values, so that NDJSON and concatenated documents need nothing special. Arrays that hold the
// mass of a document (the top-level array, and the members named in `streaming`) are handed out an element at a time.
//
// Rejected: mapping the file (page faults cost more than the copy, and resident memory grows to the file's size),
// building one tape for a whole document (2.5 times the text in memory), a callback a token (an unpredictable call each).

/// A pull reader of JSON values.
public final class JSONReader {
    /// What a reader refuses.
    public struct Limits: Sendable {
        /// How deep arrays and objects may be nested in one value.
        public var depth: Int
        /// How large one value may be, in bytes: at most 256 MiB, which is also the default.
        public var valueBytes: Int

        /// See the properties.
        public init(depth: Int = 1000, valueBytes: Int = 1 << 28 - 1) {
            self.depth = depth
            self.valueBytes = min(valueBytes, Tape.payloadLimit - 1)
        }
    }

    /// Where a value stands in the text.
    public enum Origin: Sendable {
        /// A value of the top level.
        case document
        /// An element of an array at the top level.
        case topLevelArray
        /// An element of a streamed member's array.
        case streamedMember
    }

    /// A value and its place.
    public struct Element {
        /// Valid until the reader's next call.
        public let value: JSONValue
        /// Byte offset of the value in the text.
        public let offset: Int
        /// Length of the value in bytes.
        public let length: Int
        /// The line that the value begins on, counted from 1 where the source begins.
        public let line: Int
        /// Where the value stands.
        public let origin: Origin
    }

    /// A part of a text, for reading one large array on several cores: begins at an element of a streamed array.
    public struct Segment: Sendable {
        /// Byte offset of the element that the source's first byte begins.
        public let start: Int
        /// Reading stops before the first element at or behind this offset.
        public let stop: Int
        /// Whether the array is a member of an object; else it is the top-level value.
        public let inObject: Bool
        /// The line of `start`, where it is known.
        public let line: Int?

        /// A part from `start` up to `stop`, byte offsets of elements.
        public init(start: Int, stop: Int, inObject: Bool, line: Int? = nil) {
            self.line = line
            self.start = start
            self.stop = stop
            self.inObject = inObject
        }
    }

    enum State {
        case betweenValues
        case inArray(Origin, first: Bool)
        case finished
    }

    static let window = 16 << 10
    static let padding = 128

    let source: any ByteSource
    let limits: Limits
    let streaming: [StaticString]
    let tape: Tape
    var state = State.betweenValues
    /// Whether an array was there to hand out an element at a time, be it empty.
    public internal(set) var hasStreamedArray = false
    /// In segment mode, the offset of the first element that was left to the next segment.
    public internal(set) var stoppedAt: Int?
    /// In segment mode, the line of that element, counted from 1 at the segment's start.
    public internal(set) var stoppedLine = 1
    var stop = Int.max

    // The buffer: bytes 0..<end are text, 0..<indexed have been through stage one, from `keep` on they are still needed.
    var buffer: UnsafeMutablePointer<UInt8>
    var capacity: Int
    var end = 0
    var indexed = 0
    var keep = 0
    /// Offset in the text of the buffer's first byte.
    var base = 0
    var atEnd = false

    // The index of the current window: positions[cursor..<count] are still to be read.
    var indexer = StructuralIndexer()
    var positions: UnsafeMutablePointer<UInt32>
    var backslashes: UnsafeMutablePointer<UInt64>
    let windowCapacity: Int
    var windowStart = 0
    var cursor = 0
    var count = 0
    var lastWindowDone = false
    /// Line feeds in all of the text before `indexed`, and the offset in the text of the last.
    var lineFeeds = 0
    var lastLineFeed = -1
    /// An offset in the text whose line is known.
    var known = (offset: 0, line: 1)
    /// What stage one found wrong; reported once everything before it has been handed out.
    var fault: JSONError?
    /// What ended the source early; likewise.
    var sourceFault: JSONError?

    /// Tape indices of the open containers.
    var stack: UnsafeMutablePointer<UInt32>

    /// - Parameters:
    ///   - source: UTF-8 text; a byte order mark is skipped.
    ///   - streaming: names of top-level object members whose arrays are handed out an element at a time; the rest of
    ///     such an object is checked and dropped.
    ///   - sizeHint: how many bytes the text may have, so that a reader of a small text stays small.
    public init(
        _ source: any ByteSource, streaming: [StaticString] = [], limits: Limits = Limits(), sizeHint: Int = 128 << 10
    ) {
        self.source = source
        self.limits = limits
        self.streaming = streaming
        capacity = min(max(sizeHint, 64), 128 << 10) + Self.padding
        buffer = .allocate(capacity: capacity + Self.padding)
        windowCapacity = min(Self.window, (capacity + 63) & ~63)
        positions = .allocate(capacity: windowCapacity + 64)
        backslashes = .allocate(capacity: windowCapacity / 64 + 2)
        stack = .allocate(capacity: limits.depth + 1)
        tape = Tape(capacity: windowCapacity / 4 + 16)
        tape.header.pointee.text = UnsafePointer(buffer)
    }

    /// Reads a part of a text; `source` begins with the byte at `segment.start`.
    public convenience init(
        _ source: any ByteSource, segment: Segment, streaming: [StaticString], limits: Limits = Limits()
    ) {
        self.init(source, streaming: streaming, limits: limits)
        state = .inArray(segment.inObject ? .streamedMember : .topLevelArray, first: true)
        base = segment.start
        stop = segment.stop
    }

    deinit {
        buffer.deallocate()
        positions.deallocate()
        backslashes.deallocate()
        stack.deallocate()
    }

    /// Gives back what only reading needs: the last value stays, and nothing can be read any more.
    func finish() {
        state = .finished
        positions.deallocate()
        backslashes.deallocate()
        stack.deallocate()
        positions = .allocate(capacity: 0)
        backslashes = .allocate(capacity: 0)
        stack = .allocate(capacity: 0)
        tape.shrink()
    }

    /// The next value, or nil at the end of the text (in segment mode: of the segment).
    ///
    /// The value before it is no longer valid. After an error the reader is at its end.
    /// - Throws: `JSONError` with the place; everything before the place has been handed out.
    public func next() throws(JSONError) -> Element? {
        do throws(JSONError) {
            return try advance()
        } catch {
            state = .finished
            throw error
        }
    }

    private func advance() throws(JSONError) -> Element? {
        tape.reset()
        while true {
            keep = .max
            switch state {
            case .finished: return nil
            case .betweenValues:
                let position = try nextPosition()
                guard position >= 0 else {
                    if indexer.isInString { throw error(at: end, .unterminatedString) }
                    state = .finished
                    return nil
                }
                if !streaming.isEmpty, buffer[position] == UInt8(ascii: "[") {
                    state = .inArray(.topLevelArray, first: true)
                    hasStreamedArray = true
                } else if let element = try readValue(at: position, .document) {
                    return element
                }
            case .inArray(let origin, let first):
                if let element = try nextElement(origin, isFirst: first) { return element }
            }
        }
    }

    /// The next element of the array in work, or nil when the state has changed instead.
    private func nextElement(_ origin: Origin, isFirst: Bool) throws(JSONError) -> Element? {
        var position = try nextPosition(expecting: isFirst ? .value : .commaOrBracket)
        let byte = buffer[position]
        if byte == UInt8(ascii: "]") {
            state = .betweenValues
            if case .streamedMember = origin { try parseRest() }
            return nil
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else {
                throw error(at: position, .unexpected(byte: byte, expected: .commaOrBracket))
            }
            position = try nextPosition(expecting: .value)
        }
        guard base + position < stop else {
            stoppedAt = base + position
            stoppedLine = line(at: position)
            state = .finished
            return nil
        }
        state = .inArray(origin, first: false)
        return try readValue(at: position, origin)
    }

    /// Parses the value at `position`; nil when a streamed array began instead.
    private func readValue(at position: Int, _ origin: Origin) throws(JSONError) -> Element? {
        keep = position
        let isElement = if case .document = origin { false } else { true }
        let length = try parse(
            intercepting: !isElement && !streaming.isEmpty, resuming: false, isElement: isElement)
        guard length > 0 else { return nil }
        return Element(
            value: JSONValue(header: UnsafePointer(tape.header), index: 0), offset: base + keep, length: length,
            line: line(at: keep), origin: origin)
    }

    /// The line of a position of the buffer. What stands on one line costs nothing here.
    private func line(at position: Int) -> Int {
        guard lastLineFeed >= base + position else { return lineFeeds + 1 }
        // From the last value on, if its first byte is still here; else back from where stage one is.
        let isNear = known.offset >= base && known.offset <= base + position
        let line =
            isNear
            ? known.line + feeds(in: known.offset - base..<position) : lineFeeds + 1 - feeds(in: position..<indexed)
        known = (base + position, line)
        return line
    }

    private func feeds(in range: Range<Int>) -> Int {
        var count = 0
        for i in range where buffer[i] == 0x0A { count &+= 1 }
        return count
    }

    /// Checks what follows a streamed array in its object.
    private func parseRest() throws(JSONError) {
        let position = try nextPosition(expecting: .commaOrBrace)
        cursor -= 1
        keep = position
        _ = try parse(intercepting: true, resuming: true, isElement: false)
    }

    /// The position of the next structural byte, or -1 at the end.
    func nextPosition() throws(JSONError) -> Int {
        if cursor >= count, try refill(keeping: 0) == 0 { return -1 }
        cursor += 1
        return Int(positions[cursor - 1])
    }

    private func nextPosition(expecting expected: JSONError.Expected) throws(JSONError) -> Int {
        let position = try nextPosition()
        guard position >= 0 else { throw truncated(expected) }
        return position
    }

    /// Checks that nothing follows the last value; that value stays valid.
    func expectEnd() throws(JSONError) {
        guard try nextPosition() < 0 else { throw error(at: Int(positions[cursor - 1]), .contentAfterValue) }
    }

    func error(at position: Int, _ reason: JSONError.Reason) -> JSONError {
        JSONError(offset: base + position, reason: reason)
    }

    func truncated(_ expected: JSONError.Expected) -> JSONError {
        error(at: end, indexer.isInString ? .unterminatedString : .truncated(expected: expected))
    }

    /// Indexes the next window that has something in it; 0 at the end of the text.
    ///
    /// - Parameter tapeCount: how many entries of the tape are in use.
    @inline(never)
    func refill(keeping tapeCount: Int) throws(JSONError) -> Int {
        cursor = 0
        count = 0
        while count == 0 {
            if let fault { throw fault }
            let available = min((end - indexed) & ~63, windowCapacity)
            if available > 0 {
                index(available)
            } else if !atEnd {
                try readMore()
            } else if !lastWindowDone {
                // The last block is filled up with spaces, which start nothing.
                (buffer + end).update(repeating: 0x20, count: Self.padding)
                lastWindowDone = true
                index(64)
            } else if let sourceFault {
                throw sourceFault
            } else {
                return 0
            }
        }
        tape.reserve(tapeCount + count + 8, keeping: tapeCount)
        return count
    }

    private func index(_ length: Int) {
        windowStart = indexed
        let window = indexer.index(
            buffer, from: indexed, to: indexed + length, positions: positions, backslashes: backslashes)
        count = window.count
        indexed += length
        if window.lineFeeds > 0 {
            lineFeeds += window.lineFeeds
            lastLineFeed = base + window.lastLineFeed
        }
        guard let found = window.fault else { return }
        // What stands before the fault is still handed out; then the fault is reported.
        while count > 0, Int(positions[count - 1]) >= window.faultPosition { count -= 1 }
        guard window.faultPosition < end else {
            fault = sourceFault ?? error(at: end, indexer.isInString ? .unterminatedString : .invalidUTF8)
            return
        }
        switch found {
        case .controlCharacter: fault = error(at: window.faultPosition, .controlCharacter(buffer[window.faultPosition]))
        case .invalidEscape: fault = error(at: window.faultPosition, .invalidEscape)
        case .invalidUTF8: fault = error(at: window.faultPosition, .invalidUTF8)
        }
    }

    /// Reads on; first drops what is no longer needed, or grows the buffer when the value in work fills it.
    private func readMore() throws(JSONError) {
        let kept = min(keep, indexed)
        if kept > 0 {
            buffer.update(from: buffer + kept, count: end - kept)
            end -= kept
            indexed -= kept
            base += kept
            if keep != .max { keep = 0 }
        } else if end == capacity {
            guard capacity < limits.valueBytes else {
                throw JSONError(offset: base, reason: .tooLarge(limit: limits.valueBytes))
            }
            let larger = min(capacity * 2, limits.valueBytes + 64)
            let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: larger + Self.padding)
            grown.initialize(from: buffer, count: end)
            buffer.deallocate()
            buffer = grown
            capacity = larger
        }
        tape.header.pointee.text = UnsafePointer(buffer)
        let isStart = base == 0 && end == 0
        readOnce()
        guard isStart else { return }
        while end < 3, !atEnd { readOnce() }
        // A byte order mark becomes three spaces, so that offsets stay those of the text.
        if end >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF {
            buffer.update(repeating: 0x20, count: 3)
        }
    }

    private func readOnce() {
        do throws(ByteSourceError) {
            let read = try source.read(into: UnsafeMutableRawBufferPointer(start: buffer + end, count: capacity - end))
            atEnd = read == 0
            end += read
        } catch {
            atEnd = true
            sourceFault = JSONError(offset: base + end, reason: .source(error))
        }
    }
}
