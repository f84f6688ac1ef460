import { WorkbenchError } from '../errors.ts';
import type { FeedMismatch } from './check-feeds.ts';
import type { ProcessExit } from './process-host.ts';
import { providerHint } from './provider-hints.ts';
import { cleanMessage, explainLoadMessage, explainRunMessage } from './runtime-messages.ts';
import type { ProviderName } from './session.ts';

/** ONNX Runtime's own words go along as `details.runtimeMessage` and as the cause. */
const withRuntimeMessage = (runtimeMessage: string) => ({
  details: { runtimeMessage },
  options: { cause: new Error(runtimeMessage) },
});

/** `details.reason`: 'unknown-operator' (with operator, domain), 'no-kernel', 'not-onnx', 'external-data', ... or 'other'. */
export function loadFailed(model: string, runtimeMessage: string): WorkbenchError {
  const { sentence, details } = explainLoadMessage(runtimeMessage);
  const raw = withRuntimeMessage(runtimeMessage);
  return new WorkbenchError(
    'runtime.load-failed',
    { model, ...details, ...raw.details },
    `Loading ${model} failed: ${sentence}`,
    raw.options,
  );
}

/** `details.reason`: 'node-failed' (with operator, node), 'out-of-memory' or 'other'. */
export function runFailed(model: string, runtimeMessage: string): WorkbenchError {
  const { sentence, details } = explainRunMessage(runtimeMessage);
  const raw = withRuntimeMessage(runtimeMessage);
  return new WorkbenchError(
    'runtime.run-failed',
    { model, ...details, ...raw.details },
    `Running ${model} failed: ${sentence}`,
    raw.options,
  );
}

export const feedMismatch = (model: string, { input, expected, got }: FeedMismatch) =>
  new WorkbenchError(
    'runtime.feed-mismatch',
    { model, input, expected, got },
    `Input '${input}' of ${model} expects ${expected}, but was given ${got}.`,
  );

export const unknownOutput = (model: string, output: string, outputs: readonly string[]) =>
  new WorkbenchError(
    'runtime.unknown-output',
    { model, output, outputs },
    `There is no output '${output}' in ${model}; its outputs are ${outputs.map((name) => `'${name}'`).join(', ')}.`,
  );

export const outputNotNumeric = (model: string, output: string, dataType: string) =>
  new WorkbenchError(
    'runtime.output-not-numeric',
    { model, output, dataType },
    `Output '${output}' of ${model} holds ${dataType} elements, which have no range; leave it out of the calibration.`,
  );

/** A runner ended without being asked to: a native crash, or the system killed it. */
export function runnerExited(model: string, { code, signal, stderrTail }: ProcessExit): WorkbenchError {
  const lastLine = cleanMessage(stderrTail.trim().split('\n').at(-1) ?? '');
  const said = lastLine && ` Its last words: ${lastLine}.`;
  return new WorkbenchError(
    'runtime.runner-exited',
    { model, stderrTail, ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) },
    `The process that ran ${model} ${howItEnded(code, signal)}${said}`,
  );
}

function howItEnded(code: number | undefined, signal: string | undefined): string {
  if (signal === 'SIGKILL') {
    return 'was killed (SIGKILL), often because the machine ran out of memory; close other programs or use a smaller batch.';
  }
  if (signal !== undefined) {
    return `crashed (${signal}); try another graph optimization level or execution provider, and please report the model.`;
  }
  return code === undefined ? 'could not be started.' : `ended unexpectedly with exit code ${code}.`;
}

export const sessionClosed = (model: string) =>
  new WorkbenchError(
    'runtime.session-closed',
    { model },
    `The session of ${model} is closed; open the model again to run it.`,
  );

export function providerUnavailable(provider: ProviderName, runtimeMessage: string): WorkbenchError {
  const raw = withRuntimeMessage(runtimeMessage);
  return new WorkbenchError(
    'runtime.provider-unavailable',
    { provider, ...raw.details },
    `The ${provider} execution provider cannot be used on this machine (${cleanMessage(runtimeMessage)}). ${providerHint(provider)}`,
    raw.options,
  );
}

export const providerInstallFailed = (provider: ProviderName, reason: string, cause?: unknown) =>
  new WorkbenchError(
    'runtime.provider-install-failed',
    { provider, reason },
    `The ${provider} execution provider could not be installed: ${cleanMessage(reason)}. Nothing was changed.`,
    { cause },
  );

/** `what` is the subject of the sentence, in the plural. */
export const needsCApi = (what: string) =>
  new WorkbenchError(
    'runtime.needs-c-api',
    { what },
    `${what} are not within reach of ONNX Runtime's Node binding; choose the backend 'c-api'.`,
  );

export function libraryMissing(runtimeMessage: string): WorkbenchError {
  const raw = withRuntimeMessage(runtimeMessage);
  return new WorkbenchError(
    'runtime.library-missing',
    { platform: process.platform, architecture: process.arch, ...raw.details },
    `ONNX Runtime could not be loaded on ${process.platform} ${process.arch}: ${cleanMessage(runtimeMessage)}. Install Lathe again with 'npm ci', on a platform that onnxruntime-node supports.`,
    raw.options,
  );
}

export function scratchFailed(path: string, cause: unknown): WorkbenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new WorkbenchError(
    'runtime.scratch-failed',
    { path, reason },
    `A temporary file could not be written (${reason}). Free some space there, or set TMPDIR to another folder.`,
    { cause },
  );
}

/** What a call rejects with when its AbortSignal ends it, whatever reason the signal carries: cancellation is no failure. */
export const cancelled = () => new DOMException('The operation was cancelled', 'AbortError');
