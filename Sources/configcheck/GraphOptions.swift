import CommandLineKit

/// The formats of `graph --output`.
enum GraphFormat: String, FormatName {
    case text, dot, mermaid, json, svg
}

struct GraphOptions: HasRuleChoice, HasInputChoice, HasStoreChoice {
    /// With `--all`, the first input.
    var resource = ""
    var inputs: [String] = []
    var showsAll = false
    var depth = 1
    var destination: String?
    var ruleChoice = RuleChoice()
    var inputChoice = InputChoice()
    var storeChoice = StoreChoice()
    var outputs = [OutputRequest<GraphFormat>(.text)]
    var isQuiet = false
    var color = ColorMode.auto

    /// The inputs, wherever they stand on the command line.
    var allInputs: [String] { showsAll && !resource.isEmpty ? [resource] + inputs : inputs }

    static let command = Command(
        name: "graph",
        summary: "Show how resources stand to one another, and which of them break rules.",
        discussion: """
            Resources are recorded, or only referred to by others. Relationships are recorded, or derived: from the other \
            side, or from what a configuration refers to, such as a role, a key, a bucket or a load balancer. RESOURCE is an \
            id, a name, an ARN or TYPE/ID; INPUT is what check reads. With --all there is no RESOURCE, and every operand is \
            an INPUT. The svg needs nothing installed to be made or seen.

            Exit status: 0 shown; 1 there is no path; 2 wrong usage, or RESOURCE is not one resource; 3 an input could not \
            be read in full, or held no resources; 4 an internal error, or output that could not be written.
            """,
        examples: [
            Example("configcheck graph i-0abc snapshot.json.gz", "What an instance hangs on, and what hangs on it."),
            Example(
                "configcheck graph shop-vpc snapshots/ --depth 2 --output svg=vpc.svg",
                "A VPC and what is two steps around it, as a picture."),
            Example(
                "configcheck graph AWS::Lambda::Function/import --to orders snapshot.json",
                "A shortest way from one resource to another."),
            Example("configcheck graph --all snapshot.json --output json", "Everything, for a program."),
            Example(
                "configcheck graph sg-0abc --store history --at 2026-03-01", "How it was, from what 'record' keeps."),
        ],
        defaults: GraphOptions(),
        operands: [
            .one(
                "RESOURCE", \.resource, isRequired: false,
                help: "An id, a name, an ARN or TYPE/ID; with --all, an INPUT."),
            .many("INPUT", \.inputs, isRequired: false, help: "A file, a folder, or '-' for standard input."),
        ],
        options: [
            .value(
                "depth", \.depth, as: .integer(in: 0...1000), placeholder: "N",
                help: "How many steps around RESOURCE to show."),
            .value("to", \.destination, placeholder: "RESOURCE", help: "Show a shortest way to this one instead."),
            .flag("all", \.showsAll, help: "Show all resources."),
        ] + RuleChoice.options() + InputChoice.options() + StoreChoice.options() + [
            .values(
                "output", short: "o", \.outputs, group: "Output",
                help: "Write \(OutputRequest<GraphFormat>.names), to standard output or a file."),
            .value("color", \.color, group: "Output", help: "When to colour the text."),
            .flag(
                "quiet", short: "q", \.isQuiet, group: "Output",
                help: "No progress and no notes on standard error; errors are still written."),
        ])
}
