import { WorkbenchError } from '../errors.ts';
import { cancelled, libraryMissing } from './errors.ts';
import { type DeviceDescription, findNvidiaDevices } from './nvidia-devices.ts';
import { encodeModel } from './onnx-model.ts';
import type { ProcessHost } from './process-host.ts';
import { describeProcessor, type Processor } from './processor.ts';
import { hasProviderLibrary } from './provider-folder.ts';
import { providerHint } from './provider-hints.ts';
import { RunnerCallFailed, RunnerClient } from './runner-client.ts';
import { createRunnerPool } from './runner-pool.ts';
import type { RuntimeDescription } from './runner-protocol.ts';
import { runsOnNvidia } from './runs-on-nvidia.ts';
import type { HostTensor, ProviderName, SessionFactory } from './session.ts';

export interface ProviderStatus {
  readonly name: ProviderName;
  readonly label: string;
  /** The library of this ONNX Runtime came with Lathe. */
  readonly bundled: boolean;
  /** It came with Lathe or was installed since; what else it needs is another matter. */
  readonly installed: boolean;
  /** A small model ran on it, just now, on this machine. */
  readonly available: boolean;
  /** What it runs on, or why it is unavailable and how to get it. */
  readonly note: string;
  /** The devices that it would run on, where their driver tells, even if it cannot yet. */
  readonly devices: readonly DeviceDescription[];
}

export interface Machine {
  readonly onnxruntimeVersion: string;
  readonly processor: Processor;
  readonly providers: readonly ProviderStatus[];
}

export const providerLabels: Readonly<Record<ProviderName, string>> = {
  cpu: 'CPU',
  cuda: 'NVIDIA CUDA',
  tensorrt: 'NVIDIA TensorRT',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
};

/** In the order in which they are tried and listed. */
export const providerNames: readonly ProviderName[] = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'];

/** A driver that hangs must not keep the list from appearing. */
const probeTimeoutMs = 20_000;

export interface DescribeOptions {
  /** Installed execution providers: findProviderFolder. */
  readonly providerFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What this machine runs models on. Each provider that the library knows is tried with a small model in a process of its
 * own, so a driver that crashes or hangs is a note in the list. Takes seconds where there are many: ask once.
 * Errors: runtime.library-missing.
 */
export async function describeMachine(
  processHost: ProcessHost,
  { providerFolder, signal }: DescribeOptions = {},
): Promise<Machine> {
  const nvidia = await findNvidiaDevices(signal);
  const runtime = await describeRuntime(processHost, signal);
  const processor = describeProcessor();
  const factory = createRunnerPool({ processHost, ...(providerFolder !== undefined && { providerFolder }) });
  const providers: ProviderStatus[] = [];
  try {
    for (const name of providerNames) {
      const backend = runtime.backends.find((candidate) => candidate.name === name);
      const devices = runsOnNvidia(name) ? nvidia : [];
      const bundled = backend?.bundled ?? false;
      const installed = bundled || hasProviderLibrary(providerFolder, name);
      const known = { name, label: providerLabels[name], bundled, installed, devices };
      if (!backend) {
        const note = `This build of ONNX Runtime (${process.platform} ${process.arch}) does not have it. ${providerHint(name)}`;
        providers.push({ ...known, available: false, note });
        continue;
      }
      const problem = await findProblem(factory, name, signal);
      const device =
        name === 'cpu'
          ? `${processor.name}, ${processor.logicalCpuCount} logical CPUs`
          : devices.map(inWords).join('; ') || 'Ready';
      providers.push({ ...known, available: problem === undefined, note: problem ?? device });
    }
  } finally {
    await factory.dispose();
  }
  return { onnxruntimeVersion: runtime.version, processor, providers };
}

const inWords = ({ name, memoryBytes, driver }: DeviceDescription): string =>
  [
    name,
    ...(memoryBytes ? [`${Math.round(memoryBytes / 2 ** 30)} GiB`] : []),
    ...(driver ? [`driver ${driver}`] : []),
  ].join(', ');

/** The library that runners load. Errors: runtime.library-missing. */
export async function describeRuntime(host: ProcessHost, signal?: AbortSignal): Promise<RuntimeDescription> {
  const runner = new RunnerClient(host, 'no model');
  try {
    return await runner.call<'describe'>({ kind: 'describe' }, signal);
  } catch (error) {
    throw error instanceof RunnerCallFailed ? libraryMissing(error.failure.message) : error;
  } finally {
    await runner.close();
  }
}

const probeSize = 64;

const probeModel = encodeModel({
  inputs: [{ name: 'x', dataType: 'float32', dims: [probeSize, probeSize] }],
  outputs: [{ name: 'y', dataType: 'float32', dims: [probeSize, probeSize] }],
  nodes: [{ opType: 'MatMul', name: 'probe', inputs: ['x', 'x'], outputs: ['y'] }],
});

const probeInput: HostTensor = {
  dataType: 'float32',
  dims: [probeSize, probeSize],
  data: new Uint8Array(new Float32Array(probeSize * probeSize).fill(0.5).buffer),
};

/** Why a provider does not work here, or undefined where it ran the probe itself and did not leave it to the CPU. */
async function findProblem(
  factory: SessionFactory,
  provider: ProviderName,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(probeTimeoutMs);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    const options = { provider, threads: 1, graphOptimization: 'all', profile: true } as const;
    const session = await factory.open({ kind: 'bytes', bytes: probeModel }, options, either);
    try {
      await session.run({ x: probeInput }, { signal: either });
      const ranOn = (await session.endProfile()).map((layer) => layer.provider);
      return ranOn.some((name) => name.toLowerCase().startsWith(provider))
        ? undefined
        : `It loads, but leaves the work to ${ranOn[0] ?? 'nothing'}. ${providerHint(provider)}`;
    } finally {
      await session.close();
    }
  } catch (error) {
    if (signal?.aborted) throw cancelled();
    if (timeout.aborted) return `It did not answer within ${probeTimeoutMs / 1000} seconds. ${providerHint(provider)}`;
    if (error instanceof WorkbenchError) return error.message;
    throw error;
  }
}
