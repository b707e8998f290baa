/// A point in time, to the millisecond.
///
/// Time is data here: it comes from items, or from a flag, never from a clock behind a rule's back.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let milliseconds: Int

    /// A point in time by its milliseconds since 1970-01-01T00:00:00Z.
    public init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    /// How many days `self` lies behind `earlier`, in whole and parts.
    public func days(since earlier: Timestamp) -> Double {
        Double(milliseconds - earlier.milliseconds) / 86_400_000
    }

    /// Reads the ways in which AWS writes time: ISO 8601 with `Z`, an offset, "UTC" or no zone (then UTC), with or
    /// without seconds and fractions, `T` or a space between; a number of seconds or milliseconds since 1970; and
    /// `Feb 13, 2026 6:04:50 AM`. Nil for anything else.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let value = bytes.withUnsafeBufferPointer({ Timestamp(utf8: $0) }) else { return nil }
        self = value
    }

    /// Reads the same from bytes.
    public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var scanner = Scanner(bytes: bytes)
        guard let value = scanner.iso() ?? scanner.written() ?? scanner.epoch() else { return nil }
        self = value
    }

    /// Seconds (with a fraction) or milliseconds since 1970, told apart by size: 100,000,000,000 seconds is the year 5138.
    /// Nil for what is no time within some 30,000 years.
    public init?(epoch: Double) {
        guard epoch.magnitude < 1e15 else { return nil }
        milliseconds = Int((epoch.magnitude < 100_000_000_000 ? epoch * 1000 : epoch).rounded())
    }

    /// `2024-06-01T12:30:00.000Z`, as AWS Config writes capture times.
    public var iso8601: String {
        var bytes: [UInt8] = []
        appendISO8601(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the same as bytes.
    public func appendISO8601(to bytes: inout [UInt8]) {
        let (days, rest) = milliseconds.floorDivided(by: 86_400_000)
        let date = Self.civil(days)
        func append(_ value: Int, _ width: Int, _ end: UInt8) {
            var unit = 1
            for _ in 1..<width { unit *= 10 }
            while unit > 0 {
                bytes.append(UInt8(0x30 + value / unit % 10))
                unit /= 10
            }
            bytes.append(end)
        }
        append(min(max(date.year, 0), 9999), 4, UInt8(ascii: "-"))
        append(date.month, 2, UInt8(ascii: "-"))
        append(date.day, 2, UInt8(ascii: "T"))
        append(rest / 3_600_000, 2, UInt8(ascii: ":"))
        append(rest / 60_000 % 60, 2, UInt8(ascii: ":"))
        append(rest / 1000 % 60, 2, UInt8(ascii: "."))
        append(rest % 1000, 3, UInt8(ascii: "Z"))
    }

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, counted in 400-year eras.
    fileprivate static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = y.floorDivided(by: 400)
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).floorDivided(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

/// Reads dates from bytes without making strings: every item has a capture time.
private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        position += 1
        return true
    }

    /// A number of `widths` digits.
    private mutating func number(_ widths: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < widths.upperBound, let digit = byte, digit &- 0x30 < 10 {
            value = value * 10 + Int(digit - 0x30)
            position += 1
            count += 1
        }
        return count >= widths.lowerBound ? value : nil
    }

    mutating func iso() -> Timestamp? {
        position = 0
        guard let year = number(4...4), take(0x2D), let month = number(2...2), take(0x2D), let day = number(2...2),
            1...12 ~= month, 1...31 ~= day
        else { return nil }
        var total = Timestamp.days(year, month, day) * 86_400_000
        if byte == nil { return Timestamp(milliseconds: total) }
        guard take(0x54) || take(0x74) || take(0x20) else { return nil }
        guard let time = clock() else { return nil }
        total += time
        _ = take(0x20)
        if byte == nil || (take(0x5A) || take(0x7A)) && byte == nil { return Timestamp(milliseconds: total) }
        if take(0x55) { return take(0x54) && take(0x43) && byte == nil ? Timestamp(milliseconds: total) : nil }
        let sign: Int
        if take(0x2B) { sign = 1 } else if take(0x2D) { sign = -1 } else { return nil }
        guard let hours = number(2...2) else { return nil }
        _ = take(0x3A)
        let minutes = byte == nil ? 0 : number(2...2)
        guard let minutes, byte == nil else { return nil }
        return Timestamp(milliseconds: total - sign * (hours * 60 + minutes) * 60_000)
    }

    /// `hh:mm[:ss[.fraction]]` in milliseconds.
    private mutating func clock() -> Int? {
        guard let hour = number(1...2), take(0x3A), let minute = number(2...2), hour < 24, minute < 60 else {
            return nil
        }
        var milliseconds = (hour * 60 + minute) * 60_000
        guard take(0x3A) else { return milliseconds }
        guard let second = number(2...2), second <= 60 else { return nil }
        milliseconds += second * 1000
        guard take(0x2E) || take(0x2C) else { return milliseconds }
        var scale = 100
        var digits = 0
        while let digit = byte, digit &- 0x30 < 10 {
            milliseconds += Int(digit - 0x30) * scale
            scale /= 10
            digits += 1
            position += 1
        }
        return digits > 0 ? milliseconds : nil
    }

    /// `Feb 13, 2026 6:04:50 AM`
    mutating func written() -> Timestamp? {
        position = 0
        guard bytes.count > 12 else { return nil }
        let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let prefix = String(decoding: bytes[0..<3], as: UTF8.self).lowercased()
        guard let month = names.firstIndex(of: prefix) else { return nil }
        position = 3
        guard take(0x20), let day = number(1...2), take(0x2C), take(0x20), let year = number(4...4), take(0x20),
            let time = clock(), 1...31 ~= day
        else { return nil }
        var total = Timestamp.days(year, month + 1, day) * 86_400_000 + time
        // Java's DateFormat has put a narrow no-break space before AM since version 20.
        while let next = byte, next == 0x20 || next >= 0x80 { position += 1 }
        guard let half = byte else { return Timestamp(milliseconds: total) }
        position += 1
        guard take(0x4D), byte == nil, half == 0x41 || half == 0x50 else { return nil }
        let hour = time / 3_600_000
        if half == 0x50, hour < 12 { total += 12 * 3_600_000 }
        if half == 0x41, hour == 12 { total -= 12 * 3_600_000 }
        return Timestamp(milliseconds: total)
    }

    /// A bare number.
    mutating func epoch() -> Timestamp? {
        guard !bytes.isEmpty, bytes.allSatisfy({ ($0 &- 0x30) < 10 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }),
            let value = Double(String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return Timestamp(epoch: value)
    }
}
