import type { Random } from './random.ts';
import { concatenate } from './wire-tree.ts';

/** Any file with some of its bytes changed, moved, lost or doubled. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let result = new Uint8Array(bytes);
  const count = 1 + random.below(6);
  for (let round = 0; round < count && result.byteLength > 0; round++) {
    // What says most is at the start.
    const range = random.chance(0.5) ? Math.min(512, result.byteLength) : result.byteLength;
    const at = random.below(range);
    const length = Math.min(result.byteLength - at, 1 + random.below(random.pick([1, 8, 64, 1024])));
    const changes: readonly (() => void)[] = [
      () => {
        result[at] = (result[at] ?? 0) ^ (1 << random.below(8));
      },
      () => {
        result[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)]);
      },
      () => result.fill(random.pick([0, 0xff]), at, at + length),
      () => result.copyWithin(random.below(result.byteLength), at, at + length),
      () => {
        result = new Uint8Array(concatenate([result.subarray(0, at), result.subarray(at + length)]));
      },
      () => {
        result = new Uint8Array(concatenate([result.subarray(0, at + length), result.subarray(at)]));
      },
      () => {
        result = result.slice(0, at);
      },
    ];
    random.pick(changes)();
  }
  return result;
}
