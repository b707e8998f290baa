import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let cloudWatchAlarm = [cloudWatchAlarmActionCheck]

    static let cloudWatchAlarmActionCheck = ManagedRule(
        "CLOUDWATCH_ALARM_ACTION_CHECK", name: "cloudwatch-alarm-action-check", severity: .low,
        "CloudWatch alarms do something when they change to the states that matter.",
        scope: [.cloudWatchAlarm], baseline: false,
        remedy: Remedy(
            "Give the alarm an action for the state, such as an SNS topic that somebody reads: put the alarm again with all its settings and --alarm-actions, --insufficient-data-actions or --ok-actions."
        ),
        parameters: Parameter<Bool>(
            "alarmActionRequired", "Whether the state ALARM must have an action.", default: true),
        Parameter<Bool>(
            "insufficientDataActionRequired", "Whether the state INSUFFICIENT_DATA must have an action.", default: true
        ),
        Parameter<Bool>("okActionRequired", "Whether the state OK must have an action.", default: false),
        Parameter<String?>("action1", "The ARN of an action, one of which the alarm must have."),
        Parameter<String?>("action2", "The ARN of an action, one of which the alarm must have."),
        Parameter<String?>("action3", "The ARN of an action, one of which the alarm must have."),
        Parameter<String?>("action4", "The ARN of an action, one of which the alarm must have."),
        Parameter<String?>("action5", "The ARN of an action, one of which the alarm must have."),
        examples: [
            .compliant(
                "an action for both states",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
                    "insufficientDataActions": ["arn:aws:sns:us-east-1:123456789012:alerts"], "okactions": [],
                ]),
            .nonCompliant(
                "no action for missing data",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"], "insufficientDataActions": [],
                    "okactions": [],
                ]),
            .compliant(
                "no action for missing data, nor asked for",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"], "insufficientDataActions": nil,
                    "okactions": [],
                ], with: ["insufficientDataActionRequired": "FALSE"]),
            .nonCompliant(
                "no action for OK",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
                    "insufficientDataActions": ["arn:aws:sns:us-east-1:123456789012:alerts"], "okactions": nil,
                ], with: ["okActionRequired": "true"]),
            .compliant(
                "one of the actions asked for",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
                    "insufficientDataActions": ["arn:aws:sns:us-east-1:123456789012:data"], "okactions": [],
                ],
                with: [
                    "action1": "arn:aws:sns:us-east-1:123456789012:other",
                    "action5": "arn:aws:sns:us-east-1:123456789012:data",
                ]),
            .nonCompliant(
                "none of the actions asked for",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
                    "insufficientDataActions": ["arn:aws:sns:us-east-1:123456789012:alerts"], "okactions": [],
                ], with: ["action1": "arn:aws:sns:us-east-1:123456789012:other"]),
            .insufficientData(
                "none of the actions asked for, among those recorded",
                [
                    "alarmActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
                    "insufficientDataActions": ["arn:aws:sns:us-east-1:123456789012:alerts"],
                ], with: ["action1": "arn:aws:sns:us-east-1:123456789012:other"]),
            .insufficientData("an item that does not say", ["alarmName": "cpu"]),
        ]
    ) { alarm, _, onAlarm, onInsufficientData, onOK, action1, action2, action3, action4, action5 in
        let configuration = alarm.configuration
        let states: [(isRequired: Bool, actions: JSONValue, path: String)] = [
            (onAlarm, configuration["alarmActions"], "alarmActions"),
            (onInsufficientData, configuration["insufficientDataActions"], "insufficientDataActions"),
            (onOK, configuration["okactions"], "okactions"),
        ]
        let unrecorded = states.first { !$0.actions.isArray && $0.actions.kind != .null }
        var breaches = Breaches()
        for state in states where state.isRequired {
            if state.actions.isMissing {
                if breaches.isEmpty { return .missing("configuration.\(state.path)") }
            } else if state.actions.elements.isEmpty {
                breaches.add(state.path, "", " is empty", many: ("", " are empty"))
            }
        }
        let wanted = [action1, action2, action3, action4, action5].compactMap(\.self)
        guard !wanted.isEmpty else { return breaches.finding ?? .compliant }
        let hasAction = states.contains { state in
            state.actions.elements.contains { $0.string.map(wanted.contains) ?? false }
        }
        if hasAction { return breaches.finding ?? .compliant }
        if let unrecorded { return breaches.finding ?? .missing("configuration.\(unrecorded.path)") }
        breaches.add("The alarm has none of the actions asked for: \(wanted.joined(separator: ", "))")
        return breaches.finding ?? .compliant
    }
}
