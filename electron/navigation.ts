import type { Session, WebContents } from 'electron';

/** Where the page comes from; `development` adds what the development server and its tools need. */
export interface PageSource {
  readonly origin: string;
  readonly isDevelopment: boolean;
}

/** True for addresses that the page may load anything from. */
export function isAllowedAddress(address: string, { origin, isDevelopment }: PageSource): boolean {
  if (address.startsWith(`${origin}/`) || address.startsWith(`blob:${origin}/`) || address.startsWith('data:'))
    return true;
  if (!isDevelopment) return false;
  return address.startsWith('devtools://') || address.startsWith(`${origin.replace(/^http/, 'ws')}/`);
}

/** Nothing is loaded from elsewhere, and of all permissions only copying a text the user asked to copy is given. */
export function guardSession(session: Session, source: PageSource): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !isAllowedAddress(url, source) }));
  session.setPermissionRequestHandler((_contents, permission, callback) => callback(isGiven(permission)));
  session.setPermissionCheckHandler((_contents, permission) => isGiven(permission));
  session.setDevicePermissionHandler(() => false);
}

const isGiven = (permission: string) => permission === 'clipboard-sanitized-write';

/** The page stays where it is, opens no windows and embeds nothing. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}
