public import Compliance
public import ConfigModel
import JSON
public import Store

/// How many verdicts of each kind stood at a time.
public struct TrendPoint: Sendable, Equatable {
    /// The time of the last change that is counted.
    public let time: Timestamp
    public let counts: Counts
}

extension TimelineStore {
    /// The verdicts that stood at the end of every UTC day on which one changed, as the store's stream tells.
    ///
    /// - Parameter end: what came later is left out.
    public func complianceTrend(until end: Timestamp? = nil) throws(StoreError) -> [TrendPoint] {
        var points: [TrendPoint] = []
        var counts = Counts()
        func add(_ root: JSONValue) {
            guard root["messageType"] == "ComplianceChangeNotification",
                let time = root["notificationCreationTime"].timestamp, end.map({ time <= $0 }) ?? true
            else { return }
            if let type = ComplianceType(rawValue: root["oldEvaluationResult"]["complianceType"].string ?? "") {
                counts.remove(type)
            }
            if let type = ComplianceType(rawValue: root["newEvaluationResult"]["complianceType"].string ?? "") {
                counts.add(type)
            }
            let point = TrendPoint(time: time, counts: counts)
            if let last = points.last, last.time.day == time.day {
                points[points.count - 1] = point
            } else {
                points.append(point)
            }
        }
        // Nearly all of a log is items; events about verdicts begin like this.
        let start = Array("{\"awsAccountId\"".utf8)
        do {
            _ = try LogReader(path: path).forEachLine(from: nil) { line, _ in
                if line.starts(with: start) { try JSONDocument(Array(line)).withRoot(add) }
                return true
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .damaged(path: path, what: "a line of the stream is not JSON (\(error))")
        }
        return points
    }

    /// A resource by its key; nil when none of its items was recorded.
    public func resource(_ key: ResourceKey) -> StoredResource? {
        ordinal(key).map { StoredResource(key: key, name: "", arn: "", ordinal: $0) }
    }
}

extension Timestamp {
    fileprivate var day: Int {
        milliseconds >= 0 ? milliseconds / 86_400_000 : (milliseconds - 86_399_999) / 86_400_000
    }
}
