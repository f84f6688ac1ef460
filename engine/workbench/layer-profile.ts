import { resolveInputDims } from '../benchmark/input-dims.ts';
import type { PeakType } from '../benchmark/roofline.ts';
import type { Graph, Model, Node, NodeId } from '../ir/graph.ts';
import { findDataType, requireNode } from '../ir/query.ts';
import { bytesMoved } from '../ops/bytes-moved.ts';
import { costOfGraph } from '../ops/cost-of.ts';
import { inferTypes } from '../ops/infer-types.ts';
import type { KernelTime, LayerProfile } from '../report/layer-profile.ts';
import type { RuntimeNode } from '../targets/confirmation/trace-runtime-nodes.ts';
import { type ProfiledModel, type ProfileOptions, type ProfileServices, profileModel } from './profile-model.ts';
import { sessionPortsOf } from './session-ports.ts';

/** What converts between number formats: a kernel that also computes is named after what it computes. */
const conversions: ReadonlySet<string> = new Set([
  'QuantizeLinear',
  'DequantizeLinear',
  'DynamicQuantizeLinear',
  'Cast',
]);

/** Kernels that unpack integers and compute on floats. */
const unpackingKernels: ReadonlySet<string> = new Set(['MatMulNBits', 'GatherBlockQuantized', 'DequantizeLinear']);

/** Profiles a model whose nodes have their origins in `imported`. Undefined where it does not run. Errors: those of profileModel and resolveInputDims. */
export async function profileLayers(
  model: Model,
  imported: Graph,
  options: ProfileOptions,
  services: ProfileServices,
): Promise<LayerProfile | undefined> {
  const { dimsByInput } = resolveInputDims(sessionPortsOf(model.graph), options);
  return toLayerProfile(await profileModel(model, options, services), imported, dimsByInput);
}

/**
 * Where the time of a profiled model goes, by kernel, each with the nodes of the imported graph that it computes, their work and
 * the bytes that they move. `dimsByInput` is what it ran with. Undefined where it was not run.
 */
export function toLayerProfile(
  { planned, runtime, nodes, times, runMs }: ProfiledModel,
  imported: Graph,
  dimsByInput: ReadonlyMap<string, readonly number[]>,
): LayerProfile | undefined {
  if (runMs === undefined || times.length === 0) return undefined;
  const typed = inferTypes(planned, { inputShapes: dimsByInput });
  const runtimeTyped = inferTypes(runtime, { inputShapes: dimsByInput });
  const { macsByNode, unknownNodes } = costOfGraph(typed);
  const unknown = new Set(unknownNodes);
  const traced = new Map(nodes.map((each) => [each.node.name, each]));
  const flopsOf = (covers: readonly NodeId[]): number | undefined =>
    covers.some((id) => unknown.has(id))
      ? undefined
      : 2 * covers.reduce((sum, id) => sum + (macsByNode.get(id) ?? 0), 0);
  // The kernels of a loop's body are in the loop's own time.
  const hasBodies = nodes.some(({ node }) => [...node.attributes.values()].some(({ type }) => type === 'graph'));
  const outer = hasBodies ? times.filter(({ name }) => traced.has(name)) : times;
  const kernels = outer.map((time): KernelTime => {
    const kernel = traced.get(time.name);
    const covers = kernel?.covers ?? [];
    const origins = kernel ? originsOf(kernel, planned).filter((id) => imported.nodes.has(id)) : [];
    const flops = covers.length > 0 ? flopsOf(covers) : undefined;
    const bytes = covers.length > 0 ? bytesMoved(typed, covers) : undefined;
    return {
      ...time,
      origins,
      nodes: origins.map((id) => {
        const { source, opType, name } = requireNode(imported, id);
        return { opType: source?.type ?? opType, name: source?.name || name };
      }),
      computeType: kernel ? computeTypeOf(kernel.node, runtimeTyped) : 'float32',
      ...(flops !== undefined && { flops }),
      ...(bytes !== undefined && { bytes }),
    };
  });
  const sum = (some: readonly KernelTime[]) => some.reduce((total, { durationMs }) => total + durationMs, 0);
  return { kernels, kernelMs: sum(kernels), layerMs: sum(kernels.filter(({ origins }) => origins.length > 0)), runMs };
}

/** The imported nodes that a kernel computes, or whose work it is a part of. Conversions count where there is nothing else. */
function originsOf({ covers, partOf }: RuntimeNode, planned: Graph): readonly NodeId[] {
  const worked = (covers.length > 0 ? covers : partOf).flatMap((id) => planned.nodes.get(id) ?? []);
  const computing = worked.filter(({ opType }) => !conversions.has(opType));
  const named = computing.length > 0 ? computing : worked;
  return [...new Set(named.flatMap(({ origins }) => origins))].sort((a, b) => a - b);
}

function computeTypeOf({ opType, inputs }: Node, runtime: Graph): PeakType {
  const types = new Set(inputs.map((input) => findDataType(runtime, input)));
  if (!unpackingKernels.has(opType) && (types.has('int8') || types.has('uint8'))) return 'int8';
  // Tensor cores take both formats of 16 bits at one rate.
  return types.has('float16') || types.has('bfloat16') ? 'float16' : 'float32';
}
