import { describe, expect, test } from 'vitest';
import { createStripe } from '../../tests/stripe-server/http/fetch.ts';
import {
  SAMPLE_ACCOUNT_ID,
  SAMPLE_KEYS,
  sampleAccount,
} from '../../tests/stripe-server/samples/sample-account.ts';
import { createVirtualTime } from '../../tests/support/virtual-time.ts';
import { PERMISSIONS, type Permission } from '../model/permissions.ts';
import { checkKey } from './check-key.ts';
import { createStripeReader } from './reader.ts';

const NOW = 1_800_000_000;

function setUp(key: string, wording: 'rak' | 'dashboard' = 'rak') {
  const account = sampleAccount(NOW);
  account.permissionWording = wording;
  const stripe = createStripe({ account });
  const time = createVirtualTime();
  const reader = createStripeReader({
    key,
    fetch: stripe.fetch,
    now: time.now,
    random: () => 0.5,
    sleep: time.sleep,
  });
  return { account, stripe, check: () => time.until(checkKey(reader)) };
}

const without = (...missing: Permission[]) =>
  Object.fromEntries(PERMISSIONS.map((name) => [name, !missing.includes(name)]));

test('a full key: everything works, account id and name are known', async () => {
  const { stripe, check } = setUp(SAMPLE_KEYS.secret);
  expect(await check()).toEqual({
    ok: true,
    permissions: without(),
    accountId: SAMPLE_ACCOUNT_ID,
    accountName: 'Studio Lindqvist',
  });
  expect(stripe.requests).toHaveLength(9);
  expect(stripe.writes).toEqual([]);
});

test('a restricted key with all that is wanted: the id comes from the text of a refusal, the name from an invoice', async () => {
  const { check } = setUp(SAMPLE_KEYS.restricted);
  expect(await check()).toEqual({
    ok: true,
    permissions: without(),
    accountId: SAMPLE_ACCOUNT_ID,
    accountName: 'Studio Lindqvist',
  });
});

describe('each permission that can be missing', () => {
  test.each([
    ['customers', SAMPLE_KEYS.withoutCustomers],
    ['invoices', SAMPLE_KEYS.withoutInvoices],
    ['prices', SAMPLE_KEYS.withoutPrices],
    ['products', SAMPLE_KEYS.withoutProducts],
    ['coupons', SAMPLE_KEYS.withoutCoupons],
    ['events', SAMPLE_KEYS.withoutEvents],
  ] as const)('%s', async (name, key) => {
    for (const wording of ['rak', 'dashboard'] as const) {
      const { check } = setUp(key, wording);
      expect(await check()).toEqual({
        ok: true,
        permissions: without(name),
        accountId: SAMPLE_ACCOUNT_ID,
        accountName: name === 'invoices' ? null : 'Studio Lindqvist',
      });
    }
  });

  test('all but the indispensable one', async () => {
    const { check } = setUp(SAMPLE_KEYS.onlySubscriptions);
    const rest = PERMISSIONS.filter((name) => name !== 'subscriptions');
    expect(await check()).toMatchObject({ ok: true, permissions: without(...rest), accountName: null });
  });

  test('the indispensable one: a failure, with what was found', async () => {
    const { check } = setUp(SAMPLE_KEYS.withoutSubscriptions);
    expect(await check()).toEqual({
      ok: false,
      code: 'stripe-permission',
      detail: { permission: 'subscriptions', permissions: without('subscriptions') },
      accountId: SAMPLE_ACCOUNT_ID,
    });
  });

  test('all of them', async () => {
    const { check } = setUp(SAMPLE_KEYS.none);
    expect(await check()).toMatchObject({
      ok: false,
      code: 'stripe-permission',
      detail: { permissions: without(...PERMISSIONS) },
    });
  });
});

describe('a key that fails for another reason', () => {
  test.each([
    ['revoked', SAMPLE_KEYS.revoked, 'stripe-key-invalid'],
    ['expired', SAMPLE_KEYS.expired, 'stripe-key-expired'],
    ['not from this address', SAMPLE_KEYS.ipRefused, 'stripe-key-ip'],
    ['unknown', `sk_live_${'z9'.repeat(12)}`, 'stripe-key-invalid'],
  ])('%s: one request, that reason', async (_, key, code) => {
    const { stripe, check } = setUp(key);
    expect(await check()).toEqual({ ok: false, code });
    expect(stripe.requests).toHaveLength(1);
  });

  test('Stripe is down in the middle: no verdict on any permission', async () => {
    const { stripe, check } = setUp(SAMPLE_KEYS.restricted);
    stripe.faults.push({
      kind: 'status',
      status: 503,
      times: 1_000,
      match: ({ path }) => path === '/v1/coupons',
    });
    expect(await check()).toEqual({ ok: false, code: 'stripe-unavailable' });
  });

  test('only the account cannot be read: no matter', async () => {
    const { stripe, check } = setUp(SAMPLE_KEYS.secret);
    stripe.faults.push({
      kind: 'status',
      status: 403,
      times: 1_000,
      match: ({ path }) => path === '/v1/account',
    });
    expect(await check()).toMatchObject({
      ok: true,
      permissions: without(),
      accountName: 'Studio Lindqvist',
    });
  });
});
