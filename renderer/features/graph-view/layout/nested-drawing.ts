import type { FrameInput, LayoutInput, LayoutResult, Pills } from './layout-types.ts';
import type { Level, LevelItem } from './levels.ts';
import { at, groupByKey, type Links } from './links.ts';
import { type DrawnLevel, insetsOf } from './nested-layout.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Puts the drawings of frames into each other: every place becomes one of the whole drawing. */
export class NestedDrawing {
  readonly #boxCount: number;
  readonly #frameCount: number;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #frames: LayoutResult['frames'];
  readonly #lineStart: number[] = [0];
  readonly #linePoints: number[] = [];
  readonly #lineLink: number[] = [];
  readonly #lineHasArrow: number[] = [];
  /** Which line is a piece of which link. */
  readonly #pieceLink: number[] = [];
  readonly #pieceLine: number[] = [];
  readonly #pills: { [Field in Exclude<keyof Pills, 'count'>]: number[] } = {
    box: [],
    link: [],
    linkCount: [],
    isInput: [],
    x: [],
    y: [],
    width: [],
  };

  constructor(
    private readonly input: LayoutInput,
    frames: FrameInput,
    private readonly links: Links,
    private readonly levels: readonly DrawnLevel[],
  ) {
    this.#boxCount = input.widths.length;
    this.#frameCount = frames.parent.length;
    this.#x = new Float64Array(this.#boxCount);
    this.#y = new Float64Array(this.#boxCount);
    const perFrame = () => new Float64Array(this.#frameCount);
    this.#frames = { count: this.#frameCount, x: perFrame(), y: perFrame(), width: perFrame(), height: perFrame() };
  }

  result(): LayoutResult {
    const [outermost] = this.levels;
    // A frame comes after the one around it, whose place is known by then.
    for (const [index, drawn] of this.levels.entries()) this.#placeLevel(drawn, index - 1);
    const order = groupByKey(Int32Array.from(this.#pieceLink), this.links.count);
    return {
      width: outermost?.layout.width ?? 0,
      height: outermost?.layout.height ?? 0,
      x: this.#x,
      y: this.#y,
      boxWidth: this.input.widths,
      boxHeight: this.input.heights,
      ...this.#rows(),
      linkFrom: this.links.from,
      linkTo: this.links.to,
      linkOfEdge: this.links.linkOfEdge,
      lineStart: Int32Array.from(this.#lineStart),
      linePoints: Float64Array.from(this.#linePoints),
      lineLink: Int32Array.from(this.#lineLink),
      lineHasArrow: Uint8Array.from(this.#lineHasArrow),
      linesOfLink: { start: order.start, links: order.links.map((piece) => this.#pieceLine[piece] ?? 0) },
      pills: this.#placedPills(),
      frames: this.#frames,
    };
  }

  #placeLevel({ level, layout, widths, heights }: DrawnLevel, frame: number): void {
    const origin = this.#originOf(frame, level, layout.width);
    for (const [place, { kind, index }] of level.items.entries()) {
      const x = origin.x + at(layout.x, place);
      const y = origin.y + at(layout.y, place);
      if (kind === 'box') {
        this.#x[index] = x;
        this.#y[index] = y;
      } else if (kind === 'frame') {
        this.#frames.x[index] = x;
        this.#frames.y[index] = y;
        this.#frames.width[index] = at(widths, place);
        this.#frames.height[index] = at(heights, place);
      }
    }
    this.#placeLines({ level, layout, widths, heights }, frame, origin);
    this.#placePills({ level, layout, widths, heights }, origin);
  }

  /** The content of a frame lies below its title, in the middle where the title is wider. */
  #originOf(frame: number, level: Level, width: number): Point {
    if (frame === -1) return { x: 0, y: 0 };
    return {
      x: at(this.#frames.x, frame) + (at(this.#frames.width, frame) - width) / 2,
      y: at(this.#frames.y, frame) + insetsOf(level).top,
    };
  }

  #placeLines({ level, layout }: DrawnLevel, frame: number, origin: Point): void {
    const { links, routes } = layout;
    const lineOfLink = new Int32Array(links.count).fill(-1);
    for (let edge = 0; edge < level.edgeLink.length; edge++) {
      const link = at(links.linkOfEdge, edge);
      const whole = level.edgeLink[edge] ?? 0;
      if (link === -1 || at(routes.start, link) === at(routes.start, link + 1)) continue;
      if (lineOfLink[link] === -1) {
        const from = level.items[at(links.from, link)];
        const to = level.items[at(links.to, link)];
        lineOfLink[link] = this.#addLine(layout, link, whole, { from, to, frame, origin });
      }
      this.#pieceLink.push(whole);
      this.#pieceLine.push(at(lineOfLink, link));
    }
  }

  #addLine(
    { routes }: DrawnLevel['layout'],
    link: number,
    whole: number,
    ends: { from: LevelItem | undefined; to: LevelItem | undefined; frame: number; origin: Point },
  ): number {
    const { from, to, frame, origin } = ends;
    const first = at(routes.start, link);
    const last = at(routes.start, link + 1) - 1;
    for (let point = first; point <= last; point++) {
      let y = origin.y + at(routes.points, 2 * point + 1);
      // What enters or leaves a frame is drawn from its very border.
      if (point === first && from?.kind === 'entry') y = at(this.#frames.y, frame);
      if (point === last && to?.kind === 'exit') y = at(this.#frames.y, frame) + at(this.#frames.height, frame);
      this.#linePoints.push(origin.x + at(routes.points, 2 * point), y);
    }
    this.#lineStart.push(this.#linePoints.length / 2);
    this.#lineHasArrow.push(to?.kind === 'box' ? 1 : 0);
    return this.#lineLink.push(whole) - 1;
  }

  #placePills({ level, layout }: DrawnLevel, origin: Point): void {
    const { pills, links } = layout;
    const wholeOfLink = new Int32Array(links.count);
    for (let edge = level.edgeLink.length - 1; edge >= 0; edge--) {
      const link = at(links.linkOfEdge, edge);
      if (link >= 0) wholeOfLink[link] = level.edgeLink[edge] ?? 0;
    }
    for (let pill = 0; pill < pills.count; pill++) {
      const item = level.items[at(pills.box, pill)];
      if (item === undefined || item.kind === 'entry' || item.kind === 'exit') continue;
      this.#pills.box.push(item.kind === 'box' ? item.index : this.#boxCount + item.index);
      this.#pills.link.push(at(wholeOfLink, at(pills.link, pill)));
      this.#pills.linkCount.push(at(pills.linkCount, pill));
      this.#pills.isInput.push(at(pills.isInput, pill));
      this.#pills.x.push(origin.x + at(pills.x, pill));
      this.#pills.y.push(origin.y + at(pills.y, pill));
      this.#pills.width.push(at(pills.width, pill));
    }
  }

  #placedPills(): Pills {
    const { box, link, linkCount, isInput, x, y, width } = this.#pills;
    return {
      count: box.length,
      box: Int32Array.from(box),
      link: Int32Array.from(link),
      linkCount: Int32Array.from(linkCount),
      isInput: Uint8Array.from(isInput),
      x: Float64Array.from(x),
      y: Float64Array.from(y),
      width: Float64Array.from(width),
    };
  }

  /** Rows across frames: boxes whose middles are at one height. Their spans ascend, each wide enough for its boxes. */
  #rows(): Pick<LayoutResult, 'rank' | 'rowStart' | 'rowBoxes' | 'rowTop' | 'rowBottom'> {
    const { heights } = this.input;
    const middle = this.#y.map((y, box) => Math.round(y + at(heights, box) / 2));
    const rowBoxes = Int32Array.from({ length: this.#boxCount }, (_, box) => box);
    rowBoxes.sort((a, b) => at(middle, a) - at(middle, b) || at(this.#x, a) - at(this.#x, b));
    const rank = new Int32Array(this.#boxCount);
    const rowStart: number[] = [];
    const rowTop: number[] = [];
    const rowBottom: number[] = [];
    for (const [slot, box] of rowBoxes.entries()) {
      const isNew = slot === 0 || at(middle, box) !== at(middle, at(rowBoxes, slot - 1));
      if (isNew) {
        rowStart.push(slot);
        rowTop.push(Number.POSITIVE_INFINITY);
        rowBottom.push(rowBottom.at(-1) ?? 0);
      }
      const row = rowStart.length - 1;
      rank[box] = row;
      rowTop[row] = Math.min(rowTop[row] ?? 0, at(this.#y, box));
      rowBottom[row] = Math.max(rowBottom[row] ?? 0, at(this.#y, box) + at(heights, box));
    }
    for (let row = rowTop.length - 2; row >= 0; row--) rowTop[row] = Math.min(rowTop[row] ?? 0, rowTop[row + 1] ?? 0);
    return {
      rank,
      rowStart: Int32Array.from([...rowStart, this.#boxCount]),
      rowBoxes,
      rowTop: Float64Array.from(rowTop),
      rowBottom: Float64Array.from(rowBottom),
    };
  }
}
