import { expect, test } from 'vitest';
import { currency } from '../model/units.ts';
import { exponent } from './currencies.ts';

// Source: Stripe's documentation of supported currencies.
test.each('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))(
  '%s has no decimals',
  (code) => {
    expect(exponent(currency(code))).toBe(0);
  },
);

test.each('bhd jod kwd omr tnd'.split(' '))('%s has three decimals', (code) => {
  expect(exponent(currency(code))).toBe(3);
});

test.each([
  ['usd', 'the usual'],
  ['isk', 'none in daily life, two at Stripe'],
  ['ugx', 'none in daily life, two at Stripe'],
  ['huf', 'two, though cash has none'],
  ['twd', 'two, though cash has none'],
  ['clf', 'four by ISO 4217, unknown to Stripe'],
  ['xyz', 'not a currency'],
  ['constructor', 'not a currency'],
])('%s has two decimals (%s)', (code) => {
  expect(exponent(currency(code))).toBe(2);
});

test('upper case is the same currency', () => {
  expect(exponent('JPY' as ReturnType<typeof currency>)).toBe(0);
});
