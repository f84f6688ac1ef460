const LIMIT = 16;

/** '1, 2 4' as whole numbers of at least 1; undefined for anything else, for none and for more than 16. */
export function parseCounts(text: string, most: number): readonly number[] | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const counts = words.map(Number);
  const valid = counts.every((count) => Number.isInteger(count) && count >= 1 && count <= most);
  return valid && counts.length > 0 && counts.length <= LIMIT ? counts : undefined;
}
