import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand } from '../engine/api/contract.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  readonly run: (command: MenuCommand) => void;
}

/**
 * The application menu: what the platform expects, and the workbench's commands, which the page carries out. The page
 * knows most of these keys itself, for the browser; it then handles the key press and the menu does not see it.
 */
export function menuTemplate({ platform, isDevelopment, run }: MenuOptions): MenuItemConstructorOptions[] {
  const command = (label: string, name: MenuCommand, accelerator: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    accelerator,
    click: () => run(name),
  });
  const isMac = platform === 'darwin';
  const separator = { type: 'separator' } as const;
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        command('Open Model…', 'open', 'CmdOrCtrl+O'),
        command('Close Model', 'close-model', 'CmdOrCtrl+W'),
        separator,
        command('Export…', 'export', 'CmdOrCtrl+E'),
        separator,
        isMac ? { role: 'close', accelerator: 'Shift+Cmd+W' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Model',
      submenu: [command('Compare', 'compare', 'CmdOrCtrl+Enter')],
    },
    {
      label: '&View',
      submenu: [
        command('Zoom to Fit', 'zoom-to-fit', 'CmdOrCtrl+0'),
        command('Switch Theme', 'toggle-theme', 'CmdOrCtrl+Shift+L'),
        separator,
        { role: 'resetZoom', label: 'Normal Text Size', accelerator: 'CmdOrCtrl+Shift+0' },
        { role: 'zoomIn', label: 'Larger Text' },
        { role: 'zoomOut', label: 'Smaller Text' },
        separator,
        { role: 'togglefullscreen' },
        ...(isDevelopment ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
      ],
    },
    // Elsewhere it would hold little but Close, on the keys of Close Model.
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    { role: 'help', submenu: [command('Keyboard Shortcuts', 'show-shortcuts', 'CmdOrCtrl+/')] },
  ];
}
