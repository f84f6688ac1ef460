import { type Markup, markup } from './markup.ts';

/** Round numbers that divide a range into about `count` parts. */
export function toTicks([low, high]: readonly [number, number], count: number): readonly number[] {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return [low];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

export type Scale = (value: number) => number;

export const linear =
  ([low, high]: readonly [number, number], [start, end]: readonly [number, number]): Scale =>
  (value) =>
    start + ((value - low) / (high - low || 1)) * (end - start);

interface BottomAxis {
  readonly ticks: readonly number[];
  readonly x: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly label: string;
}

export const bottomAxis = ({ ticks, x, left, right, top, label }: BottomAxis): Markup => markup`
  <line class="axis" x1="${left}" x2="${right}" y1="${top}" y2="${top}"/>
  ${ticks.map(
    (tick) => markup`<line class="axis" x1="${x(tick)}" x2="${x(tick)}" y1="${top}" y2="${top + 4}"/>
  <text class="tick" x="${x(tick)}" y="${top + 16}" text-anchor="middle">${String(tick)}</text>`,
  )}
  <text class="label" x="${(left + right) / 2}" y="${top + 34}" text-anchor="middle">${label}</text>`;
