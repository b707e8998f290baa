extension HTMLPage {
    /// The parts beside the findings, paper, and what happens when.
    static let mainScript = #"""
        const undecided = raw.undecided ?? [];
        const gone = raw.gone ?? [];
        const goneTotal = raw.goneTotal ?? gone.length;
        const omitted = (raw.omitted ?? []).reduce((sum, number) => sum + number, 0);

        /* [[reason, [undecided…]]…]: one thing that is missing often leaves several rules undecided. */
        function byReason() {
          const reasons = new Map();
          for (const entry of undecided) {
            if (!reasons.has(entry[1])) reasons.set(entry[1], []);
            reasons.get(entry[1]).push(entry);
          }
          return [...reasons];
        }

        function undecidedItem([reason, entries]) {
          const rulesOf = entries.map(([rule, , number]) => el('li', {}, el('b', {}, rules[rule].name),
            number > 1 ? ` ${numbers.format(number)} resources` : ''));
          const [, , , account, region, type, id, name] = entries[0];
          const [title, detail] = titles({ id, name });
          const example = [shortType(raw.types[type]), title, detail, raw.regions[region], raw.accounts[account]]
            .filter((text) => text !== '').join(', ');
          return el('li', {}, el('p', { class: 'note' }, bdi(reason)), el('ul', {}, rulesOf),
            el('p', { class: 'note soft' }, 'For instance: ', bdi(clipped(example))));
        }

        function goneItem([account, region, type, id, rule, text]) {
          const place = [shortType(type), region, account].filter((part) => part !== '').join(' · ');
          return el('li', {}, el('p', {}, el('b', {}, bdi(clipped(titles({ id, name: '' })[0]))), ' ',
            el('span', { class: 'soft' }, bdi(place))),
            el('p', { class: 'note' }, el('b', {}, rule), ' ', bdi(text)));
        }

        /* The first of a long list, and a button for more. */
        function plainList(entries, item) {
          const list = el('ul', { class: 'plain' });
          const box = el('div', {}, list);
          const add = () => {
            const start = list.childElementCount;
            list.append(...entries.slice(start, start + moreRows).map(item));
            const left = entries.length - list.childElementCount;
            box.querySelector('.more')?.remove();
            if (left > 0) {
              box.append(el('button', { class: 'more', type: 'button', onclick: add },
                `Show ${numbers.format(Math.min(left, moreRows))} more of ${numbers.format(left)}`));
            }
          };
          add();
          return box;
        }

        function makePart(id, title, text, ...content) {
          byId(id).append(el('h2', { id: `${id}-title` }, title), el('p', {}, text), ...content);
          byId(id).hidden = false;
        }

        function undecidedCount() { return undecided.reduce((sum, [, , number]) => sum + number, 0); }

        const undecidedText = 'These verdicts are INSUFFICIENT_DATA: the input lacks what the rule must know. '
          + 'This is no pass; each reason says what to supply.';
        const goneText = 'The baseline has these findings, this run has not. '
          + 'A resource that is gone from the input takes its findings along.';
        const waivedText = 'These findings are known and accepted for a reason; '
          + 'they do not close the gate while their waiver holds.';

        function makeParts() {
          const jumps = [['findings', 'Findings', openTotal]];
          if (undecided.length > 0) {
            makePart('undecided', 'Not decided', undecidedText, plainList(byReason(), undecidedItem));
            jumps.push(['undecided', 'Not decided', undecidedCount()]);
          }
          if (raw.waivers?.length > 0) {
            makePart('waived', 'Waived', waivedText, el('div', { class: 'list' }));
            jumps.push(['waived', 'Waived', findingCount - openTotal]);
          }
          if (gone.length > 0) {
            makePart('gone', 'Gone since the baseline', goneText, plainList(gone, goneItem),
              gone.length === goneTotal ? '' : el('p', {}, `Only the first ${numbers.format(gone.length)} of `
                + `${numbers.format(goneTotal)} are in this file; the json report has all.`));
            jumps.push(['gone', 'Gone', goneTotal]);
          }
          if (omitted > 0) {
            byId('findings-title').after(el('p', {}, `${count(omitted, 'more finding')} of lower severity `
              + `${omitted === 1 ? 'is' : 'are'} not in this file, which has room for ${numbers.format(findingCount)}. `
              + 'The json and ndjson reports have all.'));
          }
          byId('jumps').append(...jumps.map(([id, title, number]) =>
            el('a', { href: '#' + id, 'data-jump': id }, `${title} (${numbers.format(number)})`)));
          byId('jumps').hidden = jumps.length === 1;
          for (const link of document.querySelectorAll('[data-jump]')) {
            link.addEventListener('click', (event) => {
              /* The address holds the view; a jump does not change it. */
              event.preventDefault();
              byId(link.dataset.jump).scrollIntoView();
              byId(link.dataset.jump).focus({ preventScroll: true });
            });
          }
        }

        function emptyText() {
          if (isFiltered()) return 'No finding matches. Esc clears search and filters.';
          if (raw.conclusion === 'passed') return 'No findings.';
          return 'No findings, which is no pass: see above what is missing.';
        }

        function say(matches) {
          const all = count(openTotal, 'finding');
          const number = matches.open.length;
          const part = number === openTotal ? all : `${numbers.format(number)} of ${all} match`;
          const accepted = matches.waived.length > 0 ? `; ${numbers.format(matches.waived.length)} waived` : '';
          byId('count').textContent = part + accepted;
        }

        let matched = null;

        function show() {
          matched = match();
          if (byId('search').value !== view.query) byId('search').value = view.query;
          showFacets(matched.counts);
          showChips();
          say(matched);
          showList(document.querySelector('#findings .list'), matched.open, openByRule, emptyText());
          const waivedList = document.querySelector('#waived .list');
          if (waivedList !== null) showList(waivedList, matched.waived, waivedByRule, 'No waived finding matches.');
          const picked = dimensions.reduce((sum, { key }) => sum + view.picked[key].size, 0);
          byId('filters').textContent = picked > 0 ? `Filters (${picked})` : 'Filters';
        }

        function changed() {
          show();
          writeAddress();
        }

        function makeTheme() {
          const root = document.documentElement;
          const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
          const isDark = () => (root.dataset.theme ?? (prefersDark.matches ? 'dark' : 'light')) === 'dark';
          const label = () => { byId('theme').textContent = isDark() ? 'Light' : 'Dark'; };
          byId('theme').setAttribute('aria-label', 'Switch between light and dark');
          byId('theme').addEventListener('click', () => {
            root.dataset.theme = isDark() ? 'light' : 'dark';
            label();
          });
          prefersDark.addEventListener('change', label);
          byId('theme').hidden = false;
          label();
        }

        function begin() {
          readAddress();
          makeTheme();
          showBar();
          showTrend();
          makeFacets();
          makeParts();
          byId('work').hidden = false;
          show();
          if (view.open.size > 0) document.querySelector('.finding[open]')?.scrollIntoView({ block: 'center' });
          byId('search').addEventListener('input', () => { view.query = byId('search').value; changed(); });
          byId('filters').addEventListener('click', () => {
            const opens = byId('facets').classList.toggle('shown');
            byId('filters').setAttribute('aria-expanded', String(opens));
          });
          document.addEventListener('keydown', onKey);
          window.addEventListener('hashchange', () => {
            if (!readAddress()) return;
            show();
            byId('findings').scrollIntoView();
            byId('findings').focus({ preventScroll: true });
          });
          window.addEventListener('beforeprint', makePaper);
          window.addEventListener('afterprint', () => byId('print').replaceChildren());
          (window.requestIdleCallback ?? setTimeout)(() => searchable());
        }

        begin();

        """#
}
