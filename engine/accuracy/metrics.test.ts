import { describe, expect, it } from 'vitest';
import { AccuracyAccumulator, type ComparedRun } from './metrics.ts';
import { decodeOutputs, findClassOutput, type OutputValues } from './output-values.ts';

const output = (
  dims: readonly number[],
  values: readonly number[],
  kind: 'float' | 'integer' = 'float',
): OutputValues => ({
  name: 'y',
  dims,
  values: Float64Array.from(values),
  isFloat: kind === 'float',
  isScore: kind === 'float',
});

/** The tally of one run of `batch` samples, all valid. */
function tallyOf(
  reference: readonly OutputValues[],
  outputs: readonly OutputValues[],
  run: Partial<ComparedRun> & { batch: number },
) {
  const accumulator = new AccuracyAccumulator();
  accumulator.add({ reference, outputs, validCount: run.batch, ...run });
  return accumulator.tally();
}

const labels = (...values: number[]) => Int32Array.from(values);

describe('top-1 and top-5', () => {
  it('count labels among the highest scores', () => {
    const scores = output(
      [3, 7],
      [
        // Label 6 is first; label 2 is fifth; label 0 is sixth.
        ...[1, 2, 3, 4, 5, 6, 7],
        ...[0, 0.5, 3, 4, 5, 6, 7],
        ...[2, 1, 3, 4, 5, 6, 7],
      ],
    );
    expect(tallyOf([scores], [scores], { batch: 3, labels: labels(6, 2, 0) })).toMatchObject({
      answerCount: 3,
      top1Count: 1,
      top5Count: 2,
    });
  });

  it('give ties to the lowest class', () => {
    const scores = output([2, 6], [...[5, 5, 5, 5, 5, 5], ...[5, 5, 5, 5, 5, 5]]);
    expect(tallyOf([scores], [scores], { batch: 2, labels: labels(0, 4) })).toMatchObject({
      top1Count: 1,
      top5Count: 2,
    });
    expect(tallyOf([scores], [scores], { batch: 2, labels: labels(1, 5) })).toMatchObject({
      top1Count: 0,
      top5Count: 1,
    });
  });

  it('leave top-5 out where there are five classes or fewer, and both without labels', () => {
    const five = output([1, 5], [1, 2, 3, 4, 5]);
    const tally = tallyOf([five], [five], { batch: 1, labels: labels(0) });
    expect([tally.top1Count, 'top5Count' in tally]).toEqual([0, false]);
    expect('top1Count' in tallyOf([five], [five], { batch: 1 })).toBe(false);
  });

  it('count a sample with a NaN as wrong', () => {
    const scores = output([2, 6], [...[9, Number.NaN, 0, 0, 0, 0], ...[9, 0, 0, 0, 0, 0]]);
    expect(tallyOf([scores], [scores], { batch: 2, labels: labels(0, 0) })).toMatchObject({
      top1Count: 1,
      top5Count: 1,
      agreementCount: 1,
      nanCount: 1,
    });
  });

  it('ignore padding', () => {
    const scores = output([3, 2], [1, 0, 0, 1, 0, 1]);
    expect(tallyOf([scores], [scores], { batch: 3, validCount: 2, labels: labels(0, 1) })).toMatchObject({
      answerCount: 2,
      top1Count: 2,
    });
  });

  it('add up over runs', () => {
    const accumulator = new AccuracyAccumulator();
    const scores = output([1, 2], [1, 0]);
    accumulator.add({ reference: [scores], outputs: [scores], batch: 1, validCount: 1, labels: labels(0) });
    accumulator.add({ reference: [scores], outputs: [scores], batch: 1, validCount: 1, labels: labels(1) });
    expect(accumulator.tally()).toMatchObject({ answerCount: 2, top1Count: 1, agreementCount: 2 });
  });
});

describe('agreement', () => {
  it('compares the top answers of class outputs', () => {
    const reference = output([3, 3], [...[0, 1, 2], ...[2, 1, 0], ...[1, 1, 0]]);
    const other = output([3, 3], [...[5, 6, 7], ...[1, 2, 0], ...[0, 1, 0]]);
    // The same; another; a tie that goes to class 0 against class 1.
    expect(tallyOf([reference], [other], { batch: 3 })).toMatchObject({ answerCount: 3, agreementCount: 1 });
  });

  it('compares the position of the highest value where there is no class output', () => {
    const reference = output([2, 2, 2], [...[0, 1, 9, 3], ...[9, 1, 2, 3]]);
    const other = output([2, 2, 2], [...[0, 1, 5, 4], ...[1, 1, 2, 3]]);
    expect(tallyOf([reference], [other], { batch: 2 })).toMatchObject({ answerCount: 2, agreementCount: 1 });
  });

  it('compares rounded values where a sample has one', () => {
    const reference = output([3, 1], [0.9, 0.2, 0.49]);
    const other = output([3, 1], [0.6, 0.1, 0.51]);
    expect(tallyOf([reference], [other], { batch: 3 })).toMatchObject({ answerCount: 3, agreementCount: 2 });
  });

  it('takes an output without a sample axis as one answer', () => {
    const reference = output([4, 2], [0, 1, 2, 3, 4, 5, 6, 7]);
    expect(tallyOf([reference], [reference], { batch: 3 })).toMatchObject({ answerCount: 1, agreementCount: 1 });
  });
});

describe('SQNR and cosine', () => {
  it('follow their formulas', () => {
    // Signal 9 + 16 + 4 = 29, noise 1 + 0 + 1 = 2.
    const { sqnrDb, cosine } = tallyOf([output([1, 3], [3, 4, 2])], [output([1, 3], [4, 4, 1])], { batch: 1 });
    expect(sqnrDb).toBeCloseTo(10 * Math.log10(29 / 2), 12);
    expect(cosine).toBeCloseTo((12 + 16 + 2) / Math.sqrt(29 * 33), 12);
  });

  it('take every float output; cosine is averaged over samples', () => {
    const reference = [output([2, 1], [1, 1]), output([2, 1], [0, 2]), output([2, 1], [7, 7], 'integer')];
    const other = [output([2, 1], [1, 1]), output([2, 1], [1, 2]), output([2, 1], [0, 0], 'integer')];
    const { sqnrDb, cosine } = tallyOf(reference, other, { batch: 2 });
    // Signal 1 + 0 + 1 + 4, noise 1; cosines 1/sqrt(2) and 1.
    expect(sqnrDb).toBeCloseTo(10 * Math.log10(6), 12);
    expect(cosine).toBeCloseTo((Math.SQRT1_2 + 1) / 2, 12);
  });

  it('compare integers where the reference has nothing else', () => {
    const reference = [output([1, 2], [3, 4], 'integer')];
    expect(tallyOf(reference, [output([1, 2], [3, 9], 'integer')], { batch: 1 }).sqnrDb).toBeCloseTo(0, 12);
  });

  it('are Infinity and 1 for equal outputs, zeros included', () => {
    const zeros = output([1, 2], [0, 0]);
    expect(tallyOf([zeros], [zeros], { batch: 1 })).toMatchObject({ sqnrDb: Number.POSITIVE_INFINITY, cosine: 1 });
  });

  it('are as bad as can be where only the other model overflows', () => {
    const reference = [output([2, 2], [1, 2, 3, 4])];
    const other = [output([2, 2], [1, 2, 3, Number.POSITIVE_INFINITY])];
    expect(tallyOf(reference, other, { batch: 2 })).toMatchObject({
      sqnrDb: Number.NEGATIVE_INFINITY,
      cosine: 0.5,
      infinityCount: 1,
      nanCount: 0,
    });
  });

  it('leave out what is not finite in the reference', () => {
    const reference = [output([1, 3], [Number.NEGATIVE_INFINITY, 3, 4])];
    expect(tallyOf(reference, reference, { batch: 1 })).toMatchObject({
      sqnrDb: Number.POSITIVE_INFINITY,
      cosine: 1,
      infinityCount: 1,
    });
  });

  it('ignore padding', () => {
    const reference = [output([2, 1], [1, 1])];
    const other = [output([2, 1], [1, 50])];
    expect(tallyOf(reference, other, { batch: 2, validCount: 1 })).toMatchObject({
      sqnrDb: Number.POSITIVE_INFINITY,
      cosine: 1,
    });
  });
});

describe('findClassOutput', () => {
  it.each([
    [[4, 10], 4, true],
    [[4, 10, 1, 1], 4, true],
    [[10], 1, true],
    [[4, 1], 4, false],
    [[4, 10, 2], 4, false],
    [[3, 10], 4, false],
    [[4], 4, false],
  ] as const)('an output %j of %i samples: %s', (dims, batch, found) => {
    expect(findClassOutput([output(dims, [])], batch) !== undefined).toBe(found);
  });

  it('takes the first that fits, and no output of indices', () => {
    const outputs = [output([2, 5], [], 'integer'), output([2, 3, 3], []), output([2, 10], []), output([2, 20], [])];
    expect(findClassOutput(outputs, 2)).toBe(outputs[2]);
  });
});

it('decodeOutputs keeps the order of the model and leaves strings out', () => {
  const port = (name: string) => ({ name, dataType: undefined, dims: [] });
  const tensors = {
    a: { dataType: 'float16', dims: [1], data: Uint8Array.from([0, 0x3c]) },
    b: { dataType: 'int64', dims: [1], data: Uint8Array.from([5, 0, 0, 0, 0, 0, 0, 0]) },
    c: { dataType: 'string', dims: [1], data: new Uint8Array(), strings: ['x'] },
    d: { dataType: 'uint8', dims: [1], data: Uint8Array.from([200]) },
  } as const;
  const decoded = decodeOutputs(tensors, ['d', 'c', 'b', 'a'].map(port));
  expect(decoded.map(({ name, values, isFloat, isScore }) => [name, values[0], isFloat, isScore])).toEqual([
    ['d', 200, false, true],
    ['b', 5, false, false],
    ['a', 1, true, true],
  ]);
});
