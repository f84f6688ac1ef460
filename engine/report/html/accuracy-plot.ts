import { findParetoFront, placeLabels, type Scatter, toDomain } from '../charts/scatter.ts';
import { formatMs, formatPercent } from '../format.ts';
import { variantColors, variantShapes } from '../palette.ts';
import { bottomAxis, linear, toTicks } from './axis.ts';
import { type Markup, markup } from './markup.ts';

const width = 640;
const height = 300;
const margin = { left: 64, right: 16, top: 12, bottom: 44 };

/** Accuracy against latency with the front that nothing else beats. */
export function accuracyPlot({ measure, points }: Scatter): Markup {
  const right = width - margin.right;
  const bottom = height - margin.bottom;
  const slowest = Math.max(...points.map(({ latencyMs }) => latencyMs)) * 1.15;
  const x = linear([0, slowest], [margin.left, right]);
  const domain = toDomain(
    points.flatMap(({ accuracy, interval }) => [accuracy, interval?.low ?? accuracy, interval?.high ?? accuracy]),
    0.004,
    1,
  );
  const y = linear(domain, [bottom, margin.top]);
  const marks = points.map((point) => ({
    ...point,
    x: x(point.latencyMs),
    y: y(point.accuracy),
    width: point.label.length * 6.6 + 4,
  }));
  const labels = placeLabels(marks, {
    x: margin.left,
    y: margin.top,
    width: right - margin.left,
    height: bottom - margin.top,
  });
  const words = marks.map(
    ({ label, latencyMs, accuracy }) => `${label}: ${formatMs(latencyMs)}, ${measure} ${formatPercent(accuracy, 2)}`,
  );
  const front = findParetoFront(marks).map((mark) => `${mark.x.toFixed(1)},${mark.y.toFixed(1)}`);
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words.join('; ')}">
  ${toTicks(domain, 5).map(
    (tick) => markup`<line class="grid" x1="${margin.left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/>
  <text class="tick" x="${margin.left - 6}" y="${y(tick) + 4}" text-anchor="end">${formatPercent(tick, 1)}</text>`,
  )}
  ${bottomAxis({ ticks: toTicks([0, slowest], 6), x, left: margin.left, right, top: bottom, label: 'Median latency, ms' })}
  <polyline class="front" points="${front.join(' ')}"/>
  ${marks.map(({ kind, interval, x: left }) =>
    interval === undefined
      ? undefined
      : markup`<line x1="${left}" x2="${left}" y1="${y(interval.low)}" y2="${y(interval.high)}" stroke="${variantColors[kind]}" stroke-opacity="0.55" stroke-width="2"/>`,
  )}
  ${marks.map(
    (
      { kind, label, x: left, y: top },
      index,
    ) => markup`<g transform="translate(${left} ${top})"><title>${words[index]}</title>
  <path d="${variantShapes[kind]}" fill="${variantColors[kind]}"/></g>
  <text class="name" x="${(labels[index]?.x ?? left) + 2}" y="${(labels[index]?.y ?? top) + 12}">${label}</text>`,
  )}
</svg>`;
}
