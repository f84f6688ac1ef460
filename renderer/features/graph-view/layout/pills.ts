import { type LayoutInput, type Pills, pillsPerSide, spacing } from './layout-types.ts';
import { type Adjacency, at, type Links } from './links.ts';

/** Width of a pill that only tells a count: '+12 more', '24 uses'. */
export const countPillWidth = 68;

/** Pills before their boxes have places: which links each stands for, and the room it takes. */
export interface PillPlan {
  readonly box: readonly number[];
  readonly link: readonly number[];
  readonly linkCount: readonly number[];
  readonly isInput: readonly boolean[];
  readonly width: readonly number[];
  /** Place in the stack beside the box, and the stack's size. */
  readonly slot: readonly number[];
  readonly slotCount: readonly number[];
}

/** One pill per referenced value beside its consumer, as many as fit; one for all references beside a producer. */
export function planPills(links: Links, input: LayoutInput, hasLine: Uint8Array): PillPlan {
  const linkPillWidth = new Float64Array(links.count);
  for (let edge = 0; edge < input.edgeFrom.length; edge++) {
    const link = at(links.linkOfEdge, edge);
    if (link >= 0) linkPillWidth[link] = Math.max(at(linkPillWidth, link), at(input.pillWidths, edge));
  }
  const plan = {
    box: [] as number[],
    link: [] as number[],
    linkCount: [] as number[],
    isInput: [] as boolean[],
    width: [] as number[],
    slot: [] as number[],
    slotCount: [] as number[],
  };
  const add = (box: number, members: readonly number[], isInput: boolean, slot: number, slotCount: number) => {
    const link = members[0] ?? 0;
    plan.box.push(box);
    plan.link.push(link);
    plan.linkCount.push(members.length);
    plan.isInput.push(isInput);
    plan.width.push(members.length > 1 ? countPillWidth : at(linkPillWidth, link));
    plan.slot.push(slot);
    plan.slotCount.push(slotCount);
  };
  for (let box = 0; box < links.boxCount; box++) {
    const inputs = references(links.into, box, hasLine);
    const slotCount = Math.min(inputs.length, pillsPerSide);
    for (let slot = 0; slot < slotCount; slot++) {
      add(box, slot === pillsPerSide - 1 ? inputs.slice(slot) : inputs.slice(slot, slot + 1), true, slot, slotCount);
    }
    const outputs = references(links.out, box, hasLine);
    if (outputs.length > 0) add(box, outputs, false, 0, 1);
  }
  return plan;
}

function references(side: Adjacency, box: number, hasLine: Uint8Array): number[] {
  return Array.from(side.links.subarray(at(side.start, box), at(side.start, box + 1))).filter(
    (link) => hasLine[link] === 0,
  );
}

/** Room that pills take beside a box, from its edge. */
export function pillRoom(plan: PillPlan, boxCount: number): { left: Float64Array; right: Float64Array } {
  const left = new Float64Array(boxCount);
  const right = new Float64Array(boxCount);
  for (const [pill, box] of plan.box.entries()) {
    const room = spacing.pillDistance + (plan.width[pill] ?? 0);
    const side = plan.isInput[pill] ? left : right;
    side[box] = Math.max(at(side, box), room);
  }
  return { left, right };
}

export function placePills(plan: PillPlan, input: LayoutInput, x: Float64Array, y: Float64Array): Pills {
  const pillX = plan.box.map((box, pill) => {
    const width = plan.width[pill] ?? 0;
    return plan.isInput[pill]
      ? at(x, box) - spacing.pillDistance - width
      : at(x, box) + at(input.widths, box) + spacing.pillDistance;
  });
  const pillY = plan.box.map((box, pill) => {
    const step = spacing.pillHeight + spacing.pillGap;
    const stackHeight = (plan.slotCount[pill] ?? 1) * step - spacing.pillGap;
    return at(y, box) + (at(input.heights, box) - stackHeight) / 2 + (plan.slot[pill] ?? 0) * step;
  });
  return {
    count: plan.box.length,
    box: Int32Array.from(plan.box),
    link: Int32Array.from(plan.link),
    linkCount: Int32Array.from(plan.linkCount),
    isInput: Uint8Array.from(plan.isInput, Number),
    x: Float64Array.from(pillX),
    y: Float64Array.from(pillY),
    width: Float64Array.from(plan.width),
  };
}
