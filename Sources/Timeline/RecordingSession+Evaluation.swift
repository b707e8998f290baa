import Compliance
import ConfigModel
import JSON
import Recording
import RuleKit
public import Store

// Which rules run after a step, and what becomes of their verdicts.
extension RecordingSession {
    /// A resource with the item by which it is judged.
    struct Subject {
        let ordinal: Ordinal
        let key: ResourceKey
        let document: JSONDocument
        /// The item's capture time; nil of what is known from facts alone.
        let capturedAt: Timestamp?
        let kind: ResourceKind
    }

    /// Runs the changed resource's own rules.
    func judgeOwn(
        _ ordinal: Ordinal, _ key: ResourceKey, _ incoming: IncomingItem
    ) throws(StoreError) {
        let subject = Subject(
            ordinal: ordinal, key: key, document: incoming.document, capturedAt: incoming.time, kind: .recorded)
        for index in rules.judging(key.resourceType) {
            if incoming.isGone {
                // Nothing can make a verdict on what is gone wait for its period.
                try settle(subject, index, .notApplicable, at: clock ?? incoming.time, ordering: incoming.time)
            } else if rules.all[index].runsOnChange {
                try judge(subject, index, .now, asOf: clock ?? incoming.time, account: key.accountId)
            } else {
                try enqueue(ordinal, rule: rules.all[index].hash, account: key.accountId, since: incoming.time)
            }
        }
        if key.resourceType == .iamUser {
            try retireReported(incoming.document, account: key.accountId)
        }
    }

    /// Runs the rules whose verdicts asked for what has changed.
    func wakeReaders(
        of touched: Set<LookUp>, account: String, since time: Timestamp, besides own: Ordinal,
        onlyPeriodic: Bool = false
    ) throws(StoreError) {
        var readers: Set<Reader> = []
        for lookUp in touched {
            for entry in store.log.all(IndexKey.readers(lookUp, account: account)) {
                guard let rule = rules.index(hash: entry.b) else { continue }
                readers.insert(Reader(ordinal: Ordinal(entry.a), rule: rule))
            }
        }
        for reader in readers.sorted() {
            let rule = rules.all[reader.rule]
            guard rule.runsOnChange else {
                try enqueue(reader.ordinal, rule: rule.hash, account: account, since: time)
                continue
            }
            guard !onlyPeriodic, reader.ordinal != own,
                let subject = try subject(reader.ordinal, .now, account: account)
            else {
                continue
            }
            try judge(subject, reader.rule, .now, asOf: clock ?? time, account: account)
        }
    }

    struct Reader: Hashable, Comparable {
        let ordinal: Ordinal
        let rule: Int

        static func < (a: Self, b: Self) -> Bool { (a.ordinal, a.rule) < (b.ordinal, b.rule) }
    }

    /// A live resource as of a moment; nil when there is none.
    func subject(_ ordinal: Ordinal, _ moment: Moment, account: String) throws(StoreError) -> Subject? {
        let kind = ResourceKind(rawValue: store.log.entry(ordinal).c) ?? .recorded
        switch kind {
        case .recorded: return try recorded(ordinal, moment)
        case .account:
            guard let document = FactResource.account(account) else { return nil }
            return Subject(
                ordinal: ordinal, key: .account(account), document: document, capturedAt: nil, kind: kind)
        case .reportedUser:
            // It may have got an item since.
            if store.capture(ordinal) != nil { return try recorded(ordinal, moment) }
            resources.begin(moment)
            for row in resources.facts(account: account).credentialReport?.rows ?? [] where !row.isRoot {
                let key = ResourceKey.user(row, account: account)
                guard store.ordinal(key) == ordinal, try !isRecorded(row, account: account) else { continue }
                guard let document = FactResource.user(row, account: account) else { return nil }
                return Subject(ordinal: ordinal, key: key, document: document, capturedAt: nil, kind: kind)
            }
            return nil
        }
    }

    private func recorded(_ ordinal: Ordinal, _ moment: Moment) throws(StoreError) -> Subject? {
        guard let capture = store.capture(ordinal, moment), !capture.isGone else { return nil }
        // What is gone by now has no verdict any more, whatever was to be said of it then.
        if moment != .now, store.capture(ordinal)?.isGone == true { return nil }
        let document = try store.document(capture.range)
        guard let key = document.withRoot({ ResourceKey(ConfigurationItem($0)) }) else { return nil }
        return Subject(ordinal: ordinal, key: key, document: document, capturedAt: capture.time, kind: .recorded)
    }

    /// Has a rule judge a resource, notes what it asked, and settles the verdict.
    func judge(
        _ subject: Subject, _ index: Int, _ moment: Moment, asOf: Timestamp, account: String
    ) throws(StoreError) {
        let rule = rules.all[index]
        if subject.kind != .recorded, !rule.judgesWithoutItem { return }
        let finding = try verdict(subject, rule, moment, asOf: asOf, account: account)
        let asked = resources.asked.map { IndexKey.readers($0, account: account) }.sorted()
        for key in asked { try link(key, .reader, subject.ordinal, rule: rule.hash) }
        if rule.needsClock {
            try enqueueFlip(of: finding.complianceType, subject, rule, moment, asOf: asOf, account: account)
        }
        let isPeriodic = rule.bound.rule.trigger == .periodic
        try settle(
            subject, index, finding, at: clock.map { max($0, asOf) } ?? asOf,
            ordering: isPeriodic ? asOf : subject.capturedAt ?? asOf)
    }

    private func verdict(
        _ subject: Subject, _ rule: ActiveRules.Rule, _ moment: Moment, asOf: Timestamp, account: String
    ) throws(StoreError) -> Finding {
        resources.begin(moment)
        let context = EvaluationContext(asOf: asOf, accountId: account, related: resources)
        let finding = subject.document.withRoot { Judge.judge(rule.bound, ConfigurationItem($0), in: context) }
        if let fault = resources.fault { throw fault }
        return finding
    }

    /// Writes an event when the verdict is another than the last one. A rule that never had anything to say about a
    /// resource says nothing.
    func settle(
        _ subject: Subject, _ index: Int, _ finding: Finding, at time: Timestamp, ordering: Timestamp
    ) throws(StoreError) {
        let rule = rules.all[index]
        let last = store.verdict(subject.ordinal, rule: rule.hash)
        guard finding.complianceType != last?.complianceType ?? .notApplicable else { return }
        var old: JSONDocument?
        if let last {
            let event = try store.document(last.range)
            old = event.withRoot { try? JSONDocument(JSONWriter.text(JSONLiteral($0["newEvaluationResult"]))) }
        }
        let line = StreamEvent.complianceChange(
            StreamEvent.Result(
                key: subject.key, ruleName: rule.name, complianceType: finding.complianceType,
                annotation: finding.annotation, orderingTimestamp: ordering, time: time, old: old))
        let position = try store.log.append(line)
        try store.add(
            finding.complianceType, LogRange(position: position, count: line.count), of: subject.ordinal,
            rule: rule.hash)
    }
}

// Rules that run when a period has passed.
extension RecordingSession {
    /// Has a rule run on a resource when the period ends in which `time` lies; if that period is over, at once, as of its
    /// end. The rule 0 stands for the item that is held back till then.
    func enqueue(_ ordinal: Ordinal, rule: UInt64, account: String, since time: Timestamp) throws(StoreError) {
        guard let clock = try periodicClock(account) else { return }
        let tick = PeriodicClock.ticks(by: time) + 1
        guard tick <= clock.tick else {
            return try link(IndexKey.due(account: account, tick: tick), .due, ordinal, rule: rule)
        }
        let end = PeriodicClock.time(of: clock.tick)
        if rule == 0 { return try release(ordinal, before: end) }
        try work([(ordinal, rule)], at: end, account: account)
        // What is stored of the day that still goes on counts at its end.
        try link(IndexKey.due(account: account, tick: clock.tick + 1), .due, ordinal, rule: rule)
    }

    /// Works off what is due at the end of a period.
    func runTick(_ tick: Int, _ account: String) throws(StoreError) {
        let key = IndexKey.due(account: account, tick: tick)
        let due = store.log.all(key)
        guard !due.isEmpty else { return }
        let time = PeriodicClock.time(of: tick)
        advance(to: time)
        try release(due.filter { $0.b == 0 }.map { Ordinal($0.a) }, before: time)
        // What was held back may have made more due.
        try work(store.log.all(key).map { (Ordinal($0.a), $0.b) }, at: time, account: account)
    }

    private func release(_ ordinals: [Ordinal], before time: Timestamp) throws(StoreError) {
        for ordinal in ordinals.sorted() { try release(ordinal, before: time) }
    }

    private func work(_ due: [(ordinal: Ordinal, rule: UInt64)], at time: Timestamp, account: String) throws(StoreError)
    {
        let readers = due.compactMap { entry in
            rules.index(hash: entry.rule).map { Reader(ordinal: entry.ordinal, rule: $0) }
        }
        try evaluate(readers.sorted(), .before(time), asOf: time, account: account)
    }

    /// Runs rules on resources of an account, and says in the stream that they start.
    private func evaluate(
        _ readers: [Reader], _ moment: Moment, asOf: Timestamp, account: String
    ) throws(StoreError) {
        var names: [String: Set<String>] = [:]
        for reader in readers {
            guard let subject = try subject(reader.ordinal, moment, account: account) else { continue }
            names[subject.key.awsRegion, default: []].insert(rules.all[reader.rule].name)
        }
        for (region, names) in names.sorted(by: { $0.key < $1.key }) {
            _ = try store.log.append(
                StreamEvent.evaluationStarted(
                    names.sorted(), accountId: account, region: region, at: clock.map { max($0, asOf) } ?? asOf))
        }
        var last: Subject?
        for reader in readers {
            if last?.ordinal != reader.ordinal { last = try subject(reader.ordinal, moment, account: account) }
            guard let subject = last, subject.ordinal == reader.ordinal else { continue }
            // A fact of the day that still goes on has had its rules run since; that verdict stands.
            let facts = rules.all[reader.rule].facts.compactMap { store.fact($0, account: account)?.time }
            if moment != .now, let since = facts.max(), since >= asOf {
                try judge(subject, reader.rule, .through(since), asOf: since, account: account)
            } else {
                try judge(subject, reader.rule, moment, asOf: asOf, account: account)
            }
        }
    }

    /// Makes the last of the items that were held back the present one, if it differs (daily recording).
    private func release(_ ordinal: Ordinal, before time: Timestamp) throws(StoreError) {
        let pending = store.log.all(IndexKey.captures(ordinal)).lazy.map(Capture.init)
            .filter { $0.isPending && $0.time < time }.max()
        let current = store.capture(ordinal)
        guard let pending, let current, current < pending, current.digest != pending.digest else { return }
        let bytes = try store.log.read(pending.range.position, count: pending.range.count)
        let isUndated = pending.flags.contains(.undated)
        guard let item = IncomingItem(recorded: bytes, time: pending.time, isUndated: isUndated) else { return }
        try change(ordinal, item.key, current, item)
    }

    /// Finds the period at whose end time alone turns the verdict, and has the rule run then. Rules that need the clock
    /// turn at most once as time passes (a test sees to that), so twice as far and then by halves finds it.
    private func enqueueFlip(
        of verdict: ComplianceType, _ subject: Subject, _ rule: ActiveRules.Rule, _ moment: Moment, asOf: Timestamp,
        account: String
    ) throws(StoreError) {
        let base = PeriodicClock.ticks(by: asOf)
        func isTurned(_ ticks: Int) throws(StoreError) -> Bool {
            try self.verdict(subject, rule, moment, asOf: PeriodicClock.time(of: base + ticks), account: account)
                .complianceType != verdict
        }
        var turned = 1
        // As far as some twenty years.
        while try !isTurned(turned) {
            turned *= 2
            if turned > 8192 { return }
        }
        var same = turned / 2
        while turned - same > 1 {
            let middle = (same + turned) / 2
            if try isTurned(middle) { turned = middle } else { same = middle }
        }
        try link(
            IndexKey.due(account: account, tick: base + turned), .due, subject.ordinal, rule: rule.hash)
    }
}

// Facts.
extension RecordingSession {
    /// Takes what no item carries. Rules that it decides run at once: a fact is what such a rule asks the account for
    /// when its period has passed.
    public func take(_ fact: IncomingFact) throws(StoreError) -> Outcome {
        let key = IndexKey.fact(fact.fact, account: fact.account)
        let isKnown = store.log.first(key) { entry in
            let capture = Capture(entry)
            return capture.digest == fact.digest && (fact.isUndated || capture.time == fact.time)
        }
        if isKnown != nil { return .known }
        let before = store.fact(fact.fact, account: fact.account)
        let isLate = before.map { fact.time < $0.time } ?? false
        if !isLate { try passTime(of: fact.account, to: fact.time) }
        let former = reportedUsers(account: fact.account)
        let line = StreamEvent.factRecorded(
            fact.fact, account: fact.account, document: fact.document, at: fact.time)
        let position = try store.log.append(line.bytes)
        let range = LogRange(position: position.advanced(by: line.item.lowerBound), count: line.item.count)
        let capture = Capture(range: range, time: fact.time, digest: fact.digest, flags: isLate ? .late : [])
        try store.log.add(capture.entry(key: key, .fact))
        if isLate { return .late }

        // Of a day that is over the state at the end of the last such day counts: periods have passed since.
        var (moment, asOf) = (Moment.through(fact.time), fact.time)
        if let clock = try periodicClock(fact.account), PeriodicClock.ticks(by: fact.time) < clock.tick {
            asOf = PeriodicClock.time(of: clock.tick)
            moment = .before(asOf)
        }
        for rule in rules.all.indices where rules.all[rule].facts.contains(fact.fact) {
            for type in rules.all[rule].bound.rule.scope {
                for ordinal in store.members(type, account: fact.account) {
                    guard let subject = try subject(ordinal, moment, account: fact.account) else { continue }
                    try judge(subject, rule, moment, asOf: asOf, account: fact.account)
                }
            }
        }
        if fact.fact == .credentialReport {
            try judgeReported(former: former, moment, asOf: asOf, account: fact.account)
        }
        return .changed
    }

    /// Users that a credential report names and no item does.
    private func reportedUsers(account: String) -> [ResourceKey] {
        resources.begin(.now)
        return (resources.facts(account: account).credentialReport?.rows ?? []).filter { !$0.isRoot }
            .map { ResourceKey.user($0, account: account) }
    }

    private func isRecorded(_ row: CredentialReport.Row, account: String) throws(StoreError) -> Bool {
        store.log.first(IndexKey.name(row.arn)) { entry in
            store.isOf(account, Ordinal(entry.a)) && store.capture(Ordinal(entry.a)) != nil
        } != nil
    }

    private func judgeReported(
        former: [ResourceKey], _ moment: Moment, asOf time: Timestamp, account: String
    ) throws(StoreError) {
        resources.begin(moment)
        let rows = (resources.facts(account: account).credentialReport?.rows ?? []).filter { !$0.isRoot }
        let present = Set(rows.map { ResourceKey.user($0, account: account) })
        for key in former where !present.contains(key) { try retire(key, at: time) }
        for row in rows where try !isRecorded(row, account: account) {
            let key = ResourceKey.user(row, account: account)
            guard let document = FactResource.user(row, account: account) else { continue }
            let ordinal: Ordinal
            if let known = store.ordinal(key) {
                ordinal = known
            } else {
                ordinal = try addResource(key, names: Array(Set([row.user, row.arn])).sorted(), kind: .reportedUser)
            }
            let subject = Subject(
                ordinal: ordinal, key: key, document: document, capturedAt: nil, kind: .reportedUser)
            for rule in rules.judging(.iamUser) where rules.all[rule].judgesWithoutItem {
                try judge(subject, rule, moment, asOf: time, account: account)
            }
        }
    }

    /// A user who was known from a report alone has an item now: the verdicts stand with that.
    func retireReported(_ document: JSONDocument, account: String) throws(StoreError) {
        let arn = document.withRoot { ConfigurationItem($0).arn.string } ?? ""
        let reported = store.log.first(IndexKey.name(arn)) { entry in
            store.isOf(account, Ordinal(entry.a)) && isReported(Ordinal(entry.a))
        }
        guard reported != nil, let user = ARN(arn)?.resource.split(separator: "/").last else { return }
        try retire(
            .user(named: String(user), account: account),
            at: clock ?? Timestamp(milliseconds: 0))
    }

    /// Whether a resource is known from a report alone.
    private func isReported(_ ordinal: Ordinal) -> Bool {
        store.log.entry(ordinal).c == ResourceKind.reportedUser.rawValue && store.capture(ordinal) == nil
    }

    private func retire(_ key: ResourceKey, at time: Timestamp) throws(StoreError) {
        guard let ordinal = store.ordinal(key), isReported(ordinal), let document = try? JSONDocument("{}")
        else { return }
        let subject = Subject(ordinal: ordinal, key: key, document: document, capturedAt: nil, kind: .reportedUser)
        for rule in rules.judging(.iamUser) {
            try settle(subject, rule, .notApplicable, at: time, ordering: time)
        }
    }
}

// Rules that are new.
extension RecordingSession {
    /// Makes these the store's rules; those that it did not have, or not with these parameters, run over everything.
    func setRules(_ new: RecordedRules) throws(StoreError) {
        let old = try store.recordedRules()
        guard old != new else { return }
        let line = new.line
        let position = try store.log.append(line)
        try store.log.add(
            IndexEntry(
                key: IndexKey.rules, a: position.rawValue, b: UInt64(line.count),
                flags: UInt32(IndexKey.Kind.rules.rawValue)))
        guard let clock else { return }
        // Another version may judge otherwise.
        let known = old?.version == new.version ? old?.rules ?? [] : []
        let fresh = Set(rules.all.indices.filter { !known.contains(new.rules[$0]) })
        guard !fresh.isEmpty else { return }
        var readers: [String: [Reader]] = [:]
        for ordinal in Array(store.ordinals) {
            guard let (account, type) = try place(ordinal) else { continue }
            for rule in rules.judging(type) where fresh.contains(rule) {
                readers[account, default: []].append(Reader(ordinal: ordinal, rule: rule))
            }
        }
        for (account, readers) in readers.sorted(by: { $0.key < $1.key }) {
            try evaluate(readers, .now, asOf: clock, account: account)
        }
    }

    /// Account and type of a resource.
    private func place(_ ordinal: Ordinal) throws(StoreError) -> (account: String, type: ResourceType)? {
        let name = store.log.entry(ordinal)
        switch ResourceKind(rawValue: name.c) ?? .recorded {
        case .recorded:
            guard let subject = try subject(ordinal, .now, account: "") else { return nil }
            return (subject.key.accountId, subject.key.resourceType)
        case .account: return AccountNumber.decode(name.d).map { ($0, .account) }
        case .reportedUser: return AccountNumber.decode(name.d).map { ($0, .iamUser) }
        }
    }
}
