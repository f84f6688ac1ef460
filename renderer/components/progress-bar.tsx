import { Progress } from 'radix-ui';

interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; undefined while nothing is known yet. */
  readonly fraction: number | undefined;
}

export function ProgressBar({ label, fraction }: ProgressBarProps) {
  const percent = fraction === undefined ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <Progress.Root
      aria-label={label}
      value={percent}
      className="relative h-1.5 w-full overflow-hidden rounded-sm bg-surface-3"
    >
      <Progress.Indicator
        className={
          percent === null
            ? 'h-full w-1/4 animate-pulse rounded-sm bg-accent'
            : 'h-full rounded-sm bg-accent transition-[width] duration-150'
        }
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </Progress.Root>
  );
}
