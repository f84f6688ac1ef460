import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import { classNames } from './class-names.ts';

export interface SelectOption<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A second line: what it means, or why it cannot be chosen. */
  readonly note?: string;
  readonly disabled?: boolean;
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly SelectOption<T>[];
  readonly onChange: (value: T) => void;
  readonly className?: string;
  readonly id?: string;
}

export function Select<T extends string>({ label, value, options, onChange, className, id }: SelectProps<T>) {
  const choose = (text: string) => {
    const option = options.find((candidate) => candidate.value === text);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Primitive.Root value={value} onValueChange={choose}>
      <Primitive.Trigger
        id={id}
        aria-label={label}
        className={classNames(
          'inline-flex h-7 min-w-0 items-center justify-between gap-2 rounded-md border border-line-strong/60 bg-surface-2 px-2.5 text-left hover:bg-surface-3',
          className,
        )}
      >
        <span className="truncate">
          <Primitive.Value />
        </span>
        <Primitive.Icon>
          <ChevronDown className="size-3.5 text-ink-3" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-96 overflow-hidden rounded-md border border-line bg-surface-2 p-1 shadow-float"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className="grid grid-cols-[1rem_1fr] items-start gap-x-1.5 rounded-sm px-1.5 py-1 outline-none data-highlighted:bg-surface-3"
              >
                <span className="flex h-5 items-center">
                  <Primitive.ItemIndicator>
                    <Check className="size-3.5 text-accent" />
                  </Primitive.ItemIndicator>
                </span>
                <span>
                  <span className={option.disabled ? 'text-ink-3' : 'text-ink'}>
                    <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  </span>
                  {option.note !== undefined && <span className="block text-sm text-ink-3">{option.note}</span>}
                </span>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
