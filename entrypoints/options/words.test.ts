import { expect, test } from 'vitest';
import { connectionFixture } from './connection.fixture.ts';
import { accountAndMode, accountLabel, keyLabel } from './words.ts';

test('an account is called by its name, else it is an account', () => {
  expect(accountLabel(connectionFixture())).toBe('Acme Studio');
  expect(accountLabel(connectionFixture({ accountName: null }))).toBe('Stripe account');
  expect(accountLabel(connectionFixture({ accountName: '' }))).toBe('Stripe account');
  expect(accountAndMode(connectionFixture({ mode: 'test' }))).toBe('Acme Studio · Test mode');
});

test('a key is shown by its kind and last four characters, and by neither once it is gone', () => {
  expect(keyLabel(connectionFixture())).toBe('Restricted key ending in 9xQ2');
  expect(keyLabel(connectionFixture({ keyKind: 'secret', keyHint: null }))).toBe('Full secret key');
});
