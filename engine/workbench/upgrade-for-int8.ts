import type { Model } from '../ir/graph.ts';
import { opsetOf } from '../ir/query.ts';
import { upgradeOpset } from '../passes/upgrade-opset.ts';
import { opsetTooOld } from '../precision/errors.ts';

/** DequantizeLinear has an axis, so that weights have a scale per channel, from opset 13 on. */
const INT8_OPSET = 13;

/** A model in an opset that INT8 can use, and the remark about it where that is not its own. Errors: precision.opset-too-old. */
export function upgradeForInt8(model: Model): { readonly model: Model; readonly remarks: readonly string[] } {
  const opset = opsetOf(model.graph);
  if (opset >= INT8_OPSET) return { model, remarks: [] };
  const upgraded = upgradeOpset(model.graph, INT8_OPSET);
  if ('refusal' in upgraded) throw opsetTooOld(opset, upgraded.refusal.reason);
  return {
    model: { ...model, graph: upgraded.graph },
    remarks: [`Upgraded from opset ${opset} to ${INT8_OPSET}, which INT8 needs.`],
  };
}
