import CommandLineKit
import Compliance
import ConfigModel
import Ingest
import Store
import Timeline

/// Options of a verb that evaluates inputs or a store.
protocol HasStoreChoice: Sendable {
    var storeChoice: StoreChoice { get set }
}

/// The flags that name a store in the place of inputs, and a moment of it; the same for every verb that evaluates either.
struct StoreChoice: Sendable {
    var path: String?
    var at: Timestamp?

    /// The rows of a command.
    static func options<Options: HasStoreChoice>() -> [Option<Options>] {
        [
            .value(
                "store", \Options.storeChoice.path, placeholder: "DIR", group: "Input",
                help: "Take what a store of 'record' holds, in the place of INPUT."),
            .value(
                "at", \Options.storeChoice.at, defaultShown: "the newest", group: "Input",
                help: "With --store: everything as it was then; --as-of is the same, unless given."),
        ]
    }
}

/// Why it is not clear what to evaluate.
enum SourceError: Error, CustomStringConvertible {
    case both(String)
    case momentWithoutStore
    case storeWithoutHTML

    var description: String {
        switch self {
        case .both(let input):
            "--store takes the place of INPUT; leave out \(sanitized(input)), or record it into the store first"
        case .momentWithoutStore: "--at needs --store: only a store knows what was at another time"
        case .storeWithoutHTML: "--store only adds to --output html; add that, or leave --store out"
        }
    }
}

/// What a verb evaluates.
enum EvaluationSource: Sendable {
    case files(InputFinder.Outcome)
    case store(StoredItems)

    /// - Throws: `UsageError`, `SourceError`, `StoreError`.
    /// - Parameter others: files that are no inputs, though they may lie in a folder of inputs.
    init(inputs: [String], store choice: StoreChoice, besides others: [String] = []) throws {
        guard let path = choice.path else {
            if choice.at != nil { throw SourceError.momentWithoutStore }
            if inputs.isEmpty { throw UsageError.missingOperand("INPUT") }
            self = .files(InputFinder.find(inputs, besides: others))
            return
        }
        if let input = inputs.first { throw SourceError.both(input) }
        self = .store(try TimelineStore(path: path, .reading).state(at: choice.at))
    }

    /// The files, which no report may overwrite.
    var files: [InputFile] {
        switch self {
        case .files(let found): found.files
        case .store: []
        }
    }

    /// How many files of folders were passed over for their names.
    var passedOver: Int {
        switch self {
        case .files(let found): found.passedOver
        case .store: 0
        }
    }
}
