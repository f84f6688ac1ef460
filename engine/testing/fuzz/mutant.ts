import type { Seed } from './corpus.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateWire } from './mutate-wire.ts';
import { Random } from './random.ts';

export interface Mutant {
  readonly seedName: string;
  readonly extension: Seed['extension'];
  readonly bytes: Uint8Array;
}

/** One in so many mutants of a large model: they cost a hundred times a small one's time. */
const LARGE_BYTES = 100_000;
const LARGE_ODDS = 0.2;

/** The file of this index of a run: the same each time. */
export function mutantOf(seeds: readonly Seed[], runSeed: number, index: number): Mutant {
  const random = Random.of(runSeed, index);
  let seed = random.pick(seeds);
  while (seed.bytes.byteLength > LARGE_BYTES && !random.chance(LARGE_ODDS)) seed = random.pick(seeds);
  const donor = random.pick(seeds);
  const structured = random.chance(0.8) ? mutateWire(seed.bytes, donor.bytes, random) : undefined;
  const bytes = structured ?? mutateBytes(seed.bytes, random);
  return { seedName: seed.name, extension: seed.extension, bytes };
}
