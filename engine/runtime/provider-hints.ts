import type { ProviderName } from './session.ts';

/** What a person can do to get an execution provider that is not there. */
export function providerHint(provider: ProviderName): string {
  switch (provider) {
    case 'cpu':
      return 'It is part of ONNX Runtime and works everywhere.';
    case 'cuda':
      return `It needs Linux x64, an NVIDIA GPU with CUDA 12 and cuDNN 9, and ONNX Runtime's CUDA library: ${cudaCommand}`;
    case 'tensorrt':
      return `It needs what the cuda provider needs, and NVIDIA TensorRT 10 on the library path: ${cudaCommand}`;
    case 'webgpu':
      return 'It needs a GPU with a current driver: Vulkan on Linux (libvulkan1, and the vendor driver or Mesa 25), Direct3D 12 on Windows, Metal on macOS.';
    case 'dml':
      return 'It needs Windows with a DirectX 12 GPU.';
    case 'coreml':
      return 'It needs macOS.';
  }
}

/** The library is too large for the npm package; the package has a script that fetches it. */
const cudaCommand = 'node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12';
