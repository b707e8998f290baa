import ConfigModel
import Ingest
import JSON
import Recording

/// Facts as the log keeps them: in the shape in which IAM answers, so that they read like any other input.
enum RecordedFact {
    /// The document of a fact.
    static func write(_ content: FactDocument.Content, account: String, to writer: inout JSONWriter) {
        writer.object { writer in
            switch content {
            case .accountSummary(let map): writer.member("SummaryMap") { $0.value(JSONLiteral(map)) }
            case .virtualMFADevices(let list): writer.member("VirtualMFADevices") { $0.value(JSONLiteral(list)) }
            case .passwordPolicy(.policy(let policy)): writer.member("PasswordPolicy") { $0.value(JSONLiteral(policy)) }
            case .passwordPolicy(.none):
                writer.member("Error") {
                    $0.object {
                        $0.member("Code", "NoSuchEntity")
                        $0.member("Message", "The Password Policy with domain name \(account) cannot be found.")
                    }
                }
            case .credentialReport(let report):
                writer.member("ReportFormat", "text/csv")
                writer.member("Content", report.csv)
            }
        }
    }

    /// What a recorded document says; nil when it is not one.
    static func content(_ fact: Fact, _ document: JSONDocument) -> FactDocument.Content? {
        document.withRoot { root in
            func part(_ name: StaticString) -> JSONDocument? {
                root[name].isMissing ? nil : try? JSONDocument(JSONWriter.text(JSONLiteral(root[name])))
            }
            switch fact {
            case .accountSummary: return part("SummaryMap").map { .accountSummary($0) }
            case .virtualMFADevices: return part("VirtualMFADevices").map { .virtualMFADevices($0) }
            case .passwordPolicy:
                if root["Error"].isObject { return .passwordPolicy(.none) }
                return part("PasswordPolicy").map { .passwordPolicy(.policy($0)) }
            case .credentialReport:
                return root["Content"].string.flatMap { try? CredentialReport(csv: $0) }.map { .credentialReport($0) }
            }
        }
    }
}
