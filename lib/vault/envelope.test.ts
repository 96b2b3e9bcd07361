import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { FUZZ_TIMEOUT, fuzzRuns } from '../../tests/support/fuzz.ts';
import { fromBase64, toBase64 } from './bytes.ts';
import { deriveHere } from './derive.ts';
import {
  BOUNDS,
  checkOf,
  type Entries,
  kdfOf,
  openDataKey,
  openEntries,
  parseEnvelope,
  reseal,
  seal,
  sealWithPepper,
  storable,
  unseal,
} from './envelope.ts';
import { fastDerive, KEY, PASSPHRASE, random } from './harness.fixture.ts';
import { type Pepper, pepperName } from './pepper.ts';
import { asVersion1, type Stored1, type Stored2 } from './stored.fixture.ts';
import { SEALED_VECTORS, VECTORS, type Vector } from './vectors.fixture.ts';

const FLOOR = { memoryKiB: BOUNDS.memoryKiB.least, passes: BOUNDS.passes.least, lanes: 1 };
// The fuzzers share two cores with the other test files.
vi.setConfig({ testTimeout: FUZZ_TIMEOUT });

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

async function parsed(value: unknown): Promise<Stored1> {
  const result = await parseEnvelope(value);
  if (!result.ok) throw new Error(result.code);
  if (result.stored.version !== 1) throw new Error('Another version.');
  return result.stored;
}

async function sealed(entries: Entries = new Map([['acct_one', KEY]])) {
  const kdf = { ...FLOOR, salt: random(32) };
  const kek = await fastDerive(PASSPHRASE, kdf);
  const dataKey = random(32);
  const envelope = await asVersion1(seal({ kdf, kek, dataKey, entries, revision: 3, random }));
  return { envelope, kek, dataKey };
}

describe.each(VECTORS)('the released vector of version 1 with $name', (vector: Vector) => {
  test('opens', async () => {
    const envelope = await parsed(JSON.parse(vector.envelope));
    const kek = await deriveHere(vector.passphrase, kdfOf(envelope));
    expect(toBase64(kek)).toBe(toBase64(bytes(vector.kek)));
    const dataKey = openDataKey(envelope, kek);
    expect(dataKey).toEqual(bytes(vector.dataKey));
    expect([...(openEntries(envelope, bytes(vector.dataKey)) ?? [])]).toEqual(vector.entries);
  });

  test('is written to the same bytes', async () => {
    const envelope = await parsed(JSON.parse(vector.envelope));
    const nonces = [envelope.wrappedKey.nonce, envelope.entries.nonce].map((text) => fromBase64(text));
    const again = seal({
      kdf: kdfOf(envelope),
      kek: bytes(vector.kek),
      dataKey: bytes(vector.dataKey),
      entries: new Map(vector.entries),
      revision: envelope.revision,
      random: () => nonces.shift() ?? new Uint8Array(),
    });
    expect(await asVersion1(again)).toEqual(JSON.parse(vector.envelope));
  });

  test('does not open under another key', async () => {
    const envelope = await parsed(JSON.parse(vector.envelope));
    expect(openDataKey(envelope, bytes(vector.dataKey))).toBeNull();
    expect(openEntries(envelope, bytes(vector.kek))).toBeNull();
  });
});

describe.each(SEALED_VECTORS.map((sealed, index) => ({ ...sealed, vector: VECTORS[index] })))(
  'the released vector of version 2 around "$vector.name"',
  ({ pepper: hex, envelope: text, vector }) => {
    test('opens to the envelope of version 1, and is written to the same bytes', async () => {
      const pepper = { name: await pepperName(bytes(hex)), bytes: bytes(hex) };
      const result = await parseEnvelope(JSON.parse(text));
      if (!result.ok || result.stored.version !== 2) throw new Error('Not of version 2.');
      const envelope = unseal(result.stored, pepper);
      if (envelope === null) throw new Error('It does not open.');
      expect(await asVersion1(envelope)).toEqual(JSON.parse(vector?.envelope ?? ''));
      const nonce = fromBase64(result.stored.sealed.nonce) ?? new Uint8Array();
      expect(await sealWithPepper(envelope, pepper, () => nonce)).toEqual(JSON.parse(text));
    });
  },
);

test('the additional data are the texts that docs/vault-format.md gives', () => {
  const [vector] = VECTORS;
  const envelope = JSON.parse(vector?.envelope ?? '') as Stored1;
  const header =
    '"clientplug-vault",1,"xchacha20-poly1305","argon2id",19456,2,1,"ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="';
  const open = (box: Stored1['entries'], key: string, aad: string) =>
    xchacha20poly1305(bytes(key), new Uint8Array(Buffer.from(box.nonce, 'base64')), Buffer.from(aad)).decrypt(
      new Uint8Array(Buffer.from(box.box, 'base64')),
    );
  const dataKey = open(envelope.wrappedKey, vector?.kek ?? '', `["data key",${header}]`);
  expect(dataKey).toEqual(bytes(vector?.dataKey ?? ''));
  const entries = open(envelope.entries, vector?.dataKey ?? '', `["entries",${header},1]`);
  expect(Buffer.from(entries).toString()).toBe('{"acct_vector":"rk_test_0123456789vectorONE"}');
});

describe('what is sealed', () => {
  const entry = fc.tuple(
    fc
      .oneof(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), fc.constant('__proto__'))
      .filter((id) => id.length > 0 && id.length <= 200),
    fc.string({ minLength: 1, maxLength: 300 }),
  );

  test('comes back, through JSON, for any entries, parameters within bounds and passphrase', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 12 }),
        fc.string({ unit: 'binary' }),
        fc.record({
          memoryKiB: fc.integer({ min: BOUNDS.memoryKiB.least, max: BOUNDS.memoryKiB.most }),
          passes: fc.integer({ min: BOUNDS.passes.least, max: BOUNDS.passes.most }),
          lanes: fc.integer({ min: BOUNDS.lanes.least, max: BOUNDS.lanes.most }),
        }),
        async (pairs, passphrase, parameters) => {
          const entries = new Map(pairs);
          const kdf = { ...parameters, salt: random(32) };
          const kek = await fastDerive(passphrase, kdf);
          const written = await asVersion1(
            seal({ kdf, kek, dataKey: random(32), entries, revision: 1, random }),
          );
          const read = await parsed(JSON.parse(JSON.stringify(written)));
          expect(kdfOf(read)).toEqual(kdf);
          const dataKey = openDataKey(read, kek);
          expect(dataKey).not.toBeNull();
          const found = dataKey === null ? null : openEntries(read, dataKey);
          // As JSON object keys, ids that look like array indexes come first: the order is no promise.
          expect(new Map([...(found ?? [])].sort())).toEqual(new Map([...entries].sort()));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('never repeats a nonce, a salt or a box', async () => {
    const { envelope, dataKey } = await sealed();
    const again = reseal(envelope, { dataKey, entries: new Map([['acct_one', KEY]]), random });
    expect(again.entries.nonce).not.toBe(envelope.entries.nonce);
    expect(again.entries.box).not.toBe(envelope.entries.box);
    expect(again.wrappedKey).toEqual(envelope.wrappedKey);
    expect(again.revision).toBe(envelope.revision + 1);
  });

  test('has bounds', () => {
    expect(storable(new Map())).toBe(false);
    expect(storable(new Map([['', KEY]]))).toBe(false);
    expect(storable(new Map([['acct', '']]))).toBe(false);
    expect(storable(new Map([['a'.repeat(201), KEY]]))).toBe(false);
    expect(storable(new Map([['acct', 'k'.repeat(1025)]]))).toBe(false);
    expect(storable(new Map([['a'.repeat(200), 'k'.repeat(1024)]]))).toBe(true);
    const many = (count: number) =>
      new Map(
        Array.from({ length: count }, (_, index): [string, string] => [`acct_${index}`, 'k'.repeat(1000)]),
      );
    expect(storable(many(60))).toBe(true);
    expect(storable(many(70))).toBe(false);
  });

  test('as large as it may be is read again', async () => {
    const entries = new Map(
      Array.from({ length: 64 }, (_, index): [string, string] => [`acct_${index}`, 'k'.repeat(1000)]),
    );
    expect(storable(entries)).toBe(true);
    expect((await parseEnvelope((await sealed(entries)).envelope)).ok).toBe(true);
  });
});

describe('parameters out of bounds are refused, with a checksum that is right', () => {
  const { memoryKiB, passes, lanes } = BOUNDS;
  test.each([
    ['memory below the floor', { memoryKiB: memoryKiB.least - 1 }],
    ['no memory', { memoryKiB: 0 }],
    ['memory above the ceiling', { memoryKiB: memoryKiB.most + 1 }],
    ['memory beyond all measure', { memoryKiB: Number.MAX_SAFE_INTEGER }],
    ['a single pass', { passes: 1 }],
    ['no pass', { passes: 0 }],
    ['more passes than the ceiling', { passes: passes.most + 1 }],
    ['no lane', { lanes: 0 }],
    ['too many lanes', { lanes: lanes.most + 1 }],
  ])('%s', async (_what, change) => {
    const { envelope } = await sealed();
    const forged = await forge(envelope, (copy) => Object.assign(copy.kdf, change));
    expect(await parseEnvelope(forged)).toEqual({ ok: false, code: 'vault-bounds' });
  });

  test.each([
    ['the floor', { memoryKiB: memoryKiB.least, passes: passes.least, lanes: lanes.least }],
    ['the ceiling', { memoryKiB: memoryKiB.most, passes: passes.most, lanes: lanes.most }],
  ])('but %s itself is read', async (_what, change) => {
    const { envelope } = await sealed();
    const forged = await forge(envelope, (copy) => Object.assign(copy.kdf, change));
    expect((await parseEnvelope(forged)).ok).toBe(true);
  });
});

describe('values that are no envelope', () => {
  test.each<[string, (envelope: Stored1) => unknown]>([
    ['null', () => null],
    ['a text', (envelope) => JSON.stringify(envelope)],
    ['a list', (envelope) => [envelope]],
    ['an empty object', () => ({})],
    ['a missing field', ({ check: _check, ...rest }) => rest],
    ['a field too many', (envelope) => ({ ...envelope, hint: 'my usual one' })],
    ['a field too many inside', (envelope) => ({ ...envelope, kdf: { ...envelope.kdf, secret: '' } })],
    ['another format', (envelope) => ({ ...envelope, format: 'clientplug-backup' })],
    ['version 0', (envelope) => ({ ...envelope, version: 0 })],
    ['version "2"', (envelope) => ({ ...envelope, version: '2' })],
    ['version 1.5', (envelope) => ({ ...envelope, version: 1.5 })],
    ['version 2 of another format', (envelope) => ({ ...envelope, format: 'other', version: 2 })],
    ['parameters as texts', (envelope) => ({ ...envelope, kdf: { ...envelope.kdf, passes: '3' } })],
    ['parameters that are not whole', (envelope) => ({ ...envelope, kdf: { ...envelope.kdf, passes: 2.5 } })],
    ['negative parameters', (envelope) => ({ ...envelope, kdf: { ...envelope.kdf, passes: -3 } })],
    ['endless parameters', (envelope) => ({ ...envelope, kdf: { ...envelope.kdf, passes: Infinity } })],
    ['a short salt', (envelope) => ({ ...envelope, kdf: { ...envelope.kdf, salt: toBase64(random(16)) } })],
    ['a short nonce', (envelope) => withEntries(envelope, { nonce: toBase64(random(12)) })],
    ['no box', (envelope) => withEntries(envelope, { box: '' })],
    ['a box without room for a tag', (envelope) => withEntries(envelope, { box: toBase64(random(15)) })],
    ['a box of ten megabytes', (envelope) => withEntries(envelope, { box: 'A'.repeat(10_000_000) })],
    ['base64 with blanks', (envelope) => withEntries(envelope, { box: ` ${envelope.entries.box.slice(1)}` })],
  ])('%s: damaged', async (_what, change) => {
    const { envelope } = await sealed();
    expect(await parseEnvelope(change(envelope))).toEqual({ ok: false, code: 'vault-damaged' });
  });

  test.each([[3], [4], [1000]])(
    'version %i, of whatever shape: written by a newer version',
    async (version) => {
      const value = { format: 'clientplug-vault', version, whatever: { it: 'holds' } };
      expect(await parseEnvelope(value)).toEqual({ ok: false, code: 'vault-newer' });
    },
  );

  test('anything at all is refused without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (value) => {
        expect((await parseEnvelope(value)).ok).toBe(false);
      }),
      { numRuns: fuzzRuns('envelope: anything') },
    );
  });

  test('an envelope with any field replaced by anything is refused or the same', async () => {
    const { envelope } = await sealed();
    const text = JSON.stringify(envelope);
    const paths = leaves(envelope);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.jsonValue(), async (path, value) => {
        const changed = replaced(envelope, path, value);
        const result = await parseEnvelope(changed);
        expect(result.ok).toBe(JSON.stringify(changed) === text);
      }),
      { numRuns: fuzzRuns('envelope: a field replaced') },
    );
  });
});

describe('any flipped bit', () => {
  test('on the disk is seen before anything is derived', async () => {
    const { envelope } = await sealed();
    for (const path of leaves(envelope)) {
      const allowed = {
        version: ['vault-damaged', 'vault-newer'],
        'kdf.memoryKiB': ['vault-damaged', 'vault-bounds'],
        'kdf.passes': ['vault-damaged', 'vault-bounds'],
        'kdf.lanes': ['vault-damaged', 'vault-bounds'],
      }[path.join('.')] ?? ['vault-damaged'];
      for (const value of flips(valueAt(envelope, path))) {
        const result = await parseEnvelope(replaced(envelope, path, value));
        expect(result.ok ? 'accepted' : result.code, path.join('.')).toSatisfy((code: string) =>
          allowed.includes(code),
        );
      }
    }
  });

  /** What a forger gets who also makes the checksum right: the authenticated encryption answers. */
  const FORGED: Record<string, readonly string[]> = {
    format: ['vault-damaged'],
    version: ['vault-damaged', 'vault-newer'],
    cipher: ['vault-damaged'],
    'kdf.name': ['vault-damaged'],
    'kdf.memoryKiB': ['vault-bounds', 'passphrase-wrong'],
    'kdf.passes': ['vault-bounds', 'passphrase-wrong'],
    'kdf.lanes': ['vault-bounds', 'passphrase-wrong'],
    // 'vault-damaged' where the flip leaves no canonical base64.
    'kdf.salt': ['passphrase-wrong', 'vault-damaged'],
    revision: ['vault-damaged'],
    'wrappedKey.nonce': ['passphrase-wrong', 'vault-damaged'],
    'wrappedKey.box': ['passphrase-wrong', 'vault-damaged'],
    'entries.nonce': ['vault-damaged'],
    'entries.box': ['vault-damaged'],
  };

  test.each(Object.entries(FORGED))(
    'in %s by a forger opens nothing and is classified',
    async (name, codes) => {
      const { envelope } = await sealed();
      const path = name.split('.');
      for (const value of flips(valueAt(envelope, path))) {
        const changed = replaced(envelope, path, value) as Stored1;
        // Another version has another checksum; the form is refused before it.
        const check = name === 'version' ? changed.check : await checkOf(changed);
        const forged = { ...changed, check };
        expect(codes).toContain(await classify(forged, PASSPHRASE));
      }
    },
  );

  test('the table has every field', async () => {
    const { envelope } = await sealed();
    const names = leaves(envelope).map((path) => path.join('.'));
    expect(new Set([...Object.keys(FORGED), 'check'])).toEqual(new Set(names));
  });
});

describe('no part can be swapped', () => {
  test('for the same part of another vault under the same passphrase and salt', async () => {
    const one = await sealed();
    const kdf = kdfOf(one.envelope);
    const other = seal({
      kdf,
      kek: one.kek,
      dataKey: random(32),
      entries: new Map([['acct_one', 'rk_live_of_another_vault']]),
      revision: 3,
      random,
    });
    const entries = await forge(one.envelope, (copy) => Object.assign(copy.entries, other.entries));
    expect(await classify(entries, PASSPHRASE)).toBe('vault-damaged');
    const wrapped = await forge(one.envelope, (copy) => Object.assign(copy.wrappedKey, other.wrappedKey));
    expect(await classify(wrapped, PASSPHRASE)).toBe('vault-damaged');
  });

  test('for the entries of an earlier revision', async () => {
    const { envelope, dataKey } = await sealed();
    const later = await asVersion1(
      reseal(envelope, { dataKey, entries: new Map([['acct_one', 'rk_live_rotated']]), random }),
    );
    const forged = await forge(later, (copy) => Object.assign(copy.entries, envelope.entries));
    expect(await classify(forged, PASSPHRASE)).toBe('vault-damaged');
  });

  test('for the other box', async () => {
    // A data key that equals the key-encryption key: only the purpose tells the boxes apart.
    const kdf = { ...FLOOR, salt: random(32) };
    const kek = await fastDerive(PASSPHRASE, kdf);
    const entries = new Map([['a', 'k']]);
    const envelope = await asVersion1(seal({ kdf, kek, dataKey: kek, entries, revision: 1, random }));
    const forged = await forge(envelope, (copy) => Object.assign(copy.entries, copy.wrappedKey));
    expect(await classify(forged, PASSPHRASE)).toBe('vault-damaged');
  });
});

describe('the seal of version 2', () => {
  async function peppered() {
    const { envelope, kek, dataKey } = await sealed();
    const bytes = random(32);
    const pepper: Pepper = { name: await pepperName(bytes), bytes };
    const stored = (await sealWithPepper(envelope, pepper, random)) as Stored2;
    return { envelope, kek, dataKey, pepper, stored };
  }

  test('comes off with its pepper, through JSON, and leaves what version 1 would be', async () => {
    const { envelope, pepper, stored } = await peppered();
    const read = await parseEnvelope(JSON.parse(JSON.stringify(stored)));
    expect(read).toEqual({ ok: true, stored });
    expect(await asVersion1(unseal(stored, pepper) ?? envelope)).toEqual(envelope);
  });

  test('comes off with nothing else, whatever else is known', async () => {
    const { kek, dataKey, pepper, stored } = await peppered();
    for (const bytes of [random(32), kek, dataKey]) {
      expect(unseal(stored, { ...pepper, bytes })).toBeNull();
    }
    expect(unseal(stored, { ...pepper, name: '0'.repeat(32) })).toBeNull();
    expect(unseal(stored, null)).toBeNull();
  });

  test('shows no part of what is inside', async () => {
    const { envelope, stored } = await peppered();
    const text = JSON.stringify(stored);
    for (const { nonce, box } of [envelope.wrappedKey, envelope.entries]) {
      expect(text).not.toContain(nonce);
      expect(text).not.toContain(box);
    }
  });

  test('any flipped bit on the disk is seen before anything is opened', async () => {
    const { stored } = await peppered();
    for (const path of leaves(stored)) {
      for (const value of flips(valueAt(stored, path))) {
        const result = await parseEnvelope(replaced(stored, path, value));
        expect(result.ok, path.join('.')).toBe(false);
      }
    }
  });

  test.each([
    'kdf.memoryKiB',
    'kdf.passes',
    'kdf.lanes',
    'kdf.salt',
    'revision',
    'pepper',
    'sealed.nonce',
    'sealed.box',
  ])('a flipped bit in %s by a forger opens nothing', async (name) => {
    const { stored, pepper } = await peppered();
    const path = name.split('.');
    for (const value of flips(valueAt(stored, path)).slice(0, 400)) {
      const changed = replaced(stored, path, value) as Stored2;
      const forged = { ...changed, check: await checkOf(changed) };
      const named = { ...pepper, name: changed.pepper };
      expect(['vault-damaged', 'vault-bounds']).toContain(await classify(forged, PASSPHRASE, named));
    }
  });

  test('cannot be passed off as a newer or older revision of the same vault', async () => {
    const { envelope, dataKey, pepper, stored } = await peppered();
    const next = reseal(envelope, { dataKey, entries: new Map([['acct_one', 'rk_live_rotated']]), random });
    const later = (await sealWithPepper(next, pepper, random)) as Stored2;
    const swapped = { ...later, sealed: stored.sealed };
    expect(await classify({ ...swapped, check: await checkOf(swapped) }, PASSPHRASE, pepper)).toBe(
      'vault-damaged',
    );
  });

  test('as large as it may be is read again', async () => {
    const entries = new Map(
      Array.from({ length: 64 }, (_, index): [string, string] => [`acct_${index}`, 'k'.repeat(1000)]),
    );
    const { envelope } = await sealed(entries);
    const bytes = random(32);
    const stored = await sealWithPepper(envelope, { name: await pepperName(bytes), bytes }, random);
    expect((await parseEnvelope(stored)).ok).toBe(true);
  });
});

/** The code that opening gives, as the vault gives it. */
async function classify(value: unknown, passphrase: string, pepper: Pepper | null = null): Promise<string> {
  const result = await parseEnvelope(value);
  if (!result.ok) return result.code;
  const envelope = unseal(result.stored, pepper);
  if (envelope === null) return 'vault-damaged';
  const dataKey = openDataKey(envelope, await fastDerive(passphrase, kdfOf(envelope)));
  if (dataKey === null) return 'passphrase-wrong';
  return openEntries(envelope, dataKey) === null ? 'vault-damaged' : 'opened';
}

async function forge(envelope: Stored1, change: (copy: Stored1) => unknown): Promise<Stored1> {
  const copy = structuredClone(envelope);
  change(copy);
  return { ...copy, check: await checkOf(copy) };
}

const withEntries = (envelope: Stored1, change: Partial<Stored1['entries']>) => ({
  ...envelope,
  entries: { ...envelope.entries, ...change },
});

type Tree = { [name: string]: unknown };

/** The path of every field that holds a value. */
function leaves(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, item]) => leaves(item, [...path, name]));
}

const valueAt = (value: unknown, path: string[]): unknown =>
  path.reduce<unknown>((inner, name) => (inner as Tree)[name], value);

function replaced(value: unknown, [name, ...rest]: string[], item: unknown): unknown {
  return name === undefined
    ? item
    : { ...(value as Tree), [name]: replaced((value as Tree)[name], rest, item) };
}

/** Every value that one flipped bit makes: of each character's seven bits, of the number's 32. */
function flips(value: unknown): unknown[] {
  if (typeof value === 'number') {
    return Array.from({ length: 32 }, (_, bit) => Number(BigInt(value) ^ (1n << BigInt(bit))));
  }
  const text = String(value);
  return Array.from({ length: text.length * 7 }, (_, flip) => {
    const at = Math.floor(flip / 7);
    const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << (flip % 7)));
    return text.slice(0, at) + flipped + text.slice(at + 1);
  });
}
