import fc from 'fast-check';

/** One operator applied to values made before; numbers pick operands and settings, each taken modulo what there is. */
interface Choice {
  readonly kind: keyof typeof builders;
  readonly operands: readonly [number, number];
  readonly setting: number;
}

interface Made {
  readonly name: string;
  /** Of [1, channels, 6, 6]. */
  readonly channels: number;
}

/** The text of one more operator. `k` makes names unique; constants whose name begins with v are positive. */
type Builder = (a: Made, b: Made, setting: number, k: number) => { readonly call: string; readonly channels: number };

const same =
  (call: (a: Made, setting: number, k: number) => string): Builder =>
  (a, _b, setting, k) => ({
    call: call(a, setting, k),
    channels: a.channels,
  });

const conv =
  (kernel: string, attributes: string): Builder =>
  (a, _b, setting, k) => {
    const channels = 2 + (setting % 3);
    const bias = setting % 2 === 0 ? '' : `, B${k}[${channels}]`;
    return { call: `Conv(${a.name}, W${k}[${channels},${a.channels},${kernel}]${bias})${attributes}`, channels };
  };

/** Operators that rules and passes look for, and some that they must leave alone. */
const builders = {
  conv1: conv('1,1', ''),
  conv3: conv('3,3', '{pads=[1,1,1,1]}'),
  depthwise: same((a, _s, k) => `Conv(${a.name}, W${k}[${a.channels},1,3,3]){group=${a.channels}, pads=[1,1,1,1]}`),
  paddedConv: same(
    (a, _s, k) => `Conv(Pad(${a.name}, int64{0,0,1,1,0,0,1,1}), W${k}[${a.channels},${a.channels},3,3])`,
  ),
  batchNorm: same(
    (a, _s, k) =>
      `BatchNormalization(${a.name}, s${k}[${a.channels}], b${k}[${a.channels}], m${k}[${a.channels}], v${k}[${a.channels}])`,
  ),
  activation: same(
    (a, setting) =>
      [
        'Relu(%)',
        'Sigmoid(%)',
        'Tanh(%)',
        'LeakyRelu(%){alpha=0.1}',
        'Clip(%, float32(-1), float32(1))',
        'HardSwish(%)',
      ][setting % 6]?.replace('%', a.name) ?? '',
  ),
  silu: same((a) => `Mul(${a.name}, Sigmoid(${a.name}))`),
  addConstant: same((a, _s, k) => `Add(${a.name}, c${k}[${a.channels},1,1])`),
  mulConstant: same((a, _s, k) => `Mul(v${k}[1,${a.channels},1,1], ${a.name})`),
  addScalar: same((a) => `Add(${a.name}, float32(0.25))`),
  add: (a, b) => ({
    call: a.channels === b.channels ? `Add(${a.name}, ${b.name})` : `Neg(${a.name})`,
    channels: a.channels,
  }),
  sum: (a, b) => ({
    call: a.channels === b.channels ? `Sum(${a.name}, ${b.name})` : `Sum(${a.name})`,
    channels: a.channels,
  }),
  concat: (a, b) => ({ call: `Concat(${a.name}, ${b.name}){axis=1}`, channels: a.channels + b.channels }),
  identity: same((a) => `Identity(${a.name})`),
  dropout: same((a) => `Dropout(${a.name})`),
  maxPool: same((a) => `MaxPool(${a.name}){kernel_shape=[3,3], pads=[1,1,1,1]}`),
  noPool: same((a) => `AveragePool(${a.name}){kernel_shape=[1,1]}`),
  gate: same((a) => `Mul(${a.name}, Sigmoid(GlobalAveragePool(${a.name})))`),
  mean: same((a) => `Sub(${a.name}, ReduceMean(${a.name}){axes=[2,3]})`),
  reshape: same((a) => `Reshape(Reshape(${a.name}, int64{1,-1}), Shape(${a.name}))`),
  transpose: same((a) => `Transpose(Transpose(${a.name}){perm=[0,2,3,1]}){perm=[0,3,1,2]}`),
  slice: same((a, setting) =>
    setting % 2 === 0 ? `Slice(${a.name}, int64{0}, int64{6}, int64{2})` : `Relu(${a.name})`,
  ),
  paddedPool: same((a, setting) =>
    setting % 2 === 0
      ? `MaxPool(Pad(Relu(${a.name}), int64{0,0,1,1,0,0,1,1})){kernel_shape=[3,3]}`
      : `AveragePool(Pad(${a.name}, int64{0,0,1,1,0,0,1,1})){kernel_shape=[3,3]}`,
  ),
  scaledInput: same(
    (a, _s, k) => `Conv(Mul(${a.name}, v${k}[${a.channels},1,1]), W${k}[${a.channels},${a.channels},1,1])`,
  ),
  shiftedInput: same(
    (a, _s, k) => `Conv(Sub(${a.name}, c${k}[${a.channels},1,1]), W${k}[${a.channels},${a.channels},1,1])`,
  ),
  hardSwish: same((a) => `Div(Mul(${a.name}, Clip(Add(${a.name}, float32(3)), float32(0), float32(6))), float32(6))`),
  gelu: same((a) => `Mul(Mul(${a.name}, Add(Erf(Div(${a.name}, float32(1.4142135))), float32(1))), float32(0.5))`),
  product: same((a, _s, k) => `MatMul(${a.name}, W${k}[6,6])`),
  biasedProduct: same((a, _s, k) => `Add(MatMul(${a.name}, W${k}[6,6]), b${k}[6])`),
  scaledProduct: same((a, _s, k) => `Mul(Add(MatMul(${a.name}, W${k}[6,6]), b${k}[6]), float32(0.5))`),
  layerNorm: same((a, _s, k) => normalized(a.name, '[-1]', `s${k}[6]`, `b${k}[6]`)),
  instanceNorm: same((a, _s, k) => normalized(a.name, '[2,3]', `s${k}[${a.channels},1,1]`, `b${k}[${a.channels},1,1]`)),
  rmsNorm: same(
    (a, _s, k) =>
      `Mul(s${k}[6], Div(${a.name}, Sqrt(Add(ReduceMean(Mul(${a.name}, ${a.name})){axes=[-1]}, float32(0.5)))))`,
  ),
  skipLayerNorm: (a, b, _s, k) => ({
    call: `LayerNormalization(Add(${a.name}, ${a.channels === b.channels ? b.name : a.name}), s${k}[6], b${k}[6])`,
    channels: a.channels,
  }),
  attention: (a, b) => ({
    call:
      a.channels === b.channels
        ? `MatMul(Softmax(Div(MatMul(${a.name}, Transpose(${b.name}){perm=[0,1,3,2]}), float32(2))), ${b.name})`
        : `Softmax(${a.name})`,
    channels: a.channels,
  }),
} satisfies Record<string, Builder>;

/** The steps of a normalization over these axes, as exporters write them. */
function normalized(x: string, axes: string, scale: string, bias: string): string {
  const centered = `Sub(${x}, ReduceMean(${x}){axes=${axes}})`;
  const variance = `ReduceMean(Mul(${centered}, ${centered})){axes=${axes}}`;
  return `Add(Mul(Div(${centered}, Sqrt(Add(${variance}, float32(0.5)))), ${scale}), ${bias})`;
}

const kinds = Object.keys(builders) as (keyof typeof builders)[];

const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.constantFrom(...kinds),
  operands: fc.tuple(fc.nat(5), fc.nat(5)),
  setting: fc.nat(11),
});

/** Texts of small networks over one image, in which operands are among the six values made last. */
export const arbitraryGraph: fc.Arbitrary<string> = fc
  .tuple(fc.array(choice, { minLength: 1, maxLength: 14 }), fc.array(fc.nat(5), { minLength: 1, maxLength: 2 }))
  .map(([choices, outputs]) => {
    const made: Made[] = [{ name: 'x', channels: 3 }];
    const pick = (index: number): Made =>
      made.at(-1 - (index % Math.min(6, made.length))) ?? { name: 'x', channels: 3 };
    const lines = choices.map(({ kind, operands, setting }, k) => {
      const { call, channels } = builders[kind](pick(operands[0]), pick(operands[1]), setting, k);
      made.push({ name: `t${k}`, channels });
      return `t${k} = ${call}`;
    });
    const returned = new Set(outputs.map((index) => pick(index).name).filter((name) => name !== 'x'));
    return [
      'x0 = Identity(x[1,3,6,6])',
      ...lines,
      `return ${[...returned, ...(returned.size === 0 ? ['t0'] : [])].join(', ')}`,
    ].join('\n');
  });
