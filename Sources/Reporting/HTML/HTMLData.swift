import CommandLineKit
import Compliance
import ConfigModel
import JSON
import Recording
import RuleKit
import Timeline

/// What the page shows, packed small: tables and columns of numbers.
///
/// One JSON object without white space. Texts are as they came; the script makes visible what would steer or reorder
/// text. A string that can occur more than once is its place in `strings`, of which the first is empty. Times are
/// milliseconds since 1970 (or null), those of resources less `time0`. Severities are 0 (low) to 3 (critical).
/// Members in brackets may be missing.
///
/// ```
/// format      1
/// strings     [text…]
/// accounts    [text…]   regions [text…]   types [text…]
/// arns        [[beginning, end]…]  an ARN is a beginning and nothing (0), the id (1) or the name (2) of its resource
/// time0       number
/// rules       [[name, identifier or null, severity, summary, remedy or null, command or null,
///               compliant, nonCompliant, notApplicable, insufficientData]…]
///             every rule of the run; the counts are of the run, not of this file
/// resources   those with findings, in order, in columns:
///             {account: [place in accounts…], region: […], type: […], id: [text…], name: [text or 0 for none…],
///              arn: [place in arns or -1…], time: [capture, less time0, or null…]}
/// findings    NON_COMPLIANT verdicts in the order of resources, then rules, in columns:
///             {resource: [place…], rule: [place…], note: [string…],
///              [file: [string…], line: [from 1, or 0…],] [evidence: [[path, value or -1, path, value…] or 0…],]
///              [waiver: [place in waivers or -1…],] [state: [0 no baseline, 1 new, 2 unchanged…]]}
/// [omitted]   [low, medium, high, critical] findings that are not in this file, for a file has a limit
/// [waivers]   [[reason, owner, ticket, expires]…] texts, empty where not given
/// [undecided] [[rule, reason, number, account, region, type, id, name]…] an example each; reason to name as texts
/// [gone]      [[account, region, type, id, rule, note]…] texts: findings of the baseline that are no more
/// [goneTotal] how many these are, where the file has not all
/// [baseline]  true where there was one, even if nothing is new or gone
/// [graph]     nodes: [[account, region, type, id, name, recorded 0 or 1]…] places and texts as above
///             edges: [[to, 2 * name + derived, to, …] or 0…] what leaves each resource; `to` is a place in resources,
///             or their number and a place in nodes; name a string
///             [left: {"place of resource": number of neighbours left out}]
/// [trend]     [[time, compliant, nonCompliant, insufficientData]…] in order of time
/// [events]    [[time, kind, rule or -1, string, time, …] or 0…] by resource, in order of time;
///             kind is 0 created, 1 updated, 2 deleted, 3 verdict, 4 not recorded
/// ```
///
/// What is left out above the limits is counted. At 20,000 findings a file stays under 5 MB;
/// `Tests/Browser/sample_data.py` packs the same way.
struct HTMLData {
    /// Findings in a file, those of the worst severity first.
    private static let findingLimit = 50_000
    /// Neighbours of a resource, and of all together.
    private static let neighbourLimit = 24
    private static let edgeLimit = 150_000
    /// Events of a resource, and of all together, but for a few of each.
    private static let eventLimit = 20
    private static let allEventLimit = 30_000
    /// Columns of what happened.
    private static let eventWidth = 300
    /// Kinds of undecided verdicts of one rule: where reasons name values, there may be as many as resources.
    private static let reasonLimit = 50
    static let goneLimit = 2000

    let content: ReportContent
    let details: HTMLDetails
    /// By index of a rule among all: its place among those of the file.
    private let rulePlaces: [Int: Int]

    private(set) var strings = Interned<[UInt8]>([[]])
    private(set) var accounts = Interned<[UInt8]>()
    private(set) var regions = Interned<[UInt8]>()
    private(set) var types = Interned<[UInt8]>()
    private(set) var arns = Interned<Arn>()
    private(set) var resources: [Resource] = []
    private(set) var findings: [Failure] = []
    private(set) var omitted: [Severity: Int] = [:]
    private(set) var undecided: [Undecided] = []
    private var undecidedPlaces: [Reason: Int] = [:]
    private var reasonCounts: [Int: Int] = [:]
    private(set) var nodes: [Node] = []
    private(set) var edges: [[Int]] = []
    private(set) var left: [(resource: Int, count: Int)] = []
    private(set) var events: [[Int]] = []

    /// The document, safe within a script element.
    static func bytes(_ content: ReportContent, _ details: HTMLDetails) -> [UInt8] {
        var data = HTMLData(content, details)
        data.gather()
        data.gatherGraph()
        data.gatherEvents()
        var writer = JSONWriter()
        data.write(to: &writer)
        return safe(writer.bytes)
    }

    private init(_ content: ReportContent, _ details: HTMLDetails) {
        self.content = content
        self.details = details
        rulePlaces = Dictionary(uniqueKeysWithValues: zip(content.usedRules.map(\.index), 0...))
    }

    /// `<` could end the element; in JSON it stands in texts alone.
    private static func safe(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte == UInt8(ascii: "<") { result += #"\u003c"#.utf8 } else { result.append(byte) }
        }
        return result
    }

    // MARK: Gathering

    struct Arn: Hashable {
        let beginning: [UInt8]
        let end: Int
    }

    struct Resource {
        let key: ResourceKey
        let account, region, type, arn: Int
        let id, name: String
        let time: Timestamp?
    }

    struct Failure {
        let resource, rule, note, file, line, waiver, state: Int
        /// Path, value or -1, path, …
        let evidence: [Int]
    }

    struct Reason: Hashable {
        let rule: Int
        let text: String
    }

    struct Undecided {
        let reason: Reason
        var count: Int
        let account, region, type: Int
        let id, name: String
    }

    struct Node {
        let account, region, type: Int
        let id, name: String
        let isRecorded: Bool
    }

    private mutating func gather() {
        var room = Self.room(for: content.summary.bySeverity)
        content.evaluations.forEach { resource, evaluations in
            var place: Int?
            for evaluation in evaluations {
                switch evaluation.complianceType {
                case .insufficientData: addUndecided(resource, evaluation)
                case .nonCompliant:
                    let severity = content.evaluations.rules[evaluation.ruleIndex].severity
                    guard let left = room[severity], left > 0 else {
                        omitted[severity, default: 0] += 1
                        continue
                    }
                    room[severity] = left - 1
                    let known = place ?? addResource(resource)
                    place = known
                    addFinding(known, resource, evaluation)
                case .compliant, .notApplicable: continue
                }
            }
        }
    }

    /// How many findings of each severity have room.
    private static func room(for counts: [Severity: Int]) -> [Severity: Int] {
        var rest = findingLimit
        var room: [Severity: Int] = [:]
        for severity in Severity.allCases.reversed() {
            room[severity] = min(rest, counts[severity] ?? 0)
            rest -= room[severity] ?? 0
        }
        return room
    }

    private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private mutating func addResource(_ resource: EvaluationSet.Resource) -> Int {
        let id = Self.string(resource.id)
        let key = ResourceKey(
            accountId: Self.string(resource.accountId), awsRegion: Self.string(resource.awsRegion),
            resourceType: resource.type, resourceId: id)
        resources.append(
            Resource(
                key: key, account: accounts.place(key.accountId), region: regions.place(key.awsRegion),
                type: types.place(resource.type.rawValue),
                arn: resource.arn.isEmpty ? -1 : arns.place(Self.arn(resource)), id: id,
                name: Self.string(resource.name), time: resource.capturedAt))
        return resources.count - 1
    }

    private static func arn(_ resource: EvaluationSet.Resource) -> Arn {
        for (end, tail) in [(1, resource.id), (2, resource.name)] where !tail.isEmpty {
            if resource.arn.suffix(tail.count).elementsEqual(tail) {
                return Arn(beginning: Array(resource.arn.dropLast(tail.count)), end: end)
            }
        }
        return Arn(beginning: Array(resource.arn), end: 0)
    }

    private mutating func addFinding(
        _ place: Int, _ resource: EvaluationSet.Resource, _ evaluation: EvaluationSet.Evaluation
    ) {
        var evidence = evaluation.evidence
        if evidence.isEmpty, !details.evidence.isEmpty {
            let rule = content.evaluations.rules[evaluation.ruleIndex]
            evidence = details.evidence[Baseline.Finding(resource, evaluation, rule)] ?? []
        }
        let state =
            switch evaluation.baselineState {
            case nil: 0
            case .new: 1
            case .unchanged: 2
            }
        findings.append(
            Failure(
                resource: place, rule: rulePlaces[evaluation.ruleIndex] ?? 0,
                note: strings.place(Array(evaluation.annotation)),
                file: evaluation.location.map { strings.place(Array($0.path)) } ?? 0,
                line: evaluation.location?.line ?? 0,
                waiver: evaluation.waiver ?? -1, state: state,
                evidence: evidence.flatMap { [strings.place($0.path), $0.value.map { strings.place($0) } ?? -1] }))
    }

    private mutating func addUndecided(_ resource: EvaluationSet.Resource, _ evaluation: EvaluationSet.Evaluation) {
        let rule = rulePlaces[evaluation.ruleIndex] ?? 0
        var reason = Reason(rule: rule, text: Self.string(evaluation.annotation))
        if undecidedPlaces[reason] == nil, reasonCounts[rule, default: 0] >= Self.reasonLimit {
            reason = Reason(rule: rule, text: "Other reasons; the ndjson report has them all.")
        }
        if let place = undecidedPlaces[reason] {
            undecided[place].count += 1
            return
        }
        undecidedPlaces[reason] = undecided.count
        reasonCounts[rule, default: 0] += 1
        undecided.append(
            Undecided(
                reason: reason, count: 1, account: accounts.place(Array(resource.accountId)),
                region: regions.place(Array(resource.awsRegion)), type: types.place(resource.type.rawValue),
                id: Self.string(resource.id), name: Self.string(resource.name)))
    }

    private mutating func gatherGraph() {
        guard let graph = details.graph else { return }
        let locator = graph.locator(of: Array(0..<graph.nodeCount))
        let numbers = resources.map { resource in
            locator.number(
                accountId: Array(resource.key.accountId.utf8)[...], awsRegion: Array(resource.key.awsRegion.utf8)[...],
                resourceType: resource.key.resourceType.rawValue, resourceId: Array(resource.id.utf8)[...])
        }
        var places: [Int: Int] = [:]
        for (place, number) in numbers.enumerated() { if let number { places[number] = place } }
        let limit = max(4, min(Self.neighbourLimit, Self.edgeLimit / max(1, resources.count)))
        for (place, number) in numbers.enumerated() {
            guard let number else {
                edges.append([])
                continue
            }
            // Those that fail rules first: they are what a picture is looked at for.
            var all: [Int] = []
            // Edges are in the order of where they lead; a resource is not its own neighbour.
            for edge in graph.edges(from: number) where edge.to != all.last && edge.to != number {
                all.append(edge.to)
            }
            func fails(_ neighbour: Int) -> Bool { places[neighbour].map { $0 < resources.count } ?? false }
            let shown = Set((all.filter(fails) + all.filter { !fails($0) }).prefix(limit))
            if all.count > shown.count { left.append((place, all.count - shown.count)) }
            var flat: [Int] = []
            for edge in graph.edges(from: number) where shown.contains(edge.to) {
                let to = places[edge.to] ?? addNode(graph[edge.to])
                places[edge.to] = to
                flat += [to, 2 * strings.place(edge.name) + (edge.isDerived ? 1 : 0)]
            }
            edges.append(flat)
        }
    }

    /// Its place after all resources.
    private mutating func addNode(_ node: ResourceGraph.Node) -> Int {
        nodes.append(
            Node(
                account: accounts.place(node.accountId), region: regions.place(node.awsRegion),
                type: types.place(node.resourceType),
                id: node.resourceId.isEmpty ? node.arn : node.resourceId,
                name: node.resourceName, isRecorded: node.isRecorded))
        return resources.count + nodes.count - 1
    }

    private mutating func gatherEvents() {
        guard let timeline = details.timeline else { return }
        // Other rules' verdicts are not what a finding is about.
        var broken: [Set<String>] = Array(repeating: [], count: resources.count)
        let names = content.usedRules.map(\.rule.name)
        let rules = Dictionary(zip(names, names.indices)) { first, _ in first }
        for finding in findings { broken[finding.resource].insert(names[finding.rule]) }
        let limit = max(2, min(Self.eventLimit, Self.allEventLimit / max(1, resources.count)))
        for (place, resource) in resources.enumerated() {
            var flat: [Int] = []
            for entry in timeline(resource.key, broken[place], limit) {
                let kind =
                    switch entry.kind {
                    case .created: 0
                    case .updated: 1
                    case .deleted: 2
                    case .verdict: 3
                    case .notRecorded: 4
                    }
                let rule = entry.kind == .verdict ? rules[entry.ruleName] ?? -1 : -1
                flat += [
                    entry.time.milliseconds, kind, rule, strings.place(truncated(entry.text, toWidth: Self.eventWidth)),
                ]
            }
            events.append(flat)
        }
    }
}

/// Values with places, in the order in which they came first. Texts are bytes: strings of other bytes may be equal.
struct Interned<Value: Hashable> {
    private(set) var values: [Value] = []
    private var places: [Value: Int] = [:]

    init(_ values: [Value] = []) {
        for value in values { _ = place(value) }
    }

    mutating func place(_ value: Value) -> Int {
        if let place = places[value] { return place }
        places[value] = values.count
        values.append(value)
        return values.count - 1
    }
}

extension Interned<[UInt8]> {
    mutating func place(_ text: String) -> Int { place(Array(text.utf8)) }
}
