import { createStore } from 'zustand/vanilla';
import type { ModelId, WireError } from '../../engine/api/contract.ts';
import type { CalibratedTensorView, CalibrationView } from '../../engine/view/calibration-view.ts';
import type { WorkbenchClient } from '../api/workbench-client.ts';

export type ShownCalibration =
  /** Nothing was calibrated yet. */
  | { readonly status: 'none' }
  | { readonly status: 'failed'; readonly error: WireError }
  | {
      readonly status: 'ready';
      readonly calibration: CalibrationView;
      readonly selected: string;
      /** Undefined while it is on its way. */
      readonly tensor: CalibratedTensorView | undefined;
    };

export interface CalibrationState {
  readonly shown: ShownCalibration;
  /** Asks for the newest calibration of a model. The tensor that is looked at stays, where it was observed again. */
  refresh(modelId: ModelId): Promise<void>;
  select(modelId: ModelId, name: string): Promise<void>;
  reset(): void;
}

export type CalibrationStore = ReturnType<typeof createCalibrationStore>;

/** What the newest calibration of the open model saw, one tensor at a time. */
export function createCalibrationStore(client: WorkbenchClient) {
  return createStore<CalibrationState>()((set, get) => {
    /** Answers to older questions are dropped. */
    let question = 0;
    const isCurrent = (asked: number) => asked === question;

    return {
      shown: { status: 'none' },
      refresh: async (modelId) => {
        const asked = ++question;
        const answer = await client.rpc.calibrations.latest({ modelId });
        if (!isCurrent(asked)) return;
        if (!answer.ok) return set({ shown: { status: 'failed', error: answer.error } });
        const calibration = answer.value;
        const [first] = calibration?.tensors ?? [];
        if (!calibration || !first) return set({ shown: { status: 'none' } });
        const { shown } = get();
        const before = shown.status === 'ready' ? shown.selected : undefined;
        const selected = calibration.tensors.find(({ name }) => name === before)?.name ?? first.name;
        set({ shown: { status: 'ready', calibration, selected, tensor: undefined } });
        await get().select(modelId, selected);
      },
      select: async (modelId, name) => {
        const { shown } = get();
        if (shown.status !== 'ready') return;
        const asked = ++question;
        set({ shown: { ...shown, selected: name, tensor: undefined } });
        const answer = await client.rpc.calibrations.tensor({ modelId, name });
        if (!isCurrent(asked)) return;
        set({
          shown: answer.ok
            ? { ...shown, selected: name, tensor: answer.value }
            : { status: 'failed', error: answer.error },
        });
      },
      reset: () => {
        question++;
        set({ shown: { status: 'none' } });
      },
    };
  });
}
