import { describe, expect, it } from 'vitest';
import { ask, idsOf } from '../http/ask.ts';
import { createStripe } from '../http/fetch.ts';
import { apiKey } from '../http/keys.ts';
import { createAccount } from './account.ts';
import { EVENT_TYPES } from './events.ts';

const NOW = 1_795_000_000;
const DAY = 86_400;
const KEY = 'sk_live_everything';

function world() {
  const account = createAccount({ id: 'acct_1', name: 'Test', now: NOW, keys: [apiKey(KEY)] });
  const product = account.addProduct({ name: 'Hosting' });
  const price = account.addPrice({ product: product.id, currency: 'usd', amount: 1_000 });
  const dearer = account.addPrice({ product: product.id, currency: 'usd', amount: 2_500 });
  account.addCoupon({ id: 'TEN', name: 'Ten', percentOff: 10 });
  const customer = account.addCustomer({ name: 'Acme', email: 'a@acme.example' });
  const subscription = account.addSubscription({
    customer: customer.id,
    items: [{ price: price.id, quantity: 2 }],
  });
  const stripe = createStripe({ account });
  const get = (address: string) => ask(stripe, KEY, address);
  account.advance(100);
  /** What happened since the world was made, oldest first is not promised: by type. */
  const news = async () => (await get(`/v1/events?limit=100&created[gte]=${NOW + 100}`)).body.data;
  const types = async (): Promise<string[]> =>
    (await news()).map(({ type }: { type: string }) => type).sort();
  const current = () => account.subscriptions.get(subscription.id);
  const latest = () => current()?.latest_invoice ?? '';
  return { account, product, price, dearer, customer, subscription, get, news, types, current, latest };
}

describe('a change of the account', () => {
  it('begins with a paid first invoice and the events of a new subscription', async () => {
    const { get, subscription, account } = world();
    const { body } = await get('/v1/events?limit=100');
    const types = body.data.map(({ type }: { type: string }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['customer.subscription.created', 'invoice.finalized', 'invoice.paid']),
    );
    expect(account.invoices.get(subscription.latest_invoice ?? '')).toMatchObject({
      status: 'paid',
      amount_paid: 2_000,
    });
  });

  it('renews, fails and is paid', async () => {
    const { account, subscription, current, latest, types } = world();
    const end = subscription.items.data[0]?.current_period_end ?? 0;
    account.renew(subscription.id, 'failed');
    expect(current()).toMatchObject({ status: 'past_due', items: { data: [{ current_period_start: end }] } });
    expect(account.invoices.get(latest())).toMatchObject({
      status: 'open',
      attempt_count: 1,
      amount_remaining: 2_000,
      next_payment_attempt: account.now + 3 * DAY,
    });
    expect(await types()).toEqual([
      'customer.subscription.updated',
      'customer.subscription.updated',
      'invoice.created',
      'invoice.finalized',
      'invoice.payment_failed',
      'invoice.updated',
    ]);
    account.pay(latest());
    expect(current()?.status).toBe('active');
    expect(account.invoices.get(latest())).toMatchObject({
      status: 'paid',
      amount_remaining: 0,
      attempt_count: 2,
    });
  });

  it.each(['past_due', 'unpaid', 'canceled', 'active'] as const)('ends the attempts with %s', (afterLast) => {
    const { account, subscription, current, latest } = world();
    account.renew(subscription.id, 'failed');
    account.failPayment(latest(), { nextAttemptIn: null, afterLast });
    expect(current()?.status).toBe(afterLast);
    expect(account.invoices.get(latest())).toMatchObject({ status: 'open', next_payment_attempt: null });
  });

  it('voids, writes off and finalizes invoices', async () => {
    const { account, subscription, current, latest, types } = world();
    account.renew(subscription.id, 'draft');
    account.finalize(latest());
    account.failPayment(latest());
    account.voidInvoice(latest());
    expect(current()?.status).toBe('active');
    account.renew(subscription.id, 'failed');
    account.markUncollectible(latest());
    expect(current()?.status).toBe('active');
    expect(account.invoices.get(latest())).toMatchObject({
      status: 'uncollectible',
      amount_remaining: 2_000,
    });
    expect(await types()).toEqual(
      expect.arrayContaining(['invoice.finalized', 'invoice.voided', 'invoice.marked_uncollectible']),
    );
  });

  it('cancels now, or at the end of the period, or not after all', async () => {
    const { account, subscription, current, news, get } = world();
    account.cancelAtPeriodEnd(subscription.id);
    const [event] = await news();
    expect(event).toMatchObject({
      type: 'customer.subscription.updated',
      data: { previous_attributes: { cancel_at_period_end: false, cancel_at: null, canceled_at: null } },
    });
    account.keepAfterAll(subscription.id);
    expect(current()).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
    account.cancelAtPeriodEnd(subscription.id);
    account.renew(subscription.id);
    expect(current()).toMatchObject({ status: 'canceled', ended_at: account.now });
    expect(idsOf(await get('/v1/subscriptions'))).toEqual([]);
    expect(idsOf(await get('/v1/events?type=customer.subscription.deleted'))).toHaveLength(1);
  });

  it('puts discounts on subscriptions, items and customers, and takes them off', async () => {
    const { account, subscription, customer, current, types } = world();
    const item = subscription.items.data[0]?.id ?? '';
    const targets = [
      { subscription: subscription.id },
      { subscription: subscription.id, item },
      { customer: customer.id },
    ];
    const discounts = targets.map((target) => account.applyDiscount(target, 'TEN'));
    expect(current()).toMatchObject({
      discounts: [discounts[0]?.id],
      items: { data: [{ discounts: [discounts[1]?.id] }] },
    });
    expect(account.customers.get(customer.id)?.discount?.id).toBe(discounts[2]?.id);
    for (const { id } of discounts) account.removeDiscount(id);
    expect(current()).toMatchObject({ discounts: [], items: { data: [{ discounts: [] }] } });
    expect(account.customers.get(customer.id)?.discount).toBeNull();
    const seen = await types();
    expect(seen.filter((type) => type === 'customer.discount.created')).toHaveLength(3);
    expect(seen.filter((type) => type === 'customer.discount.deleted')).toHaveLength(3);
  });

  it('changes quantity and price', async () => {
    const { account, subscription, dearer, current, news } = world();
    account.changeQuantity(subscription.id, 5);
    const [event] = await news();
    expect(event.data.previous_attributes.items.data[0].quantity).toBe(2);
    expect(event.data.object.items.data[0].quantity).toBe(5);
    account.changePrice(subscription.id, dearer.id);
    expect(current()?.items.data[0]).toMatchObject({ quantity: 5, price: { unit_amount: 2_500 } });
  });

  it('pauses in both ways and resumes', async () => {
    const { account, subscription, customer, price, current, types } = world();
    account.pauseCollection(subscription.id, 'void', NOW + 30 * DAY);
    expect(current()).toMatchObject({ status: 'active', pause_collection: { behavior: 'void' } });
    account.resumeCollection(subscription.id);
    expect(current()?.pause_collection).toBeNull();
    const trial = account.addSubscription({
      customer: customer.id,
      items: [{ price: price.id }],
      trialDays: 14,
    });
    expect(trial).toMatchObject({ status: 'trialing', trial_end: account.now + 14 * DAY });
    account.endTrial(trial.id, 'paused');
    account.resume(trial.id);
    expect(account.subscriptions.get(trial.id)?.status).toBe('active');
    expect(await types()).toEqual(
      expect.arrayContaining(['customer.subscription.paused', 'customer.subscription.resumed']),
    );
  });

  it('renames and deletes', async () => {
    const { account, customer, product, current, news, get, subscription } = world();
    account.renameCustomer(customer.id, 'Acme Group');
    account.renameProduct(product.id, 'Better hosting');
    const events = await news();
    expect(events).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          type: 'customer.updated',
          data: expect.objectContaining({ previous_attributes: { name: 'Acme' } }),
        }),
        expect.objectContaining({ type: 'product.updated' }),
      ]),
    );
    account.deleteCustomer(customer.id);
    expect(current()?.status).toBe('canceled');
    account.removeSubscription(subscription.id);
    expect((await get(`/v1/subscriptions/${subscription.id}`)).status).toBe(404);
  });

  it('makes a sent invoice with a due day', () => {
    const { account, customer, price } = world();
    const sent = account.addSubscription({
      customer: customer.id,
      items: [{ price: price.id }],
      daysUntilDue: 14,
    });
    expect(account.invoices.get(sent.latest_invoice ?? '')).toMatchObject({
      status: 'open',
      collection_method: 'send_invoice',
      attempt_count: 0,
      due_date: account.now + 14 * DAY,
    });
  });
});

describe('events', () => {
  it('keep the object as it was', async () => {
    const { account, customer, news } = world();
    account.renameCustomer(customer.id, 'Second');
    account.advance(1);
    account.renameCustomer(customer.id, 'Third');
    const names = (await news()).map(({ data }: { data: { object: { name: string } } }) => data.object.name);
    expect(names).toEqual(['Third', 'Second']);
  });

  it('can come in the shape of an older version', async () => {
    const { account, subscription, news, latest } = world();
    account.eventShape = 'older';
    account.changeQuantity(subscription.id, 3);
    const [event] = await news();
    expect(event).toMatchObject({
      api_version: '2023-10-16',
      data: { object: { quantity: 3, discount: null } },
    });
    expect(event.data.object.current_period_end).toBeGreaterThan(NOW);
    expect(event.data.object.items.data[0]).not.toHaveProperty('current_period_end');
    account.advance(1);
    account.voidInvoice(latest());
    const [invoiceEvent] = await news();
    expect(invoiceEvent.data.object).toMatchObject({ subscription: subscription.id, paid: false });
    expect(invoiceEvent.data.object).not.toHaveProperty('parent');
  });

  it('reach back thirty days, also as cursors', async () => {
    const { account, customer, get } = world();
    const [old] = idsOf(await get('/v1/events?limit=1'));
    account.advance(30 * DAY + 1);
    account.renameCustomer(customer.id, 'New name');
    expect((await get('/v1/events?limit=100')).body.data).toHaveLength(1);
    const { status, body } = await get(`/v1/events?ending_before=${old}`);
    expect([status, body.error.code]).toEqual([400, 'resource_missing']);
  });

  it('are listed by up to twenty exact names', async () => {
    const { get } = world();
    const query = (count: number): string =>
      EVENT_TYPES.slice(0, count)
        .map((type, index) => `types[${index}]=${type}`)
        .join('&');
    const { body } = await get(`/v1/events?limit=100&${query(20)}`);
    expect(body.data.length).toBeGreaterThan(0);
    for (const { type } of body.data) expect(EVENT_TYPES.slice(0, 20)).toContain(type);
    expect((await get(`/v1/events?${query(21)}`)).status).toBe(400);
    expect((await get('/v1/events?types[]=customer.subscription.update')).status).toBe(400);
    expect((await get('/v1/events?types[]=customer.*')).status).toBe(400);
    expect((await get('/v1/events?type=customer.*')).status).toBe(200);
    expect((await get('/v1/events?type=invoice.paid&types[]=invoice.paid')).status).toBe(400);
  });

  it('can be late', async () => {
    const { account, customer, types } = world();
    account.renameCustomer(customer.id, 'Late news');
    const held = account.withholdEvents();
    expect(await types()).toEqual([]);
    for (const event of held) account.events.put(event);
    expect(await types()).toEqual(['customer.updated']);
  });
});
