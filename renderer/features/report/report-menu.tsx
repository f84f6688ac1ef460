import { FileText } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReportFormat, ReportSource } from '../../../engine/api/contract.ts';
import { useModel, useStores } from '../../stores/use-stores.tsx';

interface ReportMenuProps {
  readonly source: ReportSource;
  readonly modelName: string;
}

const documents: readonly { readonly format: ReportFormat; readonly label: string; readonly about: string }[] = [
  { format: 'html', label: 'HTML', about: 'One file with its charts; needs no network' },
  { format: 'csv', label: 'CSV', about: 'One line for each variant' },
  { format: 'json', label: 'JSON', about: 'Everything, with every single timing' },
];

/** Writes a run as a document for others, or prints it. */
export function ReportMenu({ source, modelName }: ReportMenuProps) {
  const { reports } = useStores();
  const host = useModel((state) => state.info?.host ?? 'browser');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border border-line-strong/60 bg-surface-2 px-2.5 hover:bg-surface-3 print:hidden [&_svg]:size-3.5">
        <FileText aria-hidden />
        Report
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-30 min-w-64 rounded-md border border-line bg-surface-2 p-1 shadow-float"
        >
          {documents.map(({ format, label, about }) => (
            <Item key={format} about={about} onSelect={() => void reports.getState().write(source, format, modelName)}>
              {host === 'window' ? `Save as ${label}…` : `Download ${label}`}
            </Item>
          ))}
          {source.kind === 'latest' && (
            <Item about="This page, on paper or as PDF" onSelect={() => window.print()}>
              Print…
            </Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ItemProps {
  readonly about: string;
  readonly onSelect: () => void;
  readonly children: string;
}

function Item({ about, onSelect, children }: ItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className="rounded-sm px-2 py-1 outline-none data-highlighted:bg-surface-3">
      {children}
      <span className="block text-sm text-ink-3">{about}</span>
    </DropdownMenu.Item>
  );
}
