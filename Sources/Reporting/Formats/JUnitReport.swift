import ByteSource
import CommandLineKit
import Compliance
import ConfigModel

/// Test results as CI servers read them (Jenkins JUnit plugin, "junit-10.xsd"; GitLab Docs, "Unit test reports"): a suite a
/// rule, a case a resource.
///
/// There is no standard; this is what Jenkins, GitLab and CodeBuild agree on. What is excused or undecided is skipped, with
/// why, and never passed. NOT_APPLICABLE is left out. Errors of the input are errors of a suite of their own.
public enum JUnitReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        let evaluations = content.evaluations
        let summary = content.summary
        // By rule, the resources that it judges: places, for of verdicts there may be millions.
        var places: [[Int32]] = Array(repeating: [], count: evaluations.rules.count)
        let names = Names(evaluations) { place, found in
            for evaluation in found where evaluation.complianceType != .notApplicable {
                places[evaluation.ruleIndex].append(Int32(place))
            }
        }
        let faults = content.errors + (content.conclusion == .nothingEvaluated ? ["nothing was evaluated"] : [])
        let total = summary.total
        var xml = TextPieces(sink)
        xml.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        xml.write("<testsuites\(attribute("name", "configcheck"))")
        xml.write(
            numbers(
                tests: total.decided + total.insufficientData + faults.count, failures: summary.open,
                errors: faults.count, skipped: total.nonCompliant - summary.open + total.insufficientData))
        xml.write(">\n")
        run(content, faults, &xml)
        for (index, rule) in content.usedRules where !places[index].isEmpty {
            let counts = summary.byRule[index]
            let open = summary.openByRule[index]
            xml.write("  <testsuite\(attribute("name", named(rule.name)))")
            xml.write(
                numbers(
                    tests: places[index].count, failures: open, errors: 0,
                    skipped: counts.nonCompliant - open + counts.insufficientData))
            xml.write(">\n")
            for place in places[index].lazy.map({ Int($0) }) {
                evaluations.forEach(in: place..<place + 1) { resource, found in
                    for evaluation in found where evaluation.ruleIndex == index {
                        let finding = Finding(
                            resource: resource, evaluation: evaluation, rule: rule,
                            waiver: evaluation.waiver.map { evaluations.waivers[$0] })
                        testCase(finding, names.name(finding, at: place), &xml)
                    }
                }
            }
            xml.write("  </testsuite>\n")
        }
        xml.write("</testsuites>\n")
        xml.flush()
    }

    /// What is said of the run: errors, and findings of the baseline that went away.
    private static func run(_ content: ReportContent, _ faults: [String], _ xml: inout TextPieces<some ByteSink>) {
        guard !faults.isEmpty || !content.gone.isEmpty else { return }
        xml.write("  <testsuite\(attribute("name", "configcheck"))")
        xml.write(numbers(tests: faults.count, failures: 0, errors: faults.count, skipped: 0) + ">\n")
        for fault in faults {
            xml.write("    <testcase\(attribute("name", fault))\(attribute("classname", "configcheck"))>\n")
            xml.write("      <error\(attribute("message", fault))\(attribute("type", "incomplete input"))/>\n")
            xml.write("    </testcase>\n")
        }
        if !content.gone.isEmpty {
            xml.write("    <system-out>")
            for finding in content.gone {
                let resource = [
                    finding.accountId, finding.awsRegion, "\(finding.resourceType)/\(finding.resourceId)",
                ].filter { !$0.isEmpty }.joined(separator: " ")
                xml.write(
                    escaped("gone from the baseline: \(finding.configRuleName): \(resource): \(finding.annotation)"))
                xml.write("\n")
            }
            xml.write("</system-out>\n")
        }
        xml.write("  </testsuite>\n")
    }

    private static func testCase(_ finding: Finding, _ name: String, _ xml: inout TextPieces<some ByteSink>) {
        // Servers cut the name of a class at its dots.
        let className = replacing(in: named(finding.rule.name)) { $0 == "." ? "_" : nil }
        xml.write("    <testcase\(attribute("name", name))\(attribute("classname", className))")
        if !finding.path.isEmpty {
            xml.write(attribute("file", finding.path))
            if let line = finding.line { xml.write(attribute("line", "\(line)")) }
        }
        switch finding.evaluation.complianceType {
        case .compliant, .notApplicable: xml.write("/>\n")
        case .insufficientData:
            xml.write(">\n      <skipped\(attribute("message", "INSUFFICIENT_DATA: \(finding.annotation)"))/>\n")
            xml.write("    </testcase>\n")
        case .nonCompliant:
            if let excuse = finding.excuse {
                xml.write(">\n      <skipped\(attribute("message", "\(excuse): \(finding.breach)"))/>\n")
            } else {
                xml.write(">\n      <failure\(attribute("message", finding.breach))")
                xml.write("\(attribute("type", "NON_COMPLIANT"))>")
                xml.write(details(finding).map(escaped).joined(separator: "\n") + "</failure>\n")
            }
            xml.write("    </testcase>\n")
        }
    }

    private static func details(_ finding: Finding) -> [String] {
        var lines = [finding.sentence]
        if !finding.arn.isEmpty { lines.append(finding.arn) }
        if !finding.path.isEmpty { lines.append("found in \(finding.path)\(finding.line.map { ":\($0)" } ?? "")") }
        lines.append("severity \(finding.rule.severity.rawValue). \(finding.rule.summary)")
        if let remedy = finding.rule.remedy {
            lines.append("→ \(remedy.summary)")
            if let command = remedy.command { lines.append(command) }
        }
        return lines
    }

    private static func named(_ rule: String) -> String { rule.isEmpty ? "unnamed" : rule }

    private static func numbers(tests: Int, failures: Int, errors: Int, skipped: Int) -> String {
        attribute("tests", "\(tests)") + attribute("failures", "\(failures)") + attribute("errors", "\(errors)")
            + attribute("skipped", "\(skipped)")
    }

    private static func attribute(_ name: StaticString, _ value: String) -> String { " \(name)=\"\(escaped(value))\"" }

    /// Text of the characters that XML 1.0 has (section 2.2, "Characters").
    static func escaped(_ text: String) -> String {
        replacing(in: sanitized(text)) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "\u{FFFE}", "\u{FFFF}": "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: nil
            }
        }
    }
}

/// What cases are called: TYPE/ID, and with account and region where the run has another resource of that name.
private struct Names {
    private var ambiguous: Set<UInt64> = []
    /// By place, which of several it is that even so have one name.
    private var numbers: [Int: Int] = [:]

    /// - Parameter body: called with the places of all resources and their evaluations.
    init(_ evaluations: EvaluationSet, _ body: (Int, [EvaluationSet.Evaluation]) -> Void) {
        var seen: Set<UInt64> = []
        var counts: [UInt64: Int] = [:]
        for place in 0..<evaluations.resourceCount {
            evaluations.forEach(in: place..<place + 1) { resource, found in
                var hash = Self.hash(resource)
                if !seen.insert(hash.key).inserted { ambiguous.insert(hash.key) }
                resource.accountId.withUnsafeBufferPointer { hash.add($0) }
                resource.awsRegion.withUnsafeBufferPointer { hash.add($0) }
                let count = counts[hash.key, default: 0] + 1
                counts[hash.key] = count
                if count > 1 { numbers[place] = count }
                body(place, found)
            }
        }
    }

    private static func hash(_ resource: EvaluationSet.Resource) -> StableHash {
        var hash = StableHash()
        hash.add(resource.type.rawValue)
        hash.add(resource.label)
        return hash
    }

    func name(_ finding: Finding, at place: Int) -> String {
        var name = finding.resourceTitle
        if !finding.place.isEmpty, ambiguous.contains(Self.hash(finding.resource).key) {
            name = "\(finding.place)/\(name)"
        }
        return numbers[place].map { "\(name) #\($0)" } ?? name
    }
}
