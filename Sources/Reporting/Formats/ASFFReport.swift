import CommandLineKit
import Compliance
import ConfigModel
import JSON
import RuleKit

/// Findings for Security Hub (AWS Security Hub User Guide, "AWS Security Finding Format (ASFF)"), one a line;
/// BatchImportFindings takes them a hundred at a time.
///
/// Security Hub wants an account and a time of every finding. One without an account of twelve digits is left out. One
/// without a time gets the newest time of the run, for it was so then at the latest; without any it is left out.
/// Security Hub takes an update only when its time is newer.
public enum ASFFReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var writer = JSONWriter()
        var fingerprints = Fingerprints()
        let newest = content.newestTime
        content.forEachFinding { finding in
            let fingerprint = fingerprints.next(finding).resource
            guard AccountID.isValid(finding.accountId), let time = finding.evaluation.orderingTimestamp ?? newest else {
                return
            }
            writer.object { members(finding, fingerprint, time.iso8601, content.version, &$0) }
            writer.newline()
            sink.drain(&writer)
        }
        sink.write(writer.take())
    }

    /// How many findings have no place in the format.
    public static func leftOut(_ content: ReportContent) -> Int {
        var count = 0
        let hasTime = content.newestTime != nil
        content.forEachFinding { if !hasTime || !AccountID.isValid($0.accountId) { count += 1 } }
        return count
    }

    private static func members(
        _ finding: Finding, _ fingerprint: String, _ time: String, _ version: String, _ writer: inout JSONWriter
    ) {
        let rule = finding.rule
        let (partition, region) = finding.partitionAndRegion
        let account = finding.accountId
        writer.member("SchemaVersion", "2018-10-08")
        writer.member("Id", "configcheck/\(account)/\(clipped(region, to: 100))/\(fingerprint)")
        writer.member(
            "ProductArn", "arn:\(partition):securityhub:\(productRegion(region)):\(account):product/\(account)/default")
        writer.member("GeneratorId", text(rule.name, 512))
        writer.member("AwsAccountId", account)
        writer.member("Types") {
            $0.array { $0.string("Software and Configuration Checks/AWS Security Best Practices") }
        }
        writer.member("CreatedAt", time)
        writer.member("UpdatedAt", time)
        writer.member("Severity") { writer in
            writer.object { writer in
                writer.member("Label", rule.severity.rawValue.uppercased())
                writer.member("Original", rule.severity.rawValue)
            }
        }
        writer.member("Title", text(rule.summary.isEmpty ? rule.name : "\(rule.name): \(rule.summary)", 256))
        writer.member("Description", text(finding.breach, 1024))
        if let remedy = rule.remedy {
            writer.member("Remediation") { writer in
                writer.object { writer in
                    writer.member("Recommendation") { writer in
                        writer.object { $0.member("Text", text(recommendation(remedy), 512)) }
                    }
                }
            }
        }
        writer.member("ProductFields") { productFields(finding, version, &$0) }
        writer.member("Resources") { writer in
            writer.array { writer in
                writer.object { writer in
                    writer.member("Type", ASFFResourceType.name(finding.resource.type))
                    writer.member("Id", resourceId(finding))
                    writer.member("Partition", partition)
                    writer.member("Region", text(region, 100))
                }
            }
        }
        writer.member("Compliance") { $0.object { $0.member("Status", "FAILED") } }
        if let waiver = finding.waiver {
            writer.member("Workflow") { $0.object { $0.member("Status", "SUPPRESSED") } }
            writer.member("Note") { writer in
                writer.object { writer in
                    writer.member("Text", text(waiver.note, 512))
                    writer.member("UpdatedBy", text(waiver.owner, 512))
                    writer.member("UpdatedAt", time)
                }
            }
        }
        writer.member("RecordState", "ACTIVE")
    }

    private static func productFields(_ finding: Finding, _ version: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("configcheck/version", version)
            if !finding.rule.identifier.isEmpty {
                writer.member("configcheck/sourceIdentifier", finding.rule.identifier)
            }
            if !finding.resource.name.isEmpty {
                writer.member("configcheck/resourceName", text(finding.resourceName, 2048))
            }
            if !finding.path.isEmpty {
                let line = finding.line.map { ":\($0)" } ?? ""
                writer.member("configcheck/location", text(finding.path, 2000) + line)
            }
            if let state = finding.evaluation.baselineState {
                writer.member("configcheck/baselineState", state.rawValue)
            }
        }
    }

    /// The command as a whole or not at all: half of one is no help.
    private static func recommendation(_ remedy: Remedy) -> String {
        guard let command = remedy.command else { return remedy.summary }
        let whole = "\(remedy.summary) \(command)"
        return whole.utf16.count <= 512 ? whole : remedy.summary
    }

    /// As Security Hub itself names resources.
    private static func resourceId(_ finding: Finding) -> String {
        if !finding.arn.isEmpty { return text(finding.arn, 512) }
        if finding.resource.type == .account { return "AWS::::Account:\(finding.accountId)" }
        return text(finding.resource.id.isEmpty ? finding.resourceName : finding.resourceId, 512)
    }

    /// A region as ARNs have it; what is none names the first.
    private static func productRegion(_ region: String) -> String {
        let isRegion = region.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
        return isRegion ? region : "us-east-1"
    }

    /// Never blank, for Security Hub refuses that.
    private static func text(_ text: String, _ limit: Int) -> String {
        let text = clipped(sanitized(text), to: limit)
        return text.unicodeScalars.allSatisfy(\.properties.isWhitespace) ? "-" : text
    }
}

extension ReportContent {
    /// The newest ordering timestamp of all evaluations: what a finding without one is known to be not newer than.
    var newestTime: Timestamp? {
        var newest: Timestamp?
        evaluations.forEach { _, found in
            for evaluation in found {
                guard let time = evaluation.orderingTimestamp else { continue }
                newest = max(newest ?? time, time)
            }
        }
        return newest
    }
}
