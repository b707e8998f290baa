import JSON

/// The graph for programs: nodes in the order of the graph, edges with the places of their nodes in that list.
public enum GraphJSON {
    public static func write(_ content: GraphContent, to sink: some ByteSink) {
        var writer = JSONWriter(pretty: true)
        let nodes = content.part.nodes.sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(nodes, 0...))
        func flush(_ writer: inout JSONWriter) {
            if writer.bytes.count > 1 << 20 { sink.write(writer.take()) }
        }
        writer.object { writer in
            writer.member("nodes") { writer in
                writer.array { writer in
                    for number in nodes {
                        node(number, content, &writer)
                        flush(&writer)
                    }
                }
            }
            writer.member("edges") { writer in
                writer.array { writer in
                    for edge in content.part.edges {
                        writer.object { writer in
                            writer.member("from", places[edge.from] ?? 0)
                            writer.member("to", places[edge.to] ?? 0)
                            writer.member("name", edge.name)
                            writer.member("derived", edge.isDerived)
                        }
                        flush(&writer)
                    }
                }
            }
        }
        writer.newline()
        sink.write(writer.take())
    }

    private static func node(_ number: Int, _ content: GraphContent, _ writer: inout JSONWriter) {
        let node = content.graph[number]
        let verdict = content.verdicts[number]
        writer.object { writer in
            writer.member("resourceType", node.resourceType)
            writer.member("resourceId", node.resourceId)
            writer.member("resourceName", node.resourceName)
            writer.member("arn", node.arn)
            writer.member("accountId", node.accountId)
            writer.member("awsRegion", node.awsRegion)
            writer.member("recorded", node.isRecorded)
            writer.member("complianceType") { writer in
                if let verdict { writer.string(verdict.complianceType.rawValue) } else { writer.null() }
            }
            writer.member("nonCompliantRules") { writer in
                writer.array { for rule in verdict?.nonCompliantRules ?? [] { $0.string(rule) } }
            }
        }
    }
}
