import { describe, expect, it } from 'vitest';
import { CURRENT_VERSION } from '../account/events.ts';
import {
  SAMPLE,
  SAMPLE_ACCOUNT_ID,
  SAMPLE_KEYS,
  SAMPLE_TEST_SUBSCRIPTION,
  SECOND_SUBSCRIPTIONS,
  sampleAccounts,
} from '../samples/sample-account.ts';
import { ask } from './ask.ts';
import { createStripe } from './fetch.ts';

const NOW = 1_795_000_000;
const world = () => createStripe({ account: sampleAccounts(NOW) });

describe('a key', () => {
  it('is needed', async () => {
    const stripe = world();
    for (const headers of [{}, { authorization: 'Bearer' }, { authorization: 'Digest abc' }]) {
      const response = await stripe.fetch('https://api.stripe.com/v1/customers', { headers });
      expect(response.status).toBe(401);
      const body = await response.json();
      expect(body.error.message).toMatch(/^You did not provide an API key/);
    }
  });

  it.each([
    ['unknown', 'sk_live_thisOneIsNobodys', 'Invalid API Key provided: sk_live_************odys', undefined],
    ['revoked', SAMPLE_KEYS.revoked, 'Invalid API Key provided: sk_live_', undefined],
    ['expired', SAMPLE_KEYS.expired, 'Expired API Key provided: sk_live_', 'api_key_expired'],
    ['bound to another address', SAMPLE_KEYS.ipRefused, 'The API key provided', undefined],
  ])('that is %s gets 401', async (_case, key, start, code) => {
    const { status, body } = await ask(world(), key, '/v1/subscriptions');
    expect(status).toBe(401);
    expect(body.error.code).toBe(code);
    expect(body.error.type).toBe('invalid_request_error');
    expect(body.error.message.startsWith(start)).toBe(true);
    expect(body.error.message).not.toContain(key);
  });

  it('that is revoked during a test stops working', async () => {
    const stripe = world();
    expect((await ask(stripe, SAMPLE_KEYS.secret, '/v1/products')).status).toBe(200);
    stripe.account.revokeKey(SAMPLE_KEYS.secret);
    expect((await ask(stripe, SAMPLE_KEYS.secret, '/v1/products')).status).toBe(401);
  });

  it('that is publishable gets 403', async () => {
    const { status, body } = await ask(world(), SAMPLE_KEYS.publishable, '/v1/subscriptions');
    expect([status, body.error.code]).toEqual([403, 'secret_key_required']);
  });

  it.each([
    ['withoutSubscriptions', 'subscriptions', 'rak_subscription_read'],
    ['withoutCustomers', 'customers', 'rak_customer_read'],
    ['withoutInvoices', 'invoices', 'rak_invoice_read'],
    ['withoutPrices', 'prices', 'rak_plan_read'],
    ['withoutProducts', 'products', 'rak_product_read'],
    ['withoutCoupons', 'coupons', 'rak_coupon_read'],
    ['withoutEvents', 'events', 'rak_event_read'],
  ] as const)('%s may read everything but %s', async (name, resource, permission) => {
    const stripe = world();
    for (const other of [
      'subscriptions',
      'customers',
      'invoices',
      'prices',
      'products',
      'coupons',
      'events',
    ]) {
      const { status, body } = await ask(stripe, SAMPLE_KEYS[name], `/v1/${other}?limit=1`);
      expect(status).toBe(other === resource ? 403 : 200);
      if (other !== resource) continue;
      expect(body.error.code).toBe('more_permissions_required');
      expect(body.error.message).toContain(`on account '${SAMPLE_ACCOUNT_ID}'`);
      expect(body.error.message).toContain(`Having the '${permission}' permission would allow`);
    }
  });

  it('can be refused in the words of the Dashboard, too', async () => {
    const stripe = world();
    stripe.account.permissionWording = 'dashboard';
    const { body } = await ask(stripe, SAMPLE_KEYS.none, '/v1/subscriptions');
    expect(body.error.message).toContain("('subscription_read') permissions on this key");
  });

  it('reads the account only if it is unrestricted', async () => {
    const stripe = world();
    expect((await ask(stripe, SAMPLE_KEYS.secret, '/v1/account')).body).toMatchObject({
      id: SAMPLE_ACCOUNT_ID,
      settings: { dashboard: { display_name: 'Studio Lindqvist' } },
    });
    expect((await ask(stripe, SAMPLE_KEYS.restricted, '/v1/account')).status).toBe(403);
  });

  it('opens one account in one mode', async () => {
    const stripe = world();
    const read = async (key: string, id: string) => ask(stripe, key, `/v1/subscriptions/${id}`);
    expect((await read(SAMPLE_KEYS.secret, SAMPLE.acme)).body.livemode).toBe(true);
    expect((await read(SAMPLE_KEYS.test, SAMPLE_TEST_SUBSCRIPTION)).body.livemode).toBe(false);
    expect((await read(SAMPLE_KEYS.secondAccount, SECOND_SUBSCRIPTIONS[0] ?? '')).status).toBe(200);
    const strange = await read(SAMPLE_KEYS.secondAccount, SAMPLE.acme);
    expect(strange.body.error.message).toBe(`No such subscription: '${SAMPLE.acme}'`);
  });

  it('of the wrong mode is told so', async () => {
    const { status, body } = await ask(
      world(),
      SAMPLE_KEYS.secret,
      `/v1/subscriptions/${SAMPLE_TEST_SUBSCRIPTION}`,
    );
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: 'resource_missing',
      message: `No such subscription: '${SAMPLE_TEST_SUBSCRIPTION}'; a similar object exists in test mode, but a live mode key was used to make this request.`,
    });
  });
});

describe('every answer', () => {
  it('says which request and which version it was', async () => {
    for (const address of ['/v1/subscriptions', '/v1/nonsense']) {
      const { headers } = await ask(world(), SAMPLE_KEYS.secret, address);
      expect(headers.get('request-id')).toMatch(/^req_\w{14}$/);
      expect(headers.get('stripe-version')).toBe(CURRENT_VERSION);
      expect(headers.get('content-type')).toBe('application/json');
    }
  });

  it('refuses another version than the one it speaks', async () => {
    const response = await world().fetch('https://api.stripe.com/v1/products', {
      headers: { authorization: `Bearer ${SAMPLE_KEYS.secret}`, 'stripe-version': '2024-06-20' },
    });
    expect(response.status).toBe(400);
  });
});
