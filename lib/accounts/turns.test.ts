import { beforeEach, describe, expect, test } from 'vitest';
import { createStripe, type TestStripe } from '../../tests/stripe-server/http/fetch.ts';
import { SAMPLE_KEYS, sampleAccounts } from '../../tests/stripe-server/samples/sample-account.ts';
import { buildClientDraft } from '../../tests/support/build-client.ts';
import { createVirtualTime, NOW, type VirtualTime } from '../../tests/support/virtual-time.ts';
import { systemCalendar } from '../billing/calendar.ts';
import type { ConnectionId } from '../model/ids.ts';
import { readAccount } from '../refresh/reading/read-account.ts';
import { createRefresher, type Refresher } from '../refresh/refresher.ts';
import { forgetAll } from '../store/db/forget.ts';
import { type HoldableStore, holdable, settable } from '../store/db/held.fixture.ts';
import type { Store } from '../store/db/open.ts';
import { emptyStore } from '../store/db/store.fixture.ts';
import { addClient } from '../store/records/clients.ts';
import { listConnections, readConnection } from '../store/records/connections.ts';
import { countRequestsThisMonth, listRequests } from '../store/records/requests.ts';
import { generationRange } from '../store/records/subscriptions.ts';
import { readClientsView, readOptionsView } from '../store/views/read.ts';
import { createStripeReader } from '../stripe/reader.ts';
import { createHarness, type Harness, NEW_PASSPHRASE, PASSPHRASE } from '../vault/harness.fixture.ts';
import { createSerial } from '../vault/serial.ts';
import { type Accounts, createAccounts } from './accounts.ts';

/** Each test stops one side at a chosen step (the store, the vault, Stripe), lets the other run, and goes on. */

const ID = 'conn-1' as ConnectionId;

let store: Store;
let held: HoldableStore;
let stripe: TestStripe;
let world: Harness;
let clock: VirtualTime;
let refresher: Refresher;
let accounts: Accounts;

beforeEach(async () => {
  store = await emptyStore();
  held = holdable(store);
  stripe = createStripe({ account: sampleAccounts(NOW) });
  world = createHarness();
  clock = createVirtualTime(NOW * 1000);
  const createReader = (options: { key: string }) =>
    createStripeReader({
      ...options,
      fetch: stripe.fetch,
      now: clock.now,
      random: () => 0.5,
      sleep: clock.skip,
    });
  const inTurn = createSerial();
  const guard = async () => null;
  refresher = createRefresher({
    openStore: async () => held.store,
    readKey: (id) => world.vault.readKey(id),
    guard,
    createReader,
    readAccount,
    exclusively: (work) => work(),
    inTurn,
    calendar: systemCalendar(),
    now: clock.now,
  });
  let ids = 0;
  accounts = createAccounts({
    openStore: async () => held.store,
    vault: world.vault,
    checkPassphrase: () => null,
    guard,
    createReader,
    inTurn,
    holdOffRefresh: refresher.holdOff,
    newId: () => {
      ids += 1;
      return `conn-${ids}`;
    },
    now: clock.now,
  });
});

const connect = () => accounts.save({ key: SAMPLE_KEYS.secret, passphrase: PASSPHRASE });
const rotate = () =>
  accounts.update({ connectionId: ID, key: SAMPLE_KEYS.rotated, passphrase: null, ifDifferent: 'ask' });
const failureIn = async (refresh: ReturnType<Refresher['start']>) => {
  const outcome = await refresh;
  return 'ok' in outcome ? outcome.code : (outcome.state.failure?.code ?? null);
};
/** The commit of a full read: after it has read the connection, before it writes. */
const holdCommit = () => held.hold(([, , key]) => key === 'settings');
const shownSubscriptions = async () => {
  const connection = await readConnection(store, ID);
  return connection ? store.count('subscriptions', generationRange(ID, connection.generation)) : 0;
};

/** The next use of a vault's storage waits. */
function holdVault(storage: 'local' | 'erasable', operation: 'set' | 'names') {
  const [reached, come] = settable();
  const [released, release] = settable();
  world[storage].before = (asked) => {
    if (asked !== operation) return;
    world[storage].before = () => undefined;
    come();
    return released;
  };
  return { reached, release };
}

describe('Update Key during a full refresh', () => {
  test('while it commits: the figures are the new ones, and the key too', async () => {
    await connect();
    await refresher.start();
    clock.pass(8 * 86_400_000);
    const commit = holdCommit();
    const refresh = refresher.start();
    await commit.reached;
    const updating = rotate();
    commit.release();
    expect(await failureIn(refresh)).toBeNull();
    expect(await updating).toMatchObject({ ok: true });
    expect(await readConnection(store, ID)).toMatchObject({
      generation: 2,
      keyHint: SAMPLE_KEYS.rotated.slice(-4),
      lastFullRead: NOW + 8 * 86_400,
    });
    expect(await shownSubscriptions()).toBeGreaterThan(0);
    expect(await world.vault.readKey(ID)).toEqual({ ok: true, key: SAMPLE_KEYS.rotated });
  });

  test('while the vault stores the key: the commit waits for its turn, and loses nothing', async () => {
    await connect();
    await refresher.start();
    clock.pass(8 * 86_400_000);
    const storing = holdVault('local', 'set');
    const updating = rotate();
    await storing.reached;
    const last = held.hold(([method, name]) => method === 'getAll' && name === 'products');
    const refresh = refresher.start();
    storing.release();
    await last.reached;
    last.release();
    expect(await updating).toMatchObject({ ok: true });
    expect(await failureIn(refresh)).toBeNull();
    expect(await readConnection(store, ID)).toMatchObject({
      generation: 2,
      keyHint: SAMPLE_KEYS.rotated.slice(-4),
    });
    expect(await shownSubscriptions()).toBeGreaterThan(0);
  });

  test('a rotated key of the same permissions does not make the next refresh read everything', async () => {
    await connect();
    await refresher.start();
    const feed = (await readConnection(store, ID))?.feed;
    expect(feed).toBeDefined();
    await rotate();
    expect((await readConnection(store, ID))?.feed).toEqual(feed);
  });
});

describe('Disconnect', () => {
  test('during the commit waits for it, and keeps the figures that it shows', async () => {
    await connect();
    const commit = holdCommit();
    const refresh = refresher.start();
    await commit.reached;
    const disconnecting = accounts.disconnect({ connectionId: ID });
    commit.release();
    expect(await disconnecting).toEqual({ ok: true });
    expect(await failureIn(refresh)).toBeNull();
    expect(await readConnection(store, ID)).toMatchObject({
      connected: false,
      keyHint: null,
      generation: 1,
      lastRefresh: NOW,
    });
    expect(await shownSubscriptions()).toBeGreaterThan(0);
  });

  test('during the read ends it, and nothing of the read is left', async () => {
    await connect();
    const answers = stripe.faults.hold(({ path }) => path === '/v1/subscriptions');
    const refresh = refresher.start();
    await stripe.nextRequest(({ path }) => path === '/v1/subscriptions');
    expect(await accounts.disconnect({ connectionId: ID })).toEqual({ ok: true });
    answers.release();
    expect(await failureIn(refresh)).toBe('cancelled');
    expect(await readConnection(store, ID)).toMatchObject({ connected: false, generation: 0 });
    for (const name of ['runs', 'subscriptions', 'invoices'] as const)
      expect(await store.count(name)).toBe(0);
  });

  test('a refresh that is asked for meanwhile begins nothing', async () => {
    await connect();
    const removing = holdVault('erasable', 'names');
    const disconnecting = accounts.disconnect({ connectionId: ID });
    await removing.reached;
    const sent = stripe.requests.length;
    expect(await failureIn(refresher.start())).toBe('cancelled');
    removing.release();
    expect(await disconnecting).toEqual({ ok: true });
    expect(stripe.requests).toHaveLength(sent);
    expect(await failureIn(refresher.start())).toBe('not-connected');
  });
});

describe('Forget everything', () => {
  const forget = () =>
    accounts.forget(async () => {
      await world.vault.remove();
      await forgetAll(store);
    });
  const records = async () => {
    const counts = await Promise.all([...store.objectStoreNames].map((name) => store.count(name)));
    return counts.reduce((sum, count) => sum + count);
  };

  test('leaves nothing of a refresh that was asked for in the same instant, before or after', async () => {
    await connect();
    const before = refresher.start();
    const forgetting = forget();
    const after = refresher.start();
    await forgetting;
    expect([await failureIn(before), await failureIn(after)]).toEqual(['cancelled', 'cancelled']);
    expect(await records()).toBe(0);
  });

  test.each(['a page', 'the commit'])('leaves nothing of a refresh that was at %s', async (where) => {
    await connect();
    const at =
      where === 'a page' ? held.hold(([method, name]) => method === 'get' && name === 'runs') : holdCommit();
    const refresh = refresher.start();
    await at.reached;
    const forgetting = forget();
    at.release();
    await Promise.all([refresh, forgetting]);
    expect(await records()).toBe(0);
  });

  test('a refresh that is asked for while it removes writes nothing, then or later', async () => {
    await connect();
    const removing = holdVault('erasable', 'names');
    const forgetting = forget();
    await removing.reached;
    const refresh = refresher.start();
    removing.release();
    await forgetting;
    expect(await failureIn(refresh)).toBe('cancelled');
    expect(await failureIn(refresher.start())).toBe('not-connected');
    expect(await records()).toBe(0);
  });
});

describe('two windows that save a first key at once', () => {
  /** Both keys are at Stripe, and neither is answered, before the first is stored. */
  async function bothSave(...given: [key: string, passphrase: string][]) {
    const hold = stripe.faults.hold();
    const asked = given.map(([key]) =>
      stripe.nextRequest(({ headers }) => headers.authorization === `Bearer ${key}`),
    );
    const saving = given.map(([key, passphrase]) => accounts.save({ key, passphrase }));
    await Promise.all(asked);
    hold.release();
    return Promise.all(saving);
  }
  const codes = (answers: Awaited<ReturnType<typeof bothSave>>) =>
    answers.map((answer) => (answer.ok ? 'ok' : answer.code)).sort();
  const opensWith = async (passphrase: string) => (await world.restartBrowser().unlock(passphrase)).ok;

  test('of one account, with one passphrase: one connection', async () => {
    const answers = await bothSave([SAMPLE_KEYS.secret, PASSPHRASE], [SAMPLE_KEYS.rotated, PASSPHRASE]);
    expect(codes(answers)).toEqual(['already-connected', 'ok']);
    expect(await listConnections(store)).toHaveLength(1);
  });

  test('of one account, with two passphrases: one connection, under the passphrase of the one that is told ok', async () => {
    const passphrases = [PASSPHRASE, NEW_PASSPHRASE];
    const answers = await bothSave([SAMPLE_KEYS.secret, PASSPHRASE], [SAMPLE_KEYS.rotated, NEW_PASSPHRASE]);
    expect(codes(answers)).toEqual(['already-connected', 'ok']);
    expect(await listConnections(store)).toHaveLength(1);
    const won = answers.findIndex(({ ok }) => ok);
    expect(await opensWith(passphrases[won] ?? '')).toBe(true);
    expect(await opensWith(passphrases[1 - won] ?? '')).toBe(false);
  });

  test('of two accounts, with two passphrases: the second hears that its passphrase is wrong', async () => {
    const answers = await bothSave(
      [SAMPLE_KEYS.secret, PASSPHRASE],
      [SAMPLE_KEYS.secondAccount, NEW_PASSPHRASE],
    );
    expect(codes(answers)).toEqual(['ok', 'passphrase-wrong']);
    expect(await listConnections(store)).toHaveLength(1);
  });

  test('of two accounts, with one passphrase: both are connected', async () => {
    const answers = await bothSave([SAMPLE_KEYS.secret, PASSPHRASE], [SAMPLE_KEYS.secondAccount, PASSPHRASE]);
    expect(codes(answers)).toEqual(['ok', 'ok']);
    expect(await listConnections(store)).toHaveLength(2);
  });

  test('a form that still asks for a new passphrase does not store under another one', async () => {
    await connect();
    const sent = stripe.requests.length;
    const second = await accounts.save({ key: SAMPLE_KEYS.secondAccount, passphrase: NEW_PASSPHRASE });
    expect(second).toMatchObject({ code: 'passphrase-wrong' });
    expect(stripe.requests).toHaveLength(sent);
  });
});

describe('the requests of a key check', () => {
  test.each([
    ['a key that is taken', SAMPLE_KEYS.restricted],
    ['a key that is refused', SAMPLE_KEYS.revoked],
  ])('%s: each is logged, and counted in the month', async (_name, key) => {
    await accounts.save({ key, passphrase: PASSPHRASE });
    const logged = await listRequests(store, { limit: 100 });
    expect(logged).toHaveLength(stripe.requests.length);
    expect(logged.every(({ status }) => status !== null && status > 0)).toBe(true);
    expect(await countRequestsThisMonth(store, NOW * 1000)).toBe(stripe.requests.length);
    expect(JSON.stringify(logged)).not.toMatch(/[sr]k_live/);
  });

  test('of Update Key are of its account, and of a forgotten passphrase too', async () => {
    await connect();
    await rotate();
    await accounts.replaceVault({ key: SAMPLE_KEYS.secret, passphrase: NEW_PASSPHRASE });
    const logged = await listRequests(store, { limit: 100 });
    expect(logged).toHaveLength(stripe.requests.length);
    expect(logged.some(({ connectionId }) => connectionId === ID)).toBe(true);
  });

  test('a key is not sent where its requests could not be logged', async () => {
    const closed = createAccountsWithoutStore();
    expect(await closed.save({ key: SAMPLE_KEYS.secret, passphrase: PASSPHRASE })).toMatchObject({
      ok: false,
    });
    expect(stripe.requests).toEqual([]);
  });

  function createAccountsWithoutStore(): Accounts {
    return createAccounts({
      openStore: () => Promise.reject(new DOMException('newer', 'VersionError')),
      vault: world.vault,
      checkPassphrase: () => null,
      guard: async () => null,
      createReader: ({ key }) =>
        createStripeReader({
          key,
          fetch: stripe.fetch,
          now: clock.now,
          random: () => 0.5,
          sleep: clock.skip,
        }),
      inTurn: createSerial(),
      holdOffRefresh: (work) => work(),
      newId: () => 'conn-1',
      now: clock.now,
    });
  }
});

describe('removing an account', () => {
  const SECOND = 'conn-2' as ConnectionId;
  const recordsOf = async (id: ConnectionId) => {
    const names = [
      'connections',
      'runs',
      'subscriptions',
      'invoices',
      'products',
      'prices',
      'coupons',
    ] as const;
    const keys: unknown[] = [];
    for (const name of names) keys.push(...(await store.getAllKeys(name)));
    keys.push(...(await store.getAllKeys('snapshots')));
    return keys.filter((key) => JSON.stringify(key).includes(`"${id}"`));
  };
  const linkedTo = async (id: ConnectionId) => {
    const option = (await readOptionsView(store))?.options.find(({ connectionId }) => connectionId === id);
    if (!option) throw new Error('The account should have subscriptions.');
    const links = [{ connectionId: id, subscriptionId: option.id }];
    await addClient(store, buildClientDraft({ name: `client of ${id}`, links }), NOW);
  };
  const connectBoth = async () => {
    await connect();
    await accounts.save({ key: SAMPLE_KEYS.secondAccount, passphrase: null });
    await refresher.start();
  };

  test('takes all that was read from it, and leaves the clients, their links and the other account', async () => {
    await connectBoth();
    await linkedTo(ID);
    await linkedTo(SECOND);
    const other = await recordsOf(SECOND);
    await accounts.disconnect({ connectionId: ID });
    expect(await accounts.remove({ connectionId: ID })).toEqual({ ok: true });
    expect(await recordsOf(ID)).toEqual([]);
    expect(await recordsOf(SECOND)).toEqual(other);
    const view = await readClientsView(store);
    expect(view?.connections.map(({ id }) => id)).toEqual([SECOND]);
    expect(view?.rows.map(({ links, unread }) => [links.length, unread.length]).sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    const options = (await readOptionsView(store))?.options ?? [];
    expect(new Set(options.map(({ connectionId }) => connectionId))).toEqual(new Set([SECOND]));
    expect(await world.vault.readKey(SECOND)).toMatchObject({ ok: true });
  });

  test('is refused while it is connected', async () => {
    await connect();
    expect(await accounts.remove({ connectionId: ID })).toEqual({ ok: false, code: 'still-connected' });
    expect(await readConnection(store, ID)).toMatchObject({ connected: true });
  });

  test('while the other account’s refresh commits: neither undoes the other', async () => {
    await connectBoth();
    await accounts.disconnect({ connectionId: ID });
    clock.pass(8 * 86_400_000);
    const commit = holdCommit();
    const refresh = refresher.start();
    await commit.reached;
    const removing = accounts.remove({ connectionId: ID });
    commit.release();
    expect(await failureIn(refresh)).toBeNull();
    expect(await removing).toEqual({ ok: true });
    expect(await recordsOf(ID)).toEqual([]);
    expect(await readConnection(store, SECOND)).toMatchObject({ lastFullRead: NOW + 8 * 86_400 });
  });

  test('a second time changes nothing', async () => {
    await connect();
    await accounts.disconnect({ connectionId: ID });
    await accounts.remove({ connectionId: ID });
    expect(await accounts.remove({ connectionId: ID })).toEqual({ ok: true });
    expect(await listConnections(store)).toEqual([]);
  });
});
