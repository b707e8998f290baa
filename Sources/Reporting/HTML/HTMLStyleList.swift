extension HTMLPage {
    /// Filters and the list.
    static let listStyle = #"""
        .work { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); align-items: start; }
        .work:not(:has(.facet)) { grid-template-columns: minmax(0, 1fr) !important; }
        .work:not(:has(.facet)) .facets { display: none !important; }
        .facets { display: none; }
        .facets.shown { display: block; }
        .facet + .facet { margin-top: 1.25rem; }
        .facet h2 { font-size: .8125rem; font-weight: 600; color: var(--soft); margin-bottom: .3rem; }
        .facet button {
          position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .75rem; width: 100%;
          isolation: isolate; padding: .22rem .5rem; margin: 1px 0; border: 0; border-radius: 5px; background: none;
          font-size: .8438rem;
        }
        .facet .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .facet .number { color: var(--soft); }
        .facet .share {
          position: absolute; z-index: -1; inset-block: 0; inset-inline-start: 0; border-radius: 5px;
          background: var(--share);
        }
        .facet button:hover .label { text-decoration: underline; }
        .facet button[aria-pressed="true"] { background: var(--tint); font-weight: 600; }
        .facet button[aria-pressed="true"] .number { color: var(--ink); }
        .facet button[aria-pressed="true"] .share { display: none; }
        .facet button[aria-pressed="true"] .label::before { content: "✓ " / ""; color: var(--accent); }
        .facet button.none:not([aria-pressed="true"]) .label { color: var(--soft); }
        .facet .rest { color: var(--accent); font-size: .8125rem; }
        .find { display: flex; gap: .5rem; }
        .find input {
          flex: 1; min-width: 0; padding: .55rem .9rem; border: 1px solid var(--edge); border-radius: 8px;
          background: var(--card);
        }
        .find input::placeholder { color: var(--soft); opacity: 1; }
        .state { display: flex; flex-wrap: wrap; gap: .35rem 1rem; align-items: center; margin: .6rem 0 .25rem; }
        .state p { font-size: .875rem; color: var(--soft); }
        .chips { display: flex; flex-wrap: wrap; gap: .35rem; min-width: 0; }
        .chips li { min-width: 0; max-width: 100%; }
        .chips button {
          max-width: 100%; border: 1px solid var(--accent); border-radius: 999px; background: var(--tint);
          padding: .1rem .7rem; font-size: .8125rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
        }
        .chips .clear { background: none; border-color: transparent; color: var(--accent); text-decoration: underline; }
        .jumps { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-top: .25rem; font-size: .875rem; }
        .results > section > h2 { margin: 1.5rem 0 .25rem; font-size: 1.1875rem; }
        .results > section > p { color: var(--soft); font-size: .875rem; max-width: 70ch; }
        #findings > h2 { margin-top: .75rem; }

        .group {
          margin-top: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
          overflow: clip;
        }
        .group h3 { font-size: inherit; font-weight: inherit; }
        .group-head {
          display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .1rem .75rem; width: 100%;
          align-items: baseline; padding: .75rem 1rem; border: 0; background: none;
        }
        .group-head:hover { background: var(--raised); }
        .group-head:focus-visible, .finding > summary:focus-visible { outline-offset: -2px; border-radius: 10px; }
        .group-head .name { font-weight: 650; overflow-wrap: anywhere; }
        .group-head .name::after {
          content: ""; display: inline-block; width: .4em; height: .4em; margin: 0 .15em .15em .6em;
          border: solid var(--edge); border-width: 0 1.5px 1.5px 0; transform: rotate(-45deg);
        }
        .group-head[aria-expanded="true"] .name::after { transform: rotate(45deg); margin-bottom: .25em; }
        .group-head .wants { grid-column: 2 / -1; color: var(--soft); font-size: .875rem; }
        .group-head .number { white-space: nowrap; font-size: .875rem; color: var(--soft); }
        .group-head .number b { color: var(--ink); font-size: 1rem; }
        .severity {
          display: inline-block; min-width: 4.6rem; padding: .05rem .5rem; border-radius: 5px; text-align: center;
          font-size: .75rem; font-weight: 650; color: var(--tone); background: var(--wash);
        }
        .rows { border-top: 1px solid var(--line); }
        .finding + .finding, .plain > li + li { border-top: 1px solid var(--line); }
        .finding > summary {
          display: grid; grid-template-columns: minmax(40%, 1fr) minmax(0, auto); gap: 0 1rem; padding: .5rem 1rem;
          list-style: none; align-items: baseline;
        }
        .finding > summary::-webkit-details-marker { display: none; }
        .finding > summary:hover { background: var(--raised); }
        .finding[open] > summary { background: var(--raised); }
        .finding .who { display: flex; align-items: baseline; }
        .finding .who > b, .finding .who > code { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .finding .who b { font-weight: 550; }
        .finding .who code { color: var(--soft); margin-inline-start: .6em; flex-shrink: 9; }
        .finding .where { overflow-wrap: anywhere; color: var(--soft); font-size: .8125rem; text-align: end; }
        .finding .where span + span::before { content: "·"; margin: 0 .4em; }
        .finding .note { grid-column: 1 / -1; font-size: .875rem; color: var(--soft); }
        .finding:not([open]) .note {
          display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
        }
        .finding .excuse { color: var(--open); }
        .badge {
          display: inline-block; margin-inline-start: .6em; padding: 0 .45em; border: 1px solid currentColor;
          border-radius: 4px; font-size: .75rem; font-weight: 600; color: var(--accent);
        }
        .badge.waived { color: var(--open); }
        .more { display: block; width: 100%; border: 0; border-top: 1px solid var(--line); background: none;
          padding: .55rem 1rem; color: var(--accent); font-size: .875rem; }
        .more:hover { background: var(--raised); }
        .empty { padding: 2rem 1rem; text-align: center; color: var(--soft); border: 1px dashed var(--line);
          border-radius: 10px; margin-top: .75rem; }
        .plain { margin-top: .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
        .plain > li { padding: .65rem 1rem; }
        .plain .note { font-size: .875rem; overflow-wrap: anywhere; }
        .plain p + p, .plain ul { margin-top: .2rem; }
        .plain ul { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; font-size: .875rem; }
        .plain ul b { font-weight: 600; }
        .keys { margin: 2rem 0; font-size: .8125rem; }
        .keys label { white-space: nowrap; }
        @media (max-width: 40rem) {
          .finding > summary { grid-template-columns: minmax(0, 1fr); }
          .finding .where { text-align: start; overflow-wrap: anywhere; }
          .group-head { grid-template-columns: auto minmax(0, 1fr); }
          .group-head .number { text-align: end; }
          .group-head .name, .group-head .wants { grid-column: 1 / -1; }
          .group-head .name { grid-row: 2; }
        }
        @media (hover: none) { .keys { display: none; } }
        @media (min-width: 62rem) {
          .finding > summary { padding-inline-start: 6.35rem; }
          .work { grid-template-columns: 15.5rem minmax(0, 1fr); gap: 2rem; }
          .facets {
            display: block; position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: .5rem .25rem 2rem 0;
            margin-inline-start: -.5rem;
          }
          .results { padding-top: .5rem; }
          #filters { display: none; }
        }
        @media (min-width: 100rem) { .work { grid-template-columns: 18rem minmax(0, 1fr); } }

        """#

    /// An open finding.
    static let detailStyle = #"""
        .panel { padding: .25rem 1rem 1.25rem; background: var(--raised); }
        @media (min-width: 62rem) { .panel { padding-inline-start: 6.35rem; } }
        .panel h4 { font-size: .8125rem; font-weight: 600; color: var(--soft); margin: 1rem 0 .3rem; }
        .pair { display: grid; gap: 0 2rem; grid-template-columns: minmax(0, 1fr); }
        @media (min-width: 75rem) { .pair { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
        table { border-collapse: collapse; width: 100%; font-size: .8438rem; }
        th, td { padding: .3rem .6rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { font-weight: 550; color: var(--soft); font-size: .8125rem; }
        th.right, td.right { text-align: end; }
        .evidence {
          border-collapse: separate; border-spacing: 0; table-layout: fixed; background: var(--card);
          border: 1px solid var(--line); border-radius: 8px;
        }
        .evidence th:first-child { width: 60%; }
        .evidence tr:last-child > * { border-bottom: 0; }
        .evidence td { overflow-wrap: anywhere; }
        .command {
          display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .5rem; margin-top: .5rem; align-items: start;
          padding: .5rem .5rem .5rem .75rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px;
        }
        .command code { white-space: pre-wrap; padding: .2rem 0; }
        .facts {
          display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; font-size: .8438rem;
        }
        .facts dt { color: var(--soft); }
        .facts dd { overflow-wrap: anywhere; }
        .panel bdi { white-space: pre-wrap; }
        .tall { display: block; max-height: 12rem; overflow: auto; }
        .waiver { border-inline-start: 3px solid var(--open); padding-inline-start: .75rem; }
        .picture { margin-top: .25rem; padding: .75rem; background: var(--card); border: 1px solid var(--line);
          border-radius: 8px; }
        .picture svg { display: block; max-width: 100%; margin: 0 auto; }
        .picture text { fill: var(--ink); font-size: 12px; unicode-bidi: isolate; }
        .picture .title { font-weight: 600; }
        .picture .kind, .picture .relation { fill: var(--soft); font-size: 11px; }
        .picture .cross { fill: var(--bad); font-size: 11px; font-weight: 700; text-anchor: end; }
        .picture rect { fill: var(--card); stroke: var(--edge); stroke-width: 1; }
        .picture .referred rect { stroke-dasharray: 4 3; }
        .picture .fails rect { stroke: var(--bad); stroke-width: 2; fill: var(--high-tint); }
        .picture .center rect { stroke-width: 3; }
        .picture path { fill: none; stroke: var(--edge); stroke-width: 1.3; }
        .picture path.derived { stroke-dasharray: 5 4; }
        .picture a:hover rect { fill: var(--raised); }
        .picture a:hover .title { text-decoration: underline; }
        .picture a:focus-visible { outline: none; }
        .picture a:focus-visible rect { stroke: var(--accent); stroke-width: 3; }
        .legend { margin-top: .5rem; font-size: .75rem; color: var(--soft); }
        .picture details, .timeline + .more { font-size: .8125rem; margin-top: .5rem; }
        .picture details li { padding: .1rem 0; overflow-wrap: anywhere; }
        .picture details b { font-weight: 600; }
        .timeline { border-inline-start: 2px solid var(--line); margin-inline-start: .35rem; }
        .timeline li { position: relative; padding: .1rem 0 .35rem 1.1rem; font-size: .8438rem; }
        .timeline li::before {
          content: ""; position: absolute; inset-inline-start: -6px; top: .5rem; width: 10px; height: 10px;
          border-radius: 50%; background: var(--raised); border: 2px solid var(--edge);
        }
        .timeline li.bad::before { background: var(--bad); border-color: var(--bad); border-radius: 2px; }
        .timeline li.ok::before { background: var(--ok); border-color: var(--ok); }
        .timeline time { color: var(--soft); margin-inline-end: .75em; }
        .timeline b { font-weight: 600; }
        .timeline .lines {
          display: block; font: .8125rem/1.5 var(--mono); overflow-wrap: anywhere; white-space: pre-wrap;
        }

        """#
}
