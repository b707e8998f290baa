import ByteSource
public import JSON

/// Cuts a large plain file into parts that can be read at the same time.
///
/// Where an element of the array begins cannot be known without reading everything before it, so each cut is a guess:
/// a place where an object ends, another begins, and its first member is called like the first member of the very first
/// element. A reader verifies it by ending its part exactly there (`JSONReader.stoppedAt`); where it does not, the file
/// is read again in one piece. Text inside a string cannot pass for such a place unnoticed: the quotes would not match.
public enum SegmentPlan {
    /// Parts of about this size keep every core busy to the end and cost nothing.
    public static let partSize = 24 << 20
    /// How far behind a wanted cut to look for a possible one: first near, then far.
    static let searchWindows = [64 << 10, 1 << 20]

    /// The parts of `file`, in order; nil when it is not worth while or not possible.
    ///
    /// - Parameter partSize: in bytes, about.
    public static func segments(
        of file: InputFile, limits: JSONReader.Limits = JSONReader.Limits(), partSize: Int = partSize
    ) -> [JSONReader
        .Segment]?
    {
        guard let size = file.size, size >= 2 * partSize, let source = try? FileSource(path: file.path) else {
            return nil
        }
        let reader = JSONReader(source, streaming: DocumentReader.streamedMembers, limits: limits)
        guard let first = try? reader.next(), first.value.isObject,
            let name = first.value.members.first(where: { _ in true })?.name
        else { return nil }
        let inObject: Bool
        switch first.origin {
        case .streamedMember: inObject = true
        case .topLevelArray: inObject = false
        case .document: return nil
        }
        guard let pattern = name.string.map({ Array("\"\($0)\"".utf8) }) else { return nil }
        var starts = [first.offset]
        var wanted = first.offset + partSize
        while wanted < size - partSize / 2 {
            let cuts = searchWindows.lazy.compactMap { cut(in: file, from: wanted, within: $0, pattern: pattern) }
            if let cut = cuts.first, cut > starts[starts.count - 1] { starts.append(cut) }
            wanted += partSize
        }
        guard starts.count > 1 else { return nil }
        return starts.indices.map { i in
            JSONReader.Segment(
                start: starts[i], stop: i + 1 < starts.count ? starts[i + 1] : .max, inObject: inObject,
                line: i == 0 ? first.line : nil)
        }
    }

    private static func cut(in file: InputFile, from offset: Int, within window: Int, pattern: [UInt8]) -> Int? {
        guard let source = try? FileSource(path: file.path, from: offset) else { return nil }
        let bytes = PeekedSource(source).peek(window)
        var i = bytes.startIndex
        while let brace = bytes[i...].firstIndex(of: UInt8(ascii: "{")) {
            i = brace + 1
            let name = bytes[i...].drop(while: isSpace)
            guard name.starts(with: pattern) else { continue }
            let before = bytes[..<brace].droppingLast(while: isSpace)
            guard before.last == UInt8(ascii: ",") else { continue }
            if before.dropLast().droppingLast(while: isSpace).last == UInt8(ascii: "}") { return offset + brace }
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}

extension ArraySlice<UInt8> {
    fileprivate func droppingLast(while isDropped: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var rest = self
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
