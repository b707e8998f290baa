import Compliance
import ConfigModel
import Foundation
import Testing

@testable import Reporting

/// What holds for one format.
@Suite struct SingleFormatTests {
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("＋1", "'＋1"),
        ("－1", "'－1"), ("＠1", "'＠1"), (" =1", "' =1"), ("\t=1", #"\t=1"#), ("\r=1", #"\r=1"#),
        ("=1\",\"=2", "\"'=1\"\",\"\"=2\""), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""), ("111122223333", "111122223333"),
        ("=\u{301}1", "'=\u{301}1"), ("\"\u{301},", "\"\"\"\u{301},\""), ("", ""),
    ])
    func csvCellsAreNoFormulas(_ text: String, _ expected: String) {
        #expect(Array(CSVReport.cell(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test(arguments: [
        ("a b/ü.json", "a%20b/%C3%BC.json"), ("/data/x.json", "file:///data/x.json"), ("../x.json", "../x.json"),
        ("a/./b/../c.json", "a/c.json"), ("/../etc/x", "file:///etc/x"), ("c:d?e#f%", "c%3Ad%3Fe%23f%25"),
        ("a//b", "a/b"), (".", "."),
    ])
    func sarifURIsAreEscaped(_ path: String, _ expected: String) {
        #expect(SARIFReport.uri(path: path) == expected)
    }

    @Test(arguments: [
        ("a%b\nc:d,e", false, #"a%25b\nc:d,e"#), ("a%b:c,d", true, "a%25b%3Ac%2Cd"),
        (":\u{301},", true, "%3A\u{301}%2C"),
    ])
    func gitHubCommandsAreEscaped(_ text: String, _ isProperty: Bool, _ expected: String) {
        #expect(Array(GitHubReport.escaped(text, isProperty: isProperty).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("a", "`a`"), ("", ""), ("`", "`` ` ``"), ("a``b", "```a``b```"), (" a ", "`  a  `"), ("a|b", #"`a\|b`"#),
        ("|\u{301}", "`\\|\u{301}`"),
    ])
    func markdownCellsAreCode(_ text: String, _ expected: String) {
        #expect(Array(MarkdownReport.cell(text).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("\u{B}<&\">'", #"\u{B}&lt;&amp;&quot;&gt;'"#), ("\u{FFFE}", #"\u{FFFE}"#), ("<\u{301}", "&lt;\u{301}"),
    ])
    func xmlHasOnlyItsCharacters(_ text: String, _ expected: String) {
        #expect(Array(JUnitReport.escaped(text).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("👩👩👩", 5, "👩👩…"), ("👩👩👩", 4, "👩…"), ("", 1, ""),
    ])
    func textIsCutToALimit(_ text: String, _ limit: Int, _ expected: String) {
        #expect(clipped(text, to: limit) == expected)
    }

    @Test func aCommentHasRoomForNoMore() async throws {
        var reports = Reports()
        for number in 0..<5000 {
            reports.add(
                rule: number.isMultiple(of: 3) ? "restricted-ssh" : "rule-\(number % 50)", id: "sg-\(number)",
                annotation: String(repeating: "wide 日本 ", count: 30), path: "some/folder/file-\(number).json", line: 1,
                waiver: number.isMultiple(of: 7) ? "because" : nil)
        }
        let text = Format.markdown.text(try await reports.content())
        #expect(text.utf16.count <= 60_000 && text.utf16.count > 20_000)
        #expect(text.components(separatedBy: "<details>").count == text.components(separatedBy: "</details>").count)
        let shown = text.split(separator: "\n").filter { $0.hasPrefix("| `AWS") }.count
        // Every finding is a row or among the numbers of what is left out.
        let left = text.matches(of: /and ([0-9,]+) more: `+ ?--rule/).reduce(0) {
            $0 + (Int($1.output.1.filter { $0 != "," }) ?? 0)
        }
        #expect(shown + left == 5000 - 715, "\(shown) \(left)")
    }

    @Test func fingerprintsStayWherePathsGo() async throws {
        func prints(_ path: String?, _ line: Int?, _ annotation: String) async throws -> [String] {
            var reports = Reports()
            reports.add(annotation: annotation, path: path, line: line)
            let text = Format.sarif.text(try await reports.content())
            return try ["configcheckFinding/v1", "configcheckResource/v1"].map {
                let all = try value(text, "runs.0.results.0.partialFingerprints") as? [String: String]
                return try #require(all?[$0])
            }
        }
        let one = try await prints("a.json", 1, "Open.")
        let other = try await prints("b/c.json", 700, "Open.")
        let changed = try await prints(nil, nil, "Open to others.")
        #expect(one == other && one[0] != changed[0] && one[1] == changed[1])
        #expect(one.allSatisfy { $0.count == 32 })
        // What a code scanner remembers must not change from version to version.
        #expect(one == ["cb32d9ce1cde1e5485a05cd5b00224e9", "7bd3c299141b29cc6ff4a07de4a56ee0"])
    }

    @Test func noLinkStandsInASARIFMessage() async throws {
        var reports = Reports()
        reports.add(annotation: "[here](https://a.example) [x](1)")
        let text = try value(Format.sarif.text(try await reports.content()), "runs.0.results.0.message.text")
        #expect((text as? String)?.hasSuffix("[here] (https://a.example) [x] (1)") == true)
    }

    @Test func aResourceWithoutAFileHasAPlaceAllTheSame() async throws {
        var reports = Reports()
        reports.add(id: "a b/c")
        let content = try await reports.content()
        let place = "runs.0.results.0.locations.0"
        let sarif = Format.sarif.text(content)
        #expect(
            try value(sarif, place + ".physicalLocation.artifactLocation.uri") as? String
                == "111122223333/us-east-1/AWS--EC2--SecurityGroup/a%20b%2Fc")
        #expect(
            try value(sarif, place + ".logicalLocations.0.fullyQualifiedName") as? String
                == "AWS::EC2::SecurityGroup/a b/c")
        let gitlab = Format.gitlab.text(content)
        #expect(
            try value(gitlab, "0.location.path") as? String == "111122223333/us-east-1/AWS--EC2--SecurityGroup/a b/c")
    }

    @Test(arguments: [
        ("./a/b.json", "a/b.json"), ("/a/b.json", "a/b.json"), ("../../a/b.json", "a/b.json"), ("..", "configcheck"),
    ])
    func gitLabPathsAreRelative(_ path: String, _ expected: String) async throws {
        var reports = Reports()
        reports.add(path: path)
        #expect(try value(Format.gitlab.text(try await reports.content()), "0.location.path") as? String == expected)
    }

    @Test func theWorstComesFirstOnGitHub() async throws {
        var reports = Reports()
        for (number, severity) in ["low", "critical", "medium", "high"].enumerated() {
            reports.add(rule: "rule-\(number)", id: "a", severity: severity)
            reports.add(rule: "rule-\(number)", id: "b", severity: severity, waiver: "because")
        }
        let lines = Format.github.text(try await reports.content()).split(separator: "\n")
        let levels = lines.map { $0.dropFirst(2).prefix { $0 != " " } }
        #expect(levels == ["error", "error", "warning", "notice", "notice", "notice", "notice", "notice", "notice"])
        #expect(lines[0].contains("rule-1 (critical)"))
    }

    @Test func securityHubGetsAccountsAndTimesOrNothing() async throws {
        var reports = Reports()
        reports.add(id: "a", account: "123")
        reports.add(id: "b", account: nil)
        reports.add(id: "c", time: nil)
        reports.add("COMPLIANT", id: "d", time: "2026-02-03T00:00:00.000Z")
        reports.add(id: "e", region: "global", arn: "arn:aws-cn:ec2:cn-north-1:111122223333:security-group/e")
        let content = try await reports.content()
        let lines = Format.asff.text(content).split(separator: "\n").map(String.init)
        #expect(lines.count == 2 && ASFFReport.leftOut(content) == 2 && OCSFReport.leftOut(content) == 0)
        #expect(lines.contains { $0.contains(#""CreatedAt":"2026-02-03T00:00:00.000Z""#) })
        #expect(
            lines.contains {
                $0.contains("arn:aws-cn:securityhub:cn-north-1:111122223333:product/111122223333/default")
            })
        var timeless = Reports()
        timeless.add(time: nil)
        let without = try await timeless.content()
        #expect(
            Format.ocsf.text(without).isEmpty && ASFFReport.leftOut(without) == 1 && OCSFReport.leftOut(without) == 1)
    }

    @Test(arguments: [
        ("AWS::EC2::SecurityGroup", "AwsEc2SecurityGroup"), ("AWS::RDS::DBInstance", "AwsRdsDbInstance"),
        ("AWS::ElasticLoadBalancing::LoadBalancer", "AwsElbLoadBalancer"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "AwsElbv2LoadBalancer"),
        ("AWS::ACM::Certificate", "AwsCertificateManagerCertificate"), ("AWS::::Account", "AwsAccount"),
        ("AWS::OpenSearch::Domain", "AwsOpenSearchServiceDomain"), ("AWS::Events::Rule", "Other"), ("x", "Other"),
    ])
    func securityHubsNamesOfTypes(_ type: String, _ expected: String) {
        #expect(ASFFResourceType.name(ResourceType(rawValue: type)) == expected)
    }
}
