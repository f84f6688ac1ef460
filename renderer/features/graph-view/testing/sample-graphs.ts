import type { ComparedGraphs, GraphView } from '../../../../engine/view/graph-view.ts';
import { SampleBuilder, type SampleValue } from './sample-builder.ts';

/** Conv, BatchNormalization and Relu as one group. */
function convUnit(
  graph: SampleBuilder,
  input: SampleValue,
  name: string,
  channels: number,
  kernel: string,
  relu = true,
) {
  const shape = `[N, ${channels}, 35, 35]`;
  const group = name;
  const conv = graph.node('Conv', [input], {
    name: `/${name}/conv/Conv`,
    shape,
    group,
    attributes: {
      kernel_shape: `[${kernel}]`,
      strides: '[1, 1]',
      pads: '[0, 0, 0, 0]',
      group: '1',
      dilations: '[1, 1]',
    },
    weights: [['W', `[${channels}, 64, ${kernel}]`]],
    macs: channels * 64 * 35 * 35,
  });
  const channelVector = `[${channels}]`;
  const bn = graph.node('BatchNormalization', [conv], {
    name: `/${name}/bn/BatchNormalization`,
    group,
    attributes: { epsilon: '0.001' },
    weights: [
      ['scale', channelVector],
      ['B', channelVector],
      ['input_mean', channelVector],
      ['input_var', channelVector],
    ],
  });
  return relu ? graph.node('Relu', [bn], { name: `/${name}/Relu`, group }) : bn;
}

/** Four branches of different depth that meet in a Concat, again and again. */
export function inceptionLike(moduleCount = 11): ComparedGraphs {
  const graph = new SampleBuilder();
  let x = graph.input('image', '[N, 3, 299, 299]');
  for (const [index, channels] of [32, 32, 64].entries())
    x = convUnit(graph, x, `Conv2d_${index + 1}a_3x3`, channels, '3, 3');
  x = graph.node('MaxPool', [x], {
    name: '/maxpool1/MaxPool',
    attributes: { kernel_shape: '[3, 3]', strides: '[2, 2]' },
  });
  x = convUnit(graph, x, 'Conv2d_3b_1x1', 80, '1, 1');
  x = convUnit(graph, x, 'Conv2d_4a_3x3', 192, '3, 3');
  for (let index = 0; index < moduleCount; index++) {
    const name = `Mixed_${index + 5}`;
    const branch1 = convUnit(graph, x, `${name}/branch1x1`, 64, '1, 1');
    let branch5 = convUnit(graph, x, `${name}/branch5x5_1`, 48, '1, 1');
    branch5 = convUnit(graph, branch5, `${name}/branch5x5_2`, 64, '5, 5');
    let branch3 = convUnit(graph, x, `${name}/branch3x3dbl_1`, 64, '1, 1');
    branch3 = convUnit(graph, branch3, `${name}/branch3x3dbl_2`, 96, '3, 3');
    branch3 = convUnit(graph, branch3, `${name}/branch3x3dbl_3`, 96, '3, 3');
    const pooled = graph.node('AveragePool', [x], {
      name: `/${name}/AveragePool`,
      attributes: { kernel_shape: '[3, 3]' },
    });
    const pool = convUnit(graph, pooled, `${name}/branch_pool`, 32, '1, 1');
    x = graph.node('Concat', [branch1, branch5, branch3, pool], {
      name: `/${name}/Concat`,
      shape: '[N, 256, 35, 35]',
      attributes: { axis: '1' },
    });
  }
  classifier(graph, x);
  return graph.compare([
    {
      rule: 'fuse-pad-into-conv',
      origins: [0],
      nodes: ['/Conv2d_1a_3x3/conv/Conv'],
      reason: 'the pads of Pad are not constant',
    },
  ]);
}

function classifier(graph: SampleBuilder, features: SampleValue): void {
  const pooled = graph.node('GlobalAveragePool', [features], {
    name: '/avgpool/GlobalAveragePool',
    shape: '[N, 2048, 1, 1]',
  });
  const flat = graph.node('Flatten', [pooled], { name: '/Flatten', shape: '[N, 2048]' });
  const logits = graph.node('Gemm', [flat], {
    name: '/fc/Gemm',
    shape: '[N, 1000]',
    weights: [
      ['B', '[1000, 2048]'],
      ['C', '[1000]'],
    ],
  });
  graph.output('logits', logits);
}

/** Bottleneck blocks with skip connections; the first of each stage has a projection. */
export function residualLike(blocksPerStage: readonly number[] = [3, 8, 36, 3]): ComparedGraphs {
  const graph = new SampleBuilder();
  let x = convUnit(graph, graph.input('image', '[N, 3, 224, 224]'), 'conv1', 64, '7, 7');
  x = graph.node('MaxPool', [x], { name: '/maxpool/MaxPool' });
  for (const [stage, blockCount] of blocksPerStage.entries()) {
    for (let block = 0; block < blockCount; block++) {
      const name = `layer${stage + 1}.${block}`;
      let branch = convUnit(graph, x, `${name}/conv1`, 64, '1, 1');
      branch = convUnit(graph, branch, `${name}/conv2`, 64, '3, 3');
      branch = convUnit(graph, branch, `${name}/conv3`, 256, '1, 1', false);
      const skip = block === 0 ? convUnit(graph, x, `${name}/downsample`, 256, '1, 1', false) : x;
      const sum = graph.node('Add', [branch, skip], { name: `/${name}/Add`, group: `${name}/conv3` });
      x = graph.node('Relu', [sum], { name: `/${name}/Relu_2`, group: `${name}/conv3` });
    }
  }
  classifier(graph, x);
  return graph.compare();
}

/** An exported transformer: shape arithmetic around each Reshape, decomposed LayerNormalization, one mask used by all layers. */
export function bertLike(layerCount = 31): ComparedGraphs {
  const graph = new SampleBuilder();
  const tokens = graph.input('input_ids', '[N, S]', 'int64');
  const maskInput = graph.input('attention_mask', '[N, S]', 'int64');
  let mask = graph.node('Unsqueeze', [maskInput], { name: '/Unsqueeze', shape: '[N, 1, 1, S]' });
  mask = graph.node('Cast', [mask], { name: '/Cast', dataType: 'float32' });
  mask = graph.node('Sub', [mask], { name: '/Sub' });
  mask = graph.node('Mul', [mask], { name: '/Mul' });
  let x = graph.node('Gather', [tokens], {
    name: '/embeddings/word_embeddings/Gather',
    shape: '[N, S, 768]',
    dataType: 'float32',
    weights: [['data', '[30522, 768]']],
  });
  for (let layer = 0; layer < layerCount; layer++) x = encoderLayer(graph, x, mask, `encoder/layer.${layer}`);
  graph.output('last_hidden_state', x);
  return graph.compare();
}

function encoderLayer(graph: SampleBuilder, x: SampleValue, mask: SampleValue, name: string): SampleValue {
  const hidden = '[N, S, 768]';
  const heads = '[N, 12, S, 64]';
  const linear = (input: SampleValue, part: string, width = 768) => {
    const shape = `[N, S, ${width}]`;
    const group = `${name}/${part}`;
    const product = graph.node('MatMul', [input], {
      name: `/${name}/${part}/MatMul`,
      shape,
      group,
      weights: [['B', `[768, ${width}]`]],
    });
    return graph.node('Add', [product], { name: `/${name}/${part}/Add`, shape, group, weights: [['B', `[${width}]`]] });
  };
  const reshape = (input: SampleValue, part: string, shape: string) => {
    const dims = ['0', '1'].map((axis) => {
      const options = { shape: '[]', dataType: 'int64' };
      const size = graph.node('Shape', [input], {
        name: `/${name}/${part}/Shape_${axis}`,
        shape: '[3]',
        dataType: 'int64',
      });
      const dim = graph.node('Gather', [size], { name: `/${name}/${part}/Gather_${axis}`, ...options });
      return graph.node('Unsqueeze', [dim], { name: `/${name}/${part}/Unsqueeze_${axis}`, ...options, shape: '[1]' });
    });
    const target = graph.node('Concat', dims, { name: `/${name}/${part}/Concat`, shape: '[4]' });
    return graph.node('Reshape', [input, target], { name: `/${name}/${part}/Reshape`, shape });
  };
  const head = (part: string) =>
    graph.node('Transpose', [reshape(linear(x, `attention/self/${part}`), `attention/self/${part}`, heads)], {
      name: `/${name}/attention/self/${part}/Transpose`,
      shape: heads,
      attributes: { perm: '[0, 2, 1, 3]' },
    });
  const scores = graph.node('MatMul', [head('query'), head('key')], {
    name: `/${name}/attention/self/MatMul`,
    shape: '[N, 12, S, S]',
  });
  const scaled = graph.node('Div', [scores], { name: `/${name}/attention/self/Div` });
  const masked = graph.node('Add', [scaled, mask], { name: `/${name}/attention/self/Add` });
  const weights = graph.node('Softmax', [masked], {
    name: `/${name}/attention/self/Softmax`,
    attributes: { axis: '-1' },
  });
  const context = graph.node('MatMul', [weights, head('value')], {
    name: `/${name}/attention/self/MatMul_1`,
    shape: heads,
  });
  const merged = graph.node('Transpose', [context], { name: `/${name}/attention/self/Transpose_3` });
  const joined = reshape(merged, 'attention/output', hidden);
  const attended = graph.node('Add', [linear(joined, 'attention/output/dense'), x], {
    name: `/${name}/attention/output/Add_1`,
  });
  const normalized = layerNormalization(graph, attended, `${name}/attention/output/LayerNorm`);
  const wide = gelu(graph, linear(normalized, 'intermediate/dense', 3072), `${name}/intermediate`);
  const sum = graph.node('Add', [linear(wide, 'output/dense'), normalized], { name: `/${name}/output/Add_1` });
  return layerNormalization(graph, sum, `${name}/output/LayerNorm`);
}

function layerNormalization(graph: SampleBuilder, x: SampleValue, name: string): SampleValue {
  const group = name;
  const step = (opType: string, inputs: readonly SampleValue[], suffix = '') =>
    graph.node(opType, inputs, { name: `/${name}/${opType}${suffix}`, group });
  const centered = step('Sub', [x, step('ReduceMean', [x])]);
  const variance = step('ReduceMean', [step('Pow', [centered])], '_1');
  const scaled = step('Div', [centered, step('Sqrt', [step('Add', [variance])])]);
  return step('Add', [step('Mul', [scaled])], '_1');
}

function gelu(graph: SampleBuilder, x: SampleValue, name: string): SampleValue {
  const group = `${name}/gelu`;
  const step = (opType: string, inputs: readonly SampleValue[], suffix = '') =>
    graph.node(opType, inputs, { name: `/${name}/${opType}${suffix}`, group });
  const error = step('Add', [step('Erf', [step('Div', [x])])]);
  return step('Mul', [step('Mul', [x, error])], '_1');
}

/** A U-shaped network: skip connections that grow longer towards the top. */
export function unetLike(depth = 5): ComparedGraphs {
  const graph = new SampleBuilder();
  let x = graph.input('image', '[1, 3, 256, 256]');
  const skips: SampleValue[] = [];
  for (let level = 0; level < depth; level++) {
    x = convUnit(graph, convUnit(graph, x, `down${level}/0`, 64, '3, 3'), `down${level}/1`, 64, '3, 3');
    skips.push(x);
    x = graph.node('MaxPool', [x], { name: `/down${level}/MaxPool` });
  }
  for (let level = depth - 1; level >= 0; level--) {
    const skip = skips[level];
    if (skip === undefined) continue;
    x = graph.node('Concat', [x, skip], { name: `/up${level}/Concat` });
    x = convUnit(graph, convUnit(graph, x, `up${level}/0`, 64, '3, 3'), `up${level}/1`, 64, '3, 3');
  }
  graph.output('mask', x);
  return graph.compare();
}

/** A random directed acyclic graph: each box is fed by up to `maxInputs` earlier ones, mostly near. Same seed, same graph. */
export function randomGraph(seed: number, boxCount: number, maxInputs = 3): GraphView {
  const random = seededRandom(seed);
  const graph = new SampleBuilder();
  const values = [graph.input('x', '[N, 8]')];
  const opTypes = ['Conv', 'Relu', 'Add', 'Concat', 'MatMul', 'Softmax'];
  for (let index = 0; index < boxCount; index++) {
    const inputs: SampleValue[] = [];
    for (let input = Math.floor(random() * maxInputs) + 1; input > 0; input--) {
      const back = Math.floor(random() ** 3 * values.length);
      const value = values[values.length - 1 - back];
      if (value !== undefined) inputs.push(value);
    }
    values.push(graph.node(opTypes[Math.floor(random() * opTypes.length)] ?? 'Add', inputs));
  }
  return graph.compare().before;
}

/** Mulberry32: small, fast and the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
