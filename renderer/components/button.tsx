import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

type Weight = 'primary' | 'secondary' | 'quiet';

interface ButtonProps extends ComponentProps<'button'> {
  /** Primary at most once per panel. */
  readonly weight?: Weight;
}

const looks: Readonly<Record<Weight, string>> = {
  primary: 'bg-accent text-on-accent font-semibold border-accent enabled:hover:brightness-110',
  secondary: 'bg-surface-2 text-ink border-line-strong/60 enabled:hover:bg-surface-3',
  quiet: 'bg-transparent text-ink-2 border-transparent enabled:hover:bg-surface-3 enabled:hover:text-ink',
};

export function Button({ weight = 'secondary', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classNames(
        'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md border px-2.5 whitespace-nowrap select-none',
        'disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0',
        looks[weight],
        className,
      )}
      {...rest}
    />
  );
}

interface IconButtonProps extends ComponentProps<'button'> {
  /** What it does; the accessible name and the tooltip. */
  readonly label: string;
}

export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classNames(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2',
        'enabled:hover:bg-surface-3 enabled:hover:text-ink disabled:opacity-50 [&_svg]:size-4',
        className,
      )}
      {...rest}
    />
  );
}
