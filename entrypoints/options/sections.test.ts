import { expect, test } from 'vitest';
import { SECTIONS, targetOfHash } from './sections.ts';

test('every section is reached by its hash', () => {
  for (const id of SECTIONS) expect(targetOfHash(`#${id}`)).toEqual({ section: id, welcome: false });
});

test('the set-up hash leads to Stripe with a welcome', () => {
  expect(targetOfHash('#setup')).toEqual({ section: 'stripe', welcome: true });
});

test.each(['', '#', '#Stripe', '#toString', '#stripe/x'])('%j leads nowhere', (hash) => {
  expect(targetOfHash(hash)).toBeNull();
});
