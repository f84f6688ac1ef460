import { fileURLToPath } from 'node:url';
import type { DataType } from '../../ir/data-type.ts';
import type { Dim } from '../../ir/shape.ts';
import { encodeModel, type NodeDescription } from '../onnx-model.ts';
import type { HostTensor, ModelSource, SessionOptions } from '../session.ts';

export const mnist: ModelSource = {
  kind: 'file',
  path: fileURLToPath(new URL('../../testing/models/mnist.onnx', import.meta.url)),
};

export const onCpu: SessionOptions = { provider: 'cpu', threads: 1, graphOptimization: 'all' };

/** A model of one node from 'x' to 'y', both of one type. */
export function oneNodeModel(
  node: Omit<NodeDescription, 'inputs' | 'outputs'>,
  dataType: DataType,
  dims: readonly Dim[],
) {
  return modelOf({
    inputs: [{ name: 'x', dataType, dims }],
    outputs: [{ name: 'y', dataType, dims }],
    nodes: [{ name: 'node', ...node, inputs: ['x'], outputs: ['y'] }],
  });
}

/** Multiplies the square matrix x by itself, over and over. */
export function matMulChain(length: number, dataType: DataType = 'float32'): ModelSource {
  const nodes = Array.from({ length }, (_, index) => ({
    opType: 'MatMul',
    name: `step${index}`,
    inputs: [index === 0 ? 'x' : `y${index - 1}`, 'x'],
    outputs: [index === length - 1 ? 'y' : `y${index}`],
  }));
  const port = (name: string) => ({ name, dataType, dims: ['n', 'n'] });
  return modelOf({ inputs: [port('x')], outputs: [port('y')], nodes });
}

export const modelOf = (model: Parameters<typeof encodeModel>[0]): ModelSource => ({
  kind: 'bytes',
  bytes: encodeModel(model),
});

export function floatTensor(dims: readonly number[], values?: readonly number[]): HostTensor {
  const elements = Float32Array.from({ length: dims.reduce((product, dim) => product * dim, 1) }, (_, index) => {
    return values?.[index] ?? 0;
  });
  return { dataType: 'float32', dims, data: new Uint8Array(elements.buffer) };
}

export function floatsOf(tensor: HostTensor | undefined): readonly number[] {
  const bytes = Uint8Array.from(tensor?.data ?? []);
  return Array.from(new Float32Array(bytes.buffer));
}
