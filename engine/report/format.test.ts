import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCosine,
  formatCount,
  formatFactor,
  formatMs,
  formatPercent,
  formatPoints,
  formatRatio,
  formatRemaining,
  formatSignificant,
  formatSqnr,
} from './format.ts';

/** Units are set off by a narrow space that does not break. */
const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('formatSignificant', () => {
  it.each([
    [0, '0'],
    [0.04214, '0.0421'],
    [0.9996, '1.00'],
    [2.414, '2.41'],
    [9.996, '10.0'],
    [24.14, '24.1'],
    [99.96, '100'],
    [241.4, '241'],
    [2414, '2,414'],
    [-1.5, '−1.50'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%s reads %s', (value, text) => expect(formatSignificant(value)).toBe(text));
});

describe('units', () => {
  it.each([
    [formatMs(1.857), '1.86 ms'],
    [formatBytes(999), '999 B'],
    [formatBytes(1_000), '1.00 kB'],
    [formatBytes(348_160), '348 kB'],
    [formatBytes(999_600), '1.00 MB'],
    [formatBytes(1_289_432), '1.29 MB'],
    [formatBytes(1_340_000_000), '1.34 GB'],
    [formatCount(640), '640'],
    [formatCount(318_602), '319 k'],
    [formatCount(27_841_536), '27.8 M'],
    [formatPercent(0.9475, 2), '94.75 %'],
    [formatPercent(0.267), '26.7 %'],
    [formatPoints(-0.004), '−0.40 pt'],
    [formatPoints(0.001), '+0.10 pt'],
    [formatPoints(-0.00001), '±0 pt'],
    [formatSqnr(27.94), '27.9'],
    [formatSqnr('identical'), 'identical'],
    [formatSqnr('overflow'), 'overflow'],
  ])('%s', (text, expected) => expect(plain(text)).toBe(expected));
});

describe('formatCosine', () => {
  it.each([
    [1, '1'],
    [0.9991, '0.99910'],
    [0.97, '0.9700'],
    [0.999996, '0.999996'],
    [0.9999999999, '>0.999999'],
    [-0.2, '−0.2000'],
  ])('%s reads %s', (value, text) => expect(formatCosine(value)).toBe(text));
});

describe('formatRemaining', () => {
  it.each([
    [300, 'under 1 s'],
    [12_400, '12 s'],
    [200_000, '3 min 20 s'],
    [61_000, '1 min 01 s'],
    [3_900_000, '1 h 05 min'],
  ])('%s ms reads %s', (ms, text) => expect(formatRemaining(ms)).toBe(text));
});

describe('formatFactor', () => {
  it.each([
    [1.3, '1.30×', 'better'],
    [0.812, '0.81×', 'worse'],
    [25.44, '25.4×', 'better'],
    [1.002, '1.00×', 'same'],
    [Number.NaN, '–', 'same'],
  ] as const)('%s reads %s', (factor, text, tone) => expect(formatFactor(factor)).toEqual({ text, tone }));
});

describe('formatRatio', () => {
  const words = { better: 'faster', worse: 'slower' };
  it.each([
    [1.3, '1.30× faster', 'better'],
    [0.8, '1.25× slower', 'worse'],
    [12.34, '12.3× faster', 'better'],
    [250, '250× faster', 'better'],
    [1.004, 'same', 'same'],
    [0, '–', 'same'],
  ] as const)('%s reads %s', (gain, text, tone) => expect(formatRatio(gain, words)).toEqual({ text, tone }));
});
