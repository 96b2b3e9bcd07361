import { beforeEach, describe, expect, test } from 'vitest';
import { createStripe, type TestStripe } from '../../tests/stripe-server/http/fetch.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../tests/stripe-server/samples/sample-account.ts';
import { buildSubscription } from '../../tests/support/build-subscription.ts';
import { NOW } from '../../tests/support/virtual-time.ts';
import type { Failure } from '../model/failure.ts';
import type { ConnectionId } from '../model/ids.ts';
import type { Subscription } from '../model/subscription.ts';
import { failFrom } from '../store/db/failing.fixture.ts';
import { forgetAll } from '../store/db/forget.ts';
import { openStore, type Store } from '../store/db/open.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { storePage } from '../store/generations/run.ts';
import { listConnections } from '../store/records/connections.ts';
import { createStripeReader } from '../stripe/reader.ts';
import { findSecret } from '../vault/find-secret.fixture.ts';
import {
  createHarness as createWorld,
  NEW_PASSPHRASE,
  PASSPHRASE,
  type Harness as World,
} from '../vault/harness.fixture.ts';
import { judgePassphrase } from '../vault/passphrase.ts';
import { createSerial } from '../vault/serial.ts';
import { type Accounts, createAccounts } from './accounts.ts';

let store: Store;
let stripe: TestStripe;
let world: World;
let accounts: Accounts;
let guarded: Failure | null;
/** Runs between the check of a first key and its storing. */
let beforeCreate: () => Promise<void>;

beforeEach(async () => {
  store = await emptyStore();
  stripe = createStripe({ account: sampleAccounts(NOW) });
  world = createWorld();
  guarded = null;
  beforeCreate = async () => undefined;
  let ids = 0;
  accounts = createAccounts({
    openStore,
    vault: {
      ...world.vault,
      create: async (...given) => {
        await beforeCreate();
        return world.vault.create(...given);
      },
    },
    checkPassphrase: (passphrase, score) => {
      const judged = judgePassphrase(passphrase, score);
      return judged.ok ? null : judged;
    },
    guard: async () => guarded,
    createReader: (options) =>
      createStripeReader({
        ...options,
        fetch: stripe.fetch,
        now: Date.now,
        random: () => 0.5,
        sleep: async () => undefined,
      }),
    inTurn: createSerial(),
    holdOffRefresh: (work) => work(),
    newId: () => {
      ids += 1;
      return `conn-${ids}`;
    },
    now: () => NOW * 1000,
  });
});

const connect = async (key: string = SAMPLE_KEYS.restricted) => {
  const saved = await accounts.save({ key, passphrase: PASSPHRASE });
  if (!saved.ok) throw new Error(saved.code);
  return saved.connectionId;
};
const only = async () => {
  const connections = await listConnections(store);
  expect(connections).toHaveLength(1);
  return connections[0];
};

describe('Save Key', () => {
  test('checks one read per permission, then keeps key and connection', async () => {
    const saved = await accounts.save({ key: SAMPLE_KEYS.restricted, passphrase: PASSPHRASE });
    expect(saved).toMatchObject({ ok: true, permissions: { subscriptions: true, events: true } });
    expect(await only()).toMatchObject({
      accountName: 'Studio Lindqvist',
      mode: 'live',
      keyKind: 'restricted',
      connected: true,
      keyHint: SAMPLE_KEYS.restricted.slice(-4),
    });
    expect(await world.vault.readKey('conn-1')).toEqual({ ok: true, key: SAMPLE_KEYS.restricted });
    expect(stripe.writes).toEqual([]);
    expect(stripe.requests.length).toBeLessThanOrEqual(9);
  });

  test('a key that lacks a wanted permission is kept, and says which', async () => {
    await connect(SAMPLE_KEYS.withoutInvoices);
    expect((await only())?.permissions).toMatchObject({ subscriptions: true, invoices: false });
  });

  const refused: [string, () => string, string][] = [
    ['a publishable key', () => SAMPLE_KEYS.publishable, 'key-publishable'],
    ['nothing', () => '  ', 'key-empty'],
    ['a revoked key', () => SAMPLE_KEYS.revoked, 'stripe-key-invalid'],
    ['an expired key', () => SAMPLE_KEYS.expired, 'stripe-key-expired'],
    ['a key for another address', () => SAMPLE_KEYS.ipRefused, 'stripe-key-ip'],
    ['a key without subscriptions', () => SAMPLE_KEYS.withoutSubscriptions, 'stripe-permission'],
  ];
  test.each(refused)('%s is refused and nothing is stored', async (_name, key, code) => {
    expect(await accounts.save({ key: key(), passphrase: PASSPHRASE })).toMatchObject({ ok: false, code });
    expect(await listConnections(store)).toEqual([]);
    expect(world.dump()).toBe('');
  });

  test('a short passphrase is taken with the score that makes it good, and nothing is sent without', async () => {
    const short = { key: SAMPLE_KEYS.restricted, passphrase: 'xK#9q!zP2vL' };
    for (const score of [undefined, 0, 2]) {
      expect(await accounts.save({ ...short, score })).toEqual({ ok: false, code: 'passphrase-weak' });
    }
    expect(stripe.requests).toEqual([]);
    expect(await accounts.save({ ...short, score: 3 })).toMatchObject({ ok: true });
    expect(await world.restartBrowser().unlock(short.passphrase)).toEqual({ ok: true });
  });

  test('without a passphrase nothing is sent', async () => {
    expect(await accounts.save({ key: SAMPLE_KEYS.secret, passphrase: null })).toEqual({
      ok: false,
      code: 'passphrase-empty',
    });
    expect(stripe.requests).toEqual([]);
  });

  test('without host access nothing is sent', async () => {
    guarded = { ok: false, code: 'host-access' };
    expect(await accounts.save({ key: SAMPLE_KEYS.secret, passphrase: PASSPHRASE })).toEqual(guarded);
    expect(stripe.requests).toEqual([]);
  });

  test('a second account stands beside the first', async () => {
    await connect();
    await accounts.save({ key: SAMPLE_KEYS.secondAccount, passphrase: null });
    await accounts.save({ key: SAMPLE_KEYS.test, passphrase: null });
    expect((await listConnections(store)).map(({ accountName, mode }) => [accountName, mode])).toEqual(
      expect.arrayContaining([
        ['Studio Lindqvist', 'live'],
        ['Studio Lindqvist', 'test'],
        ['Atelier Nord', 'live'],
      ]),
    );
  });

  test('an account that is connected already is not added twice', async () => {
    await connect(SAMPLE_KEYS.secret);
    expect(await accounts.save({ key: SAMPLE_KEYS.rotated, passphrase: null })).toMatchObject({
      code: 'already-connected',
    });
  });
});

describe('Update Key', () => {
  const update = (
    key: string,
    ifDifferent: 'ask' | 'switch' | 'add' = 'ask',
    passphrase: string | null = null,
  ) => accounts.update({ connectionId: 'conn-1' as ConnectionId, key, passphrase, ifDifferent });

  test('after a rotation the new key replaces the old, links and data stay', async () => {
    await connect(SAMPLE_KEYS.secret);
    expect(await update(SAMPLE_KEYS.rotated)).toMatchObject({ ok: true, connectionId: 'conn-1' });
    expect(await world.vault.readKey('conn-1')).toEqual({ ok: true, key: SAMPLE_KEYS.rotated });
  });

  test('a new key that does not work leaves the old one', async () => {
    await connect(SAMPLE_KEYS.secret);
    expect(await update(SAMPLE_KEYS.revoked)).toMatchObject({ ok: false, code: 'stripe-key-invalid' });
    expect(await world.vault.readKey('conn-1')).toEqual({ ok: true, key: SAMPLE_KEYS.secret });
    expect(await only()).toMatchObject({ keyHint: SAMPLE_KEYS.secret.slice(-4) });
  });

  test.each([
    ['another account', () => SAMPLE_KEYS.secondAccount, 'Atelier Nord', 'live'],
    ['another mode', () => SAMPLE_KEYS.test, 'Studio Lindqvist', 'test'],
  ])('a key of %s asks, and changes nothing meanwhile', async (_name, key, accountName, mode) => {
    await connect(SAMPLE_KEYS.secret);
    expect(await update(key())).toMatchObject({
      ok: false,
      code: 'different-account',
      detail: { accountName, mode },
    });
    expect(await world.vault.readKey('conn-1')).toEqual({ ok: true, key: SAMPLE_KEYS.secret });
  });

  test('Add keeps both', async () => {
    await connect(SAMPLE_KEYS.secret);
    await update(SAMPLE_KEYS.secondAccount, 'add');
    expect((await listConnections(store)).map((c) => c.connected)).toEqual([true, true]);
  });

  test('Switch disconnects the old account, whose figures stay', async () => {
    await connect(SAMPLE_KEYS.secret);
    await update(SAMPLE_KEYS.secondAccount, 'switch');
    const connections = await listConnections(store);
    expect(connections.map((c) => [c.accountName, c.connected])).toEqual(
      expect.arrayContaining([
        ['Studio Lindqvist', false],
        ['Atelier Nord', true],
      ]),
    );
    expect((await world.vault.readKey('conn-1')).ok).toBe(false);
  });

  test('a restricted key, which cannot name its account, is recognised by a subscription that we know', async () => {
    await connect(SAMPLE_KEYS.restricted);
    const known = [...stripe.account.subscriptions.values()].find((s) => s.status === 'active')?.id ?? '';
    const facts: Subscription = buildSubscription(known);
    const connected = await only();
    if (!connected) throw new Error('not connected');
    await store.put('connections', { ...connected, accountDigest: null, generation: 1 });
    await storePage(
      store,
      { connectionId: 'conn-1' as ConnectionId, generation: 1, startedAt: NOW, walkers: null, requests: 0 },
      { subscriptions: [facts] },
    );
    expect(await update(SAMPLE_KEYS.withoutEvents)).toMatchObject({ ok: true, connectionId: 'conn-1' });
    expect(await update(SAMPLE_KEYS.secondAccount)).toMatchObject({ code: 'different-account' });
  });

  test('while locked it wants the passphrase, and a wrong one changes nothing', async () => {
    await connect(SAMPLE_KEYS.secret);
    await world.vault.lock();
    expect(await update(SAMPLE_KEYS.rotated)).toMatchObject({ code: 'locked' });
    expect(await update(SAMPLE_KEYS.rotated, 'ask', NEW_PASSPHRASE)).toMatchObject({
      code: 'passphrase-wrong',
    });
    expect(await update(SAMPLE_KEYS.rotated, 'ask', PASSPHRASE)).toMatchObject({ ok: true });
  });
});

describe('Disconnect', () => {
  test('removes every copy of the key and its hint; the connection stays with its figures', async () => {
    const id = await connect();
    expect(await accounts.disconnect({ connectionId: id })).toEqual({ ok: true });
    expect(await only()).toMatchObject({ connected: false, keyHint: null, accountName: 'Studio Lindqvist' });
    const everything = world.dump() + JSON.stringify(await listConnections(store));
    expect(findSecret(everything, SAMPLE_KEYS.restricted.slice('rk_live_'.length))).toEqual([]);
    expect((await world.vault.state()).exists).toBe(false);
  });

  test('reconnecting the same account finds its connection, with any of its keys', async () => {
    const id = await connect(SAMPLE_KEYS.secret);
    await accounts.disconnect({ connectionId: id });
    const again = await accounts.save({ key: SAMPLE_KEYS.rotated, passphrase: NEW_PASSPHRASE });
    expect(again).toMatchObject({ ok: true, connectionId: id });
    expect(await only()).toMatchObject({ connected: true, accountName: 'Studio Lindqvist' });
  });

  test('of the only account needs no passphrase; of one of several it does', async () => {
    const first = await connect();
    await accounts.save({ key: SAMPLE_KEYS.secondAccount, passphrase: null });
    await world.vault.lock();
    expect(await accounts.disconnect({ connectionId: first })).toMatchObject({ code: 'locked' });
    await world.vault.unlock(PASSPHRASE);
    expect(await accounts.disconnect({ connectionId: first })).toEqual({ ok: true });
    await world.vault.lock();
    expect(await accounts.disconnect({ connectionId: 'conn-2' as ConnectionId })).toEqual({ ok: true });
    expect((await world.vault.state()).exists).toBe(false);
  });

  test('twice says that there is nothing connected', async () => {
    const id = await connect();
    await accounts.disconnect({ connectionId: id });
    expect(await accounts.disconnect({ connectionId: id })).toMatchObject({ code: 'not-connected' });
  });
});

/** A promise that somebody else settles (`Promise.withResolvers` needs a newer Node). */
function openable(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('a key that is still being checked', () => {
  /** Stripe does not answer until it is let go; resolves when it was asked. */
  async function held<T>(work: () => Promise<T>): Promise<{ answer: Promise<T>; letGo: () => Promise<T> }> {
    const hold = stripe.faults.hold();
    const asked = stripe.nextRequest();
    const answer = work();
    await asked;
    return {
      answer,
      letGo: () => {
        hold.release();
        return answer;
      },
    };
  }

  test('is not stored after Forget everything', async () => {
    const saving = await held(() => accounts.save({ key: SAMPLE_KEYS.restricted, passphrase: PASSPHRASE }));
    await accounts.forget(async () => {
      await world.vault.remove();
      await forgetAll(store);
    });
    expect(await saving.letGo()).toEqual({ ok: false, code: 'cancelled' });
    expect(await listConnections(store)).toEqual([]);
    expect((await world.vault.state()).exists).toBe(false);
    expect(findSecret(world.dump(), SAMPLE_KEYS.restricted.slice('rk_live_'.length))).toEqual([]);
  });

  test('is not stored for an account that was disconnected meanwhile', async () => {
    const id = await connect(SAMPLE_KEYS.secret);
    await accounts.save({ key: SAMPLE_KEYS.secondAccount, passphrase: null });
    const updating = await held(() =>
      accounts.update({
        connectionId: id,
        key: SAMPLE_KEYS.rotated,
        passphrase: null,
        ifDifferent: 'ask',
      }),
    );
    expect(await accounts.disconnect({ connectionId: id })).toEqual({ ok: true });
    expect(await updating.letGo()).toEqual({ ok: false, code: 'not-connected' });
    expect(await world.vault.readKey(id)).toMatchObject({ code: 'not-connected' });
    expect((await listConnections(store)).find((one) => one.id === id)).toMatchObject({ connected: false });
  });

  test('is stored whole before it is removed with the rest, when it was being stored at that moment', async () => {
    const gate = openable();
    const reached = openable();
    const order: string[] = [];
    beforeCreate = () => {
      reached.open();
      return gate.opened.then(() => void order.push('storing'));
    };
    const saving = accounts.save({ key: SAMPLE_KEYS.restricted, passphrase: PASSPHRASE });
    await reached.opened;
    const forgetting = accounts.forget(async () => {
      order.push('removing');
      await world.vault.remove();
      await forgetAll(store);
    });
    gate.open();
    await Promise.all([saving, forgetting]);
    expect(order).toEqual(['storing', 'removing']);
    expect(await listConnections(store)).toEqual([]);
    expect((await world.vault.state()).exists).toBe(false);
  });
});

test('a full disk at any operation of saving a key is said as such, and the next try works', async () => {
  for (let nth = 1; ; nth += 1) {
    const failing = failFrom(
      nth,
      () => new DOMException('The quota has been exceeded.', 'QuotaExceededError'),
    );
    const saved = await accounts
      .save({ key: SAMPLE_KEYS.secret, passphrase: PASSPHRASE })
      .finally(() => failing.restore());
    if (!failing.hasFailed()) {
      expect(saved).toMatchObject({ ok: true });
      expect(nth).toBeGreaterThan(2);
      return;
    }
    if (saved.ok) return;
    expect(saved.code).toBe('storage-full');
    expect(await listConnections(store)).toEqual([]);
  }
});

describe('a forgotten passphrase', () => {
  const connect = async () => {
    await accounts.save({ key: SAMPLE_KEYS.restricted, passphrase: PASSPHRASE });
    await world.vault.lock();
  };

  test('a new key with a new passphrase replaces the vault, and the account stays the same', async () => {
    await connect();
    const [before] = await listConnections(store);
    const answer = await accounts.replaceVault({ key: SAMPLE_KEYS.rotated, passphrase: NEW_PASSPHRASE });
    expect(answer).toMatchObject({ ok: true, connectionId: before?.id });
    const [after, ...more] = await listConnections(store);
    expect(more).toEqual([]);
    expect(after).toMatchObject({ connected: true, createdAt: before?.createdAt });
    expect(await world.vault.readKey(before?.id ?? '')).toEqual({ ok: true, key: SAMPLE_KEYS.rotated });
  });

  test('other accounts become not connected, and lose nothing else', async () => {
    await connect();
    const [first] = await listConnections(store);
    if (!first) throw new Error('An account should be connected.');
    await store.put('connections', { ...first, id: 'other' as ConnectionId, accountDigest: 'other' });
    await accounts.replaceVault({ key: SAMPLE_KEYS.rotated, passphrase: NEW_PASSPHRASE });
    const other = (await listConnections(store)).find(({ id }) => id === 'other');
    expect(other).toMatchObject({ connected: false, keyHint: null, accountName: first.accountName });
  });

  test('a replacement that was interrupted is finished after the next unlock', async () => {
    await connect();
    const [first] = await listConnections(store);
    if (!first) throw new Error('An account should be connected.');
    await store.put('connections', { ...first, id: 'other' as ConnectionId, accountDigest: 'other' });
    await world.vault.replace(NEW_PASSPHRASE, { [first.id]: SAMPLE_KEYS.rotated });
    await accounts.reconcile();
    const connected = (await listConnections(store)).filter((one) => one.connected).map(({ id }) => id);
    expect(connected).toEqual([first.id]);
  });

  test('a key that Stripe refuses, or a weak passphrase, changes nothing', async () => {
    await connect();
    const before = world.dump();
    const refused = { key: SAMPLE_KEYS.revoked, passphrase: NEW_PASSPHRASE };
    expect(await accounts.replaceVault(refused)).toMatchObject({ ok: false, code: 'stripe-key-invalid' });
    const weak = { key: SAMPLE_KEYS.rotated, passphrase: 'password123' };
    expect(await accounts.replaceVault(weak)).toMatchObject({ ok: false, code: 'passphrase-weak' });
    expect(world.dump()).toBe(before);
    expect(await listConnections(store)).toMatchObject([{ connected: true }]);
  });

  test('works for a vault that is lost', async () => {
    await connect();
    world.erasable.data.clear();
    expect(await world.vault.state()).toMatchObject({ trouble: 'vault-lost' });
    const answer = await accounts.replaceVault({ key: SAMPLE_KEYS.rotated, passphrase: NEW_PASSPHRASE });
    expect(answer).toMatchObject({ ok: true });
    expect(await listConnections(store)).toMatchObject([{ connected: true }]);
  });
});
