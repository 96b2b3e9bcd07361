import { afterEach, describe, expect, test, vi } from 'vitest';
import { Account } from '../../tests/stripe-server/account/account.ts';
import { createStripe } from '../../tests/stripe-server/http/fetch.ts';
import { type ApiKey, apiKey, apiKeyWithout } from '../../tests/stripe-server/http/keys.ts';
import { stripeLimits } from '../../tests/stripe-server/http/limits.ts';
import { generateAccount } from '../../tests/stripe-server/samples/generate-account.ts';
import { createVirtualTime } from '../../tests/support/virtual-time.ts';
import { PERMISSIONS, type Permissions, STRIPE_PERMISSION } from '../model/permissions.ts';
import { expansionsFor, MAX_EXPANSION_DEPTH } from './expansions.ts';
import { missingReferences } from './parse/missing-references.ts';
import type { ParsedSubscription } from './parse/subscription.ts';
import { createStripeReader, type StripeReader } from './reader.ts';
import type { StripeReaderOptions } from './reads/requests.ts';
import type { RequestReport } from './transport/read-only-fetch.ts';

const NOW = 1_800_000_000;
const DAY = 86_400;
const KEY = `sk_live_51TClientPlug${'a1b2c3'.repeat(6)}`;
const RESTRICTED = `rk_live_51TClientPlug${'d4e5f6'.repeat(6)}`;

type TestStripe = ReturnType<typeof createStripe>;
const opened: TestStripe[] = [];

afterEach(() => {
  for (const stripe of opened.splice(0)) {
    expect(stripe.writes, 'every request is a GET').toEqual([]);
    expect(stripe.foreign, 'every request goes to Stripe').toEqual([]);
    for (const request of stripe.requests) {
      expect(request.headers.authorization).toMatch(/^Bearer (sk|rk)_/);
      expect(`${request.path}?${request.query}`).not.toContain('51TClientPlug');
      expect(Object.keys(request.headers).sort()).toEqual(['accept', 'authorization', 'stripe-version']);
    }
  }
});

function emptyAccount(keys: ApiKey[] = [apiKey(KEY)]): Account {
  return new Account({ id: 'acct_1TClientPlugTest', name: 'Studio', now: NOW, keys });
}

function setUp(
  account: Account,
  options: Partial<StripeReaderOptions> = {},
  server: Partial<Parameters<typeof createStripe>[0]> = {},
) {
  const stripe = createStripe({ account, ...server });
  opened.push(stripe);
  const time = createVirtualTime();
  const reports: RequestReport[] = [];
  const reader = createStripeReader({
    key: KEY,
    fetch: stripe.fetch,
    now: time.now,
    random: () => 0.5,
    sleep: time.sleep,
    onRequest: (report) => void reports.push(report),
    ...options,
  });
  return { stripe, time, reader, reports };
}

const ALL: Permissions = {
  subscriptions: true,
  customers: true,
  invoices: true,
  prices: true,
  products: true,
  coupons: true,
  events: true,
  schedules: true,
};

async function walk(
  reader: StripeReader,
  options: Parameters<StripeReader['listSubscriptions']>[0],
): Promise<ParsedSubscription[]> {
  const found: ParsedSubscription[] = [];
  let startingAfter: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<StripeReader['listSubscriptions']>> = await reader.listSubscriptions({
      ...options,
      ...(startingAfter === null ? {} : { startingAfter }),
    });
    if (!page.ok) throw new Error(page.code);
    expect(page.unreadable).toEqual([]);
    found.push(...page.items);
    if (!page.hasMore) return found;
    startingAfter = page.lastId;
  }
}

describe('against an account with every shape', () => {
  const account = generateAccount({ seed: 3, subscriptions: 420, now: NOW });
  account.keys.push(apiKey(KEY));

  test('every subscription is read over five pages, and equals what Stripe holds', async () => {
    const { reader, stripe, time } = setUp(account);
    const found = await time.until(walk(reader, { expand: expansionsFor(ALL) }));
    expect(stripe.requests).toHaveLength(5);
    expect(reader.requests).toBe(5);
    expect(new Set(found.map(({ facts }) => facts.id)).size).toBe(420);
    for (const { facts, latestInvoiceId, moreItems } of found) {
      const held = account.subscriptions.get(facts.id);
      expect(facts).toMatchObject({
        status: held?.status,
        currency: held?.currency,
        startDate: held?.start_date,
        trialEnd: held?.trial_end ?? null,
        cancelAtPeriodEnd: held?.cancel_at_period_end,
      });
      expect(latestInvoiceId).toBe(held?.latest_invoice ?? null);
      expect(facts.latestInvoice?.id ?? null).toBe(latestInvoiceId);
      expect(moreItems).toBe((held?.items.data.length ?? 0) > 10);
      for (const item of facts.items) {
        expect(item.periodEnd).not.toBeNull();
        expect(item.price.unitAmount !== null || item.price.scheme === 'tiered').toBe(true);
      }
      expect(structuredClone(facts)).toEqual(facts);
    }
  });

  test('all that the subscriptions refer to can be read', async () => {
    const { reader, time } = setUp(account);
    await time.until(
      (async () => {
        const facts = (await walk(reader, { expand: expansionsFor(ALL) })).map((one) => one.facts);
        const missing = missingReferences(facts);
        expect(missing.prices.size).toBeGreaterThan(2);
        const products = await reader.listProducts([...missing.products]);
        expect(products.ok && [...missing.products].filter((id) => !products.names.has(id))).toEqual([]);
        for (const [id, currencies] of missing.prices) {
          const terms = await reader.getPriceTerms(id, [...currencies]);
          if (!terms.ok) throw new Error(terms.code);
          for (const { byCurrency } of [terms.terms]) {
            for (const code of currencies) expect(byCurrency).toHaveProperty(code);
            for (const entry of Object.values(byCurrency))
              expect(entry.unitAmount ?? entry.tiers).not.toBeNull();
          }
        }
        const coupons = await reader.listCoupons();
        if (!coupons.ok) throw new Error(coupons.code);
        const known = new Map(coupons.items.map((coupon) => [coupon.id, coupon]));
        const rest = missingReferences(facts, { coupons: known }).coupons;
        expect([...rest]).toEqual([...account.deletedCoupons.keys()]);
        expect(
          coupons.items.filter((coupon) => coupon.appliesTo !== null).map((coupon) => coupon.name),
        ).toEqual(['Hosting for less']);
        expect(coupons.items.find((coupon) => coupon.name === 'Ten off')?.amountOff).toEqual({
          usd: 1_000,
          eur: 900,
          gbp: 800,
        });
      })(),
    );
  });

  test('a coupon that Stripe has deleted still comes along with its discount', async () => {
    const { reader, time } = setUp(account);
    const found = await time.until(walk(reader, { expand: expansionsFor(ALL) }));
    const inline = new Map(found.flatMap((one) => one.coupons).map((coupon) => [coupon.id, coupon]));
    for (const id of account.deletedCoupons.keys()) expect(inline.get(id)?.percentOff).toBe(10);
  });

  test('items beyond the tenth are read by themselves, with their discounts', async () => {
    const { reader, time } = setUp(account);
    const many = [...account.subscriptions.values()].find((one) => one.items.data.length > 10);
    if (!many) throw new Error('the account has no such subscription');
    const result = await time.until(reader.listSubscriptionItems(many.id, { expand: expansionsFor(ALL) }));
    expect(result.ok && result.items.map((item) => item.id)).toEqual(many.items.data.map((item) => item.id));
  });

  test('open invoices, each with its subscription', async () => {
    const { reader, time } = setUp(account);
    const page = await time.until(reader.listOpenInvoices());
    if (!page.ok) throw new Error(page.code);
    const open = [...account.invoices.values()].filter(
      (invoice) => invoice.status === 'open' && !invoice.test_clock,
    );
    expect(page.items).toHaveLength(Math.min(100, open.length));
    expect(page.items.every((invoice) => invoice.status === 'open' && invoice.subscriptionId !== null)).toBe(
      true,
    );
  });

  test('status=all adds the ended; a range of created cuts the list', async () => {
    const { reader, time } = setUp(account);
    await time.until(
      (async () => {
        const all = await walk(reader, { status: 'all' });
        expect(all.length).toBeGreaterThan(420);
        expect(all.some(({ facts }) => facts.status === 'canceled')).toBe(true);
        const middle = NOW - 700 * DAY;
        const newer = await walk(reader, { created: { gte: middle } });
        const older = await walk(reader, { created: { lt: middle } });
        expect(newer.length + older.length).toBe(420);
        expect(Math.min(...newer.map(({ facts }) => facts.created))).toBeGreaterThanOrEqual(middle);
        const first = await reader.listSubscriptions({ limit: 7 });
        expect(first).toMatchObject({ ok: true, hasMore: true, newest: newer[0]?.facts.created });
        expect(first.ok && first.items).toHaveLength(7);
      })(),
    );
  });
});

describe('expansions', () => {
  test('are never deeper than Stripe allows, and never ask for what the key may not read', () => {
    for (const customers of [true, false])
      for (const invoices of [true, false])
        for (const coupons of [true, false]) {
          const expand = expansionsFor({ ...ALL, customers, invoices, coupons });
          for (const path of expand) expect(path.split('.').length).toBeLessThanOrEqual(MAX_EXPANSION_DEPTH);
          expect(expand.includes('data.customer')).toBe(customers);
          expect(expand.includes('data.latest_invoice')).toBe(invoices);
          expect(expand.some((path) => path.includes('discounts'))).toBe(coupons);
        }
  });

  test.each(PERMISSIONS.filter((name) => name !== 'subscriptions'))(
    'a key without %s can still read lists and single subscriptions',
    async (missing) => {
      const account = generateAccount({ seed: 3, subscriptions: 80, now: NOW });
      account.keys.push(apiKeyWithout(RESTRICTED, STRIPE_PERMISSION[missing] as never));
      const { reader, time } = setUp(account, { key: RESTRICTED });
      const expand = expansionsFor({ ...ALL, [missing]: false });
      const found = await time.until(walk(reader, { expand }));
      expect(found).toHaveLength(80);
      const [first] = found;
      const one = await time.until(reader.getSubscription(first?.facts.id ?? '', { expand }));
      expect(one.ok && one.subscription).toEqual(first);
    },
  );

  test('one that the key may not read fails as the permission it lacks, in both of Stripe’s wordings', async () => {
    for (const permissionWording of ['rak', 'dashboard'] as const) {
      const account = generateAccount({ seed: 3, subscriptions: 10, now: NOW });
      account.keys.push(apiKeyWithout(RESTRICTED, 'rak_customer_read'));
      account.permissionWording = permissionWording;
      const { reader, time } = setUp(account, { key: RESTRICTED });
      expect(await time.until(reader.listSubscriptions({ expand: expansionsFor(ALL) }))).toEqual({
        ok: false,
        code: 'stripe-permission',
        detail: { permission: 'customers' },
        accountId: account.id,
      });
    }
  });
});

describe('reads by id', () => {
  function small() {
    const account = emptyAccount();
    const customer = account.addCustomer({ name: 'Acme', email: 'pay@acme.example' } as never);
    const product = account.addProduct({ name: 'Hosting' });
    const price = account.addPrice({ product: product.id, currency: 'usd', amount: 5_000 } as never);
    const subscription = account.addSubscription({
      customer: customer.id,
      items: [{ price: price.id, quantity: 2 }],
    });
    return { account, customer, product, price, subscription };
  }

  test('subscription, invoice, customer, price, product, account', async () => {
    const { account, customer, product, price, subscription } = small();
    const { reader, time } = setUp(account);
    await time.until(
      (async () => {
        expect(await reader.getSubscription(subscription.id, { expand: expansionsFor(ALL) })).toMatchObject({
          ok: true,
          subscription: {
            facts: { id: subscription.id, customer: { name: 'Acme' }, items: [{ quantity: 2 }] },
          },
        });
        expect(await reader.getCustomer(customer.id)).toMatchObject({ ok: true, customer: { name: 'Acme' } });
        expect(await reader.getPriceTerms(price.id)).toMatchObject({
          ok: true,
          terms: { byCurrency: { usd: { unitAmount: '5000', tiers: null } } },
        });
        const products = await reader.listProducts([product.id, product.id, 'prod_gone']);
        expect(products.ok && [...products.names]).toEqual([[product.id, 'Hosting']]);
        expect(await reader.getAccount()).toMatchObject({ ok: true, accountId: account.id });
      })(),
    );
  });

  test('what is gone is not found; a deleted customer is marked', async () => {
    const { account, customer, subscription } = small();
    const { reader, time } = setUp(account);
    account.deleteCustomer(customer.id);
    account.removeSubscription(subscription.id);
    await time.until(
      (async () => {
        expect(await reader.getSubscription(subscription.id)).toEqual({
          ok: false,
          code: 'stripe-not-found',
        });
        expect(await reader.getPriceTerms('price_gone')).toEqual({ ok: false, code: 'stripe-not-found' });
        expect(await reader.getCustomer(customer.id)).toMatchObject({
          ok: true,
          customer: { deleted: true },
        });
      })(),
    );
  });

  test('ids that could lead elsewhere never leave', async () => {
    const { reader, stripe } = setUp(emptyAccount());
    for (const id of ['', '..', 'sub_1/../../charges', 'search', 'sub_1?x=1', 'a b', 'é']) {
      expect(await reader.getSubscription(id)).toEqual({ ok: false, code: 'stripe-not-found' });
      expect(await reader.getCustomer(id)).toEqual({ ok: false, code: 'stripe-not-found' });
      expect(await reader.getPriceTerms(id)).toEqual({ ok: false, code: 'stripe-not-found' });
    }
    expect(stripe.requests).toEqual([]);
  });

  test('the other mode', async () => {
    const live = small();
    const test = new Account({ id: live.account.id, name: 'Studio', mode: 'test', now: NOW });
    const testKey = KEY.replace('live', 'test');
    test.keys.push(apiKey(testKey));
    const { reader, time } = setUp(live.account, { key: testKey }, { account: [live.account, test] });
    expect(await time.until(reader.getSubscription(live.subscription.id))).toEqual({
      ok: false,
      code: 'stripe-wrong-mode',
    });
  });

  test('tiers of a currency other than the price’s own', async () => {
    const account = generateAccount({ seed: 3, subscriptions: 10, now: NOW });
    account.keys.push(apiKey(KEY));
    const { reader, stripe, time } = setUp(account);
    const graduated = [...account.prices.values()].find((price) => price.tiers_mode === 'graduated');
    await time.until(reader.getPriceTerms(graduated?.id ?? '', ['eur', 'not a currency']));
    expect(stripe.requests[0]?.params.getAll('expand[2]')).toEqual(['currency_options.eur.tiers']);
    expect(stripe.requests[0]?.params.has('expand[3]')).toBe(false);
  });
});

describe('events', () => {
  test('say which ids changed, in the shape of any version', async () => {
    for (const eventShape of ['current', 'older'] as const) {
      const account = emptyAccount();
      account.eventShape = eventShape;
      const customer = account.addCustomer({ name: 'Acme', email: 'pay@acme.example' } as never);
      const product = account.addProduct({ name: 'Hosting' });
      const price = account.addPrice({ product: product.id, currency: 'usd', amount: 5_000 } as never);
      account.addCoupon({ id: 'TEN', percentOff: 10, duration: 'forever' } as never);
      const subscription = account.addSubscription({
        customer: customer.id,
        items: [{ price: price.id }],
        daysUntilDue: 7,
      });
      account.advance(60);
      account.pay(subscription.latest_invoice ?? '');
      account.renameCustomer(customer.id, 'Acme Ltd');
      account.renameProduct(product.id, 'Hosting plus');
      account.applyDiscount({ customer: customer.id }, 'TEN');
      const { reader, stripe, time } = setUp(account);
      const page = await time.until(reader.listEvents({ created: { gte: NOW - 600 } }));
      if (!page.ok) throw new Error(page.code);
      expect(page.unreadable).toEqual([]);
      const changed = (name: 'subscriptionIds' | 'invoiceIds' | 'customerIds' | 'productIds') => [
        ...new Set(page.items.flatMap((item) => item[name])),
      ];
      expect(changed('subscriptionIds')).toEqual([subscription.id]);
      expect(changed('invoiceIds')).toEqual([subscription.latest_invoice]);
      expect(changed('customerIds')).toEqual([customer.id]);
      expect(changed('productIds')).toEqual([product.id]);
      expect(
        [...(stripe.requests[0]?.params ?? [])].filter(([name]) => name.startsWith('types')),
      ).toHaveLength(20);
    }
  });
});

describe('bad days', () => {
  const list = (reader: StripeReader) => reader.listSubscriptions({});

  test.each([
    ['cut', 'stripe-unavailable'],
    ['html', 'stripe-unavailable'],
    ['half-body', 'stripe-unavailable'],
    ['wrong-json', 'stripe-bad-answer'],
  ] as const)('%s: tried again, and told in the end', async (kind, code) => {
    const { reader, stripe, time, reports } = setUp(emptyAccount());
    stripe.faults.push({ kind, times: 2 });
    expect(await time.until(list(reader))).toMatchObject({ ok: true, items: [] });
    expect(reports).toHaveLength(3);
    stripe.faults.push({ kind, times: 100 });
    expect(await time.until(list(reader))).toEqual({ ok: false, code });
  });

  test('an answer that is nothing of Stripe’s says nothing of the object that was asked for', async () => {
    const { reader, stripe, time } = setUp(emptyAccount());
    stripe.faults.push({ kind: 'wrong-json', times: 100 });
    expect(await time.until(reader.getPriceTerms('price_1'))).toEqual({
      ok: false,
      code: 'stripe-bad-answer',
    });
  });

  test.each([
    [429, undefined, 'stripe-rate-limited'],
    [429, 'lock_timeout', 'stripe-rate-limited'],
    [500, undefined, 'stripe-unavailable'],
    [503, undefined, 'stripe-unavailable'],
  ] as const)('status %i %s', async (status, code, expected) => {
    const { reader, stripe, time } = setUp(emptyAccount());
    const fault = { kind: 'status', status, ...(code ? { code } : {}) } as const;
    stripe.faults.push({ ...fault, times: 3 });
    expect(await time.until(list(reader))).toMatchObject({ ok: true });
    stripe.faults.push({ ...fault, times: 100 });
    expect(await time.until(list(reader))).toEqual({ ok: false, code: expected });
  });

  test.each([
    ['revoked', 'stripe-key-invalid'],
    ['expired', 'stripe-key-expired'],
    ['ip-refused', 'stripe-key-ip'],
  ] as const)('a key that is %s: one request, no second try', async (state, code) => {
    const { reader, stripe, time } = setUp(emptyAccount([apiKey(KEY, 'all', state)]));
    expect(await time.until(list(reader))).toEqual({ ok: false, code });
    expect(stripe.requests).toHaveLength(1);
  });

  test('an unknown key', async () => {
    const { reader, time } = setUp(emptyAccount([]));
    expect(await time.until(list(reader))).toEqual({ ok: false, code: 'stripe-key-invalid' });
  });

  test('offline: said at once, without a request', async () => {
    const { reader, stripe } = setUp(emptyAccount(), { isOnline: () => false });
    expect(await list(reader)).toEqual({ ok: false, code: 'offline' });
    expect(stripe.requests).toEqual([]);
  });

  test('offline in the middle: a network that fails while the browser knows it is gone', async () => {
    let online = true;
    const { reader, stripe, time } = setUp(emptyAccount(), { isOnline: () => online });
    stripe.faults.push({ kind: 'cut', times: 100 });
    online = true;
    const pending = list(reader);
    online = false;
    expect(await time.until(pending)).toEqual({ ok: false, code: 'offline' });
  });

  test('a stall ends when the refresh is cancelled', async () => {
    const controller = new AbortController();
    const { reader, stripe } = setUp(emptyAccount(), { signal: controller.signal });
    stripe.faults.push({ kind: 'stall' });
    const pending = list(reader);
    await stripe.nextRequest();
    controller.abort();
    expect(await pending).toEqual({ ok: false, code: 'cancelled' });
    expect(await list(reader)).toEqual({ ok: false, code: 'cancelled' });
    expect(stripe.requests).toHaveLength(1);
  });

  test('a stall ends by itself after 20 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { reader, stripe } = setUp(emptyAccount(), { deadline: 0 });
      stripe.faults.push({ kind: 'stall' });
      const pending = list(reader);
      await stripe.nextRequest();
      await vi.advanceTimersByTimeAsync(19_900);
      expect(await Promise.race([pending, 'still waiting'])).toBe('still waiting');
      await vi.advanceTimersByTimeAsync(200);
      expect(await pending).toEqual({ ok: false, code: 'timeout' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('a cursor whose object is gone is a refused request', async () => {
    const { reader, time } = setUp(emptyAccount());
    const page = await time.until(reader.listSubscriptions({ startingAfter: 'sub_gone' }));
    expect(page).toEqual({ ok: false, code: 'stripe-refused' });
  });

  test('a server that is as strict as Stripe never says 429', async () => {
    const account = emptyAccount();
    let clock = () => 0;
    const limits = stripeLimits('live');
    const { reader, stripe, time } = setUp(account, {}, { limits, clock: () => clock() });
    clock = time.now;
    const all = await time.until(Promise.all(Array.from({ length: 120 }, () => list(reader))));
    expect(all.every((page) => page.ok)).toBe(true);
    expect(stripe.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  test('nothing of the key is in any failure or report, whatever goes wrong', async () => {
    const kinds = ['cut', 'html', 'half-body', 'wrong-json', 'status'] as const;
    for (const kind of kinds) {
      const { reader, stripe, time, reports } = setUp(emptyAccount());
      const body = `Invalid API Key provided: ${KEY}`;
      stripe.faults.push({
        kind,
        times: 100,
        status: 401,
        body: JSON.stringify({ error: { message: body } }),
      });
      const text = JSON.stringify([await time.until(list(reader)), reports]);
      for (let start = 8; start + 8 <= KEY.length; start += 1)
        expect(text).not.toContain(KEY.slice(start, start + 8));
    }
  });
});

test('the log has one report for each request, with Stripe’s request id', async () => {
  const { reader, stripe, time, reports } = setUp(emptyAccount());
  await time.until(
    (async () => {
      await reader.listSubscriptions({ limit: 5, status: 'all' });
      await reader.listOpenInvoices();
      await reader.getSubscription('sub_gone');
    })(),
  );
  expect(reports.map(({ path, status }) => [path, status])).toEqual([
    ['/v1/subscriptions?limit=5&status=all', 200],
    ['/v1/invoices?limit=100&status=open', 200],
    ['/v1/subscriptions/sub_gone', 404],
  ]);
  expect(reports.map(({ requestId }) => requestId)).toEqual(
    stripe.requests.map(({ requestId }) => requestId),
  );
  expect(reports.every(({ bytes }) => (bytes ?? 0) > 10)).toBe(true);
});

test('the SDK is built at the first read and not before', () => {
  const fetch = vi.fn();
  const options = { key: KEY, fetch, now: () => 0, random: () => 0, sleep: async () => undefined };
  expect(createStripeReader(options).requests).toBe(0);
  expect(fetch).not.toHaveBeenCalled();
});
