public import ConfigModel
import JSON

/// Why a file of waivers or a baseline cannot be used at all.
public enum GateFileError: Error, Equatable, CustomStringConvertible {
    case json(path: String, String)
    case shape(path: String, expected: String)
    case entry(path: String, number: Int, String)

    /// `FILE: what is wrong`, in one line.
    public var description: String {
        switch self {
        case .json(let path, let what): "\(path): not valid JSON: \(what)"
        case .shape(let path, let expected): "\(path): \(expected)"
        case .entry(let path, let number, let what): "\(path): finding \(number): \(what)"
        }
    }
}

/// The waivers of a file, and how they held in a run.
///
/// The file is JSON: `{"waivers": [{"rule": …, "resource" | "arn" | "tag" | "accountId": …, "reason": …, "owner": …,
/// "ticket": …, "expiry": "2026-12-31"}]}`. What is malformed or expired excuses nothing.
public struct WaiverFile: Sendable {
    /// The file.
    public let path: String
    private let entries: [WaiverEntry]
    /// What is wrong with single waivers, in the order of the file.
    public let faults: [String]
    /// The tags that its waivers ask for; a run must be told to look for them.
    public let wantedTags: [WantedTag]

    private static let texts = ["reason", "owner", "ticket", "expiry"]
    private static let places = ["resource", "arn", "accountId", "tag"]
    private static let others = ["rule", "awsRegion", "resourceType"]

    /// Reads the file's text.
    ///
    /// - Throws: when it is no JSON, or not of this shape as a whole.
    public init(path: String, text: [UInt8]) throws(GateFileError) {
        self.path = path
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(text)
        } catch {
            throw .json(path: path, "\(error)")
        }
        var entries: [WaiverEntry] = []
        var faults: [String] = []
        var tags: [WantedTag] = []
        try document.withRoot { (root: JSONValue) throws(GateFileError) in
            let list = root["waivers"]
            guard root.isObject, list.isArray, root.count == 1 else {
                throw .shape(path: path, expected: #"expected {"waivers": [...]} and nothing else"#)
            }
            for (number, value) in list.elements.enumerated() {
                switch Self.entry(value, number + 1, &tags) {
                case .success(let entry): entries.append(entry)
                case .failure(let fault):
                    faults.append("\(path): waiver \(number + 1) excuses nothing: \(fault.what)")
                }
            }
        }
        self.entries = entries
        self.faults = faults
        wantedTags = tags
    }

    private struct Fault: Error {
        let what: String
    }

    private static func entry(_ value: JSONValue, _ number: Int, _ tags: inout [WantedTag]) -> Result<
        WaiverEntry, Fault
    > {
        guard value.isObject else { return .failure(Fault(what: "it is no object")) }
        var known: [String: String] = [:]
        for (name, value) in value.members {
            let name = name.string ?? ""
            guard (texts + places + others).contains(name) else {
                return .failure(Fault(what: "it has an unknown member '\(name)'"))
            }
            guard let text = value.string, text.contains(where: { !$0.isWhitespace }) else {
                return .failure(Fault(what: "its '\(name)' is no text"))
            }
            known[name] = text
        }
        for name in ["rule"] + texts where known[name] == nil {
            return .failure(Fault(what: "it has no '\(name)'"))
        }
        guard places.contains(where: { known[$0] != nil }) else {
            return .failure(
                Fault(what: #"it names no 'resource', 'arn', 'tag' or 'accountId'; "resource": "*" means all"#))
        }
        let waiver = Waiver(
            reason: known["reason"] ?? "", owner: known["owner"] ?? "", ticket: known["ticket"] ?? "",
            expiry: known["expiry"] ?? "")
        guard waiver.end != nil else {
            return .failure(Fault(what: "its 'expiry' is no date such as 2026-12-31: '\(waiver.expiry)'"))
        }
        var tag: Int32?
        if let text = known["tag"] {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let wanted = WantedTag(key: parts[0], value: parts.count == 2 ? parts[1] : nil)
            if !tags.contains(wanted) { tags.append(wanted) }
            tag = tags.firstIndex(of: wanted).map { Int32($0) }
        }
        return .success(
            WaiverEntry(
                waiver: waiver, rule: RuleGlob(known["rule"] ?? ""), resource: known["resource"].map { Glob($0) },
                arn: known["arn"].map { Glob($0) }, accountId: known["accountId"].map { Glob($0) },
                awsRegion: known["awsRegion"].map { Glob($0) }, resourceType: known["resourceType"].map { Glob($0) },
                tag: tag, number: number))
    }

    /// How far ahead of an expiry there is a warning, in days.
    public static let warningDays = 30

    /// Marks the findings that its waivers excuse, and says what is to know of the waivers, a sentence each.
    ///
    /// Of several waivers of a finding the first in the file counts. What evaluations that were read say of waivers stays.
    ///
    /// - Parameter asOf: the time by which waivers expire.
    public func apply(to set: inout EvaluationSet, asOf: Timestamp) -> [String] {
        var used = Array(repeating: 0, count: entries.count)
        var waivers = set.waivers
        let live = entries.indices.filter { asOf < entries[$0].waiver.end ?? asOf }
        let rules = set.rules
        // By rule, for most waivers are about one.
        let byRule = rules.map { rule in live.filter { entries[$0].rule.matches(rule) } }
        set.dispose { resource, evaluation in
            var state = Dispositions.State(
                waiver: Int32(evaluation.waiver ?? -1), baselineState: evaluation.baselineState)
            let rule = evaluation.ruleIndex
            guard let entry = byRule[rule].first(where: { entries[$0].matches(resource, rules[rule]) }) else {
                return state
            }
            used[entry] += 1
            guard state.waiver < 0 else { return state }
            let waiver = entries[entry].waiver
            let known = waivers.firstIndex(of: waiver)
            if known == nil { waivers.append(waiver) }
            state.waiver = Int32(known ?? waivers.count - 1)
            return state
        }
        set.waivers = waivers
        return faults + entries.indices.compactMap { note(on: $0, used: used[$0], asOf) }
    }

    private func note(on index: Int, used: Int, _ asOf: Timestamp) -> String? {
        let entry = entries[index]
        guard let end = entry.waiver.end else { return nil }
        if asOf >= end { return "\(path): \(entry.title) expired \(entry.waiver.expiry) and excuses nothing" }
        if used == 0 { return "\(path): \(entry.title) matches no finding; take it out, or correct it" }
        let days = Int(end.days(since: asOf).rounded(.up))
        guard days <= Self.warningDays else { return nil }
        let findings = used == 1 ? "1 finding" : "\(used) findings"
        return
            "\(path): \(entry.title) expires \(entry.waiver.expiry), in \(days) day\(days == 1 ? "" : "s"); then \(findings) will fail the gate"
    }
}

extension EvaluationSet {
    /// Takes back waivers of evaluations that were read, as far as they have expired, and says which, a sentence each.
    public mutating func expireWaivers(asOf: Timestamp) -> [String] {
        let expired = Set(waivers.indices.filter { waivers[$0].end.map { asOf >= $0 } ?? true })
        guard !expired.isEmpty else { return [] }
        dispose { _, evaluation in
            let isExpired = evaluation.waiver.map(expired.contains) ?? false
            return Dispositions.State(
                waiver: isExpired ? -1 : Int32(evaluation.waiver ?? -1), baselineState: evaluation.baselineState)
        }
        return expired.sorted().map {
            "the waiver of \(waivers[$0].ticket) expired \(waivers[$0].expiry) and excuses nothing"
        }
    }
}
