import ConfigModel
package import JSON

/// Findings that were there before, so that only new ones fail the gate.
///
/// A finding is known by account, region, type, id, rule and what is wrong: a resource that breaks a rule in another way is
/// a new finding. The file is JSON, a line a finding, sorted.
public struct Baseline: Sendable {
    /// A finding of the file.
    public struct Finding: Hashable, Comparable, Sendable {
        /// Empty where nothing tells, like the region.
        public let accountId: String
        public let awsRegion: String
        public let resourceType: String
        public let resourceId: String
        public let configRuleName: String
        public let annotation: String

        private var fields: [String] {
            [accountId, awsRegion, resourceType, resourceId, configRuleName, annotation]
        }

        /// In the order of reports.
        public static func < (a: Self, b: Self) -> Bool {
            for (x, y) in zip(a.fields, b.fields) where x != y { return x.utf8.lexicographicallyPrecedes(y.utf8) }
            return false
        }
    }

    /// In order.
    public let findings: [Finding]

    private static let version = 1
    private static let members = [
        "accountId", "awsRegion", "resourceType", "resourceId", "configRuleName", "annotation",
    ]

    /// Reads the file's text.
    public init(path: String, text: [UInt8]) throws(GateFileError) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(text)
        } catch {
            throw .json(path: path, "\(error)")
        }
        findings = try document.withRoot { (root: JSONValue) throws(GateFileError) in
            guard root.isObject, root["configcheckBaseline"].int == Self.version, root["findings"].isArray else {
                throw .shape(path: path, expected: "this is no baseline; --write-baseline makes one")
            }
            var findings: Set<Finding> = []
            for (number, value) in root["findings"].elements.enumerated() {
                findings.insert(try Self.finding(value, number + 1, path))
            }
            return findings.sorted()
        }
    }

    private static func finding(_ value: JSONValue, _ number: Int, _ path: String) throws(GateFileError) -> Finding {
        guard value.isObject else { throw .entry(path: path, number: number, "it is no object") }
        for (name, value) in value.members where !members.contains(name.string ?? "") || !value.isString {
            throw .entry(path: path, number: number, "'\(name.string ?? "")' is no member that is known, or no text")
        }
        for name in ["resourceType", "resourceId", "configRuleName"] where !value.member(name).isString {
            throw .entry(path: path, number: number, "it has no '\(name)'")
        }
        func text(_ name: StaticString) -> String { value[name].string ?? "" }
        return Finding(
            accountId: text("accountId"), awsRegion: text("awsRegion"), resourceType: text("resourceType"),
            resourceId: text("resourceId"), configRuleName: text("configRuleName"), annotation: text("annotation"))
    }

    /// The findings of a run that no waiver excuses: what is waived is to come back when the waiver ends.
    public init(of set: EvaluationSet) {
        var findings: Set<Finding> = []
        set.forEach { resource, evaluations in
            for evaluation in evaluations where evaluation.complianceType == .nonCompliant && evaluation.waiver == nil {
                findings.insert(Finding(resource, evaluation, set.rules[evaluation.ruleIndex]))
            }
        }
        self.findings = findings.sorted()
    }

    /// The file's text.
    public var text: [UInt8] {
        var bytes = Array("{\n\"configcheckBaseline\": \(Self.version),\n\"findings\": [".utf8)
        for (number, finding) in findings.enumerated() {
            var writer = JSONWriter()
            writer.object { finding.writeMembers(to: &$0) }
            bytes += Array(number == 0 ? "\n".utf8 : ",\n".utf8) + writer.bytes
        }
        return bytes + Array("\n]\n}\n".utf8)
    }

    /// Marks every finding as new or unchanged, and gives the findings that went away.
    ///
    /// Of what the run did not look at, nothing is known to have gone: an account or a rule without any verdict.
    public func apply(to set: inout EvaluationSet) -> [Finding] {
        let rules = set.rules
        let byName = Dictionary(rules.map { ($0.name, $0) }) { first, _ in first }
        let known = Dictionary(findings.map { ($0.key(byName), $0) }) { first, _ in first }
        var gone = known
        var accounts: Set<ArraySlice<UInt8>> = []
        var used: Set<Int> = []
        set.dispose { resource, evaluation in
            var state = Dispositions.State(waiver: Int32(evaluation.waiver ?? -1), baselineState: .new)
            let key = Finding(resource, evaluation, rules[evaluation.ruleIndex]).key(byName)
            if known[key] != nil {
                state.baselineState = .unchanged
                gone[key] = nil
            }
            return state
        }
        set.forEach { resource, evaluations in
            accounts.insert(resource.accountId)
            for evaluation in evaluations { used.insert(evaluation.ruleIndex) }
        }
        let seenRules = Set(used.map { rules[$0].name })
        let seenAccounts = Set(accounts.map { String(decoding: $0, as: UTF8.self) })
        return gone.values.filter { seenRules.contains($0.configRuleName) && seenAccounts.contains($0.accountId) }
            .sorted()
    }
}

extension Baseline.Finding {
    /// As an evaluation says it.
    package init(_ resource: EvaluationSet.Resource, _ evaluation: EvaluationSet.Evaluation, _ rule: EvaluatedRule) {
        func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        self.init(
            accountId: string(resource.accountId), awsRegion: string(resource.awsRegion),
            resourceType: resource.type.rawValue, resourceId: string(resource.id), configRuleName: rule.name,
            annotation: string(evaluation.annotation))
    }

    /// What tells it from other findings.
    fileprivate func key(_ rules: [String: EvaluatedRule]) -> Self {
        Self(
            accountId: accountId, awsRegion: awsRegion, resourceType: resourceType, resourceId: resourceId,
            configRuleName: configRuleName,
            annotation: rules[configRuleName]?.withoutAges(annotation) ?? annotation)
    }

    /// Its members in an object, those without a text left out.
    package func writeMembers(to writer: inout JSONWriter) {
        if !accountId.isEmpty { writer.member("accountId", accountId) }
        if !awsRegion.isEmpty { writer.member("awsRegion", awsRegion) }
        writer.member("resourceType", resourceType)
        writer.member("resourceId", resourceId)
        writer.member("configRuleName", configRuleName)
        if !annotation.isEmpty { writer.member("annotation", annotation) }
    }
}
