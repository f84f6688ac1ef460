import { bitsOf, byteLengthOf } from '../ir/data-type.ts';
import { elementCountOf, printShape } from '../ir/shape.ts';
import { ownValue } from '../own-value.ts';
import { isViewable } from './element-view.ts';
import type { BackendName, Feeds, HostTensor, SessionPort } from './session.ts';

export interface FeedMismatch {
  readonly input: string;
  readonly expected: string;
  readonly got: string;
}

/**
 * The first way in which feeds do not suit a session's inputs. Every input must be fed, and nothing else; ONNX Runtime
 * would ignore a misspelt name and run. Dimensions that share a name need not agree: exporters name them carelessly.
 */
export function findFeedMismatch(
  inputs: readonly SessionPort[],
  feeds: Feeds,
  backend: BackendName = 'node-binding',
): FeedMismatch | undefined {
  for (const name of Object.keys(feeds)) {
    if (inputs.some((input) => input.name === name)) continue;
    const names = inputs.map((input) => `'${input.name}'`).join(', ');
    return { input: name, expected: `one of the inputs ${names || '(none)'}`, got: 'a name the model does not have' };
  }
  for (const input of inputs) {
    const feed = ownValue(feeds, input.name);
    const problem = feed ? findTensorMismatch(input, feed, backend) : { expected: describe(input), got: 'nothing' };
    if (problem) return { input: input.name, ...problem };
  }
  return undefined;
}

function findTensorMismatch(
  input: SessionPort,
  feed: HostTensor,
  backend: BackendName,
): Omit<FeedMismatch, 'input'> | undefined {
  const got = `${feed.dataType}${printShape(feed.dims)}`;
  if (feed.dataType !== input.dataType || !fits(input, feed.dims)) return { expected: describe(input), got };
  if (feed.dataType === 'string') {
    const count = feed.strings?.length ?? 0;
    const wanted = elementCountOf(feed.dims);
    return count === wanted ? undefined : { expected: `${wanted} strings for ${got}`, got: `${count}` };
  }
  const canBeFed = backend === 'c-api' ? bitsOf(feed.dataType) > 0 : isViewable(feed.dataType);
  if (!canBeFed) return { expected: 'an element type that ONNX Runtime can be fed from here', got };
  const wanted = byteLengthOf(feed.dataType, elementCountOf(feed.dims));
  if (feed.data.byteLength === wanted) return undefined;
  return { expected: `${wanted} bytes for ${got}`, got: `${feed.data.byteLength}` };
}

/** Whether dims suit a port; any do where the port states none, which is also how a scalar looks. */
function fits(input: SessionPort, dims: readonly number[]): boolean {
  if (!dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) return false;
  if (input.dims.length === 0) return true;
  return (
    dims.length === input.dims.length && input.dims.every((dim, axis) => typeof dim !== 'number' || dim === dims[axis])
  );
}

const describe = (input: SessionPort): string =>
  `${input.dataType ?? 'a sequence, map or optional'}${input.dims.length > 0 ? printShape(input.dims) : ''}`;
