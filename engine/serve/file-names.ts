/** Most file systems take 255. */
const maxPartBytes = 200;
const maxDepth = 16;

/** Names that Windows gives to devices, with any extension. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A relative path, made of at most 16 parts joined by '/', that is safe to create on any platform, from a name that a
 * stranger chose. Ordinary names stay as they are, because models refer to their external data by name.
 */
export function toSafeRelativePath(name: string): string {
  const parts = name
    .split(/[/\\]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map(toSafeFileName);
  return parts.length === 0 ? toSafeFileName('') : parts.slice(-maxDepth).join('/');
}

/** One part of a path: no separators, control characters or reserved names; never empty; at most 200 bytes of UTF-8. */
export function toSafeFileName(name: string): string {
  const cleaned = name
    .replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]/gu, '_')
    .replace(/[. ]+$/, '')
    .replace(/^ +/, '');
  const named = cleaned === '' ? 'file' : cleaned;
  return shorten(deviceName.test(named) ? `_${named}` : named);
}

/** Keeps the extension, which says what the file is. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= maxPartBytes) return name;
  const extension = /\.[\w-]{1,16}$/.exec(name)?.[0] ?? '';
  let stem = '';
  let room = maxPartBytes - extension.length;
  for (const character of name.slice(0, name.length - extension.length)) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    stem += character;
  }
  return stem + extension;
}

/** The value of a Content-Disposition header that saves under `fileName`. Source: RFC 6266, RFC 8187. */
export function attachmentHeader(fileName: string): string {
  const safe = toSafeFileName(fileName);
  const ascii = safe.replace(/[^\x20-\x7e]|[%'()]/g, '_');
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
