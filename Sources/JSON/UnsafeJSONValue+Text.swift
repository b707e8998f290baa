extension JSONValue {
    /// Appends the value's text to `bytes`: as it stands where its `length` is known, else written anew.
    public func write(to bytes: inout [UInt8], length: Int?) {
        guard let length, index == 0 else {
            var writer = JSONWriter()
            writer.value(JSONLiteral(self))
            bytes.append(contentsOf: writer.bytes)
            return
        }
        bytes.append(contentsOf: UnsafeBufferPointer(start: header.pointee.text, count: length))
    }
}
