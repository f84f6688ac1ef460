/** Of '#rrggbb', 0 to 1; undefined for colours that are written otherwise. Source: WCAG 2.2, relative luminance. */
function luminanceOf(color: string): number | undefined {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return undefined;
  const linear = (start: number) => {
    const value = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5);
}

const contrastOf = (a: number, b: number): number => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

/** Of several inks the one that is read best on a ground; the first where that cannot be told. */
export function readableInk(ground: string, inks: readonly [string, ...string[]]): string {
  const groundLuminance = luminanceOf(ground);
  let [best] = inks;
  let bestContrast = 0;
  for (const ink of inks) {
    const luminance = luminanceOf(ink);
    if (groundLuminance === undefined || luminance === undefined) continue;
    const contrast = contrastOf(groundLuminance, luminance);
    if (contrast <= bestContrast) continue;
    best = ink;
    bestContrast = contrast;
  }
  return best;
}
