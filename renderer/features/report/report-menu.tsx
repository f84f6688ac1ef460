import { FileText } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReportFormat, ReportSource } from '../../../engine/api/contract.ts';
import { MenuContent, MenuItem } from '../../components/menu.tsx';
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
      <MenuContent align="end" className="z-30 min-w-64">
        {documents.map(({ format, label, about }) => (
          <MenuItem
            key={format}
            about={about}
            onSelect={() => void reports.getState().write(source, format, modelName)}
          >
            {host === 'window' ? `Save as ${label}…` : `Download ${label}`}
          </MenuItem>
        ))}
        {source.kind === 'latest' && (
          <MenuItem about="This page, on paper or as PDF" onSelect={() => window.print()}>
            Print…
          </MenuItem>
        )}
      </MenuContent>
    </DropdownMenu.Root>
  );
}
