extension HTMLPage {
    /// What is around a resource: it in the middle, its neighbours by relationship; the same as a list.
    static let pictureScript = #"""
        const boxHeight = 44;
        const boxGap = 8;
        const nameHeight = 20;
        const groupGap = 12;

        /* [[relationship, [neighbour…]]…], the largest group first. */
        function neighbours(resource) {
          const flat = raw.graph?.edges[resource] || [];
          const byNode = new Map();
          for (let i = 0; i < flat.length; i += 2) {
            const known = byNode.get(flat[i]) ?? { names: [], isDerived: true };
            known.names.push(strings[flat[i + 1] >> 1]);
            if (flat[i + 1] % 2 === 0) known.isDerived = false;
            byNode.set(flat[i], known);
          }
          const groups = new Map();
          for (const [number, { names, isDerived }] of byNode) {
            const name = names.join(', ');
            if (!groups.has(name)) groups.set(name, []);
            groups.get(name).push({ ...node(number), isDerived });
          }
          return [...groups].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
        }

        function picturePart(resource) {
          const groups = neighbours(resource);
          if (groups.length === 0) return [];
          const center = node(resource);
          const left = raw.graph.left?.[resource] ?? 0;
          const box = el('div', { class: 'picture' });
          const draw = () => {
            const width = Math.floor(box.clientWidth - 30) || 600;
            const drawing = width < 560 ? drawnBelow(center, groups, width) : drawnAround(center, groups, width);
            if (box.firstChild?.nodeName === 'svg') box.firstChild.replaceWith(drawing); else box.prepend(drawing);
          };
          box.append(
            el('p', { class: 'legend' },
              '✗ fails rules, with their number. Dashed line: derived, not recorded. Dashed box: only referred to.',
              left > 0 ? ` ${count(left, 'more neighbour')} not shown.` : ''),
            el('details', {}, el('summary', {}, 'The same as a list'), el('ul', {}, groups.flatMap(([name, members]) =>
              members.map((it) => el('li', {}, el('b', {}, bdi(name)), it.isDerived ? ' (derived): ' : ': ',
                it.findings === 0 ? bdi(described(it))
                  : el('a', { href: resourceLink(it.number) }, bdi(described(it)))))))));
          /* Its width is known once it is on the page. */
          requestAnimationFrame(draw);
          return [heading('What is around it'), box];
        }

        function described(it) {
          const [title, detail] = titles(it);
          return [it.type, title + (detail === '' ? '' : ` (${detail})`),
            it.recorded ? '' : 'only referred to', it.findings > 0 ? `fails ${count(it.findings, 'rule')}` : '',
          ].filter((text) => text !== '').join(', ');
        }

        /* About how many letters fit; what is longer than thought is cut by the box. */
        const fitting = (text, width) => clipped(visible(text), Math.max(6, Math.floor(width / 6.6)));

        function drawnBox(it, x, y, width, isCenter = false) {
          const classes = [it.findings > 0 ? 'fails' : '', it.recorded ? '' : 'referred', isCenter ? 'center' : ''];
          const [title] = titles(it);
          const mark = it.findings > 0 ? `✗ ${numbers.format(it.findings)}` : '';
          const shape = svg('g', { class: classes.join(' ').trim() },
            svg('title', {}, described(it)),
            svg('rect', { x, y, width, height: boxHeight, rx: 6 }),
            svg('svg', { x, y, width: width - 8, height: boxHeight },
              svg('text', { class: 'kind', x: 10, y: 17 },
                fitting(shortType(it.type), width - (mark === '' ? 20 : 60))),
              svg('text', { class: 'title', x: 10, y: 34 }, fitting(title, width - 20)),
              mark === '' ? '' : svg('text', { class: 'cross', x: width - 12, y: 17 }, mark)));
          if (isCenter || it.findings === 0) return shape;
          return svg('a', { href: resourceLink(it.number), 'aria-label': `Findings of ${described(it)}` }, shape);
        }

        function drawnLine(isDerived, d) {
          return svg('path', { class: isDerived ? 'derived' : null, d });
        }

        function canvas(center, width, height, parts) {
          const size = { width: width + 4, height: height + 4, viewBox: `-2 -2 ${width + 4} ${height + 4}` };
          const names = { role: 'group', 'aria-label': `Resources around ${described(center)}` };
          return svg('svg', { ...size, ...names }, parts);
        }

        const groupHeight = ([, members]) => nameHeight + members.length * (boxHeight + boxGap) + groupGap;
        const heightOf = (groups) => groups.reduce((sum, one) => sum + groupHeight(one), 0);

        /* The groups of the left and of the right, about as high. A group alone is halved where it is long. */
        function sides(groups) {
          if (groups.length === 1) {
            const [name, members] = groups[0];
            if (members.length < 6) return [[], groups];
            const half = Math.ceil(members.length / 2);
            return [[[name, members.slice(half)]], [[name, members.slice(0, half)]]];
          }
          const [left, right] = [[], []];
          for (const one of groups) (heightOf(right) <= heightOf(left) ? right : left).push(one);
          return [left, right];
        }

        function drawnAround(center, groups, width) {
          const [left, right] = sides(groups);
          const columns = left.length === 0 ? 2 : 3;
          const gap = Math.min(120, width * 0.1);
          const boxWidth = Math.min(260, Math.floor((width - gap * (columns - 1)) / columns));
          const total = boxWidth * columns + gap * (columns - 1);
          const height = Math.max(heightOf(left), heightOf(right), boxHeight + 16);
          const centerX = left.length === 0 ? 0 : boxWidth + gap;
          const middle = height / 2;
          const lines = [];
          const boxes = [];
          for (const [side, x] of [[left, 0], [right, centerX + boxWidth + gap]]) {
            const isLeft = side === left;
            let y = (height - heightOf(side)) / 2;
            for (const [name, members] of side) {
              boxes.push(svg('text', { class: 'relation', x: x + 2, y: y + 14 }, fitting(name, boxWidth)));
              y += nameHeight;
              for (const it of members) {
                const from = isLeft ? centerX : centerX + boxWidth;
                const to = isLeft ? boxWidth : x;
                const bend = (from + to) / 2;
                const end = y + boxHeight / 2;
                lines.push(drawnLine(it.isDerived, `M${from} ${middle}C${bend} ${middle} ${bend} ${end} ${to} ${end}`));
                boxes.push(drawnBox(it, x, y, boxWidth));
                y += boxHeight + boxGap;
              }
              y += groupGap;
            }
          }
          boxes.push(drawnBox(center, centerX, middle - boxHeight / 2, boxWidth, true));
          return canvas(center, total, height, [lines, boxes]);
        }

        /* Where there is no room beside it: below it, on a line. */
        function drawnBelow(center, groups, width) {
          const indent = 24;
          const boxWidth = Math.min(width - 4, 320);
          const parts = [];
          let y = boxHeight + boxGap + 4;
          let last = y;
          for (const [name, members] of groups) {
            parts.push(svg('text', { class: 'relation', x: indent, y: y + 14 }, fitting(name, width - indent)));
            y += nameHeight;
            for (const it of members) {
              last = y + boxHeight / 2;
              parts.push(drawnLine(it.isDerived, `M10 ${last}H${indent}`),
                drawnBox(it, indent, y, boxWidth - indent));
              y += boxHeight + boxGap;
            }
            y += groupGap;
          }
          parts.unshift(drawnLine(false, `M10 ${boxHeight}V${last}`));
          parts.push(drawnBox(center, 2, 2, boxWidth - 4, true));
          return canvas(center, width, y, parts);
        }

        """#
}
