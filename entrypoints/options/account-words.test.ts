import { expect, test } from 'vitest';
import { buildConnection } from '../../tests/support/build-connection.ts';
import { accountAndMode, accountLabel } from './account-words.ts';

test('an account is called by its name, else it is an account', () => {
  expect(accountLabel(buildConnection())).toBe('Acme Studio');
  expect(accountLabel(buildConnection({ accountName: null }))).toBe('Stripe account');
  expect(accountLabel(buildConnection({ accountName: '' }))).toBe('Stripe account');
  expect(accountAndMode(buildConnection({ mode: 'test' }))).toBe('Acme Studio · Test mode');
});
