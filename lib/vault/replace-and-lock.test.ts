import { describe, expect, test } from 'vitest';
import type { LockChoice } from '../model/lock-choices.ts';
import { BOUNDS } from './envelope.ts';
import {
  createHarness,
  createUnlocked,
  fastDerive,
  KEY,
  MINUTE,
  NEW_PASSPHRASE,
  OTHER_KEY,
  PASSPHRASE,
} from './harness.fixture.ts';
import { NAMES } from './key-value.ts';
import { forgedBehindSeal } from './stored.fixture.ts';

const defaultLock = (keys: readonly string[]) =>
  keys.every((key) => key.startsWith('rk_')) ? ('browser' as const) : ('15' as const);

describe('replace, for a forgotten passphrase', () => {
  test('needs no passphrase, and neither the old one nor the old keys are left', async () => {
    const harness = await createUnlocked();
    await harness.vault.putKey('acct_two', OTHER_KEY);
    const vault = harness.restartBrowser();
    expect(await vault.replace(NEW_PASSPHRASE, { acct_one: OTHER_KEY })).toEqual({ ok: true });
    expect(await vault.connectionIds()).toEqual({ ok: true, ids: ['acct_one'] });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: OTHER_KEY });
    expect(await vault.readKey('acct_two')).toEqual({ ok: false, code: 'not-connected' });
    expect(await harness.restartBrowser().unlock(PASSPHRASE)).toMatchObject({ code: 'passphrase-wrong' });
    expect(await harness.vault.unlock(NEW_PASSPHRASE)).toEqual({ ok: true });
  });

  test('ends the wait after wrong passphrases', async () => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    for (let tries = 0; tries < 3; tries += 1) await vault.unlock('not this one at all');
    expect((await vault.state()).waitSeconds).toBeGreaterThan(0);
    expect(await vault.replace(NEW_PASSPHRASE, { acct_one: KEY })).toEqual({ ok: true });
    expect((await vault.state()).waitSeconds).toBe(0);
  });

  test('judges the passphrase and the key like any new one, and leaves a newer version alone', async () => {
    const harness = await createUnlocked();
    const before = harness.local.data.get(NAMES.envelope);
    expect(await harness.vault.replace('password123', { a: KEY })).toMatchObject({ code: 'passphrase-weak' });
    expect(await harness.vault.replace(NEW_PASSPHRASE, {})).toMatchObject({ code: 'bad-request' });
    expect(harness.local.data.get(NAMES.envelope)).toBe(before);
    const newer = JSON.stringify({ format: 'clientplug-vault', version: 3 });
    harness.second.data.set(NAMES.envelope, newer);
    expect(await harness.vault.replace(NEW_PASSPHRASE, { a: KEY })).toMatchObject({ code: 'vault-newer' });
    expect(harness.second.data.get(NAMES.envelope)).toBe(newer);
  });
});

describe('the lock of a locked vault', () => {
  test.each<[LockChoice, boolean, boolean]>([
    ['15', true, true],
    ['5', true, true],
    ['60', true, false],
    ['browser', true, false],
    ['15', false, false],
    ['5', false, false],
  ])('after %s, with the screen %s: allowed %s', async (after, withScreen, allowed) => {
    const harness = await createUnlocked();
    const vault = harness.restartBrowser();
    const answer = await vault.setLock({ after, withScreen });
    expect(answer).toEqual(allowed ? { ok: true } : { ok: false, code: 'locked' });
    expect(harness.local.data.has(NAMES.lock)).toBe(allowed);
  });

  test('can be weakened once it is unlocked, and where there is no vault', async () => {
    const harness = await createUnlocked();
    expect(await harness.vault.setLock({ after: 'browser', withScreen: false })).toEqual({ ok: true });
    expect(await createHarness().vault.setLock({ after: 'browser', withScreen: false })).toEqual({
      ok: true,
    });
  });

  test('stays as it is in a vault whose trouble is another', async () => {
    const harness = await createUnlocked();
    harness.erasable.data.clear();
    expect(await harness.restartBrowser().setLock({ after: 'browser', withScreen: true })).toMatchObject({
      code: 'locked',
    });
  });
});

describe('without a choice', () => {
  test('restricted keys stay open until the browser closes, a full secret key 15 minutes', async () => {
    const harness = await createUnlocked({ defaultLock });
    expect(await harness.vault.state()).toMatchObject({ lockAfter: 'browser', lockWithScreen: true });
    harness.clock.pass(600 * MINUTE);
    expect(await harness.vault.state()).toMatchObject({ unlocked: true });
    await harness.vault.touch();
    await harness.vault.putKey('acct_two', OTHER_KEY);
    expect(await harness.vault.state()).toMatchObject({ lockAfter: '15' });
    harness.clock.pass(16 * MINUTE);
    expect(await harness.vault.state()).toMatchObject({ unlocked: false });
    await harness.vault.unlock(PASSPHRASE);
    await harness.vault.removeKey('acct_two');
    expect(await harness.vault.state()).toMatchObject({ lockAfter: 'browser' });
    await harness.vault.remove();
    expect(await harness.vault.state()).toMatchObject({ lockAfter: '15' });
  });

  test('a vault of before takes the default that its keys allow at the next unlock', async () => {
    const harness = await createUnlocked({ defaultLock });
    harness.local.data.delete(NAMES.defaultLock);
    const vault = harness.restartBrowser();
    expect(await vault.state()).toMatchObject({ lockAfter: '15' });
    await vault.unlock(PASSPHRASE);
    expect(await vault.state()).toMatchObject({ lockAfter: 'browser' });
  });

  test('a choice is kept whatever the keys', async () => {
    const harness = await createUnlocked({ defaultLock });
    await harness.vault.setLock({ after: '5', withScreen: false });
    await harness.vault.putKey('acct_two', OTHER_KEY);
    expect(await harness.vault.state()).toMatchObject({ lockAfter: '5', lockWithScreen: false });
  });

  test('a key that needs the shorter time is not stored while the longer one stands', async () => {
    const harness = await createUnlocked({ defaultLock });
    harness.local.before = (operation, key) => {
      if (operation === 'remove' && key === NAMES.defaultLock) throw new Error('not today');
    };
    expect(await harness.vault.putKey('acct_two', OTHER_KEY)).toEqual({ ok: false, code: 'storage-failed' });
    expect(await harness.vault.readKey('acct_two')).toEqual({ ok: false, code: 'not-connected' });
  });
});

describe('two copies that differ', () => {
  const costly = { memoryKiB: BOUNDS.memoryKiB.most, passes: BOUNDS.passes.most };

  test('the cheaper one is derived first: a forged one at the ceiling costs nothing', async () => {
    const harness = await createUnlocked();
    const whole = harness.local.data.get(NAMES.envelope) ?? '';
    const forged = await forgedBehindSeal(JSON.parse(whole), harness.erasable, (envelope) => {
      Object.assign(envelope.kdf, costly);
      envelope.revision = 99;
    });
    harness.local.data.set(NAMES.envelope, JSON.stringify(forged));
    const vault = harness.restartBrowser();
    harness.derive.mockClear();
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(harness.derive).toHaveBeenCalledTimes(1);
    expect(harness.local.data.get(NAMES.envelope)).toBe(whole);
  });

  test('one that cannot be derived for does not keep the other out, and tries are still counted', async () => {
    const harness = await createUnlocked();
    const whole = harness.local.data.get(NAMES.envelope) ?? '';
    const other = await forgedBehindSeal(JSON.parse(whole), harness.erasable, (envelope) => {
      envelope.kdf.memoryKiB = BOUNDS.memoryKiB.least;
      envelope.revision = 99;
    });
    harness.second.data.set(NAMES.envelope, JSON.stringify(other));
    harness.derive.mockImplementation(async (passphrase, parameters) => {
      if (parameters.memoryKiB === BOUNDS.memoryKiB.least) throw new Error('out of memory');
      return fastDerive(passphrase, parameters);
    });
    const vault = harness.restartBrowser();
    for (let tries = 0; tries < 3; tries += 1)
      expect(await vault.unlock('not this one at all')).toMatchObject({ code: 'passphrase-wrong' });
    expect(await vault.unlock(PASSPHRASE)).toMatchObject({ code: 'passphrase-throttled' });
    harness.clock.pass(MINUTE);
    expect(await vault.unlock(PASSPHRASE)).toEqual({ ok: true });
    expect(await vault.readKey('acct_one')).toEqual({ ok: true, key: KEY });
  });
});
