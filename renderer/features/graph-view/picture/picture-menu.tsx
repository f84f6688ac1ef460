import { ImageDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { MenuContent, MenuItem } from '../../../components/menu.tsx';
import type { PictureFormat } from './save-picture.ts';

interface PictureMenuProps {
  /** 'Original: 309 layers' */
  readonly paneTitle: string;
  readonly isDisabled: boolean;
  readonly onSave: (format: PictureFormat) => void;
}

const formats: readonly { readonly format: PictureFormat; readonly label: string; readonly about: string }[] = [
  { format: 'svg', label: 'SVG', about: 'Sharp at every size, with text that can be searched' },
  { format: 'png', label: 'PNG', about: 'Pixels, twice the size on screen' },
];

/** Saves the drawing of the pane at hand, the whole of it, in the colours of the theme. */
export function PictureMenu({ paneTitle, isDisabled, onSave }: PictureMenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label="Save a picture"
        title="Save a picture"
        disabled={isDisabled}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-ink-2 hover:bg-surface-3 hover:text-ink disabled:opacity-50 [&_svg]:size-4"
      >
        <ImageDown aria-hidden />
      </DropdownMenu.Trigger>
      <MenuContent align="end" className="z-50 max-w-80 min-w-64">
        <DropdownMenu.Label className="px-2 py-1 text-sm text-ink-3">{paneTitle}</DropdownMenu.Label>
        {formats.map(({ format, label, about }) => (
          <MenuItem key={format} about={about} onSelect={() => onSave(format)}>
            Save as {label}
          </MenuItem>
        ))}
      </MenuContent>
    </DropdownMenu.Root>
  );
}
