import type { Seed } from './corpus.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateText } from './mutate-text.ts';
import { mutateWire } from './mutate-wire.ts';
import { Random } from './random.ts';

/** A seed with its file changed. */
export type Mutant = Seed;

/** One in so many mutants of a large model: they cost a hundred times a small one's time. */
const LARGE_BYTES = 100_000;
const LARGE_ODDS = 0.2;
/** Of mutants that keep the form of their format. */
const STRUCTURED_ODDS = 0.85;

/** The file of this index of a run: the same each time. */
export function mutantOf(seeds: readonly Seed[], runSeed: number, index: number): Mutant {
  const random = Random.of(runSeed, index);
  let seed = random.pick(seeds);
  while (seed.bytes.byteLength > LARGE_BYTES && !random.chance(LARGE_ODDS)) seed = random.pick(seeds);
  const donor = random.pick(seeds);
  const structured = random.chance(STRUCTURED_ODDS) ? mutateForm(seed, donor, random) : undefined;
  return { ...seed, bytes: structured ?? mutateBytes(seed.bytes, random) };
}

function mutateForm(seed: Seed, donor: Seed, random: Random): Uint8Array | undefined {
  if (seed.extension !== '.prototxt') return mutateWire(seed.bytes, donor.bytes, random);
  const donorText = donor.extension === '.prototxt' ? textOf(donor) : textOf(seed);
  return new TextEncoder().encode(mutateText(textOf(seed), donorText, random));
}

const textOf = ({ bytes }: Seed): string => new TextDecoder().decode(bytes);
