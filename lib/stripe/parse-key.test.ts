import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyFormFailureCode } from '../model/failure.ts';
import { parseKey } from './parse-key.ts';

const BODY = '51HabcDEFghiJKLmnoPQRstu';
const NEWLINE = '\n';

describe('accepts', () => {
  test.each([
    ['a live secret key', `sk_live_${BODY}`, 'live', 'secret'],
    ['a test secret key', `sk_test_${BODY}`, 'test', 'secret'],
    ['a live restricted key', `rk_live_${BODY}`, 'live', 'restricted'],
    ['a test restricted key', `rk_test_${BODY}`, 'test', 'restricted'],
    ['the old, short length', 'sk_test_4eC39HqLyjWDarjtT1zdp7dc', 'test', 'secret'],
    ['the shortest body', 'sk_live_abcdefghij', 'live', 'secret'],
    ['the longest body', `sk_live_${'a'.repeat(250)}`, 'live', 'secret'],
  ] as const)('%s', (_, input, mode, kind) => {
    expect(parseKey(input)).toEqual({ ok: true, key: input, mode, kind, hint: input.slice(-4) });
  });

  const key = `sk_live_${BODY}`;
  test.each([
    ['blanks around it', `  ${key}\t`],
    ['a line end after it', `${key}\r\n`],
    ['double quotes', `"${key}"`],
    ['typographic quotes', `“${key}”`],
    ['guillemets and blanks', `« ${key} »`],
    ['backticks', `\`${key}\``],
    ['zero-width characters', `\u200b${key}\ufeff`],
    ['a zero-width character inside', `${key.slice(0, 20)}\u200b${key.slice(20)}`],
    ['a no-break space', `\u00a0${key}\u00a0`],
    ['a line break inside', `${key.slice(0, 20)}${NEWLINE}  ${key.slice(20)}`],
    ['a line of a configuration file', `STRIPE_SECRET_KEY="${key}"`],
    ['an exported variable', `export STRIPE_KEY=${key};`],
    ['an Authorization header', `Bearer ${key}`],
    ['the user name of a curl command', `${key}:`],
    ['a first letter raised by a phone', `S${key.slice(1)}`],
    ['a raised prefix over a body with small letters', `SK_LIVE_${BODY}`],
  ])('with %s', (_, input) => {
    expect(parseKey(input)).toMatchObject({ ok: true, key });
  });
});

describe('refuses', () => {
  test.each<[string, string, KeyFormFailureCode]>([
    ['nothing', '', 'key-empty'],
    ['blanks', ' \t\n ', 'key-empty'],
    ['quotes only', '""', 'key-empty'],
    ['a zero-width character', '\u200b', 'key-empty'],
    ['a publishable key', `pk_live_${BODY}`, 'key-publishable'],
    ['a publishable test key', `pk_test_${BODY}`, 'key-publishable'],
    ['a publishable key in capitals', `PK_LIVE_${BODY}`, 'key-publishable'],
    ['a masked publishable key', 'pk_live_…abcd', 'key-publishable'],
    ['a webhook secret', `whsec_${BODY}`, 'key-webhook'],
    ['an organisation key', `sk_org_live_${BODY}`, 'key-organisation'],
    ['an organisation key without a mode', `sk_org_${BODY}`, 'key-organisation'],
    ['an ellipsis', 'sk_live_…abcd', 'key-masked'],
    ['three points', 'sk_live_...abcd', 'key-masked'],
    ['asterisks', 'sk_live_****1234', 'key-masked'],
    ['bullets', 'rk_live_••••', 'key-masked'],
    ['bullets and the last four', 'rk_live_••••••••••••abcd', 'key-masked'],
    ['black circles', 'sk_test_●●●●', 'key-masked'],
    ['a shortened display', 'sk_live_51Habc…', 'key-masked'],
    ['a row of x', 'sk_live_xxxxxxxxxxxxxxxx', 'key-masked'],
    ['a row of X with the last four', 'sk_test_XXXXXXXXXXXX1a2b', 'key-masked'],
    ['asterisks alone', '****************', 'key-masked'],
    ['a prefix', 'sk_live_', 'key-cut-off'],
    ['half a prefix', 'sk_li', 'key-cut-off'],
    ['two letters', 'rk', 'key-cut-off'],
    ['too little behind the prefix', 'sk_live_51Habc', 'key-cut-off'],
    ['nine characters', 'sk_live_abcdefghi', 'key-cut-off'],
    ['a lost first letter', `k_live_${BODY}`, 'key-cut-off'],
    ['a lost kind', `live_${BODY}`, 'key-cut-off'],
    ['a lost prefix', BODY, 'key-cut-off'],
    ['a body in capitals', `SK_LIVE_${BODY.toUpperCase()}`, 'key-malformed'],
    ['a blank inside', 'sk_live_51Habc DEFghiJKLmnoPQRstu', 'key-malformed'],
    ['a word after it', `sk_live_${BODY} thanks`, 'key-malformed'],
    ['two keys', `sk_live_${BODY}\nsk_test_${BODY}`, 'key-malformed'],
    ['another kind of id', 'acct_1H9ZHLIEn49ersab', 'key-malformed'],
    ['the id of a key', `mk_${BODY}`, 'key-malformed'],
    ['an unknown mode', `sk_prod_${BODY}`, 'key-malformed'],
    ['a hyphen', 'sk_live_51Habc-DEFghiJKLmnoPQRstu', 'key-malformed'],
    ['an underscore in the body', 'sk_live_51Habc_DEFghiJKLmnoPQRstu', 'key-malformed'],
    ['a letter that only looks Latin', 'sk_live_51HаbcDEFghiJKLmnoPQRstu', 'key-malformed'],
    ['a sentence', 'my key is secret', 'key-malformed'],
    ['a body that is too long', `sk_live_${'a'.repeat(251)}`, 'key-malformed'],
    ['a whole document', `sk_live_${'a'.repeat(5_000)}`, 'key-malformed'],
  ])('%s', (_, input, code) => {
    expect(parseKey(input)).toEqual({ ok: false, code });
  });
});

test('whatever is accepted has the form of a key, and every input gets an answer', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.constantFrom('sk_live_', 'rk_test_', 'pk_', 'sk_', ''), fc.string()).map(([a, b]) => a + b),
  );
  fc.assert(
    fc.property(texts, (input) => {
      const form = parseKey(input);
      if (form.ok) expect(form.key).toMatch(/^(sk|rk)_(live|test)_[A-Za-z0-9]{10,250}$/);
    }),
    { numRuns: 2_000 },
  );
});
