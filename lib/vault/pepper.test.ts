import { describe, expect, test } from 'vitest';
import { openDataKey, openEntries, parseEnvelope, type StoredEnvelope, unseal } from './envelope.ts';
import { NoFilesError } from './erasable.ts';
import {
  createHarness,
  createUnlocked,
  fastDerive,
  type Harness,
  KEY,
  NEW_PASSPHRASE,
  OTHER_KEY,
  PASSPHRASE,
} from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import { createPeppers } from './pepper.ts';
import { asVersion1, openSeal } from './stored.fixture.ts';

/** Every envelope that was ever written to either copy: what a browser's files may still hold. */
function carve(harness: Harness): Map<string, StoredEnvelope> {
  const carved = new Map<string, StoredEnvelope>();
  for (const store of [harness.local, harness.second]) {
    store.after = (operation, key) => {
      const text = operation === 'set' && key === NAMES.envelope ? store.data.get(key) : undefined;
      if (text !== undefined) carved.set(text, JSON.parse(text) as StoredEnvelope);
    };
  }
  return carved;
}

/** The keys that carved envelopes give under every passphrase, with every pepper that is left. */
async function openAll(carved: Iterable<StoredEnvelope>, { erasable }: Harness): Promise<string[]> {
  const peppers = createPeppers(erasable, () => new Uint8Array());
  const found: string[] = [];
  for (const stored of carved) {
    for (const name of await erasable.names()) {
      const envelope = unseal(stored, await peppers.read(name));
      if (envelope === null) continue;
      for (const passphrase of [PASSPHRASE, NEW_PASSPHRASE]) {
        const salt = new Uint8Array(Buffer.from(envelope.kdf.salt, 'base64'));
        const kek = await fastDerive(passphrase, { ...envelope.kdf, salt });
        const dataKey = openDataKey(envelope, kek);
        if (dataKey) found.push(...(openEntries(envelope, dataKey)?.values() ?? []));
      }
    }
  }
  return found;
}

describe('former envelopes', () => {
  test('open with nothing that is left after a new passphrase, a new key, Disconnect and Forget', async () => {
    const harness = createHarness();
    const carved = carve(harness);
    await harness.vault.create(PASSPHRASE, { acct_one: KEY });
    expect(await openAll(carved.values(), harness)).toEqual([KEY]);
    await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    expect(carved.size).toBe(2);
    expect(await openAll(carved.values(), harness)).toEqual([KEY]);
    await harness.vault.putKey('acct_one', OTHER_KEY);
    expect(carved.size).toBe(3);
    expect(await openAll(carved.values(), harness)).toEqual([OTHER_KEY]);
    await harness.vault.putKey('acct_two', KEY);
    await harness.vault.removeKey('acct_two');
    expect(carved.size).toBe(5);
    expect(await openAll(carved.values(), harness)).toEqual([OTHER_KEY]);
    await harness.vault.replace(PASSPHRASE, { acct_one: KEY });
    expect(await openAll(carved.values(), harness)).toEqual([KEY]);
    await harness.vault.remove();
    expect(carved.size).toBe(6);
    expect(await openAll(carved.values(), harness)).toEqual([]);
    expect(harness.erasable.data.size).toBe(0);
  });

  test('a pepper that could not be erased goes at the next start', async () => {
    const harness = await createUnlocked();
    harness.erasable.before = (operation) => {
      if (operation === 'remove') throw new Error('not today');
    };
    expect(await harness.vault.putKey('acct_one', OTHER_KEY)).toEqual({ ok: true });
    expect(harness.erasable.data.size).toBe(2);
    harness.erasable.before = () => undefined;
    await harness.restartWorker().start();
    expect(harness.erasable.data.size).toBe(1);
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: OTHER_KEY });
  });

  test('a removal whose pepper could not be erased says so, and is finished at the next start', async () => {
    const harness = await createUnlocked();
    harness.erasable.before = (operation) => {
      if (operation === 'remove') throw new Error('not today');
    };
    expect(await harness.vault.remove()).toEqual({ ok: false, code: 'storage-failed' });
    harness.erasable.before = () => undefined;
    await harness.restartBrowser().start();
    expect(harness.erasable.data.size).toBe(0);
    expect(await harness.vault.state()).toMatchObject({ exists: false, trouble: null });
  });
});

describe('a vault of version 1', () => {
  async function version1(): Promise<Harness> {
    const harness = await createUnlocked();
    const stored = JSON.stringify(await asVersion1(await openSeal(harness)));
    for (const { data } of [harness.local, harness.second]) data.set(NAMES.envelope, stored);
    harness.erasable.data.clear();
    harness.restartBrowser();
    return harness;
  }
  const versionIn = ({ local }: Harness) => JSON.parse(local.data.get(NAMES.envelope) ?? '{}').version;

  test('opens, and is sealed by the unlock without deriving a second time', async () => {
    const harness = await version1();
    harness.derive.mockClear();
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(harness.derive).toHaveBeenCalledTimes(1);
    expect(versionIn(harness)).toBe(2);
    expect(harness.local.data.get(NAMES.envelope)).toBe(harness.second.data.get(NAMES.envelope));
    expect(await harness.restartBrowser().unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });

  test('opens where no pepper can be kept, and stays as it was', async () => {
    const harness = await version1();
    harness.erasable.before = () => {
      throw new Error('no files here');
    };
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
    expect(versionIn(harness)).toBe(1);
  });
});

describe('the pepper', () => {
  test.each<[string, (harness: Harness) => unknown, string]>([
    ['missing', ({ erasable }) => erasable.data.clear(), 'vault-lost'],
    [
      'another file',
      ({ erasable }) =>
        [...erasable.data.keys()].map((name) =>
          erasable.data.set(name, JSON.stringify(Buffer.alloc(32).toString('base64'))),
        ),
      'vault-lost',
    ],
    [
      'unreadable',
      ({ erasable }) => {
        erasable.before = () => {
          throw new Error('not today');
        };
      },
      'vault-unreadable',
    ],
  ])(
    '%s: said, nothing derived, nothing changed, and a new key replaces the vault',
    async (_what, wreck, code) => {
      const harness = await createUnlocked();
      harness.restartBrowser();
      wreck(harness);
      const before = harness.dump();
      harness.derive.mockClear();
      await harness.vault.start();
      expect(await harness.vault.state()).toMatchObject({ exists: true, trouble: code });
      expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: false, code });
      expect(await harness.vault.create(PASSPHRASE, { acct_one: KEY })).toEqual({ ok: false, code });
      expect(harness.derive).not.toHaveBeenCalled();
      expect(harness.dump()).toBe(before);
      harness.erasable.before = () => undefined;
      expect(await harness.vault.replace(NEW_PASSPHRASE, { acct_one: OTHER_KEY })).toEqual({ ok: true });
      expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: OTHER_KEY });
      expect(harness.erasable.data.size).toBe(1);
    },
  );

  test('is not swept away while a copy that may need it cannot be read', async () => {
    const harness = await createUnlocked();
    harness.local.data.set(NAMES.envelope, '"garbage"');
    harness.erasable.data.set('0'.repeat(32), '"another"');
    await harness.restartWorker().start();
    expect(harness.erasable.data.size).toBe(2);
    expect(await harness.restartBrowser().unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(harness.erasable.data.size).toBe(1);
  });

  test('read back otherwise than written stops the write', async () => {
    const harness = await createUnlocked();
    harness.erasable.after = (operation, name) => {
      if (operation === 'set') harness.erasable.data.set(name, '"cut sh');
    };
    harness.erasable.get = async () => null;
    expect((await harness.vault.putKey('acct_one', OTHER_KEY)).ok).toBe(false);
    expect((await parseEnvelope(JSON.parse(harness.local.data.get(NAMES.envelope) ?? ''))).ok).toBe(true);
  });
});

describe('a browser without private files', () => {
  const withoutFiles = (harness: Harness) => {
    harness.erasable.before = () => {
      throw new NoFilesError();
    };
  };

  test('is named when a key is saved, and nothing is stored', async () => {
    const harness = createHarness();
    withoutFiles(harness);
    expect(await harness.vault.create(PASSPHRASE, { acct_one: KEY })).toEqual({
      ok: false,
      code: 'vault-no-files',
    });
    expect(await harness.vault.state()).toMatchObject({ exists: false, trouble: null });
  });

  test('has nothing to erase where no vault was', async () => {
    const harness = createHarness();
    withoutFiles(harness);
    expect(await harness.vault.remove()).toEqual({ ok: true });
    const used = await createUnlocked();
    withoutFiles(used);
    expect(await used.vault.remove()).toEqual({ ok: false, code: 'vault-no-files' });
  });

  test('is named where a vault is, which opens again once the files are back', async () => {
    const harness = await createUnlocked();
    withoutFiles(harness);
    expect(await harness.vault.state()).toMatchObject({ exists: true, trouble: 'vault-no-files' });
    harness.erasable.before = () => undefined;
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
  });
});
