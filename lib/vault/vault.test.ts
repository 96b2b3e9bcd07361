import { describe, expect, test, vi } from 'vitest';
import { toBase64 } from './bytes.ts';
import { CURRENT_PARAMETERS, type Derive, deriveHere } from './derive.ts';
import { BOUNDS, openDataKey, openEntries } from './envelope.ts';
import { findSecret } from './find-secret.fixture.ts';
import {
  createHarness,
  createUnlocked,
  fastDerive,
  type Harness,
  KEY,
  MINUTE,
  NEW_PASSPHRASE,
  OTHER_KEY,
  PASSPHRASE,
  random,
} from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import type { MemoryStorage } from './storage.fixture.ts';
import { forgedBehindSeal, openSeal, type Stored2 } from './stored.fixture.ts';

const envelopeIn = ({ data }: MemoryStorage): Stored2 => JSON.parse(data.get(NAMES.envelope) ?? 'null');
const put = ({ data }: MemoryStorage, value: unknown) => data.set(NAMES.envelope, JSON.stringify(value));

/** A promise and the function that fulfils it. */
function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

async function flipped(envelope: Stored2, change: (copy: Stored2) => unknown): Promise<Stored2> {
  const copy = structuredClone(envelope);
  change(copy);
  return copy;
}

describe('a new vault', () => {
  test('is not there at first, is unlocked after create, and gives the key', async () => {
    const { vault } = createHarness();
    expect(await vault.state()).toEqual({
      exists: false,
      unlocked: false,
      trouble: null,
      lockAfter: '15',
      lockWithScreen: true,
      waitSeconds: 0,
    });
    expect(await vault.create(PASSPHRASE, { acct_one: KEY })).toEqual({ ok: true });
    expect(await vault.state()).toMatchObject({ exists: true, unlocked: true, trouble: null });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
    expect(await vault.readKey('acct_two')).toEqual({ ok: false, code: 'not-connected' });
  });

  test('lies in both copies, marked, under the parameters of today', async () => {
    const { local, second } = await createUnlocked();
    expect(envelopeIn(local)).toEqual(envelopeIn(second));
    expect(envelopeIn(local).kdf).toMatchObject({ name: 'argon2id', ...CURRENT_PARAMETERS });
    expect(local.data.has(NAMES.marker) && second.data.has(NAMES.marker)).toBe(true);
  });

  test('has its own data key, salt, pepper and nonces', async () => {
    const [one, other] = [await createUnlocked(), await createUnlocked()];
    const parts = ({ local, session }: Harness) => {
      const { kdf, pepper, sealed } = envelopeIn(local);
      return [kdf.salt, pepper, sealed.nonce, sealed.box, session.data.get(NAMES.key)];
    };
    expect(new Set([...parts(one), ...parts(other)]).size).toBe(10);
  });

  test.each([
    ['an empty passphrase', '', { a: KEY }, 'passphrase-empty'],
    ['a weak one', 'password123', { a: KEY }, 'passphrase-weak'],
    ['no key', PASSPHRASE, {}, 'bad-request'],
    ['an empty key', PASSPHRASE, { a: '' }, 'bad-request'],
    ['an endless key', PASSPHRASE, { a: 'k'.repeat(2000) }, 'bad-request'],
  ])('is refused with %s, and nothing is stored', async (_what, passphrase, entries, code) => {
    const { vault, derive, dump } = createHarness();
    expect(await vault.create(passphrase, entries)).toEqual({ ok: false, code });
    expect(derive).not.toHaveBeenCalled();
    expect(dump()).toBe('');
  });

  test('never replaces one that is there, also when two are made at once', async () => {
    const harness = createHarness();
    const [first, second] = await Promise.all([
      harness.vault.create(PASSPHRASE, { acct_one: KEY }),
      harness.vault.create(NEW_PASSPHRASE, { acct_one: OTHER_KEY }),
    ]);
    expect(first).toEqual({ ok: true });
    expect(second).toEqual({ ok: false, code: 'already-connected' });
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });

  test('works with the true derivation', async () => {
    const parameters = { memoryKiB: BOUNDS.memoryKiB.least, passes: BOUNDS.passes.least, lanes: 1 };
    const harness = await createUnlocked({ derive: deriveHere, parameters });
    const vault = harness.restartBrowser();
    expect(await vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: false, code: 'passphrase-wrong' });
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });

  test('says so when the derivation fails, and stores nothing', async () => {
    const derive: Derive = () => Promise.reject(new Error('out of memory'));
    const { vault, dump } = createHarness({ derive });
    expect(await vault.create(PASSPHRASE, { acct_one: KEY })).toEqual({ ok: false, code: 'unexpected' });
    expect(dump()).toBe('');
  });
});

describe('unlocking', () => {
  test('outlives the worker, not the browser', async () => {
    const harness = await createUnlocked();
    expect(await harness.restartWorker().readKey('acct_one')).toEqual({ ok: true, key: KEY });
    const vault = harness.restartBrowser();
    expect(await vault.state()).toMatchObject({ exists: true, unlocked: false });
    expect(await vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });

  test('derives once', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    harness.derive.mockClear();
    await vault.unlock(PASSPHRASE);
    await vault.readKey('acct_one');
    expect(harness.derive).toHaveBeenCalledTimes(1);
  });

  test('with a wrong passphrase says so and leaves everything as it was', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    const before = harness.local.data.get(NAMES.envelope);
    expect(await vault.unlock('not this one at all')).toEqual({ ok: false, code: 'passphrase-wrong' });
    expect(await vault.unlock('   ')).toEqual({ ok: false, code: 'passphrase-empty' });
    expect(harness.local.data.get(NAMES.envelope)).toBe(before);
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
  });

  test('without a vault says so', async () => {
    const { vault, derive } = createHarness();
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: false, code: 'vault-missing' });
    expect(derive).not.toHaveBeenCalled();
  });

  test('that cannot derive is not counted as a wrong passphrase', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    for (let tries = 0; tries < 5; tries += 1) {
      harness.derive.mockRejectedValueOnce(new Error('out of memory'));
      expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: false, code: 'unexpected' });
    }
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
  });

  test('fails when the session storage does not take the key, and nothing is left open', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    harness.session.before = (operation) => {
      if (operation === 'set') throw new Error('no');
    };
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: false, code: 'storage-failed' });
    expect(await vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
    harness.session.before = () => undefined;
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
  });
});

describe('wrong passphrases are slowed', () => {
  async function wrongTimes(harness: Harness, count: number) {
    for (let tries = 0; tries < count; tries += 1) {
      harness.clock.pass(60_000);
      await harness.vault.unlock('not this one at all');
    }
  }

  test('with the seconds to wait, without deriving, also the right one', async () => {
    const harness = await createUnlocked();
    harness.restartBrowser();
    await wrongTimes(harness, 4);
    harness.derive.mockClear();
    const expected = { ok: false, code: 'passphrase-throttled', detail: { seconds: 2 } };
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual(expected);
    expect(await harness.restartBrowser().unlock(PASSPHRASE)).toEqual(expected);
    expect(await harness.vault.state()).toMatchObject({ waitSeconds: 2 });
    expect(harness.derive).not.toHaveBeenCalled();
    harness.clock.pass(2_000);
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await harness.vault.state()).toMatchObject({ waitSeconds: 0 });
  });

  test('the wrong answer names the wait that follows', async () => {
    const harness = await createUnlocked();
    harness.restartBrowser();
    await wrongTimes(harness, 9);
    harness.clock.pass(60_000);
    expect(await harness.vault.unlock('not this one at all')).toEqual({
      ok: false,
      code: 'passphrase-wrong',
      detail: { seconds: 60 },
    });
  });

  test('when they are tried all at once', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    harness.derive.mockClear();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => vault.unlock(`guess number ${n}`)),
    );
    expect(harness.derive).toHaveBeenCalledTimes(3);
    expect(answers.filter((answer) => !answer.ok && answer.code === 'passphrase-throttled').length).toBe(47);
  });

  test('when the browser is ended during each derivation', async () => {
    const harness = await createUnlocked();
    for (let tries = 0; tries < 3; tries += 1) {
      const vault = harness.restartBrowser();
      harness.derive.mockReturnValueOnce(new Promise(() => undefined));
      void vault.unlock('not this one at all');
      await vi.waitFor(() => expect(harness.derive).toHaveBeenCalledTimes(2 + tries));
    }
    expect(await harness.restartBrowser().state()).toMatchObject({ waitSeconds: 1 });
  });

  test('in the change of the passphrase too, and a thousand of them wipe nothing', async () => {
    const harness = await createUnlocked();
    for (let tries = 0; tries < 1000; tries += 1) {
      harness.clock.pass(60_000);
      expect(await harness.vault.changePassphrase('not this one', NEW_PASSPHRASE)).toMatchObject({
        code: 'passphrase-wrong',
      });
    }
    expect(await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE)).toMatchObject({
      code: 'passphrase-throttled',
    });
    harness.clock.pass(60_000);
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });
});

describe('keys', () => {
  test('are added, replaced and removed without the passphrase, and each lies in both copies', async () => {
    const harness = await createUnlocked();
    const { vault, local, second } = harness;
    expect(await vault.putKey('acct_two', OTHER_KEY)).toEqual({ ok: true });
    expect(await vault.putKey('acct_one', 'rk_live_rotated')).toEqual({ ok: true });
    expect(envelopeIn(local)).toEqual(envelopeIn(second));
    expect(await vault.removeKey('acct_two')).toEqual({ ok: true, vaultRemoved: false });
    const after = harness.restartBrowser();
    await after.unlock(PASSPHRASE);
    expect(await after.readKey('acct_one')).toEqual({ ok: true, key: 'rk_live_rotated' });
    expect(await after.readKey('acct_two')).toEqual({ ok: false, code: 'not-connected' });
  });

  test('put at the same time are all there', async () => {
    const { vault } = await createUnlocked();
    await Promise.all(Array.from({ length: 10 }, (_, n) => vault.putKey(`acct_${n}`, `rk_test_${n}`)));
    for (let n = 0; n < 10; n += 1) {
      expect(await vault.readKey(`acct_${n}`)).toEqual({ ok: true, key: `rk_test_${n}` });
    }
  });

  test('of impossible size are refused and the vault is as before', async () => {
    const { vault, local } = await createUnlocked();
    const before = local.data.get(NAMES.envelope);
    expect(await vault.putKey('', KEY)).toEqual({ ok: false, code: 'bad-request' });
    expect(await vault.putKey('acct_two', 'k'.repeat(5000))).toEqual({ ok: false, code: 'bad-request' });
    expect(local.data.get(NAMES.envelope)).toBe(before);
  });

  test('are neither read nor written nor removed when locked', async () => {
    const { vault } = await createUnlocked();
    await vault.lock();
    const locked = { ok: false, code: 'locked' };
    expect(await vault.readKey('acct_one')).toEqual(locked);
    expect(await vault.putKey('acct_two', KEY)).toEqual(locked);
    expect(await vault.removeKey('acct_one')).toEqual(locked);
    expect(await vault.touch()).toEqual(locked);
  });

  test('named like parts of an object are keys like any other', async () => {
    const { vault } = await createUnlocked();
    for (const id of ['__proto__', 'constructor', 'toString']) {
      expect(await vault.readKey(id)).toEqual({ ok: false, code: 'not-connected' });
      expect(await vault.putKey(id, OTHER_KEY)).toEqual({ ok: true });
      expect(await vault.readKey(id)).toEqual({ ok: true, key: OTHER_KEY });
    }
  });
});

describe('removal', () => {
  test('of the last key removes the vault, throttle and all, but for the lock settings', async () => {
    const harness = await createUnlocked();
    await harness.vault.setLock({ after: '60', withScreen: false });
    expect(await harness.vault.removeKey('acct_one')).toEqual({ ok: true, vaultRemoved: true });
    expect(harness.dump()).toBe(`${NAMES.lock}={"after":"60","withScreen":false}`);
    expect(await harness.vault.state()).toMatchObject({ exists: false, unlocked: false, trouble: null });
    expect(await harness.vault.create(NEW_PASSPHRASE, { acct_one: OTHER_KEY })).toEqual({ ok: true });
  });

  test('needs no passphrase, and removes a locked, throttled, damaged or lost vault as well', async () => {
    const wrecks: ((harness: Harness) => unknown)[] = [
      (harness) => harness.vault.lock(),
      (harness) => harness.vault.unlock('not this one at all'),
      ({ local, second }) => [local, second].map((store) => put(store, { broken: true })),
      ({ local, second }) => [local, second].map((store) => store.data.delete(NAMES.envelope)),
      ({ local, second }) =>
        [local, second].map((store) => put(store, { format: 'clientplug-vault', version: 2 })),
    ];
    for (const wreck of wrecks) {
      const harness = await createUnlocked();
      await wreck(harness);
      expect(await harness.vault.remove()).toEqual({ ok: true });
      expect(harness.dump()).toBe('');
      expect(await harness.restartBrowser().state()).toMatchObject({ exists: false, trouble: null });
    }
  });

  test('during an unlock wins', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    const derived = gate();
    harness.derive.mockImplementationOnce(async (...args) => {
      await derived.passed;
      return fastDerive(...args);
    });
    const unlocking = vault.unlock(PASSPHRASE);
    const removing = vault.remove();
    derived.open();
    expect(await unlocking).toEqual({ ok: false, code: 'locked' });
    expect(await removing).toEqual({ ok: true });
    expect(harness.dump()).toBe('');
  });
});

describe('changing the passphrase', () => {
  test('draws a new data key, stays unlocked, and only the new one opens', async () => {
    const harness = await createUnlocked();
    const before = envelopeIn(harness.local);
    const session = harness.session.data.get(NAMES.key);
    expect(await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE)).toEqual({ ok: true });
    expect(harness.session.data.get(NAMES.key)).not.toBe(session);
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
    expect(await harness.restartWorker().readKey('acct_one')).toEqual({ ok: true, key: KEY });
    expect(envelopeIn(harness.local)).toEqual(envelopeIn(harness.second));
    expect(envelopeIn(harness.local).kdf.salt).not.toBe(before.kdf.salt);
    const vault = harness.restartBrowser();
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: false, code: 'passphrase-wrong' });
    expect(await vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });

  test('shuts out an old copy of the profile with the old passphrase: its data key opens nothing later', async () => {
    const harness = await createUnlocked();
    const stolen = await openSeal(harness);
    await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    await harness.vault.putKey('acct_one', OTHER_KEY);
    const salt = new Uint8Array(Buffer.from(stolen.kdf.salt, 'base64'));
    const oldDataKey = openDataKey(stolen, await fastDerive(PASSPHRASE, { ...stolen.kdf, salt }));
    if (oldDataKey === null) throw new Error('The old copy must open.');
    expect(openEntries(stolen, oldDataKey)?.get('acct_one')).toBe(KEY);
    expect(openEntries(await openSeal(harness), oldDataKey)).toBeNull();
  });

  test('counts as an action, and does not revive a lock that was due', async () => {
    const harness = await createUnlocked();
    harness.clock.pass(10 * MINUTE);
    await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    harness.clock.pass(14 * MINUTE);
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
    harness.clock.pass(15 * MINUTE);
    expect(await harness.vault.changePassphrase(NEW_PASSPHRASE, PASSPHRASE)).toEqual({ ok: true });
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
  });

  test('lets keys be read at every moment of it', async () => {
    const harness = await createUnlocked();
    const reads: Promise<unknown>[] = [];
    for (const store of [harness.local, harness.second, harness.session]) {
      // Not at the lock's times, which a read writes itself.
      store.after = (operation, key) => {
        if (operation !== 'get' && key !== NAMES.times) reads.push(harness.vault.readKey('acct_one'));
      };
    }
    const changed = harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    expect(await changed).toEqual({ ok: true });
    for (const store of [harness.local, harness.second, harness.session]) store.after = () => undefined;
    expect(reads.length).toBeGreaterThan(4);
    for (const read of reads) expect(await read).toEqual({ ok: true, key: KEY });
    expect(await harness.vault.state()).toMatchObject({ unlocked: true });
  });

  test('is overtaken by a lock at any moment of it', async () => {
    const probe = await createUnlocked();
    let moments = 0;
    for (const store of [probe.local, probe.second, probe.session]) {
      store.after = () => {
        moments += 1;
      };
    }
    await probe.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    expect(moments).toBeGreaterThan(15);
    for (let moment = 1; moment <= moments; moment += 1) {
      const harness = await createUnlocked();
      let step = 0;
      for (const store of [harness.local, harness.second, harness.session]) {
        store.after = () => {
          step += 1;
          if (step === moment) void harness.vault.lock();
        };
      }
      expect(await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE), `moment ${moment}`).toEqual({
        ok: true,
      });
      for (const store of [harness.local, harness.second, harness.session]) store.after = () => undefined;
      expect(await harness.vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
      expect(harness.session.data.has(NAMES.key), `moment ${moment}`).toBe(false);
      expect(await harness.vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: true });
    }
  });

  test('that the session storage does not take leaves the vault locked, under the new one', async () => {
    const harness = await createUnlocked();
    harness.session.before = (operation, key) => {
      if (operation === 'set' && key === NAMES.key) throw new Error('not today');
    };
    expect(await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE)).toEqual({ ok: true });
    harness.session.before = () => undefined;
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
    expect(await harness.vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: true });
  });

  test('by a worker that dies before the session storage has the new key: locked, never "damaged"', async () => {
    const harness = await createUnlocked();
    const before = harness.session.data.get(NAMES.key) ?? '';
    await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    harness.session.data.set(NAMES.key, before);
    const vault = harness.restartWorker();
    expect(await vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
    expect(harness.session.data.size).toBe(0);
    expect(await vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });

  test('to a short one takes the score of the page', async () => {
    const { vault } = await createUnlocked();
    const short = 'xK#9q!zP2vL';
    expect(await vault.changePassphrase(PASSPHRASE, short, 2)).toEqual({
      ok: false,
      code: 'passphrase-weak',
    });
    expect(await vault.changePassphrase(PASSPHRASE, short, 3)).toEqual({ ok: true });
  });

  test('leaves a locked vault locked', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    expect(await vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.state()).toMatchObject({ unlocked: false });
  });

  test.each([
    ['a wrong current one', 'not this one at all', NEW_PASSPHRASE, 'passphrase-wrong'],
    ['an empty current one', '', NEW_PASSPHRASE, 'passphrase-empty'],
    ['an empty new one', PASSPHRASE, '  ', 'passphrase-empty'],
    ['a weak new one', PASSPHRASE, 'password123', 'passphrase-weak'],
  ])('is refused with %s', async (_what, current, next, code) => {
    const { vault, local } = await createUnlocked();
    const before = local.data.get(NAMES.envelope);
    expect(await vault.changePassphrase(current, next)).toEqual({ ok: false, code });
    expect(local.data.get(NAMES.envelope)).toBe(before);
  });

  test('never weakens the parameters', async () => {
    const strong = { memoryKiB: 128 * 1024, passes: 4, lanes: 4 };
    const harness = await createUnlocked({ parameters: strong });
    const today = createHarness();
    for (const name of ['local', 'second'] as const) put(today[name], envelopeIn(harness[name]));
    await today.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    expect(envelopeIn(today.local).kdf).toMatchObject(strong);
  });
});

describe('stronger parameters in a later release', () => {
  const weak = { memoryKiB: 20_000, passes: 2, lanes: 1 };

  async function weakVault(): Promise<Harness> {
    const old = await createUnlocked({ parameters: weak });
    const harness = createHarness();
    for (const name of ['local', 'second', 'erasable'] as const) {
      for (const [key, text] of old[name].data) harness[name].data.set(key, text);
    }
    return harness;
  }

  test('are taken up by the next unlock, in both copies, and it opens afterwards', async () => {
    const harness = await weakVault();
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(envelopeIn(harness.local).kdf).toMatchObject(CURRENT_PARAMETERS);
    expect(envelopeIn(harness.second)).toEqual(envelopeIn(harness.local));
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
    const vault = harness.restartBrowser();
    harness.derive.mockClear();
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(harness.derive).toHaveBeenCalledTimes(1);
  });

  test.each([
    ['less memory', { memoryKiB: 20_000, passes: 9, lanes: 4 }, { memoryKiB: 65_536, passes: 9, lanes: 4 }],
    [
      'fewer passes',
      { memoryKiB: 100_000, passes: 2, lanes: 4 },
      { memoryKiB: 100_000, passes: 3, lanes: 4 },
    ],
    [
      'as much or more',
      { memoryKiB: 65_536, passes: 5, lanes: 1 },
      { memoryKiB: 65_536, passes: 5, lanes: 1 },
    ],
  ])('only ever go up: from %s', async (_what, used, expected) => {
    const old = await createUnlocked({ parameters: used });
    const harness = createHarness();
    put(harness.local, envelopeIn(old.local));
    for (const [key, text] of old.erasable.data) harness.erasable.data.set(key, text);
    await harness.vault.unlock(PASSPHRASE);
    expect(envelopeIn(harness.local).kdf).toMatchObject(expected);
  });

  test('that cannot be derived or stored leave the vault as it was and the user unlocked', async () => {
    const harness = await weakVault();
    const before = harness.local.data.get(NAMES.envelope);
    harness.derive.mockImplementation(async (passphrase, parameters) => {
      if (parameters.memoryKiB > weak.memoryKiB) throw new Error('out of memory');
      return fastDerive(passphrase, parameters);
    });
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });

    harness.derive.mockImplementation(fastDerive);
    for (const store of [harness.local, harness.second]) {
      store.before = (operation, key) => {
        if (operation === 'set' && key === NAMES.envelope) throw new Error('disk full');
      };
      expect(await harness.restartBrowser().unlock(PASSPHRASE)).toEqual({ ok: true });
      expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
      store.before = () => undefined;
      expect(harness.local.data.get(NAMES.envelope)).toBe(before);
      expect(harness.second.data.get(NAMES.envelope)).toBe(before);
    }
  });
});

describe('two copies', () => {
  const SIDES = ['local', 'second'] as const;

  test.each(SIDES)('a missing one (%s) is not missed, and repaired at the start', async (side) => {
    const harness = await createUnlocked();
    const whole = harness[side].data.get(NAMES.envelope);
    harness[side].data.delete(NAMES.envelope);
    harness[side].data.delete(NAMES.marker);
    const vault = harness.restartBrowser();
    expect(await vault.state()).toMatchObject({ exists: true, trouble: null });
    await vault.start();
    expect(harness[side].data.get(NAMES.envelope)).toBe(whole);
    expect(harness[side].data.has(NAMES.marker)).toBe(true);
  });

  const DAMAGES: [string, (envelope: Stored2, erasable: MemoryStorage) => unknown][] = [
    ['nothing of an envelope', () => 'garbage'],
    ['a flipped bit in the salt', (e) => flipped(e, (copy) => (copy.kdf.salt = toBase64(random(32))))],
    ['a flipped bit in the entries', (e) => flipped(e, (copy) => (copy.sealed.nonce = toBase64(random(24))))],
    ['parameters out of bounds', (e) => flipped(e, (copy) => (copy.kdf.passes = 1_000_000))],
    [
      'a forged wrapped key of a higher revision',
      (e, erasable) =>
        forgedBehindSeal(e, erasable, (it) => {
          it.wrappedKey.box = toBase64(random(48));
          it.revision = 99;
        }),
    ],
    [
      'forged entries of a higher revision',
      (e, erasable) =>
        forgedBehindSeal(e, erasable, (it) => {
          it.entries.box = toBase64(random(80));
          it.revision = 99;
        }),
    ],
  ];
  test.each(SIDES.flatMap((side) => DAMAGES.map(([what, damage]) => [side, what, damage] as const)))(
    'a damaged one (%s: %s) is not needed, and repaired by the next unlock, not before',
    async (side, _what, damage) => {
      const harness = await createUnlocked();
      const whole = harness[side].data.get(NAMES.envelope);
      const damaged = await damage(envelopeIn(harness[side]), harness.erasable);
      put(harness[side], damaged);
      expect(await harness.vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });

      const vault = harness.restartBrowser();
      await vault.start();
      expect(JSON.parse(harness[side].data.get(NAMES.envelope) ?? '')).toEqual(damaged);
      const other = side === 'local' ? harness.second : harness.local;
      expect(other.data.get(NAMES.envelope)).toBe(whole);

      expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
      expect(harness[side].data.get(NAMES.envelope)).toBe(whole);
      expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
    },
  );

  test('that differ: the later one is tried first', async () => {
    const harness = await createUnlocked();
    const old = envelopeIn(harness.second);
    await harness.vault.putKey('acct_one', 'rk_live_rotated');
    put(harness.second, old);
    const vault = harness.restartBrowser();
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: 'rk_live_rotated' });
    expect(envelopeIn(harness.second)).toEqual(envelopeIn(harness.local));
  });

  test.each(SIDES)('one that cannot be read (%s) is not needed', async (side) => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    harness[side].before = () => {
      throw new Error('not today');
    };
    expect(await vault.state()).toMatchObject({ exists: true, trouble: null });
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });
});

describe('a vault in trouble is never a first run', () => {
  const bothAs = (value: unknown) => (harness: Harness) =>
    [harness.local, harness.second].map((store) => put(store, value));
  const newer = { format: 'clientplug-vault', version: 3, shape: ['unknown'] };
  const weak = (e: Stored2) => ({ ...e, kdf: { ...e.kdf, passes: 1 } });

  test.each<[string, (harness: Harness) => unknown]>([
    [
      'vault-lost',
      (harness) => [harness.local, harness.second].map(({ data }) => data.delete(NAMES.envelope)),
    ],
    [
      'vault-lost',
      ({ local, second }) => {
        local.data.clear();
        second.data.delete(NAMES.envelope);
      },
    ],
    [
      'vault-lost',
      ({ local, second }) => {
        second.data.clear();
        local.data.delete(NAMES.envelope);
      },
    ],
    ['vault-damaged', bothAs({ format: 'clientplug-vault', version: 1 })],
    [
      'vault-damaged',
      ({ local, second }) => {
        local.data.delete(NAMES.envelope);
        put(second, 'garbage');
      },
    ],
    ['vault-newer', bothAs(newer)],
    ['vault-newer', ({ local }) => put(local, newer)],
    ['vault-newer', ({ second }) => put(second, newer)],
    ['vault-bounds', (harness) => bothAs(weak(envelopeIn(harness.local)))(harness)],
    [
      'vault-unreadable',
      ({ local, second }) => {
        for (const store of [local, second]) {
          store.before = () => {
            throw new Error('not today');
          };
        }
      },
    ],
    [
      'vault-unreadable',
      ({ local, second }) => {
        local.data.delete(NAMES.envelope);
        second.before = () => {
          throw new Error('not today');
        };
      },
    ],
  ])('%s: nothing is derived, nothing is created, every byte is kept', async (code, wreck) => {
    const harness = await createUnlocked();
    harness.restartBrowser();
    await wreck(harness);
    const before = harness.dump();
    harness.derive.mockClear();
    await harness.vault.start();
    expect(await harness.vault.state()).toMatchObject({ exists: true, unlocked: false, trouble: code });
    expect(await harness.vault.unlock(PASSPHRASE)).toEqual({ ok: false, code });
    expect(await harness.vault.create(PASSPHRASE, { acct_one: KEY })).toEqual({ ok: false, code });
    expect(await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE)).toEqual({ ok: false, code });
    expect(harness.derive).not.toHaveBeenCalled();
    expect(harness.dump()).toBe(before);
  });

  test('damage behind the right passphrase is told from a wrong one, and ends the wait', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    const forged = await forgedBehindSeal(envelopeIn(harness.local), harness.erasable, (it) => {
      it.entries.box = toBase64(random(80));
    });
    for (const store of [harness.local, harness.second]) put(store, forged);
    expect(await vault.unlock('not this one at all')).toEqual({ ok: false, code: 'passphrase-wrong' });
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: false, code: 'vault-damaged' });
    expect(harness.local.data.has(NAMES.throttle)).toBe(false);
  });

  test('an unlocked vault whose copies went away says which', async () => {
    const harness = await createUnlocked();
    for (const { data } of [harness.local, harness.second]) data.delete(NAMES.envelope);
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: false, code: 'vault-lost' });
    for (const store of [harness.local, harness.second]) put(store, 'garbage');
    expect(await harness.vault.readKey('acct_one')).toEqual({ ok: false, code: 'vault-damaged' });
  });

  test('an unlocked data key of another vault opens nothing, and the passphrase is asked anew', async () => {
    const [harness, other] = [await createUnlocked(), await createUnlocked()];
    harness.session.data.set(NAMES.key, other.session.data.get(NAMES.key) ?? '');
    const vault = harness.restartWorker();
    expect(await vault.readKey('acct_one')).toEqual({ ok: false, code: 'locked' });
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });
});

describe('proof of absence', () => {
  const dataKeyOf = ({ session }: Harness) =>
    new Uint8Array(Buffer.from(JSON.parse(session.data.get(NAMES.key) ?? '""'), 'base64'));
  const secrets = (harness: Harness, dataKey: Uint8Array, kek: Uint8Array) => ({
    key: findSecret(harness.dump(), KEY, { skip: 'rk_live_'.length }),
    other: findSecret(harness.dump(), OTHER_KEY, { skip: 'sk_test_'.length }),
    passphrase: [...findSecret(harness.dump(), PASSPHRASE), ...findSecret(harness.dump(), NEW_PASSPHRASE)],
    kek: findSecret(harness.dump(), kek),
    dataKey: findSecret(harness.dump(), dataKey),
  });
  const NONE = { key: [], other: [], passphrase: [], kek: [], dataKey: [] };

  async function lived(): Promise<{ harness: Harness; dataKey: Uint8Array; kek: Uint8Array }> {
    const harness = await createUnlocked();
    await harness.vault.putKey('acct_two', OTHER_KEY);
    await harness.vault.readKey('acct_one');
    await harness.vault.unlock('tapioca zeppelin balloon');
    const firstDataKey = dataKeyOf(harness);
    await harness.vault.changePassphrase(PASSPHRASE, NEW_PASSPHRASE);
    expect(findSecret(harness.dump(), firstDataKey)).toEqual([]);
    const dataKey = dataKeyOf(harness);
    const { kdf } = envelopeIn(harness.local);
    const salt = new Uint8Array(Buffer.from(kdf.salt, 'base64'));
    return { harness, dataKey, kek: await fastDerive(NEW_PASSPHRASE, { ...kdf, salt }) };
  }

  test('unlocked, the data key is in the session storage, and nothing else of a secret is anywhere', async () => {
    const { harness, dataKey, kek } = await lived();
    expect(secrets(harness, dataKey, kek)).toEqual({ ...NONE, dataKey: expect.any(Array) });
    expect(secrets(harness, dataKey, kek).dataKey.length).toBe(25);
    harness.session.data.delete(NAMES.key);
    expect(secrets(harness, dataKey, kek)).toEqual(NONE);
  });

  test.each<[string, (harness: Harness) => Promise<unknown>]>([
    ['a lock', (harness) => harness.vault.lock()],
    [
      'the removal of the keys',
      (harness) => harness.vault.removeKey('acct_one').then(() => harness.vault.removeKey('acct_two')),
    ],
    ['forgetting everything', (harness) => harness.vault.remove()],
    ['the end of the browser', async (harness) => harness.restartBrowser().start()],
  ])('after %s no secret is anywhere', async (_what, act) => {
    const { harness, dataKey, kek } = await lived();
    await act(harness);
    expect(secrets(harness, dataKey, kek)).toEqual(NONE);
  });

  test('no failure carries a secret', async () => {
    const { harness } = await lived();
    const failures = [
      await harness.vault.unlock(PASSPHRASE),
      await harness.vault.create(PASSPHRASE, { acct_one: KEY }),
      await harness.vault.putKey('', KEY),
      await harness.vault.changePassphrase(PASSPHRASE, 'hunter2 '),
    ];
    expect(failures.every(({ ok }) => !ok)).toBe(true);
    const text = JSON.stringify(failures);
    expect([...findSecret(text, KEY), ...findSecret(text, PASSPHRASE)]).toEqual([]);
  });
});
