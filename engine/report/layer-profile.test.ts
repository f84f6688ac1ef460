import { expect, test } from 'vitest';
import { balanceInWords, balanceOf, kernelsElsewhere, leadingName, placeModel, typesInWords } from './layer-profile.ts';
import { layeredReport } from './testing/layered-report.ts';

const profile = { kernels: [], kernelMs: 1.5, layerMs: 1.2, runMs: 2 };

test('the parts of a profiled run add up to it', () => {
  const { layers, inserted, outside, profilingCost } = balanceOf(profile, 1.6);
  expect([layers, inserted, outside]).toEqual([0.6, expect.closeTo(0.15, 9), 0.25]);
  expect(profilingCost).toBeCloseTo(0.25, 9);
});

test('the difference between sum and run is named', () => {
  expect(balanceInWords(profile, 1.6)).toBe(
    'layers 60.0 %, conversions and changes of layout 15.0 %, outside layers 25.0 % of a profiled run of 2.000 ms; against the timed median of 1.600 ms the profiled run took 25.0 % more',
  );
});

test('kernels that overlap add up to more than the run, which is said', () => {
  expect(balanceInWords({ ...profile, kernelMs: 2.5, layerMs: 2.5 })).toContain(
    'kernels overlap or their clocks run long by 25.0 %',
  );
});

test('what profiling a GPU costs is explained', () => {
  const kernel = { name: 'k', opType: 'Conv', durationMs: 1, origins: [], nodes: [], computeType: 'float32' } as const;
  const kernels = [{ ...kernel, provider: 'CUDAExecutionProvider' }];
  expect(balanceInWords({ ...profile, kernels }, 1)).toMatch(
    / % more; while profiling, every launch waits for its kernel$/,
  );
  expect(balanceInWords(profile, 1)).not.toContain('launch');
});

test('a model reaches the time that its layers need at least, each under its own roof', () => {
  const outcome = layeredReport.variants.find(({ kind }) => kind === 'original')?.outcome;
  const layers = outcome?.status === 'measured' ? outcome.figures.layers : undefined;
  const { peaks } = layeredReport;
  if (!layers || !peaks) throw new Error('The fixture has layers and peaks');
  // 0.4 and 0.2 ms of arithmetic at 100 GFLOP/s; 0.02 and 0.03 ms of memory at 10 GB/s.
  expect(placeModel(layers, 1.3, peaks)).toEqual({
    intensity: expect.closeTo(6e7 / 1.9e6, 9),
    gflops: expect.closeTo(6e7 / 1.3e6, 9),
    share: expect.closeTo(0.65 / 1.3, 9),
  });
  expect(placeModel({ ...layers, kernels: [] }, 1.3, peaks)).toBeUndefined();
});

test('a layer is named by what does something', () => {
  const nodes = [
    { opType: 'Identity', name: 'i' },
    { opType: 'Conv', name: 'c' },
    { opType: 'Relu', name: 'r' },
  ];
  expect(typesInWords(nodes)).toBe('Conv + Relu');
  expect(leadingName(nodes)).toBe('c');
  expect(typesInWords(nodes.slice(0, 1))).toBe('Identity');
});

test('kernels of another provider than the one asked for are found', () => {
  const kernel = {
    name: 'k',
    opType: 'Gather',
    durationMs: 1,
    origins: [],
    nodes: [],
    computeType: 'float32',
  } as const;
  const kernels = ['CUDAExecutionProvider', 'CPUExecutionProvider'].map((provider) => ({ ...kernel, provider }));
  expect(kernelsElsewhere({ ...profile, kernels }, 'cuda')).toEqual([kernels[1]]);
  expect(kernelsElsewhere({ ...profile, kernels: kernels.slice(1) }, 'cpu')).toEqual([]);
});
