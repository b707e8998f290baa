/// Where in the input a finding was found.
///
/// It names the text: a compressed file and its plain copy give the same location. Standard input has none, nor has a store.
public struct Location: Sendable, Equatable {
    /// UTF-8: the file as it was given, without `./` before it and `.gz` behind it.
    public let path: ArraySlice<UInt8>
    /// The line that the item begins on, counted from 1; nil where it is not known.
    public let line: Int?

    /// Nil without a path. A line of 0 is none.
    init?(path: ArraySlice<UInt8>, line: Int) {
        guard !path.isEmpty else { return nil }
        self.path = path
        self.line = line > 0 ? line : nil
    }

    /// A path of the command line as locations name it.
    static func path(_ given: String) -> [UInt8] {
        guard given != "-" else { return [] }
        var bytes = Array(given.utf8)[...]
        while bytes.starts(with: "./".utf8) {
            bytes = bytes.dropFirst(2).drop { $0 == UInt8(ascii: "/") }
        }
        if bytes.count > 3, bytes.suffix(3).elementsEqual(".gz".utf8) { bytes.removeLast(3) }
        return Array(bytes)
    }
}
