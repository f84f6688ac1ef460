import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react';
import { IconButton } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { Grouping, Parts } from './use-parts.ts';

const choices: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: 'parts', label: 'Parts' },
  { value: 'flat', label: 'All nodes' },
];

/** Whether parts of the model are boxes of their own, and whether all of them are open. */
export function PartsMenu({ parts }: { readonly parts: Parts }) {
  return (
    <div className="flex items-center">
      <Segmented label="Grouping" value={parts.grouping} options={choices} onChange={parts.group} />
      {parts.grouping === 'parts' && (
        <>
          <IconButton label="Open all parts" onClick={parts.openAll}>
            <ChevronsUpDown aria-hidden />
          </IconButton>
          <IconButton label="Close all parts" onClick={parts.closeAll}>
            <ChevronsDownUp aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}
