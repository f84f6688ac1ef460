import type { OnnxValue, Tensor } from 'onnxruntime-node';
import { isDataType } from '../../ir/data-type.ts';
import { isViewable, viewElements } from '../element-view.ts';
import type { HostTensor } from '../session.ts';
import type { Library } from './library.ts';

/** A tensor of the binding over the same bytes where their address allows. */
export function toBindingTensor(library: Library, tensor: HostTensor): Tensor {
  const { dataType, dims } = tensor;
  if (dataType === 'string') return new library.Tensor('string', [...(tensor.strings ?? [])], dims);
  if (!isViewable(dataType)) throw new Error(`The Node binding takes no ${dataType} tensors`);
  return new library.Tensor(dataType, viewElements(dataType, tensor.data), dims);
}

/** The bytes of an output of the binding, not copied. */
export function toHostTensor(name: string, value: OnnxValue): HostTensor {
  const { data, dims, type: dataType } = value;
  if (!isDataType(dataType))
    throw new Error(`Output '${name}' has the element type ${dataType}, which is unknown here`);
  if (Array.isArray(data)) return { dataType, dims, data: new Uint8Array(0), strings: data };
  return { dataType, dims, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
