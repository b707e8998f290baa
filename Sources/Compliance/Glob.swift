/// A pattern with `*` for any text, be it none, and `?` for any one character.
public struct Glob: Sendable, Hashable {
    private let text: [Character]
    private let ignoresCase: Bool
    /// Whether it has neither `*` nor `?`, so that it matches one text alone.
    public let isPlain: Bool

    /// Reads a pattern.
    public init(_ text: String, ignoringCase ignoresCase: Bool = false) {
        self.text = Array(ignoresCase ? text.lowercased() : text)
        self.ignoresCase = ignoresCase
        isPlain = !text.contains { $0 == "*" || $0 == "?" }
    }

    /// Whether all of `name` is as the pattern says. Walks both once, going back only to the last `*`.
    public func matches(_ name: String) -> Bool {
        let name = Array(ignoresCase ? name.lowercased() : name)
        var i = 0
        var j = 0
        var star: (pattern: Int, name: Int)?
        while j < name.count {
            if i < text.count, text[i] == "*" {
                star = (i, j)
                i += 1
            } else if i < text.count, text[i] == "?" || text[i] == name[j] {
                i += 1
                j += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                i = last.pattern + 1
                j = last.name + 1
            } else {
                return false
            }
        }
        return text[i...].allSatisfy { $0 == "*" }
    }
}

/// The name of a rule, or names by a pattern: ConfigRuleName or SourceIdentifier, in any case.
public struct RuleGlob: Sendable, Hashable {
    private let glob: Glob
    /// As it was written.
    public let text: String
    /// Whether it means one rule alone.
    public var isPlain: Bool { glob.isPlain }

    /// Reads a name or pattern.
    public init(_ text: String) {
        self.text = text
        glob = Glob(text, ignoringCase: true)
    }

    /// Whether a rule is meant.
    public func matches(name: String, identifier: String) -> Bool { glob.matches(name) || glob.matches(identifier) }

    /// Whether a rule is meant.
    public func matches(_ rule: EvaluatedRule) -> Bool { matches(name: rule.name, identifier: rule.identifier) }
}
