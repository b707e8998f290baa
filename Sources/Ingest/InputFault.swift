import ByteSource
import Gzip
public import JSON
public import Recording

/// What is wrong with an input: which file, where, and what to do.
public struct InputFault: Error, Sendable {
    /// The file; `-` for standard input.
    public let path: String
    /// What is wrong.
    public let reason: Reason

    /// A fault of the input at `path`.
    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// What can be wrong with an input.
    public enum Reason: Sendable {
        case missing
        case unlistable
        case unopenable(SystemError)
        case empty
        /// The file is no longer what it was when it was read first.
        case changed
        case nothingInFolder
        /// The text is not JSON, or could not be read to its end; `line` and `column` count from 1 where they are known.
        case json(JSONError, line: Int?, column: Int?)
        /// JSON, or bytes, that are no document of AWS Config or IAM.
        case unrecognized(offset: Int)
        /// So many items name no resource type, and nothing can judge them.
        case untypedItems(Int)
        /// A string in a message holds no JSON where a document should be.
        case undecodable(member: String, offset: Int)
        case credentialReport(CredentialReport.ParseError)
        /// The output of a request for a credential report holds no report.
        case credentialReportWithoutContent
        /// So many items are nested deeper than a store can keep them.
        case deepItems(Int)
        /// Nothing of the input says when it was recorded.
        case untimed
        /// A value is no evaluation, as `--output ndjson` writes them; `problems` is how many such the file has.
        case evaluation(line: Int, String, problems: Int)
        /// A fact names no account, and the rest of the input does not settle which one is meant.
        case factWithoutAccount(String, candidates: [String])
    }
}

extension InputFault: CustomStringConvertible {
    /// `FILE:PLACE: what is wrong; what to do`, in one line.
    public var description: String {
        let name = path == "-" ? "standard input" : path
        switch reason {
        case .missing: return "\(name): no such file or folder"
        case .unlistable: return "\(name): the folder cannot be read; check its permissions"
        case .unopenable(let error): return "\(name): cannot be opened: \(error)"
        case .empty: return "\(name): the file is empty; download it again, or leave it out"
        case .changed: return "\(name): the file changed while it was being read; run again on a copy that does not"
        case .deepItems(let count):
            let items = count == 1 ? "an item is" : "\(count) items are"
            return "\(name): \(items) nested deeper than 900 levels and not recorded; 'check' reads up to 1,000"
        case .untimed:
            return "\(name): nothing says when this was recorded; add --as-of TIME"
        case .nothingInFolder:
            return "\(name): the folder has no .json, .ndjson, .csv or .gz file; name the files, or another folder"
        case .json(let error, let line?, let column?):
            return "\(name):\(line):\(column): \(Self.explain(error)) (byte \(error.offset))"
        case .json(let error, _, _): return "\(name): byte \(error.offset): \(Self.explain(error))"
        case .unrecognized(let offset):
            return "\(name): byte \(offset): no configuration items, and no AWS document that is known here; "
                + "see 'configcheck check --help' for what can be read"
        case .untypedItems(let count):
            return
                "\(name): \(count == 1 ? "1 item names" : "\(count) items name") no resourceType, so nothing can judge "
                + "\(count == 1 ? "it" : "them"); select resourceType in the query"
        case .undecodable(let member, let offset):
            return "\(name): byte \(offset): '\(member)' should hold a JSON document, and does not"
        case .credentialReport(let error): return "\(name): \(Self.explain(error))"
        case .credentialReportWithoutContent:
            return
                "\(name): this answer holds no credential report; run 'aws iam get-credential-report' once it is made"
        case .evaluation(let line, let what, let problems):
            let more = problems > 1 ? ", and \(problems - 1) more such" : ""
            return "\(name):\(line): \(what)\(more); give what 'check --output ndjson' wrote"
        case .factWithoutAccount(let fact, let candidates):
            let known = candidates.isEmpty ? "" : " (the input has \(candidates.joined(separator: ", ")))"
            return "\(name): this \(fact) does not say which account it is of\(known); "
                + "put it into a folder or file named after the account id, or use --account-id"
        }
    }

    private static func explain(_ error: JSONError) -> String {
        switch error.reason {
        case .source(let fault):
            if case GzipError.outputLimitExceeded(let limit)? = fault.underlying as? GzipError {
                return "it decompresses to more than \(limit) bytes; if you trust it, raise --max-decompressed"
            }
            return (fault.underlying as? SystemError).map { "cannot be read on: \($0)" } ?? "\(fault.underlying)"
        case .truncated, .unterminatedString:
            return "\(error.reason): the file is not complete; download it again"
        case .tooLarge: return "\(error.reason); split the document"
        default: return "not valid JSON: \(error.reason)"
        }
    }

    private static func explain(_ error: CredentialReport.ParseError) -> String {
        switch error {
        case .noHeader: "the credential report has no header line with 'user' and 'arn'"
        case .wrongNumberOfValues(let line, let found, let expected):
            "line \(line) of the credential report has \(found) values instead of \(expected); get the report again"
        case .unterminatedQuote(let line): "line \(line) of the credential report has no closing quote"
        case .malformedARN(let line): "line \(line) of the credential report has no IAM ARN with an account id"
        }
    }
}
