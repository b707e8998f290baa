/// The escapes of JSON strings (RFC 8259 section 7).
@usableFromInline
enum JSONEscapes {
    /// Decodes what stands between the quotes of a string that has been checked. Half a surrogate pair becomes U+FFFD.
    @usableFromInline
    static func decode(_ raw: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(raw.count)
        var i = 0
        while i < raw.count {
            let byte = raw[i]
            guard byte == UInt8(ascii: "\\"), i + 1 < raw.count else {
                out.append(byte)
                i += 1
                continue
            }
            i += 2
            switch raw[i - 1] {
            case UInt8(ascii: "b"): out.append(0x08)
            case UInt8(ascii: "f"): out.append(0x0C)
            case UInt8(ascii: "n"): out.append(0x0A)
            case UInt8(ascii: "r"): out.append(0x0D)
            case UInt8(ascii: "t"): out.append(0x09)
            case UInt8(ascii: "u"):
                var code = unit(raw, i)
                i += 4
                if code & 0xFC00 == 0xD800, i + 5 < raw.count, raw[i] == UInt8(ascii: "\\"),
                    raw[i + 1] == UInt8(ascii: "u"), unit(raw, i + 2) & 0xFC00 == 0xDC00
                {
                    code = 0x10000 + (code & 0x3FF) << 10 + (unit(raw, i + 2) & 0x3FF)
                    i += 6
                }
                out.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
            default: out.append(raw[i - 1])
            }
        }
        return out
    }

    /// The four hex digits at `index`.
    private static func unit(_ raw: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt32 {
        guard index + 4 <= raw.count else { return 0xFFFD }
        return raw[index..<index + 4].reduce(0) { $0 << 4 | UInt32(PercentEncoding.hexDigit($1) ?? 0) }
    }
}

/// Percent-encoding (RFC 3986 section 2.1), in which IAM writes policy documents.
enum PercentEncoding {
    /// Decodes `%41` to `A`; a percent sign without two hex digits stays as it is.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var i = 0
        while i < text.count {
            if text[i] == UInt8(ascii: "%"), i + 2 < text.count, let high = hexDigit(text[i + 1]),
                let low = hexDigit(text[i + 2])
            {
                out.append(high << 4 | low)
                i += 3
            } else {
                out.append(text[i])
                i += 1
            }
        }
        return out
    }

    static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
