import CommandLineKit
import Compliance
import ConfigModel
import RuleKit

/// 1234567 as 1,234,567.
func grouped(_ number: Int) -> String {
    var result = ""
    let digits = String(number)
    for (i, digit) in digits.enumerated() {
        if i > 0, (digits.count - i) % 3 == 0 { result += "," }
        result.append(digit)
    }
    return result
}

/// `1 finding`, `1,200 findings`.
func counted(_ count: Int, _ one: String) -> String {
    "\(grouped(count)) \(count == 1 ? one : one + "s")"
}

extension ReportContent {
    /// Indices of the rules: by severity, then by the number of findings that the gate looks at, then by name.
    var rulesWorstFirst: [Int] {
        let rules = evaluations.rules
        return rules.indices.sorted {
            let a = (rules[$0].severity, summary.openByRule[$0])
            let b = (rules[$1].severity, summary.openByRule[$1])
            return a != b ? a > b : $0 < $1
        }
    }

    /// `42 resources judged by 7 rules`
    var resourceCounts: String {
        "\(counted(summary.resourceCount, "resource")) judged by \(counted(summary.ruleCount, "rule"))"
    }

    /// `12 COMPLIANT`, `3 NON_COMPLIANT` and so on, those of which there are some.
    var verdictCounts: [String] {
        ComplianceType.allCases.filter { summary.total[$0] > 0 }
            .map { "\(grouped(summary.total[$0])) \($0.rawValue)" }
    }

    /// The findings that the gate looks at, by severity: `3 findings (1 high, 2 low)`. Empty without any.
    private var openCounts: String {
        let severities = Severity.allCases.reversed().compactMap { severity in
            let open = usedRules.filter { $0.rule.severity == severity }
                .reduce(0) { $0 + summary.openByRule[$1.index] }
            return open > 0 ? "\(grouped(open)) \(severity.rawValue)" : nil
        }
        guard !severities.isEmpty else { return "" }
        let finding = evaluations.hasBaseline ? "new finding" : "finding"
        return "\(counted(summary.open, finding)) (\(severities.joined(separator: ", ")))"
    }

    /// What the run comes to, in a word and why: `FAILED` and `3 findings (1 high, 2 low)`; the second may be empty.
    var outcome: (word: String, detail: String) {
        let findings = openCounts
        switch conclusion {
        case .passed:
            let why = gate.count > 0 ? "as many as allowed" : "none at the gate's level"
            return ("PASSED", findings.isEmpty ? "" : "\(findings), \(why)")
        case .failed: return ("FAILED", findings)
        case .nothingEvaluated: return ("NO PASS", "nothing was evaluated")
        case .incomplete:
            let faults = "\(counted(errors.count, "fault")) in the input, so this is not the whole picture"
            return ("NO PASS", findings.isEmpty ? faults : "\(faults); \(findings)")
        }
    }
}

extension ReportContent {
    /// By index of the rule, what the first of its INSUFFICIENT_DATA verdicts wants.
    var undecided: [Int: String] {
        var reasons: [Int: String] = [:]
        guard summary.total.insufficientData > 0 else { return reasons }
        evaluations.forEach { _, found in
            for evaluation in found
            where evaluation.complianceType == .insufficientData && reasons[evaluation.ruleIndex] == nil {
                reasons[evaluation.ruleIndex] = String(decoding: evaluation.annotation, as: UTF8.self)
            }
        }
        return reasons
    }
}

extension EvaluationSet.Resource {
    /// Id and name as far as both tell something: `sg-1 (web)`. As it came in, so for a person it is to be sanitized.
    var label: String {
        let id = String(decoding: id, as: UTF8.self)
        let name = String(decoding: name, as: UTF8.self)
        if name.isEmpty || name == id { return ARN(id)?.resource ?? id }
        return ARN(id) == nil && !id.isEmpty ? "\(id) (\(name))" : name
    }
}
