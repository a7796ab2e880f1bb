// Draws the graph of a site page. Everything else on the page is there without it.
'use strict';

(() => {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = '12px system-ui, sans-serif';
  const minute = 60;
  const hovers = matchMedia('(hover: hover)');
  let plot;
  let watched;

  const duration = (seconds) => (seconds < minute ? `${Math.round(seconds)}s` : `${Math.floor(seconds / minute)}m ${String(Math.round(seconds % minute)).padStart(2, '0')}s`);
  const short = (v) => (v >= 1e6 ? `${v / 1e6}M` : v >= 1e3 ? `${v / 1e3}k` : String(v));
  const formats = { Count: short, Decimal: String, Percent: (v) => `${v}%`, Duration: duration };

  function line(text, name) {
    const element = document.createElement('div');
    element.className = name;
    element.textContent = text;
    return element;
  }

  /** What the table says of a bucket. */
  function rowOf(i) {
    const row = document.querySelectorAll('.figures tbody tr')[i];
    return row && { link: row.querySelector('a'), cells: [...row.children].map((cell) => cell.textContent) };
  }

  function showTip(u, box, tip) {
    const i = u.cursor.idx;
    const row = i === null || i === undefined ? null : rowOf(i);
    tip.hidden = !row;
    if (tip.hidden) return;
    const [label, value, before, change, beforeLabel] = row.cells;
    tip.replaceChildren(line(label, 'what'), line(value, 'value'));
    if (before !== undefined) tip.append(line(`${change || '–'} against ${before}`, 'was'), line(beforeLabel, 'what'));
    if (row.link && !hovers.matches) tip.append(line('Tap again to open', 'what'));
    const x = u.valToPos(i, 'x') + u.bbox.left / devicePixelRatio;
    tip.style.left = `${Math.min(Math.max(0, x - tip.offsetWidth / 2), box.clientWidth - tip.offsetWidth)}px`;
  }

  /** A click opens what is told of, so a finger's first tap tells, and its second opens. A pull from one bucket to another opens nothing. */
  function lead(u, tip) {
    let told = null;
    u.over.classList.toggle('opens', Boolean(rowOf(0)?.link));
    u.over.addEventListener('pointerdown', () => {
      told = tip.hidden ? null : u.cursor.idx;
    });
    u.over.addEventListener('click', () => {
      if (told === u.cursor.idx) rowOf(told)?.link?.click();
    });
  }

  /** Notes stand at their buckets, above the axis; each says what happened when it is pointed at or has the focus. */
  function mark(u, notes) {
    const marks = document.getElementById('marks');
    marks.replaceChildren(...notes.map(({ at, lines }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'mark';
      const text = document.createElement('span');
      text.className = 'mark-text';
      text.append(...lines.map((each) => line(each, 'mark-line')));
      button.append(text);
      const x = u.valToPos(at, 'x') + u.bbox.left / devicePixelRatio;
      button.style.left = `${x}px`;
      button.classList.add(x > marks.clientWidth / 2 ? 'opens-left' : 'opens-right');
      return button;
    }));
  }

  /** The last bucket isn't over: the line to it is dashed. */
  function parts(data) {
    const last = data.now.findLastIndex((value) => value !== null);
    if (!data.incomplete || last < 1) return [data.now, data.now.map(() => null)];
    return [data.now.map((value, i) => (i < last ? value : null)), data.now.map((value, i) => (i === last || i === last - 1 ? value : null))];
  }

  function draw(box, isFirst) {
    const data = JSON.parse(box.dataset.graph);
    // As the rest of the page has it, which the server wrote.
    const format = (value) => formats[data.format](value).replace('.', data.point);
    const last = data.labels.length - 1;
    const [accent, soft, faint] = [colour('--accent'), colour('--soft'), colour('--before')];
    const [done, open] = parts(data);
    const before = data.now.map((_, i) => data.before[i] ?? null);
    const points = { show: data.labels.length === 1, size: 8 };
    const tip = document.createElement('div');
    tip.className = 'graph-tip';
    tip.hidden = true;
    box.replaceChildren();
    const most = data.format === 'Percent' ? 100 : Infinity;
    const options = {
      width: box.clientWidth,
      height: box.clientHeight,
      padding: [10, 32, 0, 0],
      legend: { show: false },
      cursor: {
        y: false, points: { size: 8 },
        // By its own lights uPlot saw a pull in each click, since the line below moves the cursor, and kept it from everybody.
        drag: { x: false, setScale: false, click: () => {} },
        // The line stands on the bucket that is spoken of, not between two.
        move: (u, left, top) => [left < 0 ? left : u.valToPos(u.posToIdx(left), 'x'), top],
      },
      scales: { x: { time: false, range: [0, Math.max(1, last)] }, y: { range: (_, __, max) => [0, Math.min(most, Math.max(data.format === 'Decimal' ? 1 : 4, max * 1.1))] } },
      hooks: { setCursor: [(u) => showTip(u, box, tip)], draw: [(u) => mark(u, data.notes)] },
      series: [
        {},
        { stroke: faint, width: 1.5, points: { show: false } },
        { stroke: accent, width: 2.5, fill: `${accent}1c`, points },
        { stroke: accent, width: 2.5, fill: `${accent}1c`, dash: [4, 5], points: { show: false } },
      ],
      axes: [
        {
          stroke: soft, grid: { show: false }, ticks: { show: false }, font, space: 76, size: 32,
          splits: (_, __, ___, ____, increment) => data.labels.map((_, i) => i).filter((i) => i % Math.max(1, Math.ceil(increment)) === 0),
          values: (_, splits) => splits.map((i) => data.labels[i] ?? ''),
        },
        {
          stroke: soft, grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font, size: data.format === 'Duration' ? 62 : 48,
          incrs: data.format === 'Duration' ? [5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400] : data.format === 'Decimal' ? undefined
            : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8],
          values: (_, splits) => splits.map((value) => format(value)),
        },
      ],
    };
    plot = new uPlot(options, [data.labels.map((_, i) => i), before, done, open], (u, paint) => {
      box.append(u.root, tip);
      lead(u, tip);
      if (isFirst) setTimeout(() => u === plot && paint());
      else paint();
    });
  }

  const resized = new ResizeObserver(() => {
    const [width, height] = [watched.clientWidth, watched.clientHeight];
    // An observer also tells of the size that it found.
    if (plot?.status && (plot.width !== width || plot.height !== height)) plot.setSize({ width, height });
  });

  function show(isFirst) {
    const box = document.getElementById('graph');
    if (!box) return;
    plot?.destroy();
    plot = undefined;
    resized.disconnect();
    watched = box;
    draw(box, isFirst);
    resized.observe(box);
  }

  function showNew(isFirst) {
    if (watched !== document.getElementById('graph')) show(isFirst);
  }

  // The page is painted, then the graph is made, then it is painted: by itself, none keeps a slow phone from obeying for long.
  requestAnimationFrame(() => setTimeout(showNew, 0, true));
  document.addEventListener('shown', () => showNew(false));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show(false));
})();
