import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Rectangle } from 'electron';
import { z } from 'zod';

/** What the window itself remembers; everything else is the engine's (`settings` in the contract). */
const windowSettings = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).optional(),
  isMaximized: z.boolean().default(false),
  theme: z.enum(['light', 'dark', 'system']).default('system'),
});
export type WindowSettings = z.infer<typeof windowSettings>;

export const themeName = windowSettings.shape.theme.unwrap();

export const minimumSize = { width: 900, height: 600 };
const defaultSize = { width: 1400, height: 900 };

/** Reads the file; one that is missing or damaged counts as empty. */
export function readWindowSettings(path: string): WindowSettings {
  try {
    return windowSettings.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return windowSettings.parse({});
  }
}

/** Writes whole or not at all. Synchronous, because it happens while the window closes. */
export function writeWindowSettings(path: string, settings: WindowSettings): void {
  const draft = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(draft, JSON.stringify(settings, undefined, 2));
  renameSync(draft, path);
}

/**
 * Where to put the window: as remembered, moved and shrunk into the display that shows most of it. Without a position,
 * which centres it, where nothing is remembered or no display shows any of it.
 */
export function fitToDisplays(
  remembered: Rectangle | undefined,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { readonly width: number; readonly height: number } {
  if (remembered === undefined) return defaultSize;
  const [area] = workAreas
    .filter((each) => overlap(each, remembered) > 0)
    .sort((a, b) => overlap(b, remembered) - overlap(a, remembered));
  if (area === undefined) return defaultSize;
  const width = clamp(remembered.width, minimumSize.width, area.width);
  const height = clamp(remembered.height, minimumSize.height, area.height);
  return {
    x: clamp(remembered.x, area.x, area.x + area.width - width),
    y: clamp(remembered.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

/** `low` wins where the display is smaller than the smallest window. */
const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));

const overlap = (a: Rectangle, b: Rectangle) =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));
