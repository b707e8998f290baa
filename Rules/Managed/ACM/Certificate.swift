import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let acmCertificate = [acmCertificateExpirationCheck]

    static let acmCertificateExpirationCheck = ManagedRule(
        "ACM_CERTIFICATE_EXPIRATION_CHECK", name: "acm-certificate-expiration-check", severity: .medium,
        "ACM certificates do not expire within the next days.",
        scope: [.acmCertificate], trigger: .both, needs: [.clock],
        remedy: Remedy(
            "Import a new certificate over the old one; for one that ACM issued, find out why its renewal fails, mostly a validation record that is gone from DNS.",
            command:
                "aws acm import-certificate --certificate-arn RESOURCE_ID --certificate fileb://CERTIFICATE --private-key fileb://KEY --certificate-chain fileb://CHAIN"
        ),
        parameters: Parameter<Int>(
            "daysToExpiration", "How many days before its end a certificate becomes non-compliant.", default: 14),
        examples: [
            .compliant("good for a year", ["status": "ISSUED", "notAfter": "2027-01-01T00:00:00.000Z"]),
            .nonCompliant("good for ten days", ["status": "ISSUED", "notAfter": "2026-01-11T00:00:00.000Z"]),
            .nonCompliant("good for exactly 14 days", ["status": "ISSUED", "notAfter": "2026-01-15T00:00:00.000Z"]),
            .compliant(
                "good for 14 days and a second", ["status": "ISSUED", "notAfter": "2026-01-15T00:00:01.000Z"]),
            .nonCompliant("written in milliseconds", ["status": "ISSUED", "notAfter": 1_767_312_000_000]),
            .nonCompliant("written out", ["status": "ISSUED", "notAfter": "Jan 11, 2026 12:00:00 AM"]),
            .nonCompliant(
                "good for 60 days, which is asked for to be 90",
                ["status": "ISSUED", "notAfter": "2026-03-02T00:00:00.000Z"], with: ["daysToExpiration": "90"]),
            .nonCompliant("expired", ["status": "EXPIRED", "notAfter": "2025-12-01T00:00:00.000Z"]),
            .notApplicable("not issued yet", ["status": "PENDING_VALIDATION"]),
            .notApplicable("refused", ["status": "FAILED"]),
            .notApplicable("never issued", ["status": "VALIDATION_TIMED_OUT"]),
            .insufficientData("an item that does not say", ["status": "ISSUED"]),
            .insufficientData("a number that is no time", ["status": "ISSUED", "notAfter": .number("1e300")]),
        ]
    ) { certificate, context, days in
        let configuration = certificate.configuration
        let status = configuration["status"]
        if status == "PENDING_VALIDATION" || status == "VALIDATION_TIMED_OUT" || status == "FAILED" {
            return .notApplicable
        }
        guard let end = configuration["notAfter"].timestamp else {
            return status == "EXPIRED"
                ? .nonCompliant("The certificate has expired.") : .missing("configuration.notAfter")
        }
        let remaining = end.days(since: context.asOf)
        guard remaining <= Double(days) || status == "EXPIRED" else { return .compliant }
        let date = end.iso8601.prefix(10)
        return .nonCompliant(
            remaining <= 0 || status == "EXPIRED"
                ? "The certificate expired on \(date)."
                : "The certificate expires on \(date), within \(days) days.")
    }
}
