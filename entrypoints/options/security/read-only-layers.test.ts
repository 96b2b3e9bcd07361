import { expect, test } from 'vitest';
import { ALL_PERMISSIONS, buildConnection } from '../../../tests/support/build-connection.ts';
import { readOnlyLayers } from './read-only-layers.ts';

const standing = { hostAccess: true, browserRule: true, readOnlyFetch: true } as const;
const states = (...given: Parameters<typeof readOnlyLayers>) =>
  readOnlyLayers(...given).map(({ state }) => state);

test('all three stand with a restricted key', () => {
  expect(states(standing, [buildConnection()])).toEqual(['Active', 'Active', 'Restricted']);
});

test('a full key is named as such, even beside a restricted one', () => {
  const full = buildConnection({ keyKind: 'secret' });
  expect(states(standing, [full])[2]).toBe('Full key');
  expect(states(standing, [buildConnection(), full])[2]).toBe('Full key');
});

test('a disconnected account has no key to speak of', () => {
  expect(states(standing, [buildConnection({ connected: false, keyKind: 'secret' })])[2]).toBe('No key yet');
});

test('accounts that cannot be read leave the key’s layer open, and the others as they are', () => {
  expect(states(standing, null)).toEqual(['Active', 'Active', 'Not known']);
});

test('without host access the rule is never called active', () => {
  expect(states({ ...standing, hostAccess: false }, [])[1]).toBe('Waiting for access');
});

test('a missing rule and a silent browser are told apart', () => {
  expect(states({ ...standing, browserRule: false }, [])[1]).toBe('Missing');
  expect(states(null, [])[1]).toBe('Not known');
});

test('the key’s layer names what each key may read and what it may not', () => {
  const lines = (...connections: NonNullable<Parameters<typeof readOnlyLayers>[1]>) =>
    readOnlyLayers(standing, connections)[2].permissions;
  const whole = buildConnection();
  const less = buildConnection({
    accountName: 'Atelier Nord',
    mode: 'test',
    permissions: { ...ALL_PERMISSIONS, coupons: false, events: false },
  });
  expect(lines(whole)).toEqual([
    {
      account: null,
      words:
        'May read Subscriptions, Customers, Invoices, Prices, Products, Coupons, Events, Subscription schedules.',
    },
  ]);
  expect(lines(whole, less)).toEqual([
    {
      account: 'Acme Studio · Live mode',
      words:
        'May read Subscriptions, Customers, Invoices, Prices, Products, Coupons, Events, Subscription schedules.',
    },
    {
      account: 'Atelier Nord · Test mode',
      words:
        'May read Subscriptions, Customers, Invoices, Prices, Products, Subscription schedules. Missing: Coupons, Events.',
    },
  ]);
  expect(lines(buildConnection({ connected: false }))).toBeUndefined();
});
