import { describe, expect, test } from 'vitest';
import { createAccess, createToken } from './access.ts';

const token = createToken();
const access = createAccess(token, ['gpu-box']);
const cookie = access.setCookie.split(';')[0] ?? '';

describe('token', () => {
  test('is 32 random bytes in base64url', () => {
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(createToken()).not.toBe(token);
  });

  test('is recognised only whole', () => {
    expect(access.isToken(token)).toBe(true);
    expect(access.isToken(token.slice(0, -1))).toBe(false);
    expect(access.isToken(`${token}x`)).toBe(false);
    expect(access.isToken('')).toBe(false);
  });

  test('goes into a cookie that scripts cannot read and other sites cannot send', () => {
    expect(access.setCookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test('gives each server a cookie name of its own, because ports share cookies', () => {
    const other = createAccess(createToken(), []);
    expect(other.setCookie.split('=')[0]).not.toBe(access.setCookie.split('=')[0]);
  });
});

describe('a request is let in', () => {
  test.each([
    ['with the cookie', { host: '127.0.0.1:4173', cookie }],
    ['with the cookie among others', { host: '127.0.0.1:4173', cookie: `a=b; ${cookie}; c=d` }],
    ['with a bearer token', { host: 'localhost:4173', authorization: `Bearer ${token}` }],
    ['through a tunnel on another port', { host: 'localhost:9000', origin: 'http://localhost:9000', cookie }],
    ['by an IPv6 address', { host: '[::1]:4173', origin: 'http://[::1]:4173', cookie }],
    ['by the name the owner gave it', { host: 'GPU-box:4173', cookie }],
    ['behind a proxy that adds TLS', { host: 'gpu-box', origin: 'https://gpu-box', cookie }],
  ])('%s', (_, headers) => {
    expect(access.findRefusal(headers)).toBeUndefined();
  });
});

describe('a request is refused', () => {
  test.each([
    ['without a token', 401, { host: 'localhost:4173' }],
    ['with the wrong cookie', 401, { host: 'localhost:4173', cookie: `${cookie}x` }],
    ['with the right token in a cookie of another name', 401, { host: 'localhost:4173', cookie: `lathe=${token}` }],
    ['without a Host header', 403, { cookie }],
    ['by a name that was rebound to this address', 403, { host: 'evil.example:4173', cookie }],
    ['by a name that only starts like an own one', 403, { host: 'localhost.evil.example', cookie }],
    ['from a page elsewhere', 403, { host: 'localhost:4173', origin: 'http://evil.example', cookie }],
    ['from a page on another port', 403, { host: 'localhost:4173', origin: 'http://localhost:8888', cookie }],
    ['from a file or a sandboxed frame', 403, { host: 'localhost:4173', origin: 'null', cookie }],
  ])('%s', (_, status, headers) => {
    expect(access.findRefusal(headers)).toMatchObject({ status });
  });
});
