import { describe, expect, it } from 'vitest';
import { parseGraph } from '../ir/parse.ts';
import { inferTypes } from './infer-types.ts';
import { evaluateGraph } from './testing/evaluate-graph.ts';
import { expectTensor } from './testing/expect-tensor.ts';
import { forgetTypes } from './testing/forget-types.ts';
import { runReference } from './testing/run-reference.ts';

/** Exact where the arithmetic of the type is; one rounding of float32 where ONNX Runtime approximates a function. */
const EXACT = 0;
const APPROXIMATED = 3e-7;

const cases: readonly (readonly [text: string, tolerance: number, opset: number])[] = [
  ['y = Add(a[2,3], b[3])', EXACT, 17],
  ['y = Sub(a[2,1,3], b[4,1])', EXACT, 17],
  ['y = Mul(a[5], float32(0.1))', EXACT, 17],
  ['y = Div(a[5], b[5])', EXACT, 17],
  ['y = Sqrt(v[7])', EXACT, 17],
  ['y = Reciprocal(a[7])', EXACT, 17],
  ['y = Add(a:float16[64], b:float16[64])', EXACT, 17],
  ['y = Div(a:float16[64], b:float16[64])', EXACT, 17],
  ['y = Div(int64{7,-7,7,-7}, int64{2,2,-2,-2})', EXACT, 17],
  ['y = Mul(int32{2147483647,-5}, int32{2,3})', EXACT, 17],
  ['y = Add(int64{9007199254740991}, int64{9007199254740991})', EXACT, 17],
  ['y = Sub(int64{2}, int64{5})', EXACT, 17],
  ['y = Mod(int64{7,-7,7,-7}, int64{3,3,-3,-3})', EXACT, 17],
  ['y = Mod(a[6], b[6]){fmod=1}', EXACT, 17],
  ['y = Pow(a[6], float32(2))', EXACT, 17],
  ['y = Pow(v[6], b[6])', APPROXIMATED, 17],
  ['y = Pow(int64{2,-3}, int64{5,3})', EXACT, 17],
  ['y = Pow(v[4], int64{2})', EXACT, 17],
  ['y = Neg(a[4])', EXACT, 17],
  ['y = Abs(int64{-3,4})', EXACT, 17],
  ['y = Floor(a[9])', EXACT, 17],
  ['y = Ceil(a[9])', EXACT, 17],
  ['y = Round(float32{0.5,1.5,2.5,-0.5,-1.5,2.4,-2.6})', EXACT, 17],
  ['y = Sign(float32{-2,0,3})', EXACT, 17],
  ['y = Exp(a[9])', APPROXIMATED, 17],
  ['y = Log(v[9])', APPROXIMATED, 17],
  ['y = Erf(a[64])', APPROXIMATED, 17],
  ['y = Tanh(a[64])', APPROXIMATED, 17],
  ['y = Sigmoid(a[64])', APPROXIMATED, 17],
  ['y = Relu(a[9])', EXACT, 17],
  ['y = LeakyRelu(a[9])', APPROXIMATED, 17],
  ['y = Elu(a[9]){alpha=0.7}', APPROXIMATED, 17],
  ['y = HardSigmoid(a[9])', APPROXIMATED, 17],
  ['y = HardSwish(a[9])', APPROXIMATED, 17],
  ['y = Softplus(a[9])', APPROXIMATED, 17],
  ['y = PRelu(a[2,3,4], b[3,1])', EXACT, 17],
  ['y = Clip(a[9], float32(-0.5), float32(0.5))', EXACT, 17],
  ['y = Clip(a[9], _, float32(0.5))', EXACT, 17],
  ['y = Clip(int64{1,5,9}, int64(2), int64(6))', EXACT, 17],
  ['y = Clip(a[9]){min=-0.5, max=0.25}', EXACT, 10],
  ['y = Max(a[3], b[2,3], c[2,1])', EXACT, 17],
  ['y = Min(int64{3,1}, int64{2,2})', EXACT, 17],
  ['y = Sum(a[3], b[3], c[3], d[3])', EXACT, 17],
  ['y = Mean(a[3], b[3], c[3])', APPROXIMATED, 17],
  ['y = Equal(int64{1,2,3}, int64{1,5,3})', EXACT, 17],
  ['y = Greater(a[6], b[6])', EXACT, 17],
  ['y = LessOrEqual(int64{1,2,3}, int64(2))', EXACT, 17],
  ['y = And(Greater(a[6], b[6]), Not(Less(c[6], d[6])))', EXACT, 17],
  ['y = Xor(Greater(a[6], b[6]), Greater(c[6], d[6]))', EXACT, 17],
  ['y = Where(Greater(a[2,3], float32(0)), b[3], c[2,1])', EXACT, 17],
  ['y = Where(Equal(int64{1,-1}, int64(-1)), int64{10,20}, int64{9223372036854774784,5})', EXACT, 17],
  ['y = IsNaN(Sqrt(a[9]))', EXACT, 17],
  ['y = IsInf(Div(a[3], float32(0))){detect_negative=0}', EXACT, 17],
  ['y = Cast(float32{1.9,-1.9,300}){to=7}', EXACT, 17],
  ['y = Cast(int64{300,-1}){to=2}', EXACT, 17],
  ['y = Cast(float32{0,0.5,-2}){to=9}', EXACT, 17],
  ['y = Cast(Cast(float32{0.1,65519,65520,1e-8,-3.14159}){to=10}){to=1}', EXACT, 17],
  ['y = Cast(Cast(float32{0.1,3.3895e38,-3.14159}){to=16}){to=1}', EXACT, 17],
  ['y = Cast(int64{16777217}){to=1}', EXACT, 17],
  ['y = CastLike(a[3], float16(0))', EXACT, 17],
  ['y = Concat(a[2,3], b[2,1], c[2,2]){axis=1}', EXACT, 17],
  ['y = Concat(int64{9223372036854774784}, int64{-1}){axis=0}', EXACT, 17],
  ['y, z = Split(a[2,7], int64{3,4}){axis=1}', EXACT, 17],
  ['y, z = Split(a[6,2]){axis=-2}', EXACT, 17],
  ['y = Slice(a[5,6], int64{1,-1}, int64{4,-9223372036854774784}, int64{0,1}, int64{2,-2})', EXACT, 17],
  ['y = Slice(a[5,6], int64{-2}, int64{9223372036854774784})', EXACT, 17],
  ['y = Slice(a[5,6]){starts=[1,0], ends=[3,-1], axes=[1,0]}', EXACT, 9],
  ['y = Gather(a[3,4], int64{2,-1,0}){axis=1}', EXACT, 17],
  ['y = Gather(a[3,4], Reshape(int64{2,0,1,1}, int64{2,2}))', EXACT, 17],
  ['y = GatherElements(a[3,4], Reshape(int64{2,0,-1,1}, int64{2,2})){axis=1}', EXACT, 17],
  ['y = GatherND(a[2,3,4], Reshape(int64{0,2,1,-1}, int64{2,2}))', EXACT, 17],
  ['y = GatherND(a[2,3,4], Reshape(int64{2,1}, int64{2,1})){batch_dims=1}', EXACT, 17],
  ['y = ScatterND(a[4,2], Reshape(int64{3,1}, int64{2,1}), b[2,2])', EXACT, 17],
  ['y = ScatterElements(a[3,3], Reshape(int64{2,0,-1,1}, int64{2,2}), b[2,2]){axis=1}', EXACT, 17],
  ['y = Reshape(a[2,6], int64{0,-1,3})', EXACT, 17],
  ['y = Transpose(a[2,3,4]){perm=[2,0,1]}', EXACT, 17],
  ['y = Transpose(int64{1,2,3})', EXACT, 17],
  ['y = Flatten(a[2,3,4]){axis=-1}', EXACT, 17],
  ['y = Squeeze(Unsqueeze(a[2,3], int64{0,-1}), int64{0})', EXACT, 17],
  ['y = Squeeze(a[1,3,1])', EXACT, 17],
  ['y = Expand(a[3,1], int64{2,1,4})', EXACT, 17],
  ['y = Tile(a[2,3], int64{2,2})', EXACT, 17],
  ['y = Shape(a[2,3,4]){start=-2}', EXACT, 17],
  ['y = Size(a[2,3,4])', EXACT, 17],
  ['y = ConstantOfShape(int64{2,3})', EXACT, 17],
  ['y = Range(int64(3), int64(-4), int64(-2))', EXACT, 17],
  ['y = Range(float32(0), float32(1), float32(0.125))', EXACT, 17],
  ['y = NonZero(Relu(a[3,4]))', EXACT, 17],
  ['y = Trilu(a[2,4,3], int64(1))', EXACT, 17],
  ['y = Trilu(a[4,4]){upper=0}', EXACT, 17],
  ['y = Pad(a[2,3], int64{1,0,0,2}, float32(7))', EXACT, 17],
  ['y = Pad(a[3,4], int64{1,2,2,-1}){mode="reflect"}', EXACT, 17],
  ['y = Pad(a[2,3], int64{1,2,0,2}){mode="edge"}', EXACT, 17],
  ['y = Pad(a[2,3]){pads=[0,1,0,1], value=2.5}', EXACT, 10],
  ['y = ReduceSum(a[2,3,4], int64{1}){keepdims=0}', APPROXIMATED, 17],
  ['y = ReduceSum(int64{1,2,3})', EXACT, 17],
  ['y = ReduceMean(a[2,3,4]){axes=[-1,0]}', APPROXIMATED, 17],
  ['y = ReduceMax(a[2,3,4]){axes=[2], keepdims=0}', EXACT, 17],
  ['y = ReduceMin(int64{4,2,9})', EXACT, 17],
  ['y = ReduceProd(int64{4,2,9}){keepdims=0}', EXACT, 17],
  ['y = ReduceL1(a[2,5]){axes=[1]}', APPROXIMATED, 17],
  ['y = ReduceL2(a[2,5]){axes=[1]}', APPROXIMATED, 17],
  ['y = ReduceSumSquare(a[2,5]){axes=[0]}', APPROXIMATED, 17],
  ['y = ReduceLogSum(v[2,5]){axes=[0]}', APPROXIMATED, 17],
  ['y = QuantizeLinear(a[40], float32(0.013), uint8(100))', EXACT, 17],
  ['y = QuantizeLinear(a[3,4], float32{0.01,0.02,0.5}, int8{0,3,-9}){axis=0}', EXACT, 17],
  ['y = DequantizeLinear(q:int8[3,4], float32{0.013,0.02,0.5}, int8{0,3,-9}){axis=0}', EXACT, 17],
  ['y = DequantizeLinear(q:int32[6], float32(0.0013))', EXACT, 17],
  ['y = Identity(a[3])', EXACT, 17],
];

describe('evaluate gives what ONNX Runtime gives', () => {
  it.each(cases)('%s', async (text, tolerance, opset) => {
    const graph = parseGraph(text, opset);
    const expected = await runReference(graph);
    const typed = inferTypes(forgetTypes(graph));
    const actual = evaluateGraph(graph, []) ?? [];
    graph.outputs.forEach((id, index) => {
      const tensor = expected[index];
      if (!tensor) throw new Error('ONNX Runtime gave no output');
      expectTensor(actual[index], tensor, tolerance);
      expect(typed.values.get(id)?.type).toEqual({ kind: 'tensor', dataType: tensor.dataType, shape: tensor.dims });
    });
  });
});
