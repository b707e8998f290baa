public import ConfigModel
import JSON
import Recording
public import Store
public import Timeline

/// The items of a resource as `aws configservice get-resource-config-history` shows them, newest first (AWS CLI Command
/// Reference, "get-resource-config-history").
public enum HistoryJSON {
    /// All captures, those that say nothing new too, so that a store made from them holds the same.
    ///
    /// - Parameter start: what was captured before is left out.
    public static func write(
        _ history: ResourceHistory, since start: Timestamp?, to sink: some ByteSink
    ) throws(StoreError) {
        try write(to: sink) { body throws(StoreError) in try history.forEachItem(since: start, body) }
    }

    /// The item that tells how the resource was at a time; none where nothing was captured by then.
    public static func write(
        _ history: ResourceHistory, at time: Timestamp, to sink: some ByteSink
    ) throws(StoreError) {
        try write(to: sink) { body throws(StoreError) in
            _ = try history.withState(at: time) { body($0.item.json) }
        }
    }

    private static func write(
        to sink: some ByteSink, items: ((JSONValue) -> Void) throws(StoreError) -> Void
    ) throws(StoreError) {
        var fault: StoreError?
        var writer = JSONWriter(pretty: true)
        writer.object {
            $0.member("configurationItems") {
                $0.array { writer in
                    do throws(StoreError) {
                        try items {
                            APIForm.write($0, to: &writer)
                            sink.write(writer.take())
                        }
                    } catch {
                        fault = error
                    }
                }
            }
        }
        if let fault { throw fault }
        writer.newline()
        sink.write(writer.bytes)
    }
}
