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

/// `gunzip-cat FILE [BUFFER-BYTES]` writes a gzip file's content to standard output, for `gzip_against_zlib.py`.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let path = arguments.first else { exit(2) }
        let source = GzipSource(try FileSource(path: path), outputLimit: .max)
        var buffer = [UInt8](repeating: 0, count: arguments.dropFirst().first.flatMap(Int.init) ?? 1 << 20)
        while true {
            let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return }
            var written = 0
            while written < count {
                let step = buffer[written..<count].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
                guard step > 0 else { exit(1) }
                written += step
            }
        }
    }
}
