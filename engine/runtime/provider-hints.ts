import type { ProviderName } from './session.ts';

/** What a person can do to get an execution provider that is not there. */
export function providerHint(provider: ProviderName): string {
  switch (provider) {
    case 'cpu':
      return 'It is part of ONNX Runtime and works everywhere.';
    case 'cuda':
      return `It needs Linux x64, an NVIDIA GPU, the libraries of CUDA 13 and cuDNN 9 on the library path, and ONNX Runtime's CUDA library: ${cudaCommand}`;
    case 'tensorrt':
      return "It needs what the cuda provider needs, ONNX Runtime's TensorRT library, and NVIDIA TensorRT 10 (libnvinfer.so.10) on the library path.";
    case 'webgpu':
      return 'It needs a GPU with a current driver: Vulkan on Linux (libvulkan1, and the vendor driver or Mesa 25), Direct3D 12 on Windows, Metal on macOS.';
    case 'dml':
      return 'It needs Windows with a DirectX 12 GPU.';
    case 'coreml':
      return 'It needs macOS.';
  }
}

/** The library is too large for the npm package that Lathe depends on. */
const cudaCommand = 'lathe providers install cuda';

/** The command that fetches a provider's library; undefined where Lathe has none for it or for this system. */
export const installCommand = (provider: ProviderName): string | undefined =>
  provider === 'cuda' && process.platform === 'linux' && process.arch === 'x64' ? cudaCommand : undefined;
