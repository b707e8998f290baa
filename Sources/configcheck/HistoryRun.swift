import CommandLineKit
import ConfigModel
import Reporting
import Store
import Timeline

/// `configcheck history`
struct HistoryRun {
    let options: HistoryOptions

    func run() -> ExitStatus {
        if options.time != nil, options.since != nil {
            complain("configcheck: '--at' shows one state, so '--since' has nothing to leave out; give one of them")
            return .usage
        }
        let output = OutputFile()
        do throws(StoreError) {
            let store = try TimelineStore(path: options.store, .reading)
            switch try store.resource(named: options.resource) {
            case .failure(let error):
                for (number, line) in error.lines.enumerated() {
                    complain((number == 0 ? "configcheck: " : "") + sanitized(line))
                }
                return .usage
            case .success(let resource):
                guard try write(ResourceHistory(resource, in: store), to: output) else { return .usage }
            }
        } catch {
            complain("configcheck: \(error)")
            return error.exitStatus
        }
        guard let error = output.error, !output.isBrokenPipe else { return .passed }
        complain("configcheck: \(error)")
        return .internalError
    }

    /// Returns whether there was anything to write.
    private func write(_ history: ResourceHistory, to output: OutputFile) throws(StoreError) -> Bool {
        let terminal = Terminal(fileDescriptor: 1)
        let style = Style(isEnabled: options.color.isEnabled(for: terminal))
        let width = terminal.tableWidth
        if let time = options.time, try !history.isKnown(at: time) {
            let key = history.resource.key
            let beginning = try history.beginning.map { "; what is known of it begins at \($0.iso8601)" } ?? ""
            complain(
                "configcheck: "
                    + sanitized("nothing of \(key.resourceType.rawValue)/\(key.resourceId) was recorded by ")
                    + time.iso8601 + beginning)
            return false
        }
        switch (options.format, options.time) {
        case (.text, let time?):
            try StateReport.write(history, at: time, to: output, width: width, style: style)
        case (.text, nil):
            try HistoryReport.write(history, since: options.since, to: output, width: width, style: style)
        case (.json, let time?): try HistoryJSON.write(history, at: time, to: output)
        case (.json, nil): try HistoryJSON.write(history, since: options.since, to: output)
        }
        return true
    }
}
