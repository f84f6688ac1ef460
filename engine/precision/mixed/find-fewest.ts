/**
 * The least count from 1 to `greatest` that satisfies a condition which, once satisfied, stays so; undefined where none does.
 * Doubles until one does, then halves the gap: about 2 log2(count) trials. Where the condition wavers, the answer still
 * satisfied it when it was tried.
 */
export async function findFewest(
  greatest: number,
  isEnough: (count: number) => Promise<boolean>,
): Promise<number | undefined> {
  let failing = 0;
  let enough: number | undefined;
  for (let count = 1; count <= greatest; count = Math.min(greatest, count * 2)) {
    if (await isEnough(count)) {
      enough = count;
      break;
    }
    failing = count;
    if (count === greatest) break;
  }
  while (enough !== undefined && enough - failing > 1) {
    const middle = (failing + enough) >> 1;
    if (await isEnough(middle)) enough = middle;
    else failing = middle;
  }
  return enough;
}
