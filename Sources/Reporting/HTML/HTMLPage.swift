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
/// - `when`: `As of 2026-01-15T12:00:00.000Z`, or `No capture time is known`
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
/// - `data`: what `HTMLData` writes, with every `<` as `\u003c`, and U+2028 and U+2029 escaped (`JSONWriter` does the
///   latter)
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
        <kbd>Enter</kbd> opens, <kbd>Esc</kbd> clears search and filters. The address of this page holds the view.
        <label><input id="slash" type="checkbox" checked> Use <kbd>/</kbd></label></p>
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
