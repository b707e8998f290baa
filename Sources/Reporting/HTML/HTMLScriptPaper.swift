extension HTMLPage {
    /// What is printed: the findings that match, compactly, with evidence and remedy; the other parts.
    static let paperScript = #"""
        const paperRows = 500;

        function makePaper() {
          const { open, waived } = matched;
          const parts = [...paperFindings('Findings', open)];
          if (undecided.length > 0) {
            parts.push(el('h2', {}, 'Not decided'), el('p', {}, undecidedText),
              ...byReason().slice(0, paperRows).map((entry) => paperItem(undecidedItem(entry))));
          }
          if (waived.length > 0) parts.push(...paperFindings('Waived', waived));
          if (gone.length > 0) {
            parts.push(el('h2', {}, 'Gone since the baseline'), el('p', {}, goneText),
              ...gone.slice(0, paperRows).map((entry) => paperItem(goneItem(entry))), paperLeft(goneTotal));
          }
          byId('print').replaceChildren(...parts.filter((part) => part !== ''));
        }

        const paperItem = (item) => el('div', { class: 'item' }, ...item.childNodes);
        const paperLeft = (number) => (number <= paperRows ? ''
          : el('p', {}, `Printed are the first ${numbers.format(paperRows)}; `
            + `${numbers.format(number - paperRows)} are left out.`));

        function paperFindings(title, matches) {
          const filters = [...byId('chips').querySelectorAll('bdi')].map((chosen) => chosen.textContent);
          if (view.query.trim() !== '') filters.unshift(`Search: ${view.query}`);
          return [el('h2', {}, `${title} (${numbers.format(matches.length)})`),
            filters.length > 0 ? el('p', {}, `Only what matches: ${filters.join('; ')}`) : '',
            paperLeft(matches.length),
            ...byRule(matches.slice(0, paperRows)).map(([rule, members]) => paperGroup(rules[rule], members))];
        }

        function paperGroup(rule, members) {
          return el('div', { class: 'sheet' },
            el('div', { class: 'about' },
              el('h3', {}, severityBadge(rule.severity), rule.name,
                el('span', { class: 'number' }, `${count(rule.failing, 'finding')}, `
                  + `${numbers.format(rule.decided)} judged`)),
              el('p', {}, rule.summary),
              el('div', { class: 'remedy' }, rule.remedy ? el('p', {}, `→ ${rule.remedy}`) : '',
                rule.command ? el('code', {}, rule.command) : '')),
            members.map(paperFinding));
        }

        function paperFinding(finding) {
          const resource = findings.resource[finding];
          const it = node(resource);
          const [title, detail] = titles(it);
          const pairs = evidence(finding).map(([name, value]) => clipped(`${name}: ${value ?? 'not there'}`));
          const place = [shortType(it.type), it.region, it.account].filter((text) => text !== '');
          const names = [arn(resource), location(finding)].filter((text) => text !== '');
          return el('div', { class: 'item' },
            el('p', {}, el('span', { class: 'soft place' }, bdi(clipped(place.join(' · ')))),
              el('b', {}, bdi(clipped(title))), detail === '' ? '' : [' ', code(clipped(detail))],
              isNew(finding) ? el('span', { class: 'badge' }, 'new') : ''),
            el('p', {}, bdi(note(finding))),
            pairs.length > 0 ? el('p', {}, code(pairs.join('; '))) : '',
            isWaived(finding) ? el('p', {}, 'Waived. ', bdi(excuse(finding))) : '',
            el('p', { class: 'soft' }, names.map((text, i) => [i > 0 ? ' · ' : '', bdi(clipped(text))])));
        }

        """#
}
