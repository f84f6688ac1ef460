import type { Graph } from '../engine/ir/graph.ts';
import { parseGraph } from '../engine/ir/parse.ts';
import { type Tensor, tensorNumbers, tensorOfNumbers } from '../engine/ir/tensor.ts';
import { inferTypes } from '../engine/ops/infer-types.ts';

/** Channels of an inception module: 1x1; 3x3 reduced, 3x3; 5x5 reduced, 5x5; behind the pooling. */
type Inception = readonly [number, number, number, number, number, number];

const pool = '{kernel_shape=[3,3], strides=[2,2], ceil_mode=1}';
const lrn = '{size=5, alpha=0.0001, beta=0.75}';

/** Modules by stage, with a pooling before each stage. Source: Szegedy et al., "Going Deeper with Convolutions" (2014), table 1. */
const stages: readonly (readonly Inception[])[] = [
  [
    [64, 96, 128, 16, 32, 32],
    [128, 128, 192, 32, 96, 64],
  ],
  [
    [192, 96, 208, 16, 48, 64],
    [160, 112, 224, 24, 64, 64],
    [128, 128, 256, 24, 64, 64],
    [112, 144, 288, 32, 64, 64],
    [256, 160, 320, 32, 128, 128],
  ],
  [
    [256, 160, 320, 32, 128, 128],
    [384, 192, 384, 48, 128, 128],
  ],
];

/** GoogLeNet as it was published, with local response normalization and without batch normalization, and seeded random weights. */
export function googlenetWithLrn(): Graph {
  const lines: string[] = [];
  let [channels, current, count] = [3, 'x[1,3,224,224]', 0];
  const add = (call: string): string => {
    const name = `t${count++}`;
    lines.push(`${name} = ${call}`);
    return name;
  };
  const conv = (input: string, from: number, to: number, size: number, stride = 1): string => {
    const k = count;
    const pad = (size - 1) / 2;
    const window = `{pads=[${pad},${pad},${pad},${pad}], strides=[${stride},${stride}]}`;
    return add(`Relu(Conv(${input}, W${k}[${to},${from},${size},${size}], B${k}[${to}])${window})`);
  };
  current = conv(current, channels, 64, 7, 2);
  current = add(`LRN(MaxPool(${current})${pool})${lrn}`);
  current = conv(conv(current, 64, 64, 1), 64, 192, 3);
  current = add(`LRN(${current})${lrn}`);
  channels = 192;
  for (const stage of stages) {
    current = add(`MaxPool(${current})${pool}`);
    for (const [one, threeIn, three, fiveIn, five, pooled] of stage) {
      const branches = [
        conv(current, channels, one, 1),
        conv(conv(current, channels, threeIn, 1), threeIn, three, 3),
        conv(conv(current, channels, fiveIn, 1), fiveIn, five, 5),
        conv(add(`MaxPool(${current}){kernel_shape=[3,3], pads=[1,1,1,1]}`), channels, pooled, 1),
      ];
      current = add(`Concat(${branches.join(', ')}){axis=1}`);
      channels = one + three + five + pooled;
    }
  }
  lines.push(`y = Softmax(Gemm(Flatten(GlobalAveragePool(${current})), F[1024,1000], G[1000]))`);
  return inferTypes(withKeptScale(parseGraph(lines.join('\n'))));
}

/** Weights for which activations keep their scale. Source: He et al., "Delving Deep into Rectifiers" (2015), equation 10. */
function withKeptScale(graph: Graph): Graph {
  const scaled = [...graph.initializers].flatMap(([id, tensor]): [number, Tensor][] => {
    if (tensor.dims.length < 2) return [];
    const fanIn = tensor.dims.length === 2 ? (tensor.dims[0] ?? 1) : tensor.dims.slice(1).reduce((a, b) => a * b, 1);
    const factor = Math.sqrt(2 / fanIn);
    const numbers = tensorNumbers(tensor);
    return [
      [
        id,
        tensorOfNumbers(
          tensor.dataType,
          tensor.dims,
          Float32Array.from(numbers, (value) => value * factor),
        ),
      ],
    ];
  });
  return { ...graph, initializers: graph.initializers.withAll(scaled) };
}
