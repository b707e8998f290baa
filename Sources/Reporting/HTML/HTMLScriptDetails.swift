extension HTMLPage {
    /// An open finding: why, where, what to do, what is around it, what came before.
    static let detailsScript = #"""
        function showDetails(panel, finding) {
          const rule = rules[findings.rule[finding]];
          const resource = findings.resource[finding];
          panel.append(
            el('div', { class: 'pair' },
              el('div', {}, evidencePart(finding), remedyPart(rule, resource)),
              el('div', {}, statePart(finding), resourcePart(resource, rule))),
            ...picturePart(resource),
            ...timelinePart(finding));
        }

        const heading = (text) => el('h4', {}, text);
        const tall = (text) => bdi(text, text.length > 1000 ? { class: 'tall', tabindex: '0' } : {});

        function evidencePart(finding) {
          const pairs = evidence(finding);
          const place = location(finding);
          const parts = [];
          if (pairs.length > 0) {
            parts.push(heading('Evidence'), el('table', { class: 'evidence' },
              el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Path'), el('th', { scope: 'col' }, 'Value'))),
              el('tbody', {}, pairs.map(([name, value]) => el('tr', {}, el('td', {}, path(name)),
                el('td', {}, value === null ? el('span', { class: 'soft' }, 'not there') : code(value)))))));
          }
          if (place !== '') parts.push(heading('Where it is written'), el('p', {}, path(place)));
          return parts;
        }

        function remedyPart(rule, resource) {
          const parts = [heading('What the rule wants'), el('p', {}, rule.summary)];
          if (!rule.remedy && !rule.command) return parts;
          parts.push(heading('What to do'), el('p', {}, rule.remedy ?? ''));
          if (rule.command) {
            const text = filledIn(rule.command, resource);
            parts.push(el('div', { class: 'command' }, el('code', {}, text), copyButton(text)));
          }
          return parts;
        }

        /* The rule's command for this resource. What a shell would not take for a plain word stays to be filled in: an
           id is the input's, and a command is pasted and run. */
        function filledIn(command, resource) {
          const it = node(resource);
          const values = { RESOURCE_ID: it.id, RESOURCE_NAME: it.name, REGION: it.region };
          return command.replace(/\b(RESOURCE_ID|RESOURCE_NAME|REGION)\b/g, (name) =>
            (/^[A-Za-z0-9_/][A-Za-z0-9_.:/@+=,-]*$/.test(values[name]) ? values[name] : name));
        }

        function copyButton(text) {
          const button = el('button', { class: 'quiet', type: 'button' }, 'Copy');
          const label = (words) => {
            button.textContent = words;
            setTimeout(() => { button.textContent = 'Copy'; }, 2000);
          };
          button.addEventListener('click', async () => {
            try {
              await navigator.clipboard.writeText(text);
              label('Copied');
            } catch {
              /* Where the page may not: the text is selected, for the reader's own keys. */
              window.getSelection().selectAllChildren(button.previousElementSibling);
              label('Selected');
            }
          });
          return button;
        }

        function statePart(finding) {
          const given = waiver(finding);
          const state = findings.state?.[finding] ?? 0;
          const parts = [];
          if (given) {
            const [reason, owner, ticket, expires] = given;
            parts.push(heading('Waived'), el('div', { class: 'waiver' }, el('p', {}, bdi(reason)),
              facts([['Owner', owner], ['Ticket', ticket], ['Until', expires]])));
          }
          if (state > 0) {
            parts.push(heading('Since the baseline'), el('p', {}, state === 1
              ? 'New: the baseline does not have it.' : 'Unchanged: the baseline has it too.'));
          }
          return parts;
        }

        function facts(rows) {
          return el('dl', { class: 'facts' }, rows.filter(([, value]) => value !== '' && value !== null)
            .map(([name, value]) => [el('dt', {}, name), el('dd', {}, value instanceof Node ? value : tall(value))]));
        }

        function resourcePart(resource, rule) {
          const it = node(resource);
          const others = it.findings - 1;
          return [heading('Resource'), facts([
            ['Type', it.type], ['Id', it.id], ['Name', it.name], ['ARN', arn(resource)], ['Account', it.account],
            ['Region', it.region], ['Captured', captured(resource)],
            ['Rule', rule.identifier === null ? rule.name : `${rule.name} (${rule.identifier})`],
            ['Also', others === 0 ? '' : el('a', { href: resourceLink(resource) },
              `${count(others, 'other finding')} of this resource`)],
          ])];
        }

        function captured(resource) {
          const since = resources.time[resource];
          return since === null ? '' : time(raw.time0 + since);
        }

        const eventKinds = ['created', 'updated', 'deleted', 'verdict', 'not recorded'];
        const shownEvents = 12;

        function timelinePart(finding) {
          const resource = findings.resource[finding];
          const flat = raw.events?.[resource] || [];
          const events = [];
          for (let i = 0; i < flat.length; i += 4) {
            events.push({ time: flat[i], kind: flat[i + 1], rule: flat[i + 2], text: strings[flat[i + 3]] });
          }
          /* Other rules' verdicts are other findings' story. */
          const told = events.filter(({ rule }) => rule < 0 || rule === findings.rule[finding]);
          if (told.length === 0) {
            return captured(resource) === '' ? [] : [heading('Timeline'), el('ol', { class: 'timeline' },
              el('li', {}, el('time', {}, captured(resource)), 'captured in this state; no history was given'))];
          }
          const list = el('ol', { class: 'timeline' }, told.slice(-shownEvents).map(eventItem));
          if (told.length <= shownEvents) return [heading('Timeline'), list];
          const earlier = told.length - shownEvents;
          const button = el('button', { class: 'quiet', type: 'button', onclick: () => {
            list.prepend(...told.slice(0, earlier).map(eventItem));
            button.remove();
            list.firstElementChild.tabIndex = -1;
            list.firstElementChild.focus();
          } }, `Show ${count(earlier, 'earlier event')}`);
          return [heading('Timeline'), button, list];
        }

        function eventItem(event) {
          const isVerdict = event.kind === 3;
          const tone = !isVerdict ? null : event.text.startsWith('NON_COMPLIANT') ? 'bad'
            : event.text.startsWith('COMPLIANT') ? 'ok' : null;
          const [first, ...lines] = isVerdict ? [event.text] : [eventKinds[event.kind], ...event.text.split('\n')];
          return el('li', { class: tone }, el('time', {}, time(event.time)), el('b', {}, bdi(first)),
            lines.filter((line) => line !== '').map((line) => el('span', { class: 'lines' }, bdi(line))));
        }

        """#
}
