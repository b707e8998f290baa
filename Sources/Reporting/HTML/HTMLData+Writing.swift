import ConfigModel
import JSON
import RuleKit
import Timeline

/// The document; see ``HTMLData`` for what it holds.
extension HTMLData {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("format", 1)
            writer.member("conclusion", content.conclusion.rawValue)
            writeRules(to: &writer)
            writeResources(to: &writer)
            writeFindings(to: &writer)
            writeOthers(to: &writer)
            writeGraph(to: &writer)
            writeHistory(to: &writer)
            writer.member("strings") { $0.strings(strings.values) }
            writer.member("accounts") { $0.strings(accounts.values) }
            writer.member("regions") { $0.strings(regions.values) }
            writer.member("types") { $0.strings(types.values) }
            writer.member("arns") { writer in
                writer.arrays(arns.values) { arn, writer in
                    writer.string(arn.beginning[...])
                    writer.integer(arn.end)
                }
            }
        }
    }

    private func writeRules(to writer: inout JSONWriter) {
        writer.member("rules") { writer in
            writer.arrays(content.usedRules) { used, writer in
                let rule = used.rule
                writer.string(rule.name)
                writer.stringOrNull(rule.identifier)
                writer.integer(Severity.allCases.firstIndex(of: rule.severity) ?? 0)
                writer.string(rule.summary)
                writer.stringOrNull(rule.remedy?.summary ?? "")
                writer.stringOrNull(rule.remedy?.command ?? "")
                let counts = content.summary.byRule[used.index]
                for type in [ComplianceType.compliant, .nonCompliant, .notApplicable, .insufficientData] {
                    writer.integer(counts[type])
                }
            }
        }
    }

    private func writeResources(to writer: inout JSONWriter) {
        let start = resources.compactMap(\.time).min()?.milliseconds ?? 0
        writer.member("time0", start)
        writer.member("resources") { writer in
            writer.object { writer in
                writer.member("account") { $0.integers(resources.map(\.account)) }
                writer.member("region") { $0.integers(resources.map(\.region)) }
                writer.member("type") { $0.integers(resources.map(\.type)) }
                writer.member("id") { $0.strings(resources.map(\.id)) }
                writer.member("name") { writer in
                    writer.array { writer in
                        for resource in resources {
                            if resource.name.isEmpty { writer.integer(0) } else { writer.string(resource.name) }
                        }
                    }
                }
                writer.member("arn") { $0.integers(resources.map(\.arn)) }
                writer.member("time") { writer in
                    writer.array { writer in
                        for resource in resources {
                            if let time = resource.time {
                                writer.integer(time.milliseconds - start)
                            } else {
                                writer.null()
                            }
                        }
                    }
                }
            }
        }
    }

    private func writeFindings(to writer: inout JSONWriter) {
        writer.member("findings") { writer in
            writer.object { writer in
                writer.member("resource") { $0.integers(findings.map(\.resource)) }
                writer.member("rule") { $0.integers(findings.map(\.rule)) }
                writer.member("note") { $0.integers(findings.map(\.note)) }
                if findings.contains(where: { $0.file > 0 }) {
                    writer.member("file") { $0.integers(findings.map(\.file)) }
                    writer.member("line") { $0.integers(findings.map(\.line)) }
                }
                if findings.contains(where: { !$0.evidence.isEmpty }) {
                    writer.member("evidence") { $0.integersOrZero(findings.map(\.evidence)) }
                }
                if content.evaluations.hasWaivers { writer.member("waiver") { $0.integers(findings.map(\.waiver)) } }
                if content.evaluations.hasBaseline { writer.member("state") { $0.integers(findings.map(\.state)) } }
            }
        }
        if !omitted.isEmpty { writer.member("omitted") { $0.integers(Severity.allCases.map { omitted[$0] ?? 0 }) } }
    }

    private func writeOthers(to writer: inout JSONWriter) {
        if content.evaluations.hasWaivers {
            writer.member("waivers") { writer in
                writer.arrays(content.evaluations.waivers) { waiver, writer in
                    for text in [waiver.reason, waiver.owner, waiver.ticket, waiver.expiry] { writer.string(text) }
                }
            }
        }
        writer.member("undecided") { writer in
            writer.arrays(undecided) { one, writer in
                writer.integer(one.reason.rule)
                writer.string(one.reason.text)
                for number in [one.count, one.account, one.region, one.type] { writer.integer(number) }
                writer.string(one.id)
                writer.string(one.name)
            }
        }
        guard content.evaluations.hasBaseline || !content.gone.isEmpty else { return }
        writer.member("baseline", true)
        writer.member("gone") { writer in
            writer.arrays(content.gone.prefix(Self.goneLimit)) { finding, writer in
                writer.string(finding.accountId)
                writer.string(finding.awsRegion)
                writer.string(finding.resourceType)
                writer.string(finding.resourceId)
                writer.string(finding.configRuleName)
                writer.string(finding.annotation)
            }
        }
        writer.member("goneTotal", content.gone.count)
    }

    private func writeGraph(to writer: inout JSONWriter) {
        guard details.graph != nil else { return }
        writer.member("graph") { writer in
            writer.object { writer in
                writer.member("nodes") { writer in
                    writer.arrays(nodes) { node, writer in
                        for number in [node.account, node.region, node.type] { writer.integer(number) }
                        writer.string(node.id)
                        writer.string(node.name)
                        writer.integer(node.isRecorded ? 1 : 0)
                    }
                }
                writer.member("edges") { $0.integersOrZero(edges) }
                writer.member("left") { writer in
                    writer.object { writer in
                        for (resource, count) in left {
                            writer.name(String(resource))
                            writer.integer(count)
                        }
                    }
                }
            }
        }
    }

    private func writeHistory(to writer: inout JSONWriter) {
        if !details.trend.isEmpty {
            writer.member("trend") { writer in
                writer.arrays(details.trend) { point, writer in
                    writer.integer(point.time.milliseconds)
                    for type in [ComplianceType.compliant, .nonCompliant, .insufficientData] {
                        writer.integer(point.counts[type])
                    }
                }
            }
        }
        if !events.isEmpty { writer.member("events") { $0.integersOrZero(events) } }
    }
}

extension JSONWriter {
    fileprivate mutating func integers(_ values: some Sequence<Int>) {
        array { for value in values { $0.integer(value) } }
    }

    fileprivate mutating func strings(_ values: [[UInt8]]) {
        array { for value in values { $0.string(value[...]) } }
    }

    fileprivate mutating func strings(_ values: some Sequence<String>) {
        array { for value in values { $0.string(value) } }
    }

    fileprivate mutating func stringOrNull(_ value: String) {
        if value.isEmpty { null() } else { string(value) }
    }

    /// An array for each value, which `body` fills.
    fileprivate mutating func arrays<Value>(
        _ values: some Sequence<Value>, _ body: (Value, inout JSONWriter) -> Void
    ) {
        array { writer in for value in values { writer.array { body(value, &$0) } } }
    }

    fileprivate mutating func integersOrZero(_ values: [[Int]]) {
        array { writer in
            for numbers in values {
                if numbers.isEmpty { writer.integer(0) } else { writer.integers(numbers) }
            }
        }
    }
}
