import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { DownloadStore } from '../api/host-services.ts';
import { attachmentHeader } from './file-names.ts';

export interface Downloads extends DownloadStore {
  /** Streams the registered file. False, with nothing sent, where the id is unknown or the file is gone. */
  send(downloadId: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** Files on offer to the browser, each under an id that cannot be guessed. */
export function createDownloads(folder: string): Downloads {
  const offers = new Map<string, { readonly filePath: string; readonly fileName: string }>();
  return {
    folder,
    register: (filePath, fileName) => {
      const downloadId = randomBytes(16).toString('base64url');
      offers.set(downloadId, { filePath, fileName });
      return `download/${downloadId}`;
    },
    send: async (downloadId, request, response) => {
      const offer = offers.get(downloadId);
      const stats = offer && (await stat(offer.filePath).catch(() => undefined));
      if (offer === undefined || stats === undefined || !stats.isFile()) return false;
      response.writeHead(200, {
        'Content-Type': 'application/octet-stream',
        'Content-Length': stats.size,
        'Content-Disposition': attachmentHeader(offer.fileName),
        'Cache-Control': 'no-store',
      });
      if (request.method === 'HEAD') response.end();
      else await pipeline(createReadStream(offer.filePath), response);
      return true;
    },
  };
}
