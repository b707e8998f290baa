import ByteSource

/// A source whose first bytes can be looked at before it is read.
final class PeekedSource: ByteSource {
    private let source: any ByteSource
    private var ahead: ArraySlice<UInt8> = []
    private var fault: ByteSourceError?

    init(_ source: any ByteSource) {
        self.source = source
    }

    /// The first `count` bytes, or all there are; a fault while looking is thrown by the read that gets there.
    func peek(_ count: Int) -> ArraySlice<UInt8> {
        var bytes = Array(ahead)
        while bytes.count < count, fault == nil {
            var read = 0
            let part = [UInt8](unsafeUninitializedCapacity: count - bytes.count) { buffer, initialized in
                do throws(ByteSourceError) {
                    read = try source.read(into: UnsafeMutableRawBufferPointer(buffer))
                } catch {
                    fault = error
                }
                initialized = read
            }
            if read == 0 { break }
            bytes += part
        }
        ahead = bytes[...]
        return ahead
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        if ahead.isEmpty {
            if let fault { throw fault }
            return try source.read(into: buffer)
        }
        let part = ahead.prefix(buffer.count)
        buffer.copyBytes(from: part)
        ahead = ahead.dropFirst(part.count)
        return part.count
    }

    /// All there is, for inputs that are small by nature.
    ///
    /// - Returns: nil when there are more than `limit` bytes.
    func readAll(limit: Int) throws(ByteSourceError) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit {
            let count = try read(into: &chunk)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        return nil
    }
}

/// UTF-16 text as UTF-8, for what PowerShell's `>` makes of AWS CLI output. Half a surrogate pair becomes U+FFFD.
final class UTF16Source: ByteSource {
    private let source: any ByteSource
    private let isBigEndian: Bool
    private var decoded: ArraySlice<UInt8> = []
    private var oddByte: UInt8?
    private var highSurrogate: UInt16?
    private var isAtEnd = false

    init(_ source: any ByteSource, bigEndian: Bool) {
        self.source = source
        isBigEndian = bigEndian
    }

    /// Whether a text that begins so is UTF-16, and its byte order: by its mark, or by every other byte being zero, as
    /// JSON's first two characters are ASCII (RFC 4627 section 3).
    static func byteOrder(of start: ArraySlice<UInt8>) -> Bool? {
        switch Array(start.prefix(2)) {
        case [0xFF, 0xFE]: return false
        case [0xFE, 0xFF]: return true
        default: break
        }
        guard start.count >= 4 else { return nil }
        let bytes = Array(start.prefix(4))
        if bytes[0] != 0, bytes[1] == 0, bytes[2] != 0, bytes[3] == 0 { return false }
        if bytes[0] == 0, bytes[1] != 0, bytes[2] == 0, bytes[3] != 0 { return true }
        return nil
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteSourceError) -> Int {
        while decoded.isEmpty, !isAtEnd { try decodeMore() }
        let part = decoded.prefix(buffer.count)
        buffer.copyBytes(from: part)
        decoded = decoded.dropFirst(part.count)
        return part.count
    }

    private func decodeMore() throws(ByteSourceError) {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = try source.read(into: &chunk)
        var units: [UInt16] = []
        if let highSurrogate { units.append(highSurrogate) }
        highSurrogate = nil
        if count == 0 {
            isAtEnd = true
            if oddByte != nil { units.append(0xFFFD) }
        } else {
            var bytes = chunk[..<count]
            if let oddByte { bytes = [oddByte] + bytes }
            oddByte = bytes.count % 2 == 1 ? bytes.popLast() : nil
            let pairs = Array(bytes)
            for i in stride(from: 0, to: pairs.count, by: 2) {
                units.append(UInt16(pairs[isBigEndian ? i : i + 1]) << 8 | UInt16(pairs[isBigEndian ? i + 1 : i]))
            }
            if let last = units.last, last & 0xFC00 == 0xD800 { highSurrogate = units.removeLast() }
        }
        decoded = Array(String(decoding: units, as: UTF16.self).utf8)[...]
    }
}
