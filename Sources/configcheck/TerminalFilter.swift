import JSON

/// What goes to a terminal without what could steer it or reorder a line, whoever wrote it.
///
/// Texts of the input have been made visible where they became a report. This is for what is handed on as it was recorded,
/// such as the lines of a store's stream: in JSON a C1 control, DEL or a mark of direction can stand within strings only, where
/// its escape means the same. Escapes of our own, which colour, are C0 and stay.
struct TerminalFilter {
    /// The beginning of a character that the next piece goes on with.
    private var held: [UInt8] = []

    /// The bytes to write for a piece of output.
    mutating func filtered(_ piece: [UInt8]) -> [UInt8] {
        guard !held.isEmpty || piece.contains(where: { $0 >= 0x7F }) else { return piece }
        let bytes = held + piece
        held = []
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var i = 0
        while i < bytes.count {
            let length = Self.length(of: bytes[i])
            guard i + length <= bytes.count else {
                held = Array(bytes[i...])
                break
            }
            if bytes[i] == 0x7F {
                JSONWriter.appendEscape(0x7F, to: &result)
            } else if let found = JSONWriter.steering(bytes[i...]) {
                JSONWriter.appendEscape(found.scalar, to: &result)
            } else {
                result += bytes[i..<i + length]
            }
            i += length
        }
        return result
    }

    /// Of the characters that matter here, and of no other longer than three bytes.
    private static func length(of first: UInt8) -> Int {
        switch first {
        case 0xC2, 0xD8: 2
        case 0xE2: 3
        default: 1
        }
    }
}
