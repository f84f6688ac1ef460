import { BrowserWindow, nativeTheme, screen } from 'electron';
import { fitToDisplays, minimumSize, readWindowSettings, writeWindowSettings } from './settings.ts';

export interface WindowOptions {
  readonly address: string;
  readonly preloadPath: string;
  readonly settingsPath: string;
  readonly iconPath: string;
}

/** The page's own `--surface-0`, shown until it has painted. */
export const backgroundColors = { light: '#eef0f2', dark: '#0f1215' };

/** Opens the workbench's window where it was closed last, and shows it once there is something to see. */
export function openWindow({ address, preloadPath, settingsPath, iconPath }: WindowOptions): BrowserWindow {
  const settings = readWindowSettings(settingsPath);
  nativeTheme.themeSource = settings.theme;
  const window = new BrowserWindow({
    ...fitToDisplays(
      settings.bounds,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Lathe',
    icon: iconPath,
    backgroundColor: currentBackground(),
    webPreferences: {
      preload: preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  if (settings.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () =>
    writeWindowSettings(settingsPath, {
      bounds: window.getNormalBounds(),
      isMaximized: window.isMaximized(),
      theme: nativeTheme.themeSource,
    }),
  );
  void window.loadURL(address);
  return window;
}

/** Follows the page's theme: frame and native menus at once, the background for the moments before a page is painted. */
export function applyTheme(window: BrowserWindow, theme: typeof nativeTheme.themeSource): void {
  nativeTheme.themeSource = theme;
  window.setBackgroundColor(currentBackground());
}

const currentBackground = () => backgroundColors[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'];
