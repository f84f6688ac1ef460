import type { Speedup } from '../benchmark/speedup.ts';
import type { AccuracyBudget, TuneCandidate } from '../report/tune-report.ts';
import { Arena, type Measured, unique } from './arena.ts';
import type { Change } from './change.ts';
import type { Plan } from './plan.ts';
import { comparedWords, numbered, ratioWords } from './reasons.ts';
import { refine } from './refine.ts';
import type { Entrant, TunerServices } from './services.ts';

export interface SearchOptions {
  /** The model as it came, at the runtime's defaults. */
  readonly input: Plan;
  /** Where the search starts: one plan for each format. */
  readonly starts: readonly Plan[];
  readonly budget: AccuracyBudget;
  /** What a plan may have otherwise, given the model that it made: groups, each tried on top of what was found in those before it. */
  readonly changesOf: (entrant: Entrant) => readonly (readonly Change[])[];
}

export interface SearchResult {
  readonly candidates: readonly TuneCandidate[];
  /** Id of the answer. */
  readonly best: string;
  readonly ranOutOfTime: boolean;
  /** Changes that would have made no other model: they were not tried. */
  readonly idleChanges: readonly string[];
}

/** A format slower than this share of the fastest one is not refined by itself. */
const hopeless = 0.7;

/** A finalist this much slower than another one, where both were screened, is not confirmed. */
const outrun = 0.85;

/** A format, and what it became. */
interface Refined {
  readonly start: Entrant;
  readonly tip: Entrant;
}

/** What one plan takes over from another of another format. */
interface Recipe {
  readonly words: string;
  readonly plan: Plan;
  readonly changes: readonly Change[];
}

/**
 * Finds the fastest plan within an accuracy budget by measuring. Every format is screened and assessed; those that keep to the
 * budget are refined, by one group of changes after the other, and try what made the fastest one fast; at last what is left is
 * measured thoroughly against the input plan, in one race. The answer is what was faster there beyond doubt, or the input plan
 * itself.
 * Errors: those of the input plan; AbortError.
 */
export async function search(options: SearchOptions, services: TunerServices): Promise<SearchResult> {
  const arena = await Arena.open(options.input, options.budget, services);
  const { hopeful, others } = await screenFormats(options.starts, arena);
  const refined: Refined[] = [];
  for (const start of hopeful) refined.push({ start, tip: await refine(start, options.changesOf(start), arena) });
  const unrefined = others.map((start) => ({ start, tip: start }));
  const best = await confirm(await shareRecipe([...refined, ...unrefined], arena), arena);
  return {
    candidates: arena.ledger.candidates,
    best: best.id,
    ranOutOfTime: arena.ranOutOfTime,
    idleChanges: arena.idleChanges,
  };
}

/** The formats that keep to the budget: those worth refining, the fastest first, and the others. */
async function screenFormats(starts: readonly Plan[], arena: Arena) {
  const entered: Entrant[] = [];
  for (const plan of starts) {
    const entrant = await arena.enter(plan);
    if (entrant) entered.push(entrant);
  }
  const outcomes = await arena.race([arena.input, ...entered], 'screening');
  const running = entered.filter(({ id }) => outcomes.has(id));
  await arena.assess(running);
  const ratioOf = ({ id }: Entrant) => outcomes.get(id)?.speedup.ratio ?? 0;
  const within = running.filter((entrant) => arena.isOpen(entrant)).sort((a, b) => ratioOf(b) - ratioOf(a));
  const [fastest] = within;
  if (!fastest) return { hopeful: [], others: [] };
  const isHopeful = (entrant: Entrant) => ratioOf(entrant) >= hopeless * ratioOf(fastest);
  const [hopeful, others] = [within.filter(isHopeful), within.filter((entrant) => !isHopeful(entrant))];
  for (const entrant of others) {
    const factor = ratioOf(fastest) / ratioOf(entrant);
    arena.drop(entrant, `${factor.toFixed(2)}x slower than ${numbered(fastest)}: not refined.`);
  }
  return { hopeful, others };
}

/**
 * Every other format with the session of the fastest plan, and with its rules too: what made one format fast may be what another
 * needs, and its own search may have had no time for it. Only where refining made the fastest one what it is.
 */
async function shareRecipe(refined: readonly Refined[], arena: Arena): Promise<readonly Refined[]> {
  const [fastest] = refined.toSorted((a, b) => arena.speedOf(b.tip) - arena.speedOf(a.tip));
  if (!fastest || fastest.tip === fastest.start) return refined;
  const shared: Refined[] = [];
  for (const each of refined) shared.push(each === fastest ? each : await tryRecipe(each, fastest.tip, arena));
  return shared;
}

async function tryRecipe({ start, tip }: Refined, fastest: Entrant, arena: Arena): Promise<Refined> {
  const rivals: Entrant[] = [];
  for (const { words, plan, changes } of recipesOf(start, fastest, arena)) {
    const entrant = await arena.enter(plan, changes, `${numbered(start)}, ${words} of ${numbered(fastest)}`);
    if (entrant) rivals.push(entrant);
  }
  if (rivals.length === 0) return { start, tip };
  const open = [tip, ...rivals].filter((entrant) => arena.isOpen(entrant));
  const outcomes = await arena.race([arena.input, ...open], 'screening');
  const ratioOf = ({ id }: Entrant) => outcomes.get(id)?.speedup.ratio ?? 0;
  const bySpeed = open.filter(({ id }) => outcomes.has(id)).sort((a, b) => ratioOf(b) - ratioOf(a));
  const best = await firstWithinBudget(bySpeed, arena);
  if (!best) return { start, tip };
  for (const each of bySpeed)
    if (each !== best && each !== start && arena.isOpen(each)) arena.drop(each, `No faster than ${numbered(best)}.`);
  return { start, tip: best };
}

/** The session of another plan, and its rules where they make another model of this format; the last of these alone once time is up. */
function recipesOf(start: Entrant, { plan, changes }: Entrant, arena: Arena): readonly Recipe[] {
  const ofSession: Recipe = {
    words: 'session',
    plan: { ...start.plan, session: plan.session },
    changes: changes.filter(({ of }) => of === 'session'),
  };
  const ofRulesToo: Recipe = {
    words: 'session and rules',
    plan: { ...ofSession.plan, rewrite: plan.rewrite },
    changes: changes.filter(({ of }) => of !== 'weights'),
  };
  const recipes = arena.makes(ofRulesToo.plan, start) ? [ofSession] : [ofSession, ofRulesToo];
  return arena.isOutOfTime() ? recipes.slice(-1) : recipes;
}

async function firstWithinBudget(bySpeed: readonly Entrant[], arena: Arena): Promise<Entrant | undefined> {
  for (const entrant of bySpeed) {
    if (arena.ledger.get(entrant.id).accuracy === undefined) await arena.assess([entrant]);
    if (arena.isOpen(entrant)) return entrant;
  }
  return undefined;
}

/** Measures what is left against the input plan, all in one race, and decides. */
async function confirm(refined: readonly Refined[], arena: Arena): Promise<Entrant> {
  const { input } = arena;
  const contending = dropOutrun(refined, arena);
  const finalists = unique(contending.flatMap(({ start, tip }) => [tip, start]));
  await arena.assess(finalists.filter(({ id }) => arena.ledger.get(id).accuracy === undefined));
  const allowed = finalists.filter((entrant) => arena.isOpen(entrant));
  if (allowed.length === 0) return input;
  const outcomes = await arena.race([input, ...allowed], 'confirmation');
  const isFaster = ({ id }: Entrant) => {
    const outcome = outcomes.get(id);
    return outcome?.speedup.isConclusive === true && outcome.speedup.ratio > 1;
  };
  const ratioOf = ({ id }: Entrant) => outcomes.get(id)?.speedup.ratio ?? 0;
  const [fastest] = allowed.filter(isFaster).toSorted((a, b) => ratioOf(b) - ratioOf(a));
  const start = contending.find(({ tip }) => tip === fastest)?.start;
  // Of two plans that noise does not tell apart, the one with fewer changes.
  const isTie =
    fastest && start && start !== fastest && isFaster(start) && highOf(outcomes.get(start.id)) >= ratioOf(fastest);
  const best = isTie ? start : fastest;
  for (const entrant of allowed) {
    const outcome = outcomes.get(entrant.id);
    if (outcome && entrant !== best) arena.drop(entrant, whyNot(outcome.speedup, best, isFaster(entrant)));
  }
  if (!best) return input;
  const measured = outcomes.get(best.id);
  const words = measured ? ratioWords(measured.speedup) : '';
  const reason = `${words} the speed of the input plan, within the accuracy budget: the answer.`;
  arena.ledger.decide(best.id, 'kept', reason);
  return best;
}

/** Leaves out formats that are far behind another one by now. */
function dropOutrun(refined: readonly Refined[], arena: Arena): readonly Refined[] {
  const [fastest] = refined.map(({ tip }) => tip).toSorted((a, b) => arena.speedOf(b) - arena.speedOf(a));
  return refined.filter(({ start, tip }) => {
    if (!fastest || arena.speedOf(tip) >= outrun * arena.speedOf(fastest)) return true;
    const factor = arena.speedOf(fastest) / arena.speedOf(tip);
    const reason = `Plan ${fastest.id} was ${factor.toFixed(2)}x faster.`;
    for (const entrant of unique([start, tip])) if (arena.isOpen(entrant)) arena.drop(entrant, reason);
    return false;
  });
}

const highOf = (outcome: Measured | undefined): number =>
  outcome?.speedup.interval?.high ?? outcome?.speedup.ratio ?? 0;

/** Why a finalist is not the answer. */
function whyNot(speedup: Speedup, best: Entrant | undefined, isFaster: boolean): string {
  if (!best || !isFaster) return comparedWords(speedup, 'the input plan');
  return `${ratioWords(speedup)} the speed of the input plan; ${numbered(best)} is faster, or as fast with fewer changes.`;
}
