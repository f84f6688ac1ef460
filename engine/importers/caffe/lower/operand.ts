import type { DataType } from '../../../ir/data-type.ts';
import type { Shape } from '../../../ir/shape.ts';
import type { Tensor } from '../../../ir/tensor.ts';

/**
 * What a node reads or makes: an activation or a constant. Known by identity; its name is settled when the graph is put together,
 * since a blob that layers change in place is several values under one name.
 */
export interface Operand {
  /** What the value is called unless another has the name. */
  name: string;
  readonly dataType: DataType;
  /** Undefined where not even the rank is known. */
  readonly shape: Shape | undefined;
  /** Of a constant. */
  readonly tensor?: Tensor;
}

export const activation = (shape: Shape | undefined, dataType: DataType = 'float32'): Operand => ({
  name: '',
  dataType,
  shape,
});

export const constant = (name: string, tensor: Tensor): Operand => ({
  name,
  dataType: tensor.dataType,
  shape: tensor.dims,
  tensor,
});
