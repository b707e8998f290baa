import ConfigModel

/// Turns what a ``ResourceGraphBuilder`` gathered into a graph: puts the resources in order, finds out which one each
/// reference means, and makes nodes of those that nobody recorded.
struct GraphSealing {
    private var strings: StringTable
    private var types: StringTable
    private var spellings: [ResourceGraphBuilder.Spelling]
    private let references: [ResourceGraphBuilder.Reference]
    private let captures: [ResourceGraphBuilder.Capture]
    private var nodes: [ResourceGraph.StoredNode] = []
    private let recordedCount: Int

    /// A text that may name resources of a type in an account; `anyAccount` for ids that are one resource everywhere.
    private struct Name: Hashable {
        var account: UInt32
        var type: UInt32
        var text: UInt32
    }

    private struct NameInRegion: Hashable {
        var name: Name
        var region: UInt32
    }

    /// Nodes by what names them. Nearly all names mean one node; others are told apart by region.
    private struct Index {
        var first: [Name: UInt32] = [:]
        var inRegion: [NameInRegion: UInt32] = [:]
    }

    private static let anyAccount = UInt32.max
    private var ids = Index()
    private var names = Index()
    private var arns: [UInt32: UInt32] = [:]
    /// What ARNs name, as far as they have been taken apart.
    private var targets: [UInt32: Target?] = [:]
    /// Types of ids with a prefix: numbers in `types`, 0 for none.
    private var prefixTypes: [UInt32: UInt32] = [:]
    private let global: UInt32

    /// An ARN taken apart; texts are numbers.
    private struct Target {
        /// Number of a type; 0 where the ARN does not tell.
        var type: UInt32
        var piece: UInt32
        var isID: Bool
        /// 0 where the ARN names none.
        var account: UInt32
        var region: UInt32
        /// Whether it names no account because its kind never does, as of buckets and APIs.
        var isAccountless: Bool
    }

    /// What is to be found, or made where it is not there.
    private struct Wanted {
        var account: UInt32
        var region: UInt32
        var type: UInt32
        var id: UInt32 = 0
        var name: UInt32 = 0
        var arn: UInt32 = 0
    }

    init(_ builder: ResourceGraphBuilder) {
        strings = builder.strings
        types = builder.types
        spellings = builder.spellings
        references = builder.references
        global = strings.number(of: "global")
        captures = Self.inOrder(builder)
        recordedCount = captures.count
        nodes.reserveCapacity(recordedCount)
        for capture in captures {
            nodes.append(
                ResourceGraph.StoredNode(
                    account: capture.account, region: capture.region, type: capture.type, id: capture.id,
                    name: capture.name, arn: capture.arn, isRecorded: true))
            index(nodes.count - 1)
        }
    }

    /// The live captures by account, region, type and id.
    private static func inOrder(_ builder: ResourceGraphBuilder) -> [ResourceGraphBuilder.Capture] {
        let strings = builder.strings
        let live = builder.newest.values.filter(\.isLive)
        func ranks(_ numbers: some Sequence<UInt32>, in table: StringTable) -> [UInt32: Int] {
            let sorted = Set(numbers).sorted(by: table.precedes)
            return Dictionary(uniqueKeysWithValues: zip(sorted, 0...))
        }
        let accounts = ranks(live.lazy.map(\.account), in: strings)
        let regions = ranks(live.lazy.map(\.region), in: strings)
        let types = ranks(live.lazy.map(\.type), in: builder.types)
        let keyed = live.map { capture in
            (
                place: (
                    accounts[capture.account] ?? 0, regions[capture.region] ?? 0, types[capture.type] ?? 0
                ), capture: capture
            )
        }
        return keyed.sorted { a, b in
            a.place != b.place ? a.place < b.place : strings.precedes(a.capture.id, b.capture.id)
        }.map(\.capture)
    }

    /// Resolves all references.
    mutating func graph() -> ResourceGraph {
        var links = GraphLinks()
        // Relationships that give id and name come first, so that others that give one of the two mean the same node.
        for isFirst in [true, false] {
            for (from, capture) in captures.enumerated() {
                for reference in references[capture.first..<capture.first + capture.count] {
                    guard (reference.text != 0 && reference.name != 0) == isFirst else { continue }
                    guard let to = resolve(reference, from: from), to != from else { continue }
                    if reference.kind == .relationship {
                        links.add(from, to, name: strings[reference.verb], nameNumber: reference.verb)
                    } else {
                        let verb =
                            reference.kind == .anyARN
                            ? .isAssociatedWith : ReferenceTable.standard.rows[Int(reference.verb)].verb
                        links.add(from, to, verb: verb)
                    }
                }
            }
        }
        let types = spellings.map(\.text)
        let (names, edges, starts) = links.edges(nodeTypes: nodes.map { Int($0.type) }, types: types)
        return ResourceGraph(
            strings: strings, types: types, typeNumbers: self.types, nodes: nodes, names: names, edges: edges,
            starts: starts)
    }

    /// The node that a reference means; made where there is none. Nil where it means nothing.
    private mutating func resolve(_ reference: ResourceGraphBuilder.Reference, from: Int) -> Int? {
        let node = nodes[from]
        switch reference.kind {
        case .relationship:
            var wanted = Wanted(
                account: node.account, region: node.region, type: reference.type, id: reference.text,
                name: reference.name)
            if let target = target(of: reference.text) {
                return resolve(target, arn: reference.text, from: node, type: reference.type)
            }
            if wanted.type == 0 { wanted.type = prefixType(of: reference.text) }
            return wanted.type == 0 ? nil : findOrMake(wanted)
        case .anyARN:
            return arns[reference.text].flatMap { $0 < UInt32(recordedCount) ? Int($0) : nil }
        case .property, .ownProperty:
            let row = ReferenceTable.standard.rows[Int(reference.verb)]
            if let target = target(of: reference.text) {
                // What a configuration says of its own type in its own place is its own name.
                let isOwn = reference.kind == .ownProperty && target.type == node.type
                return resolve(target, arn: reference.text, from: node, type: type(of: row.reading), makes: !isOwn)
            }
            guard let wanted = wanted(reference.text, row.reading, from: node) else { return nil }
            if let found = find(wanted) { return found }
            return reference.kind == .ownProperty && wanted.type == node.type ? nil : make(wanted)
        }
    }

    /// What a text that is no ARN means.
    private mutating func wanted(
        _ text: UInt32, _ reading: ReferenceRow.Reading, from node: ResourceGraph.StoredNode
    ) -> Wanted? {
        var wanted = Wanted(account: node.account, region: node.region, type: 0)
        switch reading {
        case .prefixedID:
            wanted.type = prefixType(of: text)
            wanted.id = text
        case .id(let type):
            wanted.type = number(ofType: "AWS::" + type)
            wanted.id = text
        case .name(let type):
            wanted.type = number(ofType: "AWS::" + type)
            wanted.name = text
        case .key:
            let isAlias = strings.bytes(text).starts(with: "alias/".utf8)
            wanted.type = number(ofType: isAlias ? "AWS::KMS::Alias" : "AWS::KMS::Key")
            wanted.id = text
        case .bucket, .bucketHost:
            var isHost = false
            if case .bucketHost = reading { isHost = true }
            guard let name = Self.bucket(in: strings[text], isHost: isHost) else { return nil }
            wanted.type = number(ofType: "AWS::S3::Bucket")
            wanted.id = strings.number(of: name)
        case .arn, .embedded, .nothing: return nil
        }
        guard wanted.type != 0, Self.isIdentifier(strings.bytes(text)) else { return nil }
        return wanted
    }

    private mutating func type(of reading: ReferenceRow.Reading) -> UInt32 {
        switch reading {
        case .id(let type), .name(let type), .arn(let type): type.isEmpty ? 0 : number(ofType: "AWS::" + type)
        case .bucket, .bucketHost: number(ofType: "AWS::S3::Bucket")
        case .key: number(ofType: "AWS::KMS::Key")
        case .prefixedID, .embedded, .nothing: 0
        }
    }

    /// Patterns such as `*` and placeholders such as `${Name}` name nothing.
    private static func isIdentifier(_ text: ArraySlice<UInt8>) -> Bool {
        // A log group's ARN ends so.
        let text = text.suffix(2).elementsEqual(":*".utf8) ? text.dropLast(2) : text
        return !text.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "$") || $0 == UInt8(ascii: "{") }
    }

    /// The bucket in `NAME`, `s3://NAME/KEY`, `NAME/KEY` and `NAME.s3.REGION.amazonaws.com`.
    private static func bucket(in text: String, isHost: Bool) -> Substring? {
        var name = text[...]
        if name.hasPrefix("s3://") { name = name.dropFirst(5) }
        name = name.prefix { $0 != "/" }
        let isHostName = name.hasSuffix(".amazonaws.com") || name.hasSuffix(".amazonaws.com.cn")
        if isHostName {
            var parts = name.split(separator: ".", omittingEmptySubsequences: false)
            guard let service = parts.lastIndex(where: { $0 == "s3" || $0.hasPrefix("s3-") }), service > 0 else {
                return nil
            }
            parts.removeSubrange(service...)
            name = Substring(parts.joined(separator: "."))
        }
        return name.isEmpty || isHost != isHostName && isHost ? nil : name
    }

    // MARK: ARNs

    /// What an ARN names; nil for any other text.
    private mutating func target(of text: UInt32) -> Target? {
        if let known = targets[text] { return known }
        var target: Target?
        if strings.bytes(text).starts(with: "arn:".utf8), let arn = ARN(strings[text]),
            Self.isIdentifier(strings.bytes(text))
        {
            let known = ReferencedTypes.target(of: arn, text: strings[text])
            target = Target(
                type: known.map { number(ofType: $0.type) } ?? 0,
                piece: known.map { strings.number(of: $0.piece) } ?? 0, isID: known?.isID ?? false,
                account: arn.accountId.map { strings.number(of: $0) } ?? 0, region: strings.number(of: arn.region),
                isAccountless: arn.accountId == nil && (arn.service == "s3" || arn.service == "apigateway"))
        }
        targets[text] = .some(target)
        return target
    }

    /// - Parameters:
    ///   - type: what the property says the type is, where the ARN does not.
    ///   - makes: whether a node is made where there is none.
    private mutating func resolve(
        _ target: Target, arn: UInt32, from node: ResourceGraph.StoredNode, type: UInt32, makes: Bool = true
    ) -> Int? {
        if let known = arns[arn] { return Int(known) }
        // An ARN that tells its type is believed; but a recorded relationship to a type with the same ids knows better.
        let isKnown = target.type != 0
        let type = isKnown ? target.type : type
        guard type != 0 else { return nil }
        var wanted = Wanted(account: target.account, region: target.region, type: type, arn: arn)
        if isKnown {
            if target.isID { wanted.id = target.piece } else { wanted.name = target.piece }
        }
        if target.isAccountless {
            // It may be in the account of who refers.
            wanted.account = node.account
            if wanted.region == 0 { wanted.region = node.region }
            let found = find(wanted) ?? find(ids: [arn], wanted)
            wanted.account = 0
            wanted.region = target.region
            if let found { return found }
        }
        if wanted.region == 0 {
            wanted.region = ReferencedTypes.region(of: spelling(type)).map { strings.number(of: $0) } ?? 0
        }
        guard let found = find(wanted) ?? (makes ? make(wanted) : nil) else { return nil }
        arns[arn] = UInt32(found)
        return found
    }

    // MARK: Finding and making

    private mutating func findOrMake(_ wanted: Wanted) -> Int {
        var wanted = wanted
        // A bucket's name is its id.
        if wanted.id == 0, types.bytes(wanted.type).elementsEqual("aws::s3::bucket".utf8) { wanted.id = wanted.name }
        return find(wanted) ?? make(wanted)
    }

    private func find(_ wanted: Wanted) -> Int? {
        if wanted.id != 0, let found = find(ids: [wanted.id], wanted) { return found }
        if wanted.arn != 0, let found = find(ids: [wanted.arn], wanted) { return found }
        // A property that holds an id may hold a name, and the other way round: AWS Config's ids are names for many types.
        if wanted.name != 0, let found = find(wanted.name, in: names, wanted) { return found }
        if wanted.name != 0, let found = find(wanted.name, in: ids, wanted) { return found }
        if wanted.id != 0, wanted.name == 0, let found = find(wanted.id, in: names, wanted) { return found }
        return nil
    }

    private func find(ids texts: [UInt32], _ wanted: Wanted) -> Int? {
        for text in texts {
            if let found = find(text, in: ids, wanted) { return found }
            if let found = ids.first[Name(account: Self.anyAccount, type: wanted.type, text: text)] {
                return Int(found)
            }
        }
        return nil
    }

    /// In the account: the one in the region, or a global one, or the only one where the region is not known.
    private func find(_ text: UInt32, in index: Index, _ wanted: Wanted) -> Int? {
        let name = Name(account: wanted.account, type: wanted.type, text: text)
        guard let first = index.first[name] else { return nil }
        let region = nodes[Int(first)].region
        if region == wanted.region { return Int(first) }
        if let there = index.inRegion[NameInRegion(name: name, region: wanted.region)] { return Int(there) }
        if region == global || region == 0 { return Int(first) }
        for place in [global, 0] {
            if let there = index.inRegion[NameInRegion(name: name, region: place)] { return Int(there) }
        }
        return wanted.region == global || wanted.region == 0 ? Int(first) : nil
    }

    private mutating func make(_ wanted: Wanted) -> Int {
        let type = spelling(wanted.type)
        var account = wanted.account
        var region = wanted.region
        // Whose a bucket is, and where, its name does not tell.
        if let place = ReferencedTypes.region(of: type) { region = strings.number(of: place) }
        if wanted.id != 0, wanted.arn == 0 || account == 0, type.lowercased() == "aws::s3::bucket" { account = 0 }
        nodes.append(
            ResourceGraph.StoredNode(
                account: account, region: region, type: wanted.type, id: wanted.id, name: wanted.name, arn: wanted.arn,
                isRecorded: false))
        index(nodes.count - 1)
        return nodes.count - 1
    }

    private mutating func index(_ number: Int) {
        let node = nodes[number]
        func add(_ text: UInt32, to index: inout Index) {
            guard text != 0 else { return }
            let name = Name(account: node.account, type: node.type, text: text)
            if let first = index.first[name] {
                let region = nodes[Int(first)].region
                guard region != node.region else { return }
                let there = NameInRegion(name: name, region: node.region)
                if index.inRegion[there] == nil { index.inRegion[there] = UInt32(number) }
            } else {
                index.first[name] = UInt32(number)
            }
        }
        add(node.id, to: &ids)
        add(node.name, to: &names)
        if node.arn != 0, arns[node.arn] == nil { arns[node.arn] = UInt32(number) }
        if node.id != 0, ReferencedTypes.isUnique(strings[node.id], of: types[node.type]) {
            let name = Name(account: Self.anyAccount, type: node.type, text: node.id)
            if ids.first[name] == nil { ids.first[name] = UInt32(number) }
        }
    }

    // MARK: Types

    private mutating func prefixType(of text: UInt32) -> UInt32 {
        if let known = prefixTypes[text] { return known }
        let type = ReferencedTypes.type(ofID: strings[text][...]).map { number(ofType: $0) } ?? 0
        prefixTypes[text] = type
        return type
    }

    private mutating func number(ofType type: String) -> UInt32 {
        let number = types.number(of: type.lowercased())
        if Int(number) == spellings.count {
            spellings.append(ResourceGraphBuilder.Spelling(text: type, isItem: false))
        }
        return number
    }

    private func spelling(_ type: UInt32) -> String { spellings[Int(type)].text }
}
