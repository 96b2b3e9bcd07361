import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { readOne, text, word } from './raw.ts';

const read = (value: unknown) => v.parse(text, value);

/** What a customer may call themselves, and how it is kept. */
describe('a name from Stripe', () => {
  test.each([
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['a formula', '=HYPERLINK("https://example.com")', '=HYPERLINK("https://example.com")'],
    ['right-to-left letters', 'סטודיו לוי', 'סטודיו לוי'],
    ['right-to-left marks', 'Levi\u200f & \u200eCo', 'Levi\u200f & \u200eCo'],
    ['emoji with joiners', '👩‍👩‍👧 Bakery', '👩‍👩‍👧 Bakery'],
    ['decomposed Vietnamese', 'Nguye\u0302\u0303n', 'Nguye\u0302\u0303n'],
    ['Persian with a non-joiner', 'خانه\u200cها', 'خانه\u200cها'],
    ['a key of prototypes', '__proto__', '__proto__'],
  ])('%s stays as it is', (_what, given, kept) => {
    expect(read(given)).toBe(kept);
  });

  test.each([
    ['an override that would turn round what follows it', 'Evil\u202e00.1$', 'Evil00.1$'],
    ['embeddings and isolates, open or closed', '\u202aa\u202b\u202cb\u2066c\u2067d\u2068e\u2069', 'abcde'],
    [
      'accents beyond six',
      `Z${'\u0336\u0351\u0489'.repeat(60)}algo`,
      'Z\u0336\u0351\u0489\u0336\u0351\u0489algo',
    ],
    ['control characters', 'a\u0000b\u0007c\u001b[31md\u009be', 'abc[31mde'],
    [
      'line ends, which would be two rows in a list or a file',
      'Acme\r\nPaid\u2028$9\u2029\u0085x',
      'Acme Paid $9 x',
    ],
  ])('loses %s', (_what, given, kept) => {
    expect(read(given)).toBe(kept);
  });

  test.each([
    ['blanks', '  \u00a0\u3000 '],
    ['zero-width characters', '\u200b\u200c\u200d\u2060\ufeff'],
    ['marks of direction', '\u200e\u200f\u061c'],
    ['overrides', '\u202e\u202c'],
    ['invisible fillers', '\u3164\u115f\u1160\uffa0\u2800\u00ad\u034f'],
    ['tags', '\u{e0041}\u{e007f}'],
  ])('of %s alone is none: something that can be seen takes its place', (_what, given) => {
    expect(read(given)).toBeNull();
  });

  test('is cut where it is kept, also when most of it is dropped', () => {
    expect(read('\u202e'.repeat(10_000))).toBeNull();
    expect(read('x'.repeat(10_000))).toBe('x'.repeat(500));
    expect(read(`${'\u202e'.repeat(5_000)}Acme`)).toBeNull();
  });

  test('a word of an open list that is none of Stripe’s is not quoted', () => {
    expect(v.parse(word, 'past_due')).toBe('past_due');
    expect(v.parse(word, 'on_hold-2.x')).toBe('on_hold-2.x');
    expect(v.parse(word, 'paid\u202e')).toBe('paid');
    expect(readOne(word, '\u202e')).toBeNull();
  });
});
