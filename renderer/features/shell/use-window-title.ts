import { useEffect, useState } from 'react';
import type { CompareJob } from '../../stores/benchmark-store.ts';
import { useBenchmark, useModel } from '../../stores/use-stores.tsx';

/** The title of the window: the model, before it how far its comparison is, or how it ended while nobody looked. */
export function toWindowTitle(modelName: string | undefined, job: CompareJob, unseenEnd: string | undefined): string {
  const name = modelName === undefined ? 'Lathe' : `${modelName} – Lathe`;
  if (unseenEnd !== undefined) return `${unseenEnd} – ${name}`;
  if (job.status !== 'running') return name;
  const percent = job.progress === undefined ? '…' : `${Math.floor(job.progress.fraction * 100)} %`;
  return `${percent} ${name}`;
}

const endings: Partial<Readonly<Record<CompareJob['status'], string>>> = {
  done: '✓ Measured',
  failed: '✗ Failed',
};

/** Keeps the title; the quiet notice that long work has ended goes away when the window is looked at. */
export function useWindowTitle(): void {
  const modelName = useModel((state) => state.model?.name);
  const job = useBenchmark((state) => state.job);
  const [unseenEnd, setUnseenEnd] = useState<string>();

  useEffect(() => {
    if (!document.hasFocus()) setUnseenEnd(endings[job.status]);
  }, [job.status]);

  useEffect(() => {
    const seen = () => setUnseenEnd(undefined);
    window.addEventListener('focus', seen);
    return () => window.removeEventListener('focus', seen);
  }, []);

  useEffect(() => {
    document.title = toWindowTitle(modelName, job, unseenEnd);
  }, [modelName, job, unseenEnd]);
}
