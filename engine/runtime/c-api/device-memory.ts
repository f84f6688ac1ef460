import type { HostTensor } from '../session.ts';
import { OrtFailure, type Pointer, requirePointer, textAt } from './api.ts';
import type { Environment } from './environment.ts';
import { koffi, type NativeFunction, type NativeLibrary } from './koffi.ts';
import { scoped } from './scope.ts';
import { dimsOf, toHostTensor } from './tensors.ts';

/** A copy of a value wherever it lies. */
export function readDeviceTensor(environment: Environment, name: string, value: Pointer): HostTensor {
  const { api, env, hostAllocator } = environment;
  const memory = textAt(api.create('MemoryInfoGetName', api.create('GetTensorMemoryInfo', value)));
  if (memory === 'Cpu' || memory === 'CudaPinned') return toHostTensor(environment, name, value);
  return scoped((scope) => {
    const releaseType = (each: Pointer) => api.callPlain('ReleaseTensorTypeAndShapeInfo', each);
    const type = scope.own(api.create('GetTensorTypeAndShape', value), releaseType);
    const dims = BigInt64Array.from(dimsOf(api, type), BigInt);
    const elementType = api.number('GetTensorElementType', type);
    const copy = scope.own(
      api.create('CreateTensorAsOrtValue', hostAllocator, dims, dims.length, elementType),
      (each) => api.callPlain('ReleaseValue', each),
    );
    if (memory === 'Cuda') copyFromCuda(environment, value, copy);
    else api.call('CopyTensors', env, [value], [copy], null, 1);
    return toHostTensor(environment, name, copy);
  });
}

/** cudaMemcpyKind. */
const DEVICE_TO_HOST = 2;

/**
 * ONNX Runtime copies between devices for providers that are registered with the environment, which CUDA's library is not
 * when a session appends it. Its CUDA runtime is in the process by then.
 */
function copyFromCuda({ api }: Environment, source: Pointer, target: Pointer): void {
  const sizeBytes = api.number('GetTensorSizeInBytes', source);
  const [to, from] = [target, source].map((value) => api.create('GetTensorMutableData', value));
  const status: unknown = memcpyOfCuda()(
    requirePointer(to, 'copy'),
    requirePointer(from, 'copy'),
    sizeBytes,
    DEVICE_TO_HOST,
  );
  if (status !== 0) throw new OrtFailure(`CUDA could not copy an output to the host (error ${status})`);
}

let cudaRuntime: { readonly library: NativeLibrary; readonly memcpy: NativeFunction } | undefined;

function memcpyOfCuda(): NativeFunction {
  if (!cudaRuntime) {
    const library = koffi.load(process.platform === 'win32' ? 'cudart64_13.dll' : 'libcudart.so.13');
    cudaRuntime = {
      library,
      memcpy: library.func('int cudaMemcpy(void *target, void *source, size_t size, int kind)'),
    };
  }
  return cudaRuntime.memcpy;
}
