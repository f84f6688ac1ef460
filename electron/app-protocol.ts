import { readFile } from 'node:fs/promises';
import { type Protocol, protocol } from 'electron';
import { securityHeaders } from '../engine/serve/security-headers.ts';
import { findStaticFile } from '../engine/serve/static-files.ts';

const scheme = 'app';
const hostName = 'lathe';

/** The page has an origin of its own, which file: addresses would not give it. */
export const appOrigin = `${scheme}://${hostName}`;

/** Must be called before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built page, and nothing beside it, at `app://lathe/`. */
export function serveApp(protocolOfSession: Pick<Protocol, 'handle'>, pageFolder: string): void {
  protocolOfSession.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const file =
      url.host === hostName && request.method === 'GET' ? await findStaticFile(pageFolder, url.pathname) : undefined;
    if (file === undefined) return new Response('There is nothing at this address.', { status: 404 });
    return new Response(new Uint8Array(await readFile(file.path)), {
      headers: { ...securityHeaders(), 'Content-Type': file.contentType },
    });
  });
}
