import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import type { KeyboardEvent, Ref } from 'react';
import { IconButton } from '../../components/button.tsx';
import { formatInteger } from '../../text/format.ts';

interface SearchBoxProps {
  readonly ref?: Ref<HTMLInputElement>;
  readonly query: string;
  /** How many boxes match, and which of them is selected (from 0), or -1. */
  readonly matchCount: number;
  readonly matchIndex: number;
  readonly onQuery: (query: string) => void;
  readonly onStep: (step: 1 | -1) => void;
}

/** Finds boxes by name, operator, attribute or shape. Enter goes to the next match, Shift+Enter back, Escape clears. */
export function SearchBox({ ref, query, matchCount, matchIndex, onQuery, onStep }: SearchBoxProps) {
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') onQuery('');
    else onStep(event.shiftKey ? -1 : 1);
  };
  return (
    <div className="flex h-7 max-w-72 min-w-0 flex-[1_1_7rem] items-center rounded-md border border-line-strong/60 bg-surface-2 pl-2 focus-within:outline-2 focus-within:outline-accent">
      <Search aria-hidden className="size-3.5 shrink-0 text-ink-3" />
      <input
        ref={ref}
        type="text"
        aria-label="Find in graph"
        placeholder="Find name, operator, attribute, shape"
        spellCheck={false}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={pressed}
        className="h-full w-0 min-w-16 flex-1 bg-transparent px-2 outline-none placeholder:text-ink-3"
      />
      {query !== '' && (
        <>
          <output className="shrink-0 pr-1 text-sm text-ink-2 tabular-nums">
            {matchCount === 0
              ? 'No match'
              : `${matchIndex >= 0 ? `${formatInteger(matchIndex + 1)} of ` : ''}${formatInteger(matchCount)}`}
          </output>
          <IconButton label="Previous match" className="size-6" disabled={matchCount === 0} onClick={() => onStep(-1)}>
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton label="Next match" className="size-6" disabled={matchCount === 0} onClick={() => onStep(1)}>
            <ChevronDown aria-hidden />
          </IconButton>
          <IconButton label="Clear search" className="size-6" onClick={() => onQuery('')}>
            <X aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}
