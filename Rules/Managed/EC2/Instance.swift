import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let ec2Instance = [
        ec2IMDSv2Check, ec2InstanceNoPublicIP, instancesInVPC, ec2InstanceProfileAttached, ec2StoppedInstance,
        ebsOptimizedInstance, ec2InstanceManagedBySSM, ec2InstanceDetailedMonitoringEnabled,
    ]

    static let ec2IMDSv2Check = ManagedRule(
        "EC2_IMDSV2_CHECK", name: "ec2-imdsv2-check", severity: .high,
        "The metadata service of EC2 instances asks for a session token (IMDSv2).",
        scope: [.ec2Instance],
        remedy: Remedy(
            "Move the software on the instance to IMDSv2, then require tokens.",
            command: "aws ec2 modify-instance-metadata-options --instance-id RESOURCE_ID --http-tokens required"),
        examples: [
            .compliant("tokens required", ["metadataOptions": ["httpTokens": "required", "httpEndpoint": "enabled"]]),
            .nonCompliant(
                "tokens optional", ["metadataOptions": ["httpTokens": "optional", "httpEndpoint": "enabled"]]),
            .nonCompliant(
                "tokens optional, though the service is off",
                ["metadataOptions": ["httpTokens": "optional", "httpEndpoint": "disabled"]]),
            .notApplicable("terminated", ["state": ["code": 48, "name": "terminated"], "metadataOptions": nil]),
            .insufficientData("an item from before the setting", ["state": ["code": 16, "name": "running"]]),
        ]
    ) { instance, _ in
        if instance.isTerminated { return .notApplicable }
        let tokens = instance.configuration["metadataOptions"]["httpTokens"]
        guard let text = tokens.string else { return .missing("configuration.metadataOptions.httpTokens") }
        return .require(text == "required", "metadataOptions.httpTokens is \(text).")
    }

    static let ec2InstanceNoPublicIP = ManagedRule(
        "EC2_INSTANCE_NO_PUBLIC_IP", name: "ec2-instance-no-public-ip", severity: .high,
        "EC2 instances have no public IPv4 address.",
        scope: [.ec2Instance],
        remedy: Remedy(
            "Disassociate the elastic IP address, or start the instance anew in a subnet that gives no public address.",
            command: "aws ec2 disassociate-address --association-id ASSOCIATION_ID"),
        examples: [
            .compliant("private", ["publicIpAddress": nil, "networkInterfaces": [["privateIpAddress": "10.0.0.5"]]]),
            .compliant("private, in an item without nulls", ["networkInterfaces": [["privateIpAddress": "10.0.0.5"]]]),
            .nonCompliant("a public address", ["publicIpAddress": "203.0.113.7"]),
            .nonCompliant(
                "a public address of a second interface",
                [
                    "publicIpAddress": nil,
                    "networkInterfaces": [
                        ["privateIpAddress": "10.0.0.5"], ["association": ["publicIp": "203.0.113.8"]],
                    ],
                ]),
            .nonCompliant(
                "a public address of a second private address",
                [
                    "networkInterfaces": [
                        [
                            "privateIpAddresses": [
                                ["primary": true, "privateIpAddress": "10.0.0.5"],
                                ["primary": false, "association": ["publicIp": "203.0.113.9"]],
                            ]
                        ]
                    ]
                ]),
            .notApplicable("terminated", ["state": ["code": 48, "name": "terminated"]]),
            .insufficientData("an item without its interfaces", ["instanceId": "i-1", "publicIpAddress": nil]),
        ]
    ) { instance, _ in
        if instance.isTerminated { return .notApplicable }
        var breaches = Breaches()
        let main = instance.configuration["publicIpAddress"]
        if main.isString, main != "" { breaches.add(main.string ?? "", "The public address is ") }
        let interfaces = instance.configuration["networkInterfaces"]
        for interface in interfaces.elements {
            func add(_ address: JSONValue) {
                // The instance's own address is also that of its first interface.
                guard let text = address.string, breaches.isEmpty || main.string != text else { return }
                let name = interface["networkInterfaceId"].string ?? "an interface"
                breaches.add(
                    text, "The public address of \(name) is ", many: ("The public addresses of \(name) are ", ""))
            }
            add(interface["association"]["publicIp"])
            for other in interface["privateIpAddresses"].elements { add(other["association"]["publicIp"]) }
        }
        return breaches.finding ?? (interfaces.isArray ? .compliant : .missing("configuration.networkInterfaces"))
    }

    static let instancesInVPC = ManagedRule(
        "INSTANCES_IN_VPC", name: "ec2-instances-in-vpc", severity: .medium,
        "EC2 instances run in a VPC.",
        scope: [.ec2Instance], baseline: false,
        remedy: Remedy("Make an image of the instance, and launch it in a subnet of the VPC."),
        parameters: Parameter<String?>("vpcId", "The only VPC that instances may run in."),
        examples: [
            .compliant("in a VPC", ["vpcId": "vpc-1"]),
            .compliant("in the given VPC", ["vpcId": "vpc-1"], with: ["vpcId": "vpc-1"]),
            .nonCompliant("in another VPC", ["vpcId": "vpc-1"], with: ["vpcId": "vpc-2"]),
            .nonCompliant("in EC2-Classic", ["vpcId": nil, "networkInterfaces": []]),
            .nonCompliant(
                "in EC2-Classic, in an item without nulls", ["instanceId": "i-1", "networkInterfaces": []]),
            .notApplicable("terminated", ["state": ["code": 48, "name": "terminated"], "vpcId": nil]),
            .insufficientData("an item that does not say", ["instanceId": "i-1"]),
        ]
    ) { instance, _, wanted in
        if instance.isTerminated { return .notApplicable }
        let vpc = instance.configuration["vpcId"]
        if let id = vpc.string, !id.isEmpty {
            return .require(wanted == nil || id == wanted, "The instance runs in \(id), not in \(wanted ?? "").")
        }
        // Every instance in a VPC has an interface.
        let interfaces = instance.configuration["networkInterfaces"]
        let hasNoInterface = interfaces.isArray && interfaces.count == 0
        return !vpc.isMissing || hasNoInterface
            ? .nonCompliant("The instance runs in no VPC.") : .missing("configuration.vpcId")
    }

    static let ec2InstanceProfileAttached = ManagedRule(
        "EC2_INSTANCE_PROFILE_ATTACHED", name: "ec2-instance-profile-attached", severity: .medium,
        "EC2 instances have an IAM instance profile.",
        scope: [.ec2Instance], baseline: false,
        remedy: Remedy(
            "Attach an instance profile whose role may do what the software on the instance needs.",
            command:
                "aws ec2 associate-iam-instance-profile --instance-id RESOURCE_ID --iam-instance-profile Name=PROFILE"),
        parameters: Parameter<[String]>(
            "IamInstanceProfileArnList", "The ARNs of the profiles that instances may have; any when it is not set.",
            default: []),
        examples: [
            .compliant(
                "a profile",
                ["iamInstanceProfile": ["arn": "arn:aws:iam::123456789012:instance-profile/web", "id": "AIPA1"]]),
            .compliant(
                "one of the given profiles",
                ["iamInstanceProfile": ["arn": "arn:aws:iam::123456789012:instance-profile/web"]],
                with: [
                    "IamInstanceProfileArnList":
                        "arn:aws:iam::123456789012:instance-profile/db, arn:aws:iam::123456789012:instance-profile/web"
                ]),
            .nonCompliant("no profile", ["instanceId": "i-1", "iamInstanceProfile": nil]),
            .nonCompliant("no profile, in an item without nulls", ["instanceId": "i-1", "imageId": "ami-1"]),
            .nonCompliant(
                "another profile",
                ["iamInstanceProfile": ["arn": "arn:aws:iam::123456789012:instance-profile/admin"]],
                with: ["IamInstanceProfileArnList": "arn:aws:iam::123456789012:instance-profile/web"]),
            .notApplicable("terminated", ["instanceId": "i-1", "state": ["code": 48, "name": "terminated"]]),
            .insufficientData("part of an item", ["placement": ["tenancy": "default"]]),
        ]
    ) { instance, _, allowed in
        if instance.isTerminated { return .notApplicable }
        let profile = instance.configuration["iamInstanceProfile"]
        if let arn = profile["arn"].string {
            return .require(allowed.isEmpty || allowed.contains(arn), "The instance has another profile: \(arn).")
        }
        // Items leave the profile out where there is none.
        let isOff = profile.isMissing ? instance.configuration["imageId"].isString : profile.isNull
        return isOff ? .nonCompliant("The instance has no profile.") : .missing("configuration.iamInstanceProfile.arn")
    }

    static let ec2StoppedInstance = ManagedRule(
        "EC2_STOPPED_INSTANCE", name: "ec2-stopped-instance", severity: .low,
        "EC2 instances have not been stopped for longer than allowed.",
        scope: [.ec2Instance], trigger: .periodic, needs: [.clock],
        remedy: Remedy(
            "Make an image of an instance that is needed no more, and terminate it.",
            command: "aws ec2 terminate-instances --instance-ids RESOURCE_ID"),
        parameters: Parameter<Int>("AllowedDays", "For how many days an instance may be stopped.", default: 30),
        examples: [
            .compliant("running", ["state": ["code": 16, "name": "running"], "stateTransitionReason": ""]),
            .compliant(
                "stopped a week ago",
                [
                    "state": ["code": 80, "name": "stopped"],
                    "stateTransitionReason": "User initiated (2025-12-25 00:00:00 GMT)",
                ]),
            .nonCompliant(
                "stopped a week ago, one day allowed",
                [
                    "state": ["code": 80, "name": "stopped"],
                    "stateTransitionReason": "User initiated (2025-12-25 00:00:00 GMT)",
                ], with: ["AllowedDays": "1"]),
            .nonCompliant(
                "stopped two months ago",
                [
                    "state": ["code": 80, "name": "stopped"],
                    "stateTransitionReason": "User initiated (2025-11-01 12:30:00 GMT)",
                ]),
            .nonCompliant(
                "no date, but seen stopped half a year ago",
                [
                    "state": ["code": 80, "name": "stopped"],
                    "stateTransitionReason": "Server.ScheduledStop: Stopped due to scheduled retirement",
                ], item: ["configurationItemCaptureTime": "2025-07-01T00:00:00.000Z"]),
            .notApplicable(
                "terminated",
                [
                    "state": ["code": 48, "name": "terminated"],
                    "stateTransitionReason": "User initiated (2025-11-01 12:30:00 GMT)",
                ]),
            .compliant("running, in a string", ["state": "running"]),
            .compliant("stopping", ["state": ["code": 64, "name": "stopping"]]),
            .insufficientData("a state of no known name", ["state": "unknown"]),
            .insufficientData("a state by its code", ["state": 80]),
            .insufficientData("stopped, nobody knows when", ["state": ["code": 80, "name": "stopped"]]),
            .insufficientData("an item without its state", ["instanceId": "i-1"]),
        ]
    ) { instance, context, allowedDays in
        if instance.isTerminated { return .notApplicable }
        let state = instance.recordedState
        if state == "running" || state == "pending" || state == "stopping" { return .compliant }
        guard state == "stopped" else { return .missing("configuration.state.name") }
        let stoppedAt = instance.configuration["stateTransitionReason"].string.flatMap(stopTime)
        // An instance that changed no more since its item was captured is stopped at least since then.
        if let since = stoppedAt ?? instance.capturedAt, context.asOf.days(since: since) > Double(allowedDays) {
            return .nonCompliant("The instance is stopped since \(since.iso8601), allowed are \(allowedDays) days.")
        }
        return stoppedAt == nil ? .missing("since when the instance is stopped") : .compliant
    }

    /// The time in `User initiated (2016-08-24 00:04:05 GMT)`.
    private static func stopTime(_ reason: String) -> Timestamp? {
        guard let open = reason.lastIndex(of: "("), let close = reason.lastIndex(of: ")"), open < close else {
            return nil
        }
        let time = reason[reason.index(after: open)..<close]
        return Timestamp(String(time.hasSuffix(" GMT") ? time.dropLast(4) : time))
    }

    static let ebsOptimizedInstance = ManagedRule(
        "EBS_OPTIMIZED_INSTANCE", name: "ebs-optimized-instance", severity: .low,
        "EC2 instances are EBS-optimized where their type can be.",
        scope: [.ec2Instance],
        remedy: Remedy(
            "Stop the instance, switch EBS optimization on, or move to a current type that always has it.",
            command: "aws ec2 modify-instance-attribute --instance-id RESOURCE_ID --ebs-optimized"),
        examples: [
            .compliant("optimized", ["instanceType": "m3.xlarge", "ebsOptimized": true]),
            .compliant("a type that always is", ["instanceType": "m5.large", "ebsOptimized": false]),
            .nonCompliant("not optimized", ["instanceType": "m3.xlarge", "ebsOptimized": false]),
            .notApplicable("a type that cannot be", ["instanceType": "t2.micro", "ebsOptimized": false]),
            .notApplicable("terminated", ["state": ["code": 48, "name": "terminated"], "ebsOptimized": false]),
            .insufficientData("an item that does not say", ["instanceType": "m3.xlarge"]),
            .insufficientData("an item without its type", ["ebsOptimized": false]),
        ]
    ) { instance, _ in
        if instance.isTerminated { return .notApplicable }
        guard let optimized = instance.configuration["ebsOptimized"].bool else {
            return .missing("configuration.ebsOptimized")
        }
        guard !optimized else { return .compliant }
        guard let type = instance.configuration["instanceType"].string, type.contains(".") else {
            return .missing("configuration.instanceType")
        }
        switch EBSOptimization(instanceType: type) {
        case .always: return .compliant
        case .never: return .notApplicable
        case .optional: return .nonCompliant("ebsOptimized is false, though a \(type) can be EBS-optimized.")
        }
    }

    static let ec2InstanceManagedBySSM = ManagedRule(
        "EC2_INSTANCE_MANAGED_BY_SSM", name: "ec2-instance-managed-by-systems-manager", severity: .medium,
        "Running EC2 instances are managed by Systems Manager.",
        scope: [.ec2Instance], needs: [.resources(.ssmManagedInstanceInventory, by: .resourceId)],
        remedy: Remedy(
            "Start the SSM Agent, give the instance a profile with AmazonSSMManagedInstanceCore, and a way to the SSM endpoints.",
            command: "aws ssm describe-instance-information --filters Key=InstanceIds,Values=RESOURCE_ID"),
        examples: [
            .compliant(
                "managed", ["instanceId": "i-1", "state": ["code": 16, "name": "running"]],
                related: [
                    .init(
                        .ssmManagedInstanceInventory,
                        ["AWS:InstanceInformation": ["Content": ["i-1": ["AgentType": "amazon-ssm-agent"]]]],
                        item: ["resourceId": "i-1"])
                ]),
            .compliant(
                "managed, the agent is active", ["instanceId": "i-1", "state": ["code": 16, "name": "running"]],
                related: [
                    .init(
                        .ssmManagedInstanceInventory,
                        ["AWS:InstanceInformation": ["Content": ["i-1": ["InstanceStatus": "Active"]]]],
                        item: ["resourceId": "i-1"])
                ]),
            .nonCompliant(
                "another instance is managed", ["instanceId": "i-1", "state": ["code": 16, "name": "running"]],
                related: [
                    .init(
                        .ssmManagedInstanceInventory,
                        ["AWS:InstanceInformation": ["Content": ["i-2": ["InstanceStatus": "Active"]]]],
                        item: ["resourceId": "i-2"])
                ]),
            .nonCompliant(
                "the agent is stopped", ["instanceId": "i-1", "state": ["code": 16, "name": "running"]],
                related: [
                    .init(
                        .ssmManagedInstanceInventory,
                        ["AWS:InstanceInformation": ["Content": ["i-1": ["InstanceStatus": "Stopped"]]]],
                        item: ["resourceId": "i-1"])
                ]),
            .nonCompliant(
                "the agent is stopped, in the supplementary configuration",
                ["instanceId": "i-1", "state": ["code": 16, "name": "running"]],
                related: [
                    .init(
                        .ssmManagedInstanceInventory, [:], supplementary: ["instanceStatus": "Terminated"],
                        item: ["resourceId": "i-1"])
                ]),
            .notApplicable(
                "stopped", ["instanceId": "i-1", "state": ["code": 80, "name": "stopped"]],
                related: [.init(.ssmManagedInstanceInventory, [:], item: ["resourceId": "i-2"])]),
            .insufficientData(
                "an item without its state", ["instanceId": "i-1"],
                related: [.init(.ssmManagedInstanceInventory, [:], item: ["resourceId": "i-1"])]),
            .insufficientData(
                "no inventory is recorded", ["instanceId": "i-1", "state": ["code": 16, "name": "running"]]),
        ]
    ) { instance, context in
        let state = instance.recordedState
        guard state.isString else { return .missing("configuration.state.name") }
        guard state == "running" else { return .notApplicable }
        guard let id = instance.configuration["instanceId"].string ?? instance.resourceId.string else {
            return .missing("configuration.instanceId")
        }
        for inventory in context.resources(.ssmManagedInstanceInventory, by: .resourceId, id) {
            var status = inventory.supplementary("instanceStatus")
            for (_, information) in inventory.configuration["AWS:InstanceInformation"]["Content"].members
            where information["InstanceStatus"].isString {
                status = information["InstanceStatus"]
            }
            guard status.isString else { return .compliant }
            return .require(status == "Active", "The SSM Agent's status is \(status.string ?? "unknown").")
        }
        return .nonCompliant("Systems Manager has no inventory of the instance.")
    }

    static let ec2InstanceDetailedMonitoringEnabled = ManagedRule(
        "EC2_INSTANCE_DETAILED_MONITORING_ENABLED", name: "ec2-instance-detailed-monitoring-enabled", severity: .low,
        "EC2 instances report their metrics every minute (detailed monitoring).",
        scope: [.ec2Instance], baseline: false,
        remedy: Remedy(
            "Switch on detailed monitoring.", command: "aws ec2 monitor-instances --instance-ids RESOURCE_ID"),
        examples: [
            .compliant("switched on", ["monitoring": ["state": "enabled"]]),
            .compliant("about to be on", ["monitoring": ["state": "pending"]]),
            .nonCompliant("basic monitoring", ["monitoring": ["state": "disabled"]]),
            .nonCompliant("about to be off", ["monitoring": ["state": "disabling"]]),
            .notApplicable(
                "terminated", ["state": ["code": 48, "name": "terminated"], "monitoring": ["state": "disabled"]]),
            .insufficientData("an item that does not say", ["state": ["code": 16, "name": "running"]]),
        ]
    ) { instance, _ in
        if instance.isTerminated { return .notApplicable }
        let monitoring = instance.configuration["monitoring"]["state"]
        guard let state = monitoring.string else { return .missing("configuration.monitoring.state") }
        return .require(monitoring == "enabled" || monitoring == "pending", "monitoring.state is \(state).")
    }
}

extension ConfigurationItem {
    /// Whether the instance is gone, or going, and only its item is left.
    fileprivate var isTerminated: Bool {
        let state = recordedState
        return state == "terminated" || state == "shutting-down"
    }
}
