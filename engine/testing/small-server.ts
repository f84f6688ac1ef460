import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAccess, createToken } from '../serve/access.ts';
import { createDownloads } from '../serve/downloads.ts';
import { type RunningServer, startServer } from '../serve/server.ts';
import { createUploads } from '../serve/uploads.ts';
import { createSmallRouter } from './small-router.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export const access = createAccess(createToken(), []);
/** As a browser sends it once it was let in. */
export const cookie = access.setCookie.split(';')[0] ?? '';

export type SmallServer = Awaited<ReturnType<typeof startSmallServer>>;

/** The real server with a page of one line, a small engine, and at most 2 MB an upload, in a folder of its own. */
export async function startSmallServer(log: (error: unknown) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'lathe-server-'));
  for (const name of ['page', 'uploads', 'downloads']) await mkdir(join(folder, name));
  await writeFile(join(folder, 'page/index.html'), '<!doctype html><title>Lathe</title>');
  await writeFile(join(folder, 'secret.html'), 'secret');
  const uploads = createUploads(join(folder, 'uploads'), 2_000_000);
  const downloads = createDownloads(join(folder, 'downloads'));
  const { router, job } = createSmallRouter({ kind: 'browser', subscribe: () => () => {}, uploads, downloads });
  /** Another server on the same parts. */
  const startAnother = (port: number): Promise<RunningServer> =>
    startServer({ router, host: '127.0.0.1', port, access, uploads, downloads, pageFolder: join(folder, 'page'), log });
  const server = await startAnother(0);

  return {
    address: server.address,
    port: server.port,
    folder,
    uploads,
    downloads,
    job,
    startAnother,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
    /** A plain request with exactly these headers; fetch would not let a test choose Host or Origin. */
    ask: (path: string, headers: OutgoingHttpHeaders = { cookie }, method = 'GET', body?: Buffer): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const request = httpRequest({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks).toString(),
            }),
          );
        });
        request.on('error', reject);
        request.end(body);
      }),
  };
}
