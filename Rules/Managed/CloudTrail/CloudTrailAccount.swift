import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let cloudTrailAccount = [
        cloudTrailEnabled, multiRegionCloudTrailEnabled, cloudTrailS3DataEventsEnabled,
        cloudTrailSecurityTrailEnabled,
    ]

    static let cloudTrailEnabled = ManagedRule(
        "CLOUD_TRAIL_ENABLED", name: "cloudtrail-enabled", severity: .high,
        "A trail of the account records events.",
        scope: [.account], trigger: .periodic, needs: [.resources(.cloudTrailTrail)],
        remedy: createTrail, parameters: trailBucket, trailTopic, trailLogGroup,
        examples: [
            .compliant("a trail that logs", related: [trail()]),
            .compliant("one of two trails logs", related: [trail(isLogging: false), trail()]),
            .compliant("a trail to the wanted bucket", related: [trail()], with: ["s3BucketName": "audit-logs"]),
            .nonCompliant("a trail that is off", related: [trail(isLogging: false)]),
            .nonCompliant("a trail to another bucket", related: [trail()], with: ["s3BucketName": "central-logs"]),
            .nonCompliant(
                "a trail without a topic", related: [trail()],
                with: ["snsTopicArn": "arn:aws:sns:us-east-1:123456789012:audit"]),
            .nonCompliant(
                "a trail to another log group",
                related: [trail(["cloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:one:*"])],
                with: ["cloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:two:*"]),
            .insufficientData("a trail of which only the settings are known", related: [trail(isLogging: nil)]),
            .insufficientData("no trails recorded"),
        ]
    ) { _, context, bucket, topic, logGroup in
        anyTrail(in: context, "records events as wanted") { trail in
            mismatches(trail, bucket, topic, logGroup) + [isLogging(trail)]
        }
    }

    static let multiRegionCloudTrailEnabled = ManagedRule(
        "MULTI_REGION_CLOUD_TRAIL_ENABLED", name: "multi-region-cloudtrail-enabled", severity: .high,
        "A trail of the account records the events of all regions and leaves out no source of management events.",
        scope: [.account], trigger: .periodic, needs: [.resources(.cloudTrailTrail)],
        remedy: createTrail, parameters: trailBucket, trailTopic, trailLogGroup,
        Parameter<Bool?>("includeManagementEvents", "Whether the trail must record management events."),
        Parameter<String?>(
            "readWriteType", "Which kind of management events the trail must record.",
            allowed: ["ReadOnly", "WriteOnly", "ALL"]),
        examples: [
            .compliant("a trail of all regions", related: [trail()]),
            .compliant(
                "all management events wanted and recorded", related: [trail(selectors: "")],
                with: ["includeManagementEvents": "true", "readWriteType": "All"]),
            .nonCompliant("a trail of one region", related: [trail(["isMultiRegionTrail": false])]),
            .nonCompliant("a trail that is off", related: [trail(isLogging: false)]),
            .nonCompliant(
                "a source left out",
                related: [
                    trail(
                        selectors:
                            #"[{"readWriteType":"All","includeManagementEvents":true,"excludeManagementEventSources":["kms.amazonaws.com"]}]"#
                    )
                ]),
            .nonCompliant(
                "a source left out by an advanced selector",
                related: [
                    trail(
                        selectors:
                            #"[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{"field":"eventSource","notEquals":["kms.amazonaws.com"]}]}]"#
                    )
                ]),
            .nonCompliant(
                "only writes recorded",
                related: [trail(selectors: #"[{"readWriteType":"WriteOnly","includeManagementEvents":true}]"#)],
                with: ["readWriteType": "ALL"]),
            .compliant(
                "only writes recorded, as wanted",
                related: [trail(selectors: #"[{"readWriteType":"WriteOnly","includeManagementEvents":true}]"#)],
                with: ["readWriteType": "WriteOnly"]),
            .nonCompliant(
                "no management events",
                related: [trail(selectors: #"[{"readWriteType":"All","includeManagementEvents":false}]"#)],
                with: ["includeManagementEvents": "true"]),
            .insufficientData("unknown selectors", related: [trail(selectors: nil)]),
            .insufficientData("a trail of which only the settings are known", related: [trail(isLogging: nil)]),
            .insufficientData("no trails recorded"),
        ]
    ) { _, context, bucket, topic, logGroup, includesManagement, readWriteType in
        let wanted: TrailEvents.Access =
            switch readWriteType?.lowercased() {
            case "readonly": .read
            case "writeonly": .write
            case "all": .all
            default: []
            }
        return anyTrail(in: context, "records the wanted events of all regions") { trail in
            [isOn("isMultiRegionTrail", trail, "covers one region only")]
                + mismatches(trail, bucket, topic, logGroup)
                + [
                    eventLack(trail) { events in
                        if events.excludesSources { return "leaves out management events of some sources" }
                        if includesManagement == true, events.management.isEmpty {
                            return "records no management events"
                        }
                        return events.management.isSuperset(of: wanted)
                            ? nil : "does not record \(readWriteType ?? "all") management events"
                    }, isLogging(trail),
                ]
        }
    }

    static let cloudTrailS3DataEventsEnabled = ManagedRule(
        "CLOUDTRAIL_S3_DATAEVENTS_ENABLED", name: "cloudtrail-s3-dataevents-enabled", severity: .low,
        "A trail of the account records the object-level events of S3 buckets.",
        scope: [.account], trigger: .periodic, needs: [.resources(.cloudTrailTrail)], baseline: false,
        remedy: Remedy(
            "Record data events of S3 objects with a trail.",
            command:
                #"aws cloudtrail put-event-selectors --trail-name TRAIL --event-selectors '[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]}]'"#
        ),
        parameters: Parameter<[String]>(
            "S3BucketNames", "The buckets whose events must be recorded; all without it.", default: []),
        examples: [
            .compliant(
                "all buckets",
                related: [
                    trail(
                        selectors:
                            #"[{"readWriteType":"All","includeManagementEvents":true,"dataResources":[{"type":"AWS::S3::Object","values":["arn:aws:s3"]}]}]"#
                    )
                ]),
            .compliant(
                "all buckets by an advanced selector",
                related: [
                    trail(
                        selectors:
                            #"[{"name":"objects","fieldSelectors":[{"field":"eventCategory","equals":["Data"]},{"field":"resources.type","equals":["AWS::S3::Object"]}]}]"#
                    )
                ]),
            .compliant(
                "the wanted buckets",
                related: [
                    trail(
                        selectors:
                            #"[{"dataResources":[{"type":"AWS::S3::Object","values":["arn:aws:s3:::orders/","arn:aws:s3:::mail/"]}]}]"#
                    )
                ], with: ["S3BucketNames": "mail,orders"]),
            .nonCompliant(
                "one of the wanted buckets",
                related: [
                    trail(
                        selectors:
                            #"[{"dataResources":[{"type":"AWS::S3::Object","values":["arn:aws:s3:::orders/"]}]}]"#)
                ], with: ["S3BucketNames": "mail,orders"]),
            .nonCompliant(
                "some buckets",
                related: [
                    trail(
                        selectors:
                            #"[{"dataResources":[{"type":"AWS::S3::Object","values":["arn:aws:s3:::orders/"]}]}]"#)
                ]),
            .nonCompliant(
                "all objects but some",
                related: [
                    trail(
                        selectors:
                            #"[{"fieldSelectors":[{"field":"eventCategory","equals":["Data"]},{"field":"resources.type","equals":["AWS::S3::Object"]},{"field":"resources.ARN","notStartsWith":["arn:aws:s3:::logs/"]}]}]"#
                    )
                ]),
            .nonCompliant(
                "events of functions",
                related: [
                    trail(
                        selectors:
                            #"[{"dataResources":[{"type":"AWS::Lambda::Function","values":["arn:aws:lambda"]}]}]"#)
                ]),
            .nonCompliant("no data events", related: [trail()]),
            .nonCompliant(
                "no data events, and a trail that is off",
                related: [trail(["name": "old"], isLogging: false), trail()]),
            .nonCompliant(
                "a trail that is off",
                related: [
                    trail(
                        isLogging: false,
                        selectors: #"[{"dataResources":[{"type":"AWS::S3::Object","values":["arn:aws:s3:::"]}]}]"#)
                ]),
            .insufficientData("unknown selectors", related: [trail(selectors: nil)]),
            .insufficientData("no trails recorded"),
        ]
    ) { _, context, buckets in
        anyTrail(in: context, "records the wanted data events of S3") { trail in
            guard let events = trail.events else { return [unrecordedEvents, isLogging(trail)] }
            let lacking =
                events.coversAllBuckets
                ? [] : buckets.filter { name in !events.bucketPrefixes.contains { $0.hasSuffix(":\(name)/") } }
            let names = buckets.isEmpty && !events.coversAllBuckets ? ["all S3 buckets"] : lacking
            return names.map { .certain("does not record the data events of \($0)") } + [isLogging(trail)]
        }
    }

    static let cloudTrailSecurityTrailEnabled = ManagedRule(
        "CLOUDTRAIL_SECURITY_TRAIL_ENABLED", name: "cloudtrail-security-trail-enabled", severity: .high,
        "One trail of the account records every management event of all regions, encrypted and with digests.",
        scope: [.account], trigger: .periodic, needs: [.resources(.cloudTrailTrail)],
        remedy: createTrail,
        examples: [
            .compliant("such a trail", related: [trail()]),
            .compliant(
                "one of two trails",
                related: [
                    trail(["kmsKeyId": nil]),
                    trail(selectors: #"[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]}]}]"#),
                ]),
            .compliant(
                "reads and writes by selectors of their own",
                related: [
                    trail(
                        selectors:
                            #"[{"readWriteType":"ReadOnly","includeManagementEvents":true,"excludeManagementEventSources":[]},{"readWriteType":"WriteOnly","includeManagementEvents":true}]"#
                    )
                ]),
            .nonCompliant("no key", related: [trail(["kmsKeyId": nil])]),
            .nonCompliant("no digests", related: [trail(["logFileValidationEnabled": false])]),
            .nonCompliant("one region", related: [trail(["isMultiRegionTrail": false])]),
            .nonCompliant("no events of global services", related: [trail(["includeGlobalServiceEvents": false])]),
            .nonCompliant(
                "only reads",
                related: [
                    trail(
                        selectors:
                            #"[{"fieldSelectors":[{"field":"eventCategory","equals":["Management"]},{"field":"readOnly","equals":["true"]}]}]"#
                    )
                ]),
            .nonCompliant(
                "a source left out",
                related: [
                    trail(
                        selectors:
                            #"[{"readWriteType":"All","includeManagementEvents":true,"excludeManagementEventSources":["rdsdata.amazonaws.com"]}]"#
                    )
                ]),
            .nonCompliant("a trail that is off", related: [trail(isLogging: false)]),
            .nonCompliant(
                "a trail that is off, and its selectors unknown", related: [trail(isLogging: false, selectors: nil)]),
            .nonCompliant(
                "two trails, one lacks less",
                related: [
                    trail(["name": "old", "kmsKeyId": nil, "logFileValidationEnabled": false], isLogging: false),
                    trail(["kmsKeyId": nil]),
                ]),
            .insufficientData("unknown selectors", related: [trail(selectors: nil)]),
            .insufficientData("a trail of which only the settings are known", related: [trail(isLogging: nil)]),
            .insufficientData("no trails recorded"),
        ]
    ) { _, context in
        anyTrail(in: context, "records every management event of all regions, encrypted and with digests") { trail in
            [
                isOn("isMultiRegionTrail", trail, "covers one region only"),
                isOn("includeGlobalServiceEvents", trail, "leaves out global services"),
                isOn("logFileValidationEnabled", trail, "has no log file validation"),
                keyLack(trail),
                eventLack(trail) { events in
                    events.excludesSources || events.management != .all ? "does not record all management events" : nil
                }, isLogging(trail),
            ]
        }
    }

    private static let createTrail = Remedy(
        "Make a trail of all regions with a KMS key and log file validation, and start it.",
        command:
            "aws cloudtrail create-trail --name TRAIL --s3-bucket-name BUCKET --is-multi-region-trail --enable-log-file-validation --kms-key-id KEY && aws cloudtrail start-logging --name TRAIL"
    )

    private static let trailBucket = Parameter<String?>(
        "s3BucketName", "The bucket that the trail must deliver to.")
    private static let trailTopic = Parameter<String?>(
        "snsTopicArn", "The ARN of the SNS topic that the trail must notify.")
    private static let trailLogGroup = Parameter<String?>(
        "cloudWatchLogsLogGroupArn", "The ARN of the log group that the trail must send to.")

    /// Why a trail is not what a rule wants.
    private enum Lack {
        /// Said of the trail: `has no KMS key`.
        case certain(String)
        /// The trail's item does not record this property.
        case unrecorded(String)
    }

    /// Compliant if some trail lacks nothing; else unknown if some trail may; else what the trail lacks, or, of several,
    /// the one that lacks the fewest things, the first by name where some lack as many.
    ///
    /// - Parameter purpose: said of no trail then: `records events`.
    private static func anyTrail(
        in context: EvaluationContext, _ purpose: String, _ lacks: (Trail) -> [Lack?]
    ) -> Finding {
        var gap: Finding?
        var nearest: (name: String, arn: String, lacks: [String])?
        var count = 0
        for item in context.resources(.cloudTrailTrail) {
            let trail = Trail(item)
            count += 1
            var certain: [String] = []
            var unrecorded: String?
            for case let lack? in lacks(trail) {
                switch lack {
                case .certain(let text): certain.append(text)
                case .unrecorded(let property): unrecorded = unrecorded ?? property
                }
            }
            if !certain.isEmpty {
                let other = (name: trail.name, arn: item.arn.string ?? "", lacks: certain)
                if let known = nearest,
                    (known.lacks.count, known.name, known.arn) <= (certain.count, other.name, other.arn)
                {
                    continue
                }
                nearest = other
            } else if let unrecorded {
                gap = gap ?? .missing("\(unrecorded) of the trail \(trail.name)")
            } else {
                return .compliant
            }
        }
        if let gap { return gap }
        guard let nearest else { return .nonCompliant("The account has no trail.") }
        var breaches = Breaches()
        for lack in nearest.lacks {
            breaches.add(
                lack,
                count == 1 ? "The trail \(nearest.name) " : "No trail \(purpose): the nearest, \(nearest.name), ")
        }
        return breaches.finding ?? .compliant
    }

    private static func isLogging(_ trail: Trail) -> Lack? {
        guard let isLogging = trail.isLogging else {
            return .unrecorded("supplementaryConfiguration.TrailStatus.isLogging")
        }
        return isLogging ? nil : .certain("is off (isLogging is false)")
    }

    private static let unrecordedEvents = Lack.unrecorded("supplementaryConfiguration.EventSelectors")

    private static func eventLack(_ trail: Trail, _ lack: (TrailEvents) -> String?) -> Lack? {
        guard let events = trail.events else { return unrecordedEvents }
        return lack(events).map(Lack.certain)
    }

    private static func keyLack(_ trail: Trail) -> Lack? {
        switch trail.setting("kmsKeyId") {
        case .made: nil
        case .off: .certain("has no KMS key")
        case .unrecorded: .unrecorded("kmsKeyId")
        }
    }

    /// What is wrong where a Boolean of the trail is not true.
    private static func isOn(_ name: StaticString, _ trail: Trail, _ offence: String) -> Lack? {
        guard let value = trail.item.configuration[name].lenientBool else { return .unrecorded("\(name)") }
        return value ? nil : .certain("\(offence) (\(name) is false)")
    }

    /// What is wrong where the trail delivers elsewhere than to the wanted places.
    private static func mismatches(
        _ trail: Trail, _ bucket: String?, _ topic: String?, _ logGroup: String?
    ) -> [Lack?] {
        let places: [(StaticString, String?)] = [
            ("s3BucketName", bucket), ("snsTopicARN", topic), ("cloudWatchLogsLogGroupArn", logGroup),
        ]
        return places.map { name, wanted in
            guard let wanted else { return nil }
            switch trail.setting(name) {
            case .made(wanted): return nil
            case .made(let other): return .certain("has another \(name), \(other)")
            case .off: return .certain("has no \(name)")
            case .unrecorded: return .unrecorded("\(name)")
            }
        }
    }

    /// A trail that does everything, but for `changes`.
    private static func trail(
        _ changes: KeyValuePairs<String, JSONLiteral> = [:], isLogging: Bool? = true, selectors: String? = ""
    ) -> Example.RelatedResource {
        var members: [(String, JSONLiteral)] = [
            ("name", "audit"), ("s3BucketName", "audit-logs"), ("includeGlobalServiceEvents", true),
            ("isMultiRegionTrail", true), ("logFileValidationEnabled", true),
            ("kmsKeyId", "arn:aws:kms:us-east-1:123456789012:key/one"),
            ("hasCustomEventSelectors", .bool(selectors != "")),
        ]
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            members.append((name, value))
        }
        var supplementary: [(String, JSONLiteral)] = []
        if let isLogging { supplementary.append(("TrailStatus", ["isLogging": .bool(isLogging)])) }
        if let selectors, !selectors.isEmpty { supplementary.append(("EventSelectors", .string(selectors))) }
        return .init(.cloudTrailTrail, .object(members), supplementary: .object(supplementary))
    }
}
