import { truncateText } from '../text-width.ts';

const measuredPx = 10;

/** Measures and truncates in one font, at the wider of its weights; answers are kept, since a frame asks for the same few titles again and again. */
export class CanvasText {
  readonly #widthAtMeasured: (text: string) => number;
  readonly #widths = new Map<string, number>();
  readonly #truncated = new Map<string, string>();

  constructor(readonly fontFamily: string) {
    const context = document.createElement('canvas').getContext('2d');
    if (context !== null) context.font = this.font(measuredPx);
    this.#widthAtMeasured = (text) => context?.measureText(text).width ?? text.length * measuredPx * 0.6;
  }

  font(px: number, weight: 400 | 600 = 600): string {
    return `${weight} ${px}px ${this.fontFamily}`;
  }

  /** `width` as a function of its own. */
  readonly measure = (text: string, px: number): number => this.width(text, px);

  width(text: string, px: number): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      width = this.#widthAtMeasured(text);
      this.#widths.set(text, width);
    }
    return (width * px) / measuredPx;
  }

  truncate(text: string, maxWidth: number, px: number): string {
    if (this.width(text, px) <= maxWidth) return text;
    const key = `${Math.floor((maxWidth / px) * 8)} ${text}`;
    let shorter = this.#truncated.get(key);
    if (shorter === undefined) {
      if (this.#truncated.size > 20_000) this.#truncated.clear();
      shorter = truncateText(text, maxWidth, (candidate) => (this.#widthAtMeasured(candidate) * px) / measuredPx);
      this.#truncated.set(key, shorter);
    }
    return shorter;
  }
}
