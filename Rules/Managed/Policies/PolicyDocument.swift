import JSON

/// An IAM or resource policy (IAM User Guide, "IAM JSON policy elements reference") in every way in which items write
/// it: an object, a list around one, JSON in a string, or percent-encoded JSON in a string.
struct PolicyDocument {
    /// The statements, in the order of the text.
    let statements: [PolicyStatement]

    /// Nil when `value` is not a policy.
    init?(_ value: JSONValue) {
        var json = value.embedded
        // A string of the API's output may hold a string that holds the policy.
        if json.isString { json = json.embedded }
        var statements: [PolicyStatement] = []
        if json.isObject {
            guard Self.collect(json, into: &statements) else { return nil }
        } else {
            var isEmpty = true
            for document in json.elements {
                guard Self.collect(document.embedded, into: &statements) else { return nil }
                isEmpty = false
            }
            if isEmpty { return nil }
        }
        self.statements = statements
    }

    private static func collect(_ document: JSONValue, into statements: inout [PolicyStatement]) -> Bool {
        let list = document["Statement"]
        guard list.isArray || list.isObject else { return false }
        for json in OneOrMany(list) {
            guard json.isObject else { return false }
            statements.append(PolicyStatement(json: json))
        }
        return true
    }
}

/// A value that policies write alone or in a list.
struct OneOrMany: Sequence, IteratorProtocol {
    private var single: JSONValue?
    private var elements: JSONValue.Elements

    init(_ value: JSONValue) {
        single = value.isArray || value.isNull ? nil : value
        elements = value.elements
    }

    mutating func next() -> JSONValue? {
        if let value = single {
            single = nil
            return value
        }
        return elements.next()
    }
}

/// One statement of a policy.
struct PolicyStatement {
    let json: JSONValue

    var isAllow: Bool { hasEffect("allow") }
    var isDeny: Bool { hasEffect("deny") }

    private func hasEffect(_ effect: String) -> Bool {
        json["Effect"].string?.lowercased() == effect
    }

    /// The statement's Sid, or its number in the policy, to say which one is meant.
    func name(at index: Int) -> String {
        guard let sid = json["Sid"].string, !sid.isEmpty else { return "statement \(index + 1)" }
        return "statement \(sid)"
    }

    var actions: OneOrMany { OneOrMany(json["Action"]) }
    var notActions: OneOrMany { OneOrMany(json["NotAction"]) }
    var resources: OneOrMany { OneOrMany(json["Resource"]) }
    var notResources: OneOrMany { OneOrMany(json["NotResource"]) }

    /// Whether the statement is about some action of the pattern `action`.
    func concernsSome(_ action: WildcardPattern) -> Bool {
        if json["NotAction"].isNull { return actions.contains(where: action.intersects) }
        return !notActions.contains(where: action.isCovered)
    }

    /// Whether the statement is about every action of the pattern `action`. One that names what it is not about
    /// counts as not.
    func concernsEvery(_ action: WildcardPattern) -> Bool { actions.contains(where: action.isCovered) }

    /// Whether the statement is about every resource of the pattern `resource`. One that names what it is not about
    /// counts as not.
    func concernsEvery(resource: WildcardPattern) -> Bool { resources.contains(where: resource.isCovered) }

    /// Whether the statement holds for everybody: principal `*`, alone or among those of `AWS`; or all but some.
    var isForEveryone: Bool {
        if !json["NotPrincipal"].isNull { return isAllow }
        let principal = json["Principal"]
        return OneOrMany(principal).contains { $0 == "*" }
            || principal.members.contains { kind, value in
                kind == "AWS" || kind == "*" ? OneOrMany(value).contains(where: Self.hasWildcard) : false
            }
    }

    /// The principals of a kind: `AWS`, `Service`, `Federated`, `CanonicalUser`.
    func principals(_ kind: StaticString) -> OneOrMany { OneOrMany(json["Principal"][kind]) }

    /// Whether the statement lets everybody in, in AWS's sense (Amazon S3 User Guide, "The meaning of "public""): it
    /// allows, for principal `*`, and no condition pins who may come to fixed values.
    var isPublic: Bool { isAllow && isForEveryone && !isPinned }

    /// Whether a condition limits the statement to fixed accounts, resources, organisations or networks.
    var isPinned: Bool {
        conditions.contains { PolicyCondition.pinningOperators.contains($0.comparison) && $0.isPinning }
    }

    /// The conditions, all of which must hold.
    var conditions: [PolicyCondition] {
        json["Condition"].members.flatMap { comparison, keys in
            keys.members.map { key, values in
                PolicyCondition(
                    comparison: comparison.string?.lowercased() ?? "", key: key.string?.lowercased() ?? "",
                    values: values)
            }
        }
    }

    fileprivate static func hasWildcard(_ value: JSONValue) -> Bool {
        value.withUTF8 { $0.contains(UInt8(ascii: "*")) || $0.contains(UInt8(ascii: "?")) }
    }
}

/// A condition of a statement: the operator and key in lower case, for neither depends on case, and what is compared
/// with.
struct PolicyCondition {
    let comparison: String
    let key: String
    let values: JSONValue

    /// Whether the condition is `comparison` of `key` with nothing but `value`.
    func isOnly(_ comparisons: [String], _ key: String, _ value: String) -> Bool {
        var count = 0
        for candidate in OneOrMany(values) {
            let text = candidate.string ?? candidate.bool.map { "\($0)" }
            guard text?.lowercased() == value else { return false }
            count += 1
        }
        return count > 0 && self.key == key && comparisons.contains(comparison)
    }

    /// The operators that say what a key must be. Those with IfExists and ForAllValues let requests without the key
    /// through.
    fileprivate static let pinningOperators: Set<String> = {
        let operators = [
            "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress",
        ]
        return Set(operators + operators.map { "foranyvalue:\($0)" })
    }()

    private static let pinningKeys: Set<String> = [
        "aws:sourceaccount", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceorgid",
        "aws:sourceorgpaths", "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount",
        "aws:principalarn", "aws:userid", "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "kms:calleraccount",
    ]

    fileprivate var isPinning: Bool {
        let isAddress = key == "aws:sourceip"
        guard isAddress || Self.pinningKeys.contains(key) else { return false }
        var count = 0
        for value in OneOrMany(values) {
            guard isAddress ? Self.isNarrow(value) : isFixed(value) else { return false }
            count += 1
        }
        return count > 0
    }

    private func isFixed(_ value: JSONValue) -> Bool {
        guard value.isString else { return value.int != nil }
        let text = value.string ?? ""
        guard !text.isEmpty, !text.contains("${") else { return false }
        if !PolicyStatement.hasWildcard(value) { return true }
        // The account fixes an access point, whatever its name.
        guard key == "s3:dataaccesspointarn" else { return false }
        return text.split(separator: ":", omittingEmptySubsequences: false).dropFirst(4).first.map {
            $0.utf8.count == 12 && $0.utf8.allSatisfy { $0 &- 0x30 < 10 }
        } ?? false
    }

    /// Ranges wider than /8, or /32 of IPv6, count as everybody.
    private static func isNarrow(_ range: JSONValue) -> Bool {
        guard let text = range.string, !text.isEmpty, !text.contains("${"), !text.contains("*") else { return false }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return parts.count == 1 }
        guard let length = Int(parts[1]) else { return false }
        return length >= (text.contains(":") ? 32 : 8)
    }
}
