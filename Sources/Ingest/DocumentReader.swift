import ByteSource
import Gzip
public import JSON
import Recording

/// Reads one input: unpacks it, tells by its content what it is, and hands on what it holds.
public struct DocumentReader: Sendable {
    /// Limits for what comes from outside.
    public struct Limits: Sendable {
        /// How many bytes a compressed input may become.
        public var decompressedBytes: Int
        /// What is refused of JSON.
        public var json: JSONReader.Limits
        /// Told of every piece read from a file, in bytes, from any thread.
        public var didRead: (@Sendable (Int) -> Void)?

        /// By default 64 GiB: a hundred times the largest snapshots, and far from what a bomb makes.
        public init(decompressedBytes: Int = 64 << 30, json: JSONReader.Limits = JSONReader.Limits()) {
            self.decompressedBytes = decompressedBytes
            self.json = json
        }
    }

    /// Members whose arrays are the mass of a document.
    static let streamedMembers: [StaticString] = ["configurationItems", "baseConfigurationItems"]

    private let limits: Limits

    /// A reader with these limits.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Reads `file` to its end or its first fault. What stands before a fault has been handed on.
    ///
    /// - Parameter readsAhead: decompress on a thread of its own.
    /// - Throws: `InputFault`.
    public func read(_ file: InputFile, into sink: some DocumentSink, readsAhead: Bool = false) throws(InputFault) {
        let (source, isPlain) = try unpacked(file, readsAhead: readsAhead)
        sink.begin(isPlain: isPlain)
        var recognizer = Recognizer(path: file.path, sink: sink)
        if Self.isCredentialReport(source.peek(512)) {
            let text: [UInt8]?
            do throws(ByteSourceError) {
                text = try source.readAll(limit: limits.json.valueBytes)
            } catch {
                throw fault(file, JSONError(offset: error.offset, reason: .source(error)))
            }
            guard let text else {
                throw fault(file, JSONError(offset: 0, reason: .tooLarge(limit: limits.json.valueBytes)))
            }
            return try recognizer.credentialReport(String(decoding: text, as: UTF8.self))
        }
        let reader = JSONReader(source, streaming: Self.streamedMembers, limits: limits.json)
        try drain(reader, file, &recognizer)
        guard recognizer.hasSeenSomething else { throw InputFault(path: file.path, reason: .empty) }
    }

    /// Reads `file` as JSON values that follow one another, whatever they are: NDJSON, for one.
    ///
    /// - Parameter body: its first error ends the reading.
    public func readValues(
        _ file: InputFile, readsAhead: Bool = false, _ body: (JSONReader.Element) throws(InputFault) -> Void
    ) throws(InputFault) {
        let reader = JSONReader(try unpacked(file, readsAhead: readsAhead).source, limits: limits.json)
        while let element = try next(reader, file) { try body(element) }
    }

    /// What `body` makes of the first value of a file, of the first element where that is a list of items; nil where there
    /// is none. Not for standard input, which can be read but once.
    ///
    /// - Throws: where it is no JSON.
    public func peek<Result>(_ file: InputFile, _ body: (JSONValue) -> Result) throws(InputFault) -> Result? {
        let reader = JSONReader(try unpacked(file).source, streaming: Self.streamedMembers, limits: limits.json)
        return try next(reader, file).map { body($0.value) }
    }

    /// The text of a file, decompressed and as UTF-8.
    private func unpacked(
        _ file: InputFile, readsAhead: Bool = false
    ) throws(InputFault) -> (source: PeekedSource, isPlain: Bool) {
        let raw = PeekedSource(try open(file))
        var source = raw
        var isPlain = !file.isStandardInput && file.size != nil
        if GzipSource.looksLikeGzip(Array(raw.peek(2))) {
            let gzip = GzipSource(raw, outputLimit: limits.decompressedBytes)
            source = PeekedSource(readsAhead ? ReadAheadSource(gzip) : gzip)
            isPlain = false
        }
        if let isBigEndian = UTF16Source.byteOrder(of: source.peek(512)) {
            source = PeekedSource(UTF16Source(source, bigEndian: isBigEndian))
            isPlain = false
        }
        return (source, isPlain)
    }

    private func next(_ reader: JSONReader, _ file: InputFile) throws(InputFault) -> JSONReader.Element? {
        do throws(JSONError) {
            return try reader.next()
        } catch {
            throw fault(file, error)
        }
    }

    /// Reads a part of a plain file (see ``SegmentPlan``).
    ///
    /// - Returns: where the next part must begin for this one to have ended rightly, and on which line, counted from 1 at
    ///   the part's beginning; nil when it ran to the text's end.
    public func read(
        _ file: InputFile, segment: JSONReader.Segment, into sink: some DocumentSink
    ) throws(InputFault) -> (offset: Int, line: Int)? {
        let source = try open(file, from: segment.start)
        sink.begin(isPlain: true)
        let reader = JSONReader(source, segment: segment, streaming: Self.streamedMembers, limits: limits.json)
        var recognizer = Recognizer(path: file.path, sink: sink)
        try drain(reader, file, &recognizer)
        return reader.stoppedAt.map { ($0, reader.stoppedLine) }
    }

    private func drain<Sink>(
        _ reader: JSONReader, _ file: InputFile, _ recognizer: inout Recognizer<Sink>
    ) throws(InputFault) {
        while let element = try next(reader, file) { try recognizer.take(element) }
        if reader.hasStreamedArray { recognizer.noteStreamedArray() }
    }

    private func open(_ file: InputFile, from offset: Int = 0) throws(InputFault) -> FileSource {
        guard !file.isStandardInput else { return FileSource(didRead: limits.didRead) }
        do throws(SystemError) {
            return try FileSource(path: file.path, from: offset, didRead: limits.didRead)
        } catch {
            throw InputFault(path: file.path, reason: .unopenable(error))
        }
    }

    private static func isCredentialReport(_ start: ArraySlice<UInt8>) -> Bool {
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start
        return text.starts(with: "user,arn,".utf8) || text.starts(with: "\"user\",\"arn\",".utf8)
    }

    /// Adds line and column to an error, by reading the file once more up to it: positions cost nothing until then.
    private func fault(_ file: InputFile, _ error: JSONError) -> InputFault {
        var place: (line: Int, column: Int)?
        if case .source = error.reason {
            place = nil
        } else if !file.isStandardInput, let plain = try? FileSource(path: file.path) {
            let peeked = PeekedSource(plain)
            let start = peeked.peek(4)
            if UTF16Source.byteOrder(of: start) == nil {
                let isGzip = GzipSource.looksLikeGzip(Array(start))
                place = Self.place(
                    of: error.offset, in: isGzip ? GzipSource(peeked, outputLimit: limits.decompressedBytes) : peeked)
            }
        }
        return InputFault(path: file.path, reason: .json(error, line: place?.line, column: place?.column))
    }

    private static func place(of offset: Int, in source: any ByteSource) -> (line: Int, column: Int)? {
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        var position = 0
        var line = 1
        var lineStart = 0
        while position < offset {
            let wanted = min(chunk.count, offset - position)
            let count = chunk.withUnsafeMutableBytes { buffer in
                (try? source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))) ?? 0
            }
            if count == 0 { return nil }
            for i in 0..<count where chunk[i] == 0x0A {
                line += 1
                lineStart = position + i + 1
            }
            position += count
        }
        return (line, offset - lineStart + 1)
    }
}
