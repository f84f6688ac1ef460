import type { Attributes, Graph, Node, ValueId } from '../../ir/graph.ts';
import { attributeText } from '../../ir/print.ts';
import { consumersOf, findConstant, findShape, findSoleConsumer } from '../../ir/query.ts';
import { conv as convSpec } from '../../ops/conv.ts';
import { activationOperators } from './activations.ts';
import { membersOf } from './layer-members.ts';
import { isWhole } from './matched-node.ts';

/** A convolution that may run side by side with others of the same input, and the activation that belongs to it. */
export interface Sibling {
  readonly conv: Node;
  readonly activation: Node | undefined;
}

/** The convolutions that read `input` as their data, in the order of the model. */
export const siblingsOn = (graph: Graph, input: ValueId | undefined): readonly Sibling[] =>
  (input === undefined ? [] : consumersOf(graph, input))
    .filter((node) => node.opType === convSpec.type && node.domain === '' && isWhole(node) && node.inputs[0] === input)
    .sort((a, b) => (a.origins[0] ?? a.id) - (b.origins[0] ?? b.id) || a.id - b.id)
    .map((conv) => ({ conv, activation: findActivationOf(graph, conv) }));

const activations: ReadonlySet<string> = new Set(activationOperators);

/** The activation that alone sees what a node makes, unless a layer separates the two. */
export function findActivationOf(graph: Graph, node: Node): Node | undefined {
  const [output] = node.outputs;
  const user = output === undefined ? undefined : findSoleConsumer(graph, output);
  const isActivation =
    user?.domain === '' && activations.has(user.opType) && isWhole(user) && user.inputs[0] === output;
  return isActivation && graph.layerOf.get(user.id) === graph.layerOf.get(node.id) ? user : undefined;
}

/** Why two siblings cannot be one wider convolution, as a clause; undefined where they can. */
export function findDifference(graph: Graph, a: Sibling, b: Sibling): string | undefined {
  const [wa, wb] = [findConstant(graph, a.conv.inputs[1]), findConstant(graph, b.conv.inputs[1])];
  if (!wa || !wb || !hasConstantBias(graph, a.conv) || !hasConstantBias(graph, b.conv))
    return 'has weights that are not constant';
  if ([a, b].some(({ activation }) => hasSlopes(graph, activation)))
    return 'is followed by PRelu with slopes of its own';
  if (wa.dataType !== wb.dataType) return `has weights in ${wb.dataType}, not ${wa.dataType}`;
  const [ka, kb] = [wa.dims.slice(2), wb.dims.slice(2)];
  if (ka.join() !== kb.join()) return `has a ${kb.join('x')} kernel, not ${ka.join('x')}`;
  const [windowA, windowB] = [windowOf(a.conv), windowOf(b.conv)];
  for (const [name, own] of Object.entries(windowA)) {
    const other = windowB[name];
    if (own !== other) return `has ${name} ${other}, not ${own}`;
  }
  if (windowA.group !== '1') return 'is divided into groups';
  if ([a, b].some(({ conv }) => membersOf(graph, conv).some((member) => member.opType === 'Add')))
    return 'adds another tensor in its kernel';
  const [fa, fb] = [describeActivation(a.activation), describeActivation(b.activation)];
  return fa === fb ? undefined : `is followed by ${fb}, not ${fa}`;
}

const hasConstantBias = (graph: Graph, { inputs: [, weight, bias] }: Node): boolean =>
  bias === undefined || findConstant(graph, bias)?.dataType === findConstant(graph, weight)?.dataType;

/** Whether an activation may do something else in each channel: even two that share their parameters cannot be one then. */
export function hasSlopes(graph: Graph, activation: Node | undefined): boolean {
  if (activation?.opType !== 'PRelu') return false;
  const shape = findShape(graph, activation.inputs[1]);
  return !shape?.every((dim) => dim === 1);
}

/** The settings of a convolution as text, with defaults filled in so that spellings do not matter. */
function windowOf(conv: Node): Readonly<Record<string, string>> {
  const { strides, dilations, pads, autoPad, group } = convSpec.decodeAttributes(conv.attributes, 1);
  const unless = (values: readonly number[] | undefined, normal: number) =>
    values?.some((value) => value !== normal) ? values.join('x') : `${normal}`;
  return {
    strides: unless(strides, 1),
    dilations: unless(dilations, 1),
    pads: unless(pads, 0),
    auto_pad: autoPad,
    group: `${group}`,
  };
}

/** An activation as text: equal for the same function. Inputs after the first are constants, or count as different. */
export function describeActivation(activation: Node | undefined): string {
  if (!activation) return 'no activation';
  const parameters = [...activation.inputs.slice(1), ...attributeTexts(activation.attributes)];
  return parameters.length === 0 ? activation.opType : `${activation.opType}(${parameters})`;
}

const attributeTexts = (attributes: Attributes): readonly string[] =>
  [...attributes].map(([name, value]) => `${name}=${attributeText(value)}`).sort();
