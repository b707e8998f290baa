import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let backupBackupPlan = [backupPlanMinFrequencyAndMinRetentionCheck]

    static let backupPlanMinFrequencyAndMinRetentionCheck = ManagedRule(
        "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK",
        name: "backup-plan-min-frequency-and-min-retention-check", severity: .low,
        "Backup plans have a rule that backs up often enough and keeps its recovery points long enough.",
        scope: [.backupBackupPlan], baseline: false,
        remedy: Remedy(
            "Let one rule of the plan run more often and keep its recovery points longer.",
            command: "aws backup update-backup-plan --backup-plan-id RESOURCE_ID --backup-plan PLAN"),
        parameters: Parameter<Int>(
            "requiredFrequencyValue", "The longest time between two backups, in the unit asked for.", default: 1),
        Parameter<Int>("requiredRetentionDays", "The fewest days that recovery points must be kept.", default: 35),
        Parameter<String>(
            "requiredFrequencyUnit", "The unit of requiredFrequencyValue.", default: "days",
            allowed: ["hours", "days"]),
        examples: [
            .compliant("every day, for 35 days", plan(rule("cron(0 5 ? * * *)", 35))),
            .compliant(
                "the second of two rules", plan(rule("cron(0 5 1 * ? *)", 365), rule("cron(0 */12 * * ? *)", 90))),
            .compliant("kept for ever", plan(["RuleName": "daily", "ScheduleExpression": "cron(0 5 ? * * *)"])),
            .compliant("kept for ever, written as -1", plan(rule("cron(0 5 ? * * *)", -1))),
            .compliant(
                "no schedule is a daily one", plan(["RuleName": "daily", "Lifecycle": ["DeleteAfterDays": 35]])),
            .compliant("a schedule in bare fields", plan(rule("0 12 * * ? *", 35))),
            .compliant("a rate", plan(rule("rate(12 hours)", 35))),
            .compliant(
                "every hour", plan(rule("cron(15 * ? * * *)", 35)),
                with: ["requiredFrequencyUnit": "hours", "requiredFrequencyValue": "1"]),
            .compliant(
                "every week is enough", plan(rule("cron(0 5 ? * SUN *)", 35)), with: ["requiredFrequencyValue": "7"]),
            .compliant(
                "every month is enough", plan(rule("cron(0 5 L * ? *)", 35)), with: ["requiredFrequencyValue": "31"]),
            .nonCompliant("kept too short", plan(rule("cron(0 5 ? * * *)", 34))),
            .nonCompliant("every week", plan(rule("cron(0 5 ? * 1 *)", 35))),
            .nonCompliant("on working days", plan(rule("cron(0 5 ? * MON-FRI *)", 35))),
            .nonCompliant(
                "often by day, but not at night", plan(rule("cron(0 8-18/2 ? * * *)", 35)),
                with: ["requiredFrequencyUnit": "hours", "requiredFrequencyValue": "2"]),
            .nonCompliant(
                "the last Friday of the month, which may be five weeks away", plan(rule("cron(0 5 ? * FRIL *)", 60)),
                with: ["requiredFrequencyValue": "31"]),
            .nonCompliant(
                "the third Monday of the month", plan(rule("cron(0 5 ? * MON#3 *)", 35)),
                with: ["requiredFrequencyValue": "31"]),
            .nonCompliant(
                "one rule often enough, another for long enough",
                plan(rule("cron(0 5 ? * * *)", 7), rule("cron(0 5 ? * 1 *)", 365))),
            .nonCompliant(
                "every month but one", plan(rule("cron(0 5 1 1-11 ? *)", 35)), with: ["requiredFrequencyValue": "31"]),
            .nonCompliant("no rules", plan()),
            .insufficientData("a schedule that ends", plan(rule("cron(0 5 ? * * 2026)", 35))),
            .insufficientData("a schedule of another form", plan(rule("cron(0 5 15W * ? *)", 35))),
            .insufficientData("an item without its rules", ["BackupPlan": ["BackupPlanName": "nightly"]]),
        ]
    ) { plan, _, frequency, retention, unit in
        let rules = plan.configuration["BackupPlan"]["BackupPlanRule"]
        guard rules.isArray else { return .missing("configuration.BackupPlan.BackupPlanRule") }
        let minutes = min(max(frequency, 0), 1_000_000) * (unit.lowercased() == "hours" ? 60 : 1440)
        var asked: String { "Asked for: every \(frequency) \(unit), \(retention) days. " }
        var breaches = Breaches()
        var unreadable: Finding?
        for rule in rules.elements {
            let name = rule["RuleName"].string ?? "a rule"
            let days = rule["Lifecycle"]["DeleteAfterDays"]
            guard days.isNull || days.lenientInt != nil else {
                unreadable = .insufficientData("It cannot be told how long \(name) keeps its recovery points.")
                continue
            }
            var isKeptTooShort = false
            if let days = days.lenientInt, days >= 0, days < retention {
                isKeptTooShort = true
                breaches.add("\(name) keeps recovery points for \(days) days", asked)
            }
            // What AWS Backup takes where there is no schedule (API Reference, "BackupRule").
            let schedule = rule["ScheduleExpression"].string ?? "cron(0 5 ? * * *)"
            guard let gap = ScheduleExpression.longestGap(schedule) else {
                if !isKeptTooShort {
                    unreadable = .insufficientData("It cannot be told how often \(name) runs: \(schedule).")
                }
                continue
            }
            if gap > minutes {
                breaches.add(
                    "\(name) leaves up to \(ScheduleExpression.describe(minutes: gap)) between backups", asked)
            } else if !isKeptTooShort {
                return .compliant
            }
        }
        if let unreadable { return unreadable }
        return breaches.finding ?? .nonCompliant("The plan has no rules.")
    }

    private static func plan(_ rules: JSONLiteral...) -> JSONLiteral {
        ["BackupPlan": ["BackupPlanName": "nightly", "BackupPlanRule": .array(rules)]]
    }

    private static func rule(_ schedule: JSONLiteral, _ days: JSONLiteral) -> JSONLiteral {
        ["RuleName": "rule", "ScheduleExpression": schedule, "Lifecycle": ["DeleteAfterDays": days]]
    }
}
