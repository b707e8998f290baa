import CommandLineKit
import Compliance
import ConfigModel
import JSON
import RuleKit

/// Findings for data lakes (Open Cybersecurity Schema Framework 1.6.0, class 2003, "Compliance Finding"), one a line.
///
/// The schema wants a time: as in ``ASFFReport``, a finding without one gets the newest of the run, and without any it is
/// left out.
public enum OCSFReport {
    public static func write(_ content: ReportContent, to sink: some ByteSink) {
        var writer = JSONWriter()
        var fingerprints = Fingerprints()
        let newest = content.newestTime
        content.forEachFinding { finding in
            let fingerprint = fingerprints.next(finding).resource
            guard let time = finding.evaluation.orderingTimestamp ?? newest else { return }
            writer.object { members(finding, fingerprint, time, content.version, &$0) }
            writer.newline()
            sink.drain(&writer)
        }
        sink.write(writer.take())
    }

    /// How many findings have no place in the format.
    public static func leftOut(_ content: ReportContent) -> Int {
        content.newestTime == nil ? content.summary.total.nonCompliant : 0
    }

    private static func members(
        _ finding: Finding, _ fingerprint: String, _ time: Timestamp, _ version: String, _ writer: inout JSONWriter
    ) {
        let rule = finding.rule
        writer.member("metadata") { metadata(version, &$0) }
        writer.member("time", time.milliseconds)
        writer.member("activity_id", 1)
        writer.member("activity_name", "Create")
        writer.member("category_uid", 2)
        writer.member("category_name", "Findings")
        writer.member("class_uid", 2003)
        writer.member("class_name", "Compliance Finding")
        writer.member("type_uid", 200_301)
        writer.member("type_name", "Compliance Finding: Create")
        let (severityId, severity) = severity(rule.severity)
        writer.member("severity_id", severityId)
        writer.member("severity", "\(severity)")
        writer.member("status_id", finding.waiver == nil ? 1 : 3)
        writer.member("status", finding.waiver == nil ? "New" : "Suppressed")
        if let excuse = finding.excuse { writer.member("status_detail", sanitized(excuse)) }
        writer.member("message", finding.sentence)
        writer.member("finding_info") { writer in
            writer.object { writer in
                writer.member("uid", fingerprint)
                writer.member("title", sanitized(rule.summary.isEmpty ? rule.name : "\(rule.name): \(rule.summary)"))
                writer.member("desc", sanitized(finding.breach))
                if let time = finding.evaluation.orderingTimestamp {
                    writer.member("created_time", time.milliseconds)
                }
            }
        }
        writer.member("compliance") { writer in
            writer.object { writer in
                writer.member("control", sanitized(rule.name))
                if !rule.summary.isEmpty { writer.member("desc", rule.summary) }
                if !rule.identifier.isEmpty {
                    // Whose names these are; standards in the narrower sense are not known here.
                    writer.member("standards") { $0.array { $0.string("AWS Config Managed Rules") } }
                    writer.member("requirements") { $0.array { $0.string(rule.identifier) } }
                }
                writer.member("status_id", 3)
                writer.member("status", "Fail")
            }
        }
        places(finding, &writer)
        if let remedy = rule.remedy {
            writer.member("remediation") { writer in
                writer.object { $0.member("desc", remedy.summary + (remedy.command.map { "\n" + $0 } ?? "")) }
            }
        }
        unmapped(finding, &writer)
    }

    private static func metadata(_ version: String, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("version", "1.6.0")
            writer.member("profiles") { $0.array { $0.string("cloud") } }
            writer.member("product") { writer in
                writer.object { writer in
                    writer.member("name", "configcheck")
                    writer.member("vendor_name", "configcheck")
                    writer.member("version", version)
                }
            }
        }
    }

    /// The resource, and the cloud it is in.
    private static func places(_ finding: Finding, _ writer: inout JSONWriter) {
        let (partition, given) = finding.partitionAndRegion
        let region = sanitized(given)
        writer.member("resources") { writer in
            writer.array { writer in
                writer.object { writer in
                    writer.member("uid", sanitized(finding.arn.isEmpty ? finding.resourceId : finding.arn))
                    if !finding.resource.name.isEmpty { writer.member("name", sanitized(finding.resourceName)) }
                    writer.member("type", sanitized(finding.resourceType))
                    writer.member("region", region)
                    writer.member("cloud_partition", partition)
                }
            }
        }
        writer.member("cloud") { writer in
            writer.object { writer in
                writer.member("provider", "AWS")
                writer.member("region", region)
                writer.member("cloud_partition", partition)
                if !finding.resource.accountId.isEmpty {
                    writer.member("account") { writer in
                        writer.object { writer in
                            writer.member("uid", sanitized(finding.accountId))
                            writer.member("type_id", 10)
                            writer.member("type", "AWS Account")
                        }
                    }
                }
            }
        }
    }

    /// What the schema has no attribute for.
    private static func unmapped(_ finding: Finding, _ writer: inout JSONWriter) {
        let state = finding.evaluation.baselineState
        guard !finding.path.isEmpty || finding.waiver != nil || state != nil else { return }
        writer.member("unmapped") { writer in
            writer.object { writer in
                if !finding.path.isEmpty { writer.member("path", sanitized(finding.path)) }
                if !finding.path.isEmpty, let line = finding.line { writer.member("line", line) }
                if let waiver = finding.waiver { writer.member("waiver", sanitized(waiver.note)) }
                if let state { writer.member("baselineState", state.rawValue) }
            }
        }
    }

    private static func severity(_ severity: Severity) -> (id: Int, name: StaticString) {
        switch severity {
        case .low: (2, "Low")
        case .medium: (3, "Medium")
        case .high: (4, "High")
        case .critical: (5, "Critical")
        }
    }
}
