import type { Speedup } from '../benchmark/speedup.ts';
import type { Arena } from './arena.ts';
import type { Change } from './change.ts';
import { comparedWords, partOf } from './reasons.ts';
import type { Entrant } from './services.ts';

/** Models loaded at the same time, the first of the race and the input plan besides. */
const raceSize = 4;

/** Whether a screening makes a change worth a second look: it gains something, and hardly by chance. */
const isPromising = ({ ratio, interval }: Speedup): boolean => ratio >= 1.015 && (interval?.low ?? ratio) > 0.97;

/** A change that gained by itself. */
interface Gain {
  readonly change: Change;
  /** The plan with this change alone. */
  readonly entrant: Entrant;
  /** Its speed against the plan without it. */
  readonly ratio: number;
}

/** What became of a plan by adding up changes: those that stayed, and those that gained nothing on top of them. */
interface Sum {
  readonly tip: Entrant;
  readonly added: readonly Gain[];
  readonly idle: readonly Gain[];
}

/** One group of changes after the other, each on top of what the earlier ones found. The plan with all that stayed. */
export async function refine(start: Entrant, groups: readonly (readonly Change[])[], arena: Arena): Promise<Entrant> {
  let tip = start;
  for (const group of groups) {
    const refined = await refineBy(group, tip, arena);
    if (refined !== tip && tip !== start) arena.drop(tip, partOf(refined));
    tip = refined;
  }
  return tip;
}

/**
 * Tries every change by itself, then adds up those that gained, the greatest gain first. Some exclude each other: what gained nothing
 * on top of the first ones is added up by itself too, and the faster of the two sums stays.
 */
async function refineBy(group: readonly Change[], start: Entrant, arena: Arena): Promise<Entrant> {
  const gains = await screen(group, start, arena);
  const first = await addUp(start, gains, arena);
  for (const { entrant } of first.added) if (entrant !== first.tip) arena.drop(entrant, partOf(first.tip));
  for (const { entrant, ratio } of first.idle)
    arena.drop(entrant, `${ratio.toFixed(2)}x by itself, and nothing on top of "${first.tip.name}".`);
  const second = await addUpOthers(start, first, arena);
  if (!second) return first.tip;
  const outcome = (await arena.race([first.tip, second.tip], 'screening')).get(second.tip.id);
  if (!outcome || !isPromising(outcome.speedup)) {
    if (outcome) arena.drop(second.tip, comparedWords(outcome.speedup, first.tip.name));
    return first.tip;
  }
  arena.drop(first.tip, `"${second.tip.name}" is faster.`);
  for (const { entrant } of second.added) arena.drop(entrant, partOf(second.tip));
  return second.tip;
}

/** Each change by itself: those that gain, the greatest gain first. */
async function screen(group: readonly Change[], start: Entrant, arena: Arena): Promise<readonly Gain[]> {
  const entered: Omit<Gain, 'ratio'>[] = [];
  for (const change of group) {
    if (arena.isOutOfTime()) break;
    const entrant = await arena.enterChange(change, start);
    if (entrant) entered.push({ change, entrant });
  }
  const gains: Gain[] = [];
  for (let at = 0; at < entered.length; at += raceSize) {
    const racing = entered.slice(at, at + raceSize);
    if (arena.isOutOfTime()) {
      for (const { entrant } of racing) arena.drop(entrant, outOfTime);
      continue;
    }
    const outcomes = await arena.race([start, ...racing.map(({ entrant }) => entrant)], 'screening');
    for (const each of racing) {
      const outcome = outcomes.get(each.entrant.id);
      if (!outcome) continue;
      if (isPromising(outcome.speedup)) gains.push({ ...each, ratio: outcome.speedup.ratio });
      else arena.drop(each.entrant, comparedWords(outcome.speedup, start.name));
    }
  }
  return gains.sort((a, b) => b.ratio - a.ratio);
}

/** One gain on top of the other, from `base` on, as long as there is time; what there is no time for is dropped. */
async function addUp(start: Entrant, gains: readonly Gain[], arena: Arena, base = start): Promise<Sum> {
  let tip = base;
  const added: Gain[] = [];
  const idle: Gain[] = [];
  for (const gain of gains) {
    if (tip !== start && arena.isOutOfTime()) {
      arena.drop(gain.entrant, outOfTime);
      continue;
    }
    const next = tip === start ? gain.entrant : await addOne(gain, tip, arena);
    if (next) {
      if (tip !== start) arena.drop(tip, partOf(next));
      tip = next;
    }
    (next ? added : idle).push(gain);
  }
  return { tip, added, idle };
}

/** The plan with one more change, where it still gains. */
async function addOne({ change }: Gain, tip: Entrant, arena: Arena): Promise<Entrant | undefined> {
  const entrant = await arena.enterChange(change, tip);
  const outcome = entrant && (await arena.race([tip, entrant], 'screening')).get(entrant.id);
  if (!entrant || !outcome) return undefined;
  if (isPromising(outcome.speedup)) return entrant;
  arena.drop(entrant, comparedWords(outcome.speedup, tip.name));
  return undefined;
}

/** The sum of what gained nothing on top of `first`, and of the rest after it; nothing where no two of those add up. */
async function addUpOthers(start: Entrant, first: Sum, arena: Arena): Promise<Sum | undefined> {
  if (first.idle.length < 2 || arena.isOutOfTime()) return undefined;
  const others = await addUp(start, first.idle, arena);
  if (others.added.length < 2) return undefined;
  const all = await addUp(start, first.added, arena, others.tip);
  return { ...all, added: [...others.added, ...all.added] };
}

const outOfTime = 'The time limit came first.';
