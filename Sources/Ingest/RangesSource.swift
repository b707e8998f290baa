public import ByteSource

/// Pieces of a file or of memory, one after another, with a line end behind each: items that are looked at a second time,
/// without having been kept.
public final class RangesSource: ByteSource {
    private enum Origin {
        case file(FileSource)
        case memory([UInt8])
    }

    private let origin: Origin
    private var ranges: ArraySlice<Range<Int>>
    /// How much of the first range has been delivered.
    private var position = 0

    /// Pieces of the file at `path`, by byte offset.
    public init(path: String, _ ranges: [Range<Int>]) throws(SystemError) {
        origin = .file(try FileSource(path: path))
        self.ranges = ranges[...]
    }

    /// Pieces of `bytes`.
    public init(_ bytes: [UInt8], _ ranges: [Range<Int>]) {
        origin = .memory(bytes)
        self.ranges = ranges[...]
    }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        var filled = 0
        while filled < buffer.count, let range = ranges.first {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            if position == range.count {
                rest[0] = 0x0A
                filled += 1
                position = 0
                ranges.removeFirst()
                continue
            }
            let wanted = UnsafeMutableRawBufferPointer(rebasing: rest[..<min(rest.count, range.count - position)])
            let count: Int
            switch origin {
            case .file(let file):
                count = try file.read(into: wanted, at: range.lowerBound + position)
                // The file has become shorter: what is missing shows as a document cut off.
                if count == 0 { ranges = [] }
            case .memory(let bytes):
                wanted.copyBytes(from: bytes[range.lowerBound + position..<range.lowerBound + position + wanted.count])
                count = wanted.count
            }
            position += count
            filled += count
        }
        return filled
    }
}
