import { contextBridge, type IpcRendererEvent, ipcRenderer, webUtils } from 'electron';
import { channels } from './channels.ts';
import type { BridgeMessage, LatheBridge } from './preload-api.ts';

/*
 * How the page in the window reaches the engine (types: preload-api.ts):
 *
 *   window.addEventListener('message', (event: MessageEvent<BridgeMessage>) => {
 *     if (event.source !== window) return;
 *     if (event.data.type === 'lathe:port') use(event.ports[0]);   // RPCLink of '@orpc/client/message-port', then start()
 *   });
 *   window.lathe.requestPort();                                    // again whenever the port has closed
 *
 * Files that are dropped or chosen stay where they are: `window.lathe.getPathForFile(file)` names them for `models.open`.
 * There are no uploads and downloads here; `host.chooseFiles` and `host.chooseSavePath` of the contract open native dialogs.
 */

const bridge: LatheBridge = {
  requestPort: () => ipcRenderer.send(channels.requestPort),
  getPathForFile: (file) => webUtils.getPathForFile(file),
  setTheme: (theme) => ipcRenderer.send(channels.setTheme, theme),
};

contextBridge.exposeInMainWorld('lathe', bridge);

const tellPage = (message: BridgeMessage, ports: readonly MessagePort[] = []) =>
  window.postMessage(message, window.location.origin, [...ports]);

ipcRenderer.on(channels.port, (event: IpcRendererEvent) => tellPage({ type: 'lathe:port' }, event.ports));
ipcRenderer.on(channels.engineStopped, (_event: IpcRendererEvent, restarting: boolean) =>
  tellPage({ type: 'lathe:engine-stopped', restarting }),
);
