extension JSONValue {
    /// Appends the value's text to `bytes`: as it stands where its `length` is known, else without spaces.
    public func write(to bytes: inout [UInt8], length: Int?) {
        guard let length, index == 0 else {
            return appendCompact(to: &bytes)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(start: header.pointee.text, count: length))
    }

    /// Appends the value without spaces; strings and numbers as they were written.
    private func appendCompact(to bytes: inout [UInt8]) {
        switch kind {
        case .missing, .null: bytes.append(contentsOf: "null".utf8)
        case .bool: bytes.append(contentsOf: (bool ?? false ? "true" : "false").utf8)
        case .number: withNumber { bytes.append(contentsOf: $0) }
        case .string:
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: payload))
            bytes.append(UInt8(ascii: "\""))
        case .array:
            bytes.append(UInt8(ascii: "["))
            for element in elements {
                if bytes.last != UInt8(ascii: "[") { bytes.append(UInt8(ascii: ",")) }
                element.appendCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object:
            bytes.append(UInt8(ascii: "{"))
            for (name, value) in members {
                if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
                name.appendCompact(to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                value.appendCompact(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
