import ConfigModel
import JSON
import RuleKit

extension Finding {
    /// The verdict for a status that Systems Manager reports.
    ///
    /// - Parameters:
    ///   - status: `COMPLIANT`, `NON_COMPLIANT`, or what Systems Manager says when it does not know.
    ///   - path: where the item has it.
    static func systemsManager(
        status: JSONValue, path: String, nonCompliant annotation: @autoclosure () -> String
    ) -> Finding {
        if status == "COMPLIANT" { return .compliant }
        if status == "NON_COMPLIANT" { return .nonCompliant(annotation()) }
        guard let text = status.string else { return .missing(path) }
        return .insufficientData("Systems Manager reports the status \(text).")
    }
}
