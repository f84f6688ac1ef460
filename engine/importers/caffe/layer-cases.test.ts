import { describe, expect, test } from 'vitest';
import { findShape, requireValue } from '../../ir/query.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes } from '../../ops/infer-types.ts';
import { optimize } from '../../passes/optimize.ts';
import { importCaffe } from './import-caffe.ts';
import { type CaffemodelForm, currentForm, encodeCaffemodel } from './testing/encode-caffemodel.ts';
import { type LayerCase, largestDifference, layerCaseNames, outputsOf, readLayerCase } from './testing/layer-case.ts';

/** Of float32 sums of some hundred terms in another order. */
const TOLERANCE = 1e-5;

function importCase({ prototxt, blobs }: LayerCase, form: CaffemodelForm = currentForm) {
  const hasWeights = Object.keys(blobs).length > 0;
  return importCaffe({ prototxt, ...(hasWeights && { caffemodel: encodeCaffemodel(blobs, form) }) });
}

describe('layers compute what other implementations compute', () => {
  test.each(layerCaseNames)('%s', async (name) => {
    const given = readLayerCase(name);
    const { model, weights } = importCase(given);
    const graph = inferTypes(model.graph);
    verifyGraph(graph);
    expect(weights).toBe('stored');
    const found = await outputsOf(graph, given.inputs);
    for (const [output, wanted] of Object.entries(given.outputs)) {
      expect(found[output]?.dims).toEqual(wanted.dims);
      const difference = found[output] && largestDifference(found[output], wanted);
      expect(difference).toBeLessThan(TOLERANCE);
    }
    // What the importer worked out of shapes is what ONNX's operators make of them.
    for (const id of model.graph.outputs) {
      const { name: output } = requireValue(model.graph, id);
      const planned = findShape(model.graph, id)?.slice(1);
      expect(findShape(graph, id)?.slice(1), output).toEqual(planned);
      expect(given.outputs[output]?.dims.slice(1), output).toEqual(planned);
    }
  });

  test.each(layerCaseNames)('%s, rewritten for TensorRT', async (name) => {
    const given = readLayerCase(name);
    const { graph } = optimize(inferTypes(importCase(given).model.graph), { target: 'tensorrt' });
    const found = await outputsOf(graph, given.inputs);
    for (const [output, wanted] of Object.entries(given.outputs))
      expect(found[output] && largestDifference(found[output], wanted)).toBeLessThan(1e-4);
  });
});

describe('weights are the same in every form that caffemodels have had', () => {
  const forms: readonly CaffemodelForm[] = [
    { version: 1, dims: 'legacy', elements: 'packed' },
    { version: 1, dims: 'legacy', elements: 'unpacked' },
    { version: 2, dims: 'shape', elements: 'double' },
    { version: 2, dims: 'legacy', elements: 'double' },
    { version: 2, dims: 'shape', elements: 'unpacked' },
  ];
  test.each(forms)('version $version, dims as $dims, elements $elements', async (form) => {
    for (const name of ['convolution', 'inner-product', 'batch-norm-scale']) {
      const given = readLayerCase(name);
      const { model, weights } = importCase(given, form);
      expect(weights).toBe('stored');
      const found = await outputsOf(inferTypes(model.graph), given.inputs);
      for (const [output, wanted] of Object.entries(given.outputs))
        expect(found[output] && largestDifference(found[output], wanted)).toBeLessThan(TOLERANCE);
    }
  });
});
