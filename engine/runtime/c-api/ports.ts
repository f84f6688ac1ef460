import type { LoadedPort } from '../runner-protocol.ts';
import { type Pointer, textAt } from './api.ts';
import { elementTypeOf } from './element-types.ts';
import type { Environment } from './environment.ts';
import { scoped } from './scope.ts';
import { dimsOf, TENSOR_KIND } from './tensors.ts';

export const inputsOf = (environment: Environment, session: Pointer): readonly LoadedPort[] =>
  portsOf(environment, session, 'Input');

export const outputsOf = (environment: Environment, session: Pointer): readonly LoadedPort[] =>
  portsOf(environment, session, 'Output');

function portsOf(environment: Environment, session: Pointer, side: 'Input' | 'Output'): readonly LoadedPort[] {
  const { api, hostAllocator } = environment;
  return Array.from({ length: api.number(`SessionGet${side}Count`, session) }, (_, index) =>
    scoped((scope) => {
      const free = (text: Pointer) => api.call('AllocatorFree', hostAllocator, text);
      const name = scope.own(api.create(`SessionGet${side}Name`, session, index, hostAllocator), free);
      const release = (type: Pointer) => api.callPlain('ReleaseTypeInfo', type);
      const type = scope.own(api.create(`SessionGet${side}TypeInfo`, session, index), release);
      return { name: textAt(name), ...tensorTypeOf(environment, type) };
    }),
  );
}

function tensorTypeOf({ api }: Environment, type: Pointer): Omit<LoadedPort, 'name'> {
  if (api.number('GetOnnxTypeFromTypeInfo', type) !== TENSOR_KIND) return { dims: [] };
  // Part of the type, so it is released with that.
  const tensor = api.create('CastTypeInfoToTensorInfo', type);
  const dataType = elementTypeOf(api.number('GetTensorElementType', tensor));
  const sizes = dimsOf(api, tensor);
  const names: (Pointer | null)[] = sizes.map(() => null);
  if (names.length > 0) api.call('GetSymbolicDimensions', tensor, names, names.length);
  const dims = sizes.map((size, axis) => {
    const name = names[axis];
    return size >= 0 ? size : name ? textAt(name) : '';
  });
  return dataType === undefined ? { dims } : { type: dataType, dims };
}
