import Testing

@testable import JSON

@Suite struct LookUpTraceTests {
    /// The paths of what `body` looks at, absent members with a dash.
    private func paths(in text: String, _ body: (JSONValue) -> Void) throws -> [String] {
        try JSONDocument(text).withRoot { root in
            LookUpTrace.watch(root) { trace in
                trace.record { body(root) }
                return trace.notes.map { note in
                    if case .absence = note.target { return "-" + trace.path(to: note.target) }
                    return trace.path(to: note.target)
                }
            }
        }
    }

    @Test func everyStepOfALookUpIsNoted() throws {
        let found = try paths(in: #"{"a":{"b":[{"c":1},{"c":2}]},"x":null}"#) { root in
            for element in root["a"]["b"].elements { _ = element["c"] }
            _ = root.member("x")
        }
        #expect(found == ["a", "a.b", "a.b[0]", "a.b[0].c", "a.b[1]", "a.b[1].c", "x"])
    }

    @Test func iterationNotesWhatItHandsOut() throws {
        let found = try paths(in: #"{"list":[1,"two",[],3],"map":{"k":true,"l":{}}}"#) { root in
            _ = root["list"].elements.first { $0 == "two" }
            _ = root["map"].members.map(\.value.kind)
        }
        #expect(found == ["list", "list[0]", "list[1]", "map", "map.k", "map.l"])
    }

    @Test func absentNamesAreNotedOnce() throws {
        let found = try paths(in: #"{"a":{"b":1}}"#) { root in
            _ = root["a"]["c"]["d"]["e"]
            _ = root["z"]
            _ = root["a"]["b"]["not an object"]
        }
        #expect(found == ["a", "-a.c", "-z", "a", "a.b"])
    }

    @Test func namesThatAreNoIdentifiersAreQuoted() throws {
        let found = try paths(
            in: #"{"tags":{"cost center":"x","a\"\u0062":1,"":2,"9":3,"ok_9":4},"*/*":{"é":5}}"#
        ) { root in
            _ = root["tags"].members.map(\.value)
            _ = root["*/*"]["é"]
            _ = root["tags"]["no such"]
        }
        #expect(
            found == [
                "tags", #"tags["cost center"]"#, #"tags["a\"b"]"#, #"tags[""]"#, #"tags["9"]"#, "tags.ok_9",
                #"["*/*"]"#,
                #"["*/*"]["é"]"#, "tags", #"-tags["no such"]"#,
            ])
    }

    @Test func namesWrittenWithEscapesAreFoundWhileTracing() throws {
        let found = try paths(in: #"{"\u0061bc":1,"d":{"e":2}}"#) { root in
            #expect(root["abc"].int == 1)
            #expect(root["d"]["e"].int == 2)
            #expect(root["\\u0061bc"].isMissing)
        }
        #expect(found == ["abc", "d", "d.e", #"-["\\u0061bc"]"#])
    }

    @Test func documentsInStringsBelongToTheTrace() throws {
        let policy = #"{"Statement":[{"Principal":"*"}]}"#
        let text = JSONWriter.text([
            "s": ["text": .string(policy)], "twice": .string(JSONWriter.text(.string(policy))), "list": "[[1]]",
            "url": "%7B%22a%22%3A1%7D",
        ])
        let found = try paths(in: text) { root in
            for statement in root["s"]["text"].embedded["Statement"].elements { _ = statement["Principal"] }
            _ = root["twice"].embedded.embedded["Statement"]
            _ = Array(root["list"].embedded.elements)
            _ = root["url"].embedded["a"]
            _ = root["url"].embedded["b"]
        }
        #expect(
            found == [
                "s", "s.text", "s.text | Statement", "s.text | Statement[0]", "s.text | Statement[0].Principal",
                "twice", "twice | Statement", "list", "list | [0]", "url", "url | a", "url", "-url | b",
            ])
    }

    @Test func valuesAreShownInThePlaceOfOthers() throws {
        let other = try JSONDocument(#"{"x":[7]}"#)
        let document = try JSONDocument(#"{"a":[1,2,3],"m":{"k":1,"l":2},"p":"{\"q\":1}"}"#)
        func sum(_ root: JSONValue) -> [Int] {
            let inner = (root["p"].embedded["q"].int ?? -1) + (root["none"]["x"].elements.first { _ in true }?.int ?? 0)
            return root["a"].elements.compactMap(\.int) + root["m"].members.compactMap(\.value.int) + [inner]
        }
        document.withRoot { root in
            let seven = other.unretainedRoot["x"].elements.first { _ in true }
            LookUpTrace.watch(root) { trace in
                let all = trace.record { sum(root) }
                #expect(all == [1, 2, 3, 1, 2, 1])
                func changed(_ path: String, _ value: JSONValue?) -> [Int] {
                    guard let note = trace.notes.first(where: { trace.path(to: $0.target) == path }) else { return [] }
                    return trace.substituting(note.target, by: value) { sum(root) }
                }
                #expect(changed("a[1]", seven) == [1, 7, 3, 1, 2, 1])
                #expect(changed("a[2]", nil) == [1, 2, 1, 2, 1])
                #expect(changed("m.k", nil) == [1, 2, 3, 2, 1])
                #expect(changed("m", nil) == [1, 2, 3, 1])
                #expect(changed("p | q", seven) == [1, 2, 3, 1, 2, 7])
                #expect(changed("none", other.unretainedRoot) == [1, 2, 3, 1, 2, 8])
                #expect(sum(root) == all)
            }
            #expect(sum(root) == [1, 2, 3, 1, 2, 1])
        }
    }

    @Test func nothingIsNotedBeforeAndAfter() throws {
        let document = try JSONDocument(#"{"a":"{\"b\":1}"}"#)
        document.withRoot { root in
            let notes = LookUpTrace.watch(root) { trace in
                _ = root["a"].embedded["b"]
                return trace.notes.count
            }
            #expect(notes == 0)
            #expect(root["a"].embedded["b"].int == 1)
            #expect(root.header.pointee.flags == 0 && root["a"].embedded.header.pointee.flags == 0)
        }
    }

    @Test func aStandInAnswersToEveryName() throws {
        try JSONDocument(standIn: #"[{"":{"":"x"}},{}]"#).withRoot { root in
            let values = Array(root.elements)
            #expect(values[0]["any"]["thing"] == "x")
            #expect(values[1]["any"].isMissing)
        }
    }
}
