import { describe, expect, it } from 'vitest';
import { toFigureGroups } from '../../engine/report/figures.ts';
import { labelledReport } from '../testing/reports.ts';
import { createDashboardStore } from './dashboard-store.ts';

const [latency, throughput] = toFigureGroups(labelledReport.variants).flatMap(({ columns }) => columns);

describe('the order of the table', () => {
  it('goes from the best over the worst back to none', () => {
    if (latency === undefined) throw new Error('there is no latency');
    const store = createDashboardStore();
    const click = () => {
      store.getState().sortBy(latency);
      return store.getState().order?.direction;
    };
    expect([click(), click(), click(), click()]).toEqual(['ascending', 'descending', undefined, 'ascending']);
  });

  it('starts over on another column', () => {
    if (latency === undefined || throughput === undefined) throw new Error('there are columns missing');
    const store = createDashboardStore();
    store.getState().sortBy(latency);
    store.getState().sortBy(throughput);
    expect(store.getState().order?.columnName).toBe(throughput.name);
  });
});
