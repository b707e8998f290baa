/// The ways in which one resource breaks a rule, for an annotation that names them all.
///
/// A baseline knows a finding by its annotation, so that this is the same in whatever order the breaches are found, and
/// another when one comes or goes. Nothing is allocated before the first breach.
public struct Breaches {
    /// What stands around the names in a sentence.
    private struct Frame: Equatable {
        let before: String
        let after: String
    }

    private struct Breach: Comparable {
        let name: String
        let alone: Frame
        /// Breaches with the same are said in one sentence.
        let together: Frame

        static func < (a: Self, b: Self) -> Bool {
            if a.together.before != b.together.before { return precedes(a.together.before, b.together.before) }
            if a.together.after != b.together.after { return precedes(a.together.after, b.together.after) }
            if a.name != b.name { return precedes(a.name, b.name) }
            if a.alone.before != b.alone.before { return precedes(a.alone.before, b.alone.before) }
            return a.alone.after != b.alone.after && precedes(a.alone.after, b.alone.after)
        }
    }

    private var breaches: [Breach] = []

    /// None so far.
    public init() {}

    /// Whether none was found.
    public var isEmpty: Bool { breaches.isEmpty }

    /// Adds one that has a sentence of its own.
    ///
    /// - Parameter sentence: without its full stop.
    public mutating func add(_ sentence: String) { add("", sentence) }

    /// Adds one that is named in a sentence, perhaps with others: those with the same words around their names.
    ///
    /// - Parameters:
    ///   - before: the sentence before the name.
    ///   - after: the sentence behind the name, without its full stop.
    ///   - many: the same two where the sentence has several names.
    public mutating func add(
        _ name: String, _ before: String, _ after: String = "", many: (before: String, after: String)? = nil
    ) {
        let alone = Frame(before: before, after: after)
        let together = many.map { Frame(before: $0.before, after: $0.after) } ?? alone
        breaches.append(Breach(name: name, alone: alone, together: together))
    }

    /// NON_COMPLIANT with the breaches, each once; nil where there is none.
    public var finding: Finding? { breaches.isEmpty ? nil : .nonCompliant(annotation) }

    private var annotation: String {
        if breaches.count == 1 { return Self.sentences(breaches[...]) + "." }
        var sorted: [Breach] = []
        for breach in breaches.sorted() where breach != sorted.last { sorted.append(breach) }
        func tail(_ shown: Int) -> String { shown == sorted.count ? "." : ", and \(sorted.count - shown) more." }
        // Each takes a character and what parts it from the next.
        var shown = min(sorted.count, Finding.annotationLimit / 3)
        while true {
            let sentences = Self.sentences(sorted[..<shown])
            let end = tail(shown)
            let room = Finding.annotationLimit - end.unicodeScalars.count
            if sentences.unicodeScalars.count <= room || sorted.count == 1 { return sentences + end }
            if shown == 1 {
                return String(String.UnicodeScalarView(sentences.unicodeScalars.prefix(room - 1))) + "…" + end
            }
            shown -= 1
        }
    }

    private static func sentences(_ breaches: ArraySlice<Breach>) -> String {
        var text = ""
        var rest = breaches
        while let first = rest.first {
            let group = rest.prefix { $0.together == first.together }
            rest = rest.dropFirst(group.count)
            let frame = group.count == 1 ? first.alone : first.together
            let sentence = frame.before + group.map(\.name).joined(separator: ", ") + frame.after
            text += text.isEmpty ? sentence : "; \(lowercasingWord(sentence))"
        }
        return text
    }

    /// A sentence inside another one: without the capital, unless its first word is no plain word, such as a property.
    private static func lowercasingWord(_ sentence: String) -> String {
        let rest = sentence.dropFirst().prefix { $0 != " " }
        guard !rest.isEmpty, rest.allSatisfy({ "a"..."z" ~= $0 }) else { return sentence }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    /// By bytes, but numbers by their value: `port 80` is before `port 443`.
    static func precedes(_ a: String, _ b: String) -> Bool {
        let isDigit = { (byte: UInt8) in byte &- UInt8(ascii: "0") < 10 }
        var (x, y) = (Array(a.utf8)[...], Array(b.utf8)[...])
        while let first = x.first, let second = y.first {
            guard isDigit(first), isDigit(second) else {
                if first != second { return first < second }
                x.removeFirst()
                y.removeFirst()
                continue
            }
            let (m, n) = (x.prefix(while: isDigit), y.prefix(while: isDigit))
            let (p, q) = (m.drop { $0 == UInt8(ascii: "0") }, n.drop { $0 == UInt8(ascii: "0") })
            if p.count != q.count { return p.count < q.count }
            if p != q { return p.lexicographicallyPrecedes(q) }
            x = x.dropFirst(m.count)
            y = y.dropFirst(n.count)
        }
        if x.isEmpty != y.isEmpty { return x.isEmpty }
        // The same but for leading zeros.
        return a.utf8.lexicographicallyPrecedes(b.utf8)
    }
}
