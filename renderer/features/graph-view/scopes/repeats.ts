import type { GraphView } from '../../../../engine/view/graph-view.ts';
import { boxCountOf, type Draft, edgeEnds, newDraft } from './draft.ts';

/** Equal neighbours from this many on become one part. */
const fewestRepeats = 3;

/** Puts runs of equal neighbours into a part of their own: '12 × encoder layer'. */
export function joinRepeats(root: Draft, graph: GraphView): void {
  const signatures = signaturesOf(root, graph);
  const join = (draft: Draft) => {
    for (const run of runsOf(draft.children, signatures)) {
      if (run.length >= fewestRepeats) joinRun(draft, run);
    }
    for (const child of draft.children) {
      if (child.repeatCount === 1) join(child);
      else for (const repeated of child.children) join(repeated);
    }
  };
  join(root);
}

/** Neighbours with equal signatures, in order. */
function runsOf(drafts: readonly Draft[], signatures: ReadonlyMap<Draft, string>): readonly Draft[][] {
  const runs: Draft[][] = [];
  let last: string | undefined;
  for (const draft of drafts) {
    const signature = signatures.get(draft);
    if (signature === last) runs.at(-1)?.push(draft);
    else runs.push([draft]);
    last = signature;
  }
  return runs;
}

function joinRun(parent: Draft, run: readonly Draft[]): void {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return;
  const name = toRepeatName(parent, first);
  const title = `${run.length} × ${name}`;
  const isAll = parent.parent !== undefined && parent.boxes.length === 0 && parent.children.length === run.length;
  if (isAll) {
    parent.title = title;
    parent.repeatCount = run.length;
    return;
  }
  const joined = newDraft(`${first.path}…${last.title}`, title, parent);
  joined.repeatCount = run.length;
  parent.children.splice(parent.children.indexOf(first), run.length, joined);
  for (const draft of run) {
    draft.parent = joined;
    joined.children.push(draft);
  }
}

/** 'layer.3' in 'encoder' -> 'encoder layer'; the name of the part around it where its own is but a number. */
function toRepeatName(parent: Draft, first: Draft): string {
  const own = first.title.replace(/[\d\W_]+$/, '');
  const around = (parent.title.split('/').at(-1) ?? '').replace(/s$/, '');
  if (own === '') return around === '' ? 'block' : around;
  return around === '' || own.startsWith(around) ? own : `${around} ${own}`;
}

/** Equal for parts that hold the same operators with the same connections, whatever they are called. */
function signaturesOf(root: Draft, graph: GraphView): ReadonlyMap<Draft, string> {
  const signatures = new Map<Draft, string>();
  const inside = new Map<Draft, string[]>();
  const draftOfBox = new Map<number, Draft>();
  const collect = (draft: Draft) => {
    inside.set(draft, []);
    for (const box of draft.boxes) draftOfBox.set(box, draft);
    for (const child of draft.children) collect(child);
  };
  collect(root);
  for (const { from, to } of edgeEnds(graph)) {
    const link = `${graph.boxes[from]?.title}>${graph.boxes[to]?.title}`;
    const around = new Set<Draft>();
    for (let draft = draftOfBox.get(from); draft !== undefined; draft = draft.parent) around.add(draft);
    for (let draft = draftOfBox.get(to); draft !== undefined; draft = draft.parent) {
      if (around.has(draft)) inside.get(draft)?.push(link);
    }
  }
  const ids = new Map<string, number>();
  const idOf = (text: string) => {
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    return id;
  };
  const sign = (draft: Draft): string => {
    const titles = draft.boxes.map((box) => graph.boxes[box]?.title ?? '').sort();
    const children = draft.children.map(sign).sort();
    const links = (inside.get(draft) ?? []).sort();
    const signature = `${boxCountOf(draft)} ${idOf([titles.join(), children.join(), links.join()].join('\n'))}`;
    signatures.set(draft, signature);
    return signature;
  };
  for (const child of root.children) sign(child);
  return signatures;
}
