import type { Result } from '../../engine/api/contract.ts';

export interface UploadOptions {
  /** Bytes sent so far, as a fraction of all. */
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends files to `/upload` as one multipart form. XMLHttpRequest, because fetch does not report what was sent.
 * Errors: upload.failed, and whatever code the host answers with.
 */
export function uploadFiles(files: readonly File[], { onProgress, signal }: UploadOptions): Promise<Result<string>> {
  const form = new FormData();
  for (const file of files) form.append('file', file, file.name);
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

/** The host answers `{ ok: true, value: { uploadId } }` or `{ ok: false, error }`. */
export function parseUploadReply(status: number, text: string): Result<string> {
  try {
    const reply: Result<{ readonly uploadId: string }> = JSON.parse(text);
    if (reply.ok && typeof reply.value.uploadId === 'string') return { ok: true, value: reply.value.uploadId };
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
