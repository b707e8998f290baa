extension HTMLPage {
    /// On paper: the numbers, then what the script puts into `#print`; no controls.
    static let paperStyle = #"""
        .paper { display: none; }
        @page { margin: 16mm 14mm; }
        @media print {
          :root, :root[data-theme] { color-scheme: light; font-size: 9.5pt; --page: #fff; --raised: #fff; }
          body { background: none; }
          .top, main { max-width: none; padding: 0; }
          .skip, #theme, #bar, #work, .trend details, .severities { display: none !important; }
          .brand { padding: 0 0 .5rem; }
          .hero, .hero:has(.trend:not([hidden])) { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: .5rem; }
          .hero > * { padding: .75rem; border-radius: 4px; break-inside: avoid; }
          .hero .verdicts, .hero:has(.trend:not([hidden])) .verdicts { grid-template-columns: 1fr; }
          .trend { grid-column: 1 / -1; }
          .key, .verdict, .severity, .bar i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .errors, .notice { border-radius: 4px; }
          .errors div { max-height: none; }
          .paper { display: block; overflow-wrap: anywhere; }
          .paper h2 { margin: 1.25rem 0 .25rem; font-size: 1.2rem; break-after: avoid; }
          .paper > p { color: var(--soft); }
          .paper .sheet { margin-top: .8rem; border-top: 1.5px solid var(--ink); padding-top: .4rem; }
          .paper .about { break-inside: avoid; break-after: avoid; }
          .paper h3 { font-size: 1.05rem; }
          .paper h3 .severity { margin-inline-end: .5rem; }
          .paper h3 .number { float: inline-end; font-weight: 400; color: var(--soft); }
          .paper .remedy { margin-top: .15rem; }
          .paper .remedy code { display: block; white-space: pre-wrap; }
          .paper .item { break-inside: avoid; padding: .25rem 0 .25rem .75rem; border-top: 1px solid var(--line); }
          .paper .about + .item { margin-top: .4rem; }
          .paper .item .place { float: inline-end; max-width: 50%; text-align: end; margin-inline-start: 1rem; }
          .paper .item .soft { font-size: .85em; }
          .paper .item code { font-size: .85em; }
        }

        """#
}
