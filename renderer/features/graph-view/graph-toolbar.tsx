import { Link2, Link2Off, Maximize, Minus, PanelRightClose, PanelRightOpen, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';

/** One graph, both side by side, or both in one. */
export type Shown = 'before' | 'both' | 'after' | 'difference';

const choices: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'before', label: 'Original' },
  { value: 'both', label: 'Both' },
  { value: 'after', label: 'Fused' },
  { value: 'difference', label: 'Difference' },
];

interface GraphToolbarProps {
  readonly shown: Shown;
  readonly isLinked: boolean;
  readonly hasDetails: boolean;
  readonly onShow: (shown: Shown) => void;
  readonly onLink: (isLinked: boolean) => void;
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onDetails: (shown: boolean) => void;
  /** The menu of pictures. */
  readonly picture: ReactNode;
  readonly children: ReactNode;
}

/** What is shown and how close; the search goes between. */
export function GraphToolbar(props: GraphToolbarProps) {
  const { shown, isLinked, hasDetails } = props;
  return (
    <div
      role="toolbar"
      aria-label="Graph"
      className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-surface-1 px-3 py-1"
    >
      <Segmented label="Shown graphs" value={shown} options={choices} onChange={props.onShow} />
      {shown === 'both' && (
        <IconButton
          label={isLinked ? 'Move both together: on' : 'Move both together: off'}
          aria-pressed={isLinked}
          onClick={() => props.onLink(!isLinked)}
          className={isLinked ? 'bg-accent-soft text-ink' : ''}
        >
          {isLinked ? <Link2 aria-hidden /> : <Link2Off aria-hidden />}
        </IconButton>
      )}
      {props.children}
      <div className="ml-auto flex items-center">
        <IconButton label="Zoom out (−)" onClick={() => props.onZoom(1 / 1.4)}>
          <Minus aria-hidden />
        </IconButton>
        <IconButton label="Zoom in (+)" onClick={() => props.onZoom(1.4)}>
          <Plus aria-hidden />
        </IconButton>
        <IconButton label="Show all (F)" onClick={props.onFit}>
          <Maximize aria-hidden />
        </IconButton>
        {props.picture}
        <IconButton
          label={hasDetails ? 'Hide details' : 'Show details'}
          aria-pressed={hasDetails}
          onClick={() => props.onDetails(!hasDetails)}
        >
          {hasDetails ? <PanelRightClose aria-hidden /> : <PanelRightOpen aria-hidden />}
        </IconButton>
      </div>
    </div>
  );
}
