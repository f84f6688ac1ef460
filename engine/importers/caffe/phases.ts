import type { CaffeLayer, CaffeNetwork } from './network.ts';
import type { NetStateRule, Phase } from './schema/network.ts';

/** What decides which layers are in the network. */
export interface NetState {
  readonly phase: Phase;
  readonly level: number;
  readonly stages: readonly string[];
}

/** A stage by which networks of one file for training and use mark what is there for use. */
const DEPLOY = 'deploy';

/** The state in which a network is used: the phase TEST, with the level and stages that the file sets. */
export function stateForUse({ layers, state }: CaffeNetwork): NetState {
  const rules = layers.flatMap(({ include, exclude }) => [...include, ...exclude]);
  const namesDeploy = rules.some(({ stage, not_stage }) => stage.includes(DEPLOY) || not_stage.includes(DEPLOY));
  const stages = namesDeploy && !state.stage.includes(DEPLOY) ? [...state.stage, DEPLOY] : state.stage;
  return { phase: 'TEST', level: state.level, stages };
}

/**
 * The layers that are there in a state. A file that was saved from memory, as weights are, holds the layers of one phase alone;
 * where that was training, they are all kept. Source: Caffe's Net::FilterNet.
 */
export function layersIn(network: CaffeNetwork, state: NetState, origin: 'written' | 'saved'): readonly CaffeLayer[] {
  const kept = network.layers.filter((layer) => isIncluded(layer, state));
  if (origin === 'written' || kept.length === network.layers.length) return kept;
  const training = network.layers.filter((layer) => isIncluded(layer, { ...state, phase: 'TRAIN' }));
  return training.length === network.layers.length ? training : kept;
}

function isIncluded({ include, exclude }: CaffeLayer, state: NetState): boolean {
  if (include.length > 0) return include.some((rule) => holds(rule, state));
  return !exclude.some((rule) => holds(rule, state));
}

/** Source: Caffe's Net::StateMeetsRule. */
function holds(rule: NetStateRule, { phase, level, stages }: NetState): boolean {
  return (
    (rule.phase === undefined || rule.phase === phase) &&
    level >= rule.min_level &&
    level <= rule.max_level &&
    rule.stage.every((stage) => stages.includes(stage)) &&
    !rule.not_stage.some((stage) => stages.includes(stage))
  );
}
