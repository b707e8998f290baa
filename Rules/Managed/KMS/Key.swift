import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let kmsKey = [cmkBackingKeyRotationEnabled, kmsCMKNotScheduledForDeletion]

    static let cmkBackingKeyRotationEnabled = ManagedRule(
        "CMK_BACKING_KEY_ROTATION_ENABLED", name: "cmk-backing-key-rotation-enabled", severity: .medium,
        "Symmetric KMS keys that customers manage are rotated automatically.",
        scope: [.kmsKey], trigger: .periodic,
        remedy: Remedy(
            "Switch on automatic rotation.", command: "aws kms enable-key-rotation --key-id RESOURCE_ID"),
        examples: [
            .compliant("rotated", customerKey(), supplementary: ["KeyRotationStatus": true]),
            .nonCompliant("not rotated", customerKey(), supplementary: ["KeyRotationStatus": false]),
            .nonCompliant("not rotated, from the API", customerKey(), supplementary: ["KeyRotationStatus": "false"]),
            .nonCompliant(
                "an item from before keySpec",
                [
                    "keyManager": "CUSTOMER", "keyState": "Enabled", "origin": "AWS_KMS",
                    "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
                ], supplementary: ["KeyRotationStatus": false]),
            .notApplicable("managed by AWS", ["keyManager": "AWS", "keyState": "Enabled"]),
            .notApplicable("an asymmetric key", customerKey(spec: "RSA_2048")),
            .notApplicable(
                "an asymmetric key from before keySpec",
                [
                    "keyManager": "CUSTOMER", "keyState": "Enabled", "origin": "AWS_KMS",
                    "customerMasterKeySpec": "ECC_NIST_P256",
                ]),
            .notApplicable("imported key material", customerKey(origin: "EXTERNAL")),
            .notApplicable(
                "about to be deleted", customerKey(state: "PendingDeletion"),
                supplementary: ["KeyRotationStatus": false]),
            .insufficientData("an item without its rotation", customerKey()),
            .insufficientData(
                "an item that does not say whose key it is", ["keyState": "Enabled"],
                supplementary: ["KeyRotationStatus": false]),
        ]
    ) { key, _ in
        let configuration = key.configuration
        let manager = configuration["keyManager"]
        if manager == "AWS" { return .notApplicable }
        guard manager == "CUSTOMER" else { return .missing("configuration.keyManager") }
        guard configuration["keyState"].isString else { return .missing("configuration.keyState") }
        guard configuration["keyState"] == "Enabled" else { return .notApplicable }
        guard configuration["origin"].isString else { return .missing("configuration.origin") }
        guard configuration["origin"] == "AWS_KMS" else { return .notApplicable }
        for spec in [configuration["keySpec"], configuration["customerMasterKeySpec"]]
        where spec.isString && spec != "SYMMETRIC_DEFAULT" {
            return .notApplicable
        }
        guard let isRotated = key.supplementary("KeyRotationStatus").lenientBool else {
            return .missing("supplementaryConfiguration.KeyRotationStatus")
        }
        return .require(isRotated, "KeyRotationStatus is false.")
    }

    private static func customerKey(
        state: JSONLiteral = "Enabled", origin: JSONLiteral = "AWS_KMS", spec: JSONLiteral = "SYMMETRIC_DEFAULT"
    ) -> JSONLiteral {
        ["keyManager": "CUSTOMER", "keyState": state, "origin": origin, "keySpec": spec]
    }

    static let kmsCMKNotScheduledForDeletion = ManagedRule(
        "KMS_CMK_NOT_SCHEDULED_FOR_DELETION", name: "kms-cmk-not-scheduled-for-deletion", severity: .medium,
        "KMS keys that customers manage are not about to be deleted.",
        scope: [.kmsKey], trigger: .periodic,
        remedy: Remedy(
            "Unless nothing is encrypted with the key any more, cancel the deletion and enable the key again.",
            command: "aws kms cancel-key-deletion --key-id RESOURCE_ID"),
        parameters: Parameter<[String]>(
            "kmsKeyIds", "The keys that are judged, by id or ARN; all when not set.", default: []),
        examples: [
            .compliant("in use", ["keyManager": "CUSTOMER", "keyState": "Enabled", "keyId": "one"]),
            .compliant("disabled", ["keyManager": "CUSTOMER", "keyState": "Disabled", "keyId": "one"]),
            .nonCompliant(
                "about to be deleted",
                [
                    "keyManager": "CUSTOMER", "keyState": "PendingDeletion", "keyId": "one",
                    "deletionDate": "2026-01-08T00:00:00.000Z",
                ]),
            .nonCompliant(
                "a multi-Region key that waits for its replicas",
                ["keyManager": "CUSTOMER", "keyState": "PendingReplicaDeletion", "keyId": "one"]),
            .nonCompliant(
                "one of the keys asked for",
                ["keyManager": "CUSTOMER", "keyState": "PendingDeletion", "keyId": "one"],
                with: ["kmsKeyIds": "arn:aws:kms:us-east-1:123456789012:key/one"]),
            .notApplicable(
                "another key", ["keyManager": "CUSTOMER", "keyState": "PendingDeletion", "keyId": "one"],
                with: ["kmsKeyIds": "two"]),
            .notApplicable("managed by AWS", ["keyManager": "AWS", "keyState": "Enabled"]),
            .insufficientData(
                "asked for by an alias", ["keyManager": "CUSTOMER", "keyState": "PendingDeletion", "keyId": "one"],
                with: ["kmsKeyIds": "two, alias/orders"]),
            .insufficientData("an item that does not say", ["keyManager": "CUSTOMER"]),
        ]
    ) { key, _, judged in
        let configuration = key.configuration
        if configuration["keyManager"] == "AWS" { return .notApplicable }
        if !judged.isEmpty {
            guard let id = configuration["keyId"].string ?? key.resourceId.string else {
                return .missing("configuration.keyId")
            }
            switch KMSKeyReference(id, in: key).isAmong(judged) {
            case true: break
            case false: return .notApplicable
            case nil: return .insufficientData("kmsKeyIds names an alias, which may or may not be of this key.")
            }
        }
        let state = configuration["keyState"]
        guard let stateText = state.string else { return .missing("configuration.keyState") }
        guard state == "PendingDeletion" || state == "PendingReplicaDeletion" else { return .compliant }
        guard let date = configuration["deletionDate"].timestamp else {
            return .nonCompliant("The key is in state \(stateText).")
        }
        return .nonCompliant("The key is in state \(stateText), to be deleted on \(date.iso8601.prefix(10)).")
    }
}
