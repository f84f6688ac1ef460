import type { Machine } from '../runtime/providers.ts';
import type { ProviderName } from '../runtime/session.ts';
import type { PeakMachine } from './peak-file.ts';

/** What the engine runs on: asked for once. A failure is not kept, so that the next caller asks again. */
export class AskedMachine {
  private asked: Promise<Machine> | undefined;

  constructor(private readonly describe: () => Promise<Machine>) {}

  get(): Promise<Machine> {
    this.asked ??= this.describe().catch((error: unknown) => {
      this.asked = undefined;
      throw error;
    });
    return this.asked;
  }

  /** What a provider's peaks are those of. */
  async of(provider: ProviderName): Promise<PeakMachine> {
    const { processor, providers, onnxruntimeVersion } = await this.get();
    const devices = providers.find(({ name }) => name === provider)?.devices ?? [];
    return { processor, devices, onnxruntimeVersion };
  }
}
