import type { Result } from '../../engine/api/contract.ts';

/** Files that the host has received. */
export interface Upload {
  /** For `models.open`. */
  readonly uploadId: string;
  /** Where the host keeps them, for `DataSpec.path`: the only file, or the folder that holds all. */
  readonly path: string;
}

export interface UploadOptions {
  /** Bytes sent so far, as a fraction of all. */
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends files to `/upload` as one multipart form; those of a chosen folder keep their places in it. XMLHttpRequest, because fetch does not report what was sent.
 * Errors: upload.failed, and whatever code the host answers with.
 */
export function uploadFiles(files: readonly File[], { onProgress, signal }: UploadOptions): Promise<Result<Upload>> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.webkitRelativePath || file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', new URL('upload', document.baseURI));
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    });
    request.addEventListener('load', () => resolve(parseUploadReply(request.status, request.responseText)));
    request.addEventListener('error', () => resolve(uploadFailed('The connection broke off.')));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled.', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}

/** The host answers `{ ok: true, value: { uploadId, path, ... } }` or `{ ok: false, error }`. */
export function parseUploadReply(status: number, text: string): Result<Upload> {
  try {
    const reply: Result<Upload> = JSON.parse(text);
    if (reply.ok && typeof reply.value.uploadId === 'string' && typeof reply.value.path === 'string') {
      const { uploadId, path } = reply.value;
      return { ok: true, value: { uploadId, path } };
    }
    if (!reply.ok && typeof reply.error.message === 'string') return reply;
  } catch {
    // Not JSON: a proxy's page, or nothing at all.
  }
  return uploadFailed(`The host answered with status ${status}.`);
}

const uploadFailed = (reason: string): Result<never> => ({
  ok: false,
  error: { code: 'upload.failed', message: `The upload failed. ${reason}`, details: {} },
});
