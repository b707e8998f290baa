import CommandLineKit
import ConfigModel
import JSON
import Reporting
import Store

/// `configcheck stream`
struct StreamRun {
    let options: StreamOptions

    /// Why a run ends before its end.
    private enum Stop: Error {
        /// Nobody reads any more.
        case readerGone
        case output(OutputError)
        case command(CommandFailure, event: String)
        case cursorBeyondEnd(String)
    }

    func run() async -> ExitStatus {
        do {
            if let name = options.cursor, options.command == nil {
                throw UsageError.unexpectedValue(option: "--cursor (without --exec)", value: name.argument)
            }
            let reader = try LogReader(path: options.store)
            if let command = options.command {
                let cursor = try LogCursor(folder: options.store, name: options.cursor?.argument ?? "default")
                try await handOver(reader, to: command, cursor)
            } else {
                try await print(reader)
            }
            return .passed
        } catch Stop.readerGone {
            return .passed
        } catch Stop.output(let error) {
            complain("configcheck: \(error)")
        } catch Stop.command(let failure, let event) {
            complain("configcheck: --exec: \(failure), for the event at \(event); it will come first in the next run")
        } catch Stop.cursorBeyondEnd(let path) {
            complain(
                "configcheck: \(path): names a place that the store does not have, for the store was replaced; "
                    + "remove the cursor to hand over every event")
            return .incompleteInput
        } catch StoreError.inUse(let path, _) {
            complain(
                "configcheck: \(path): another process hands over by this cursor; run again when it has ended, "
                    + "or give another --cursor")
        } catch {
            return .refused(error)
        }
        return .internalError
    }

    /// Calls `body` with what is wanted from `start` on, and goes on for ever when following.
    private func forEach(
        _ reader: LogReader, from start: LogPosition?, isFresh: Bool, done: () throws -> Void = {},
        _ body: (StreamMessage, LogPosition) throws -> Void
    ) async throws {
        let kinds = Set(options.types.flatMap(\.kinds))
        var position = start
        while true {
            position = try reader.forEachLine(from: position) { line, next in
                let document: JSONDocument
                do {
                    document = try JSONDocument(Array(line))
                } catch {
                    throw StoreError.damaged(path: options.store, what: "a line of the stream is not JSON (\(error))")
                }
                try document.withRoot { root in
                    guard let message = StreamMessage(root, bytes: line) else { return }
                    if !kinds.isEmpty, !kinds.contains(message.kind) { return }
                    if isFresh, let since = options.since, message.time.map({ $0 < since }) ?? true { return }
                    try body(message, next)
                }
                return true
            }
            try done()
            guard options.follows else { return }
            while try !reader.refresh() {
                // `stream --follow | head -1` ends without waiting for one event more.
                if options.command == nil, OutputFile.isAbandoned { throw Stop.readerGone }
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    private func print(_ reader: LogReader) async throws {
        let output = OutputFile()
        let style = Style(isEnabled: options.color.isEnabled(for: Terminal(fileDescriptor: 1)))
        var pending: [UInt8] = []
        func flush() throws {
            output.write(pending)
            pending.removeAll(keepingCapacity: true)
            guard let error = output.error else { return }
            throw output.isBrokenPipe ? Stop.readerGone : Stop.output(error)
        }
        try await forEach(reader, from: nil, isFresh: true, done: flush) { message, _ in
            pending += format(message, style: style)
            if pending.count >= 64 << 10 { try flush() }
        }
    }

    private func handOver(_ reader: LogReader, to command: String, _ cursor: LogCursor) async throws {
        let start = cursor.position
        if let start, start > reader.acknowledged.end { throw Stop.cursorBeyondEnd(cursor.path) }
        try await forEach(reader, from: start, isFresh: start == nil) { message, next in
            let bytes = format(message, style: .plain)
            var attempt = 0
            while true {
                do throws(CommandFailure) {
                    try ShellCommand.run(command, input: bytes)
                    break
                } catch {
                    // 0.1, 0.4 and 1.6 seconds: what passes by itself has passed by then.
                    guard attempt < 3 else {
                        throw Stop.command(error, event: "\(next.segment):\(next.offset - message.bytes.count - 1)")
                    }
                    ShellCommand.pause(milliseconds: 100 << (2 * attempt))
                    attempt += 1
                }
            }
            try cursor.advance(to: next)
        }
    }

    private func format(_ message: StreamMessage, style: Style) -> [UInt8] {
        let bytes =
            switch options.format {
            case .ndjson: Array(message.bytes)
            case .sns: StreamFormat.sns(message)
            case .eventbridge: StreamFormat.eventBridge(message)
            case .text: Array(StreamFormat.text(message, style: style).utf8)
            }
        return bytes + [0x0A]
    }
}
