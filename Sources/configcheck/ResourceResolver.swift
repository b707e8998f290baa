import CommandLineKit
import Recording

/// What a name on the command line means.
enum ResourceMatch: Equatable {
    /// The place of the resource among the candidates.
    case one(Int)
    /// The places of all that are called so.
    case several([Int])
    case none(suggestion: String?)
}

/// Finds the resource that somebody means by an id, a name, an ARN or TYPE/ID.
enum ResourceResolver {
    /// Looks for `text` among `candidates`. An ARN comes before TYPE/ID, that before an id, and an id before a name: what
    /// is found by one way is not looked for by the next.
    static func find<Candidates: RandomAccessCollection<Resource>, Resource: NamedResource>(
        _ text: String, among candidates: Candidates
    ) -> ResourceMatch {
        guard !text.isEmpty else { return .none(suggestion: nil) }
        let slash = text.firstIndex(of: "/")
        let type = slash.map { text[..<$0].lowercased() } ?? ""
        let rest = slash.map { String(text[text.index(after: $0)...]) } ?? ""
        var found: [[Int]] = [[], [], [], []]
        for (place, candidate) in candidates.enumerated() {
            if candidate.arn == text {
                found[0].append(place)
            } else if !rest.isEmpty, candidate.resourceId == rest || candidate.resourceName == rest,
                candidate.resourceType.lowercased() == type
            {
                found[1].append(place)
            } else if candidate.resourceId == text {
                found[2].append(place)
            } else if candidate.resourceName == text {
                found[3].append(place)
            }
        }
        guard let places = found.first(where: { !$0.isEmpty }) else {
            return .none(suggestion: nearest(to: text, among: candidates))
        }
        return places.count == 1 ? .one(places[0]) : .several(places)
    }

    /// `TYPE/ID  ACCOUNT  REGION`, safe for a terminal.
    static func line(_ resource: some NamedResource) -> String {
        let id = [resource.resourceId, resource.resourceName, resource.arn].first { !$0.isEmpty } ?? ""
        return [resource.resourceType + "/" + id, resource.accountId, resource.awsRegion].filter { !$0.isEmpty }
            .map(sanitized).joined(separator: "  ")
    }

    /// What to say of a name that is not one resource; nil for one that is.
    static func complaint(
        about text: String, _ match: ResourceMatch, candidates: some RandomAccessCollection<some NamedResource>
    ) -> [String]? {
        switch match {
        case .one: return nil
        case .several(let places):
            let lines = places.map { "  " + line(candidates[candidates.index(candidates.startIndex, offsetBy: $0)]) }
            return ["'\(sanitized(text))' may be any of \(places.count) resources; name one by its ARN or as TYPE/ID:"]
                + lines
        case .none(let suggestion):
            let hint = suggestion.map { "; did you mean '\(sanitized($0))'?" } ?? ""
            return ["there is no resource '\(sanitized(text))' in the input\(hint)"]
        }
    }

    /// How many names are compared letter by letter.
    private static let compared = 10_000

    /// Only names that share their beginning or end with the text are looked at closely, and not more than a few.
    private static func nearest(
        to text: String, among candidates: some RandomAccessCollection<some NamedResource>
    ) -> String? {
        let start = Array(text.lowercased().utf8.prefix(3))
        let end = Array(text.lowercased().utf8.suffix(3))
        var names: [String] = []
        for candidate in candidates {
            for name in [candidate.resourceName, candidate.resourceId] where !name.isEmpty && name.utf8.count < 256 {
                let bytes = name.lowercased().utf8
                if bytes.starts(with: start) || bytes.suffix(3).elementsEqual(end) { names.append(name) }
            }
            if names.count >= compared { break }
        }
        return suggestion(for: text, among: names)
    }
}
