import { expect, test } from 'vitest';
import { stripeLink } from './stripe-links.ts';

test.each([
  [
    { kind: 'invoices', id: 'in_1', mode: 'live', account: 'acct_1' },
    'https://dashboard.stripe.com/acct_1/invoices/in_1',
  ],
  [
    { kind: 'customers', id: 'cus_1', mode: 'test', account: 'acct_1' },
    'https://dashboard.stripe.com/acct_1/test/customers/cus_1',
  ],
  [{ kind: 'invoices', id: 'in_1', mode: 'live' }, 'https://dashboard.stripe.com/invoices/in_1'],
  [
    { kind: 'subscriptions', id: 'sub_1', mode: 'test' },
    'https://dashboard.stripe.com/test/subscriptions/sub_1',
  ],
] as const)('%o', (object, address) => {
  expect(stripeLink(object)).toBe(address);
});

test('an id of a stranger stays one part of the path', () => {
  const link = stripeLink({ kind: 'invoices', id: '../../x?y#z', mode: 'live' });
  expect(new URL(link).pathname).toBe('/invoices/..%2F..%2Fx%3Fy%23z');
});
