import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface MenuContentProps {
  readonly align: 'start' | 'end';
  readonly className: string;
  readonly children: ReactNode;
}

/** What a dropdown menu opens, above everything else. */
export function MenuContent({ align, className, children }: MenuContentProps) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        align={align}
        sideOffset={4}
        collisionPadding={8}
        className={classNames('rounded-md border border-line bg-surface-2 p-1 shadow-float', className)}
      >
        {children}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}

interface MenuItemProps {
  /** What it is good for, below its name. */
  readonly about: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ about, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} className="rounded-sm px-2 py-1 outline-none data-highlighted:bg-surface-3">
      {children}
      <span className="block text-sm text-ink-3">{about}</span>
    </DropdownMenu.Item>
  );
}
