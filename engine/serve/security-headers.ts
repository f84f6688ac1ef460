/**
 * What the page may do, the same in the desktop window and in the browser: scripts, styles, images and workers that
 * came with the program, a connection back to it, and nothing from anywhere else.
 */
export function contentSecurityPolicy(webSocketOrigin?: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // React Flow and the virtual tables place their elements with style attributes; a style cannot load or run anything here.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self'",
    // Named beside 'self' because not every browser counts ws:// of the same host as 'self'.
    `connect-src 'self'${webSocketOrigin === undefined ? '' : ` ${webSocketOrigin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer that a page may be made of. */
export function securityHeaders(webSocketOrigin?: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(webSocketOrigin),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
  };
}
