import type { PaintContext } from '../canvas/paint-context.ts';

interface Rounded {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** A canvas that keeps what is painted as SVG elements. Rectangles stay rectangles, one element each; what is outside of the drawing is kept, too. */
export class SvgContext implements PaintContext {
  fillStyle: string | CanvasGradient | CanvasPattern = '#000';
  strokeStyle: string | CanvasGradient | CanvasPattern = '#000';
  lineWidth = 1;
  lineJoin: CanvasLineJoin = 'miter';
  globalAlpha = 1;
  font = '10px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  readonly #elements: string[] = [];
  #path: string[] = [];
  #rects: Rounded[] = [];

  /** The document: `title` is what it is of. */
  toDocument({ width, height }: { readonly width: number; readonly height: number }, title: string): string {
    const size = `width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n<title>${escapeXml(title)}</title>\n${this.#elements.join('\n')}\n</svg>\n`;
  }

  /** Pixels are a matter of the one who shows the picture. */
  setTransform(): void {}

  clearRect(): void {}

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add(rectElement({ x, y, width, height, radius: 0 }, this.#fill()));
  }

  beginPath(): void {
    this.#path = [];
    this.#rects = [];
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${number(x)} ${number(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${number(x)} ${number(y)}`);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#path.push(`C${[x1, y1, x2, y2, x, y].map(number).join(' ')}`);
  }

  closePath(): void {
    this.#path.push('Z');
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#rects.push({ x, y, width, height, radius: 0 });
  }

  roundRect(
    x: number,
    y: number,
    width: number,
    height: number,
    radii: number | DOMPointInit | Iterable<number | DOMPointInit> = 0,
  ): void {
    const radius = typeof radii === 'number' ? Math.min(radii, width / 2, height / 2) : 0;
    this.#rects.push({ x, y, width, height, radius });
  }

  fill(): void {
    this.#paint(this.#fill());
  }

  stroke(): void {
    const join = this.lineJoin === 'miter' ? '' : ` stroke-linejoin="${this.lineJoin}"`;
    const width = number(this.lineWidth);
    this.#paint(
      `fill="none" stroke="${this.#color(this.strokeStyle)}" stroke-width="${width}"${join}${this.#opacity()}`,
    );
  }

  fillText(text: string, x: number, y: number): void {
    const [, weight = '400', px = '10', family = 'sans-serif'] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font) ?? [];
    const anchor = anchors.get(this.textAlign) ?? 'start';
    const baseline = this.textBaseline === 'middle' ? ' dominant-baseline="central"' : '';
    this.#add(
      `<text x="${number(x)}" y="${number(y)}" font-family="${escapeXml(family)}" font-size="${px}" font-weight="${weight}" text-anchor="${anchor}"${baseline} ${this.#fill()}>${escapeXml(text)}</text>`,
    );
  }

  #paint(look: string): void {
    for (const rect of this.#rects) this.#add(rectElement(rect, look));
    if (this.#path.length > 0) this.#add(`<path d="${this.#path.join('')}" ${look}/>`);
  }

  #fill(): string {
    return `fill="${this.#color(this.fillStyle)}"${this.#opacity()}`;
  }

  #opacity(): string {
    return this.globalAlpha === 1 ? '' : ` opacity="${this.globalAlpha}"`;
  }

  #color(style: string | CanvasGradient | CanvasPattern): string {
    return typeof style === 'string' ? escapeXml(style) : 'none';
  }

  #add(element: string): void {
    this.#elements.push(element);
  }
}

const anchors = new Map<CanvasTextAlign, string>([
  ['center', 'middle'],
  ['right', 'end'],
  ['end', 'end'],
]);

function rectElement({ x, y, width, height, radius }: Rounded, look: string): string {
  const rounded = radius > 0 ? ` rx="${number(radius)}"` : '';
  return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"${rounded} ${look}/>`;
}

/** To a hundredth of a pixel. */
const number = (value: number): string => String(Math.round(value * 100) / 100);

/** Leaves out what XML does not allow at all, which names in damaged files may contain. */
function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
