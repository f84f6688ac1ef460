import { describe, expect, test } from 'vitest';
import { findShape, requireValue } from '../../ir/query.ts';
import { printShape } from '../../ir/shape.ts';
import { verifyGraph } from '../../ir/verify.ts';
import { inferTypes, inferTypesWithDiagnostics } from '../../ops/infer-types.ts';
import { optimize } from '../../passes/optimize.ts';
import { countSourceLayers } from '../../targets/layer-count.ts';
import { importCaffe } from './import-caffe.ts';

const utf8 = new TextEncoder();
const read = (prototxt: string) => importCaffe({ prototxt: utf8.encode(prototxt) });

/** Ends of the network with their shapes, as type inference has them. */
function endsOf(prototxt: string) {
  const { model, diagnostics } = read(prototxt);
  const graph = inferTypes(model.graph);
  verifyGraph(graph);
  const show = (id: (typeof graph.inputs)[number]) => {
    const shape = findShape(graph, id);
    return `${requireValue(graph, id).name} ${shape ? printShape(shape) : '?'}`;
  };
  return {
    graph,
    inputs: graph.inputs.map(show),
    outputs: graph.outputs.map(show),
    codes: diagnostics.map(({ code }) => code).filter((code) => code !== 'model.weights-absent'),
    operators: [...graph.nodes.values()].map(({ opType }) => opType),
  };
}

test('AlexNet as it was written in the first version: groups, LRN, learning rates beside the layers', () => {
  const conv = (name: string, bottom: string, fields: string) => `
    layers { name: "${name}" type: CONVOLUTION bottom: "${bottom}" top: "${name}"
      blobs_lr: 1 blobs_lr: 2 weight_decay: 1 weight_decay: 0
      convolution_param { ${fields} weight_filler { type: "gaussian" std: 0.01 } bias_filler { type: "constant" value: 0 } } }
    layers { name: "relu_${name}" type: RELU bottom: "${name}" top: "${name}" }`;
  const pool = (name: string, bottom: string) =>
    `layers { name: "${name}" type: POOLING bottom: "${bottom}" top: "${name}" pooling_param { pool: MAX kernel_size: 3 stride: 2 } }`;
  const norm = (name: string, bottom: string) =>
    `layers { name: "${name}" type: LRN bottom: "${bottom}" top: "${name}" lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 } }`;
  const { inputs, outputs, codes, graph } = endsOf(`
    name: "CaffeNet" # deploy
    input: "data" input_dim: 10 input_dim: 3 input_dim: 227 input_dim: 227
    ${conv('conv1', 'data', 'num_output: 96 kernel_size: 11 stride: 4')} ${pool('pool1', 'conv1')} ${norm('norm1', 'pool1')}
    ${conv('conv2', 'norm1', 'num_output: 256 pad: 2 kernel_size: 5 group: 2')} ${pool('pool2', 'conv2')} ${norm('norm2', 'pool2')}
    ${conv('conv3', 'norm2', 'num_output: 384 pad: 1 kernel_size: 3')}
    ${conv('conv4', 'conv3', 'num_output: 384 pad: 1 kernel_size: 3 group: 2')}
    ${conv('conv5', 'conv4', 'num_output: 256 pad: 1 kernel_size: 3 group: 2')} ${pool('pool5', 'conv5')}
    layers { name: "fc6" type: INNER_PRODUCT bottom: "pool5" top: "fc6" blobs_lr: 1 blobs_lr: 2 inner_product_param { num_output: 4096 } }
    layers { name: "relu6" type: RELU bottom: "fc6" top: "fc6" }
    layers { name: "drop6" type: DROPOUT bottom: "fc6" top: "fc6" dropout_param { dropout_ratio: 0.5 } }
    layers { name: "fc8" type: INNER_PRODUCT bottom: "fc6" top: "fc8" inner_product_param { num_output: 1000 } }
    layers { name: "prob" type: SOFTMAX bottom: "fc8" top: "prob" }`);
  expect({ inputs, outputs, codes }).toEqual({
    inputs: ['data [N, 3, 227, 227]'],
    outputs: ['prob [N, 1000]'],
    codes: [],
  });
  const weights = [...graph.initializers.values()].map(({ dims }) => dims.join('x'));
  expect(weights).toEqual(expect.arrayContaining(['256x48x5x5', '384x192x3x3', '4096x9216']));
  expect(countSourceLayers(graph)?.count).toBe(19);
});

test('a single-shot detector: priors and detections stay opaque, everything around them is lowered', () => {
  const head = (name: string, outputCount: number) => `
    layer { name: "${name}" type: "Convolution" bottom: "conv" top: "${name}" convolution_param { num_output: ${outputCount} kernel_size: 1 } }
    layer { name: "${name}_perm" type: "Permute" bottom: "${name}" top: "${name}_perm" permute_param { order: 0 order: 2 order: 3 order: 1 } }
    layer { name: "${name}_flat" type: "Flatten" bottom: "${name}_perm" top: "${name}_flat" flatten_param { axis: 1 } }`;
  const { outputs, codes, operators, graph } = endsOf(`
    input: "data" input_shape { dim: 1 dim: 3 dim: 300 dim: 300 }
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 8 kernel_size: 3 pad: 1 stride: 16 } }
    layer { name: "dw" type: "DepthwiseConvolution" bottom: "conv" top: "conv" convolution_param { num_output: 8 group: 8 kernel_size: 3 pad: 1 bias_term: false } }
    layer { name: "relu" type: "ReLU6" bottom: "conv" top: "conv" }
    ${head('loc', 12)} ${head('conf', 63)}
    layer { name: "priors" type: "PriorBox" bottom: "conv" bottom: "data" top: "priors"
      prior_box_param { min_size: 60 max_size: 111 aspect_ratio: 2 flip: true variance: 0.1 variance: 0.1 variance: 0.2 variance: 0.2 offset: 0.5 } }
    layer { name: "all" type: "Concat" bottom: "priors" bottom: "priors" top: "all" concat_param { axis: 2 } }
    layer { name: "reshape" type: "Reshape" bottom: "conf_flat" top: "reshape" reshape_param { shape { dim: 0 dim: -1 dim: 21 } } }
    layer { name: "softmax" type: "Softmax" bottom: "reshape" top: "softmax" softmax_param { axis: 2 } }
    layer { name: "flat" type: "Flatten" bottom: "softmax" top: "flat" flatten_param { axis: 1 } }
    layer { name: "out" type: "DetectionOutput" bottom: "loc_flat" bottom: "flat" bottom: "all" top: "out"
      include { phase: TEST } detection_output_param { num_classes: 21 nms_param { nms_threshold: 0.45 top_k: 100 } code_type: CENTER_SIZE keep_top_k: 100 } }
    layer { name: "eval" type: "DetectionEvaluate" bottom: "out" bottom: "all" top: "eval" include { phase: TEST } }`);
  expect(outputs).toEqual(['out ?']);
  expect(codes).toEqual(['caffe.unknown-layer', 'caffe.unknown-layer']);
  expect(operators.filter((type) => /^(PriorBox|DetectionOutput)$/.test(type))).toHaveLength(2);
  const priors = [...graph.nodes.values()].find(({ opType }) => opType === 'PriorBox');
  expect(priors?.domain).toBe('caffe');
  expect(priors?.attributes.get('prior_box_param.min_size')).toEqual({ type: 'int', value: 60n });
  expect(priors?.attributes.get('prior_box_param.variance')).toEqual({ type: 'floats', value: [0.1, 0.1, 0.2, 0.2] });
  // It depends on its own code what an opaque layer does with the batch.
  expect(findShape(graph, graph.inputs[0])).toEqual([1, 3, 300, 300]);
});

test('SqueezeNet: siblings that a concat joins, and a global pooling at the end', () => {
  const { outputs, codes, graph } = endsOf(`
    layer { name: "data" type: "Input" top: "data" input_param { shape: { dim: 10 dim: 3 dim: 227 dim: 227 } } }
    layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" convolution_param { num_output: 64 kernel_size: 3 stride: 2 } }
    layer { name: "pool1" type: "Pooling" bottom: "conv1" top: "pool1" pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
    layer { name: "fire2/squeeze1x1" type: "Convolution" bottom: "pool1" top: "fire2/squeeze1x1" convolution_param { num_output: 16 kernel_size: 1 } }
    layer { name: "fire2/relu" type: "ReLU" bottom: "fire2/squeeze1x1" top: "fire2/squeeze1x1" }
    layer { name: "fire2/expand1x1" type: "Convolution" bottom: "fire2/squeeze1x1" top: "fire2/expand1x1" convolution_param { num_output: 64 kernel_size: 1 } }
    layer { name: "fire2/expand3x3" type: "Convolution" bottom: "fire2/squeeze1x1" top: "fire2/expand3x3" convolution_param { num_output: 64 pad: 1 kernel_size: 3 } }
    layer { name: "fire2/concat" type: "Concat" bottom: "fire2/expand1x1" bottom: "fire2/expand3x3" top: "fire2/concat" }
    layer { name: "drop" type: "Dropout" bottom: "fire2/concat" top: "fire2/concat" dropout_param { dropout_ratio: 0.5 } }
    layer { name: "conv10" type: "Convolution" bottom: "fire2/concat" top: "conv10" convolution_param { num_output: 1000 kernel_size: 1 weight_filler { type: "gaussian" mean: 0.0 std: 0.01 } } }
    layer { name: "pool10" type: "Pooling" bottom: "conv10" top: "pool10" pooling_param { pool: AVE global_pooling: true } }
    layer { name: "prob" type: "Softmax" bottom: "pool10" top: "prob" }`);
  expect({ outputs, codes }).toEqual({ outputs: ['prob [N, 1000, 1, 1]'], codes: [] });
  // What a blob is called before the layer that changes it in place tells the layer that made it.
  expect([...graph.values.values()].map(({ name }) => name)).toContain('fire2/squeeze1x1');
  expect(countSourceLayers(graph)?.count).toBe(10);
});

test('a fully convolutional network: bilinear upsampling, cropped to what it is added to', () => {
  const { outputs, codes, operators } = endsOf(`
    layer { name: "input" type: "Input" top: "data" input_param { shape: { dim: 1 dim: 3 dim: 64 dim: 48 } } }
    layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1" param { lr_mult: 1 } convolution_param { num_output: 8 pad: 100 kernel_size: 3 } }
    layer { name: "pool" type: "Pooling" bottom: "conv1" top: "pool" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
    layer { name: "score" type: "Convolution" bottom: "pool" top: "score" convolution_param { num_output: 21 pad: 0 kernel_size: 1 } }
    layer { name: "up2" type: "Deconvolution" bottom: "score" top: "up2" param { lr_mult: 0 }
      convolution_param { num_output: 21 bias_term: false kernel_size: 4 stride: 2 weight_filler { type: "bilinear" } } }
    layer { name: "score1" type: "Convolution" bottom: "conv1" top: "score1" convolution_param { num_output: 21 kernel_size: 1 } }
    layer { name: "up2c" type: "Crop" bottom: "up2" bottom: "score1" top: "up2c" crop_param { axis: 2 offset: 1 } }
    layer { name: "fuse" type: "Eltwise" bottom: "up2c" bottom: "score1" top: "fuse" eltwise_param { operation: SUM } }
    layer { name: "out" type: "Crop" bottom: "fuse" bottom: "data" top: "out" crop_param { axis: 2 offset: 31 } }`);
  expect({ outputs, codes }).toEqual({ outputs: ['out [N, 21, 64, 48]'], codes: [] });
  expect(operators).toEqual(expect.arrayContaining(['ConvTranspose', 'Slice', 'Add']));
});

test('DenseNet: a normalization before each convolution, and one for each user of a concat', () => {
  const block = (index: number, bottom: string) => `
    layer { name: "bn${index}" type: "BatchNorm" bottom: "${bottom}" top: "bn${index}" batch_norm_param { eps: 1e-5 } }
    layer { name: "scale${index}" type: "Scale" bottom: "bn${index}" top: "bn${index}" scale_param { bias_term: true } }
    layer { name: "relu${index}" type: "ReLU" bottom: "bn${index}" top: "bn${index}" }
    layer { name: "conv${index}" type: "Convolution" bottom: "bn${index}" top: "conv${index}" convolution_param { num_output: 12 bias_term: false pad: 1 kernel_size: 3 } }
    layer { name: "concat${index}" type: "Concat" bottom: "${bottom}" bottom: "conv${index}" top: "concat${index}" }`;
  const { outputs, codes, graph } = endsOf(`
    input: "data" input_dim: 1 input_dim: 16 input_dim: 32 input_dim: 32
    ${block(1, 'data')} ${block(2, 'concat1')}
    layer { name: "pool" type: "Pooling" bottom: "concat2" top: "pool" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }`);
  expect({ outputs, codes }).toEqual({ outputs: ['pool [N, 40, 16, 16]'], codes: [] });
  expect(countSourceLayers(graph)).toEqual({ count: 11, pairedCount: 9 });
  const { stages } = optimize(graph, { target: 'tensorrt' });
  expect(stages.map(({ layerCount }) => layerCount)[0]).toBe(11);
});

test('ENet: poolings that keep where each maximum was, and an upsampling that uses it', () => {
  const { outputs, codes, operators } = endsOf(`
    input: "data" input_dim: 1 input_dim: 3 input_dim: 16 input_dim: 32
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 4 kernel_size: 3 pad: 1 stride: 1 } }
    layer { name: "bn" type: "BN" bottom: "conv" top: "conv" bn_param { slope_filler { type: "constant" value: 1 } bias_filler { type: "constant" value: 0 } } }
    layer { name: "prelu" type: "PReLU" bottom: "conv" top: "conv" }
    layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool" top: "mask" pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
    layer { name: "up" type: "Upsample" bottom: "pool" bottom: "mask" top: "up" upsample_param { scale: 2 } }
    layer { name: "deconv" type: "Deconvolution" bottom: "up" top: "deconv" convolution_param { num_output: 2 kernel_size: 2 stride: 2 } }`);
  expect({ outputs, codes }).toEqual({ outputs: ['deconv [1, 2, 32, 64]'], codes: [] });
  expect(operators).toEqual(expect.arrayContaining(['MaxPool', 'MaxUnpool', 'PRelu', 'BatchNormalization']));
});

test('OpenPose: two branches that several stages refine', () => {
  const stage = (index: number, bottom: string) => `
    layer { name: "a${index}" type: "Convolution" bottom: "${bottom}" top: "a${index}" param { lr_mult: 1.0 decay_mult: 1 } convolution_param { num_output: 38 pad: 3 kernel_size: 7 } }
    layer { name: "b${index}" type: "Convolution" bottom: "${bottom}" top: "b${index}" convolution_param { num_output: 19 pad: 3 kernel_size: 7 } }
    layer { name: "c${index}" type: "Concat" bottom: "a${index}" bottom: "b${index}" bottom: "features" top: "c${index}" concat_param { axis: 1 } }`;
  const { outputs, codes } = endsOf(`
    input: "image" input_dim: 1 input_dim: 3 input_dim: 1 input_dim: 1
    layer { name: "features" type: "Convolution" bottom: "image" top: "features" convolution_param { num_output: 128 pad: 1 kernel_size: 3 } }
    ${stage(1, 'features')} ${stage(2, 'c1')}`);
  expect({ outputs, codes }).toEqual({ outputs: ['c2 [N, 185, 1, 1]'], codes: [] });
});

describe('training networks are read as they are used', () => {
  const body = `
    layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" inner_product_param { num_output: 10 } }
    layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy" include { phase: TEST } }
    layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }`;

  test('a data layer per phase: that of the test phase is the input', () => {
    const data = (phase: string, fields: string) =>
      `layer { name: "data" type: "ImageData" top: "data" top: "label" include { phase: ${phase} } ${fields} }`;
    const { inputs, outputs, codes } = endsOf(`
      ${data('TRAIN', 'image_data_param { batch_size: 64 new_height: 8 new_width: 8 }')}
      ${data('TEST', 'image_data_param { batch_size: 16 new_height: 6 new_width: 5 is_color: false shuffle: true }')} ${body}`);
    expect({ inputs, outputs, codes }).toEqual({ inputs: ['data [N, 1, 6, 5]'], outputs: ['ip [N, 10]'], codes: [] });
  });

  test.each([
    ['MemoryData', 'memory_data_param { batch_size: 1 channels: 3 height: 4 width: 5 }', 'data [N, 3, 4, 5]'],
    ['DummyData', 'dummy_data_param { num: 2 channels: 3 height: 4 width: 5 }', 'data [N, 3, 4, 5]'],
    ['DummyData', 'dummy_data_param { shape { dim: 2 dim: 7 } data_filler { type: "constant" } }', 'data [N, 7]'],
    [
      'Data',
      'transform_param { crop_size: 8 mean_value: [104, 117, 123] } data_param { source: "x" batch_size: 4 backend: LMDB }',
      'data [N, 3, 8, 8]',
    ],
    [
      'WindowData',
      'window_data_param { source: "w" batch_size: 4 crop_size: 8 fg_threshold: 0.5 }',
      'data [N, 3, 8, 8]',
    ],
  ])('%s (%s)', (type, fields, input) => {
    const { inputs, codes } = endsOf(
      `layer { name: "data" type: "${type}" top: "data" top: "label" ${fields} } ${body}`,
    );
    expect({ inputs, codes }).toEqual({ inputs: [input], codes: [] });
  });

  test('images of which nothing is known are assumed, which is said with what to do', () => {
    const { inputs, codes } = endsOf(
      `layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 4 } } ${body}`,
    );
    expect({ inputs, codes }).toEqual({ inputs: ['data [N, 3, 224, 224]'], codes: ['caffe.assumed-shape'] });
  });

  test('a data layer in Python or of HDF5 is an input of unknown dims', () => {
    for (const type of ['Python', 'HDF5Data']) {
      const { inputs, codes } = endsOf(`
        layer { name: "data" type: "${type}" top: "data" top: "label" python_param { module: "m" layer: "L" } }
        layer { name: "relu" type: "ReLU" bottom: "data" top: "relu" }`);
      expect({ inputs, codes }).toEqual({ inputs: ['data ?'], codes: [] });
    }
  });

  test('stages and levels decide which layers are there; "deploy" is taken for use where a network has it', () => {
    const { outputs } = endsOf(`
      layer { name: "train" type: "Data" top: "data" include { stage: "train" } }
      layer { name: "deploy" type: "Input" top: "data" include { stage: "deploy" } input_param { shape { dim: 1 dim: 4 } } }
      layer { name: "relu" type: "ReLU" bottom: "data" top: "relu" exclude { not_stage: "deploy" } }
      layer { name: "tanh" type: "TanH" bottom: "relu" top: "tanh" include { min_level: 1 } }
      layer { name: "softmax" type: "Softmax" bottom: "relu" top: "softmax" exclude { phase: TRAIN } }`);
    expect(outputs).toEqual(['softmax [N, 4]']);
  });
});

describe('what is beyond ONNX stays in the graph, with its name and the reason', () => {
  test('a layer in Python, with its module', () => {
    const { graph, codes } = endsOf(`
      input: "x" input_shape { dim: 1 dim: 3 }
      layer { name: "proposal" type: "Python" bottom: "x" top: "rois" python_param { module: "rpn.proposal_layer" layer: "ProposalLayer" param_str: "'feat_stride': 16" } }`);
    const [node] = graph.nodes.values();
    expect(codes).toEqual(['caffe.unknown-layer']);
    expect(node).toMatchObject({ name: 'proposal', opType: 'Python', domain: 'caffe', source: { type: 'Python' } });
    expect(new TextDecoder().decode(node?.attributes.get('module')?.value as Uint8Array)).toBe('rpn.proposal_layer');
  });

  test.each([
    ['a window that is larger than its input', 'Convolution', 'convolution_param { num_output: 1 kernel_size: 9 }'],
    ['groups that do not divide', 'Convolution', 'convolution_param { num_output: 4 kernel_size: 1 group: 3 }'],
    ['no outputs', 'Convolution', 'convolution_param { kernel_size: 1 }'],
    ['a stride of 0', 'Convolution', 'convolution_param { num_output: 4 kernel_size: 1 stride: 0 }'],
    ['stochastic pooling', 'Pooling', 'pooling_param { pool: STOCHASTIC kernel_size: 2 }'],
    ['a pad as large as the window', 'Pooling', 'pooling_param { kernel_size: 2 pad: 2 }'],
    ['windows beyond the end', 'Pooling', 'pooling_param { kernel_size: 1 stride: 3 }'],
    ['an even local size', 'LRN', 'lrn_param { local_size: 4 }'],
    ['an axis that is not there', 'Softmax', 'softmax_param { axis: 4 }'],
    ['slice points out of order', 'Slice', 'slice_param { slice_point: 9 }'],
    ['a reshape of another size', 'Reshape', 'reshape_param { shape { dim: 7 } }'],
    ['a reshape with two unknowns', 'Reshape', 'reshape_param { shape { dim: -1 dim: -1 } }'],
    ['an order that names an axis twice', 'Permute', 'permute_param { order: 0 order: 0 }'],
    ['weights larger than any file', 'InnerProduct', 'inner_product_param { num_output: 9007199254740991 }'],
    ['a base of 0', 'Log', 'log_param { base: 0 }'],
    ['one bottom where two are needed', 'Eltwise', ''],
  ])('%s', (_what, type, fields) => {
    const { codes, graph } = endsOf(`
      input: "x" input_shape { dim: 1 dim: 4 dim: 5 dim: 5 }
      layer { name: "odd" type: "${type}" bottom: "x" top: "y" top: "z" ${fields} }`);
    expect(codes).toEqual(['caffe.opaque-layer']);
    expect([...graph.nodes.values()].map(({ domain, opType }) => `${domain}.${opType}`)).toEqual([`caffe.${type}`]);
  });
});

test('a blob that no layer makes is taken for an input, with a warning', () => {
  const relu = `layer { name: "train" type: "Data" top: "data" include { phase: TRAIN } }
    layer { name: "fc" type: "InnerProduct" bottom: "data" top: "y" inner_product_param { num_output: 2 } }`;
  const { inputs, codes } = endsOf(relu);
  expect({ inputs, codes }).toEqual({ inputs: ['data ?'], codes: ['caffe.undeclared-input', 'caffe.opaque-layer'] });
  const { model } = importCaffe({ prototxt: utf8.encode(relu) }, { shapes: { data: [1, 3] } });
  expect(model.graph.outputs.map((id) => printShape(findShape(model.graph, id) ?? []))).toEqual(['[1, 2]']);
});

test.each(['constructor', '__proto__', 'toString'])('a blob may be called %s', (name) => {
  const { inputs, codes } = endsOf(`
    input: "x" input_shape { dim: 2 dim: 4 }
    layer { name: "cat" type: "Concat" bottom: "${name}" bottom: "x" top: "y" }
    layer { name: "left" type: "ReLU" bottom: "${name}" top: "z" }`);
  expect({ inputs, codes }).toEqual({ inputs: ['x [N, 4]', `${name} ?`], codes: ['caffe.undeclared-input'] });
});

test('parameters that share a name are one constant', () => {
  const { graph } = endsOf(`
    input: "a" input: "b" input_shape { dim: 1 dim: 4 } input_shape { dim: 1 dim: 4 }
    layer { name: "left" type: "InnerProduct" bottom: "a" top: "l" param { name: "w" } param { name: "b" } inner_product_param { num_output: 2 } }
    layer { name: "right" type: "InnerProduct" bottom: "b" top: "r" param { name: "w" } param { name: "b" } inner_product_param { num_output: 2 } }`);
  expect(graph.initializers.size).toBe(2);
});

test.each(['Scale', 'Bias'])('an axis that %s cannot have leaves the layer opaque', (type) => {
  const { graph, codes } = endsOf(`
    input: "x" input: "s" input_shape { dim: 2 dim: 4 dim: 5 } input_shape { dim: 2 dim: 4 }
    layer { name: "by" type: "${type}" bottom: "x" bottom: "s" top: "by" ${type.toLowerCase()}_param { axis: -2147483648 } }`);
  expect(codes).toEqual(['caffe.opaque-layer']);
  expect([...graph.nodes.values()].map(({ domain }) => domain)).toEqual(['caffe']);
});

test('a layer of few weights that are absent has its shapes all the same', () => {
  const { graph, outputs } = endsOf(`
    input: "x" input_shape { dim: 2 dim: 3 dim: 2 }
    layer { name: "fc" type: "InnerProduct" bottom: "x" top: "y" inner_product_param { num_output: 5 axis: -1 } }`);
  expect(outputs).toEqual(['y [N, 3, 5]']);
  expect(inferTypesWithDiagnostics(graph).diagnostics).toEqual([]);
});

test('the batch stays as it is written where a layer depends on it', () => {
  const flat = endsOf(`
    input: "x" input_shape { dim: 2 dim: 4 }
    layer { name: "re" type: "Reshape" bottom: "x" top: "y" reshape_param { shape { dim: 1 dim: -1 } } }`);
  expect([...flat.inputs, ...flat.outputs]).toEqual(['x [2, 4]', 'y [1, 8]']);
  const free = endsOf(`
    input: "x" input_shape { dim: 2 dim: 4 }
    layer { name: "re" type: "Reshape" bottom: "x" top: "y" reshape_param { shape { dim: -1 dim: 2 dim: 2 } } }`);
  expect([...free.inputs, ...free.outputs]).toEqual(['x [N, 4]', 'y [N, 2, 2]']);
});
