import { WorkbenchError } from '../../errors.ts';
import { createNodeProcessHost } from '../node-process-host.ts';
import { createRunnerPool } from '../runner-pool.ts';
import { onCpu, oneNodeModel } from './models.ts';

/** False where WebGPU has no adapter. A machine without a GPU has one with Mesa's software Vulkan, which README.md says how to install. */
export const webgpuIsUsable: boolean = await opensOnWebgpu();

async function opensOnWebgpu(): Promise<boolean> {
  const pool = createRunnerPool({ processHost: createNodeProcessHost() });
  try {
    await pool.open(oneNodeModel({ opType: 'Neg' }, 'float32', [1]), { ...onCpu, provider: 'webgpu' });
    return true;
  } catch (error) {
    if (error instanceof WorkbenchError) return false;
    throw error;
  } finally {
    await pool.dispose();
  }
}
