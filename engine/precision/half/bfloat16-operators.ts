import type { Node } from '../../ir/graph.ts';
import type { OpsetByOperator } from '../../targets/target.ts';
import { requireSameNumbers } from './float16-operators.ts';

/** Why a node's operator cannot run in bfloat16; undefined where it can. */
export function requireBfloat16Operator(node: Node, opset: number, kernels: OpsetByOperator): string | undefined {
  const { domain, opType } = node;
  const same = requireSameNumbers(node);
  if (same !== undefined) return same;
  const name = domain === '' || domain === 'ai.onnx' ? opType : `${domain}::${opType}`;
  const since = kernels.get(name);
  if (since === undefined) return `there is no bfloat16 kernel of ${name}`;
  return opset >= since ? undefined : `${name} knows bfloat16 only from opset ${since} on`;
}
