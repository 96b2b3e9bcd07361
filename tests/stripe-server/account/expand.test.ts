import { describe, expect, it } from 'vitest';
import { ask } from '../http/ask.ts';
import { createStripe } from '../http/fetch.ts';
import { apiKey, apiKeyWithout } from '../http/keys.ts';
import { createAccount } from './account.ts';

function world() {
  const account = createAccount({
    id: 'acct_1',
    name: 'Test',
    now: 1_795_000_000,
    keys: [
      apiKey('sk_live_everything'),
      apiKeyWithout('rk_live_nocustomer', 'rak_customer_read'),
      apiKeyWithout('rk_live_nocoupon', 'rak_coupon_read'),
    ],
  });
  const product = account.addProduct({ name: 'Hosting' });
  const price = account.addPrice({
    product: product.id,
    currency: 'usd',
    tiersMode: 'volume',
    tiers: [{ upTo: null, unit: 500 }],
    currencies: { eur: 450 },
  });
  account.addCoupon({ id: 'TEN', name: 'Ten', percentOff: 10, products: [product.id] });
  const customer = account.addCustomer({ name: 'Acme', email: 'a@acme.example' });
  const subscription = account.addSubscription({
    customer: customer.id,
    items: [{ price: price.id, quantity: 2 }],
    coupons: ['TEN'],
  });
  const stripe = createStripe({ account });
  const get = (address: string, key = 'sk_live_everything') => ask(stripe, key, address);
  return { account, product, price, customer, subscription, get };
}

describe('expansion', () => {
  it('leaves bare ids where nothing was asked for', async () => {
    const { get, subscription, customer, price, product } = world();
    const { body } = await get(`/v1/subscriptions/${subscription.id}`);
    expect(body.customer).toBe(customer.id);
    expect(body.latest_invoice).toMatch(/^in_/);
    expect(body.discounts).toEqual([expect.stringMatching(/^di_/)]);
    expect(body.items.data[0].price).toMatchObject({ id: price.id, product: product.id, unit_amount: null });
    expect(body.items.data[0].price).not.toHaveProperty('tiers');
    expect(body.items.data[0].price).not.toHaveProperty('currency_options');
  });

  it('replaces exactly what was asked for', async () => {
    const { get, product } = world();
    const { body } = await get(
      '/v1/subscriptions?expand[0]=data.customer&expand[]=data.latest_invoice&expand[]=data.discounts.source.coupon',
    );
    const [subscription] = body.data;
    expect(subscription.customer).toMatchObject({ object: 'customer', name: 'Acme' });
    expect(subscription.latest_invoice).toMatchObject({ object: 'invoice', status: 'paid', total: 900 });
    expect(subscription.latest_invoice.customer).toMatch(/^cus_/);
    expect(subscription.discounts[0].source.coupon).toMatchObject({ id: 'TEN', percent_off: 10 });
    expect(subscription.discounts[0].source.coupon).not.toHaveProperty('applies_to');
    const coupons = await get('/v1/coupons?expand[]=data.applies_to');
    expect(coupons.body.data[0].applies_to).toEqual({ products: [product.id] });
  });

  it('keeps the coupon of an expanded discount a bare id', async () => {
    const { get } = world();
    const { body } = await get('/v1/subscriptions?expand[]=data.discounts');
    expect(body.data[0].discounts[0].source).toEqual({ type: 'coupon', coupon: 'TEN' });
  });

  it('gives tiers and currency options only by name, other currencies one by one', async () => {
    const { get, price } = world();
    const address = `/v1/prices/${price.id}`;
    expect((await get(address)).body).not.toHaveProperty('tiers');
    const { body } = await get(`${address}?expand[]=tiers&expand[]=currency_options`);
    expect(body.tiers).toEqual([expect.objectContaining({ unit_amount_decimal: '500', up_to: null })]);
    expect(Object.keys(body.currency_options)).toEqual(['usd', 'eur']);
    expect(body.currency_options.usd).not.toHaveProperty('tiers');
    const deeper = await get(`${address}?expand[]=currency_options.usd.tiers`);
    expect(deeper.body.currency_options.usd.tiers).toHaveLength(1);
  });

  it('ends at four levels, `data` being one', async () => {
    const { get } = world();
    for (const path of [
      'data.items.data.price.product',
      'data.items.data.price.tiers',
      'data.customer.discount.source.coupon',
    ]) {
      const { status, body } = await get(`/v1/subscriptions?expand[]=${path}`);
      expect([status, body.error.code]).toEqual([400, 'property_expansion_max_depth']);
      expect(body.error.message).toBe(
        `You cannot expand more than 4 levels of a property. Property: ${path}`,
      );
    }
    expect((await get('/v1/subscriptions?expand[]=data.items.data.discounts')).status).toBe(200);
  });

  it.each([
    ['data.metadata', 'This property cannot be expanded (metadata).'],
    ['data', 'This property cannot be expanded (data).'],
    ['data.items', 'This property cannot be expanded (items).'],
    [
      'customer',
      "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
    ],
  ])('refuses %s', async (path, message) => {
    const { status, body } = await world().get(`/v1/subscriptions?expand[]=${path}`);
    expect([status, body.error.message]).toEqual([400, message]);
  });

  it('needs the permission of every object it brings', async () => {
    const { get } = world();
    const { status, body } = await get('/v1/subscriptions?expand[]=data.customer', 'rk_live_nocustomer');
    expect([status, body.error.code]).toEqual([403, 'more_permissions_required']);
    expect(body.error.message).toContain("'rak_customer_read'");
    expect((await get('/v1/subscriptions', 'rk_live_nocustomer')).status).toBe(200);
    for (const path of ['data.discounts', 'data.discounts.source.coupon']) {
      expect((await get(`/v1/subscriptions?expand[]=${path}`, 'rk_live_nocoupon')).status).toBe(403);
    }
  });

  it('shows a deleted customer as deleted', async () => {
    const { account, get, customer, subscription } = world();
    account.deleteCustomer(customer.id);
    const deleted = { id: customer.id, object: 'customer', deleted: true };
    expect((await get(`/v1/subscriptions/${subscription.id}?expand[]=customer`)).body.customer).toEqual(
      deleted,
    );
    expect((await get(`/v1/customers/${customer.id}`)).body).toEqual(deleted);
    expect((await get('/v1/customers')).body.data).toEqual([]);
  });

  it('still knows the coupon of a discount after the coupon was deleted', async () => {
    const { account, get } = world();
    account.deleteCoupon('TEN');
    expect((await get('/v1/coupons')).body.data).toEqual([]);
    expect((await get('/v1/coupons/TEN')).status).toBe(404);
    const { body } = await get('/v1/subscriptions?expand[]=data.discounts.source.coupon');
    expect(body.data[0].discounts[0].source.coupon).toMatchObject({ id: 'TEN', valid: false });
  });
});
