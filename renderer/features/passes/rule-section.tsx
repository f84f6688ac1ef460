import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { formatInteger } from '../../text/format.ts';
import { CheckWords } from './check-bar.tsx';
import { type RuleEntry, type RuleGroup, toEntryTitle } from './rule-groups.ts';

/** Entries added at once: thousands stay behind the button until they are wanted. */
const batch = 100;

interface RuleSectionProps {
  readonly group: RuleGroup;
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  /** Undefined where the rule cannot be switched off here. */
  readonly isEnabled?: boolean | undefined;
  readonly onToggleRule: () => void;
  readonly onToggleFusion: (entry: RuleEntry) => void;
  /** Imported nodes that are selected. */
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (entry: RuleEntry) => void;
}

/** One rule with what it did, or what it did not do and why. */
export function RuleSection(props: RuleSectionProps) {
  const { group, isOpen, onOpen, isEnabled, onToggleRule, onToggleFusion, selected, onSelect } = props;
  const [shownCount, setShownCount] = useState(batch);
  const { entries, rule, name } = group;
  const hiddenCount = entries.length - shownCount;
  return (
    <Collapsible.Root open={isOpen} onOpenChange={onOpen} className="border-b border-line">
      <Collapsible.Trigger className="flex w-full items-start gap-1.5 px-3 py-2 text-left hover:bg-surface-3">
        <ChevronRight aria-hidden className={classNames('mt-0.5 size-4 shrink-0 text-ink-3', isOpen && 'rotate-90')} />
        <span className="min-w-0 flex-1">
          <span className={classNames('block font-medium wrap-anywhere', isEnabled === false && 'text-ink-3')}>
            {rule === undefined ? name : toHeading(rule.summary)}
          </span>
          <span className="block truncate font-mono text-xs text-ink-3">{name}</span>
        </span>
        <span className="shrink-0 tabular-nums text-ink-2">
          {isEnabled === false ? 'off' : formatInteger(entries.length)}
        </span>
      </Collapsible.Trigger>
      <Collapsible.Content className="pb-2">
        {rule?.example !== undefined && <Example before={rule.example.before} after={rule.example.after} />}
        {isEnabled !== undefined && (
          <label className="flex items-center gap-2 px-3 py-1 pl-8.5 text-ink-2">
            <input type="checkbox" className="accent-accent" checked={isEnabled} onChange={onToggleRule} />
            Use this rule
          </label>
        )}
        {rule?.optional !== undefined && (
          <p className="px-3 pb-1 pl-8.5 text-sm text-ink-2">
            {rule.optional.isDefault ? 'On' : 'Off'} by default for this target: {rule.optional.reason}
          </p>
        )}
        <ul>
          {entries.slice(0, shownCount).map((entry) => (
            <li key={entry.key} className="[contain-intrinsic-size:auto_2.5rem] [content-visibility:auto]">
              <Entry
                entry={entry}
                isSelected={entry.origins.some((origin) => selected.has(origin))}
                onSelect={onSelect}
                onToggle={onToggleFusion}
              />
            </li>
          ))}
        </ul>
        {hiddenCount > 0 && (
          <Button weight="quiet" className="ml-7" onClick={() => setShownCount(shownCount + 5 * batch)}>
            Show {formatInteger(Math.min(hiddenCount, 5 * batch))} more of {formatInteger(hiddenCount)}
          </Button>
        )}
      </Collapsible.Content>
    </Collapsible.Root>
  );
}

interface EntryProps {
  readonly entry: RuleEntry;
  readonly isSelected: boolean;
  readonly onSelect: (entry: RuleEntry) => void;
  readonly onToggle: (entry: RuleEntry) => void;
}

function Entry({ entry, isSelected, onSelect, onToggle }: EntryProps) {
  const { names, scope } = toEntryTitle(entry.nodes);
  const isOff = entry.isOn === false;
  return (
    <div
      className={classNames(
        'flex items-start border-l-2 pr-3',
        isSelected ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-surface-3',
      )}
    >
      <button
        type="button"
        aria-pressed={isSelected}
        title={entry.nodes.join('\n')}
        onClick={() => onSelect(entry)}
        className="flex min-w-0 flex-1 flex-col py-1 pr-2 pl-8 text-left"
      >
        <span className={classNames('line-clamp-2 wrap-anywhere', isOff && 'text-ink-3 line-through')}>{names}</span>
        {scope !== '' && <span className="w-full truncate font-mono text-xs text-ink-3">{scope}</span>}
        {entry.reason !== undefined && <span className="text-sm text-ink-2 wrap-anywhere">{entry.reason}</span>}
        {entry.stage !== undefined && entry.box === undefined && (
          <span className="text-sm text-ink-2">Removed: no layer runs it.</span>
        )}
        {isOff && <span className="text-sm text-ink-2">Left out</span>}
        {entry.check !== undefined && <CheckWords outcome={entry.check} />}
      </button>
      {entry.isOn !== undefined && (
        <input
          type="checkbox"
          className="mt-1.5 size-3.5 shrink-0 accent-accent"
          aria-label={`Use this fusion: ${names}${scope === '' ? '' : ` in ${scope}`}`}
          title={isOff ? 'Use this fusion again' : 'Leave this fusion out'}
          checked={!isOff}
          onChange={() => onToggle(entry)}
        />
      )}
    </div>
  );
}

function Example({ before, after }: { readonly before: string; readonly after: string }) {
  return (
    <Collapsible.Root className="px-3 pl-8.5">
      <Collapsible.Trigger className="text-sm text-accent hover:underline">Example</Collapsible.Trigger>
      <Collapsible.Content className="mt-1 mb-1.5 flex flex-col gap-1 rounded-md bg-surface-1 p-2">
        <Code label="Before" text={before} />
        <Code label="After" text={after} />
      </Collapsible.Content>
    </Collapsible.Root>
  );
}

function Code({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <p>
      <span className="block text-xs text-ink-3">{label}</span>
      <code className="font-mono text-sm whitespace-pre-wrap wrap-anywhere select-text">{text}</code>
    </p>
  );
}

const toHeading = (summary: string) => (summary.charAt(0).toUpperCase() + summary.slice(1)).replaceAll('->', '→');
