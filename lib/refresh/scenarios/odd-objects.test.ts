import { beforeEach, describe, expect, test } from 'vitest';
import { Account } from '../../../tests/stripe-server/account/account.ts';
import { createStripe, type TestStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { apiKey } from '../../../tests/stripe-server/http/keys.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import {
  clientMonthly,
  clientNextBilling,
  clientSince,
  subscriptionAmounts,
} from '../../billing/client-figures.ts';
import type { ClientDigest } from '../../billing/digest.ts';
import { asOf } from '../../billing/shapes.fixture.ts';
import { clientStatus } from '../../billing/status.ts';
import { seconds } from '../../model/units.ts';
import { addClient } from '../../store/records/clients.ts';
import { readRefreshState } from '../../store/records/refresh-state.ts';
import { readClientsView } from '../../store/views/read.ts';
import {
  ACCOUNT,
  failureOf,
  link,
  NOW,
  type RefreshSetup,
  refresherOn,
  setUpRefresh,
} from './refresh-setup.fixture.ts';

/**
 * One object is odd, the others are as they should be: the refresh succeeds, the others keep their figures, and its own
 * are right or unknown.
 */
const KEY = 'sk_live_FakeOddObjectsQm3Zk';
const LIKE_A_KEY = 'sk_live_ANameThatLooksLikeAKey';
const DAY = 86_400;

type Path = (string | number)[];
type Garble = (object: Record<string, unknown>) => unknown;

const KINDS = ['subscription', 'invoice', 'customer', 'product', 'price', 'coupon', 'schedule'] as const;
type Kind = (typeof KINDS)[number];
const COLLECTION = {
  subscription: 'subscriptions',
  invoice: 'invoices',
  customer: 'customers',
  product: 'products',
  price: 'prices',
  coupon: 'coupons',
  schedule: 'schedules',
} as const;

interface Owner {
  name: string;
  ids: Record<Kind, string>;
}

const newAccount = () =>
  new Account({ id: 'acct_1QvOddObjects', name: 'Odd', now: NOW, keys: [apiKey(KEY)], seed: 7 });

/** A subscription that shares nothing with others, with one object of each kind. */
function addOwner(account: Account, name: string, change: Partial<Record<Kind, string>> = {}): Owner {
  const began = NOW - 20 * DAY;
  const customer = account.addCustomer({ id: `cus_${name}`, name, email: null, created: began });
  const product = account.addProduct({ id: change.product ?? `prod_${name}`, name: `Plan ${name}` });
  const price = account.addPrice({
    id: change.price ?? `price_${name}`,
    product: product.id,
    currency: 'usd',
    tiersMode: 'graduated',
    tiers: [
      { upTo: 5, unit: 1000 },
      { upTo: null, unit: 900 },
    ],
  });
  const coupon = account.addCoupon({
    id: change.coupon ?? `COUPON${name}`,
    name,
    percentOff: 10,
    duration: 'forever',
  });
  const subscription = account.addSubscription({
    id: `sub_${name}`,
    customer: customer.id,
    items: [{ price: price.id, quantity: 7 }],
    coupons: [coupon.id],
    created: began,
    daysUntilDue: 5,
  });
  const schedule = account.addSchedule(subscription.id, {
    id: `sub_sched_${name}`,
    phases: [
      { start: began, end: NOW + 40 * DAY, items: [{ price: price.id, quantity: 7 }], coupons: [coupon.id] },
      { start: NOW + 40 * DAY, end: NOW + 70 * DAY, items: [{ price: price.id, quantity: 9 }] },
    ],
  });
  return {
    name,
    ids: {
      subscription: subscription.id,
      invoice: String(subscription.latest_invoice),
      customer: customer.id,
      product: product.id,
      price: price.id,
      coupon: coupon.id,
      schedule: schedule.id,
    },
  };
}

/** Changes objects in Stripe's answers, wherever they are in them. */
function garbling(stripe: TestStripe, odd: ReadonlyMap<string, Garble>): TestStripe {
  const garbled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(garbled);
    if (typeof value !== 'object' || value === null) return value;
    const copy = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, garbled(inner)]));
    const change = typeof copy.id === 'string' && 'object' in copy ? odd.get(copy.id) : undefined;
    return change ? change(copy) : copy;
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await stripe.fetch(input, init);
    if (answer.status !== 200) return answer;
    return new Response(JSON.stringify(garbled(await answer.json())), {
      status: 200,
      headers: answer.headers,
    });
  };
  // A getter of the server must keep reading the server.
  return new Proxy(stripe, { get: (target, name) => (name === 'fetch' ? fetch : Reflect.get(target, name)) });
}

async function setUp(
  stripe: TestStripe,
  owners: readonly Owner[],
  odd = new Map<string, Garble>(),
): Promise<RefreshSetup> {
  const w = await setUpRefresh({ stripe: garbling(stripe, odd) });
  for (const { name, ids } of owners)
    await addClient(w.store, buildClientDraft({ name, links: [link(ids.subscription)] }), NOW);
  return w;
}

async function refreshed(w: RefreshSetup): Promise<Map<string, ClientDigest>> {
  const outcome = await w.refresher.start();
  expect(failureOf(outcome)).toBeNull();
  const view = await readClientsView(w.store);
  return new Map(view?.rows.map((row) => [row.name, row]));
}

/** null: unknown. */
function figuresOf(row: ClientDigest | undefined) {
  if (!row) return {};
  const when = { ...asOf({ now: seconds(NOW) }), lastRefresh: new Map([[ACCOUNT, seconds(NOW)]]) };
  const { status } = clientStatus(row, when);
  const monthly = clientMonthly(row, when.now);
  const next = clientNextBilling(row, when);
  return {
    status: status === 'unknown' ? null : status,
    monthly: monthly.unknown ? null : monthly.byCurrency,
    amounts: row.links
      .flatMap((one) => subscriptionAmounts(one, when.now))
      .map((part) => (part.amount === null ? null : part)),
    next: 'at' in next ? next.at : null,
    since: clientSince(row),
  };
}

function differences(right: ClientDigest | undefined, seen: ClientDigest | undefined): string[] {
  const [a, b] = [figuresOf(right), figuresOf(seen)];
  const isOther = (x: unknown, y: unknown) => y !== null && JSON.stringify(x) !== JSON.stringify(y);
  return [
    ...(['status', 'monthly', 'next', 'since'] as const).filter((name) => isOther(a[name], b[name])),
    ...(b.amounts?.some((part, index) => isOther(a.amounts?.[index], part)) ? ['amount'] : []),
  ];
}

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'metadata' || name === 'lines') continue;
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]);
  }
}

/** What no field can be; and missing, which is no fault: each API version lacks some fields. */
const GARBAGE = ['object', 'scalar', 'missing'] as const;
const garbageAt = (index: number) => GARBAGE[index % GARBAGE.length] ?? 'object';

function garbageFor(kind: (typeof GARBAGE)[number], value: unknown): unknown {
  if (kind === 'missing') return undefined;
  // 7.5 could be a date or a percentage.
  if (kind === 'object' || value === null) return { odd: true };
  return typeof value === 'number' ? 'odd' : 7.5;
}

const setAt =
  (path: Path, kind: (typeof GARBAGE)[number]): Garble =>
  (object) => {
    const owner = path
      .slice(0, -1)
      .reduce<unknown>((inner, name) => Reflect.get(Object(inner), name), object);
    const name = path.at(-1) ?? '';
    if (typeof owner === 'object' && owner !== null)
      Reflect.set(owner, name, garbageFor(kind, Reflect.get(owner, name)));
    return object;
  };

describe.each(KINDS)('a %s that is odd in one field', (kind) => {
  const account = newAccount();
  const model = addOwner(account, 'Model');
  const object = account[COLLECTION[kind]].get(model.ids[kind]);
  // As an answer, without what was set to undefined.
  const paths = [...pathsIn(JSON.parse(JSON.stringify(object)))];
  const odd = new Map<string, Garble>();
  const owners = paths.map((path, index) => {
    const owner = addOwner(account, `O${index}`);
    odd.set(owner.ids[kind], setAt(path, garbageAt(index)));
    return owner;
  });
  const plain = addOwner(account, 'Plain');
  const stripe = createStripe({ account });

  test('costs itself only, and is never shown with another figure', async () => {
    const right = await refreshed(await setUp(stripe, [...owners, plain]));
    const seen = await refreshed(await setUp(stripe, [...owners, plain], odd));
    expect(figuresOf(right.get('Plain'))).toMatchObject({ status: 'late', amounts: [{ amount: 6120 }] });
    expect(seen.get('Plain')).toEqual({ ...right.get('Plain'), id: seen.get('Plain')?.id });
    const wrong = owners.flatMap(({ name }, index) => {
      const found = garbageAt(index) === 'missing' ? [] : differences(right.get(name), seen.get(name));
      return found.length === 0 ? [] : [`${kind}.${paths[index]?.join('.')}: ${found.join(', ')}`];
    });
    expect(wrong).toEqual([]);
  }, 120_000);
});

describe('an odd object', () => {
  let account: Account;
  let odd: Owner;
  let plain: Owner;

  beforeEach(() => {
    account = newAccount();
    odd = addOwner(account, 'Odd');
    plain = addOwner(account, 'Plain');
  });

  const statusOf = (row: ClientDigest | undefined) => figuresOf(row).status;

  test.each<[string, Garble]>([
    ['has no customer', ({ customer: _, ...rest }) => rest],
    ['has no status', ({ status: _, ...rest }) => rest],
    ['says it is something else', (object) => ({ ...object, object: 'invoice' })],
    ['has no id', ({ id: _, ...rest }) => rest],
    ['is an empty object', () => ({})],
  ])('a linked subscription that %s has an unknown amount, and is counted', async (_, change) => {
    const w = await setUp(createStripe({ account }), [odd, plain], new Map([[odd.ids.subscription, change]]));
    const rows = await refreshed(w);
    expect(figuresOf(rows.get('Odd'))).toMatchObject({ monthly: null });
    expect(statusOf(rows.get('Plain'))).toBe('late');
    expect((await readRefreshState(w.store))?.unreadable ?? 0).toBeGreaterThan(0);
  });

  test('one that can be read again is right after the next refresh', async () => {
    const garbled = new Map<string, Garble>([[odd.ids.subscription, ({ status: _, ...rest }) => rest]]);
    const w = await setUp(createStripe({ account }), [odd, plain], garbled);
    expect(figuresOf((await refreshed(w)).get('Odd'))).toMatchObject({ monthly: null });
    garbled.clear();
    expect(figuresOf((await refreshed(w)).get('Odd'))).toMatchObject({ status: 'late' });
  });

  test('an event that does not say what changed: everything is read, once', async () => {
    const garbled = new Map<string, Garble>();
    const stripe = createStripe({ account });
    const w = await setUp(stripe, [odd, plain], garbled);
    await refreshed(w);
    account.changeQuantity(odd.ids.subscription, 3);
    const event = [...account.events.values()].findLast(({ type }) => type.endsWith('subscription.updated'));
    garbled.set(event?.id ?? '', ({ type: _, ...rest }) => rest);
    const rows = await refreshed(w);
    expect(figuresOf(rows.get('Odd')).amounts).toMatchObject([{ amount: 2700 }]);
    stripe.reset();
    await refreshed(w);
    expect(stripe.requests.filter(({ endpoint }) => endpoint === '/v1/subscriptions')).toEqual([]);
  });

  test.each(['product', 'price', 'coupon'] as const)('a %s with an id like a key', async (kind) => {
    const keyed = addOwner(account, 'Keyed', { [kind]: LIKE_A_KEY });
    const stripe = createStripe({ account });
    const rows = await refreshed(await setUp(stripe, [odd, plain, keyed]));
    expect(statusOf(rows.get('Plain'))).toBe('late');
    expect(stripe.requests.filter(({ path, query }) => `${path}${query}`.includes(LIKE_A_KEY))).toEqual([]);
  });

  test('a hundred products with long ids', async () => {
    for (let index = 0; index < 100; index += 1) {
      addOwner(account, `Long${index}`, { product: `${'é~ '.repeat(60)}${index}` });
    }
    const w = await setUp(createStripe({ account }), [odd, plain]);
    await refreshed(w);
    expect(await w.store.count('products')).toBe(102);
  });

  test('subscriptions without an id that nobody has linked are counted', async () => {
    const stripe = createStripe({ account });
    const w = await setUp(stripe, [plain], new Map([[odd.ids.subscription, () => null]]));
    expect(statusOf((await refreshed(w)).get('Plain'))).toBe('late');
    expect((await readRefreshState(w.store))?.unreadable).toBe(1);
  });

  test('a coupon that takes off neither a share nor an amount', async () => {
    const change: Garble = (coupon) => ({ ...coupon, percent_off: null });
    const rows = await refreshed(
      await setUp(createStripe({ account }), [odd, plain], new Map([[odd.ids.coupon, change]])),
    );
    expect(figuresOf(rows.get('Odd'))).toMatchObject({ monthly: null });
  });

  test('a worker that starts later reads it the same', async () => {
    const garbled = new Map<string, Garble>([[odd.ids.subscription, ({ customer: _, ...rest }) => rest]]);
    const stripe = createStripe({ account });
    const w = await setUp(stripe, [odd, plain], garbled);
    await refreshed(w);
    const later = { ...w, refresher: refresherOn(garbling(stripe, garbled), w.clock) };
    expect(figuresOf((await refreshed(later)).get('Odd'))).toMatchObject({ monthly: null });
  });
});
