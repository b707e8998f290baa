extension HTMLPage {
    /// Findings by rule. Rows are made when they are asked for: there may be tens of thousands.
    static let listScript = #"""
        const firstRows = 10;
        const moreRows = 50;
        /* Groups stand open until so many rows are on the page. */
        const openRows = 40;

        /* wholes: of every rule how many the list has without filters. */
        function showList(container, matches, wholes, emptyText) {
          container.replaceChildren();
          if (matches.length === 0) {
            container.append(el('p', { class: 'empty' }, emptyText));
            return;
          }
          let budget = openRows;
          for (const [rule, members] of byRule(matches)) {
            const isOpen = budget > 0 || members.some((finding) => isOpenFinding(finding));
            container.append(group(rules[rule], members, wholes[rule], isOpen));
            budget -= Math.min(members.length, firstRows);
          }
        }

        /* Runs of one rule in a list that is in the order of rules. */
        function byRule(matches) {
          const runs = [];
          for (const finding of matches) {
            const rule = findings.rule[finding];
            if (runs.length === 0 || runs[runs.length - 1][0] !== rule) runs.push([rule, []]);
            runs[runs.length - 1][1].push(finding);
          }
          return runs;
        }

        let groupNumber = 0;

        function group(rule, members, whole, isOpen) {
          groupNumber += 1;
          const rows = el('div', { class: 'rows', id: `rows-${groupNumber}`, hidden: !isOpen });
          const head = el('button', {
            class: 'group-head', type: 'button', 'aria-expanded': String(isOpen), 'aria-controls': rows.id,
            onclick: () => toggle(),
          },
            severityBadge(rule.severity),
            el('span', { class: 'name' }, rule.name),
            el('span', { class: 'number' }, el('b', {}, numbers.format(members.length)),
              members.length < whole ? ` of ${count(whole, 'finding')}` : ` of ${numbers.format(rule.decided)} judged`),
            el('span', { class: 'wants' }, rule.summary));
          const fillOnce = () => { if (rows.childElementCount === 0) addRows(rows, members, firstRows); };
          function toggle() {
            const opens = rows.hidden;
            rows.hidden = !opens;
            head.setAttribute('aria-expanded', String(opens));
            if (opens) fillOnce();
          }
          if (isOpen) fillOnce();
          return el('div', { class: 'group' }, el('h3', {}, head), rows);
        }

        /* The next rows, up to what a link wants open, and a button for what is left. */
        function addRows(rows, members, number) {
          const start = rows.querySelectorAll(':scope > .finding').length;
          let end = Math.min(start + number, members.length);
          for (let i = end; i < members.length && view.open.size > 0; i += 1) {
            if (isOpenFinding(members[i])) end = i + 1;
          }
          for (let i = start; i < end; i += 1) rows.append(row(members[i]));
          const left = members.length - end;
          if (left === 0) return;
          const next = Math.min(left, moreRows);
          const button = el('button', { class: 'more', type: 'button', onclick: () => {
            button.remove();
            addRows(rows, members, moreRows);
            rows.children[end].querySelector('summary').focus();
          } }, left === next ? `Show ${numbers.format(left)} more`
            : `Show ${numbers.format(next)} more of ${numbers.format(left)}`);
          rows.append(button);
        }

        const hasManyAccounts = raw.accounts.filter((account) => account !== '').length > 1;
        const isOpenFinding = (finding) => view.open.size > 0 && view.open.has(findingKey(finding));

        function row(finding) {
          const it = node(findings.resource[finding]);
          const [title, detail] = titles(it);
          const places = [shortType(it.type), it.region, hasManyAccounts ? it.account : ''];
          const panel = el('div', { class: 'panel' });
          const details = el('details', { class: 'finding', 'data-finding': String(finding) },
            el('summary', {},
              el('span', { class: 'who' }, el('b', {}, bdi(title.trim() === '' ? '(no id)' : clipped(title))),
                detail === '' ? '' : code(clipped(detail)),
                isNew(finding) ? el('span', { class: 'badge' }, 'new') : '',
                isWaived(finding) ? el('span', { class: 'badge waived' }, 'waived') : ''),
              el('span', { class: 'where' },
                places.filter((text) => text !== '').map((text) => el('span', {}, bdi(clipped(text, 60))))),
              el('span', { class: 'note' }, bdi(note(finding))),
              isWaived(finding) ? el('span', { class: 'note excuse' }, bdi(excuse(finding))) : ''),
            panel);
          const open = () => { if (panel.childElementCount === 0) showDetails(panel, finding); };
          details.addEventListener('toggle', () => {
            const key = findingKey(finding);
            if (details.open) { open(); view.open.add(key); } else view.open.delete(key);
            writeAddress();
          });
          if (isOpenFinding(finding)) { details.open = true; open(); }
          return details;
        }

        /* Arrow keys go through the heads of groups, the rows and the buttons for more, as they stand. */
        function moveFocus(step) {
          const stops = [...document.querySelectorAll('.group-head, .finding > summary, .rows > .more')]
            .filter((stop) => stop.offsetParent !== null);
          const here = stops.indexOf(document.activeElement);
          if (here < 0 && step < 0) return;
          if (here === 0 && step < 0) { byId('search').focus(); return; }
          stops[Math.min(here + step, stops.length - 1)]?.focus();
        }

        function onKey(event) {
          if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
          const { target, key } = event;
          const isSearch = target === byId('search');
          /* Who dictates may not want a key that is a mere character (WCAG 2.2, 2.1.4). */
          if (key === '/' && !isSearch && byId('slash').checked) {
            event.preventDefault();
            byId('search').focus();
            byId('search').select();
          } else if (key === 'Escape' && isFiltered()) {
            event.preventDefault();
            if (isSearch && view.query !== '') view.query = ''; else clearView();
            changed();
            /* What had the focus may be gone with the old list. */
            if (!document.body.contains(target) || target === document.body) byId('search').focus();
          } else if (key === 'ArrowDown' || key === 'ArrowUp') {
            const step = key === 'ArrowDown' ? 1 : -1;
            if (!(isSearch && step > 0) && !target.matches('.group-head, .finding > summary, .rows > .more')) return;
            event.preventDefault();
            moveFocus(step);
          }
        }

        """#
}
