import { describe, expect, test } from 'vitest';
import { buildConnection } from '../../../tests/support/build-connection.ts';
import { ACCOUNT_NAME_MOST, withColour, withOwnName } from './account-changes.ts';

describe('the user’s name for an account', () => {
  test('is kept without blanks around it, and cut where it ends', () => {
    expect(withOwnName(buildConnection(), '  Nord \n studio ').ownName).toBe('Nord studio');
    expect(withOwnName(buildConnection(), 'a'.repeat(200)).ownName).toHaveLength(ACCOUNT_NAME_MOST);
  });

  test.each(['', '   ', 'Acme Studio'])('%j gives Stripe’s again', (typed) => {
    expect(withOwnName(buildConnection({ ownName: 'Nord' }), typed)).not.toHaveProperty('ownName');
  });
});

test('a colour is one of the palette, or none', () => {
  expect(withColour(buildConnection(), 'green').colour).toBe('green');
  expect(withColour(buildConnection({ colour: 'green' }), '')).not.toHaveProperty('colour');
  expect(withColour(buildConnection(), 'url(x)')).not.toHaveProperty('colour');
});
