/** Widths by character class, in em of the interface font at weight 600. Estimates: the layout runs where there is no font. */
const narrow = new Set("iljtfrI.,:;'|!()[]/ -");
const wide = new Set('mwMWQOG@%');

/** Estimated width in pixels; errs on the wide side, so that a text fits the box that was sized for it. */
export function estimateTextWidth(text: string, fontSizePx: number): number {
  let em = 0;
  for (const character of text) {
    if (narrow.has(character)) em += 0.35;
    else if (wide.has(character)) em += 0.92;
    else if (character >= 'A' && character <= 'Z') em += 0.72;
    else if (character < '\u2000') em += 0.6;
    else em += 1;
  }
  return em * fontSizePx;
}

/** Shortens to the longest start that fits, with an ellipsis; '' when not even one character fits. */
export function truncateText(text: string, maxWidth: number, widthOf: (text: string) => number): string {
  if (widthOf(text) <= maxWidth) return text;
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (widthOf(`${text.slice(0, middle).trimEnd()}…`) <= maxWidth) fits = middle;
    else tooLong = middle;
  }
  return fits === 0 ? '' : `${text.slice(0, fits).trimEnd()}…`;
}

/**
 * Breaks a title between words into at most `lineLimit` lines, and within a word that is wider than a line, as the page does; the last
 * line keeps the rest, however long.
 */
export function wrapTitle(
  title: string,
  maxWidth: number,
  lineLimit: number,
  widthOf: (text: string) => number,
): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of title.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && lines.length < lineLimit - 1 && widthOf(longer) > maxWidth) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
    while (lines.length < lineLimit - 1 && widthOf(line) > maxWidth) {
      const fitting = fittingLength(line, maxWidth, widthOf);
      lines.push(line.slice(0, fitting));
      line = line.slice(fitting);
    }
  }
  return [...lines, line];
}

/** How many characters of a text fit, one at least. */
function fittingLength(text: string, maxWidth: number, widthOf: (text: string) => number): number {
  let fits = 1;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (widthOf(text.slice(0, middle)) <= maxWidth) fits = middle;
    else tooLong = middle;
  }
  return fits;
}
