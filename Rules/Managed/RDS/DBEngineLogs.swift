import RuleKit

/// The logs that RDS engines can export to CloudWatch Logs.
enum DBEngineLogs {
    /// What must be exported (Amazon RDS User Guide, "Publishing database logs to Amazon CloudWatch Logs"); nil for
    /// engines that are not judged. SQL Server Express has no agent, so no agent log.
    static func required(by engine: String) -> [String]? {
        switch engine {
        case "postgres": ["postgresql", "upgrade"]
        case "aurora-postgresql": ["postgresql"]
        case "mysql", "mariadb", "aurora", "aurora-mysql": ["audit", "error", "general", "slowquery"]
        case "sqlserver-ex": ["error"]
        case _ where engine.hasPrefix("sqlserver-"): ["agent", "error"]
        case _ where engine.hasPrefix("oracle-"): ["alert", "audit", "listener", "trace"]
        default: nil
        }
    }
}

/// Logs by engine as AWS writes them: `oracle: general, alert ; aurora: slowquery`.
struct LogsByEngine: ParameterValue {
    private let entries: [(engine: String, logs: [String])]

    static let empty = LogsByEngine(entries: [])

    static var expectation: String { "engines and their logs, such as \"oracle: alert, audit; mysql: error\"" }

    private init(entries: [(engine: String, logs: [String])]) { self.entries = entries }

    init?(parameter: String) {
        var entries: [(engine: String, logs: [String])] = []
        for part in parameter.lowercased().split(separator: ";") {
            let sides = part.split(separator: ":", omittingEmptySubsequences: false)
            if sides.count == 1, sides[0].allSatisfy(\.isWhitespace) { continue }
            guard sides.count == 2, let engines = [String](parameter: String(sides[0])), engines.count == 1,
                let logs = [String](parameter: String(sides[1]))
            else { return nil }
            entries.append((engines[0], logs))
        }
        self.entries = entries
    }

    var parameterText: String? {
        entries.isEmpty
            ? nil : entries.map { "\($0.engine): \($0.logs.joined(separator: ", "))" }.joined(separator: "; ")
    }

    /// What `engine` must export; nil when nothing is said about it. `oracle` and `sqlserver` mean all their editions.
    func logs(of engine: String) -> [String]? {
        let matching = entries.filter {
            $0.engine == engine
                || ["oracle", "sqlserver"].contains($0.engine) && engine.hasPrefix("\($0.engine)-")
        }
        return matching.isEmpty ? nil : matching.flatMap(\.logs)
    }
}
