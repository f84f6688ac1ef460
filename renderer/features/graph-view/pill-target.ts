import { at } from './layout/links.ts';
import type { Scene } from './scene.ts';

/** Where clicking a pill leads: to the other end of its link; to its own box, whose details list all, where it stands for several. */
export function pillTarget({ layout }: Scene, pill: number): number {
  const { pills, linkFrom, linkTo } = layout;
  if (at(pills.linkCount, pill) > 1) return at(pills.box, pill);
  const link = at(pills.link, pill);
  return at(pills.isInput, pill) === 1 ? at(linkFrom, link) : at(linkTo, link);
}
