import { describe, expect, test } from 'vitest';
import { entropyThreshold } from './entropy.ts';

const histogram = (count: (bin: number) => number, length = 2048) => ({
  counts: Float64Array.from({ length }, (_, bin) => count(bin)),
  binWidth: 1,
});

describe('entropy calibration', () => {
  test('keeps the whole range of uniform values', () => {
    expect(
      entropyThreshold(
        histogram(() => 100),
        128,
      ),
    ).toBe(2048);
  });

  test('cuts a lone outlier off where the bulk ends', () => {
    const bulk = histogram((bin) => (bin < 256 ? 10_000 - 30 * bin : bin === 2047 ? 1 : 0));
    expect(entropyThreshold(bulk, 128)).toBe(256);
  });

  test('does not let the zeros of a ReLU decide', () => {
    const values = (bin: number) => Math.round(1000 * Math.exp(-bin / 300));
    const plain = entropyThreshold(histogram(values), 128);
    const withZeros = entropyThreshold(
      histogram((bin) => (bin === 0 ? 1e9 : values(bin))),
      128,
    );
    expect(withZeros).toBeCloseTo(plain, -1);
  });

  test('does not let single values that come up again and again decide', () => {
    const values = (bin: number) => Math.round(1000 * Math.exp(-bin / 300));
    const plain = entropyThreshold(histogram(values), 128);
    const spiked = entropyThreshold(
      histogram((bin) => (bin % 97 === 5 && bin < 900 ? 60_000 : values(bin))),
      128,
    );
    expect(Math.abs(spiked - plain) / plain).toBeLessThan(0.1);
    expect(spiked).toBeGreaterThan(1000);
  });

  test('finds what the definition finds, written out', () => {
    for (const decay of [20, 60, 150]) {
      const bins = histogram((bin) => Math.round(5000 * Math.exp(-bin / decay) + ((bin * 7919) % 13)), 512);
      expect(entropyThreshold(bins, 128)).toBe(thresholdByDefinition(bins.counts, 128));
    }
  });
});

/** Merges, spreads and compares bin by bin for every candidate. */
function thresholdByDefinition(counts: Float64Array, levelCount: number): number {
  const bins = Array.from(counts);
  bins[0] = bins[1] ?? 0;
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let candidate = levelCount; candidate <= bins.length; candidate++) {
    const reference = bins.slice(0, candidate);
    reference[candidate - 1] = (reference[candidate - 1] ?? 0) + sum(bins.slice(candidate));
    const levelOf = (bin: number) => Math.floor((bin * levelCount) / candidate);
    const kept = bins.slice(0, candidate);
    const merged = kept.map((count, bin) => {
      const members = kept.filter((other, index) => levelOf(index) === levelOf(bin) && other > 0);
      return count === 0 ? 0 : sum(members) / members.length;
    });
    const [referenceTotal, mergedTotal] = [sum(reference), sum(merged)];
    const divergence = sum(
      reference.map((count, bin) => {
        const p = count / referenceTotal;
        const q = (merged[bin] ?? 0) / mergedTotal;
        return p === 0 ? 0 : q === 0 ? Number.POSITIVE_INFINITY : p * Math.log(p / q);
      }),
    );
    if (divergence <= least + 1e-12) [best, least] = [candidate, Math.min(divergence, least)];
  }
  return best;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
