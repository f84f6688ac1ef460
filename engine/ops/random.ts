import { readDataType, readFloat, readInt, readInts } from './attributes.ts';
import { tensorType } from './inference.ts';
import { defineOp, noMacs } from './op-spec.ts';

/** Generators of random numbers: never folded. */

const randomOfShape = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: [],
    outputs: ['output'],
    category: 'constant',
    decodeAttributes: (attributes) => ({
      dataType: readDataType(attributes, 'dtype', 'float32'),
      shape: readInts(attributes, 'shape', undefined),
    }),
    inferOutputs: ({ attributes }) => [tensorType(attributes.dataType, attributes.shape)],
    cost: noMacs,
  });

const randomLike = <const T extends string>(type: T) =>
  defineOp({
    type,
    domain: '',
    inputs: ['input'],
    outputs: ['output'],
    category: 'other',
    decodeAttributes: (attributes) => ({ dataType: readDataType(attributes, 'dtype', undefined) }),
    inferOutputs: ({ attributes, shape, dataType }) => [tensorType(attributes.dataType ?? dataType(0), shape(0))],
    cost: noMacs,
  });

/** Source: ONNX RandomNormal-1, RandomUniform-1, their Like forms, Bernoulli-15. */
export const randomGenerators = [
  randomOfShape('RandomNormal'),
  randomOfShape('RandomUniform'),
  randomLike('RandomNormalLike'),
  randomLike('RandomUniformLike'),
  randomLike('Bernoulli'),
] as const;

/** Draws class indices. Shapes: input [N, classes] -> output [N, sample_size]. Source: ONNX Multinomial-7. */
export const multinomial = defineOp({
  type: 'Multinomial',
  domain: '',
  inputs: ['input'],
  outputs: ['output'],
  category: 'other',
  decodeAttributes: (attributes) => ({
    dataType: readDataType(attributes, 'dtype', 'int32'),
    sampleSize: readInt(attributes, 'sample_size', 1),
    seed: readFloat(attributes, 'seed', undefined),
  }),
  inferOutputs: ({ attributes, shape }) => [tensorType(attributes.dataType, [shape(0)?.[0], attributes.sampleSize])],
  cost: noMacs,
});
