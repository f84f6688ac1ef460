import { tensorNumbers } from '../ir/tensor.ts';
import { commonType } from './common-type.ts';
import { defineOp, noAttributes } from './op-spec.ts';

/**
 * Runs one of two subgraphs, which have the same outputs. Cost: the dearer branch.
 * Source: ONNX If-1, -11, -13, -16.
 */
export const ifOp = defineOp({
  type: 'If',
  domain: '',
  inputs: ['cond'],
  outputs: ['outputs...'],
  category: 'control',
  decodeAttributes: noAttributes,
  inferOutputs: ({ constant, subgraphOutputs }) => {
    const thenTypes = subgraphOutputs('then_branch') ?? [];
    const elseTypes = subgraphOutputs('else_branch') ?? [];
    const condition = constant(0);
    if (condition) return tensorNumbers(condition)[0] ? thenTypes : elseTypes;
    return thenTypes.map((type, output) => commonType(type, elseTypes[output]));
  },
  cost: ({ subgraphMacs }) => ({ macs: Math.max(subgraphMacs('then_branch'), subgraphMacs('else_branch')) }),
});
