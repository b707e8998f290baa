import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2Volume = [encryptedVolumes, ec2VolumeInUseCheck, ebsInBackupPlan]

    static let encryptedVolumes = ManagedRule(
        "ENCRYPTED_VOLUMES", name: "encrypted-volumes", severity: .medium,
        "EBS volumes that are attached to an instance are encrypted.",
        scope: [.ec2Volume],
        remedy: Remedy(
            "Copy a snapshot of the volume with encryption, make a volume of it, and attach that one instead.",
            command:
                "aws ec2 copy-snapshot --source-region REGION --source-snapshot-id SNAPSHOT --encrypted --kms-key-id KEY"
        ),
        parameters: Parameter<String?>("kmsId", "The id or ARN of the KMS key that volumes must be encrypted with."),
        examples: [
            .compliant("encrypted", ["state": "in-use", "attachments": [["instanceId": "i-1"]], "encrypted": true]),
            .compliant(
                "encrypted with the key, given by its id",
                [
                    "state": "in-use", "encrypted": true,
                    "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/bd41e26b-d347-4c59-ab0b-32aee30fcf8d",
                ], with: ["kmsId": "bd41e26b-d347-4c59-ab0b-32aee30fcf8d"]),
            .nonCompliant(
                "not encrypted", ["state": "in-use", "attachments": [["instanceId": "i-1"]], "encrypted": false]),
            .nonCompliant(
                "encrypted with another key",
                [
                    "state": ["value": "in-use"], "encrypted": true,
                    "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one",
                ], with: ["kmsId": "arn:aws:kms:us-east-1:123456789012:key/two"]),
            .nonCompliant(
                "the same key id in another account",
                ["state": "in-use", "encrypted": true, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/one"],
                with: ["kmsId": "arn:aws:kms:us-east-1:210987654321:key/one"]),
            .notApplicable("not attached", ["state": "available", "attachments": [], "encrypted": false]),
            .insufficientData(
                "an item from before volumes had encryption",
                ["state": "in-use", "attachments": [["instanceId": "i-1"]], "volumeType": "standard"]),
            .insufficientData(
                "an item that names no key", ["state": "in-use", "encrypted": true], with: ["kmsId": "k"]),
            .insufficientData("an item that does not say whether it is attached", ["encrypted": true]),
        ]
    ) { volume, _, wantedKey in
        guard let isAttached = VolumeAttachment.isAttached(volume) else { return .missing("configuration.attachments") }
        guard isAttached else { return .notApplicable }
        guard let encrypted = volume.configuration["encrypted"].bool else { return .missing("configuration.encrypted") }
        guard encrypted else { return .nonCompliant("The volume is attached and encrypted is false.") }
        guard let wantedKey else { return .compliant }
        guard let key = volume.configuration["kmsKeyId"].string else { return .missing("configuration.kmsKeyId") }
        return .require(
            isKey(key, wantedKey), "The volume is encrypted with another key than \(wantedKey): \(key).")
    }

    /// Whether two names, each an id or an ARN, are of one KMS key.
    private static func isKey(_ a: String, _ b: String) -> Bool {
        guard a != b else { return true }
        return a.hasSuffix(":key/\(b)") || b.hasSuffix(":key/\(a)")
    }

    static let ec2VolumeInUseCheck = ManagedRule(
        "EC2_VOLUME_INUSE_CHECK", name: "ec2-volume-inuse-check", severity: .low,
        "EBS volumes are attached to an instance.",
        scope: [.ec2Volume],
        remedy: Remedy(
            "Attach the volume, or make a snapshot of it and delete it.",
            command: "aws ec2 delete-volume --volume-id RESOURCE_ID"),
        parameters: Parameter<Bool?>(
            "deleteOnTermination", "Whether volumes must also be marked to be deleted with their instance."),
        examples: [
            .compliant("attached", ["state": "in-use", "attachments": [["instanceId": "i-1", "state": "attached"]]]),
            .compliant(
                "to be deleted with its instance",
                ["state": "in-use", "attachments": [["instanceId": "i-1", "deleteOnTermination": true]]],
                with: ["deleteOnTermination": "TRUE"]),
            .compliant(
                "deletion is not asked for",
                ["state": "in-use", "attachments": [["instanceId": "i-1", "deleteOnTermination": false]]],
                with: ["deleteOnTermination": "false"]),
            .nonCompliant("not attached", ["state": "available", "attachments": []]),
            .nonCompliant("an item without its attachments, but with its state", ["state": "available"]),
            .nonCompliant("its state in an object", ["state": ["value": "available"], "attachments": []]),
            .nonCompliant(
                "outlives its instance",
                ["state": "in-use", "attachments": [["instanceId": "i-1", "deleteOnTermination": false]]],
                with: ["deleteOnTermination": "true"]),
            .nonCompliant(
                "outlives the second of its instances",
                ["attachments": [["instanceId": "i-1"], ["instanceId": "i-2", "deleteOnTermination": false]]],
                with: ["deleteOnTermination": "true"]),
            .notApplicable("being deleted", ["state": "deleting", "attachments": []]),
            .insufficientData(
                "an item without deleteOnTermination", ["state": "in-use", "attachments": [["instanceId": "i-1"]]],
                with: ["deleteOnTermination": "true"]),
            .insufficientData(
                "an item without its attachments", ["state": "in-use"], with: ["deleteOnTermination": "true"]),
            .insufficientData("an item that does not say", ["volumeId": "vol-1"]),
        ]
    ) { volume, _, mustBeDeleted in
        let state = volume.recordedState
        if state == "deleting" || state == "deleted" { return .notApplicable }
        guard let isAttached = VolumeAttachment.isAttached(volume) else { return .missing("configuration.attachments") }
        guard isAttached else { return .nonCompliant("The volume is attached to no instance.") }
        guard mustBeDeleted == true else { return .compliant }
        var breaches = Breaches()
        var isKnown: Bool?
        for attachment in VolumeAttachment.all(volume) {
            let isDeleted = attachment["deleteOnTermination"].bool
            if isDeleted == false {
                let before = "deleteOnTermination is false for the attachment"
                let instance = attachment["instanceId"].string ?? "its instance"
                breaches.add(instance, "\(before) to ", many: ("\(before)s to ", ""))
            }
            isKnown = isDeleted != nil && isKnown != false
        }
        return breaches.finding
            ?? (isKnown == true ? .compliant : .missing("configuration.attachments.deleteOnTermination"))
    }

    static let ebsInBackupPlan = inBackupPlan(
        "EBS_IN_BACKUP_PLAN", name: "ebs-in-backup-plan", "EBS volumes", type: .ec2Volume,
        arn: "arn:aws:ec2:us-east-1:123456789012:volume/vol-a416b170",
        configuration: ["volumeId": "vol-a416b170", "state": "in-use"],
        unjudged: [
            .notApplicable(
                "being deleted", ["volumeId": "vol-a416b170", "state": "deleting"],
                related: [.init(.backupBackupSelection, ["BackupSelection": ["Resources": ["*"]]])])
        ]
    ) { volume in
        let state = volume.recordedState
        return state == "deleting" || state == "deleted" ? .notApplicable : nil
    }
}

/// What a volume is attached to.
private enum VolumeAttachment {
    /// The entries of `attachments` that still hold.
    static func all(_ volume: ConfigurationItem) -> some Sequence<JSONValue> {
        volume.configuration["attachments"].elements.lazy.filter { $0["state"] != "detached" }
    }

    /// Nil where the item does not say.
    static func isAttached(_ volume: ConfigurationItem) -> Bool? {
        let state = volume.recordedState
        if state == "in-use" || all(volume).contains(where: { _ in true }) { return true }
        return state.isString || volume.configuration["attachments"].isArray ? false : nil
    }
}
