extension HTMLPage {
    /// Light and dark from one set of names; sizes in rem, so that the reader's own size counts.
    static let style = baseStyle + listStyle + detailStyle + paperStyle

    private static let baseStyle = #"""
        :root {
          color-scheme: light dark;
          --page: light-dark(#f6f7f8, #101316);
          --card: light-dark(#ffffff, #181c20);
          --raised: light-dark(#f2f4f6, #20252a);
          --ink: light-dark(#191d21, #e7eaed);
          --soft: light-dark(#555d66, #a4adb6);
          --line: light-dark(#dfe3e7, #2c3238);
          --edge: light-dark(#858e97, #737d87);
          --accent: light-dark(#0b57d0, #8ab4f8);
          --tint: light-dark(#e8f0fe, #1c2b45);
          --share: light-dark(#e4e8ec, #262c32);
          --ok: light-dark(#18794e, #5bc896);
          --bad: light-dark(#b3261e, #ff8a80);
          --open: light-dark(#7f5300, #f2bd5c);
          --critical: light-dark(#9a0a4f, #ff8fbd);
          --critical-tint: light-dark(#fbe9f1, #3b1628);
          --high: light-dark(#b3261e, #ff9a8f);
          --high-tint: light-dark(#fdeceb, #391b19);
          --medium: light-dark(#7f5300, #f2bd5c);
          --medium-tint: light-dark(#fdf3dd, #33270e);
          --low: light-dark(#3a5a78, #9fc0de);
          --low-tint: light-dark(#eaf1f7, #1a2733);
          --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
          font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
          font-variant-numeric: tabular-nums;
          -webkit-text-size-adjust: 100%;
        }
        :root[data-theme="light"] { color-scheme: light; }
        :root[data-theme="dark"] { color-scheme: dark; }
        *, ::before, ::after { box-sizing: border-box; }
        [hidden] { display: none !important; }
        body { margin: 0; overflow-wrap: break-word; background: var(--page); color: var(--ink); font-size: .9375rem; }
        h1, h2, h3, h4, p, ul, ol, dl, dd { margin: 0; padding: 0; }
        ul, ol { list-style: none; }
        h2 { font-size: 1.0625rem; line-height: 1.3; font-weight: 650; }
        b, bdi, code, .note, .reason { overflow-wrap: anywhere; }
        li { min-width: 0; }
        code, .mono { font-family: var(--mono); font-size: .8125rem; }
        button, input { font: inherit; color: inherit; }
        button { cursor: pointer; text-align: start; }
        a { color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        section[tabindex]:focus { outline: none; }
        .soft { color: var(--soft); }
        .unseen {
          position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
          clip-path: inset(50%); white-space: nowrap;
        }
        .skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--card); z-index: 9; }
        .skip:focus { top: .5rem; }
        .quiet {
          border: 1px solid var(--line); border-radius: 6px; background: var(--card);
          padding: .3rem .75rem; font-size: .875rem; color: var(--ink);
        }
        .quiet:hover { border-color: var(--edge); }
        kbd {
          font: .75rem var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px;
          padding: 0 .35em; background: var(--card);
        }

        .top, main { max-width: 90rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
        .brand { display: flex; justify-content: space-between; align-items: center; padding: 1rem 0 .75rem; }
        .brand b { font-weight: 650; letter-spacing: -.01em; }
        .brand span { color: var(--soft); margin-inline-start: .4em; }
        .hero { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
        .hero > * { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem; }
        .hero h2 { font-size: .8125rem; font-weight: 550; color: var(--soft); }
        .verdict { border-inline-start: 5px solid var(--tone) !important; }
        .verdict.passed { --tone: var(--ok); }
        .verdict.failed { --tone: var(--bad); }
        .verdict.open { --tone: var(--open); }
        h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -.01em; font-weight: 700; color: var(--tone); }
        .reason { font-size: 1.0625rem; margin: .35rem 0 .75rem; }
        .verdict .soft { font-size: .8438rem; }
        .figure { font-size: 1.75rem; line-height: 1.25; font-weight: 700; letter-spacing: -.01em; }
        .bar { display: flex; gap: 2px; height: 8px; border-radius: 4px; overflow: hidden; margin: .5rem 0 .75rem; }
        .bar i { min-width: 2px; }
        .bar .ok, .key.ok { background: var(--ok); }
        .bar .bad, .key.bad { background: var(--bad); }
        .bar .open, .key.open { background: var(--open); }
        .bar .none, .key.none { background: var(--edge); }
        .verdicts { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: .1rem 1.5rem; }
        .verdicts div { display: flex; justify-content: space-between; font-size: .8125rem; }
        .verdicts dt { color: var(--soft); }
        .verdicts dd { font-weight: 600; }
        .key { display: inline-block; width: 9px; height: 9px; border-radius: 2px; margin-inline-end: .5em; }
        .trend figure { margin: .5rem 0 0; }
        .trend .charts { display: grid; grid-template-columns: 1fr 1fr; gap: 1.25rem; }
        .trend figcaption {
          display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .5rem; font-size: .8125rem;
        }
        .trend figcaption b { font-weight: 650; }
        .trend svg { display: block; width: 100%; height: 84px; margin-top: .25rem; overflow: visible; }
        .trend .axis { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .trend .curve { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
        .trend .area { opacity: .12; }
        .trend .ok .curve { stroke: var(--ok); } .trend .ok .area { fill: var(--ok); }
        .trend .bad .curve { stroke: var(--bad); } .trend .bad .area { fill: var(--bad); }
        .ends { display: flex; justify-content: space-between; font-size: .75rem; color: var(--soft); }
        .trend details { margin-top: .5rem; font-size: .8125rem; }
        .trend .scroll { max-height: 14rem; overflow: auto; margin-top: .5rem; }
        summary { cursor: pointer; }

        .errors, .notice {
          margin: 1rem 0 0; padding: 1rem 1.25rem; background: var(--card); border-radius: 10px;
          border: 1px solid var(--open); border-inline-start: 5px solid var(--open);
        }
        .errors h2 { color: var(--open); }
        .errors p { margin: .25rem 0 .5rem; }
        .errors div { max-height: 16rem; overflow: auto; }
        .errors li { font: .8125rem/1.5 var(--mono); overflow-wrap: anywhere; padding: .2rem 0; }
        .errors li + li { border-top: 1px solid var(--line); }

        .tiles { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .75rem; margin: 1rem 0; }
        .tiles li { min-width: 0; }
        .tiles li, .tiles button { color: var(--tone); }
        .tiles button, .tiles li:not(:has(button)) {
          display: flex; flex-wrap: wrap; width: 100%; align-items: baseline; gap: 0 .5rem;
          padding: .7rem 1rem; border-radius: 10px; background: var(--card);
          border: 1px solid var(--line); border-top: 3px solid var(--tone);
        }
        .tiles b { font-size: 1.5rem; line-height: 1.2; font-weight: 700; }
        .tiles span { font-size: .875rem; font-weight: 550; }
        .tiles em {
          margin-inline-start: auto; white-space: nowrap; font-style: normal; font-size: .8125rem; color: var(--soft);
        }
        .tiles button:hover { border-color: var(--tone); }
        .tiles button[aria-pressed="true"] { background: var(--wash); border-color: var(--tone); }
        .tiles button.none { --tone: var(--soft); border-top-color: var(--line); }
        .critical { --tone: var(--critical); --wash: var(--critical-tint); }
        .high { --tone: var(--high); --wash: var(--high-tint); }
        .medium { --tone: var(--medium); --wash: var(--medium-tint); }
        .low { --tone: var(--low); --wash: var(--low-tint); }
        @media (max-width: 40rem) {
          .tiles { gap: .5rem; }
          .tiles button, .tiles li:not(:has(button)) { flex-direction: column; gap: 0; padding: .5rem .6rem; }
          .tiles b { font-size: 1.25rem; }
          .tiles span { font-size: .8125rem; }
          .tiles em { margin: 0; white-space: normal; }
        }
        @media (min-width: 44rem) {
          .hero { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
          .trend { grid-column: 1 / -1; }
        }
        @media (min-width: 62rem) {
          .trend { grid-column: auto; }
          .hero:has(.trend:not([hidden])) { grid-template-columns: minmax(0, 4fr) minmax(0, 3fr) minmax(0, 5fr); }
          .hero:has(.trend:not([hidden])) .verdicts { grid-template-columns: 1fr; }
        }
        @media (prefers-reduced-motion: no-preference) {
          .quiet, .tiles button, .facet button { transition: border-color .12s, background-color .12s; }
        }

        """#
}
