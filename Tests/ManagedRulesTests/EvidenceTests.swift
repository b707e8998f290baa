import Compliance
import ConfigModel
import JSON
import ManagedRules
import Recording
import RuleKit
import Testing

@Suite struct EvidenceTests {
    static let broken = RuleExample.all.filter { $0.example.expected == .nonCompliant }

    private static func evidence(_ example: RuleExample) throws -> [Evidence] {
        EvidenceFinder.evidence(
            for: try example.rule.bind(example.example.parameters), on: Array(example.itemText.utf8),
            in: try example.context())
    }

    /// The evidence of the example with this name, a line each.
    private func lines(_ rule: String, _ name: String) throws -> [String] {
        let example = try #require(Self.broken.first { $0.rule.name == rule && $0.example.name == name })
        return try Self.evidence(example).map { "\($0.path) = \($0.value ?? "absent")" }
    }

    @Test(arguments: broken)
    func everyPieceStandsInTheItem(_ example: RuleExample) throws {
        let evidence = try Self.evidence(example)
        #expect(!example.rule.isDecidedByItem || !evidence.isEmpty)
        #expect(evidence.count <= EvidenceFinder.limit)
        #expect(Set(evidence.map(\.path)).count == evidence.count)
        let item = try JSONDocument(example.itemText)
        item.withRoot { root in
            for piece in evidence {
                guard let found = value(at: piece.path[...], in: root) else {
                    Issue.record("\(piece.path) is no path")
                    continue
                }
                guard let text = piece.value else {
                    #expect(found.isMissing, "\(piece.path)")
                    continue
                }
                #expect(text.unicodeScalars.count <= Evidence.valueLimit)
                var bytes: [UInt8] = []
                found.write(to: &bytes, length: nil)
                #expect(text == Evidence(path: "", value: String(decoding: bytes, as: UTF8.self)).value)
                #expect(!found.isMissing, "\(piece.path)")
            }
        }
    }

    /// What stands at a path; nil for what is no path.
    private func value(at path: Substring, in root: JSONValue) -> JSONValue? {
        var value = root
        var rest = path
        while !rest.isEmpty {
            if rest.hasPrefix(" | ") {
                rest.removeFirst(3)
                while value.isString, !value.embedded.isMissing { value = value.embedded }
            } else if let match = rest.prefixMatch(of: /\.?([A-Za-z_][A-Za-z_0-9]*)/) {
                value = value.member(String(match.1))
                rest = rest[match.range.upperBound...]
            } else if let match = rest.prefixMatch(of: /\[(\d+)\]/), let index = Int(match.1) {
                let elements = Array(value.elements)
                value = index < elements.count ? elements[index] : value.missing
                rest = rest[match.range.upperBound...]
            } else if let match = rest.prefixMatch(of: /\[("(?:[^"\\]|\\.)*")\]/),
                let name = try? JSONDocument(String(match.1)).withRoot(\.string)
            {
                value = value.member(name)
                rest = rest[match.range.upperBound...]
            } else {
                return nil
            }
        }
        return value
    }

    @Test func aPropertyThatIsWrong() throws {
        #expect(
            try lines("rds-instance-public-access-check", "public") == ["configuration.publiclyAccessible = true"])
        #expect(try lines("encrypted-volumes", "not encrypted") == ["configuration.encrypted = false"])
    }

    @Test func theTrafficThatIsLetIn() throws {
        #expect(
            try lines("restricted-common-ports", "an entry that cannot be read, and RDP open to the world") == [
                #"configuration.ipPermissions[1].ipProtocol = "TCP""#, "configuration.ipPermissions[1].fromPort = 3389",
                "configuration.ipPermissions[1].toPort = 3389",
                #"configuration.ipPermissions[1].ipRanges[0] = "0.0.0.0/0""#,
            ])
    }

    @Test func whatIsNotThere() throws {
        #expect(try lines("api-gw-ssl-enabled", "no certificate") == ["configuration.clientCertificateId = absent"])
        #expect(
            try lines("s3-bucket-default-lock-enabled", "never on") == [
                "supplementaryConfiguration.ObjectLockConfiguration = absent"
            ])
        #expect(try lines("lambda-inside-vpc", "no VPC") == ["configuration.vpcConfig = absent"])
        #expect(
            try lines("rds-logging-enabled", "no log") == [
                #"configuration.engine = "postgres""#, "configuration.enabledCloudwatchLogsExports = []",
            ])
    }

    @Test func policiesInsideStrings() throws {
        let statement = "supplementaryConfiguration.BucketPolicy.policyText | Statement[0]"
        #expect(
            try lines("s3-bucket-public-read-prohibited", "a public policy") == [
                statement + #".Action = "s3:GetObject""#, statement + #".Sid = "Website""#,
                statement + #".Effect = "Allow""#, statement + #".Principal = "*""#,
            ])
        let encoded = "configuration.policyVersionList[0].document | Statement[0]"
        #expect(
            try lines("iam-policy-no-statements-with-admin-access", "percent-encoded") == [
                encoded + #".Action = "*""#, encoded + #".Resource = "*""#, encoded + #".Effect = "Allow""#,
            ])
    }

    @Test func tagsThatAreMissing() throws {
        #expect(try lines("required-tags", "another tag") == [#"tags = {"Name":"web"}"#])
    }

    /// Real items write each range twice, so that no single change matters.
    @Test func whatBreaksTheRuleTwice() throws {
        let rule = try #require(ManagedRuleCatalog.all.first { $0.name == "restricted-common-ports" })
        func permission(_ port: Int, _ range: String) -> String {
            let list = #""ipRanges":["\#(range)"],"ipv4Ranges":[{"cidrIp":"\#(range)"}],"ipv6Ranges":[]"#
            return #"{"ipProtocol":"tcp","fromPort":\#(port),"toPort":\#(port),\#(list)}"#
        }
        let permissions = [permission(443, "0.0.0.0/0"), permission(22, "10.0.0.0/8"), permission(3389, "0.0.0.0/0")]
        let text =
            #"{"resourceType":"AWS::EC2::SecurityGroup","resourceId":"sg-1","configuration":{"groupId":"sg-1","#
            + #""ipPermissions":[\#(permissions.joined(separator: ","))]}}"#
        let context = EvaluationContext(
            asOf: try #require(Timestamp("2026-01-01")), accountId: "", related: RelatedResourceTable())
        let evidence = EvidenceFinder.evidence(for: try rule.bind(), on: Array(text.utf8), in: context)
        #expect(
            evidence == [
                Evidence(path: "configuration.ipPermissions[2].fromPort", value: "3389"),
                Evidence(path: "configuration.ipPermissions[2].toPort", value: "3389"),
                Evidence(path: "configuration.ipPermissions[2].ipRanges[0]", value: #""0.0.0.0/0""#),
                Evidence(path: "configuration.ipPermissions[2].ipProtocol", value: #""tcp""#),
            ])
    }

    @Test func valuesAreCut() {
        let long = Evidence(path: "a", value: String(repeating: "é", count: 121)).value
        #expect(long == String(repeating: "é", count: 119) + "…")
        let whole = String(repeating: "é", count: 120)
        #expect(Evidence(path: "a", value: whole).value == whole)
    }

    @Test func onlySignInDataIsTakenOut() {
        func shown(_ text: String) -> String? { Evidence(path: "a", value: text).value }
        #expect(shown(#""https://u:p@h/x@y""#) == #""https://…@h/x@y""#)
        #expect(shown(#"["ssh://git@h","ann@example.com"]"#) == #"["ssh://…@h","ann@example.com"]"#)
        #expect(shown(#""https://host/a?b=c@d""#) == #""https://host/a?b=c@d""#)
        #expect(shown(#""//a@b""#) == #""//a@b""#)
    }

    /// A report is read by more people than a secret is for.
    @Test func signInDataOfURLsIsNotShown() throws {
        #expect(
            try lines("codebuild-project-source-repo-url-check", "a user name or token") == [
                #"configuration.source.location = "HTTPS://…@bitbucket.org/team/repo.git""#
            ])
    }

    @Test func otherVerdictsHaveNone() throws {
        for example in RuleExample.all where example.example.expected != .nonCompliant {
            #expect(try Self.evidence(example).isEmpty)
        }
    }
}
