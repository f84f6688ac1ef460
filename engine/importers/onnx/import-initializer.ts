import type { TensorProto } from 'onnx-buf';
import type { WorkbenchError } from '../../errors.ts';
import { dataTypeOfCode, isFloat } from '../../ir/data-type.ts';
import type { TensorType } from '../../ir/graph.ts';
import { elementCountOf } from '../../ir/shape.ts';
import type { Tensor } from '../../ir/tensor.ts';
import { isMissingData } from '../errors.ts';
import type { ExternalData } from '../external-data.ts';
import type { ImportNotes } from '../import-notes.ts';
import { importTensor } from './import-tensor.ts';

interface Initializer {
  readonly type: TensorType;
  /** Absent where its elements would have to be read to show the graph, and cannot be. */
  readonly tensor?: Tensor;
}

/** Constants up to these sizes may be read while a graph is rewritten and drawn: shapes, axes, scalars. */
const READ_INTEGERS = 1024;
const READ_FLOATS = 16;

/**
 * An initializer. One whose data is missing is noted and stays a constant of its type, so that the graph can be shown and fusions
 * explored; reading it raises what was wrong. Errors: those of importTensor that are about more than missing data.
 */
export function importInitializer(
  proto: TensorProto,
  context: { readonly external: ExternalData; readonly notes: ImportNotes },
): Initializer {
  try {
    const tensor = importTensor(proto, context.external);
    return { tensor, type: { kind: 'tensor', dataType: tensor.dataType, shape: tensor.dims } };
  } catch (error) {
    if (!isMissingData(error)) throw error;
    context.notes.unreadable(error);
    return unreadable(proto, error);
  }
}

function unreadable(proto: TensorProto, error: WorkbenchError): Initializer {
  const dataType = dataTypeOfCode(proto.dataType);
  const dims = proto.dims.map(Number);
  const type: TensorType = { kind: 'tensor', ...(dataType && { dataType }), shape: dims };
  if (!dataType || elementCountOf(dims) <= (isFloat(dataType) ? READ_FLOATS : READ_INTEGERS)) return { type };
  const read = (): never => {
    throw error;
  };
  return { type, tensor: { dataType, dims, content: { kind: 'deferred', read } } };
}
