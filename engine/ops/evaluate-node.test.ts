import { describe, expect, it } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { topologicalOrder } from '../ir/query.ts';
import { type Tensor, tensorBytes, tensorNumbers, tensorOfBytes } from '../ir/tensor.ts';
import { evaluateNode } from './evaluate-node.ts';
import { evaluateGraph } from './testing/evaluate-graph.ts';

const valuesOf = (text: string) => {
  const [result] = evaluateGraph(parseGraph(text), []) ?? [];
  return result && Array.from(tensorNumbers(result));
};

const evaluateOne = (text: string, inputs: readonly (Tensor | undefined)[]) => {
  const [node] = topologicalOrder(parseGraph(text));
  return node && evaluateNode(node, 17, inputs);
};

describe('evaluate', () => {
  it.each([
    ['y = Div(int64{7,-7}, int64{2,2})', [3, -3]],
    ['y = Mod(int64{-7,7}, int64{3,-3})', [2, -2]],
    ['y = Mod(int64{-7,7}, int64{3,-3}){fmod=1}', [-1, 1]],
    ['y = Add(uint8{250,1}, uint8{10,1})', [4, 2]],
    ['y = Round(float32{0.5,1.5,-2.5})', [0, 2, -2]],
    ['y = ReduceMean(int64{7,-2,-7})', [0]],
    ['y = Where(bool{1,0}, int64{1,2}, int64(9))', [1, 9]],
    ['y = QuantizeLinear(float32{0.05,0.15,-100,1000}, float32(0.1), uint8(128))', [128, 130, 0, 255]],
    ['y = DequantizeLinear(uint8{0,128,255}, float32(0.5), uint8(128))', [-64, 0, 63.5]],
  ])('%s is %j', (text, expected) => expect(valuesOf(text)).toEqual(expected));

  it.each(['y = Reshape(int64{1,2,3,4}, int64{1,1})', 'y = Concat(int64{1,2}, int64{3}){axis=3}'])(
    'gives nothing for %s, as a damaged file may ask',
    (text) => expect(valuesOf(text)).toBeUndefined(),
  );

  it('rounds to float16 once', () => {
    expect(valuesOf('y = Cast(Add(float16{1,2048}, float16{0.00048828125,1})){to=1}')).toEqual([1, 2048]);
  });

  it('moves elements whose type it cannot calculate with', () => {
    const nan = tensorOfBytes('float8e5m2', [2], Uint8Array.of(0x7f, 0x3c));
    const [moved] = evaluateOne('y = Concat(x, x1){axis=0}', [nan, nan]) ?? [];
    expect(moved && { ...moved, bytes: [...tensorBytes(moved)] }).toMatchObject({
      dataType: 'float8e5m2',
      dims: [4],
      bytes: [0x7f, 0x3c, 0x7f, 0x3c],
    });
  });

  it('shares the elements when only the shape changes', () => {
    const weight = tensorOfBytes('float32', [2, 3], new Uint8Array(24));
    const [flat] = evaluateOne('y = Flatten(x)', [weight]) ?? [];
    expect(flat?.content).toBe(weight.content);
  });

  it.each([
    ['a division by zero', 'y = Div(int64{1}, int64{0})'],
    ['a negative power of an integer', 'y = Pow(int64{2}, int64{-1})'],
    ['a float beyond the integer type', 'y = Cast(float32{1e20}){to=6}'],
    ['NaN as an integer', 'y = Cast(Sqrt(float32{-1})){to=6}'],
    ['an index beyond the data', 'y = Gather(int64{1,2}, int64{2})'],
    ['shapes that do not broadcast', 'y = Add(a[2], b[3])'],
    ['randomness', 'y = RandomNormal(){shape=[2]}'],
    ['more elements than it makes: ConstantOfShape', 'y = ConstantOfShape(int64{1000000,1000000})'],
    ['more elements than it makes: one axis', 'y = ConstantOfShape(int64{1000000000000})'],
    ['more elements than it makes: Expand', 'y = Expand(float32(1), int64{1000000,1000000})'],
    ['more elements than it makes: Tile', 'y = Tile(int64{1,2}, int64{1000000000000})'],
    ['more elements than it makes: Range', 'y = Range(int64(0), int64(1000000000000), int64(1))'],
    ['more elements than it makes: Pad', 'y = Pad(int64{1,2}, int64{0,1000000000000})'],
    ['more elements than it makes: Add', 'y = Add(a[1,100000], b[100000,1])'],
    ['a step of zero', 'y = Range(int64(0), int64(5), int64(0))'],
  ])('refuses %s', (_, text) => expect(evaluateGraph(parseGraph(text), [])).toBeUndefined());
});
