/// A schedule as AWS writes it: `rate(12 hours)`, `cron(0 5 ? * * *)`, or the six fields alone (Amazon EventBridge User
/// Guide, "Creating an Amazon EventBridge rule that runs on a schedule").
enum ScheduleExpression {
    /// The longest time between two runs in minutes; nil where the schedule cannot be read, ends, or never runs twice.
    static func longestGap(_ text: String) -> Int? {
        if let rate = inside("rate", text) { return minutes(ofRate: rate) }
        return CronExpression(inside("cron", text) ?? text[...])?.longestGap
    }

    private static func inside(_ function: String, _ text: String) -> Substring? {
        guard text.hasPrefix("\(function)("), text.hasSuffix(")") else { return nil }
        return text.dropFirst(function.count + 1).dropLast()
    }

    private static func minutes(ofRate rate: Substring) -> Int? {
        let words = rate.split(separator: " ")
        guard words.count == 2, let count = Int(words[0]), 1...1_000_000 ~= count else { return nil }
        switch words[1].lowercased() {
        case "minute", "minutes": return count
        case "hour", "hours": return count * 60
        case "day", "days": return count * 1440
        default: return nil
        }
    }

    /// A number of minutes in words: "36 hours".
    static func describe(minutes: Int) -> String {
        let (count, unit) =
            minutes % 1440 == 0
            ? (minutes / 1440, "day") : minutes % 60 == 0 ? (minutes / 60, "hour") : (minutes, "minute")
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}

/// AWS's cron expressions of six fields: minutes, hours, day of the month, month, day of the week, year.
private struct CronExpression {
    private let timesOfDay: [Int]
    private let months: Set<Int>
    private let days: DayRule

    private enum DayRule {
        case every
        case ofMonth(Set<Int>)
        case lastOfMonth
        /// Sunday is 1.
        case ofWeek(Set<Int>)
        case nthWeekday(Int, nth: Int)
        case lastWeekday(Int)
    }

    init?(_ text: Substring) {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[5] == "*", let minutes = Self.values(fields[0], 0...59),
            let hours = Self.values(fields[1], 0...23), let months = Self.values(fields[3], 1...12, Self.monthNames),
            let days = Self.days(fields[2], fields[4])
        else { return nil }
        timesOfDay = hours.flatMap { hour in minutes.map { hour * 60 + $0 } }.sorted()
        self.months = months
        self.days = days
    }

    private static let monthNames = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    /// Only one of the two fields may say something.
    private static func days(_ ofMonth: Substring, _ ofWeek: Substring) -> DayRule? {
        let isFree = (ofMonth == "?" || ofMonth == "*", ofWeek == "?" || ofWeek == "*")
        switch isFree {
        case (true, true): return .every
        case (false, false): return nil
        case (false, true): return ofMonth == "L" ? .lastOfMonth : values(ofMonth, 1...31).map { .ofMonth($0) }
        case (true, false):
            if ofWeek == "L" { return .ofWeek([7]) }
            if ofWeek.hasSuffix("L") { return value(ofWeek.dropLast(), 1...7, dayNames).map { .lastWeekday($0) } }
            let parts = ofWeek.split(separator: "#", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return values(ofWeek, 1...7, dayNames).map { .ofWeek($0) } }
            guard let day = value(parts[0], 1...7, dayNames), let nth = value(parts[1], 1...5) else { return nil }
            return .nthWeekday(day, nth: nth)
        }
    }

    /// The values of a field: `*`, `5`, `MON-FRI`, `0/15`, and lists of such.
    private static func values(_ field: Substring, _ range: ClosedRange<Int>, _ names: [String] = []) -> Set<Int>? {
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "/", omittingEmptySubsequences: false)
            guard let base = sides.first, sides.count <= 2 else { return nil }
            let bounds = base.split(separator: "-", omittingEmptySubsequences: false).map { value($0, range, names) }
            let step = sides.count == 2 ? value(sides[1], 1...1000) : 1
            guard let step else { return nil }
            if base == "*" {
                values.formUnion(stride(from: range.lowerBound, through: range.upperBound, by: step))
            } else if bounds.count == 1, let first = bounds[0] {
                values.formUnion(stride(from: first, through: sides.count == 2 ? range.upperBound : first, by: step))
            } else if bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last {
                values.formUnion(stride(from: first, through: last, by: step))
            } else {
                return nil
            }
        }
        return values
    }

    private static func value(_ text: Substring, _ range: ClosedRange<Int>, _ names: [String] = []) -> Int? {
        if let index = names.firstIndex(of: text.uppercased()) { return range.lowerBound + index }
        guard let value = Int(text), range.contains(value) else { return nil }
        return value
    }

    /// Walks through 28 years, after which leap years and days of the week repeat.
    var longestGap: Int? {
        guard let first = timesOfDay.first, let last = timesOfDay.last else { return nil }
        var longest = zip(timesOfDay, timesOfDay.dropFirst()).map { $1 - $0 }.max()
        // 1 January 2001 was a Monday.
        var (today, weekday) = (0, 2)
        var lastDay: Int?
        for year in 2001...2028 {
            for month in 1...12 {
                let length = Self.length(of: month, in: year)
                for day in 1...length {
                    if months.contains(month), isDue(day: day, of: length, weekday: weekday) {
                        if let lastDay { longest = max(longest ?? 0, (today - lastDay) * 1440 - last + first) }
                        lastDay = today
                    }
                    today += 1
                    weekday = weekday % 7 + 1
                }
            }
        }
        return lastDay == nil ? nil : longest
    }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private func isDue(day: Int, of length: Int, weekday: Int) -> Bool {
        switch days {
        case .every: true
        case .ofMonth(let days): days.contains(day)
        case .lastOfMonth: day == length
        case .ofWeek(let weekdays): weekdays.contains(weekday)
        case .nthWeekday(let wanted, let nth): weekday == wanted && (day - 1) / 7 + 1 == nth
        case .lastWeekday(let wanted): weekday == wanted && day + 7 > length
        }
    }
}
