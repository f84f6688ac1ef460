import { readFile } from 'node:fs/promises';
import { describe, expect, test, vi } from 'vitest';
import { setUpApplication } from './testing/application.ts';

const { launch, electron, theWindow, sayFromPage } = setUpApplication();

describe('the window', () => {
  test('is sandboxed, isolated, and shown only when there is something to see', async () => {
    await launch();
    const { options, state } = theWindow();
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
    });
    expect(options).toMatchObject({ minWidth: 900, minHeight: 600, width: 1400, height: 900 });
    expect(state).toMatchObject({ url: 'app://lathe/index.html', isShown: false });
    theWindow().emit('ready-to-show');
    expect(state.isShown).toBe(true);
  });

  test('comes back where it was closed, in the theme it had, without a white flash', async () => {
    await launch();
    theWindow().state.bounds = { x: 100, y: 50, width: 1000, height: 700 };
    theWindow().maximize();
    sayFromPage('lathe:set-theme', 'dark');
    expect(theWindow().state.backgroundColor).toBe('#0f1215');
    theWindow().close();
    await launch();
    expect(theWindow().options).toMatchObject({ x: 100, y: 50, width: 1000, height: 700, backgroundColor: '#0f1215' });
    expect(theWindow().state.isMaximized).toBe(true);
    expect(electron().nativeTheme.themeSource).toBe('dark');
  });

  test('has the background that the page paints', async () => {
    const css = await readFile(new URL('../renderer/theme/theme.css', import.meta.url), 'utf8');
    const { backgroundColors } = await import('./window.ts');
    const surfaces = [...css.matchAll(/--surface-0: (#\w+)/g)].map((match) => match[1]);
    expect(Object.values(backgroundColors)).toEqual(surfaces);
    expect(css).toMatch(/body \{[^}]*background: var\(--surface-0\)/);
  });

  test('ignores a theme or a request that is not its own page speaking', async () => {
    await launch();
    const { webContents } = theWindow();
    electron().ipcMain.emit(
      'lathe:set-theme',
      { sender: webContents, senderFrame: { origin: 'https://evil.example' } },
      'dark',
    );
    electron().ipcMain.emit('lathe:request-port', { sender: webContents, senderFrame: null });
    electron().ipcMain.emit('lathe:request-port', { sender: {}, senderFrame: { origin: 'app://lathe' } });
    sayFromPage('lathe:set-theme', 'sepia');
    expect(electron().nativeTheme.themeSource).toBe('system');
    expect(webContents.ports).toHaveLength(0);
  });

  test('is loaded again when its process crashes, but not for ever', async () => {
    await launch();
    const { webContents } = theWindow();
    for (let crash = 0; crash < 5; crash++) webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(webContents.reloadCount).toBe(3);
  });

  test('ends the program when it closes, except on macOS, where the dock opens it again', async () => {
    await launch();
    for (const [platform, quitCount] of [
      ['darwin', 0],
      ['linux', 1],
    ] as const) {
      vi.spyOn(process, 'platform', 'get').mockReturnValue(platform);
      theWindow().close();
      electron().app.emit('window-all-closed');
      expect(electron().records.quitCount).toBe(quitCount);
      electron().app.emit('activate');
    }
    expect(electron().windows).toHaveLength(3);
  });
});
