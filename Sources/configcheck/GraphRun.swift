import CommandLineKit
import Compliance
import Recording
import Reporting
import Store

/// `configcheck graph`
struct GraphRun {
    let options: GraphOptions

    /// What the resources come from.
    private struct Gathered {
        let graph: ResourceGraph
        let evaluations: EvaluationSet
        let isComplete: Bool
    }

    func run() async -> ExitStatus {
        let source: EvaluationSource
        let selection: RuleSelection
        let outputs: [(OutputRequest<GraphFormat>, OutputFile)]
        do {
            try rejectContradictions()
            selection = try RuleSelection(options.ruleChoice)
            source = try EvaluationSource(inputs: options.allInputs, store: options.storeChoice)
            outputs = try OutputRequest.open(options.outputs, inputs: source.files)
        } catch {
            return .refused(error)
        }
        let gathered = await gather(selection, source)
        let graph = gathered.graph
        guard graph.nodeCount > 0 else {
            if gathered.isComplete { complain("configcheck: the input holds no resources") }
            return .incompleteInput
        }

        let part: ResourceGraph.Part
        var shape = GraphContent.Shape.neighbourhood
        if options.showsAll {
            part = graph.whole
            shape = .all
        } else {
            guard let center = resolve(options.resource, in: graph) else {
                return gathered.isComplete ? .usage : .incompleteInput
            }
            if let text = options.destination {
                guard let destination = resolve(text, in: graph) else {
                    return gathered.isComplete ? .usage : .incompleteInput
                }
                guard let path = graph.path(from: center, to: destination) else {
                    let (from, to) = (graph[center], graph[destination])
                    complain(
                        "configcheck: there is no path from \(ResourceResolver.line(from)) to \(ResourceResolver.line(to))"
                    )
                    return gathered.isComplete ? .gateFailed : .incompleteInput
                }
                part = path
                shape = .path
            } else {
                part = graph.neighbourhood(of: center, depth: options.depth)
            }
        }
        let content = GraphContent(graph: graph, part: part, shape: shape, evaluations: gathered.evaluations)
        for (request, file) in outputs {
            write(content, as: request.format, to: file)
            file.close()
            if let error = file.error, !file.isBrokenPipe {
                complain("configcheck: \(error)")
                return .internalError
            }
        }
        return gathered.isComplete ? .passed : .incompleteInput
    }

    /// Reads the inputs; the one place that knows where resources come from.
    private func gather(_ selection: RuleSelection, _ source: EvaluationSource) async -> Gathered {
        let evaluation = InputEvaluation(
            rules: options.ruleChoice, input: options.inputChoice, isQuiet: options.isQuiet, gathersGraph: true)
        evaluation.note(selection, source)
        let outcome = await evaluation.run(selection.rules, source, at: options.storeChoice.at)
        for fault in outcome.faults { complain("configcheck: \(fault)") }
        return Gathered(
            graph: (outcome.graph ?? ResourceGraphBuilder()).seal(), evaluations: outcome.evaluations,
            isComplete: outcome.faults.isEmpty)
    }

    private func resolve(_ text: String, in graph: ResourceGraph) -> Int? {
        let resources = (0..<graph.nodeCount).lazy.map { graph[$0] }
        let match = ResourceResolver.find(text, among: resources)
        if case .one(let number) = match { return number }
        for (i, line) in (ResourceResolver.complaint(about: text, match, candidates: resources) ?? []).enumerated() {
            complain(i == 0 ? "configcheck: \(line)" : line)
        }
        return nil
    }

    private func rejectContradictions() throws(UsageError) {
        if options.showsAll, let destination = options.destination {
            throw .unexpectedValue(option: "--all", value: "--to \(destination)")
        }
        if !options.showsAll, options.resource.isEmpty { throw .missingOperand("RESOURCE") }
    }

    private func write(_ content: GraphContent, as format: GraphFormat, to file: OutputFile) {
        switch format {
        case .text:
            let terminal = file.isStandardOutput ? Terminal(fileDescriptor: 1) : Terminal(isTerminal: false, width: 80)
            GraphText.write(content, to: file, style: Style(isEnabled: options.color.isEnabled(for: terminal)))
        case .dot: GraphDot.write(content, to: file)
        case .mermaid: GraphMermaid.write(content, to: file)
        case .json: GraphJSON.write(content, to: file)
        case .svg: GraphSVG.write(content, to: file)
        }
    }
}
