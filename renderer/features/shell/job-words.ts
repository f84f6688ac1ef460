import type { JobKind, JobView } from '../../../engine/api/contract.ts';
import type { Panel } from '../../stores/view-store.ts';
import { formatInteger, formatPercent, formatRemaining } from '../../text/format.ts';
import { variantLabels } from '../../text/labels.ts';

const kindWords: Readonly<Record<JobKind, string>> = {
  compare: 'Compare',
  grid: 'Measure the throughput of',
  race: 'Measure models side by side',
  tune: 'Find the fastest plan',
  export: 'Export',
  'tuned-export': 'Export the plan with sample code',
  check: 'Check the rewriting on numbers',
  confirm: 'Ask the runtime for its layers',
};

/** Where a job shows what comes of it. */
export const panelOf: Readonly<Record<JobKind, Panel | 'side-by-side'>> = {
  compare: 'compare',
  grid: 'compare',
  race: 'side-by-side',
  tune: 'tune',
  export: 'compare',
  'tuned-export': 'tune',
  check: 'graph',
  confirm: 'graph',
};

/** 'Compare Original, FP32 and INT8' */
export function toJobTitle({ kind, variants }: Pick<JobView, 'kind' | 'variants'>): string {
  const labels = variants.map((variant) => variantLabels[variant]);
  return [kindWords[kind], list.format(labels)].filter((part) => part !== '').join(' ');
}

const list = new Intl.ListFormat('en');

/** How far a job is, as two parts: what it does, and what is left of it. */
export function toJobWords({ state }: Pick<JobView, 'state'>): { readonly stage: string; readonly rest: string } {
  switch (state.status) {
    case 'queued':
      return {
        stage: 'Waiting',
        rest: state.position === 1 ? 'next' : `number ${formatInteger(state.position)} in line`,
      };
    case 'running': {
      const { progress } = state;
      if (progress === undefined) return { stage: 'Starting', rest: '' };
      const left = progress.remainingMs === undefined ? [] : [`about ${formatRemaining(progress.remainingMs)} left`];
      return { stage: progress.stage, rest: [formatPercent(progress.fraction, 0), ...left].join(', ') };
    }
    case 'done':
      return { stage: 'Done', rest: '' };
    case 'failed':
      return { stage: 'Failed', rest: '' };
    case 'cancelled':
      return { stage: 'Cancelled', rest: '' };
  }
}

/** 'Jobs: 1 running, 2 waiting' */
export function toQueueLabel(jobs: readonly JobView[]): string {
  const count = (status: JobView['state']['status']) => jobs.filter(({ state }) => state.status === status).length;
  return `Jobs: ${count('running')} running, ${count('queued')} waiting`;
}
