import ByteSource
import Gzip
import Ingest

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `gzip-cat FILE [PIECE-BYTES]` writes the file compressed to standard output, for `gzip_against_zlib.py`.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let path = arguments.first else { exit(2) }
        let source = try FileSource(path: path)
        var buffer = [UInt8](repeating: 0, count: arguments.dropFirst().first.flatMap(Int.init) ?? 1 << 20)
        let encoder = GzipEncoder()
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { break }
            encoder.append(Array(buffer[..<count]))
            output(encoder.take())
        }
        output(encoder.finish())
    }

    private static func output(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { exit(1) }
            rest = rest.dropFirst(count)
        }
    }
}
