import { describe, expect, test } from 'vitest';
import type { Account } from '../../../tests/stripe-server/account/account.ts';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { apiKeyWithout } from '../../../tests/stripe-server/http/keys.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import { buildClientDraft } from '../../../tests/support/build-client.ts';
import { SOAK } from '../../../tests/support/soak.ts';
import { clientMonthly } from '../../billing/client-figures.ts';
import { addClient } from '../../store/records/clients.ts';
import { computeViews } from '../../store/views/compute.ts';
import { readClientsView, readOptionsView } from '../../store/views/read.ts';
import {
  countsOf,
  failureOf,
  link,
  NOW,
  type RefreshSetup,
  refresherOn,
  SAMPLE_KEYS,
  setUpRefresh,
  shown,
} from '../scenarios/refresh-setup.fixture.ts';

const PAGES = '/v1/subscriptions';
const BY_ID = '/v1/subscriptions/:id';

/** After one full read, some time ago. Requests are counted from here. */
async function setUpAfterFullRead(subscriptions = 300, seed = 5): Promise<RefreshSetup> {
  const account = generateAccount({ seed, subscriptions, now: NOW });
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  await w.refresher.start();
  return later(w);
}

function later(w: RefreshSetup, seconds = 3600): RefreshSetup {
  w.clock.pass(seconds * 1000);
  w.stripe.account.advance(seconds);
  w.stripe.reset();
  return w;
}

async function refresh(w: RefreshSetup) {
  const outcome = await w.refresher.start();
  expect(failureOf(outcome)).toBeNull();
  return outcome;
}

function active(account: Account, index: number): string {
  const found = [...account.subscriptions.values()].filter(
    (one) => one.status === 'active' && !one.test_clock && one.latest_invoice !== null,
  );
  return found[index]?.id ?? '';
}

/** What a key with no memory reads now, to compare with. Ended ones that are only linked here are left out. */
async function expectTrue(w: RefreshSetup) {
  const mine = await shown(w.store);
  const views = await computeViews(w.store);
  expect(await readOptionsView(w.store)).toEqual(views.options);
  expect(await readClientsView(w.store)).toEqual(views.clients);
  const fresh = await setUpRefresh({ stripe: createStripe({ account: w.stripe.account }) });
  await fresh.refresher.start();
  const theirs = await shown(fresh.store);
  const listed = new Set(theirs.subscriptions.map(({ id }) => id));
  expect(mine.subscriptions.filter(({ id }) => listed.has(id))).toEqual(theirs.subscriptions);
  expect(mine.subscriptions.every((one) => listed.has(one.id) || one.status === 'canceled')).toBe(true);
  expect(mine.invoices).toEqual(theirs.invoices);
  expect(new Map(mine.products.map((one) => [one.id, one.name]))).toEqual(
    new Map(theirs.products.map((one) => [one.id, one.name])),
  );
}

describe('nothing has changed', () => {
  test.each(SOAK ? [100, 1_000, 10_000, 50_000] : [100, 1_500])(
    'a refresh of %i subscriptions asks for the events and the open invoices, and for nothing else',
    async (count) => {
      const w = await setUpAfterFullRead(count);
      const open = [...w.stripe.account.invoices.values()].filter(
        (one) => one.status === 'open' && !one.test_clock,
      ).length;
      await refresh(w);
      expect(countsOf(w.stripe)).toEqual({
        '/v1/events': 1,
        '/v1/invoices': Math.max(1, Math.ceil(open / 100)),
      });
      const [connection] = await w.store.getAll('connections');
      expect(connection).toMatchObject({ generation: 1, lastFullRead: NOW });
      expect(connection?.lastRefresh).toBeGreaterThanOrEqual(NOW + 3600);
      expect((await readClientsView(w.store))?.connections[0]?.lastRefresh).toBe(connection?.lastRefresh);
    },
    SOAK ? 600_000 : 20_000,
  );

  test('also after a refresh that found changes, whose events are listed again', async () => {
    const w = await setUpAfterFullRead();
    w.stripe.account.changeQuantity(active(w.stripe.account, 3), 4);
    await refresh(w);
    later(w, 5);
    await refresh(w);
    expect(w.stripe.requests).toHaveLength(2);
  });

  test('also where events came just before the full read', async () => {
    const account = generateAccount({ seed: 5, subscriptions: 300, now: NOW });
    for (let index = 0; index < 5; index += 1) account.changeQuantity(active(account, index), 9);
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    await w.refresher.start();
    later(w, 60);
    await refresh(w);
    expect(w.stripe.requests).toHaveLength(2);
  });
});

describe.each(['current', 'older'] as const)('changes, by events in the %s shape', (shape) => {
  const changes: [string, (account: Account) => void, number][] = [
    ['another quantity', (a) => a.changeQuantity(active(a, 2), 5), 1],
    ['a new subscription', (a) => a.addSubscription(wishLike(a, active(a, 2))), 1],
    ['one ends: its event says all there is', (a) => a.cancelNow(active(a, 2)), 0],
    ['a renewal that fails', (a) => a.renew(active(a, 2), 'failed'), 1],
    ['a renewal that is paid', (a) => a.renew(active(a, 2), 'paid'), 1],
    ['collection is paused', (a) => a.pauseCollection(active(a, 2), 'void'), 1],
    [
      'a customer is renamed',
      (a) => a.renameCustomer(customerOf(a, active(a, 2)), 'Renamed', 'new@example.com'),
      1,
    ],
    ['a customer is deleted', (a) => a.deleteCustomer(customerOf(a, active(a, 2))), 1],
    ['a product is renamed', (a) => a.renameProduct(productOf(a, active(a, 2)), 'Renamed'), 1],
    ['a discount on a subscription', (a) => a.applyDiscount({ subscription: active(a, 2) }, couponOf(a)), 1],
    [
      'a discount on a customer',
      (a) => a.applyDiscount({ customer: customerOf(a, active(a, 2)) }, couponOf(a)),
      1,
    ],
  ];
  test.each(changes)('%s', async (_name, change, reads) => {
    const w = await setUpAfterFullRead();
    w.stripe.account.eventShape = shape;
    change(w.stripe.account);
    const openPages = Math.max(
      1,
      Math.ceil([...w.stripe.account.invoices.values()].filter((one) => one.status === 'open').length / 100),
    );
    await refresh(w);
    expect(countsOf(w.stripe)[PAGES]).toBeUndefined();
    expect(w.stripe.requests.length).toBeLessThanOrEqual(1 + openPages + reads);
    await expectTrue(w);
  });
});

describe('a change is read by id', () => {
  test('each object once, however many events name it, and several at once', async () => {
    const w = await setUpAfterFullRead(600);
    const { account } = w.stripe;
    for (let index = 0; index < 6; index += 1) {
      account.changeQuantity(active(account, index), 3);
      account.changeQuantity(active(account, index), 4);
    }
    await refresh(w);
    expect(countsOf(w.stripe)).toEqual({ '/v1/events': 1, '/v1/invoices': 1, [BY_ID]: 6 });
    await expectTrue(w);
  });

  test('names, tiers and coupons that are new are read too', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    const product = account.addProduct({ name: 'Brand new' });
    const price = account.addPrice({
      product: product.id,
      currency: 'usd',
      tiersMode: 'volume',
      tiers: [{ upTo: null, unit: 300 }],
    });
    const coupon = account.addCoupon({ name: null, percentOff: 10, duration: 'forever' });
    const { customer } = wishLike(account, active(account, 2));
    account.addSubscription({ customer, items: [{ price: price.id, quantity: 2 }], coupons: [coupon.id] });
    await refresh(w);
    expect(countsOf(w.stripe)).toMatchObject({ '/v1/products': 1, '/v1/prices/:id': 1, '/v1/coupons': 1 });
    await expectTrue(w);
  });

  test('a linked subscription that ends stays, as ended', async () => {
    const w = await setUpAfterFullRead();
    const id = active(w.stripe.account, 2);
    await addClient(w.store, buildClientDraft({ name: 'Acme', links: [link(id)] }), NOW);
    w.stripe.account.cancelNow(id);
    const outcome = await refresh(w);
    expect((await readClientsView(w.store))?.rows[0]?.links[0]).toMatchObject({ id, status: 'canceled' });
    expect('changes' in outcome && outcome.changes[0]?.change).toMatchObject({ client: 'Acme', to: 'ended' });
    await expectTrue(w);
  });

  test('an upgrade is invoiced in the middle of a period: the tax that the last full invoice showed still comes off', async () => {
    const account = generateAccount({ seed: 5, subscriptions: 300, now: NOW });
    const id = active(account, 2);
    const subscription = account.subscriptions.get(id);
    const invoice = account.invoices.get(String(subscription?.latest_invoice));
    if (!subscription || !invoice) throw new Error('no invoice');
    const automatic = { disabled_reason: null, enabled: true, liability: { type: 'self' as const } };
    account.subscriptions.put({ ...subscription, automatic_tax: automatic });
    const net = Math.round(invoice.subtotal / 2);
    const full = { ...invoice, billing_reason: 'subscription_cycle' as const, subtotal_excluding_tax: net };
    account.invoices.put(full);
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    await addClient(w.store, buildClientDraft({ links: [link(id)] }), NOW);
    await w.refresher.start();
    const monthly = async () => {
      const [row] = (await readClientsView(w.store))?.rows ?? [];
      return row && clientMonthly(row, NOW).byCurrency;
    };
    const before = await monthly();
    expect(before?.[0]?.amount).toBeGreaterThan(0);
    for (const [seconds, byList] of [
      [3600, false],
      [3600, false],
      [8 * 86_400, true],
    ] as const) {
      account.addInvoice(id, { billingReason: 'subscription_update', status: 'paid' });
      later(w, seconds);
      await refresh(w);
      expect((countsOf(w.stripe)[PAGES] ?? 0) > 0).toBe(byList);
      expect(await monthly()).toEqual(before);
    }
  });

  test('a link to a subscription that was never read is looked up, and one that Stripe does not know only once', async () => {
    const w = await setUpAfterFullRead();
    const ended = [...w.stripe.account.subscriptions.values()].find(({ status }) => status === 'canceled');
    await addClient(w.store, buildClientDraft({ links: [link(ended?.id ?? ''), link('sub_NeverWas')] }), NOW);
    await refresh(w);
    expect(countsOf(w.stripe)[BY_ID]).toBe(2);
    later(w);
    await refresh(w);
    expect(w.stripe.requests).toHaveLength(2);
    expect((await readClientsView(w.store))?.rows[0]?.links.map(({ id }) => id)).toEqual([ended?.id]);
  });

  test('nothing of it is visible before all of it is', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    const before = await shown(w.store);
    for (let index = 0; index < 4; index += 1) account.changeQuantity(active(account, index), 3);
    account.renameProduct(productOf(account, active(account, 0)), 'Renamed');
    w.stripe.faults.push({ kind: 'status', status: 401, match: ({ path }) => path === '/v1/products' });
    expect(failureOf(await w.refresher.start())?.code).toBe('stripe-key-invalid');
    expect(await shown(w.store)).toEqual(before);
    w.refresher.stop('cancelled');
    await refresh(w);
    await expectTrue(w);
  });
});

describe('everything is read instead', () => {
  const isFullRead = (w: RefreshSetup) => (countsOf(w.stripe)[PAGES] ?? 0) > 0;

  test('when more has changed than that would cost, and no request is made twice', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    for (let index = 0; index < 30; index += 1) account.changeQuantity(active(account, index), 3);
    await refresh(w);
    expect(isFullRead(w)).toBe(true);
    expect(countsOf(w.stripe)).toMatchObject({ '/v1/events': 1, '/v1/invoices': 1 });
    expect(countsOf(w.stripe)[BY_ID]).toBeUndefined();
    expect(w.stripe.requests.length).toBeLessThanOrEqual(6 + 5 + 5);
    await expectTrue(w);
  });

  test('when more records differ than one short commit can replace; the invoices are not read twice', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    account.changeQuantity(active(account, 1), 3);
    const [like] = [...account.invoices.values()].filter((one) => one.status === 'open' && !one.test_clock);
    if (!like) throw new Error('no open invoice');
    for (let index = 0; index < 520; index += 1) account.invoices.put({ ...like, id: `in_1TMany${index}` });
    await refresh(w);
    expect(isFullRead(w)).toBe(true);
    expect(countsOf(w.stripe)).toMatchObject({ '/v1/events': 1, '/v1/invoices': 6 });
    await expectTrue(w);
  });

  test('when the events do not contain any that was seen before', async () => {
    const w = await setUpAfterFullRead();
    w.stripe.account.changeQuantity(active(w.stripe.account, 1), 3);
    await refresh(w);
    later(w);
    w.stripe.account.withholdEvents();
    await refresh(w);
    expect(isFullRead(w)).toBe(true);
  });

  test('when the key may not read events, whether that is known before or only found out', async () => {
    const account = generateAccount({ seed: 5, subscriptions: 150, now: NOW });
    const key = SAMPLE_KEYS.restricted.replace(/.{4}$/, 'NoEv');
    account.keys.push(apiKeyWithout(key, 'rak_event_read'));
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    const limited = refresherOn(w.stripe, w.clock, { readKey: async () => ({ ok: true, key }) });
    expect(failureOf(await limited.start())).toBeNull();
    later(w);
    expect(failureOf(await limited.start())).toBeNull();
    expect(isFullRead(w)).toBe(true);
    expect((await w.store.getAll('connections'))[0]?.eventsPosition).toBeNull();
    await w.refresher.start();
    later(w);
    // The permission is taken away from a key that had it.
    expect(failureOf(await limited.start())).toBeNull();
    expect(isFullRead(w)).toBe(true);
  });

  test('after thirty days, when events are gone', async () => {
    const w = await setUpAfterFullRead(150);
    later(w, 31 * 86_400);
    await refresh(w);
    expect(isFullRead(w)).toBe(true);
    later(w);
    await refresh(w);
    expect(isFullRead(w)).toBe(false);
  });

  test('after a week: what no event had said is reported as drift', async () => {
    const w = await setUpAfterFullRead(400);
    const { account } = w.stripe;
    later(w, 86_400);
    account.changeQuantity(active(account, 1), 3);
    account.removeSubscription(active(account, 4));
    const silent = account.subscriptions.get(active(account, 6));
    if (silent) account.subscriptions.put({ ...silent, cancel_at: NOW + 90 * 86_400 });
    await refresh(w);
    later(w, 7 * 86_400);
    const outcome = await refresh(w);
    expect('state' in outcome && outcome.state.drift).toBe(2);
    later(w, 7 * 86_400);
    account.changeQuantity(active(account, 2), 3);
    const calm = await refresh(w);
    expect('state' in calm && calm.state.drift).toBe(0);
  });
});

function wishLike(account: Account, id: string) {
  const like = account.subscriptions.get(id);
  return { customer: like?.customer ?? '', items: [{ price: like?.items.data[0]?.price.id ?? '' }] };
}

const customerOf = (account: Account, id: string): string => account.subscriptions.get(id)?.customer ?? '';

function productOf(account: Account, id: string): string {
  const product = account.subscriptions.get(id)?.items.data[0]?.price.product;
  return typeof product === 'string' ? product : '';
}

function couponOf(account: Account): string {
  const [coupon] = account.coupons.values();
  return coupon?.id ?? '';
}

describe('what Stripe says of prices, invoices and customers', () => {
  const stored = async (w: RefreshSetup, id: string) =>
    (await shown(w.store)).subscriptions.find((one) => one.id === id);
  /** A price that a shown subscription has in another currency than its own, so that its options decide. */
  const optionPrice = (account: Account) => {
    for (const { currency, items, status, test_clock } of account.subscriptions.values()) {
      const price = items.data[0]?.price;
      const option = price?.currency_options?.[currency];
      if (price && option && price.currency !== currency && status === 'active' && !test_clock)
        return { price, currency, option };
    }
    throw new Error('no such price');
  };
  const raise = (account: Account) => {
    const { price, currency, option } = optionPrice(account);
    const raised = { ...option, unit_amount: 12_345, unit_amount_decimal: '12345' };
    account.changePriceTerms(price.id, {
      currency_options: { ...price.currency_options, [currency]: raised },
    });
    return { id: price.id, currency };
  };
  const amountOf = async (w: RefreshSetup, { id, currency }: { id: string; currency: string }) =>
    (await shown(w.store)).prices.find((one) => one.id === id)?.byCurrency[currency]?.unitAmount;

  test('a raised currency option is read again for one request, by its event', async () => {
    const w = await setUpAfterFullRead(600);
    const raised = raise(w.stripe.account);
    await refresh(w);
    expect(await amountOf(w, raised)).toBe('12345');
    expect(countsOf(w.stripe)['/v1/prices/:id']).toBe(1);
    expect(countsOf(w.stripe)[PAGES]).toBeUndefined();
  });

  test('without an event, by the weekly full read', async () => {
    const w = await setUpAfterFullRead(600);
    const raised = raise(w.stripe.account);
    w.stripe.account.withholdEvents();
    later(w, 7 * 86_400);
    await refresh(w);
    expect(await amountOf(w, raised)).toBe('12345');
  });

  test('a price that nobody has is not read', async () => {
    const w = await setUpAfterFullRead();
    const price = w.stripe.account.addPrice({
      product: productOf(w.stripe.account, active(w.stripe.account, 2)),
      currency: 'usd',
      amount: 100,
    });
    w.stripe.account.changePriceTerms(price.id, { tax_behavior: 'inclusive' });
    await refresh(w);
    expect(w.stripe.requests).toHaveLength(2);
  });

  test('a draft that was deleted is no longer the latest invoice', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    const id = active(account, 2);
    const draft = account.addInvoice(id, { status: 'draft' });
    await refresh(w);
    expect((await stored(w, id))?.latestInvoice).toMatchObject({ id: draft.id, status: 'draft' });
    later(w);
    account.deleteInvoice(draft.id);
    await refresh(w);
    expect((await stored(w, id))?.latestInvoice).toBeNull();
    await expectTrue(w);
  });

  test('an older invoice that is voided is no longer open', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    const id = active(account, 2);
    const older = account.addInvoice(id, { latest: false });
    await refresh(w);
    expect((await shown(w.store)).invoices.map((one) => one.id)).toContain(older.id);
    later(w);
    account.voidInvoice(older.id);
    await refresh(w);
    expect((await shown(w.store)).invoices.map((one) => one.id)).not.toContain(older.id);
    await expectTrue(w);
  });

  test('subscriptions of a deleted customer are read although their own events are late', async () => {
    const w = await setUpAfterFullRead();
    const { account } = w.stripe;
    const id = active(account, 2);
    account.deleteCustomer(customerOf(account, id));
    for (const event of [...account.events.values()]) {
      if (event.type === 'customer.subscription.deleted') account.events.delete(event.id);
    }
    await refresh(w);
    expect(await stored(w, id)).toBeUndefined();
  });
});
