/// How a finding stands to a baseline (SARIF 2.1.0, section 3.27.24, "baselineState").
public enum BaselineState: String, Sendable {
    /// Not in the baseline.
    case new
    /// In the baseline.
    case unchanged
}

/// What waivers and a baseline say of each finding of an ``EvaluationSet``.
struct Dispositions: Sendable {
    /// What they say of one.
    struct State: Sendable {
        /// Index in the set's waivers, or -1.
        var waiver: Int32 = -1
        var baselineState: BaselineState?
    }

    /// In the order of the set.
    var states: [State] = []
    /// By place of the resource: where its findings begin in `states`.
    var starts: [Int]
    /// Whether there is a baseline to be new against.
    var hasBaseline: Bool { states.contains { $0.baselineState != nil } }
}
