/// The HTML report as text: a skeleton with holes, a style, a script. Everything is in one file; nothing is loaded.
///
/// # What a writer does
///
/// It writes `skeleton` with each `{{name}}` replaced, in the order in which they stand. These hold text, so what is
/// put there goes through `sanitized` and then has `&`, `<`, `>` and `"` escaped:
///
/// - `title`: `FAILED: 116 findings`; `version`: `0.1.0`
/// - `state`: `passed`, `failed` or `open` (no pass), a class; `mark`: `✓`, `✗` or `!`; `conclusion`: `PASSED`,
///   `FAILED` or `NO PASS`; `reason`: `116 findings (7 critical, 15 high, 37 medium, 57 low)`
/// - `when`: `As of 2026-01-15T12:00:00.000Z`, `Newest capture …`, or `No capture time is known`
/// - `scope`: `51 resources in 1 account and 2 regions, judged by 118 rules`
/// - `score`: AWS's compliance score, COMPLIANT of COMPLIANT and NON_COMPLIANT, rounded down to a tenth so that only
///   all is 100 (`45.7 %`), or `–` where nothing was decided
/// - `compliant`, `nonCompliant`, `notApplicable`, `insufficientData`, `critical`, `high`, `medium`, `low`: numbers
///
/// And these hold markup:
///
/// - `errorsHidden`: `hidden` where there are no errors, else nothing
/// - `errors`: `<li>` with the text of an error, for each; after 200 one `<li>` that says how many more there are
/// - `styleHash`, `scriptHash`: `HTMLPage.styleHash`, `HTMLPage.scriptHash`
/// - `style`, `script`: `HTMLPage.style`, `HTMLPage.script`, as they are
/// - `data`: the document below, with every `<` as `\u003c`, and U+2028 and U+2029 escaped (`JSONWriter` does the
///   latter)
///
/// # The data
///
/// One JSON object without white space. Texts are as they came; the script makes visible what would steer or reorder
/// text. A string that can occur more than once is its place in `strings`, of which the first is empty. Times are
/// milliseconds since 1970 (or null), those of resources less `time0`. Severities are 0 (low) to 3 (critical).
/// Members in brackets may be missing.
///
/// ```
/// format      1
/// strings     [text…]
/// accounts    [text…]   regions [text…]   types [text…]
/// arns        [[beginning, end]…]  an ARN is a beginning and nothing (0), the id (1) or the name (2) of its resource
/// time0       number
/// rules       [[name, identifier or null, severity, summary, remedy or null, command or null,
///               compliant, nonCompliant, notApplicable, insufficientData]…]
///             every rule of the run; the counts are of the run, not of this file
/// resources   those with findings, in order, in columns:
///             {account: [place in accounts…], region: […], type: […], id: [text…], name: [text or 0 for none…],
///              arn: [place in arns or -1…], time: [capture, less time0, or null…]}
/// findings    NON_COMPLIANT verdicts in the order of resources, then rules, in columns:
///             {resource: [place…], rule: [place…], note: [string…],
///              [file: [string…], line: [from 1, or 0…],] [evidence: [[path, value or -1, path, value…] or 0…],]
///              [waiver: [place in waivers or -1…],] [state: [0 no baseline, 1 new, 2 unchanged…]]}
/// [omitted]   [low, medium, high, critical] findings that are not in this file, for a file has a limit
/// [waivers]   [[reason, owner, ticket, expires]…] texts, empty where not given
/// [undecided] [[rule, reason, number, account, region, type, id, name]…] an example each; reason to name as texts
/// [gone]      [[account, region, type, id, rule, note]…] texts: findings of the baseline that are no more
/// [baseline]  true where there was one, even if nothing is new or gone
/// [graph]     nodes: [[account, region, type, id, name, recorded 0 or 1]…] places and texts as above
///             edges: [[to, 2 * name + derived, to, …] or 0…] what leaves each resource; `to` is a place in resources,
///             or their number and a place in nodes; name a string
///             [left: {"place of resource": number of neighbours left out}]
/// [trend]     [[time, compliant, nonCompliant, insufficientData]…] in order of time
/// [events]    [[time, kind, rule or -1, string, time, …] or 0…] by resource, in order of time;
///             kind is 0 created, 1 updated, 2 deleted, 3 verdict; a change of several lines has a newline between
/// ```
///
/// A file is to stay under 5 MB at 20,000 findings: at most 24 neighbours of a resource, fewer where that would be more
/// than 150,000 in all; at most 50,000 findings, those of the worst severity; at most 20 events of a resource, the
/// newest.
enum HTMLPage {
    static let skeleton = #"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{styleHash}}'; script-src
         '{{scriptHash}}'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="configcheck {{version}}">
        <link rel="icon" href="data:,">
        <title>{{title}}</title>
        <style>{{style}}</style>
        </head>
        <body>
        <a class="skip" href="#findings" data-jump="findings">Skip to the findings</a>
        <header class="top">
        <div class="brand"><p><b>configcheck</b> <span>compliance report</span></p>
        <button id="theme" class="quiet" type="button" hidden></button></div>
        <div class="hero">
        <div class="verdict {{state}}">
        <h1><span class="mark" aria-hidden="true">{{mark}}</span> {{conclusion}}</h1>
        <p class="reason">{{reason}}</p>
        <p class="soft">{{when}}<br>{{scope}}</p>
        </div>
        <div class="score">
        <h2>Compliance score</h2>
        <p class="figure">{{score}}</p>
        <div id="bar" class="bar" hidden></div>
        <dl class="verdicts">
        <div><dt><i class="key ok"></i>COMPLIANT</dt><dd>{{compliant}}</dd></div>
        <div><dt><i class="key bad"></i>NON_COMPLIANT</dt><dd>{{nonCompliant}}</dd></div>
        <div><dt><i class="key open"></i>INSUFFICIENT_DATA</dt><dd>{{insufficientData}}</dd></div>
        <div><dt><i class="key none"></i>NOT_APPLICABLE</dt><dd>{{notApplicable}}</dd></div>
        </dl>
        </div>
        <section id="trend" class="trend" aria-labelledby="trend-title" hidden><h2 id="trend-title">Trend</h2></section>
        </div>
        </header>
        <main>
        <section class="errors" aria-labelledby="errors-title" {{errorsHidden}}>
        <h2 id="errors-title">The input could not be read in full</h2>
        <p>What these errors hide nobody knows: whatever else this report says is not the whole picture.</p>
        <div tabindex="0" role="region" aria-label="Errors"><ul>{{errors}}</ul></div>
        </section>
        <noscript><p class="notice">The numbers above are complete. The list of findings, filters and pictures need
        JavaScript, which is switched off here; nothing of it leaves this file. Without it, use the reports of the
        formats table, json or ndjson.</p></noscript>
        <section class="severities" aria-labelledby="severities-title">
        <h2 id="severities-title" class="unseen">Findings by severity</h2>
        <ul id="tiles" class="tiles">
        <li class="critical"><b>{{critical}}</b> <span>critical</span></li>
        <li class="high"><b>{{high}}</b> <span>high</span></li>
        <li class="medium"><b>{{medium}}</b> <span>medium</span></li>
        <li class="low"><b>{{low}}</b> <span>low</span></li>
        </ul>
        </section>
        <div id="work" class="work" hidden>
        <aside id="facets" class="facets" aria-label="Filters"></aside>
        <div class="results">
        <div class="find" role="search">
        <label for="search" class="unseen">Search findings</label>
        <input id="search" type="search" autocomplete="off" spellcheck="false" maxlength="500"
         placeholder="Search id, name, ARN, rule, annotation" aria-keyshortcuts="/">
        <button id="filters" class="quiet" type="button" aria-controls="facets" aria-expanded="false">Filters</button>
        </div>
        <div class="state"><p id="count" role="status"></p>
        <ul id="chips" class="chips" aria-label="Active filters"></ul></div>
        <nav id="jumps" class="jumps" aria-label="Parts of the report" hidden></nav>
        <section id="findings" tabindex="-1" aria-labelledby="findings-title">
        <h2 id="findings-title">Findings</h2><div class="list"></div></section>
        <section id="undecided" tabindex="-1" aria-labelledby="undecided-title" hidden></section>
        <section id="waived" tabindex="-1" aria-labelledby="waived-title" hidden></section>
        <section id="gone" tabindex="-1" aria-labelledby="gone-title" hidden></section>
        <p class="keys soft">Keys: <kbd>/</kbd> searches, <kbd>↑</kbd> <kbd>↓</kbd> move through findings,
        <kbd>Enter</kbd> opens, <kbd>Esc</kbd> clears search and filters. The address of this page holds the view.</p>
        </div>
        </div>
        <div id="print" class="paper"></div>
        </main>
        <script type="application/json" id="data">{{data}}</script>
        <script>{{script}}</script>
        </body>
        </html>

        """#
}
