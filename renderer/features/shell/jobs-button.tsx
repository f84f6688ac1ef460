import { ListOrdered } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { isInLine } from '../../stores/jobs-store.ts';
import { useJobs } from '../../stores/use-stores.tsx';
import { toQueueLabel } from './job-words.ts';
import { JobsList } from './jobs-list.tsx';

/** How many jobs run and wait, and on demand which, in which order, and what to do about them. */
export function JobsButton() {
  const [open, setOpen] = useState(false);
  const jobs = useJobs((state) => state.jobs);
  const showLog = useJobs((state) => state.showLog);
  const count = jobs.filter(({ state }) => isInLine(state)).length;
  const label = toQueueLabel(jobs);
  const turn = (next: boolean) => {
    setOpen(next);
    if (!next) void showLog(undefined);
  };
  return (
    <Popover.Root open={open} onOpenChange={turn}>
      <Popover.Trigger
        aria-label={label}
        title={label}
        className="inline-flex h-7 min-w-7 items-center justify-center gap-1 rounded-md px-1.5 text-ink-2 hover:bg-surface-3 hover:text-ink [&_svg]:size-4"
      >
        <ListOrdered aria-hidden />
        {count > 0 && (
          <span className="min-w-4 rounded-full bg-accent px-1 text-center text-xs font-semibold text-on-accent tabular-nums">
            {count}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Jobs"
          className="z-30 flex max-h-[min(36rem,80vh)] w-[28rem] max-w-[calc(100vw-2rem)] flex-col gap-3 overflow-auto rounded-lg border border-line bg-surface-2 p-3 shadow-float"
        >
          <JobsList jobs={jobs} onLeave={() => turn(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
