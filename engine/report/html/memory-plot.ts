import type { MemoryBar } from '../charts/memory.ts';
import { formatBytes } from '../format.ts';
import { variantColors } from '../palette.ts';
import { bottomAxis, linear, type Scale, toTicks } from './axis.ts';
import { type Markup, markup } from './markup.ts';

const width = 640;
const margin = { left: 12, right: 16, top: 6, bottom: 44 };
const captionHeight = 17;
const barHeight = 11;
const barGap = 3;

const linesOf = ({ deviceBytes }: MemoryBar) => (deviceBytes === undefined ? 2 : 3);
const heightOf = (bar: MemoryBar) => captionHeight + linesOf(bar) * (barHeight + barGap) + 6;

/** Peak memory split into process and model, device memory, and the file, on one axis. */
export function memoryPlot(bars: readonly MemoryBar[]): Markup {
  const right = width - margin.right;
  const bottom = margin.top + bars.reduce((sum, bar) => sum + heightOf(bar), 0);
  const largest = Math.max(
    ...bars.map(({ processBytes, modelBytes, deviceBytes, fileBytes }) =>
      Math.max(processBytes + modelBytes, deviceBytes ?? 0, fileBytes),
    ),
  );
  const domain = [0, (largest / 1e6) * 1.05] as const;
  const x = linear(domain, [margin.left, right]);
  const tops = bars.map((_, index) => margin.top + bars.slice(0, index).reduce((sum, bar) => sum + heightOf(bar), 0));
  const words = bars.map(
    ({ label, processBytes, modelBytes, fileBytes }) =>
      `${label}: ${formatBytes(processBytes + modelBytes)} at the peak, file ${formatBytes(fileBytes)}`,
  );
  return markup`<svg viewBox="0 0 ${width} ${bottom + margin.bottom}" role="img" aria-label="${words.join('; ')}">
  <defs>${bars.map(
    ({ kind }) =>
      markup`<pattern id="hatch-${kind}" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M 0 5 L 5 0" stroke="${variantColors[kind]}" stroke-width="1.3"/></pattern>`,
  )}</defs>
  ${bars.map((bar, index) => barOf(bar, tops[index] ?? 0, (bytes) => x(bytes / 1e6)))}
  ${bottomAxis({ ticks: toTicks(domain, 6), x, left: margin.left, right, top: bottom, label: 'MB' })}
</svg>`;
}

function barOf(bar: MemoryBar, top: number, x: Scale): Markup {
  const { kind, label, processBytes, modelBytes, deviceBytes, fileBytes } = bar;
  const color = variantColors[kind];
  const peak = processBytes + modelBytes;
  const lineTop = (line: number) => top + captionHeight + line * (barHeight + barGap);
  const rect = (from: number, to: number, line: number, fill: string) =>
    markup`<rect x="${x(from)}" y="${lineTop(line)}" width="${Math.max(0, x(to) - x(from))}" height="${barHeight}" fill="${fill}"/>`;
  return markup`<g>
  <text class="name" x="${margin.left}" y="${top + 12}">${label} <tspan class="tick">${formatBytes(peak)}, file ${formatBytes(fileBytes)}</tspan></text>
  ${rect(0, processBytes, 0, `url(#hatch-${kind})`)}
  ${rect(processBytes, peak, 0, color)}
  ${deviceBytes === undefined ? undefined : rect(0, deviceBytes, 1, color)}
  <rect x="${x(0)}" y="${lineTop(linesOf(bar) - 1)}" width="${Math.max(1, x(fileBytes) - x(0))}" height="${barHeight}" fill="none" stroke="${color}"/>
</g>`;
}
