/// Notes which values of a document are looked at, and can show others in their place: so that it can be found out what
/// a judgement hangs on without knowing how it judges.
///
/// Documents inside strings that are opened while the trace watches belong to it as well. Reading without a trace pays
/// for it with one test of a flag.
package final class LookUpTrace {
    /// Where a value stands.
    package struct Place: Hashable, Comparable, Sendable {
        /// Number of the document: 0, or that of one inside a string.
        let document: Int32
        /// Index on the document's tape.
        let index: Int32

        package static func < (a: Self, b: Self) -> Bool { (a.document, a.index) < (b.document, b.index) }
    }

    /// What was looked up.
    package enum Target: Hashable {
        case value(Place)
        /// An object's member that is not there.
        case absence(String, in: Place)
    }

    /// A look-up.
    package struct Note {
        package let target: Target
        /// Whether the value has a name of its own, being no element of an array.
        package let isMember: Bool
    }

    private struct Document {
        let tape: Tape
        /// The string that it was found in.
        let parent: Place?

        /// Whether it is more than a number, say, in a string.
        var hasContent: Bool {
            let root = JSONValue(header: UnsafePointer(tape.header), index: 0)
            return root.isObject || root.isArray
        }
    }

    /// All look-ups of ``record(_:)``, in their order.
    package private(set) var notes: [Note] = []
    /// The places of all values that were looked up and of all objects that lacked a member, in order.
    private var seen: [Place] = []
    private var lacking: Set<Place> = []
    /// The indices of the watched value's members.
    private let ownMembers: [Int]
    private var documents: [Document] = []
    private var isNoting = false
    private var substitution: (target: Target, value: JSONValue?)?

    private init(_ root: JSONValue) {
        ownMembers = root.members.map(\.value.index)
        add(root.header.pointee.tape, parent: nil)
    }

    /// Calls `body` with a trace that watches the document of `root`, which nothing else may read meanwhile.
    package static func watch<Result>(_ root: JSONValue, _ body: (LookUpTrace) -> Result) -> Result {
        let trace = LookUpTrace(root)
        defer { for document in trace.documents { document.tape.setTrace(nil) } }
        return body(trace)
    }

    /// Notes what `body` looks at.
    package func record<Result>(_ body: () -> Result) -> Result {
        isNoting = true
        defer {
            isNoting = false
            for note in notes {
                switch note.target {
                case .value(let place): seen.append(place)
                case .absence(_, in: let object): lacking.insert(object)
                }
            }
            seen.sort()
        }
        return body()
    }

    /// Calls `body` while `value` stands in the place of `target`; nil: while nothing does.
    package func substituting<Result>(_ target: Target, by value: JSONValue?, _ body: () -> Result) -> Result {
        substitution = (target, value)
        defer { substitution = nil }
        return body()
    }

    private func add(_ tape: Tape, parent: Place?) {
        tape.setTrace(self, number: documents.count)
        documents.append(Document(tape: tape, parent: parent))
    }

    // MARK: What values tell

    private func place(of value: JSONValue) -> Place {
        Place(document: Int32(value.header.pointee.tape.traceNumber), index: Int32(value.index))
    }

    /// What a look-up of `name` in `object` gives, where `found` is there.
    func lookedUp(_ name: UnsafeBufferPointer<UInt8>, in object: JSONValue, _ found: JSONValue) -> JSONValue {
        guard found.isMissing else { return shown(found, isMember: true) ?? found.missing }
        if let substitution, case .absence(let wanted, in: let place) = substitution.target {
            if place == self.place(of: object), wanted.utf8.elementsEqual(name) { return substitution.value ?? found }
        } else if isNoting {
            let target = Target.absence(String(decoding: name, as: UTF8.self), in: place(of: object))
            notes.append(Note(target: target, isMember: true))
        }
        return found
    }

    /// What is shown where `value` stands; nil for nothing.
    fileprivate func shown(_ value: JSONValue, isMember: Bool) -> JSONValue? {
        let target = Target.value(place(of: value))
        if let substitution, substitution.target == target { return substitution.value }
        if isNoting { notes.append(Note(target: target, isMember: isMember)) }
        return value
    }

    /// A document has been found inside a string.
    func opened(_ root: JSONValue, in string: JSONValue) {
        let tape = root.header.pointee.tape
        if tape.trace == nil { add(tape, parent: place(of: string)) }
    }

    // MARK: What has been seen

    /// The value at `place`.
    package func value(at place: Place) -> JSONValue {
        JSONValue(header: UnsafePointer(documents[Int(place.document)].tape.header), index: Int(place.index))
    }

    /// The name of a member's value.
    package func name(of place: Place) -> JSONValue {
        value(at: Place(document: place.document, index: place.index - 1))
    }

    /// Whether something in the value at `place` was looked up, be it in a document inside a string.
    package func isLookedInto(_ place: Place) -> Bool {
        let value = value(at: place)
        guard value.isObject || value.isArray else {
            return documents.contains { $0.parent == place && $0.hasContent }
        }
        if lacking.contains(place) { return true }
        // What lies in a value stands behind it on the tape.
        var (low, high) = (0, seen.count)
        while low < high {
            let middle = low + (high - low) / 2
            if seen[middle] <= place { low = middle + 1 } else { high = middle }
        }
        return low < seen.count && seen[low].document == place.document && value.covers(Int(seen[low].index))
    }

    /// Whether `target` is a member of the watched value, or one that it lacks.
    package func isInRoot(_ target: Target) -> Bool {
        switch target {
        case .absence(_, in: let object): object == Place(document: 0, index: 0)
        case .value(let place): place.document == 0 && ownMembers.contains(Int(place.index))
        }
    }

    /// Where the document of `place` was found: nil for the watched one.
    func parent(of place: Place) -> Place? { documents[Int(place.document)].parent }
}

extension JSONValue {
    /// Whether the value on the same tape at `index` is this one, or lies in it.
    func covers(_ index: Int) -> Bool { self.index <= index && index < Self.next(header, self.index) }

    /// The next element or member from `start` on that is shown, and where the one behind it begins.
    @usableFromInline @inline(never)
    static func nextTraced(
        _ header: UnsafePointer<TapeHeader>, from start: Int, to end: Int, isMember: Bool
    ) -> (name: Int, value: JSONValue?, next: Int) {
        var position = start
        while position < end {
            let name = position
            let value = JSONValue(header: header, index: isMember ? position + 1 : position)
            position = Self.next(header, value.index)
            guard let trace = header.pointee.tape.trace else { return (name, value, position) }
            if let shown = trace.shown(value, isMember: isMember) { return (name, shown, position) }
        }
        return (end, nil, end)
    }
}

extension JSONDocument {
    /// A document to stand in for values: each object that is not empty has its first member under every name.
    package convenience init(standIn text: String) throws(JSONError) {
        try self.init(text)
        unretainedRoot.header.pointee.tape.header.pointee.flags |= TapeHeader.answersAll
    }
}
