import type { Speedup } from '../benchmark/speedup.ts';
import type { Arena } from './arena.ts';
import type { Change } from './change.ts';
import { comparedWords, numbered, partOf } from './reasons.ts';
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

/** What became of a plan by adding up changes. */
interface Sum {
  readonly tip: Entrant;
  /** Those that stayed. */
  readonly added: readonly Gain[];
  /** Those that gained nothing on top of what was there when they were tried. */
  readonly idle: readonly { readonly gain: Gain; readonly on: Entrant }[];
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
  for (const { gain, on } of first.idle)
    arena.drop(gain.entrant, `${gain.ratio.toFixed(2)}x by itself, and nothing on top of ${numbered(on)}.`);
  for (const { entrant } of gains.slice(first.added.length + first.idle.length)) arena.drop(entrant, outOfTime);
  const second = await addUpOthers(start, first, arena);
  if (!second) return first.tip;
  const outcome = (await arena.race([first.tip, second.tip], 'screening')).get(second.tip.id);
  if (!outcome || !isPromising(outcome.speedup)) {
    if (outcome) arena.drop(second.tip, comparedWords(outcome.speedup, numbered(first.tip)));
    return first.tip;
  }
  arena.drop(first.tip, `Plan ${second.tip.id} is faster.`);
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
      else arena.drop(each.entrant, comparedWords(outcome.speedup, numbered(start)));
    }
  }
  return gains.sort((a, b) => b.ratio - a.ratio);
}

/** The first gain, then one on top of the other, as long as there is time. */
async function addUp(start: Entrant, [first, ...others]: readonly Gain[], arena: Arena): Promise<Sum> {
  if (!first) return { tip: start, added: [], idle: [] };
  const sum = await addOnTop(first.entrant, others, arena);
  return { ...sum, added: [first, ...sum.added] };
}

/** Those that still gain, one on top of the other, as long as there is time. */
async function addOnTop(base: Entrant, gains: readonly Gain[], arena: Arena): Promise<Sum> {
  let tip = base;
  const added: Gain[] = [];
  const idle: { gain: Gain; on: Entrant }[] = [];
  for (const gain of gains) {
    if (arena.isOutOfTime()) break;
    const next = await addOne(gain, tip, arena);
    if (next) {
      arena.drop(tip, partOf(next));
      tip = next;
      added.push(gain);
    } else idle.push({ gain, on: tip });
  }
  return { tip, added, idle };
}

/** The plan with one more change, where it still gains. */
async function addOne({ change }: Gain, tip: Entrant, arena: Arena): Promise<Entrant | undefined> {
  const entrant = await arena.enterChange(change, tip);
  const outcome = entrant && (await arena.race([tip, entrant], 'screening')).get(entrant.id);
  if (!entrant || !outcome) return undefined;
  if (isPromising(outcome.speedup)) return entrant;
  arena.drop(entrant, comparedWords(outcome.speedup, numbered(tip)));
  return undefined;
}

/** The sum of what gained nothing on top of `first`, and of the rest after it; nothing where no two of those add up. */
async function addUpOthers(start: Entrant, first: Sum, arena: Arena): Promise<Sum | undefined> {
  if (first.idle.length < 2 || arena.isOutOfTime()) return undefined;
  const idle = first.idle.map(({ gain }) => gain);
  const others = await addUp(start, idle, arena);
  if (others.added.length < 2) return undefined;
  const all = await addOnTop(others.tip, first.added, arena);
  return { ...all, added: [...others.added, ...all.added] };
}

const outOfTime = 'The time limit came first.';
