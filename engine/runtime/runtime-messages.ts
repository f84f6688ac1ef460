import type { ErrorDetails } from '../errors.ts';

/**
 * ONNX Runtime reports failures as text only, so text is what has to be read here, and nowhere else.
 * Wordings are those of release 1.29; what is not recognised is shown as it came, without its source locations.
 */

export interface Explanation {
  /** A full sentence or two, without the subject "the model ...": what is wrong and what to do next. */
  readonly sentence: string;
  readonly details: ErrorDetails;
}

type Rule = readonly [pattern: RegExp, explain: (...groups: string[]) => Explanation];

/** Domains of ONNX Runtime Extensions: tokenizers, image decoding, resizing. */
const extensionDomains = new Set(['com.microsoft.extensions', 'ai.onnx.contrib']);

const unknownOperator = (domain: string, type: string): Explanation => ({
  details: { reason: 'unknown-operator', operator: type, domain },
  sentence: extensionDomains.has(domain)
    ? `ONNX Runtime has no operator ${domain}:${type}; it belongs to ONNX Runtime Extensions, so export the model without its built-in pre- and post-processing.`
    : `ONNX Runtime has no operator ${domain ? `${domain}:` : ''}${type}; replace it when exporting the model, for example by standard ONNX operators.`,
});

const noKernel = (known: string, operator: string, node: string): Explanation => ({
  details: { reason: 'no-kernel', operator, node },
  sentence: `ONNX Runtime knows the operator ${known} but cannot run it for the element types that node '${node}' uses; convert those tensors to float32, or choose another execution provider.`,
});

const loadRules: readonly Rule[] = [
  [
    /Fatal error: ([^\s:]*):(\S+?)\(-?\d+\) is not a registered function\/op/,
    (domain, type) => unknownOperator(domain ?? '', type ?? ''),
  ],
  [
    /In Node, \("[^"]*", (\S+), "([^"]*)".*No (?:Op registered for|opset import for domain)/s,
    (type, domain) => unknownOperator(domain ?? '', type ?? ''),
  ],
  [
    /Could not find an implementation for (\S+?)\((\d+)\) node with name '([^']*)'/,
    (type, opset, node) => noKernel(`${type} (opset ${opset})`, type ?? '', node ?? ''),
  ],
  [
    // Said beside WebGPU, where neither that provider nor the CPU's has a kernel.
    /Provider type for (\S+) node with name '([^']*)' is not set/,
    (type, node) => noKernel(type ?? '', type ?? '', node ?? ''),
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    (found, newest) => ({
      details: { reason: 'ir-version', found: Number(found), newest: Number(newest) },
      sentence: `It has ONNX IR version ${found} and this ONNX Runtime reads up to ${newest}; re-export it with an older ONNX release.`,
    }),
  ],
  [
    /Opset (\d+) is under development.*domain (\S+) is till opset (\d+)/s,
    (found, domain, newest) => ({
      details: { reason: 'opset', found: Number(found), newest: Number(newest), domain: domain ?? '' },
      sentence: `It uses opset ${found} of ${domain} and this ONNX Runtime supports up to ${newest}; re-export it with an older opset.`,
    }),
  ],
  [
    /Unsupported data type: (\d+)/,
    (code) => ({
      details: { reason: 'port-type', typeCode: Number(code) },
      sentence: `An input or output has an element type (ONNX code ${code}) that ONNX Runtime's Node binding cannot pass; cast it inside the model, for example to float32.`,
    }),
  ],
  [
    /protobuf parsing failed|Model data pointer is null|ModelProto does not have a graph/i,
    () => ({
      details: { reason: 'not-onnx' },
      sentence: 'It is not a complete ONNX model; check that the file was fully copied or downloaded.',
    }),
  ],
  [
    /External data path does not exist: "([^"]*)"|External data file .*?"([^"]*)"/,
    (path, other) => ({
      details: { reason: 'external-data', path: path || other || '' },
      sentence: `Its weights are in another file, ${path || other}, which is missing; put that file beside the model.`,
    }),
  ],
  [
    /File doesn't exist/,
    () => ({ details: { reason: 'not-found' }, sentence: 'The file is not there; check its path.' }),
  ],
  [
    /Failed to allocate memory for requested buffer of size (\d+)|bad_alloc|Failed to allocate memory/,
    (bytes) => outOfMemory(bytes),
  ],
];

const runRules: readonly Rule[] = [
  [
    /running (\S+) node\. Name:'([^']*)' Status Message: .*Failed to allocate memory for requested buffer of size (\d+)/s,
    (_type, _node, bytes) => outOfMemory(bytes),
  ],
  [
    /running (\S+) node\. Name:'([^']*)' Status Message: (.*)/s,
    (type, node, reason) => ({
      details: { reason: 'node-failed', operator: type ?? '', node: node ?? '' },
      sentence: `The ${type} node '${node}' failed: ${cleanMessage(reason ?? '')}.`,
    }),
  ],
  [/Failed to allocate memory(?: for requested buffer of size (\d+))?|bad_alloc/, (bytes) => outOfMemory(bytes)],
];

function outOfMemory(bytes: string | undefined): Explanation {
  const asked = bytes ? ` asking for ${(Number(bytes) / 1e9).toFixed(1)} GB` : '';
  return {
    details: { reason: 'out-of-memory' },
    sentence: `Memory ran out${asked}; use a smaller batch or smaller input dimensions.`,
  };
}

export const explainLoadMessage = (message: string): Explanation => explain(loadRules, message);

export const explainRunMessage = (message: string): Explanation => explain(runRules, message);

/** True when a load failed because of the execution provider, not the model. */
export const isProviderMessage = (message: string): boolean =>
  /OrtSessionOptionsAppendExecutionProvider|no available backend found|WebGPU adapter|WebGpuContext|CUDA failure|CUDA error|cudaError|DmlExecutionProvider.*(?:device|adapter)/i.test(
    message,
  );

function explain(rules: readonly Rule[], message: string): Explanation {
  for (const [pattern, build] of rules) {
    const match = pattern.exec(message);
    if (match) return build(...match.slice(1));
  }
  return { details: { reason: 'other' }, sentence: `ONNX Runtime says: ${cleanMessage(message)}.` };
}

/** ONNX Runtime's words without source locations, C++ signatures, colour codes and line breaks; no full stop at the end. */
export function cleanMessage(message: string): string {
  return message
    .replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '')
    .replace(/^Load model from .*? failed:|OrtSessionOptionsAppendExecutionProvider_\w+: /, '')
    .replace(/\/?\S*\.(?:cc|cpp|cuh?|h):\d+ [^(]*\([^)]*\)(?:::<lambda\(\)>|[)>])*(?: const)? /g, '')
    .replace(/\S+ (?:==|!=|<=?|>=?) \S+ was false\. /g, '')
    .replace(/^(?:Fatal error: |Error: |This is an invalid model\. )+/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.\s]+$/, '');
}
