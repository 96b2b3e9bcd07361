import { describe, expect, it } from 'vitest';
import { ask } from '../http/ask.ts';
import { createStripe } from '../http/fetch.ts';
import { generateAccount, generatedKeys } from './generate-account.ts';
import { SHAPES } from './shapes.ts';

const NOW = 1_795_000_000;
const all = (seed: number, subscriptions = 60) => {
  const account = generateAccount({ seed, subscriptions, now: NOW });
  return [account.subscriptions, account.invoices, account.customers, account.prices].map((one) =>
    one.inOrder(),
  );
};

describe('a generated account', () => {
  it('is the same for the same seed and another for another', () => {
    expect(JSON.stringify(all(5))).toBe(JSON.stringify(all(5)));
    expect(JSON.stringify(all(5))).not.toBe(JSON.stringify(all(6)));
  });

  it.each([0, 10, 317])('lists exactly %i subscriptions', async (subscriptions) => {
    const account = generateAccount({ seed: 1, subscriptions, now: NOW });
    const stripe = createStripe({ account });
    let count = 0;
    let cursor = '';
    for (;;) {
      const { body } = await ask(stripe, generatedKeys().secret, `/v1/subscriptions?limit=100${cursor}`);
      count += body.data.length;
      if (!body.has_more) break;
      cursor = `&starting_after=${body.data.at(-1).id}`;
    }
    expect(count).toBe(subscriptions);
  });

  it('is mostly plain, has every status and a few percent of open invoices', () => {
    const account = generateAccount({ seed: 2, subscriptions: 1_000, now: NOW });
    const subscriptions = account.subscriptions.inOrder();
    const statuses = new Set(subscriptions.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([
      'active',
      'awaiting_network_review',
      'canceled',
      'incomplete',
      'incomplete_expired',
      'past_due',
      'paused',
      'trialing',
      'unpaid',
    ]);
    const open = account.invoices.inOrder().filter(({ status }) => status === 'open').length;
    expect(open).toBeGreaterThan(20);
    expect(open).toBeLessThan(80);
    const currencies = new Set(subscriptions.map(({ currency }) => currency));
    expect([...currencies].sort()).toEqual(['eur', 'gbp', 'isk', 'jpy', 'kwd', 'usd']);
    expect(subscriptions.some(({ items }) => items.data.length > 10)).toBe(true);
    expect(SHAPES.length).toBeGreaterThan(60);
  });

  it('can be plain altogether', () => {
    const account = generateAccount({ seed: 2, subscriptions: 200, now: NOW, shapes: 'plain' });
    for (const { status, items, discounts } of account.subscriptions.values()) {
      expect([status, items.data.length, discounts.length]).toEqual(['active', 1, 0]);
    }
    for (const { status } of account.invoices.values()) expect(status).toBe('paid');
  });

  it('has periods around the present, and a latest invoice that exists', () => {
    const account = generateAccount({ seed: 4, subscriptions: 500, now: NOW });
    for (const { latest_invoice: latest, items, created, status } of account.subscriptions.values()) {
      if (latest !== null) expect(account.invoices.get(latest)).toBeDefined();
      expect(created).toBeLessThanOrEqual(NOW);
      if (status !== 'active') continue;
      for (const item of items.data) {
        expect(item.current_period_start).toBeLessThanOrEqual(NOW);
        expect(item.current_period_end).toBeGreaterThan(NOW - 2 * 86_400);
      }
    }
  });

  it('refers only to what exists', () => {
    const account = generateAccount({ seed: 4, subscriptions: 500, now: NOW });
    for (const { customer, discounts, items } of account.subscriptions.values()) {
      expect(account.lookup('customer', customer)).toBeDefined();
      for (const id of discounts) expect(account.lookup('discount', id)).toBeDefined();
      for (const { price } of items.data) expect(account.products.get(price.product)).toBeDefined();
    }
  });
});
