import ConfigModel
public import Ingest
import JSON
import RuleKit

/// Reads evaluations that `--output ndjson` wrote, of one run or of many, and makes one set of them.
///
/// The order of the files is of no matter. Of several evaluations of a resource by a rule the newest counts; of equally new
/// ones the worse, then the one that is less excused.
public struct EvaluationReader: Sendable {
    private let limits: DocumentReader.Limits
    private let describe: @Sendable (String) -> EvaluatedRule?

    /// What was read.
    public struct Outcome: Sendable {
        public let evaluations: EvaluationSet
        /// What went wrong in the runs that wrote the evaluations, in order.
        public let errors: [String]
        /// What is wrong with the files, in their order.
        public let faults: [InputFault]
    }

    /// - Parameter describe: what is known of a rule by its name.
    public init(
        limits: DocumentReader.Limits = DocumentReader.Limits(),
        describe: @escaping @Sendable (String) -> EvaluatedRule?
    ) {
        self.limits = limits
        self.describe = describe
    }

    /// Whether a file holds evaluations, or nothing; else it may hold items.
    public static func isEvaluations(_ file: InputFile) -> Bool {
        guard !file.isStandardInput else { return true }
        do throws(InputFault) {
            return try DocumentReader().peek(file) { value in
                value["configRuleName"].isString && value["complianceType"].isString || value["error"].isString
            } ?? true
        } catch {
            return false
        }
    }

    /// Reads `files`, several at the same time.
    public func read(_ files: [InputFile], jobs: Int) async -> Outcome {
        let parts = await concurrentMap(files.count, jobs: jobs) { read(files[$0]) }
        let set = EvaluationMerge(parts).set(describe)
        return Outcome(
            evaluations: set, errors: Set(parts.flatMap(\.errors)).sorted(), faults: parts.flatMap(\.faults))
    }

    private func read(_ file: InputFile) -> EvaluationRows {
        var rows = EvaluationRows()
        var problem: (line: Int, what: String)?
        var problems = 0
        do throws(InputFault) {
            try DocumentReader(limits: limits).readValues(file, readsAhead: true) { element in
                if let what = rows.add(element.value) {
                    problems += 1
                    problem = problem ?? (element.line, what)
                }
            }
        } catch {
            rows.faults.append(error)
        }
        if let problem {
            rows.faults.append(
                InputFault(
                    path: file.path, reason: .evaluation(line: problem.line, problem.what, problems: problems)))
        }
        return rows
    }
}

/// The evaluations of one file.
struct EvaluationRows: Sendable {
    /// An evaluation; strings are pieces of `arena`, or numbers in a table.
    struct Row: Sendable {
        var account: UInt32
        var region: UInt32
        var type: UInt32
        var rule: UInt32
        var id: Shard.Place
        var name: Shard.Place
        var arn: Shard.Place
        var annotation: Shard.Place
        var path = Shard.Place()
        var line = 0
        /// Milliseconds since 1970; `Int.min` where it does not say.
        var time: Int
        var complianceType: ComplianceType
        var severity: Severity
        /// Index in `waivers`, or -1.
        var waiver: Int32 = -1
        var baselineState: BaselineState?
    }

    var strings = Shard()
    var types = ByteTable()
    var rules = ByteTable()
    var rows: [Row] = []
    var waivers: [Waiver] = []
    var errors: [String] = []
    var faults: [InputFault] = []

    /// Takes an evaluation, or the message about a run's input.
    ///
    /// - Returns: what is wrong with it; nil when nothing is.
    mutating func add(_ value: JSONValue) -> String? {
        guard value.isObject else { return "this is no evaluation" }
        if let error = value["error"].string {
            errors.append(error)
            return nil
        }
        let (type, id, rule) = (value["resourceType"], value["resourceId"], value["configRuleName"])
        guard type.isString, id.isString, rule.isString else {
            return "this evaluation names no resourceType, resourceId or configRuleName"
        }
        guard let complianceType = ComplianceType(rawValue: value["complianceType"].string ?? "") else {
            return "the complianceType is none that AWS Config has"
        }
        guard let severity = Severity(rawValue: value["severity"].string ?? "") else {
            return "the severity is none of low, medium, high and critical"
        }
        let time = value["orderingTimestamp"]
        guard time.isMissing || time.timestamp != nil else { return "the orderingTimestamp is no time" }
        var row = Row(
            account: value["accountId"].withUTF8 { strings.accounts.number(of: $0) },
            region: value["awsRegion"].withUTF8 { strings.regions.number(of: $0) },
            type: type.withUTF8 { types.number(of: $0) }, rule: rule.withUTF8 { rules.number(of: $0) },
            id: keep(id, rows.last?.id), name: keep(value["resourceName"], rows.last?.name),
            arn: keep(value["arn"], rows.last?.arn), annotation: keep(value["annotation"], nil),
            time: time.timestamp?.milliseconds ?? .min, complianceType: complianceType, severity: severity)
        if complianceType == .nonCompliant {
            row.path = keep(value["path"], nil)
            row.line = max(0, value["line"].int ?? 0)
            row.baselineState = BaselineState(rawValue: value["baselineState"].string ?? "")
            if !value["waiver"].isMissing {
                // One that cannot be read excuses nothing.
                guard let waiver = Waiver(evaluation: value["waiver"]) else { return "the waiver is not complete" }
                let known = waivers.lastIndex(of: waiver)
                if known == nil { waivers.append(waiver) }
                row.waiver = Int32(known ?? waivers.count - 1)
            }
        }
        rows.append(row)
        return nil
    }

    /// Lines of one resource follow one another: its strings are kept once.
    private mutating func keep(_ value: JSONValue, _ last: Shard.Place?) -> Shard.Place {
        value.withUTF8 { bytes in
            if let last, strings.arena[last.range].elementsEqual(bytes) { return last }
            return strings.keep(bytes)
        }
    }
}
