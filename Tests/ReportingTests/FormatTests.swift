import Compliance
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What holds for every format.
@Suite struct FormatTests {
    @Test(arguments: Format.allCases) func nothingHostileComesThrough(_ format: Format) async throws {
        var reports = Reports()
        for (number, text) in Reports.hostile.enumerated() {
            reports.add(
                rule: number.isMultiple(of: 2) ? "restricted-ssh" : text, id: text + "\(number)", region: text,
                name: text, arn: text, annotation: text, path: text, line: 3, waiver: number == 4 ? text : nil)
            reports.add("INSUFFICIENT_DATA", rule: text, id: "undecided", annotation: text)
            reports.add(error: text)
        }
        let text = format.text(try await reports.content())
        let control = text.unicodeScalars.first {
            $0 != "\n" && !($0 == "\r" && format == .csv) && $0.properties.generalCategory == .control
                && $0.value < 0x80
        }
        #expect(control == nil)
        if [.csv, .markdown, .junit, .github].contains(format) {
            #expect(
                !text.unicodeScalars.contains {
                    $0.properties.isBidiControl || (0x80...0x9F).contains($0.value)
                        || [0x2028, 0x2029].contains($0.value)
                })
        }
        switch format {
        case .junit:
            #expect(XMLParser(data: Data(text.utf8)).parse())
            #expect(!text.contains("\u{FFFE}") && !text.contains("\u{FFFF}"))
        case .sarif, .gitlab: #expect(try value(text, "") != nil)
        case .asff, .ocsf:
            for line in text.split(separator: "\n") { #expect(try value(String(line), "") is [String: Any]) }
        case .github:
            #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("::") && !$0.hasPrefix("::error::") })
        case .markdown:
            // Elsewhere it may stand in code.
            #expect(!text.split(separator: "\n").contains { $0.hasPrefix("<") && $0.contains("<script") })
            #expect(text.utf16.count < 60_000)
        case .csv: #expect(text.split(separator: "\r\n").count == 1 + 2 * Reports.hostile.count)
        }
    }

    /// A finding that is excused is told apart from one that is not, and neither is a pass.
    @Test(arguments: [
        (Format.csv, "because,team,SEC-1,2099-12-31,", ",unchanged\r\n"),
        (.markdown, "<summary>Waived: 1</summary>", "<summary>In the baseline: 1</summary>"),
        (
            .junit, #"<skipped message="waived until 2099-12-31: because (team, SEC-1): TCP port 22 is open."/>"#,
            #"<skipped message="in the baseline: TCP port 22 is open."/>"#
        ),
        (
            .sarif, #""justification": "waived until 2099-12-31: because (team, SEC-1)""#,
            #""baselineState": "unchanged""#
        ),
        (
            .github, "::notice title=restricted-ssh::waived until 2099-12-31: because (team, SEC-1): ",
            "::notice title=restricted-ssh::in the baseline: "
        ),
        (.gitlab, "[waived until 2099-12-31: because (team, SEC-1)] AWS", "[in the baseline] AWS"),
        (
            .asff, #""Workflow":{"Status":"SUPPRESSED"},"Note":{"Text":"waived"#,
            #""configcheck/baselineState":"unchanged""#
        ),
        (.ocsf, #""status":"Suppressed","status_detail":"waived until"#, #""status_detail":"in the baseline""#),
    ])
    func excusedFindingsSayWhy(_ format: Format, _ waived: String, _ unchanged: String) async throws {
        var reports = Reports()
        reports.add(id: "sg-1", waiver: "because", state: "new")
        reports.add(id: "sg-2", state: "unchanged")
        let text = format.text(try await reports.content())
        #expect(text.contains(waived) && text.contains(unchanged), "\(text)")
        if format == .junit { #expect(text.contains(#"tests="2" failures="0" errors="0" skipped="2""#)) }
        if format == .gitlab { #expect(text.components(separatedBy: #""severity": "info""#).count == 3) }
    }

    @Test(arguments: [
        (Format.markdown, "- `cut.json:1:5: not complete`"), (.junit, #"<error message="cut.json:1:5: not complete""#),
        (.sarif, #""executionSuccessful": false"#), (.sarif, #""text": "cut.json:1:5: not complete""#),
        (.github, "::error title=configcheck%3A input not read in full::cut.json:1:5: not complete"),
        (.gitlab, #""severity": "blocker""#),
    ])
    func errorsOfTheInputAreSeen(_ format: Format, _ expected: String) async throws {
        var reports = Reports()
        reports.add("COMPLIANT", annotation: nil)
        reports.add(error: "cut.json:1:5: not complete")
        #expect(format.text(try await reports.content()).contains(expected))
    }

    @Test(arguments: [
        (Format.markdown, "NO PASS"), (.junit, #"<error message="nothing was evaluated""#),
        (.sarif, #""executionSuccessful": false"#), (.github, "::error title=configcheck::nothing was evaluated"),
        (.gitlab, "Nothing was evaluated"),
    ])
    func nothingEvaluatedIsNoPass(_ format: Format, _ expected: String) async throws {
        var reports = Reports()
        reports.add("INSUFFICIENT_DATA", annotation: "Supply the report.")
        #expect(format.text(try await reports.content()).contains(expected))
    }

    @Test(arguments: [
        (Format.csv, ",INSUFFICIENT_DATA,Supply the report.,"), (.markdown, "Not decided for want of data"),
        (.junit, #"<skipped message="INSUFFICIENT_DATA: Supply the report."/>"#),
        (.sarif, "could not decide on 1 resource (INSUFFICIENT_DATA): Supply the report."),
        (.github, "1 INSUFFICIENT_DATA"),
    ])
    func undecidedIsNoPass(_ format: Format, _ expected: String) async throws {
        var reports = Reports()
        reports.add("COMPLIANT", id: "sg-0", annotation: nil)
        reports.add("INSUFFICIENT_DATA", annotation: "Supply the report.")
        #expect(format.text(try await reports.content()).contains(expected))
    }

    @Test(arguments: [
        (Format.markdown, "Gone from the baseline"), (.junit, "gone from the baseline: restricted-ssh"),
        (.sarif, #""gone": 1"#), (.github, "1 of the baseline gone"),
    ])
    func whatIsGoneIsSaid(_ format: Format, _ expected: String) async throws {
        var reports = Reports()
        reports.add("COMPLIANT", annotation: nil)
        reports.gone = try Baseline(
            path: "b.json",
            text: Array(
                #"{"configcheckBaseline":1,"findings":[{"resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-1","configRuleName":"restricted-ssh","annotation":"Open."}]}"#
                    .utf8)
        ).findings
        #expect(format.text(try await reports.content()).contains(expected))
    }

    /// Tools close what they do not see again, and merge what has one name.
    @Test(arguments: [Format.gitlab, .asff, .ocsf, .sarif, .junit]) func namesAreUnique(_ format: Format) async throws {
        var reports = Reports()
        for account in ["111122223333", "444455556666"] {
            for region in ["us-east-1", "eu-west-1"] {
                for rule in ["restricted-ssh", "restricted-common-ports"] {
                    reports.add(rule: rule, account: account, region: region)
                    reports.add(rule: rule, id: "arn:aws:ec2:\(region):\(account):security-group/sg-1")
                }
                for _ in 0..<3 {
                    for rule in ["restricted-common-ports", "restricted-ssh"] {
                        reports.add(rule: rule, id: "", account: account, region: region)
                    }
                }
            }
        }
        let text = format.text(try await reports.content())
        let pattern: String
        switch format {
        case .gitlab: pattern = #""fingerprint": "([^"]*)""#
        case .asff: pattern = #""Id":"(configcheck[^"]*)""#
        case .ocsf: pattern = #""uid":"([0-9a-f]{32})""#
        case .sarif: pattern = #""configcheckFinding/v1": "([^"]*)""#
        default: pattern = #"<testcase (name="[^"]*" classname="[^"]*")"#
        }
        let names = text.matches(of: try Regex(pattern)).map { String($0.output[1].substring ?? "") }
        #expect(names.count >= 40 && Set(names).count == names.count)
    }
}
