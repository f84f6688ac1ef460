import { type FrameInput, type LayoutInput, type LayoutResult, spacing } from './layout-types.ts';
import { type LevelLayout, layOutLevel } from './level-layout.ts';
import { type Level, toLevels } from './levels.ts';
import { at, type Links, toLinks } from './links.ts';
import { NestedDrawing } from './nested-drawing.ts';

/**
 * Drawings of levels by what they were made from: frames with the same content are laid out once, and a frame that did
 * not change keeps its drawing while others are opened and closed.
 */
export type LevelCache = Map<string, LevelLayout>;

/** Levels with more items are not kept: comparing them would cost as much as they save. */
const largestKept = 4_000;

/** Levels kept at most; then the cache starts anew. */
const mostKept = 500;

/** A level with the sizes of its items and its drawing. */
export interface DrawnLevel {
  readonly level: Level;
  readonly layout: LevelLayout;
  readonly widths: Float64Array;
  readonly heights: Float64Array;
}

/** Lays out every frame from the innermost outwards, then puts them into each other. */
export function layOutFrames(input: LayoutInput, frames: FrameInput, cache: LevelCache = new Map()): LayoutResult {
  const links = toLinks(input);
  const levels = toLevels(input, frames, links);
  const pillWidths = pillWidthsOf(input, links);
  const drawn: DrawnLevel[] = [];
  for (let index = levels.length - 1; index >= 0; index--) {
    const level = levels[index];
    if (level !== undefined) drawn[index] = drawLevel(level, { input, frames, pillWidths, drawn, cache });
  }
  return new NestedDrawing(input, frames, links, drawn).result();
}

interface DrawingContext {
  readonly input: LayoutInput;
  readonly frames: FrameInput;
  /** Per link. */
  readonly pillWidths: Float64Array;
  /** Levels by index, as far as they are drawn. */
  readonly drawn: readonly DrawnLevel[];
  readonly cache: LevelCache;
}

function drawLevel(level: Level, context: DrawingContext): DrawnLevel {
  const { input, frames, drawn } = context;
  const widths = new Float64Array(level.items.length);
  const heights = new Float64Array(level.items.length);
  for (const [place, { kind, index }] of level.items.entries()) {
    if (kind === 'box') {
      widths[place] = at(input.widths, index);
      heights[place] = at(input.heights, index);
    } else if (kind === 'frame') {
      const inner = drawn[index + 1];
      if (inner === undefined) continue;
      const { top, bottom } = insetsOf(inner.level);
      widths[place] = Math.max(inner.layout.width, at(frames.titleWidth, index));
      heights[place] = top + inner.layout.height + bottom;
    }
  }
  const edgeFrom = Int32Array.from(level.edgeFrom);
  const edgeTo = Int32Array.from(level.edgeTo);
  const levelInput: LayoutInput = {
    widths,
    heights,
    edgeFrom,
    edgeTo,
    pillWidths: Float64Array.from(level.edgeLink, (link) => at(context.pillWidths, link)),
  };
  const ports = {
    from: portOffsets(level, level.edgeFrom, level.edgeFromPort, 'exits', drawn),
    to: portOffsets(level, level.edgeTo, level.edgeToPort, 'entries', drawn),
  };
  const pins = level.items.map(({ kind }) => (kind === 'entry' ? 'top' : kind === 'exit' ? 'bottom' : undefined));
  const layout = remembered(context.cache, levelInput, { pins, ports });
  return { level, layout, widths, heights };
}

/**
 * Space between the border of a frame and the drawing inside it, at the top with the frame's title. Where values pass the
 * border, the drawing has an empty row there, which takes the place of its margin.
 */
export function insetsOf({ entries, exits }: Level): { readonly top: number; readonly bottom: number } {
  const passed = spacing.margin - 4;
  return {
    top: spacing.frameTitle - (entries.size > 0 ? passed : 0),
    bottom: exits.size > 0 ? -passed : 0,
  };
}

/** Where the border of a frame lets a value through, from the middle of the frame; NaN at plain boxes. */
function portOffsets(
  level: Level,
  ends: readonly number[],
  sources: readonly number[],
  side: 'entries' | 'exits',
  drawn: readonly DrawnLevel[],
): Float64Array {
  return Float64Array.from(sources, (source, edge) => {
    const item = level.items[ends[edge] ?? 0];
    if (source === -1 || item?.kind !== 'frame') return Number.NaN;
    const inner = drawn[item.index + 1];
    const place = inner?.level[side].get(source);
    if (inner === undefined || place === undefined) return Number.NaN;
    return at(inner.layout.x, place) - inner.layout.width / 2;
  });
}

function remembered(cache: LevelCache, input: LayoutInput, borders: Parameters<typeof layOutLevel>[1]): LevelLayout {
  if (input.widths.length > largestKept) return layOutLevel(input, borders);
  const { widths, heights, edgeFrom, edgeTo, pillWidths } = input;
  const key = [widths, heights, edgeFrom, edgeTo, pillWidths, borders?.ports.from, borders?.ports.to, borders?.pins]
    .map(String)
    .join(';');
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= mostKept) cache.clear();
  const layout = layOutLevel(input, borders);
  cache.set(key, layout);
  return layout;
}

function pillWidthsOf({ pillWidths }: LayoutInput, links: Links): Float64Array {
  const widest = new Float64Array(links.count);
  for (let edge = 0; edge < links.linkOfEdge.length; edge++) {
    const link = at(links.linkOfEdge, edge);
    if (link >= 0) widest[link] = Math.max(at(widest, link), at(pillWidths, edge));
  }
  return widest;
}
