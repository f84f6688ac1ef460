/** Names of the messages between page and main process, for both ends. Everything else goes over the engine's port. */
export const channels = {
  requestPort: 'lathe:request-port',
  setTheme: 'lathe:set-theme',
  port: 'lathe:port',
  engineStopped: 'lathe:engine-stopped',
} as const;
