import { at } from './layout/links.ts';
import { edgesOfLink, type Scene } from './scene.ts';

/** Boxes that feed a box, by the name of the value. */
export function producersOf(scene: Scene, box: number): ReadonlyMap<string, number> {
  const producers = new Map<string, number>();
  const { start, links } = scene.linksInto;
  for (let slot = at(start, box); slot < at(start, box + 1); slot++) {
    const link = at(links, slot);
    for (const { value } of edgesOfLink(scene, link)) producers.set(value, at(scene.layout.linkFrom, link));
  }
  return producers;
}

/** Boxes that a box feeds, by the name of the value. */
export function consumersOf(scene: Scene, box: number): ReadonlyMap<string, readonly number[]> {
  const consumers = new Map<string, number[]>();
  const { start, links } = scene.linksOut;
  for (let slot = at(start, box); slot < at(start, box + 1); slot++) {
    const link = at(links, slot);
    const target = at(scene.layout.linkTo, link);
    for (const { value } of edgesOfLink(scene, link)) {
      const boxes = consumers.get(value);
      if (boxes === undefined) consumers.set(value, [target]);
      else boxes.push(target);
    }
  }
  return consumers;
}
