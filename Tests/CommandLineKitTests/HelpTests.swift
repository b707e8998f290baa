import CommandLineKit
import Testing

@Suite struct HelpTests {
    @Test func verbHelp() {
        let expected = """
            Usage: sample check [OPTIONS] [INPUT…]

            Evaluate resources, report, and gate a pipeline on what was found.

            An input is a file, a folder or '-'.

            What it holds is told apart by its content.

            Operands:
              INPUT…                      A file, a folder, or '-'.

            Rules:
                  --rules WHAT            The rules to evaluate. Repeatable. Default:
                                          baseline.

            Gate:
                  --fail-on LEVEL         The least severity that fails the run. One of:
                                          any, low, medium, high. Default: any.

            Options:
              -j, --jobs N                Evaluations to run at once. Default: one a core.
                  --offset NUMBER         A number that may be negative. Default: 0.
              -o, --output FORMAT[=FILE]  The report to write. Default: table.
                  --note NOTE             A note, which may be empty. Default: none.
              -q, --quiet                 Print only failures.
              -v, --verbose               Print more; give it twice for yet more.
                  --label KEY=VALUE       A label of the report. Repeatable.
              -h, --help                  Show this help and stop.

            Examples:
              sample check snapshot.json.gz
                  Evaluate one snapshot and print a table.
              sample check --rules all -q folder
                  Evaluate a folder with all rules.

            """
        #expect(sample.documentation.help(program: "sample") == expected)
    }

    @Test func narrowVerbHelp() {
        let expected = """
            Usage: sample check [OPTIONS] [INPUT…]

            Evaluate resources, report, and gate a pipeline on
            what was found.

            An input is a file, a folder or '-'.

            What it holds is told apart by its content.

            Operands:
              INPUT…                 A file, a folder, or '-'.

            Rules:
                  --rules WHAT       The rules to evaluate.
                                     Repeatable. Default:
                                     baseline.

            Gate:
                  --fail-on LEVEL    The least severity that
                                     fails the run. One of:
                                     any, low, medium, high.
                                     Default: any.

            Options:
              -j, --jobs N           Evaluations to run at
                                     once. Default: one a
                                     core.
                  --offset NUMBER    A number that may be
                                     negative. Default: 0.
              -o, --output FORMAT[=FILE]
                                     The report to write.
                                     Default: table.
                  --note NOTE        A note, which may be
                                     empty. Default: none.
              -q, --quiet            Print only failures.
              -v, --verbose          Print more; give it twice
                                     for yet more.
                  --label KEY=VALUE  A label of the report.
                                     Repeatable.
              -h, --help             Show this help and stop.

            Examples:
              sample check snapshot.json.gz
                  Evaluate one snapshot and print a table.
              sample check --rules all -q folder
                  Evaluate a folder with all rules.

            """
        #expect(sample.documentation.help(program: "sample", width: 50) == expected)
    }

    @Test func applicationHelp() {
        let expected = """
            Usage: sample VERB [OPTIONS] [OPERANDS]

            Checks samples.

            Verbs:
              check          Evaluate resources, report, and gate a pipeline on what was
                             found.
              show           Show one sample.
              help VERB      Show the help of a verb.

            Options:
              -h, --help     Show this help and stop.
                  --version  Show the version and stop.

            """
        #expect(application.help() == expected)
    }

    @Test func page() {
        let expected = """
            # sample check

            Evaluate resources, report, and gate a pipeline on what was found.

            ```
            sample check [OPTIONS] [INPUT…]
            ```

            An input is a file, a folder or '-'.

            What it holds is told apart by its content.

            ## Operands

            | Operand | Meaning |
            | --- | --- |
            | `[INPUT…]` | A file, a folder, or '-'. |

            ## Rules

            | Option | Meaning | Default |
            | --- | --- | --- |
            | `--rules=WHAT` | The rules to evaluate. Repeatable. | `baseline` |

            ## Gate

            | Option | Meaning | Default |
            | --- | --- | --- |
            | `--fail-on=LEVEL` | The least severity that fails the run. One of: any, low, medium, high. | `any` |

            ## Options

            | Option | Meaning | Default |
            | --- | --- | --- |
            | `-j`, `--jobs=N` | Evaluations to run at once. | `one a core` |
            | `--offset=NUMBER` | A number that may be negative. | `0` |
            | `-o`, `--output=FORMAT[=FILE]` | The report to write. | `table` |
            | `--note=NOTE` | A note, which may be empty. | `none` |
            | `-q`, `--quiet` | Print only failures. |  |
            | `-v`, `--verbose` | Print more; give it twice for yet more. |  |
            | `--label=KEY=VALUE` | A label of the report. Repeatable. |  |
            | `-h`, `--help` | Show this help and stop. |  |

            ## Examples

            Evaluate one snapshot and print a table.

            ```
            sample check snapshot.json.gz
            ```

            Evaluate a folder with all rules.

            ```
            sample check --rules all -q folder
            ```

            """
        #expect(sample.documentation.markdown(program: "sample") == expected)
    }

    @Test func headingsAreBoldWhereColourIsOn() {
        let plain = application.help()
        let styled = application.help(style: Style(isEnabled: true))
        #expect(styled.contains("\u{1B}[1mVerbs:\u{1B}[0m\n"))
        #expect(styled.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "") == plain)
    }

    @Test func pageEscapesMarkup() {
        let command = Command(
            name: "list", summary: "List <name> or a*.", examples: [], defaults: SampleOptions(),
            options: [.value("output", \.output, placeholder: "A|B", help: "One | other.")])
        let page = command.documentation.markdown(program: "sample")
        #expect(page.contains("List \\<name> or a\\*."))
        #expect(page.contains("| `--output=A\\|B` | One \\| other. | `table` |"))
        #expect(!page.contains("## Operands") && !page.contains("## Examples"))
    }
}
