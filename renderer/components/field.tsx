import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { classNames } from './class-names.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Receives the id that ties the control to its label. */
  readonly children: (id: string) => ReactNode;
  readonly className?: string;
}

/** A control with its label above and what it means below. */
export function Field({ label, hint, children, className }: FieldProps) {
  const id = useId();
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className="text-sm text-ink-2">
        {label}
      </label>
      {children(id)}
      {hint !== undefined && <p className="text-sm text-ink-3">{hint}</p>}
    </div>
  );
}

const inputLook =
  'h-7 w-full min-w-0 rounded-md border border-line-strong/60 bg-surface-2 px-2 text-ink placeholder:text-ink-3';

export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input type="text" spellCheck={false} className={classNames(inputLook, className)} {...rest} />;
}

interface NumberInputProps {
  readonly id?: string;
  readonly label?: string;
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly placeholder?: string;
  /** Fractions are allowed as well. */
  readonly decimal?: boolean;
  /** Called with whole numbers, or decimal ones, inside the range only, and with undefined where `optional` and empty. */
  readonly onChange: (value: number | undefined) => void;
  readonly optional?: boolean;
}

/** Whole numbers, unless `decimal`. What is typed stays visible until it is left; then it turns into the last valid value. */
export function NumberInput(props: NumberInputProps) {
  const { id, label, value, min, max, placeholder, onChange, decimal = false } = props;
  const [draft, setDraft] = useState<string>();
  const text = draft ?? (value === undefined ? '' : String(value));
  const valid = isValid(text, props);
  return (
    <input
      id={id}
      aria-label={label}
      aria-invalid={!valid}
      inputMode={decimal ? 'decimal' : 'numeric'}
      value={text}
      placeholder={placeholder}
      title={valid ? undefined : `A ${decimal ? '' : 'whole '}number from ${min} to ${max}`}
      onChange={(event) => {
        const typed = event.target.value;
        setDraft(typed);
        if (isValid(typed, props)) onChange(typed.trim() === '' ? undefined : Number(typed));
      }}
      onBlur={() => setDraft(undefined)}
      className={classNames(inputLook, 'tabular-nums', !valid && 'border-bad')}
    />
  );
}

function isValid(text: string, { min, max, optional = false, decimal = false }: NumberInputProps): boolean {
  if (text.trim() === '') return optional;
  const value = Number(text);
  return (decimal ? Number.isFinite(value) : Number.isInteger(value)) && value >= min && value <= max;
}
