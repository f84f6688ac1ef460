import { toShortName } from './box-text.ts';
import { at } from './layout/links.ts';
import { requireBox, type Scene } from './scene.ts';

/** A way along the lines of a drawing, by index. */
export interface Path {
  /** From its start to its end, both included. */
  readonly boxes: readonly number[];
  /** Between them. */
  readonly links: readonly number[];
}

/** The shortest way that data takes from one of two boxes to the other, whichever comes first; undefined where there is none. */
export const findPath = (scene: Scene, a: number, b: number): Path | undefined =>
  findPathDown(scene, a, b) ?? findPathDown(scene, b, a);

/** Breadth first along the lines, so that the first way found is one of the shortest. */
function findPathDown({ graph, layout, linksOut }: Scene, from: number, to: number): Path | undefined {
  const linkInto = new Int32Array(graph.boxes.length).fill(-1);
  const reached = [from];
  for (const box of reached) {
    if (box === to) break;
    for (let slot = at(linksOut.start, box); slot < at(linksOut.start, box + 1); slot++) {
      const link = at(linksOut.links, slot);
      const next = at(layout.linkTo, link);
      if (next === from || at(linkInto, next) !== -1) continue;
      linkInto[next] = link;
      reached.push(next);
    }
  }
  if (from !== to && at(linkInto, to) === -1) return undefined;
  const links: number[] = [];
  for (let box = to; box !== from; box = at(layout.linkFrom, at(linkInto, box))) links.push(at(linkInto, box));
  links.reverse();
  return { boxes: [from, ...links.map((link) => at(layout.linkTo, link))], links };
}

/** What a path is, as a sentence. */
export function describePath(scene: Scene, path: Path | undefined, ends: readonly [number, number]): string {
  const wordsFor = (index: number) => {
    const { title, name } = requireBox(scene, index);
    const short = toShortName(name, title);
    return short === '' || short === title ? title : `${title} ${short}`;
  };
  if (path === undefined)
    return `No data flows between ${wordsFor(ends[0])} and ${wordsFor(ends[1])}, in either direction.`;
  const [from = ends[0]] = path.boxes;
  const to = path.boxes.at(-1) ?? ends[1];
  const between = path.boxes.length - 2;
  const through = between <= 0 ? 'directly' : `through ${between} ${between === 1 ? 'box' : 'boxes'}`;
  return `The shortest way of data from ${wordsFor(from)} to ${wordsFor(to)} leads ${through}.`;
}
