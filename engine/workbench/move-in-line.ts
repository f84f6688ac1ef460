import type { MoveDirection } from '../api/contract.ts';

/** The line with the one at `from` a place earlier or later; unchanged where there is no such place, or nobody at it. */
export function moveInLine<T>(line: readonly T[], from: number, direction: MoveDirection): readonly T[] {
  const to = direction === 'earlier' ? from - 1 : from + 1;
  const moved = line.slice(from, from + 1);
  if (from < 0 || to < 0 || to >= line.length) return line;
  return line.toSpliced(from, 1).toSpliced(to, 0, ...moved);
}
