import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { scratchFolder } from '../../accuracy/testing/scratch.ts';
import type { Machine } from '../../runtime/providers.ts';
import type { SessionFactory } from '../../runtime/session.ts';
import { mnistPath, samplesFolder } from '../../workbench/testing/model-files.ts';
import { Workbench } from '../../workbench/workbench.ts';
import type { ModelId, Result } from '../contract.ts';
import type { BrowserHost, HostServices, WindowHost } from '../host-services.ts';
import { createRouter } from '../router.ts';
import { type Connection, connect } from './connect.ts';

export const machine: Machine = {
  onnxruntimeVersion: '1.29.0',
  processor: { name: 'Test processor', logicalCpuCount: 2, instructions: { status: 'unknown' } },
  providers: [{ name: 'cpu', label: 'CPU', bundled: true, installed: true, available: true, note: '', devices: [] }],
};

export const unknownModel = 'no-such-model' as ModelId;

export function windowHost(more: Partial<WindowHost> = {}): WindowHost {
  return {
    kind: 'window',
    subscribe: () => () => {},
    chooseFiles: async () => ['/data/a.onnx'],
    chooseSavePath: async (name) => `/data/${name}`,
    showInFolder: async () => {},
    ...more,
  };
}

/** Has mnist as its upload "upload-1". */
export async function browserHost(): Promise<BrowserHost> {
  return {
    kind: 'browser',
    subscribe: () => () => {},
    uploads: { findPath: (id) => (id === 'upload-1' ? mnistPath : undefined) },
    downloads: { folder: await scratchFolder(), register: (_path, name) => `download/${name}` },
  };
}

export interface EngineOptions {
  readonly factory: SessionFactory;
  readonly host?: HostServices;
  readonly describeMachine?: () => Promise<Machine>;
  /** Hears of defects. */
  readonly report: (error: unknown) => void;
}

export interface ServedEngine extends Connection {
  /** Of this engine alone. */
  readonly folder: string;
}

/** A real workbench behind the router, served as the desktop window has it; gone when the test ends. */
export async function startEngine(options: EngineOptions): Promise<ServedEngine> {
  const { factory, report, host = windowHost(), describeMachine = async () => machine } = options;
  const folder = await scratchFolder();
  const workbench = new Workbench({
    userDataDir: join(folder, 'user'),
    samplesFolder,
    // The runners belong to the test file, and outlive one engine.
    factory: { open: (...model) => factory.open(...model), dispose: async () => {} },
    describeMachine,
    hostKind: host.kind,
    report,
    ...(host.kind === 'browser' && { downloads: host.downloads }),
  });
  onTestFinished(() => workbench.dispose());
  return { ...connect(createRouter(workbench, host, report)), folder };
}

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Matches a failed Result: the code, and a message that ends like a sentence. */
export const failure = (code: string) => ({ ok: false, error: { code, message: expect.stringMatching(/\.$/) } });

export async function openMnist({ client }: Connection): Promise<ModelId> {
  return unwrap(await client.models.open({ kind: 'path', path: mnistPath })).modelId;
}
