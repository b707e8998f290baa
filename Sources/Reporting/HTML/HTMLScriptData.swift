extension HTMLPage {
    /// From the columns of the file to what the page asks for.
    static let dataScript = #"""
        const raw = JSON.parse(document.getElementById('data').textContent);
        const strings = raw.strings;
        const severities = ['low', 'medium', 'high', 'critical'];

        const rules = raw.rules.map(([name, identifier, severity, summary, remedy, command, ...counts], index) => ({
          index, name, identifier, severity, summary, remedy, command,
          failing: counts[1], decided: counts[0] + counts[1],
        }));

        const resources = raw.resources;
        const resourceCount = resources.id.length;
        const findings = raw.findings;
        const findingCount = findings.resource.length;
        const hasBaseline = raw.baseline === true;

        /* Text from the input may hold what steers or reorders text: such characters show as what they are. Every text
           on the page comes through here, for elements are made by el() and svg() alone. */
        const steering =
          /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
        const shortEscapes = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

        function visible(text) {
          return String(text).replace(steering, (character) =>
            shortEscapes[character] ?? `\\u{${character.codePointAt(0).toString(16).toUpperCase()}}`);
        }

        const numbers = new Intl.NumberFormat('en-US');
        const count = (number, one, many = one + 's') => `${numbers.format(number)} ${number === 1 ? one : many}`;

        /* UTC, like everything else the program says; nothing for what no date can hold. */
        function time(milliseconds) {
          const date = new Date(milliseconds ?? NaN);
          if (isNaN(date)) return '';
          return date.toISOString().replace('T', ' ').replace(/(:\d\d)\.\d+Z$/, '$1 UTC');
        }

        /* `EC2` of `AWS::EC2::VPC`; `Account` of `AWS::::Account`. */
        function service(type) {
          const parts = type.split('::');
          return parts[1] || parts[parts.length - 1] || type;
        }

        function shortType(type) {
          const parts = type.split('::').filter((part) => part !== '');
          return (parts[0] === 'AWS' && parts.length > 1 ? parts.slice(1) : parts).join(' ');
        }

        function arn(resource) {
          const place = resources.arn[resource];
          if (place < 0) return '';
          const [beginning, end] = raw.arns[place];
          return beginning + ['', resources.id[resource], resources.name[resource] || ''][end];
        }

        /* A resource with findings, or a neighbour of one: what the list, the pictures and paper say of it. */
        function node(number) {
          if (number < resourceCount) {
            return {
              number, account: raw.accounts[resources.account[number]], region: raw.regions[resources.region[number]],
              type: raw.types[resources.type[number]], id: resources.id[number],
              name: resources.name[number] || '', recorded: true, findings: findingsOf(number).length,
            };
          }
          const [account, region, type, id, name, recorded] = raw.graph.nodes[number - resourceCount];
          return {
            number, account: raw.accounts[account], region: raw.regions[region], type: raw.types[type], id, name,
            recorded: recorded === 1, findings: 0,
          };
        }

        /* What it is called, and what else tells it apart: the name and the id; of an ARN its last parts. */
        function titles({ id, name }) {
          const short = id.startsWith('arn:') ? id.split(':').slice(5).join(':') || id : id;
          if (name === '' || name === id) return [short, ''];
          return [name, id.startsWith('arn:') || id === '' ? '' : id];
        }

        /* cyrb53: short names for links, the same in every report about the same thing. */
        function hash(...parts) {
          let [a, b] = [0xdeadbeef, 0x41c6ce57];
          for (const character of parts.join('\u0000')) {
            const code = character.codePointAt(0);
            a = Math.imul(a ^ code, 2654435761);
            b = Math.imul(b ^ code, 1597334677);
          }
          a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
          b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
          return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
        }

        function resourceKey(resource) {
          return hash(raw.accounts[resources.account[resource]], raw.regions[resources.region[resource]],
            raw.types[resources.type[resource]], resources.id[resource]);
        }

        const findingKey = (finding) =>
          hash(resourceKey(findings.resource[finding]), rules[findings.rule[finding]].name);

        /* The place with a key; asked only of links, so a walk is enough. */
        function placeOf(key, total, keyOf) {
          for (let place = 0; place < total; place += 1) if (keyOf(place) === key) return place;
          return -1;
        }

        /* Findings stand in the order of their resources, so those of one are next to each other. */
        function findingsOf(resource) {
          let [low, high] = [0, findingCount];
          while (low < high) {
            const middle = (low + high) >> 1;
            if (findings.resource[middle] < resource) low = middle + 1; else high = middle;
          }
          const found = [];
          while (low < findingCount && findings.resource[low] === resource) { found.push(low); low += 1; }
          return found;
        }

        const note = (finding) => strings[findings.note[finding]];

        function location(finding) {
          if (!findings.file || findings.file[finding] === 0) return '';
          const line = findings.line[finding];
          return strings[findings.file[finding]] + (line > 0 ? `:${line}` : '');
        }

        function evidence(finding) {
          const flat = findings.evidence?.[finding] || [];
          const pairs = [];
          for (let i = 0; i < flat.length; i += 2) {
            pairs.push([strings[flat[i]], flat[i + 1] < 0 ? null : strings[flat[i + 1]]]);
          }
          return pairs;
        }

        const waiver = (finding) => raw.waivers?.[findings.waiver?.[finding] ?? -1];
        /* In a line: until when, who, where it was decided, why. */
        function excuse(finding) {
          const [reason, owner, ticket, expires] = waiver(finding);
          return `Until ${expires}, ${owner}, ${ticket}: ${reason}`;
        }

        const isWaived = (finding) => (findings.waiver?.[finding] ?? -1) >= 0;
        const isNew = (finding) => findings.state?.[finding] === 1;

        /* Rules worst first: by severity, then by how many resources break them, then by name. */
        const ruleOrder = rules.map((rule) => rule.index).sort((a, b) =>
          rules[b].severity - rules[a].severity || rules[b].failing - rules[a].failing
          || (rules[a].name < rules[b].name ? -1 : 1));

        /* All findings in the order of the list: of rules, then of resources. */
        const listOrder = (() => {
          const starts = new Uint32Array(rules.length + 1);
          const rank = new Uint32Array(rules.length);
          ruleOrder.forEach((rule, place) => { rank[rule] = place; });
          for (const rule of findings.rule) starts[rank[rule] + 1] += 1;
          for (let i = 0; i < rules.length; i += 1) starts[i + 1] += starts[i];
          const order = new Uint32Array(findingCount);
          for (let i = 0; i < findingCount; i += 1) {
            const place = rank[findings.rule[i]];
            order[starts[place]] = i;
            starts[place] += 1;
          }
          return order;
        })();

        """#

    /// How elements are made: text is only ever text.
    static let elementScript = #"""
        function fill(element, attributes, children) {
          for (const [name, value] of Object.entries(attributes)) {
            if (value === null || value === undefined || value === false) continue;
            if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
            else element.setAttribute(name, value === true ? '' : visible(value));
          }
          for (const child of children.flat(Infinity)) {
            if (child === null || child === undefined || child === '' || child === false) continue;
            element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
          }
          return element;
        }

        const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
        const svg = (tag, attributes = {}, ...children) =>
          fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
        const byId = (id) => document.getElementById(id);
        /* Text from the input, whose direction is its own affair. */
        const bdi = (text, attributes = {}) => el('bdi', attributes, text);
        const code = (text) => el('code', {}, bdi(text));
        /* A path, which a line may end within where a reader would expect it. */
        const path = (text) => el('code', {}, el('bdi', {},
          text.split(/(?=[.[/])/).map((part, i) => [i > 0 ? el('wbr') : '', part])));

        const severityBadge = (severity) =>
          el('span', { class: `severity ${severities[severity]}` }, severities[severity]);

        /* Very long texts are cut where there is little room; an open finding has them whole. */
        const clipped = (text, length = 300) => (text.length > length ? text.slice(0, length) + '…' : text);

        """#
}
