import { expect, test } from 'vitest';
import { accountAndMode, accountLabel } from './account-words.ts';
import { connectionFixture } from './stripe/connection.fixture.ts';

test('an account is called by its name, else it is an account', () => {
  expect(accountLabel(connectionFixture())).toBe('Acme Studio');
  expect(accountLabel(connectionFixture({ accountName: null }))).toBe('Stripe account');
  expect(accountLabel(connectionFixture({ accountName: '' }))).toBe('Stripe account');
  expect(accountAndMode(connectionFixture({ mode: 'test' }))).toBe('Acme Studio · Test mode');
});
