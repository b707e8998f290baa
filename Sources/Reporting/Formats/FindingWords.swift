import ByteSource
import CommandLineKit
import Compliance
import ConfigModel
import JSON
import RuleKit

// What the formats for other tools share: how a finding is called, known again and excused, and how text is cut and written.

extension ByteSink {
    /// Takes over what `writer` holds once it is about a mebibyte, so that memory does not grow with the report.
    func drain(_ writer: inout JSONWriter) {
        if writer.bytes.count > 1 << 20 { write(writer.take()) }
    }
}

/// Hands text on in pieces of about a mebibyte.
struct TextPieces<Sink: ByteSink> {
    private let sink: Sink
    var bytes: [UInt8] = []

    init(_ sink: Sink) { self.sink = sink }

    mutating func write(_ text: String) {
        bytes += text.utf8
        if bytes.count > 1 << 20 { flush() }
    }

    mutating func flush() {
        sink.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}

/// The text, or as much of its start as fits into `limit` UTF-16 units with an ellipsis: no more characters either, however
/// a reader counts them.
func clipped(_ text: String, to limit: Int) -> String {
    guard text.utf16.count > limit else { return text }
    var result = String.UnicodeScalarView()
    var used = 1
    for scalar in text.unicodeScalars {
        used += UTF16.width(scalar)
        if used > limit { break }
        result.append(scalar)
    }
    return String(result) + "…"
}

/// The text with some of its scalars replaced. Not by characters: a combining mark behind a quote would hide the quote.
///
/// - Parameter replacement: of one scalar, whatever stands beside it.
func replacing(in text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    guard text.unicodeScalars.contains(where: { replacement($0) != nil }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if let new = replacement(scalar) {
            result.append(contentsOf: new.unicodeScalars)
        } else {
            result.append(scalar)
        }
    }
    return String(result)
}

extension Severity {
    /// As SARIF and GitHub grade results; the lowest is a note to the one and a notice to the other.
    var isError: Bool { self >= .high }
}

extension Waiver {
    /// `waived until 2026-12-31: reason (owner, ticket)`
    var note: String { "waived until \(expiry): \(reason) (\(owner), \(ticket))" }
}

extension Finding {
    /// Why it is no matter of the gate, in a phrase; nil when it is one.
    var excuse: String? {
        waiver?.note ?? (evaluation.baselineState == .unchanged ? "in the baseline" : nil)
    }

    /// `AWS::EC2::SecurityGroup/sg-1 (web)`
    var resourceTitle: String { "\(resourceType)/\(resource.label)" }

    /// `111122223333/us-east-1`, as far as known.
    var place: String { [accountId, awsRegion].filter { !$0.isEmpty }.joined(separator: "/") }

    /// What is wrong: the annotation, or what the rule wants.
    var breach: String {
        if !annotation.isEmpty { return annotation }
        return rule.summary.isEmpty ? "NON_COMPLIANT" : "This is not so: \(rule.summary)"
    }

    /// One line for people, of bounded length: the resource, where it is, what is wrong.
    var sentence: String {
        let place = place.isEmpty ? "" : " in \(place)"
        return sanitized("\(clipped(resourceTitle, to: 500))\(clipped(place, to: 100)): \(clipped(breach, to: 1000))")
    }

    /// What stands for a path where there is none, so that tools that group by file keep resources apart.
    var resourcePath: [String] {
        FindingPath.segments(accountId, awsRegion, resourceType, resourceId.isEmpty ? resourceName : resourceId)
    }

    /// The partition of its resource, and the region, which for a global one is the first of the partition.
    var partitionAndRegion: (partition: String, region: String) {
        let known = ["aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"]
        let isRegion = awsRegion.utf8.contains(UInt8(ascii: "-"))
        if let partition = ARN(arn)?.partition, let first = known[partition] {
            return (partition, isRegion ? awsRegion : first)
        }
        let partition = ARN.partition(ofRegion: awsRegion)
        return (partition, isRegion ? awsRegion : "us-east-1")
    }
}

/// Paths of results.
enum FindingPath {
    /// What names a resource in the place of a path.
    static func segments(_ account: String, _ region: String, _ type: String, _ id: String) -> [String] {
        let type = type.split(separator: ":").joined(separator: "--")
        return [account, region, type, clipped(id, to: 200)].filter { !$0.isEmpty }
    }

    /// The segments of a path without `.`, and with `..` only where nothing stands before it.
    static func normalized(_ path: String) -> [Substring] {
        var result: [Substring] = []
        for segment in path.split(separator: "/") where segment != "." {
            if segment == "..", let last = result.last, last != ".." {
                result.removeLast()
            } else {
                result.append(segment)
            }
        }
        return result
    }
}

/// Knows findings again from run to run, wherever in the input they stand.
struct Fingerprints {
    /// Of resources that nothing names: how many there were, and the last one's rule.
    private var unnamed: [StableHash: (number: UInt64, rule: Int)] = [:]

    /// - Returns: `resource` is the same while the resource breaks the rule, `finding` only while it does so in the same way.
    ///   Both are unique in a run.
    mutating func next(_ finding: Finding) -> (resource: String, finding: String) {
        var hash = Self.hash(
            finding.accountId, finding.awsRegion, finding.resourceType, finding.resourceId)
        if finding.resource.id.isEmpty {
            hash.add(finding.resourceName)
            hash.add(finding.arn)
            let rule = finding.evaluation.ruleIndex
            var (number, last) = unnamed[hash] ?? (0, -1)
            // The rules of one resource come in order, so one that does not begins another.
            if rule <= last { number += 1 }
            unnamed[hash] = (number, rule)
            hash.add(number)
        }
        hash.add(finding.rule.name)
        let resource = hash.hex
        hash.add(finding.rule.withoutAges(finding.annotation))
        return (resource, hash.hex)
    }

    private static func hash(_ texts: String...) -> StableHash {
        var hash = StableHash()
        for text in texts { hash.add(text) }
        return hash
    }
}
