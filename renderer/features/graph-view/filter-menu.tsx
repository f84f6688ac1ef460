import { Check, ListFilter } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { classNames } from '../../components/class-names.ts';
import { MenuContent } from '../../components/menu.tsx';
import { formatInteger } from '../../text/format.ts';
import type { OperatorCount } from './filter.ts';

interface FilterMenuProps {
  readonly operators: readonly OperatorCount[];
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

const itemLook =
  'grid grid-cols-[1rem_1fr_auto] items-center gap-x-2 rounded-sm px-2 py-1 outline-none data-highlighted:bg-surface-3';

/** Operators of which boxes stay bright while all others are dimmed. */
export function FilterMenu({ operators, chosen, onChoose }: FilterMenuProps) {
  const toggle = (opType: string) => {
    const next = new Set(chosen);
    if (!next.delete(opType)) next.add(opType);
    onChoose(next);
  };
  const label = chosen.size === 0 ? 'Filter by operator' : `Filter by operator: ${[...chosen].join(', ')}`;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={label}
        title={label}
        className={classNames(
          'inline-flex h-7 min-w-7 shrink-0 items-center justify-center gap-1 rounded-md px-1.5 text-ink-2 hover:bg-surface-3 hover:text-ink [&_svg]:size-4',
          chosen.size > 0 && 'bg-accent-soft text-ink',
        )}
      >
        <ListFilter aria-hidden />
        {chosen.size > 0 && <span className="text-sm tabular-nums">{chosen.size}</span>}
      </DropdownMenu.Trigger>
      <MenuContent
        align="start"
        className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-60 overflow-auto"
      >
        {operators.map(({ opType, count }) => (
          <DropdownMenu.CheckboxItem
            key={opType}
            checked={chosen.has(opType)}
            onCheckedChange={() => toggle(opType)}
            onSelect={(event) => event.preventDefault()}
            className={itemLook}
          >
            <span className="flex size-4 items-center">
              <DropdownMenu.ItemIndicator>
                <Check aria-hidden className="size-3.5 text-accent" />
              </DropdownMenu.ItemIndicator>
            </span>
            <span className="wrap-anywhere">{opType}</span>
            <span className="text-sm text-ink-3 tabular-nums">{formatInteger(count)}</span>
          </DropdownMenu.CheckboxItem>
        ))}
        {chosen.size > 0 && (
          <DropdownMenu.Item
            onSelect={() => onChoose(new Set())}
            className={classNames(itemLook, 'mt-1 border-t border-line')}
          >
            <span />
            Show all
          </DropdownMenu.Item>
        )}
      </MenuContent>
    </DropdownMenu.Root>
  );
}
