import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { generateAccount, generatedKeys } from '../samples/generate-account.ts';
import { createStripe } from './fetch.ts';

const NOW = 1_795_000_000;

function world(key = generatedKeys().restricted) {
  const server = createStripe({ account: generateAccount({ seed: 9, subscriptions: 230, now: NOW }) });
  const stripe = new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(server.fetch),
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { server, stripe };
}

describe('Stripe’s own SDK', () => {
  it('walks every subscription with all that a refresh expands', async () => {
    const { server, stripe } = world();
    const seen: Stripe.Subscription[] = [];
    const expand = [
      'data.customer',
      'data.latest_invoice',
      'data.discounts.source.coupon',
      'data.items.data.discounts',
    ];
    for await (const subscription of stripe.subscriptions.list({ limit: 100, expand }))
      seen.push(subscription);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(230);
    expect(server.requests).toHaveLength(3);
    expect(server.writes).toEqual([]);
    const [first] = seen;
    expect(typeof first?.customer).toBe('object');
    expect(first?.items.data[0]?.price.unit_amount_decimal?.toString()).toMatch(/^\d/);
  });

  it('reads products by ids, prices with tiers, events and account', async () => {
    const { server, stripe } = world(generatedKeys().secret);
    const ids = server.account.products
      .inOrder()
      .slice(0, 3)
      .map(({ id }) => id);
    expect((await stripe.products.list({ ids, limit: 100 })).data.map(({ id }) => id)).toEqual(ids);
    const tiered = server.account.prices.inOrder().find(({ tiers_mode: mode }) => mode === 'graduated');
    const price = await stripe.prices.retrieve(tiered?.id ?? '', { expand: ['tiers', 'currency_options'] });
    expect(price.tiers).toHaveLength(3);
    const [customer] = server.account.customers.inOrder();
    server.account.renameCustomer(customer?.id ?? '', 'Renamed');
    const events = await stripe.events.list({ types: ['customer.updated'], created: { gte: NOW - 60 } });
    expect(events.data).toHaveLength(1);
  });

  it('recognizes every refusal', async () => {
    const { stripe, server } = world();
    await expect(stripe.subscriptions.list({ limit: 101 })).rejects.toBeInstanceOf(
      Stripe.errors.StripeInvalidRequestError,
    );
    await expect(stripe.subscriptions.retrieve('sub_gone')).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    });
    const { stripe: unknown } = world('sk_live_nobodys0000000');
    await expect(unknown.products.list()).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    server.faults.push({ kind: 'status', status: 429 });
    await expect(stripe.products.list()).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    server.faults.push({ kind: 'html' });
    await expect(stripe.products.list()).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
    server.faults.push({ kind: 'cut' });
    await expect(stripe.products.list()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });

  it('cannot write', async () => {
    const { stripe, server } = world();
    await expect(stripe.customers.create({ name: 'Acme' })).rejects.toMatchObject({ statusCode: 403 });
    expect(server.writes).toHaveLength(1);
  });
});
