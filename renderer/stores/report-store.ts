import { createStore } from 'zustand/vanilla';
import type { ReportFormat, ReportSource } from '../../engine/api/contract.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';
import type { NotificationsStore } from './notifications-store.ts';

export interface ReportState {
  /** Asks where to (in the window), writes, and in the browser hands the file to it. */
  write(source: ReportSource, format: ReportFormat, modelName: string): Promise<void>;
}

export type ReportStore = ReturnType<typeof createReportStore>;

/** Documents of runs for others. Nothing is kept here: how it went is told beside whatever panel is open. */
export function createReportStore(
  client: WorkbenchClient,
  host: () => 'window' | 'browser',
  notifications: NotificationsStore,
) {
  return createStore<ReportState>()(() => {
    const { notify } = notifications.getState();
    return {
      write: async (source, format, modelName) => {
        const suggestedName = `${modelName.replace(/\.[^.]+$/, '')}.report.${format}`;
        const chosen =
          host() === 'window'
            ? await client.rpc.host.chooseSavePath({ suggestedName })
            : { ok: true as const, value: undefined };
        if (!chosen.ok) return notify({ tone: 'bad', title: 'The report was not written', error: chosen.error });
        if (chosen.value === '') return;
        const path = chosen.value;
        const written = await client.rpc.reports.write({ source, format, ...(path !== undefined && { path }) });
        if (!written.ok) return notify({ tone: 'bad', title: 'The report was not written', error: written.error });
        const { fileName, downloadPath } = written.value;
        if (downloadPath !== undefined) client.download(downloadPath);
        notify({ tone: 'good', title: downloadPath === undefined ? `Wrote ${fileName}` : `Downloaded ${fileName}` });
      },
    };
  });
}
