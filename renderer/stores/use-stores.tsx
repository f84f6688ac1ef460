import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { BenchmarkState } from './benchmark-store.ts';
import type { CalibrationState } from './calibration-store.ts';
import type { CheckState } from './check-store.ts';
import type { ConfirmState } from './confirm-store.ts';
import type { Stores } from './create-stores.ts';
import type { DashboardState } from './dashboard-store.ts';
import type { ExportState } from './export-store.ts';
import type { GraphState } from './graph-store.ts';
import type { GridState } from './grid-store.ts';
import type { HistoryState } from './history-store.ts';
import type { JobsState } from './jobs-store.ts';
import type { ModelState } from './model-store.ts';
import type { NotificationsState } from './notifications-store.ts';
import type { PrecisionState } from './precision-store.ts';
import type { RaceState } from './race-store.ts';
import type { RewriteState } from './rewrite-store.ts';
import type { TuneState } from './tune-store.ts';
import type { ViewState } from './view-store.ts';

const StoresContext = createContext<Stores | undefined>(undefined);

export function StoresProvider({ stores, children }: { readonly stores: Stores; readonly children: ReactNode }) {
  return <StoresContext value={stores}>{children}</StoresContext>;
}

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (stores === undefined) throw new Error('StoresProvider is missing above this component.');
  return stores;
}

export const useModel = <T,>(select: (state: ModelState) => T): T => useStore(useStores().model, select);
export const useGraph = <T,>(select: (state: GraphState) => T): T => useStore(useStores().graph, select);
export const useRewrite = <T,>(select: (state: RewriteState) => T): T => useStore(useStores().rewrite, select);
export const useCheck = <T,>(select: (state: CheckState) => T): T => useStore(useStores().check, select);
export const useConfirm = <T,>(select: (state: ConfirmState) => T): T => useStore(useStores().confirm, select);
export const useView = <T,>(select: (state: ViewState) => T): T => useStore(useStores().view, select);
export const usePrecision = <T,>(select: (state: PrecisionState) => T): T => useStore(useStores().precision, select);
export const useBenchmark = <T,>(select: (state: BenchmarkState) => T): T => useStore(useStores().benchmark, select);
export const useDashboard = <T,>(select: (state: DashboardState) => T): T => useStore(useStores().dashboard, select);
export const useCalibration = <T,>(select: (state: CalibrationState) => T): T =>
  useStore(useStores().calibration, select);
export const useExports = <T,>(select: (state: ExportState) => T): T => useStore(useStores().exports, select);
export const useGrid = <T,>(select: (state: GridState) => T): T => useStore(useStores().grid, select);
export const useRace = <T,>(select: (state: RaceState) => T): T => useStore(useStores().race, select);
export const useHistory = <T,>(select: (state: HistoryState) => T): T => useStore(useStores().history, select);
export const useJobs = <T,>(select: (state: JobsState) => T): T => useStore(useStores().jobs, select);
export const useTune = <T,>(select: (state: TuneState) => T): T => useStore(useStores().tune, select);
export const useNotifications = <T,>(select: (state: NotificationsState) => T): T =>
  useStore(useStores().notifications, select);
