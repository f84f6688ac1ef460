import { maySaturate, type Processor } from '../runtime/processor.ts';
import { type Change, entriesChange, sessionChange } from './change.ts';
import type { Plan } from './plan.ts';

/** What decides which options can make a difference at all. */
export interface SessionFacts {
  readonly processor: Processor;
  /** Operator types of the rewritten model. */
  readonly operators: ReadonlySet<string>;
  /** Whether the number of threads may be chosen, or is part of the question. */
  readonly threads: 'free' | 'fixed';
}

/**
 * Options of a session on the CPU that are a gain on some models and a loss on others. Left out are those that only lose:
 * parallel execution, no prepacking, basic or no graph optimization.
 * Source: onnxruntime_session_options_config_keys.h, release 1.29.
 */
export function cpuSessionChanges(plan: Plan, facts: SessionFacts): readonly Change[] {
  const { threads } = plan.session;
  return [
    ...(facts.threads === 'free' ? threadChanges(threads, facts.processor.logicalCpuCount) : []),
    ...(threads === 1
      ? []
      : [
          entriesChange('threads wait without spinning', { 'session.intra_op.allow_spinning': '0' }),
          entriesChange('work shared out in shrinking blocks', { 'session.dynamic_block_base': '4' }),
        ]),
    sessionChange('no blocked layout', { graphOptimization: 'extended' }),
    entriesChange('denormals are zero', { 'session.set_denormal_as_zero': '1' }),
    ...(facts.operators.has('Gelu') || facts.operators.has('BiasGelu')
      ? [entriesChange('GELU by tanh', { 'optimization.enable_gelu_approximation': '1' })]
      : []),
    ...(plan.format === 'int8' ? integerChanges(facts) : []),
  ];
}

function threadChanges(current: number, logicalCpuCount: number): readonly Change[] {
  const counts = [1, Math.ceil(logicalCpuCount / 2), logicalCpuCount];
  return [...new Set(counts)]
    .filter((count) => count !== current)
    .map((threads) => sessionChange(`${threads} ${threads === 1 ? 'thread' : 'threads'}`, { threads }));
}

function integerChanges({ processor: { instructions } }: SessionFacts): readonly Change[] {
  return [
    entriesChange('quantization stays where it is', { 'session.disable_quant_qdq': '1' }),
    ...(maySaturate(instructions)
      ? [entriesChange('kernels without saturation', { 'session.x64quantprecision': '1' }), sevenBitWeights]
      : []),
  ];
}

/** On x86 without VNNI pairs of 8-bit products are added in 16 bits, which 7-bit weights cannot overflow. */
const sevenBitWeights: Change = {
  name: '7-bit weights',
  of: 'weights',
  apply: (plan) => ({ ...plan, quantization: { ...plan.quantization, weightBits: 7 } }),
};
