public import ConfigModel
public import JSON
public import Recording
public import Store

/// A store's recorder: how it is configured, and whether it runs. Kept in `recorder.json`, in AWS's shapes.
public struct RecorderState: Sendable, Equatable {
    public private(set) var configuration = ConfigurationRecorder()
    /// Whether items are recorded.
    public private(set) var isRecording = true
    private var lastStartTime: Timestamp?
    private var lastStopTime: Timestamp?

    private static let fileName = "/recorder.json"

    /// The recorder of the store in the folder `path`; one that takes all that comes where nobody configured another.
    public init(path: String) throws(StoreError) {
        guard let bytes = try SmallFile.read(path + Self.fileName) else { return }
        do {
            let document = try JSONDocument(bytes)
            try document.withRoot { root in
                if !root["ConfigurationRecorder"].isMissing {
                    configuration = try ConfigurationRecorder(root["ConfigurationRecorder"])
                }
                let status = root["ConfigurationRecordersStatus"].elements.first { $0.isObject } ?? root.missing
                isRecording = status["recording"].bool ?? true
                lastStartTime = status["lastStartTime"].timestamp
                lastStopTime = status["lastStopTime"].timestamp
            }
        } catch {
            throw .damaged(path: path + Self.fileName, what: "is not the recorder that was written (\(error))")
        }
    }

    /// Whether there is a store in the folder `path`.
    public static func hasStore(_ path: String) throws(StoreError) -> Bool {
        try SmallFile.read(path + "/commit.json") != nil
    }

    /// Configures the recorder, as put-configuration-recorder does; what was recorded stays.
    public mutating func put(_ configuration: ConfigurationRecorder) { self.configuration = configuration }

    /// As start-configuration-recorder does.
    public mutating func start(at time: Timestamp) {
        isRecording = true
        lastStartTime = time
    }

    /// As stop-configuration-recorder does: what was recorded stays, items that come are not recorded, and rules that
    /// run by the clock go on.
    public mutating func stop(at time: Timestamp) {
        isRecording = false
        lastStopTime = time
    }

    /// Writes it into the store, whole or not at all.
    public func write(path: String) throws(StoreError) {
        try SmallFile.replace(path + Self.fileName, with: Array(JSONWriter.text(json, pretty: true).utf8) + [0x0A])
    }

    /// put-configuration-recorder's input, if it was configured, and describe-configuration-recorder-status' answer.
    public var json: JSONLiteral {
        var status: [(String, JSONLiteral)] = [("name", .string(configuration.name))]
        if let lastStartTime { status.append(("lastStartTime", .string(lastStartTime.iso8601))) }
        if let lastStopTime { status.append(("lastStopTime", .string(lastStopTime.iso8601))) }
        status.append(("recording", .bool(isRecording)))
        status.append(("lastStatus", "SUCCESS"))
        if let change = [lastStartTime, lastStopTime].compactMap(\.self).max() {
            status.append(("lastStatusChangeTime", .string(change.iso8601)))
        }
        var members: [(String, JSONLiteral)] = []
        if configuration.isConfigured { members.append(("ConfigurationRecorder", configuration.json)) }
        members.append(("ConfigurationRecordersStatus", [.object(status)]))
        return .object(members)
    }
}
