import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LatheBridge } from './preload-api.ts';

const ipcRenderer = Object.assign(new EventEmitter(), { send: vi.fn() });
const exposed = new Map<string, LatheBridge>();
const postMessage = vi.fn();

beforeEach(async () => {
  vi.resetModules();
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (name: string, api: LatheBridge) => exposed.set(name, api) },
    ipcRenderer,
    webUtils: { getPathForFile: (file: File) => `/home/ada/${file.name}` },
  }));
  vi.stubGlobal('window', { location: { origin: 'app://lathe' }, postMessage });
  await import('./preload.ts');
});
afterEach(() => {
  ipcRenderer.removeAllListeners();
  vi.doUnmock('electron');
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test('the page gets exactly the three functions of the bridge', () => {
  expect([...exposed.keys()]).toEqual(['lathe']);
  expect(Object.keys(exposed.get('lathe') ?? {}).sort()).toEqual(['getPathForFile', 'requestPort', 'setTheme']);
});

test('a dropped file is named by its path', () => {
  expect(exposed.get('lathe')?.getPathForFile(new File([], 'model.onnx'))).toBe('/home/ada/model.onnx');
});

test('a request for a port goes to the main process, and the port on to the page alone', () => {
  exposed.get('lathe')?.requestPort();
  expect(ipcRenderer.send).toHaveBeenCalledExactlyOnceWith('lathe:request-port');
  const port = new MessageChannel().port1;
  ipcRenderer.emit('lathe:port', { ports: [port] });
  expect(postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'lathe:port' }, 'app://lathe', [port]);
  port.close();
});

test('the page hears that the engine stopped', () => {
  ipcRenderer.emit('lathe:engine-stopped', {}, false);
  expect(postMessage).toHaveBeenCalledExactlyOnceWith(
    { type: 'lathe:engine-stopped', restarting: false },
    'app://lathe',
    [],
  );
});

test('the theme goes to the main process', () => {
  exposed.get('lathe')?.setTheme('dark');
  expect(ipcRenderer.send).toHaveBeenCalledExactlyOnceWith('lathe:set-theme', 'dark');
});
