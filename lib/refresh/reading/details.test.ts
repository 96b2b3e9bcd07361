import { describe, expect, test } from 'vitest';
import { type Account, createAccount } from '../../../tests/stripe-server/account/account.ts';
import { createStripe } from '../../../tests/stripe-server/http/fetch.ts';
import { apiKey, apiKeyWithout } from '../../../tests/stripe-server/http/keys.ts';
import { generateAccount } from '../../../tests/stripe-server/samples/generate-account.ts';
import type { SubscriptionId } from '../../model/ids.ts';
import {
  countsOf,
  failureOf,
  NOW,
  type RefreshSetup,
  setUpRefresh,
  shown,
} from '../scenarios/refresh-setup.fixture.ts';

const KEY = `rk_live_${'d'.repeat(32)}`;
const DAY = 86_400;
const SCHEDULES = '/v1/subscription_schedules';
const BY_ID = '/v1/subscriptions/:id';

/** An account with one price, and so many subscriptions to it. */
function accountWith(count: number): {
  account: Account;
  ids: SubscriptionId[];
  price: string;
  dearer: string;
} {
  const account = createAccount({
    id: 'acct_1Details0000000',
    name: 'Studio',
    now: NOW,
    keys: [apiKey(KEY)],
  });
  const product = account.addProduct({ name: 'Retainer' }).id;
  const price = account.addPrice({ product, currency: 'usd', amount: 10_000, interval: 'month' }).id;
  const dearer = account.addPrice({ product, currency: 'usd', amount: 15_000, interval: 'month' }).id;
  const ids: SubscriptionId[] = [];
  for (let index = 0; index < count; index += 1) {
    const customer = account.addCustomer({ name: `Client ${index}`, email: null }).id;
    const created = NOW - 40 * DAY + index;
    ids.push(account.addSubscription({ customer, created, items: [{ price }] }).id as SubscriptionId);
  }
  account.withholdEvents();
  return { account, ids, price, dearer };
}

async function refresh(w: RefreshSetup) {
  w.stripe.reset();
  expect(failureOf(await w.refresher.start())).toBeNull();
}

function later(w: RefreshSetup, seconds = 3600) {
  w.clock.pass(seconds * 1000);
  w.stripe.account.advance(seconds);
}

const stored = async (w: RefreshSetup, id: string | undefined) =>
  (await shown(w.store)).subscriptions.find((one) => one.id === id);

const phases = (price: string, dearer: string, amount = 2) => [
  { start: NOW - 40 * DAY, end: NOW + 20 * DAY, items: [{ price }] },
  { start: NOW + 20 * DAY, end: NOW + 50 * DAY, items: [{ price: dearer, quantity: amount }] },
];

test('an account without schedules, deleted coupons or upgrades pays no request for them', async () => {
  const { account } = accountWith(3);
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  await refresh(w);
  expect(countsOf(w.stripe)).toEqual({
    '/v1/subscriptions': 1,
    '/v1/invoices': 1,
    '/v1/events': 1,
    '/v1/products': 1,
  });
  later(w);
  await refresh(w);
  expect(countsOf(w.stripe)).toEqual({ '/v1/events': 1, '/v1/invoices': 1 });
});

describe('schedules', () => {
  async function scheduled(count: number, permissions?: ReturnType<typeof apiKey>) {
    const made = accountWith(count);
    if (permissions) made.account.keys = [apiKey(KEY), permissions];
    const schedules = made.ids.map((id) =>
      made.account.addSchedule(id, { phases: phases(made.price, made.dearer) }),
    );
    const stripe = createStripe({ account: made.account });
    const readKey = async () => ({ ok: true as const, key: permissions?.key ?? KEY });
    const w = await setUpRefresh({ stripe, readKey });
    await refresh(w);
    return { ...made, w, schedules };
  }

  test('the phases come with the prices that only they have', async () => {
    const { w, ids } = await scheduled(1);
    const facts = await stored(w, ids[0]);
    expect(facts?.schedule?.phases).toHaveLength(2);
    expect(facts?.schedule?.phases[1]?.items[0]).toMatchObject({
      quantity: 2,
      price: { unitAmount: '15000', recurring: { interval: 'month' } },
    });
  });

  test.each([
    [1, { [`${SCHEDULES}/:id`]: 1 }],
    [2, { [`${SCHEDULES}/:id`]: 2 }],
    [90, { [SCHEDULES]: 1 }],
    [103, { [SCHEDULES]: 2 }],
  ])('%i of them take %j', async (count, requests) => {
    const { w } = await scheduled(count);
    const counts = Object.entries(countsOf(w.stripe)).filter(([name]) => name.startsWith(SCHEDULES));
    expect(Object.fromEntries(counts)).toEqual(requests);
    expect((await shown(w.store)).subscriptions.every(({ schedule }) => schedule !== undefined)).toBe(true);
  });

  test('other phases are read by their event alone', async () => {
    const { w, ids, account, schedules, price, dearer } = await scheduled(2);
    later(w);
    account.changeSchedule(schedules[0]?.id ?? '', phases(price, dearer, 7));
    await refresh(w);
    expect(countsOf(w.stripe)).toMatchObject({ [BY_ID]: 1, [`${SCHEDULES}/:id`]: 1 });
    expect((await stored(w, ids[0]))?.schedule?.phases[1]?.items[0]?.quantity).toBe(7);
  });

  test('a schedule that was released plans nothing', async () => {
    const { w, ids, account, schedules } = await scheduled(2);
    later(w);
    account.releaseSchedule(schedules[0]?.id ?? '');
    await refresh(w);
    const facts = await stored(w, ids[0]);
    expect(facts).not.toHaveProperty('schedule');
    expect(facts).not.toHaveProperty('scheduleId');
    later(w);
    await refresh(w);
    expect(countsOf(w.stripe)).toEqual({ '/v1/events': 1, '/v1/invoices': 1 });
  });

  test('a key that may not read them loses exactly this', async () => {
    const key = apiKeyWithout(`rk_live_${'e'.repeat(32)}`, 'rak_subscription_schedule_read');
    const { w, ids } = await scheduled(2, key);
    const facts = await stored(w, ids[0]);
    expect(facts?.scheduleId).toBeDefined();
    expect(facts).not.toHaveProperty('schedule');
    expect(facts?.latestInvoice).not.toBeNull();
  });
});

describe('coupons that are gone', () => {
  async function discounted() {
    const made = accountWith(1);
    const { account, ids } = made;
    const product = [...account.products.values()][0]?.id ?? '';
    account.addCoupon({ id: 'TEN', name: 'Ten', percentOff: 10, duration: 'forever', products: [product] });
    account.advance(10);
    account.applyDiscount({ subscription: ids[0] ?? '' }, 'TEN');
    account.withholdEvents();
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    const coupon = async () => (await stored(w, ids[0]))?.discounts[0]?.coupon;
    return { ...made, w, product, coupon };
  }

  test('what a deleted coupon was limited to is read through the subscription, once', async () => {
    const { w, account, ids, product, coupon } = await discounted();
    account.deleteCoupon('TEN');
    account.withholdEvents();
    await refresh(w);
    expect(await coupon()).toMatchObject({ percentOff: 10, appliesTo: [product] });
    expect(countsOf(w.stripe)[BY_ID]).toBe(1);
    later(w);
    account.changeQuantity(ids[0] ?? '', 3);
    await refresh(w);
    // The change itself; what was read before is kept.
    expect(countsOf(w.stripe)[BY_ID]).toBe(1);
    expect(await coupon()).toMatchObject({ appliesTo: [product] });
  });

  test('a coupon made again under the same id changes nothing', async () => {
    const { w, account, product, coupon } = await discounted();
    account.deleteCoupon('TEN');
    account.advance(10);
    account.addCoupon({ id: 'TEN', name: 'Half', percentOff: 50, duration: 'forever' });
    account.withholdEvents();
    await refresh(w);
    expect(await coupon()).toMatchObject({ percentOff: 10, appliesTo: [product] });
  });

  test('one that is listed costs no request', async () => {
    const { w } = await discounted();
    await refresh(w);
    expect(countsOf(w.stripe)[BY_ID]).toBeUndefined();
  });
});

describe('the share of automatic tax', () => {
  async function upgraded() {
    const made = accountWith(2);
    const { account, ids } = made;
    const [id = ''] = ids;
    const before = account.subscriptions.get(id);
    if (!before) throw new Error('no subscription');
    account.subscriptions.put({ ...before, automatic_tax: { ...before.automatic_tax, enabled: true } });
    account.advance(10);
    const invoice = account.addInvoice(id, { billingReason: 'subscription_update', status: 'paid' });
    // As Stripe writes them where tax was worked out.
    for (const one of [...account.invoices.values()]) {
      if (one.parent?.subscription_details.subscription !== id) continue;
      account.invoices.put({
        ...one,
        automatic_tax: { ...one.automatic_tax, enabled: true, status: 'complete' },
      });
    }
    account.withholdEvents();
    return { ...made, id, invoice, w: await setUpRefresh({ stripe: createStripe({ account }) }) };
  }

  test('comes from the invoice before an upgrade, which is looked up once', async () => {
    const { w, id, account, invoice } = await upgraded();
    await refresh(w);
    expect(countsOf(w.stripe)['/v1/invoices']).toBe(2);
    const facts = await stored(w, id);
    expect(facts?.latestInvoice?.id).toBe(invoice.id);
    expect(facts?.latestCycleInvoice?.billingReason).toBe('subscription_create');
    later(w);
    account.changeQuantity(id, 3);
    await refresh(w);
    expect(countsOf(w.stripe)['/v1/invoices']).toBe(1);
    later(w, 8 * DAY);
    await refresh(w);
    expect(countsOf(w.stripe)['/v1/invoices']).toBe(1);
    expect((await stored(w, id))?.latestCycleInvoice?.billingReason).toBe('subscription_create');
  });
});

describe('payments that failed', () => {
  async function attempted() {
    const made = accountWith(2);
    const { account, ids } = made;
    const invoice = account.addInvoice(ids[0] ?? '', { attemptCount: 1, nextPaymentAttempt: null });
    const failure = { ...invoice };
    account.withholdEvents();
    const w = await setUpRefresh({ stripe: createStripe({ account }) });
    const failedAt = async () => (await shown(w.store)).invoices[0]?.paymentFailedAt;
    return { ...made, w, invoice, failure, failedAt };
  }

  test('an open invoice that leaves it open is asked for at the first read', async () => {
    const { w, account, invoice, failedAt } = await attempted();
    account.emit('invoice.payment_failed', invoice);
    await refresh(w);
    expect(await failedAt()).toBe(account.now);
    later(w);
    await refresh(w);
    // Kept, and not asked for again.
    expect(await failedAt()).toBeDefined();
    expect(countsOf(w.stripe)).toEqual({ '/v1/events': 1, '/v1/invoices': 1 });
  });

  test('one event listing more where it is not known, and none in the next refresh', async () => {
    const { w, failedAt } = await attempted();
    await refresh(w);
    expect(await failedAt()).toBeUndefined();
    expect(countsOf(w.stripe)['/v1/events']).toBe(2);
    later(w);
    await refresh(w);
    expect(countsOf(w.stripe)['/v1/events']).toBe(1);
  });

  test('the event of a later failure is kept with the invoice', async () => {
    const { w, account, invoice, failedAt } = await attempted();
    await refresh(w);
    later(w);
    account.emit('invoice.payment_failed', invoice);
    await refresh(w);
    expect(await failedAt()).toBe(account.now);
  });
});

test('a renewal that still names its old invoice is read again by the next refresh, and then no more', async () => {
  const { account, ids } = accountWith(2);
  const [id = ''] = ids;
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  await refresh(w);
  later(w);
  const old = account.subscriptions.get(id)?.latest_invoice ?? null;
  const before = account.subscriptions.get(id);
  const end = before?.items.data[0]?.current_period_end ?? 0;
  later(w, end - account.now + 30);
  const renewed = account.renew(id, 'draft');
  account.subscriptions.put({ ...renewed, latest_invoice: old });
  await refresh(w);
  expect((await stored(w, id))?.latestInvoice?.id).toBe(old);
  account.subscriptions.put(renewed);
  later(w, 700);
  await refresh(w);
  expect((await stored(w, id))?.latestInvoice?.id).toBe(renewed.latest_invoice);
  expect(countsOf(w.stripe)[BY_ID]).toBe(1);
  later(w, 700);
  await refresh(w);
  expect(countsOf(w.stripe)[BY_ID]).toBeUndefined();
});

test('every shape of a large account still takes the requests that it took', async () => {
  const account = generateAccount({ seed: 5, subscriptions: 400, now: NOW });
  const w = await setUpRefresh({ stripe: createStripe({ account }) });
  await refresh(w);
  later(w);
  await refresh(w);
  const open = [...account.invoices.values()].filter(
    (one) => one.status === 'open' && !one.test_clock,
  ).length;
  expect(countsOf(w.stripe)).toEqual({ '/v1/events': 1, '/v1/invoices': Math.max(1, Math.ceil(open / 100)) });
});
