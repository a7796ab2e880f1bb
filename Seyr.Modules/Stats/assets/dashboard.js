// Draws the graph of a site page. Everything else on the page is there without it.
'use strict';

const box = document.getElementById('graph');
const data = JSON.parse(box.dataset.graph);
const indexes = data.labels.map((_, i) => i);
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const whole = (value) => value.toLocaleString();

const tip = document.createElement('div');
tip.className = 'graph-tip';
tip.hidden = true;

function line(text, isBold) {
  const element = document.createElement(isBold ? 'b' : 'div');
  element.textContent = text;
  return element;
}

function showTip(plot) {
  const i = plot.cursor.idx;
  tip.hidden = i === null || i === undefined;
  if (tip.hidden) return;
  tip.replaceChildren(
    line(data.labels[i], true),
    line(`${whole(data.visitors[i])} visitors`),
    line(`${whole(data.pageviews[i])} page views`),
  );
  const x = plot.valToPos(i, 'x') + plot.bbox.left / devicePixelRatio;
  const left = Math.min(Math.max(0, x - tip.offsetWidth / 2), box.clientWidth - tip.offsetWidth);
  tip.style.left = `${left}px`;
}

function draw() {
  box.replaceChildren();
  const grid = { stroke: colour('--line'), width: 1 };
  const accent = colour('--accent');
  const soft = colour('--soft');
  const last = data.labels.length - 1;
  const plot = new uPlot({
    width: box.clientWidth,
    height: box.clientHeight,
    legend: { show: false },
    cursor: {
      y: false, drag: { setScale: false }, points: { size: 8 },
      // The line stands on the bucket that is spoken of, not between two.
      move: (u, left, top) => [left < 0 ? left : u.valToPos(u.posToIdx(left), 'x'), top],
    },
    scales: { x: { time: false, range: [0, Math.max(1, last)] }, y: { range: (_, min, max) => [0, Math.max(4, max * 1.1)] } },
    hooks: { setCursor: [showTip] },
    series: [
      {},
      { stroke: soft, width: 1.5, dash: [2, 3], points: { show: false } },
      { stroke: accent, width: 2.5, fill: `${accent}22`, points: { show: false } },
    ],
    axes: [
      {
        stroke: soft, grid: { show: false }, ticks: { show: false }, font: '12px system-ui, sans-serif',
        splits: (_, __, min, max, increment) => indexes.filter((i) => i % Math.max(1, Math.ceil(increment)) === 0),
        values: (_, splits) => splits.map((i) => data.labels[i] ?? ''), space: 76, size: 32,
      },
      {
        stroke: soft, grid, ticks: { show: false }, font: '12px system-ui, sans-serif', size: 48,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7],
        values: (_, splits) => splits.map((v) => Intl.NumberFormat(undefined, { notation: 'compact' }).format(v)),
      },
    ],
  }, [indexes, data.pageviews, data.visitors], box);
  box.append(tip);
  return plot;
}

let plot = draw();
new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: box.clientHeight })).observe(box);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  plot.destroy();
  plot = draw();
});
