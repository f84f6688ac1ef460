/**
 * What a box is called after the operators it stands for: 'Conv + BatchNormalization + Relu', and for merged siblings
 * '3 × (Conv + Relu)'. Operators keep the order in which they run; repeats that do not divide evenly are counted one by one.
 */
export function boxTitle(opTypes: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const opType of opTypes) counts.set(opType, (counts.get(opType) ?? 0) + 1);
  const [first = 0, ...others] = counts.values();
  if (first > 1 && others.every((count) => count === first)) {
    const names = [...counts.keys()].join(' + ');
    return counts.size === 1 ? `${first} × ${names}` : `${first} × (${names})`;
  }
  return [...counts].map(([opType, count]) => (count === 1 ? opType : `${count} × ${opType}`)).join(' + ');
}
