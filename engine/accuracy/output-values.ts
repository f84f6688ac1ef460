import { isFloat } from '../ir/data-type.ts';
import type { HostTensor, SessionPort } from '../runtime/session.ts';
import { numbersOf } from './elements.ts';

/** One numeric output of one run. */
export interface OutputValues {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | Float64Array;
  readonly isFloat: boolean;
  /** int8 and uint8 scores are ranked like floats; wider integers are results, not scores. */
  readonly isScore: boolean;
}

/** Numeric outputs in the model's order. */
export function decodeOutputs(
  outputs: Readonly<Record<string, HostTensor>>,
  ports: readonly SessionPort[],
): readonly OutputValues[] {
  return ports.flatMap(({ name }) => {
    const tensor = outputs[name];
    const values = tensor === undefined ? undefined : numbersOf(tensor);
    if (tensor === undefined || values === undefined) return [];
    const float = isFloat(tensor.dataType);
    const isScore = float || tensor.dataType === 'int8' || tensor.dataType === 'uint8';
    return [{ name, dims: tensor.dims, values, isFloat: float, isScore }];
  });
}

/** The scores per class: the first output [batch, classes] or [batch, classes, 1, 1], or [classes] where one sample was fed. */
export function findClassOutput(outputs: readonly OutputValues[], batch: number): OutputValues | undefined {
  return outputs.find(({ dims, isScore }) => {
    const [first, second = 0, ...rest] = dims;
    const isPerSample = first === batch && second >= 2 && rest.every((dim) => dim === 1);
    return isScore && (isPerSample || (batch === 1 && dims.length === 1 && (first ?? 0) >= 2));
  });
}
