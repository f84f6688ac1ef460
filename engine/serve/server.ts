import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { pipeline } from 'node:stream/promises';
import type { ServedRouter } from '../api/served-router.ts';
import { toFailure } from '../api/wire-error.ts';
import { isAbort } from '../errors.ts';
import type { Access } from './access.ts';
import type { Downloads } from './downloads.ts';
import { addressUnavailable } from './errors.ts';
import { serveContract } from './rpc-socket.ts';
import { securityHeaders } from './security-headers.ts';
import { findStaticFile } from './static-files.ts';
import type { Uploads } from './uploads.ts';

/*
 * How a page in the browser reaches the engine; all addresses are relative to the page's own.
 *
 * - `GET /?token=...` sets an HttpOnly cookie and redirects to `/`, so that the token leaves the address bar. The cookie
 *   goes along with everything below by itself; without it every request gets 401 and a sentence.
 * - WebSocket `/rpc`: the contract, by `RPCLink` of '@orpc/client/websocket'. When it closes, open it again: models and
 *   jobs live in the engine, not in the connection. A page whose origin is not the server's own is refused.
 * - `POST /upload`: one multipart form with any number of files; a file's name may be a relative path, so that a folder
 *   keeps its sub-folders. Answers JSON, a `Result<Upload>` (uploads.ts): `{ ok: true, value: { uploadId, path, files } }`.
 * - `GET /download/<id>`: the address that `exports.start` reported as `downloadPath`. Valid until the server stops.
 */

export interface ServerOptions {
  readonly router: ServedRouter;
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly access: Access;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  /** Where the built page is. */
  readonly pageFolder: string;
  /** Takes what went wrong and is nobody's business but the server owner's. */
  readonly log: (error: unknown) => void;
}

export interface RunningServer {
  /** What to open in a browser, token and all. */
  readonly address: string;
  readonly port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Serves the page, the contract, uploads and downloads. Errors: serve.address-unavailable. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, access, log } = options;
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: unknown) => {
      // A browser that went away in the middle is no news.
      if (!isAbort(error) && !response.destroyed) log(error);
      response.destroy();
    });
  });
  // An upload may take longer than Node's five minutes for a whole request; headers still have their own limit.
  server.requestTimeout = 0;
  const sockets = serveContract(server, options.router, access);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(addressUnavailable(host, options.port, error)));
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${reachableName(host)}:${port}/?token=${access.token}`,
    port,
    close: async () => {
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ServerOptions): Promise<void> {
  const { access, uploads, downloads, pageFolder, log } = options;
  for (const [name, value] of Object.entries(securityHeaders(`ws://${request.headers.host}`))) {
    response.setHeader(name, value);
  }
  const forgery = access.findForgery(request.headers);
  if (forgery !== undefined) return sendText(response, forgery.status, forgery.message);
  const url = parseUrl(request.url);
  if (url === undefined) return sendText(response, 400, 'This is not an address.');
  const method = request.method ?? '';
  const isRead = method === 'GET' || method === 'HEAD';

  const offeredToken = url.pathname === '/' && isRead ? url.searchParams.get('token') : null;
  if (offeredToken !== null && access.isToken(offeredToken)) {
    response.writeHead(303, { Location: '/', 'Set-Cookie': access.setCookie, 'Cache-Control': 'no-store' }).end();
    return;
  }
  const refusal = access.findRefusal(request.headers);
  if (refusal !== undefined) return sendText(response, refusal.status, refusal.message);

  if (url.pathname === '/upload' && method === 'POST') return receiveUpload(request, response, uploads, log);
  if (!isRead) return sendText(response, 405, 'This address cannot be used this way.');
  const downloadId = /^\/download\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (downloadId !== undefined) {
    if (await downloads.send(downloadId, request, response)) return;
    return sendText(response, 404, 'This download is no longer there. Export the model again.');
  }
  const file = await findStaticFile(pageFolder, url.pathname);
  if (file === undefined) return sendText(response, 404, 'There is nothing at this address.');
  response.writeHead(200, {
    'Content-Type': file.contentType,
    'Content-Length': file.sizeBytes,
    'Cache-Control': file.cacheControl,
  });
  if (method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path), response);
}

const uploadStatus: Readonly<Record<string, number>> = {
  'upload.malformed': 400,
  'upload.empty': 400,
  'upload.name-twice': 400,
  'upload.too-large': 413,
  'upload.not-stored': 507,
};

async function receiveUpload(
  request: IncomingMessage,
  response: ServerResponse,
  uploads: Uploads,
  log: (error: unknown) => void,
): Promise<void> {
  try {
    sendJson(response, 200, { ok: true, value: await uploads.receive(request) });
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    // What is still on its way is read and dropped: a browser looks at the answer only after it has sent everything.
    request.resume();
    const failure = toFailure(error, log);
    sendJson(response, failure.ok ? 500 : (uploadStatus[failure.error.code] ?? 500), failure);
  }
}

function sendText(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`${message}\n`);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

function parseUrl(path: string | undefined): URL | undefined {
  try {
    return new URL(`http://lathe${path}`);
  } catch {
    return undefined;
  }
}

/** The name to put into the address: a server on all interfaces is reached by the first that leads outside. */
function reachableName(host: string): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  const name = isEverywhere ? (outside ?? '127.0.0.1') : host;
  return name.includes(':') ? `[${name}]` : name;
}
