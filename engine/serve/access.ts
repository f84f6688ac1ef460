import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Why a request is not served: an HTTP status and a sentence for whoever sent it. */
export interface AccessRefusal {
  readonly status: 401 | 403;
  readonly message: string;
}

export interface Access {
  readonly token: string;
  /** The Set-Cookie header that lets a browser in after it showed the token once. */
  readonly setCookie: string;
  isToken(candidate: string): boolean;
  /** Undefined when a request with these headers may be served. The same check guards pages, uploads and WebSockets. */
  findRefusal(headers: IncomingHttpHeaders): AccessRefusal | undefined;
  /** As `findRefusal`, without asking for the token: for the one request that brings it. */
  findForgery(headers: IncomingHttpHeaders): AccessRefusal | undefined;
}

/** 32 random bytes as base64url. */
export const createToken = (): string => randomBytes(32).toString('base64url');

/**
 * Decides who may talk to the server. `names` are the host names, beside IP addresses and localhost, that it answers to.
 *
 * - The token comes in the cookie or, from programs, as `Authorization: Bearer`.
 * - A page elsewhere cannot use the cookie: it is SameSite=Strict, and an Origin header must name this very host.
 * - A rebound DNS name cannot reach it: the Host header must be an IP address, localhost or one of `names`. The port is
 *   not compared, because an SSH tunnel changes it.
 */
export function createAccess(token: string, names: readonly string[]): Access {
  const digest = sha256(token);
  const isToken = (candidate: string) => timingSafeEqual(sha256(candidate), digest);
  // Cookies are shared by all ports of a host: the name keeps two servers, or two tunnels, apart.
  const cookieName = `lathe-${digest.toString('hex').slice(0, 12)}`;

  const findForgery = ({ host, origin }: IncomingHttpHeaders): AccessRefusal | undefined => {
    if (host === undefined || !isOwnName(hostNameOf(host), names)) {
      return { status: 403, message: `This server does not answer to the name "${host ?? ''}".` };
    }
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      return { status: 403, message: `Pages of ${origin} may not use this server.` };
    }
    return undefined;
  };

  return {
    token,
    setCookie: `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
    isToken,
    findForgery,
    findRefusal: (headers) => {
      const given = bearerToken(headers.authorization) ?? cookieValue(headers.cookie, cookieName);
      return findForgery(headers) ?? (given !== undefined && isToken(given) ? undefined : tokenMissing);
    },
  };
}

const tokenMissing: AccessRefusal = {
  status: 401,
  message: 'Open the address that lathe printed when it started, with its token: this page is only for whoever has it.',
};

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** 'localhost' of 'localhost:4173', '::1' of '[::1]:4173'. */
function hostNameOf(host: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(host)?.[1];
  return (bracketed ?? host.replace(/:\d+$/, '')).toLowerCase();
}

const isOwnName = (name: string, names: readonly string[]) =>
  isIP(name) !== 0 || name === 'localhost' || names.some((own) => own.toLowerCase() === name);

const bearerToken = (authorization: string | undefined) => /^Bearer ([\w-]+)$/.exec(authorization ?? '')?.[1];

function cookieValue(cookies: string | undefined, name: string): string | undefined {
  const pair = cookies?.split(/; */).find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}
