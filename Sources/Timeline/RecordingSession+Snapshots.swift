import ConfigModel
import Store

// What a complete snapshot no longer has.
extension RecordingSession {
    /// Records as deleted what the store holds of the snapshot's account and region, was captured before it, and is not
    /// in it, of the types that the recorder is configured to record.
    ///
    /// - Returns: how many there were.
    func sweep(_ snapshot: IncomingInputs.Snapshot) throws(StoreError) -> Int {
        let place = IndexKey.place(accountId: snapshot.accountId, awsRegion: snapshot.awsRegion)
        var deleted = 0
        for ordinal in Array(store.ordinals) {
            let name = store.log.entry(ordinal)
            guard name.b == place, name.c == ResourceKind.recorded.rawValue,
                let capture = store.capture(ordinal), !capture.isGone, capture.time < snapshot.time,
                let subject = try subject(ordinal, .now, account: snapshot.accountId),
                !snapshot.keys.contains(subject.key), recorder.records(subject.key.resourceType),
                let item = subject.document.withRoot({
                    IncomingItem.deletion(of: ConfigurationItem($0), subject.key, at: snapshot.time)
                })
            else { continue }
            if case .changed = try take(item) { deleted += 1 }
        }
        return deleted
    }
}
