import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { setUpApplication } from './testing/application.ts';
import { preventable } from './testing/fake-electron.ts';

const { launch, userData, electron, theWindow } = setUpApplication();

describe('the page', () => {
  test('stays where it is, opens no windows and embeds nothing', async () => {
    await launch();
    const { webContents } = theWindow();
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      const event = preventable();
      webContents.emit(name, event);
      expect(event.defaultPrevented, name).toBe(true);
    }
    const details: Parameters<NonNullable<typeof webContents.openHandler>>[0] = {
      url: 'https://example.com',
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'no-referrer' },
    };
    expect(webContents.openHandler?.(details)).toEqual({ action: 'deny' });
  });

  test('loads nothing from elsewhere', async () => {
    await launch();
    const isCancelled = (url: string) => {
      let cancelled: boolean | undefined;
      const details = { url } as Electron.OnBeforeRequestListenerDetails;
      electron().records.beforeRequest?.(details, ({ cancel }) => {
        cancelled = cancel;
      });
      return cancelled;
    };
    for (const url of ['app://lathe/index.html', 'blob:app://lathe/1-2', 'data:image/png;base64,AA']) {
      expect(isCancelled(url), url).toBe(false);
    }
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:9229/json',
      'file:///etc/passwd',
      'app://lathe.evil.example/',
      'app://other/index.html',
      'blob:https://evil.example/1',
      'devtools://devtools/bundled/inspector.html',
      'ws://localhost:5173/',
    ]) {
      expect(isCancelled(url), url).toBe(true);
    }
  });

  test('gets no permission but to copy what the user asks it to copy', async () => {
    await launch();
    const { permissionRequest, permissionCheck, devicePermission } = electron().records;
    const contents = {} as Parameters<NonNullable<typeof permissionRequest>>[0];
    const ask = (permission: Parameters<NonNullable<typeof permissionRequest>>[1]) => {
      let granted: boolean | undefined;
      permissionRequest?.(
        contents,
        permission,
        (value) => {
          granted = value;
        },
        { isMainFrame: true, requestingUrl: 'app://lathe/' },
      );
      return granted;
    };
    expect(ask('clipboard-sanitized-write')).toBe(true);
    for (const each of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
    ] as const) {
      expect(ask(each), each).toBe(false);
    }
    const details = { isMainFrame: true };
    expect(permissionCheck?.(null, 'media', 'app://lathe', details)).toBe(false);
    expect(permissionCheck?.(null, 'clipboard-sanitized-write', 'app://lathe', details)).toBe(true);
    expect(
      devicePermission?.({ deviceType: 'usb', origin: 'app://lathe' } as Parameters<typeof devicePermission>[0]),
    ).toBe(false);
  });

  test('is served under a strict policy, and nothing outside its folder is', async () => {
    await launch();
    expect(electron().records.privilegedSchemes).toMatchObject([
      { scheme: 'app', privileges: { standard: true, secure: true } },
    ]);
    const { serveApp } = await import('./app-protocol.ts');
    const folder = join(userData(), 'renderer');
    await mkdir(folder);
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    await writeFile(join(userData(), 'secret.html'), 'secret');
    serveApp({ handle: (scheme, handler) => void electron().records.protocolHandlers.set(scheme, handler) }, folder);
    const handler = electron().records.protocolHandlers.get('app');
    const answer = await handler?.(new Request('app://lathe/index.html'));
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer?.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "font-src 'self'; worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    for (const url of ['app://lathe/..%2fsecret.html', 'app://lathe/%2e%2e/secret.html', 'app://other/index.html']) {
      expect((await handler?.(new Request(url)))?.status, url).toBe(404);
    }
    expect((await handler?.(new Request('app://lathe/index.html', { method: 'POST' })))?.status).toBe(404);
  });

  test('comes from the development server, with its tools, only where there is one', async () => {
    vi.stubEnv('ELECTRON_RENDERER_URL', 'http://localhost:5173');
    await launch({ isPackaged: false }, ['/dist/electron', '.']);
    expect(theWindow().state.url).toBe('http://localhost:5173');
    await launch({ isPackaged: true });
    expect(theWindow().state.url).toBe('app://lathe/index.html');
  });
});
