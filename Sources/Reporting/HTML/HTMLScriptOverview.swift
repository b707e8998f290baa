extension HTMLPage {
    /// The numbers above the list, and the filters.
    static let overviewScript = #"""
        function showBar() {
          const sums = [0, 0, 0, 0];
          for (const rule of raw.rules) for (let i = 0; i < 4; i += 1) sums[i] += rule[6 + i];
          const [ok, bad, none, open] = sums;
          const parts = [['ok', ok], ['bad', bad], ['open', open], ['none', none]].filter(([, number]) => number > 0);
          byId('bar').append(...parts.map(([kind, number]) => {
            const part = el('i', { class: kind });
            part.style.flexGrow = number;
            return part;
          }));
          byId('bar').hidden = parts.length === 0;
        }

        /* More points than this are no more to be seen. */
        const chartPoints = 300;

        function showTrend() {
          const all = raw.trend ?? [];
          if (all.length < 2) return;
          const step = Math.ceil(all.length / chartPoints);
          const points = all.filter((_, i) => i % step === 0 || i === all.length - 1).map(([at, ok, bad]) =>
            ({ at, bad, share: ok + bad === 0 ? null : Math.floor(1000 * ok / (ok + bad)) / 10 }));
          const shares = points.filter(({ share }) => share !== null).map(({ at, share }) => [at, share]);
          const percent = (value) => `${value.toFixed(1)} %`;
          const figures = [['bad', 'Findings', points.map(({ at, bad }) => [at, bad]), numbers.format, null]];
          if (shares.length > 1) figures.unshift(['ok', 'Score', shares, percent, 100]);
          byId('trend').append(
            el('div', { class: 'charts' }, figures.map((figure) => chart(...figure))),
            el('details', {}, el('summary', {}, 'As a table'), trendTable(all)));
          byId('trend').hidden = false;
        }

        /* Steps, for numbers hold until they change. */
        function chart(tone, title, points, format, top) {
          const [width, height] = [300, 84];
          const [start, end] = [points[0][0], points[points.length - 1][0]];
          const most = points.reduce((max, [, value]) => Math.max(max, value), 0);
          const ceiling = top ?? Math.max(1, most);
          const x = (at) => Math.round(1000 * (end === start ? width : (at - start) / (end - start) * width)) / 1000;
          const y = (value) => Math.round(1000 * (height - 2 - value / ceiling * (height - 6))) / 1000;
          const line = points.map(([at, value], i) => (i === 0 ? `M0 ${y(value)}` : `H${x(at)}V${y(value)}`)).join('');
          const [first, last] = [points[0], points[points.length - 1]];
          return el('figure', {},
            el('figcaption', {}, title, el('b', {}, `${format(first[1])} → ${format(last[1])}`)),
            svg('svg', { viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', role: 'img', class: tone,
              'aria-label': `${title}: ${format(first[1])} on ${time(first[0])}, `
                + `${format(last[1])} on ${time(last[0])}, at most ${format(most)}` },
              svg('path', { class: 'axis', d: `M0 ${height - 2}H${width}` }),
              svg('path', { class: 'area', d: `${line}V${height - 2}H0z` }),
              svg('path', { class: 'curve', d: line })),
            el('p', { class: 'ends' }, [start, end].map((at) => el('span', {}, time(at).slice(0, 10)))));
        }

        const tableRows = 60;

        function trendTable(points) {
          const cells = (values, tag) => values.map((value, i) =>
            el(tag, { class: i > 0 ? 'right' : null, scope: tag === 'th' ? 'col' : null }, value));
          const rows = points.slice(-tableRows).reverse().map(([at, ok, bad, open]) =>
            el('tr', {}, cells([time(at), ...[ok, bad, open].map(numbers.format)], 'td')));
          return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Trend as a table' },
            el('table', {},
              el('thead', {}, el('tr', {}, cells(['Time', 'Compliant', 'Findings', 'Not decided'], 'th'))),
              el('tbody', {}, rows)),
            points.length <= tableRows ? ''
              : el('p', { class: 'soft' }, `The newest ${tableRows} of ${points.length}.`));
        }

        function pick(key, label) {
          const picked = view.picked[key];
          if (!picked.delete(label)) picked.add(label);
          changed();
        }

        /* What is there at all, without filters: what a value has of it is what its bar shows. */
        const totals = match().counts;
        const openByRule = totals[dimensions.findIndex(({ key }) => key === 'rule')];
        const waivedByRule = rules.map(() => 0);
        for (const finding of listOrder) if (isWaived(finding)) waivedByRule[findings.rule[finding]] += 1;
        const waivedBySeverity = [0, 0, 0, 0];
        for (const rule of rules) waivedBySeverity[rule.severity] += waivedByRule[rule.index];
        const openTotal = totals[0].reduce((sum, number) => sum + number, 0);

        /* The buttons stay, so that who has the focus keeps it; numbers and states change. */
        const facetButtons = [];

        function button(dimension, value, content) {
          const { key, labels } = dimensions[dimension];
          const it = el('button', { type: 'button', onclick: () => pick(key, labels[value]) }, content);
          facetButtons.push({ it, dimension, value });
          return it;
        }

        function makeTiles() {
          const tiles = [3, 2, 1, 0].map((value) => el('li', { class: severities[value] },
            button(0, value, [el('b', { class: 'number' }), el('span', {}, severities[value]),
              el('em', { class: 'total' })])));
          byId('tiles').replaceChildren(...tiles);
        }

        const facetRows = 8;

        function makeFacet(dimension) {
          const { key, title, labels } = dimensions[dimension];
          const values = labels.map((_, value) => value)
            .filter((value) => totals[dimension][value] > 0 && !(key === 'state' && value === 0))
            .sort((a, b) => totals[dimension][b] - totals[dimension][a] || (labels[a] < labels[b] ? -1 : 1));
          if (values.length < 2 && key !== 'state' || values.length === 0) return '';
          const items = values.map((value) => {
            const label = labels[value].trim() === '' ? '(not known)' : clipped(labels[value]);
            return el('li', {}, button(dimension, value, [el('span', { class: 'label', title: label }, bdi(label)),
              el('span', { class: 'number' }), el('span', { class: 'share' })]));
          });
          const rest = items.slice(facetRows);
          for (const item of rest) item.hidden = true;
          const all = el('button', { class: 'rest', type: 'button', 'aria-expanded': 'false', onclick: () => {
            const opens = all.getAttribute('aria-expanded') === 'false';
            for (const item of rest) item.hidden = !opens;
            all.setAttribute('aria-expanded', String(opens));
            all.textContent = opens ? 'Show fewer' : `Show all ${numbers.format(items.length)}`;
          } }, `Show all ${numbers.format(items.length)}`);
          return el('section', { class: 'facet', 'aria-label': `By ${title.toLowerCase()}` }, el('h2', {}, title),
            el('ul', {}, items), rest.length > 0 ? all : '');
        }

        function makeFacets() {
          makeTiles();
          byId('facets').append(...dimensions.map((_, i) => makeFacet(i)).slice(1).filter((facet) => facet !== ''));
          if (byId('facets').childElementCount === 0) byId('filters').hidden = true;
        }

        function showFacets(counts) {
          for (const { it, dimension, value } of facetButtons) {
            const { key, labels } = dimensions[dimension];
            const number = counts[dimension][value];
            it.setAttribute('aria-pressed', String(view.picked[key].has(labels[value])));
            it.querySelector('.number').textContent = numbers.format(number);
            it.classList.toggle('none', number === 0);
            const total = it.querySelector('.total');
            if (total === null) {
              it.querySelector('.share').style.width = `${100 * number / Math.max(...totals[dimension])}%`;
            } else {
              const all = totals[dimension][value];
              total.textContent = number !== all ? `of ${numbers.format(all)}`
                : waivedBySeverity[value] > 0 ? `+ ${numbers.format(waivedBySeverity[value])} waived` : '';
            }
          }
        }

        function showChips() {
          const chips = dimensions.flatMap(({ key, title }) =>
            [...view.picked[key]].map((label) => chip(`${title}: ${label}`, () => pick(key, label))));
          if (view.resource !== '') {
            const place = placeOf(view.resource, resourceCount, resourceKey);
            const name = place < 0 ? 'not in this report'
              : titles(node(place)).filter((text) => text !== '').join(', ');
            chips.unshift(chip(`Resource: ${name}`, () => { view.resource = ''; changed(); }));
          }
          if (chips.length > 0) {
            chips.push(el('li', {}, el('button', { class: 'clear', type: 'button', onclick: () => {
              clearView();
              changed();
              byId('search').focus();
            } }, 'Clear all')));
          }
          byId('chips').replaceChildren(...chips);
        }

        function chip(text, remove) {
          return el('li', {}, el('button', { type: 'button', 'aria-label': `Remove the filter ${text}`, onclick: () => {
            remove();
            (byId('chips').querySelector('button') ?? byId('search')).focus();
          } }, bdi(clipped(text, 120)), ' ×'));
        }

        """#
}
