import { describe, expect, test } from 'vitest';
import { dumpOf, findSecret } from './find-secret.fixture.ts';
import { KEY } from './harness.fixture.ts';

const part = KEY.slice(20, 28);
const bytes = (encoding: BufferEncoding) => Buffer.from(part, encoding);
const big = Buffer.from(part, 'utf16le').swap16();

describe('the search for a secret finds eight characters of it', () => {
  test.each([
    ['as text', `…${part}…`],
    ['in base64', Buffer.from(`${part}!`).toString('base64')],
    ['in base64, shifted by one', Buffer.from(`a${part}zz`).toString('base64')],
    ['in base64, shifted by two', Buffer.from(`ab${part}z`).toString('base64')],
    ['in base64url', Buffer.from(`${part}!`).toString('base64url')],
    ['in UTF-16 bytes', dumpOf(new Uint8Array(bytes('utf16le')))],
    ['in UTF-16 bytes, big-endian', dumpOf(new Uint8Array(big))],
    ['in base64 of UTF-16', bytes('utf16le').toString('base64')],
    ['in hexadecimal', bytes('utf8').toString('hex')],
    ['in a list of bytes', JSON.stringify([...bytes('utf8')])],
    ['as a name', dumpOf({ deep: [{ [part]: 1 }] })],
    ['in a map in a view', dumpOf(new Map([['x', new DataView(new TextEncoder().encode(part).buffer)]]))],
    ['in an error', dumpOf({ error: new Error('x', { cause: new Error(part) }) })],
    ['in a list of numbers', dumpOf({ data: [...bytes('utf8')] })],
  ])('%s', (_where, dump) => {
    expect(findSecret(dump, KEY).length).toBeGreaterThan(0);
  });

  test('and bytes of a key', () => {
    const key = crypto.getRandomValues(new Uint8Array(32));
    expect(findSecret(`x${Buffer.from(key).toString('base64')}`, key).length).toBe(25);
    expect(findSecret(dumpOf({ key }), key).length).toBe(25);
    expect(findSecret(dumpOf(new Uint8Array(32)), key)).toEqual([]);
  });

  test('but not seven, and not the prefix when it is skipped', () => {
    expect(findSecret(`…${KEY.slice(20, 27)}…`, KEY)).toEqual([]);
    expect(findSecret('rk_live_ somewhere', KEY, { skip: 8 })).toEqual([]);
    expect(findSecret('rk_live_ somewhere', KEY).length).toBe(1);
  });

  test('and refuses a secret that is too short to be searched', () => {
    expect(() => findSecret('dump', 'rk_live_123', { skip: 8 })).toThrow(/fewer than 8/);
  });
});
