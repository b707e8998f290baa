extension HTMLPage {
    /// What is looked for, what matches, and the view's address.
    static let filterScript = #"""
        /* What can be filtered by: of every finding a small number, and what the number stands for. */
        const dimensions = (() => {
          const ofResource = (column) => Uint16Array.from(findings.resource, (resource) => column[resource]);
          const services = [...new Set(raw.types.map(service))];
          const serviceOfType = raw.types.map((type) => services.indexOf(service(type)));
          return [
            { key: 'severity', title: 'Severity', labels: severities,
              of: Uint16Array.from(findings.rule, (rule) => rules[rule].severity) },
            { key: 'state', title: 'Since the baseline', labels: ['', 'new', 'unchanged'],
              of: Uint16Array.from(findings.state ?? new Uint8Array(findingCount)) },
            { key: 'service', title: 'Service', labels: services,
              of: Uint16Array.from(findings.resource, (resource) => serviceOfType[resources.type[resource]]) },
            { key: 'rule', title: 'Rule', labels: rules.map((rule) => rule.name),
              of: Uint16Array.from(findings.rule) },
            { key: 'account', title: 'Account', labels: raw.accounts, of: ofResource(resources.account) },
            { key: 'region', title: 'Region', labels: raw.regions, of: ofResource(resources.region) },
          ];
        })();

        /* picked: the labels chosen in each dimension, as texts, so that a link to what this report does not have finds
           nothing rather than everything. resource: a key; open: keys of open findings. */
        const view = {
          query: '', resource: '', open: new Set(),
          picked: Object.fromEntries(dimensions.map(({ key }) => [key, new Set()])),
        };

        const isFiltered = () =>
          view.query.trim() !== '' || view.resource !== '' || Object.values(view.picked).some((set) => set.size > 0);

        function clearView() {
          view.query = '';
          view.resource = '';
          for (const set of Object.values(view.picked)) set.clear();
        }

        /* Lower case once; a finding's own text is never put together, its parts are searched where they are. */
        const searchable = (() => {
          let made = null;
          return () => {
            made ??= {
              strings: strings.map((text) => text.toLowerCase()),
              rules: rules.map((rule) => `${rule.name}\n${rule.identifier ?? ''}`.toLowerCase()),
              resources: resources.id.map((id, i) => [id, resources.name[i] || '', arn(i),
                raw.types[resources.type[i]], raw.accounts[resources.account[i]], raw.regions[resources.region[i]],
              ].join('\n').toLowerCase()),
            };
            return made;
          };
        })();

        /* Of every finding whether all words of the query are somewhere in it; null for no query. */
        function textMatches(query) {
          const words = query.toLowerCase().split(/\s+/).filter((word) => word !== '');
          if (words.length === 0) return null;
          const texts = searchable();
          const result = new Uint8Array(findingCount).fill(1);
          for (const word of words) {
            const inString = Uint8Array.from(texts.strings, (text) => text.includes(word));
            const inRule = Uint8Array.from(texts.rules, (text) => text.includes(word));
            const inResource = Uint8Array.from(texts.resources, (text) => text.includes(word));
            for (let i = 0; i < findingCount; i += 1) {
              if (result[i] === 0) continue;
              result[i] = inRule[findings.rule[i]] | inResource[findings.resource[i]] | inString[findings.note[i]]
                | (findings.file ? inString[findings.file[i]] : 0)
                | ((findings.evidence?.[i] || []).some((place) => inString[place]) ? 1 : 0);
            }
          }
          return result;
        }

        /* The findings that match, in the order of the list, and for every dimension how many each of its values has
           under the filters of the other dimensions: what choosing it would give. */
        function match() {
          const text = textMatches(view.query);
          const resource = view.resource === '' ? -1 : placeOf(view.resource, resourceCount, resourceKey);
          const isAnyResource = view.resource === '';
          const tests = dimensions.map(({ key, labels, of }) => {
            const picked = view.picked[key];
            return { of, isAny: picked.size === 0, isIn: labels.map((label) => picked.has(label)),
              counts: new Uint32Array(labels.length) };
          });
          const open = [];
          const waived = [];
          for (const i of listOrder) {
            if (text !== null && text[i] === 0) continue;
            if (!isAnyResource && findings.resource[i] !== resource) continue;
            let missed = null;
            let misses = 0;
            for (const test of tests) {
              if (test.isAny || test.isIn[test.of[i]]) continue;
              misses += 1;
              missed = test;
              if (misses > 1) break;
            }
            if (misses > 1) continue;
            if (isWaived(i)) {
              if (misses === 0) waived.push(i);
            } else if (misses === 1) {
              missed.counts[missed.of[i]] += 1;
            } else {
              for (const test of tests) test.counts[test.of[i]] += 1;
              open.push(i);
            }
          }
          return { open, waived, counts: tests.map(({ counts }) => counts) };
        }

        /* The view as the part of the address behind #. */
        function fragment({ query, resource, picked, open }) {
          const values = new URLSearchParams();
          if (query.trim() !== '') values.append('q', query);
          for (const { key } of dimensions) for (const label of picked[key]) values.append(key, label);
          if (resource !== '') values.append('resource', resource);
          for (const key of open) values.append('open', key);
          return values.toString();
        }

        const resourceLink = (resource) => '#' + new URLSearchParams({ resource: resourceKey(resource) });

        /* False for an address without a view, such as that of a part of the page. */
        function readAddress() {
          const text = window.location.hash.slice(1);
          if (text !== '' && !text.includes('=')) return false;
          const values = new URLSearchParams(text);
          clearView();
          view.query = (values.get('q') ?? '').slice(0, 500);
          view.resource = values.get('resource') ?? '';
          for (const { key } of dimensions) for (const label of values.getAll(key)) view.picked[key].add(label);
          view.open = new Set(values.getAll('open').slice(0, 50));
          return true;
        }

        /* A while after the last change: browsers refuse an address that changes with every key. */
        const writeAddress = (() => {
          let timer = 0;
          return () => {
            clearTimeout(timer);
            timer = setTimeout(() => {
              const text = fragment(view);
              const { pathname, search } = window.location;
              window.history.replaceState(null, '', text === '' ? pathname + search : '#' + text);
            }, 150);
          };
        })();

        """#
}
