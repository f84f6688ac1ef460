/**
 * What the desktop window gives its page: `window.lathe`, absent in a browser. Types only, so that the page can
 * import them without pulling in Electron: `import type { LatheBridge } from '../../electron/preload-api.ts'`.
 */
export interface LatheBridge {
  /**
   * Asks for a connection to the engine. Exactly one `BridgeMessage` of type 'lathe:port' answers each call, as a
   * `message` event of this window with the port as `event.ports[0]`; while the engine is being restarted the answer
   * waits until it is back. The caller owns the port: `start()` it, serve the contract's client on it, `close()` it.
   * The port's `close` event says that the engine is gone; then ask again.
   */
  requestPort(): void;
  /** Absolute path of a dropped or chosen file; '' for one that was made in the page. */
  getPathForFile(file: File): string;
  /** Gives window frame, menus and the next start's background the page's theme. */
  setTheme(theme: 'light' | 'dark' | 'system'): void;
}

/** `event.data` of the messages that the preload script posts. Accept it only where `event.source === window`. */
export type BridgeMessage =
  | { readonly type: 'lathe:port' }
  /** The engine's process ended unasked. `restarting` is false when it failed too often in a row to be tried again. */
  | { readonly type: 'lathe:engine-stopped'; readonly restarting: boolean };
